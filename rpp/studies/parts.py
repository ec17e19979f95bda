"""The parts of one study, each read in one statement: partners, people, text, facts."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import NamedTuple, NotRequired, Protocol, TypedDict

from sqlalchemy import Executable, bindparam, func, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from rpp.db import columns, columns_of
from rpp.organizations.models import Organization
from rpp.people.models import Person
from rpp.studies.models import (
    PARTS,
    ROLES,
    Agreement,
    Sensemaking,
    SensemakingParticipant,
    Signature,
    Study,
    StudyFinding,
    StudyInvitation,
    StudyMember,
    StudyPartner,
    StudyReference,
)
from rpp.studies.visibility import in_standing

# The sign beside a person, by the type of their organization (see components/signs.html).
MARKS = {"lea": "lea", "research": "researcher"}


class Waiting(TypedDict):
    """One thing that waits for a person: a verb, a date, one button."""

    title: str
    sentence: str
    href: str
    due: datetime | None
    # In which the date is said; the portal's own unless given.
    zone: NotRequired[str]
    button: str


class Partner(NamedTuple):
    """An LEA of a study."""

    id: int
    name: str
    state: str
    leaid: str | None
    joined_at: datetime
    left_at: datetime | None
    delayed_until: date | None = None
    delay_reason: str = ""
    response: str = ""
    responded_at: datetime | None = None


def partners(session: Session, study_id: int) -> list[Partner]:
    """The LEAs of a study, those that left included, in the order in which they joined."""
    rows = session.execute(
        select(
            col(Organization.id),
            col(Organization.name),
            col(Organization.state),
            col(Organization.leaid),
            col(StudyPartner.joined_at),
            col(StudyPartner.left_at),
            col(StudyPartner.delayed_until),
            col(StudyPartner.delay_reason),
            col(StudyPartner.response),
            col(StudyPartner.responded_at),
        )
        .join(StudyPartner, col(StudyPartner.organization_id) == col(Organization.id))
        .where(col(StudyPartner.study_id) == study_id)
        .order_by(col(StudyPartner.id))
    )
    return [Partner(*row) for row in rows]


@dataclass(frozen=True, slots=True)
class Member:
    """Someone who takes part in a study, with their role."""

    id: int
    name: str
    title: str
    role: str
    since: datetime
    organization_id: int
    organization: str
    type: str

    @property
    def mark(self) -> str:
        """The sign beside their name."""
        return MARKS.get(self.type, "other")

    @property
    def role_words(self) -> str:
        return ROLES[self.role].lower()


def members(session: Session, study_id: int) -> list[Member]:
    """The people of a study with their roles, in the order in which they joined."""
    return [Member(*row) for row in session.execute(_members(), {"study": study_id})]


@cache
def _members() -> Executable:
    person, member, organization = columns(Person), columns(StudyMember), columns(Organization)
    return (
        select(
            person.id,
            person.name,
            person.title,
            member.role,
            member.since,
            member.organization_id,
            organization.name,
            organization.type,
        )
        .select_from(
            member.id.table.join(person.id.table, person.id == member.person_id).join(
                organization.id.table, organization.id == member.organization_id
            )
        )
        .where(member.study_id == bindparam("study"), in_standing(StudyMember))
        .order_by(member.id)
    )


@dataclass(frozen=True, slots=True)
class Invitation:
    """An invitation that still waits for an answer; `who` is a name or an address."""

    id: int
    who: str
    role: str
    expires_at: datetime
    organization: str

    @property
    def role_name(self) -> str:
        return ROLES[self.role]


def invitations(session: Session, study_id: int) -> list[Invitation]:
    """Invitations that still wait for an answer."""
    rows = session.execute(
        select(
            col(StudyInvitation.id),
            func.coalesce(col(Person.name), col(StudyInvitation.email)),
            col(StudyInvitation.role),
            col(StudyInvitation.expires_at),
            col(Organization.name),
        )
        .join(Organization, col(Organization.id) == col(StudyInvitation.organization_id))
        .outerjoin(Person, col(Person.id) == col(StudyInvitation.person_id))
        .where(
            col(StudyInvitation.study_id) == study_id,
            col(StudyInvitation.used_at).is_(None),
            col(StudyInvitation.revoked_at).is_(None),
        )
        .order_by(col(StudyInvitation.id))
    )
    return [Invitation(*row) for row in rows]


@dataclass(frozen=True, slots=True)
class Reference:
    """A record or brief that a study builds on, and what it leaves open."""

    id: int
    source_kind: str
    source_id: int
    title: str
    leaves_open: str

    @property
    def href(self) -> str:
        return f"/{'briefs' if self.source_kind == 'brief' else 'evidence'}/{self.source_id}"

    @property
    def what(self) -> str:
        return "Brief" if self.source_kind == "brief" else "Reviewed study"


def references(session: Session, study_id: int) -> list[Reference]:
    """The records and briefs that the study builds on."""
    return [Reference(*row) for row in session.execute(_references(), {"study": study_id})]


@cache
def _references() -> Executable:
    reference = columns(StudyReference)
    wanted = columns_of(Reference, reference.id.table)
    mine = reference.study_id == bindparam("study")
    return select(*wanted).where(mine).order_by(reference.id)


@dataclass(frozen=True, slots=True)
class Signed:
    """A signature in force; names are those of the day on which it was given."""

    party: str
    person_id: int
    title: str
    authority: str
    conflicts: str
    text_hash: str
    signed_at: datetime
    signer: str
    for_whom: str
    organization: str


def signatures(session: Session, study_id: int, *hashes: str | None) -> list[Signed]:
    """The signatures in force on these texts, by default on the one the study stands on."""
    signature = columns(Signature)
    stands_on = select(col(Study.frozen_hash)).where(col(Study.id) == study_id)
    texts = [text for text in hashes if text]
    these = signature.text_hash.in_(texts or stands_on.scalar_subquery())
    rows = session.execute(
        select(*columns_of(Signed, signature.id.table))
        .where(signature.study_id == study_id, these, signature.void_at.is_(None))
        .order_by(signature.id)
    )
    return [Signed(*row) for row in rows]


@dataclass(frozen=True, slots=True)
class Agreed:
    """An agreement that a study stands on; `basis` and `ppra` are keys of BASES and PPRA."""

    id: int
    study_id: int
    type: str
    parties: str
    signed_on: date
    expires_on: date | None
    basis: str
    ppra: str
    purpose: str
    scope: str
    elements: str
    destroy_on: date | None
    warned: int | None


def agreements(session: Session, study_id: int) -> list[Agreed]:
    """The agreements recorded, the oldest first."""
    return [Agreed(*row) for row in session.execute(_agreements(), {"study": study_id})]


@cache
def _agreements() -> Executable:
    agreement = columns(Agreement)
    wanted = columns_of(Agreed, agreement.id.table)
    mine = agreement.study_id == bindparam("study")
    return select(*wanted).where(mine).order_by(agreement.signed_on, agreement.id)


class Term(Protocol):
    """From when until when an agreement holds; `expires_on` is None where it has no end."""

    @property
    def signed_on(self) -> date: ...
    @property
    def expires_on(self) -> date | None: ...


def in_force(agreement: Term, day: date) -> bool:
    """Whether an agreement is signed and has not run out on that day."""
    return agreement.signed_on <= day and (
        agreement.expires_on is None or agreement.expires_on >= day
    )


@dataclass(frozen=True, slots=True)
class Finding:
    """One result of a study: one outcome, one comparison."""

    id: int
    outcome: str
    comparison: str
    result: str
    estimate: float | None
    low: float | None
    high: float | None
    unit: str
    n: int | None
    n_treated: int | None
    n_compared: int | None
    mean_treated: float | None
    mean_compared: float | None
    sd_treated: float | None
    sd_compared: float | None
    clusters_treated: int | None
    clusters_compared: int | None


def findings(session: Session, study_id: int) -> list[Finding]:
    """The results entered, in the order in which they were."""
    finding = columns(StudyFinding)
    mine = finding.study_id == study_id
    wanted = select(*columns_of(Finding, finding.id.table)).where(mine).order_by(finding.id)
    return [Finding(*row) for row in session.execute(wanted)]


@dataclass(frozen=True, slots=True)
class Participant:
    """Who took part in a meeting, as what, and for whom."""

    id: int
    name: str
    role: str
    organization: str
    type: str

    @property
    def mark(self) -> str:
        """The sign beside their name."""
        return MARKS.get(self.type, "other")

    @property
    def part(self) -> str:
        return PARTS.get(self.role, self.role).lower()


@dataclass(frozen=True, slots=True)
class Meeting:
    """A sensemaking, and who took part."""

    people: list[Participant]
    held_on: date
    interpretations: str
    interpretations_html: str
    dissent: str
    dissenter: str | None


def sensemaking(session: Session, study_id: int) -> Meeting | None:
    """The newest sensemaking record with its participants; one statement."""
    meeting, dissenter = columns(Sensemaking), aliased(Person)
    taking = columns(SensemakingParticipant)
    newest = select(func.max(meeting.id)).where(meeting.study_id == study_id).scalar_subquery()
    rows = session.execute(
        select(
            meeting.held_on,
            meeting.interpretations,
            meeting.interpretations_html,
            meeting.dissent,
            col(dissenter.name).label("dissenter"),
            col(Person.id),
            col(Person.name),
            taking.role,
            col(Organization.name).label("organization"),
            col(Organization.type),
        )
        .select_from(meeting.id.table)
        .outerjoin(dissenter, col(dissenter.id) == meeting.dissent_by)
        .outerjoin(taking.role.table, taking.sensemaking_id == meeting.id)
        .outerjoin(Person, col(Person.id) == taking.person_id)
        .outerjoin(Organization, col(Organization.id) == taking.organization_id)
        .where(meeting.id == newest)
        .order_by(col(Person.name), col(Person.id))
    ).all()
    if not rows:
        return None
    return Meeting([Participant(*row[5:]) for row in rows if row[5]], *rows[0][:5])


def role_name(role: str) -> str:
    """A role as a sentence says it: "district co-lead"."""
    name = ROLES.get(role) or PARTS.get(role, role)
    return name[:1].lower() + name[1:]


def a_role(role: str) -> str:
    """A role as one of several: "a practitioner", "an observer"."""
    name = role_name(role)
    return f"{'an' if name[:1] in 'aeiou' else 'a'} {name}"
