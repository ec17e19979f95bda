"""What people do with the files of a brief's draft."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlmodel import Session

from rpp import clock, db, history
from rpp.briefs.files.keeping import let_go_of_files
from rpp.briefs.files.models import BriefFile
from rpp.briefs.files.texts import PICTURES, Attached, ColumnText
from rpp.briefs.life import LIFE, Action
from rpp.briefs.models import Brief
from rpp.errors import DomainError
from rpp.files import store
from rpp.files.checked import Checked
from rpp.files.tables import Table
from rpp.policy import Viewer

MOST_FILES = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What is said of a file: its caption or title, what it shows, and in which part it stands."""

    title: str
    alt: str
    section: str = ""
    columns: Sequence[ColumnText] = ()


def attach_file(
    session: Session, actor: Viewer, brief_id: int, file: Checked, about: About
) -> Brief:
    """Add a file to the draft: its bytes first, then its row, so that no row lacks its file."""
    brief = db.lock(session, Brief, brief_id)
    LIFE.require(brief, Action.WRITE, "file")
    files = brief.draft.files
    if len(files) >= MOST_FILES:
        raise DomainError(f"A brief has at most {MOST_FILES} files. Remove one first.", "file")
    sha256 = hashlib.sha256(file.data).hexdigest()
    if any(one.sha256 == sha256 for one in files):
        raise DomainError("This file is in the draft already.", "file")
    _demand_place(file.type, about)
    row = BriefFile(
        brief_id=brief_id,
        name=file.name,
        type=file.type,
        size=len(file.data),
        sha256=sha256,
        stored=store.put(file.data),
        added_by=actor.id,
        added_at=clock.now(),
    )
    session.add(row)
    session.flush()
    assert row.id is not None
    made = Attached(
        id=row.id,
        name=file.name,
        type=file.type,
        size=row.size,
        sha256=sha256,
        title=about.title,
        alt=about.alt,
        section=about.section,
        columns=_columns(file.table),
        rows=len(file.table.rows) if file.table else 0,
    )
    _keep(session, actor, brief, [*files, made], "file_added")
    return brief


def describe_file(
    session: Session, actor: Viewer, brief_id: int, file_id: int, about: About
) -> Brief:
    """Say something else of a file of the draft; the file itself stays."""
    brief = db.lock(session, Brief, brief_id)
    LIFE.require(brief, Action.WRITE)
    was = _of_draft(brief, file_id)
    _demand_place(was.type, about)
    now = replace(
        was,
        title=about.title,
        alt=about.alt,
        section=about.section,
        columns=list(about.columns) or was.columns,
    )
    if [column.name for column in now.columns] != [column.name for column in was.columns]:
        raise DomainError("This table has other columns. Attach it again.")
    if now != was:
        files = [now if one.id == file_id else one for one in brief.draft.files]
        _keep(session, actor, brief, files, "file_described")
    return brief


def remove_file(session: Session, actor: Viewer, brief_id: int, file_id: int) -> Brief:
    """Take a file out of the draft; versions that hold it keep it."""
    brief = db.lock(session, Brief, brief_id)
    LIFE.require(brief, Action.WRITE)
    _of_draft(brief, file_id)
    files = [one for one in brief.draft.files if one.id != file_id]
    _keep(session, actor, brief, files, "file_removed")
    let_go_of_files(session, brief)
    return brief


def _of_draft(brief: Brief, file_id: int) -> Attached:
    found = next((one for one in brief.draft.files if one.id == file_id), None)
    if found is None:
        raise DomainError("This file is no longer in the draft.")
    return found


def _demand_place(type_: str, about: About) -> None:
    if about.section and type_ not in PICTURES:
        raise DomainError("Only a picture can stand in the text. Choose “Appendix”.", "section")


def _columns(table: Table | None) -> list[ColumnText]:
    if table is None:
        return []
    return [ColumnText(name=name, type=table.guessed(at)) for at, name in enumerate(table.head)]


def _keep(session: Session, actor: Viewer, brief: Brief, files: list[Attached], verb: str) -> None:
    brief.draft = replace(brief.draft, files=files)
    # What is published must be what was read.
    brief.draft_version += 1
    brief.draft_by, brief.draft_at = actor.id, clock.now()
    session.add(brief)
    history.record(session, brief, verb, actor.id, private=True)
