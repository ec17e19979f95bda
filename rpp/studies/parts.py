"""The parts of one study, each read in one statement: partners, people, text, facts."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Row, bindparam, func, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from rpp.db import columns
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
from rpp.studies.text.queries import Section as Section
from rpp.studies.text.queries import sections as sections
from rpp.studies.visibility import in_standing

Rows = list[Any]


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


def members(session: Session, study_id: int) -> Rows:
    """The people of a study with their roles, in the order in which they joined."""
    return list(session.execute(_members(), {"study": study_id}))


@cache
def _members() -> Any:
    person, member, organization = columns(Person), columns(StudyMember), columns(Organization)
    return (
        select(
            person.id,
            person.name,
            person.title,
            member.role,
            member.since,
            member.organization_id,
            organization.name.label("organization"),
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


def invitations(session: Session, study_id: int) -> Rows:
    """Invitations that still wait for an answer."""
    return list(
        session.execute(
            select(
                col(StudyInvitation.id),
                func.coalesce(col(Person.name), col(StudyInvitation.email)).label("who"),
                col(StudyInvitation.role),
                col(StudyInvitation.expires_at),
                col(Organization.name).label("organization"),
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
    )


def references(session: Session, study_id: int) -> Rows:
    """The records and briefs that the study builds on."""
    return list(session.execute(_references(), {"study": study_id}))


@cache
def _references() -> Any:
    reference = columns(StudyReference)
    mine = reference.study_id == bindparam("study")
    return select(*reference).where(mine).order_by(reference.id)


def signatures(session: Session, study_id: int, *hashes: str | None) -> Rows:
    """The signatures in force on these texts, by default on the one the study stands on.

    Names are those of the day on which it was signed.
    """
    stands_on = select(col(Study.frozen_hash)).where(col(Study.id) == study_id)
    texts: Any = [text for text in hashes if text] or stands_on.scalar_subquery()
    return list(
        session.execute(
            select(
                col(Signature.party),
                col(Signature.person_id),
                col(Signature.title),
                col(Signature.authority),
                col(Signature.conflicts),
                col(Signature.text_hash),
                col(Signature.signed_at),
                col(Signature.signer),
                col(Signature.for_whom),
                col(Signature.organization),
            )
            .where(
                col(Signature.study_id) == study_id,
                col(Signature.text_hash).in_(texts)
                if isinstance(texts, list)
                else col(Signature.text_hash) == texts,
                col(Signature.void_at).is_(None),
            )
            .order_by(col(Signature.id))
        )
    )


def agreements(session: Session, study_id: int) -> Rows:
    """The agreements recorded, the oldest first."""
    return list(session.execute(_agreements(), {"study": study_id}))


@cache
def _agreements() -> Any:
    agreement = columns(Agreement)
    mine = agreement.study_id == bindparam("study")
    return select(*agreement).where(mine).order_by(agreement.signed_on, agreement.id)


def in_force(agreement: Any, day: date) -> bool:
    """Whether an agreement is signed and has not run out on that day."""
    return agreement.signed_on <= day and (
        agreement.expires_on is None or agreement.expires_on >= day
    )


def findings(session: Session, study_id: int) -> Rows:
    """The results entered, in the order in which they were."""
    table = StudyFinding.__table__  # type: ignore[attr-defined]
    return list(
        session.execute(select(table).where(table.c.study_id == study_id).order_by(table.c.id))
    )


@dataclass(frozen=True)
class Meeting:
    """A sensemaking, and who took part: (name, part, organization, mark)."""

    row: Row[Any]
    people: list[Row[Any]]


def sensemaking(session: Session, study_id: int) -> Meeting | None:
    """The newest sensemaking record with its participants; one statement."""
    table = Sensemaking.__table__  # type: ignore[attr-defined]
    dissenter = aliased(Person)
    newest = select(func.max(table.c.id)).where(table.c.study_id == study_id).scalar_subquery()
    rows = session.execute(
        select(
            table,
            col(dissenter.name).label("dissenter"),
            col(Person.id).label("person_id"),
            col(Person.name),
            col(SensemakingParticipant.role),
            col(Organization.name).label("organization"),
            col(Organization.type),
        )
        .select_from(table)
        .outerjoin(dissenter, col(dissenter.id) == table.c.dissent_by)
        .outerjoin(SensemakingParticipant, col(SensemakingParticipant.sensemaking_id) == table.c.id)
        .outerjoin(Person, col(Person.id) == col(SensemakingParticipant.person_id))
        .outerjoin(
            Organization, col(Organization.id) == col(SensemakingParticipant.organization_id)
        )
        .where(table.c.id == newest)
        .order_by(col(Person.name), col(Person.id))
    ).all()
    return Meeting(rows[0], [row for row in rows if row.person_id]) if rows else None


def role_name(role: str) -> str:
    """A role as a sentence says it: "district co-lead"."""
    name = ROLES.get(role) or PARTS.get(role, role)
    return name[:1].lower() + name[1:]


def a_role(role: str) -> str:
    """A role as one of several: "a practitioner", "an observer"."""
    name = role_name(role)
    return f"{'an' if name[:1] in 'aeiou' else 'a'} {name}"
