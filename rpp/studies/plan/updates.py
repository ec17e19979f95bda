"""Short words on how a study goes, and what its own page shows of them and of its dates."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import Row, bindparam, select
from sqlmodel import Session, col

from rpp import clock, dates, markup
from rpp.errors import DomainError
from rpp.paging import Cursor, Pages, Slice
from rpp.people.models import Person
from rpp.policy import Viewer
from rpp.studies.lifecycle.audit import held, record
from rpp.studies.lifecycle.life import LIFE, Action
from rpp.studies.models import Study, StudyUpdate
from rpp.studies.plan import milestones
from rpp.studies.queries import Seen

PAGE, LATEST, STEPS = 20, 2, 6


def _updates() -> Any:
    return (
        select(
            col(StudyUpdate.id).label("id"),
            col(StudyUpdate.body_html),
            col(StudyUpdate.author_id),
            col(StudyUpdate.at),
            col(Person.name).label("author"),
        )
        .select_from(StudyUpdate)
        .join(Person, col(Person.id) == col(StudyUpdate.author_id))
    )


def of_study(session: Session, study_id: int, cursor: Cursor, *, limit: int = PAGE) -> Slice[Any]:
    """Progress updates, the newest first, a page at a time."""
    return _of_study(limit).read(session, cursor, {"study": study_id})


@cache
def _of_study(limit: int) -> Pages:
    statement = _updates().where(col(StudyUpdate.study_id) == bindparam("study"))
    return Pages(statement, col(StudyUpdate.id), limit=limit)


def post_update(session: Session, actor: Viewer, study_id: int, body: str) -> StudyUpdate:
    """Post an update to whoever may know of the study; its members hear of it."""
    study = held(session, study_id)
    LIFE.require(study, Action.POST_AN_UPDATE)
    assert actor.id is not None
    update = StudyUpdate(
        study_id=study_id,
        body=body,
        body_html=markup.render(body),
        markup_version=markup.VERSION,
        author_id=actor.id,
        at=clock.now(),
    )
    session.add(update)
    record(session, study, "update_posted", actor.id)
    return update


def remove_update(session: Session, actor: Viewer, study_id: int, update_id: int) -> Study:
    """Take back one's own words."""
    study = held(session, study_id)
    update = session.get(StudyUpdate, update_id)
    if update is None or update.study_id != study_id:
        raise DomainError("This update is already removed.")
    if update.author_id != actor.id:
        raise DomainError("Only the person who wrote this can remove it.")
    session.delete(update)
    record(session, study, "update_removed", actor.id)
    return study


# --- what the workspace shows --------------------------------------------------------------


@dataclass
class Plan:
    """The next dates and the last words of a study, for its own page."""

    steps: list[dict[str, Any]]
    milestones: int
    overdue: int
    updates: Slice[Any] | None
    tells: bool


def plan(session: Session, seen: Seen) -> Plan:
    """What is due and how it goes; two statements at most.

    How it goes is shown while there is something to tell; afterwards its own page keeps it.
    """
    today = seen.today
    rows = milestones.of_study(session, seen.id) if seen.is_inside else []
    tells = not LIFE.why_not(seen, Action.POST_AN_UPDATE)
    return Plan(
        steps=steps(rows, today),
        milestones=len(rows),
        overdue=sum(is_overdue(row, today) for row in rows),
        updates=of_study(session, seen.id, Cursor(), limit=LATEST) if tells else None,
        tells=tells,
    )


def is_overdue(row: Any, today: date) -> bool:
    return row.done_at is None and row.due_on < today


def steps(rows: list[Row[Any]], today: date) -> list[dict[str, Any]]:
    """A few milestones as the timeline shows them: the last that are done, then what comes."""
    undone = [row for row in rows if row.done_at is None][:STEPS]
    done = [row for row in rows if row.done_at is not None]
    kept = done[-max(STEPS - len(undone), 1) :]
    return [_step(row, today) for row in sorted([*kept, *undone], key=lambda r: (r.due_on, r.id))]


def _step(row: Any, today: date) -> dict[str, Any]:
    late = is_overdue(row, today)
    return {
        "title": row.title,
        "when": ("Overdue since " if late else "") + dates.short_day(row.due_on),
        "note": row.owner or "Not assigned",
        "href": "",
        "state": "done" if row.done_at else "act" if late else "future",
    }
