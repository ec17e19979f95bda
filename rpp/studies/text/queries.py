"""Reads the text of a study: its sections as a page shows them, and what stood in them before."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from typing import NamedTuple

from sqlalchemy import Executable, bindparam, func, select
from sqlmodel import Session, col

from rpp.db import columns
from rpp.people.models import Person
from rpp.studies.lifecycle.life import WRITING
from rpp.studies.models import (
    AmendedSection,
    Amendment,
    PassageComment,
    SectionRevision,
    Study,
    StudySection,
)
from rpp.studies.sections import SECTIONS, Kind, numbers, required
from rpp.studies.text import passages


@dataclass(frozen=True, slots=True)
class Section:
    """One section of the text, as a page shows it."""

    key: str
    # 0 for one that is neither written nor required.
    number: int
    title: str
    prompt: str
    required: bool
    body: str = ""
    html: str = ""
    version: int = 0
    edited_at: datetime | None = None
    edited_by: int | None = None
    editor: str = ""
    revisions: int = 0
    anchors: tuple[int, ...] = ()
    owner_id: int | None = None
    owner: str = ""
    ready_at: datetime | None = None
    suggestions: int = 0  # that are open
    settled: int = 0  # of its comments
    remarks: int = 0  # comments without their answers

    @property
    def heading(self) -> str:
        return f"{self.number}. {self.title}" if self.number else self.title

    @property
    def named(self) -> str:
        """How a sentence names it: "Section 4", or its title."""
        return f"Section {self.number}" if self.number else f"“{self.title}”"

    @property
    def kind(self) -> Kind:
        return SECTIONS[self.key]

    @property
    def blocks(self) -> list[tuple[int, str]]:
        """Its paragraphs: (number, HTML)."""
        found = passages.pieces(self.html)
        return list(zip(passages.numbered(self.anchors, len(found)), found, strict=True))


def sections(session: Session, study_id: int, *, every: bool = False) -> list[Section]:
    """The sections in their order; one statement.

    While the text is written all that there can be, afterwards those that were written, unless
    `every` one is asked for.
    """
    rows = session.execute(_sections(), {"study": study_id}).all()
    if not rows:
        return []
    found = {row.key: row for row in rows if row.key is not None}
    design, writing = rows[0].design, rows[0].status in WRITING
    written = [key for key, row in found.items() if row.body.strip()]
    number = numbers(design, written, writing=writing)
    asked = required(design)
    made = []
    for key, kind in SECTIONS.items():
        if not (writing or every or key in number):
            continue
        head = (key, number.get(key, 0), kind.title, kind.prompt, key in asked)
        row = found.get(key)
        if row is None:
            made.append(Section(*head))
            continue
        made.append(
            Section(
                *head,
                row.body,
                row.body_html,
                row.version,
                row.edited_at,
                row.edited_by,
                row.editor or "",
                row.revisions,
                tuple(row.anchors),
                row.owner_id,
                row.owner or "",
                row.ready_at,
                row.suggestions if writing else 0,
                row.settled,
                row.remarks,
            )
        )
    return made


def amended(found: list[Section], bodies: Mapping[str, str]) -> list[Section]:
    """The sections with these texts instead of their own, numbered as they are then signed."""
    changed = [replace(s, body=bodies.get(s.key, s.body)) for s in found]
    written = [s for s in changed if s.body.strip()]
    return [replace(section, number=number) for number, section in enumerate(written, 1)]


@cache
def _sections() -> Executable:
    study, section, person = columns(Study), columns(StudySection), columns(Person)
    revision, comment = columns(SectionRevision), columns(PassageComment)
    amended, amendment = columns(AmendedSection), columns(Amendment)
    owner = person.id.table.alias("owner")

    # Counted once for the study, not once for each section.
    remarks = (
        select(
            comment.section_key.label("key"),
            func.count().label("number"),
            func.count(comment.resolved_at).label("settled"),
        )
        .where(comment.study_id == bindparam("study"), comment.parent_id.is_(None))
        .group_by(comment.section_key)
        .subquery("remarks")
    )
    suggested = (
        select(amended.section_key.label("key"), func.count().label("number"))
        .join_from(amended.amendment_id.table, amendment.id.table)
        .where(
            amendment.study_id == bindparam("study"),
            amendment.status == "open",
            amendment.suggestion.is_(True),
        )
        .group_by(amended.section_key)
        .subquery("suggested")
    )
    revisions = (
        select(func.count())
        .where(revision.section_id == section.id)
        .correlate(section.id.table)
        .scalar_subquery()
    )
    return (
        select(
            study.design,
            study.status,
            *(section[name] for name in ("key", "body", "body_html", "version", "edited_at")),
            *(section[name] for name in ("edited_by", "anchors", "owner_id", "ready_at")),
            person.name.label("editor"),
            owner.c.name.label("owner"),
            revisions.label("revisions"),
            func.coalesce(remarks.c.settled, 0).label("settled"),
            func.coalesce(remarks.c.number, 0).label("remarks"),
            func.coalesce(suggested.c.number, 0).label("suggestions"),
        )
        .select_from(
            study.id.table.outerjoin(section.id.table, section.study_id == study.id)
            .outerjoin(person.id.table, person.id == section.edited_by)
            .outerjoin(owner, owner.c.id == section.owner_id)
            .outerjoin(remarks, remarks.c.key == section.key)
            .outerjoin(suggested, suggested.c.key == section.key)
        )
        .where(study.id == bindparam("study"))
    )


def section(session: Session, study_id: int, key: str) -> Section | None:
    """One section that a page shows, or None."""
    return next((s for s in sections(session, study_id) if s.key == key), None)


class Saved(NamedTuple):
    """A section as it is saved."""

    body: str = ""
    owner_id: int | None = None


def body_of(session: Session, study_id: int, key: str) -> str:
    """The text of a section as it is saved; empty where none was written."""
    return _saved(session, study_id, key).body


def owner_of(session: Session, study_id: int, key: str) -> int | None:
    """Who is responsible that a section gets written."""
    return _saved(session, study_id, key).owner_id


def _saved(session: Session, study_id: int, key: str) -> Saved:
    section = columns(StudySection)
    row = session.execute(
        select(section.body, section.owner_id).where(
            section.study_id == study_id, section.key == key
        )
    ).first()
    return Saved(*row) if row else Saved()


@dataclass(frozen=True, slots=True)
class Text:
    """A text of a section, the present or an earlier one."""

    version: int
    body: str
    edited_at: datetime | None
    editor: str


NO_TEXT = Text(0, "", None, "")


class Earlier(NamedTuple):
    """An earlier text of a section, without its words."""

    version: int
    edited_at: datetime | None
    name: str | None


def revisions(session: Session, study_id: int, key: str) -> list[Earlier]:
    """The earlier texts of a section, newest first."""
    rows = session.execute(
        select(
            col(SectionRevision.version),
            col(SectionRevision.edited_at),
            col(Person.name),
        )
        .join(StudySection, col(StudySection.id) == col(SectionRevision.section_id))
        .outerjoin(Person, col(Person.id) == col(SectionRevision.edited_by))
        .where(col(StudySection.study_id) == study_id, col(StudySection.key) == key)
        .order_by(col(SectionRevision.version).desc())
        .limit(500)
    )
    return [Earlier(*row) for row in rows]


def revision(session: Session, study_id: int, key: str, version: int) -> tuple[Text, Text] | None:
    """An earlier text, and the one before it (empty where it was the first); or None."""
    found = _texts(session, study_id, key, upto=version)
    if not found or found[0].version != version:
        return None
    return found[0], found[1] if len(found) > 1 else NO_TEXT


def last_revision(session: Session, study_id: int, key: str) -> Text | None:
    """The text before the present one, or None."""
    found = _texts(session, study_id, key)
    return found[0] if found else None


def _texts(session: Session, study_id: int, key: str, upto: int | None = None) -> list[Text]:
    statement = (
        select(
            col(SectionRevision.version),
            col(SectionRevision.body),
            col(SectionRevision.edited_at),
            func.coalesce(col(Person.name), ""),
        )
        .join(StudySection, col(StudySection.id) == col(SectionRevision.section_id))
        .outerjoin(Person, col(Person.id) == col(SectionRevision.edited_by))
        .where(col(StudySection.study_id) == study_id, col(StudySection.key) == key)
        .order_by(col(SectionRevision.version).desc())
        .limit(2)
    )
    if upto is not None:
        statement = statement.where(col(SectionRevision.version) <= upto)
    return [Text(*row) for row in session.execute(statement)]
