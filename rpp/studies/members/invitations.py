"""Reads invitations to a study, and which organizations can be invited."""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import exists, or_, select
from sqlmodel import Session, col

from rpp import clock
from rpp.networks.models import Network, NetworkMembership
from rpp.organizations.models import Organization
from rpp.people.models import Person
from rpp.policy import Viewer
from rpp.problems.models import LocalContext, Problem
from rpp.studies.lifecycle.life import ENDED
from rpp.studies.lists import QUESTION, first_words
from rpp.studies.models import GRANTS, Study, StudyInvitation
from rpp.studies.parts import role_name
from rpp.studies.queries import Seen


@dataclass(frozen=True, slots=True)
class Invited:
    """An invitation with what its reader must know before they answer."""

    is_addressee: bool
    id: int
    study_id: int
    email: str
    role: str
    expires_at: datetime
    used_at: datetime | None
    revoked_at: datetime | None
    organization_id: int
    organization: str
    inviter: str
    title: str
    status: str
    network: str
    zone: str
    question: str | None

    @property
    def is_open(self) -> bool:
        """Whether the invitation can still be accepted."""
        return (
            self.used_at is None
            and self.revoked_at is None
            and self.expires_at > clock.now()
            and self.status not in ENDED
        )

    @property
    def role_words(self) -> str:
        return role_name(self.role)

    @property
    def facts(self) -> list[tuple[str, str]]:
        """What accepting means."""
        return [
            ("You would be", self.role_words.capitalize()),
            ("For", self.organization),
            ("What that means", GRANTS[self.role]),
        ]

    @property
    def opens_study(self) -> bool:
        """Whether its reader has accepted it."""
        return self.used_at is not None and self.is_addressee

    @property
    def why_closed(self) -> str:
        """Why it can no longer be accepted, and what helps."""
        if self.used_at:
            own = "; the study is on your page" if self.is_addressee else ""
            return f"It was accepted{own}."
        why = "It was canceled." if self.revoked_at else "It has expired, or the study has ended."
        return f"{why} Ask {self.inviter} for a new one."

    @property
    def joining(self) -> str:
        """What one who does not belong to the organization does first."""
        return (
            f"You are not yet a member of {self.organization} here. Join it on its page first; "
            "then this invitation works."
        )

    @property
    def first_words(self) -> str:
        """The first words of the study's question."""
        return first_words(self.question or "", 600)


def invitation(
    session: Session, viewer: Viewer, *, id_: int | None = None, token_hash: str = ""
) -> Invited | None:
    """An open invitation, by its link's token, or by its id for the person it is addressed to."""
    if id_ is None and not token_hash:
        return None
    key = (
        col(StudyInvitation.token_hash) == token_hash
        if id_ is None
        else col(StudyInvitation.id) == id_
    )
    row = session.execute(
        select(
            col(StudyInvitation.id),
            col(StudyInvitation.study_id),
            col(StudyInvitation.email),
            col(StudyInvitation.role),
            col(StudyInvitation.expires_at),
            col(StudyInvitation.used_at),
            col(StudyInvitation.revoked_at),
            col(StudyInvitation.organization_id),
            col(Organization.name).label("organization"),
            col(Person.name).label("inviter"),
            col(Study.title),
            col(Study.status),
            col(Network.name).label("network"),
            col(Network.timezone).label("zone"),
            QUESTION,
        )
        .select_from(StudyInvitation)
        .join(Study, col(Study.id) == col(StudyInvitation.study_id))
        .join(Network, col(Network.id) == col(Study.network_id))
        .join(Organization, col(Organization.id) == col(StudyInvitation.organization_id))
        .join(Person, col(Person.id) == col(StudyInvitation.invited_by))
        .where(key)
    ).first()
    if row is None:
        return None
    addressee = viewer.id is not None and viewer.email == row.email
    if id_ is not None and not addressee:
        return None
    return Invited(addressee, *row)


class Invitable(NamedTuple):
    """An organization that can be invited; `has_it`: it has the problem."""

    id: int
    name: str
    state: str
    has_it: bool


def invitable(session: Session, seen: Seen) -> list[Invitable]:
    """The organizations that can be invited: the network's, those with the problem first."""
    organization = Organization.__table__  # type: ignore[attr-defined]
    shared = (
        exists()
        .where(
            col(LocalContext.problem_id) == seen.problem_id,
            col(LocalContext.organization_id) == col(Organization.id),
        )
        .correlate(organization)
    )
    owner = (
        exists()
        .where(
            col(Problem.id) == seen.problem_id,
            col(Problem.organization_id) == col(Organization.id),
        )
        .correlate(organization)
    )
    member = (
        exists()
        .where(
            col(NetworkMembership.organization_id) == col(Organization.id),
            col(NetworkMembership.network_id) == seen.network_id,
            col(NetworkMembership.status) == "active",
        )
        .correlate(organization)
    )
    has_it = or_(shared, owner).label("has_it")
    rows = session.execute(
        select(
            col(Organization.id),
            col(Organization.name),
            col(Organization.state),
            has_it,
        )
        .where(or_(member, owner, col(Organization.id) == seen.organization_id))
        .order_by(has_it.desc(), col(Organization.name), col(Organization.id))
        .limit(500)
    )
    return [Invitable(*row) for row in rows]
