"""Short words on how a study goes, and what its own page shows of them and of its dates."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cache

from sqlalchemy import bindparam, select
from sqlmodel import Session, col

from rpp import clock, dates, markup
from rpp.db import columns
from rpp.errors import DomainError
from rpp.layout import Link
from rpp.paging import Cursor, Pages, Slice
from rpp.people.models import Person
from rpp.policy import Viewer, may
from rpp.studies.lifecycle.audit import held, record
from rpp.studies.lifecycle.life import LIFE, Action
from rpp.studies.models import Study, StudyUpdate
from rpp.studies.plan import milestones
from rpp.studies.plan.milestones import Due
from rpp.studies.queries import Seen

PAGE, LATEST, STEPS = 20, 2, 6


@dataclass(frozen=True, slots=True)
class Update:
    """A progress update."""

    id: int
    body_html: str
    author_id: int
    at: datetime
    author: str


def of_study(
    session: Session, study_id: int, cursor: Cursor, *, limit: int = PAGE
) -> Slice[Update]:
    """Progress updates, the newest first, a page at a time."""
    return _of_study(limit).read(session, cursor, {"study": study_id}).of(Update)


@cache
def _of_study(limit: int) -> Pages:
    update = columns(StudyUpdate)
    statement = (
        select(update.id, update.body_html, update.author_id, update.at, col(Person.name))
        .select_from(StudyUpdate)
        .join(Person, col(Person.id) == col(StudyUpdate.author_id))
        .where(col(StudyUpdate.study_id) == bindparam("study"))
    )
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


@dataclass(frozen=True, slots=True)
class Step:
    """A milestone as the timeline shows it: done, act (late) or future."""

    title: str
    when: str
    note: str
    state: str
    href: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """The next dates and the last words of a study, for its own page."""

    steps: list[Step]
    overdue: int
    all_milestones: str  # what leads to all of them
    goes: Slice[Update] | None  # how it goes
    posts: bool  # whether the viewer may say how it goes
    # Leads to all updates, where there are others or no other way to them.
    all_updates: bool
    links: list[Link]


def plan(session: Session, viewer: Viewer, seen: Seen) -> Plan:
    """What is due and how it goes; two statements at most.

    How it goes is shown while there is something to tell; afterwards its own page keeps it.
    """
    today = seen.today
    rows = milestones.of_study(session, seen.id) if seen.is_inside else []
    tells = LIFE.allows(seen, Action.POST_AN_UPDATE)
    goes = of_study(session, seen.id, Cursor(), limit=LATEST) if tells else None
    shown = steps(rows, today)
    more = f"All {len(rows)}" if len(rows) > len(shown) else "See or change them"
    return Plan(
        steps=shown,
        overdue=sum(row.is_overdue(today) for row in rows),
        all_milestones=more,
        goes=goes if goes and (goes.rows or seen.is_inside) else None,
        posts=tells and may(viewer, "study.write", seen),
        all_updates=goes is not None and goes.on is not None,
        links=_links(viewer, seen, len(rows), len(shown)),
    )


def _links(viewer: Viewer, seen: Seen, milestones: int, steps: int) -> list[Link]:
    """What else belongs to the plan."""
    found = [Link("What it asks of schools", f"{seen.base}/schools")]
    if seen.status in ("interpreted", "published"):
        found.append(Link("Progress updates", f"{seen.base}/updates"))
    changes = LIFE.may_now(viewer, seen, Action.SET_MILESTONE)
    if seen.is_inside and not steps and (changes or milestones):
        words = "Milestones" if milestones else "Milestones: add the first"
        found.append(Link(words, f"{seen.base}/milestones"))
    if seen.is_inside:
        found.append(Link("Its dates for your calendar (ICS)", f"{seen.base}/calendar.ics"))
    return found


def steps(rows: list[Due], today: date) -> list[Step]:
    """A few milestones as the timeline shows them: the last that are done, then what comes."""
    undone = [row for row in rows if row.done_at is None][:STEPS]
    done = [row for row in rows if row.done_at is not None]
    kept = done[-max(STEPS - len(undone), 1) :]
    return [_step(row, today) for row in sorted([*kept, *undone], key=lambda r: (r.due_on, r.id))]


def _step(row: Due, today: date) -> Step:
    late = row.is_overdue(today)
    return Step(
        row.title,
        ("Overdue since " if late else "") + dates.short_day(row.due_on),
        row.owner or "Not assigned",
        "done" if row.done_at else "act" if late else "future",
    )
