"""Who can rate: reviewers of the portal, and of the network that a rating is of."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from sqlalchemy import Select, select, union
from sqlmodel import Session, col

from rpp.evidence.ratings import subjects
from rpp.evidence.ratings.reading import Subject
from rpp.networks.models import NetworkRole
from rpp.people.models import Person, PortalRole
from rpp.people.portal_roles import REVIEWER
from rpp.policy import Viewer


class OfNetwork(Protocol):
    """A rating, as far as it says whose reviewers rate it."""

    @property
    def network_id(self) -> int | None: ...


def is_reviewer(viewer: Viewer, rating: OfNetwork) -> bool:
    """Whether somebody may rate it by their role."""
    return viewer.reviews or rating.network_id in viewer.reviews_for


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who can be asked."""

    id: int
    name: str
    title: str

    @property
    def label(self) -> str:
        return f"{self.name}, {self.title}" if self.title else self.name


def people(network_id: int | None) -> Select[int]:
    """Select the people who may rate by their role, for a network or for the portal (None)."""
    everywhere = select(col(PortalRole.person_id)).where(col(PortalRole.role) == REVIEWER)
    if network_id is None:
        return everywhere
    own = select(col(NetworkRole.person_id)).where(
        col(NetworkRole.network_id) == network_id, col(NetworkRole.role) == REVIEWER
    )
    (person_id,) = union(everywhere, own).subquery().c
    return select(person_id)


def candidates(
    session: Session, subject: Subject, network_id: int | None, without: Sequence[int]
) -> list[Candidate]:
    """Reviewers who can be asked: not barred, and not among `without`, by name."""
    rows = session.execute(
        select(col(Person.id), col(Person.name), col(Person.title))
        .where(
            col(Person.id).in_(people(network_id)),
            col(Person.id).not_in(list(without)),
            col(Person.closed_at).is_(None),
        )
        .order_by(col(Person.name), col(Person.id))
        .limit(100)
    )
    found = [Candidate(*row) for row in rows]
    return [one for one in found if not subjects.barred(session, [subject], one.id)[subject]]
