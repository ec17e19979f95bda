"""The parts of one study, each read in one statement: partners, people, text, facts."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Row, and_, func, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from rpp import clock, dates
from rpp.organizations.models import Organization
from rpp.people.models import Person
from rpp.studies.models import (
    AGREEMENTS,
    PARTS,
    ROLES,
    SECTIONS,
    Agreement,
    SectionRevision,
    Sensemaking,
    SensemakingParticipant,
    Signature,
    Study,
    StudyFinding,
    StudyInvitation,
    StudyMember,
    StudyPartner,
    StudyReference,
    StudySection,
)

Rows = list[Row[Any]]


def partners(session: Session, study_id: int) -> Rows:
    """The LEAs of a study, those that left included, in the order in which they joined."""
    return list(
        session.execute(
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
    )


def members(session: Session, study_id: int) -> Rows:
    """The people of a study with their roles, in the order in which they joined."""
    return list(
        session.execute(
            select(
                col(Person.id),
                col(Person.name),
                col(Person.title),
                col(StudyMember.role),
                col(StudyMember.since),
                col(StudyMember.organization_id),
                col(Organization.name).label("organization"),
                col(Organization.type),
            )
            .select_from(StudyMember)
            .join(Person, col(Person.id) == col(StudyMember.person_id))
            .join(Organization, col(Organization.id) == col(StudyMember.organization_id))
            .where(col(StudyMember.study_id) == study_id, col(StudyMember.left_at).is_(None))
            .order_by(col(StudyMember.id))
        )
    )


def invitations(session: Session, study_id: int) -> Rows:
    """Invitations that still wait for an answer."""
    return list(
        session.execute(
            select(
                col(StudyInvitation.id),
                col(StudyInvitation.email),
                col(StudyInvitation.role),
                col(StudyInvitation.expires_at),
                col(Organization.name).label("organization"),
            )
            .join(Organization, col(Organization.id) == col(StudyInvitation.organization_id))
            .where(
                col(StudyInvitation.study_id) == study_id,
                col(StudyInvitation.used_at).is_(None),
                col(StudyInvitation.revoked_at).is_(None),
            )
            .order_by(col(StudyInvitation.id))
        )
    )


@dataclass(frozen=True)
class Section:
    """One section of the text, as a page shows it."""

    key: str
    number: int
    title: str
    prompt: str
    body: str
    html: str
    version: int
    edited_at: Any
    editor: str
    revisions: int


def sections(session: Session, study_id: int) -> list[Section]:
    """The sections in their order, with how many earlier texts each has."""
    revisions = (
        select(func.count())
        .where(col(SectionRevision.section_id) == col(StudySection.id))
        .scalar_subquery()
    )
    rows = session.execute(
        select(StudySection.__table__, col(Person.name), revisions.label("revisions"))  # type: ignore[attr-defined]
        .outerjoin(Person, col(Person.id) == col(StudySection.edited_by))
        .where(col(StudySection.study_id) == study_id)
    )
    found = {row.key: row for row in rows}
    return [
        Section(
            key,
            number,
            title,
            prompt,
            row.body,
            row.body_html,
            row.version,
            row.edited_at,
            row.name or "",
            row.revisions,
        )
        for number, (key, (title, prompt)) in enumerate(SECTIONS.items(), 1)
        if (row := found.get(key)) is not None
    ]


def revisions(session: Session, study_id: int, key: str) -> Rows:
    """The earlier texts of a section, newest first."""
    return list(
        session.execute(
            select(
                col(SectionRevision.id),
                col(SectionRevision.version),
                col(SectionRevision.body),
                col(SectionRevision.edited_at),
                col(Person.name),
            )
            .join(StudySection, col(StudySection.id) == col(SectionRevision.section_id))
            .outerjoin(Person, col(Person.id) == col(SectionRevision.edited_by))
            .where(col(StudySection.study_id) == study_id, col(StudySection.key) == key)
            .order_by(col(SectionRevision.version).desc())
            .limit(200)
        )
    )


def references(session: Session, study_id: int) -> Rows:
    """The records and briefs that the study builds on."""
    table = StudyReference.__table__  # type: ignore[attr-defined]
    return list(
        session.execute(select(table).where(table.c.study_id == study_id).order_by(table.c.id))
    )


def signatures(session: Session, study_id: int, text_hash: str | None = None) -> Rows:
    """The signatures in force on this text, by default on the one the study stands on."""
    text = (
        select(col(Study.frozen_hash)).where(col(Study.id) == study_id).scalar_subquery()
        if text_hash is None
        else text_hash
    )
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
                col(Person.name),
            )
            .join(Person, col(Person.id) == col(Signature.person_id))
            .where(
                col(Signature.study_id) == study_id,
                col(Signature.text_hash) == text,
                col(Signature.void_at).is_(None),
            )
            .order_by(col(Signature.id))
        )
    )


def agreements(session: Session, study_id: int) -> Rows:
    """The agreements recorded, the oldest first."""
    table = Agreement.__table__  # type: ignore[attr-defined]
    statement = select(table).where(table.c.study_id == study_id)
    return list(session.execute(statement.order_by(table.c.signed_on, table.c.id)))


def in_force(agreement: Any, day: date | None = None) -> bool:
    """Whether an agreement is signed and has not run out on that day (today unless given)."""
    day = day or clock.now().date()
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
    """The newest sensemaking record with its participants; two statements."""
    table = Sensemaking.__table__  # type: ignore[attr-defined]
    dissenter = aliased(Person)
    row = session.execute(
        select(table, col(dissenter.name).label("dissenter"))
        .outerjoin(dissenter, col(dissenter.id) == table.c.dissent_by)
        .where(table.c.study_id == study_id)
        .order_by(table.c.id.desc())
        .limit(1)
    ).first()
    if row is None:
        return None
    people = session.execute(
        select(
            col(Person.id),
            col(Person.name),
            col(SensemakingParticipant.role),
            col(Organization.name).label("organization"),
            col(Organization.type),
        )
        .select_from(SensemakingParticipant)
        .join(Person, col(Person.id) == col(SensemakingParticipant.person_id))
        .join(Organization, col(Organization.id) == col(SensemakingParticipant.organization_id))
        .where(and_(col(SensemakingParticipant.sensemaking_id) == row.id))
        .order_by(col(Person.name), col(Person.id))
    )
    return Meeting(row, list(people))


def role_name(role: str) -> str:
    """A role as a sentence says it: "district co-lead"."""
    name = ROLES.get(role) or PARTS.get(role, role)
    return name[:1].lower() + name[1:]


def a_role(role: str) -> str:
    """A role as one of several: "a practitioner", "an observer"."""
    name = role_name(role)
    return f"{'an' if name[:1] in 'aeiou' else 'a'} {name}"


def agreement_line(type_: str, parties: str, signed_on: date, expires_on: date | None) -> str:
    """An agreement in one line, for the history."""
    until = f", until {dates.day(expires_on)}" if expires_on else ""
    return f"{AGREEMENTS[type_]}, {parties}, {dates.day(signed_on)}{until}"
