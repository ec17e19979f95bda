"""Whom one can ask to review a brief: people of its network who have no part in it."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, or_, select
from sqlmodel import Session, col

from rpp.briefs import types
from rpp.briefs.models import Brief
from rpp.briefs.review.visibility import networks_of
from rpp.db import columns
from rpp.networks.models import NetworkMembership
from rpp.organizations.models import Membership, Organization
from rpp.people.models import Person

MOST = 400
PEOPLE, ORGANIZATIONS = columns(Person), columns(Organization)


@dataclass(frozen=True, slots=True)
class Candidate:
    """Someone who can be asked, for one of their organizations."""

    person_id: int
    organization_id: int
    name: str
    organization: str
    type: str

    @property
    def practitioner(self) -> bool:
        """Whether they work in a school district."""
        return self.type == "lea"

    @property
    def key(self) -> str:
        return f"{self.person_id}-{self.organization_id}"

    @property
    def label(self) -> str:
        district = " (school district)" if self.practitioner else ""
        return f"{self.name}, {self.organization}{district}"


def candidates(session: Session, brief: Brief) -> list[Candidate]:
    """People of the brief's network who have no part in it, nor a voice, in the order of names.

    Where these are not two with a district's person among them, people of every network: a review
    must not wait because a network is small.
    """
    own = _found(session, brief, col(NetworkMembership.network_id).in_(networks_of(brief)))
    return own if can_review(own) else _found(session, brief)


def can_review(people: list[Candidate]) -> bool:
    """Whether two of these people could review a brief, one of a district."""
    different = {one.person_id for one in people}
    return len(different) > 1 and any(one.practitioner for one in people)


def has_part(session: Session, brief: Brief, person_id: int) -> bool:
    """Whether someone makes the brief or has a voice in it, and so cannot review it."""
    if person_id in _named(brief):
        return True
    makers = types.of(brief)
    asked = select(col(Person.id)).where(
        col(Person.id) == person_id,
        or_(
            col(Person.id).in_(makers.insiders(brief)),
            col(Person.id).in_(makers.members(brief)),
        ),
    )
    return session.execute(asked).first() is not None


def _named(brief: Brief) -> set[int]:
    """Whom the draft names: its authors, and those who see it differently."""
    voices = (voice.person_id for voice in brief.draft.dissent)
    return {*brief.draft.authors, *(id_ for id_ in voices if id_ is not None)}


def _found(session: Session, brief: Brief, *where: ColumnElement[bool]) -> list[Candidate]:
    makers = types.of(brief)
    # Also those who left: whoever worked on a study does not judge its brief.
    statement: Select[int, int, str, str, str] = (
        select(
            PEOPLE.id,
            ORGANIZATIONS.id,
            col(Person.name),
            col(Organization.name),
            col(Organization.type),
        )
        .select_from(Membership)
        .join(Person, col(Person.id) == col(Membership.person_id))
        .join(Organization, col(Organization.id) == col(Membership.organization_id))
        .join(NetworkMembership, col(NetworkMembership.organization_id) == col(Organization.id))
        .where(
            col(Membership.status) == "active",
            col(NetworkMembership.status) == "active",
            col(Person.confirmed_at).is_not(None),
            col(Person.id).not_in(makers.insiders(brief)),
            col(Person.id).not_in(makers.members(brief)),
            col(Person.id).not_in(sorted(_named(brief))),
            *where,
        )
        .distinct()
        .order_by(col(Person.name), col(Organization.name), col(Person.id))
        .limit(MOST)
    )
    return [Candidate(*row) for row in session.execute(statement)]
