"""What the page of a study's milestones shows."""

from dataclasses import dataclass
from typing import NamedTuple

from sqlmodel import Session

from rpp import dates
from rpp.layout import Box
from rpp.studies.plan import milestones as plan
from rpp.studies.plan.milestones import Due
from rpp.studies.plan.updates import Step, steps
from rpp.studies.queries import Seen


class Line(NamedTuple):
    """A milestone in the table, and the button that turns it: (words, end of its address)."""

    id: int
    title: str
    due: str
    owner: str
    state: tuple[str, str, str]
    turn: tuple[str, str]


@dataclass(frozen=True, slots=True)
class Milestones:
    """All milestones of a study, and how it stands with them."""

    box: Box | None
    steps: list[Step]
    lines: list[Line]


def milestones(session: Session, study: Seen) -> Milestones:
    """The milestones, the earliest first."""
    rows = plan.of_study(session, study.id)
    return Milestones(
        _box(rows, study) if rows else None,
        steps(rows, study.today),
        [_line(row, study) for row in rows],
    )


def _box(rows: list[Due], study: Seen) -> Box:
    late = [row for row in rows if row.is_overdue(study.today)]
    if late:
        first = late[0]
        text = f"“{first.title}” was due on {dates.day(first.due_on)}. {first.in_charge}"
        return Box("act", f"{len(late)} overdue", text=text)
    coming = next((row for row in rows if row.done_at is None), None)
    if coming:
        text = f"Next is “{coming.title}”, on {dates.day(coming.due_on)}. {coming.in_charge}"
        return Box("underway", "On time", text=text)
    return Box("done", "All reached", text="Nothing more is due.")


def _line(row: Due, study: Seen) -> Line:
    turn = ("Mark it reached", "/done")
    if row.done_at:
        state = ("done", "Reached", dates.short_day_in(row.done_at, study.zone))
        turn = ("Mark it not reached", "/undone")
    elif row.is_overdue(study.today):
        state = ("act", "Overdue", "")
    else:
        state = ("waiting", "Upcoming", "")
    return Line(row.id, row.title, dates.day(row.due_on), row.owner or "Not assigned", state, turn)
