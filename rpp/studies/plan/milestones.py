"""What is due in a study, and who sees to it: reads, verbs, and the word ahead to its owner."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import bindparam, or_, select
from sqlmodel import Session, col

from rpp import clock, dates, jobs
from rpp.db import columns
from rpp.errors import DomainError
from rpp.history import Audience, only
from rpp.networks.models import Network
from rpp.networks.zones import each_day, todays
from rpp.paging import Statement
from rpp.people.models import Person
from rpp.policy import Viewer
from rpp.saves import Values
from rpp.studies.lifecycle.audit import held, record
from rpp.studies.lifecycle.life import ENDED, LIFE, Action
from rpp.studies.models import Milestone, Study, StudyMember
from rpp.studies.visibility import in_standing, takes_part

# How many days ahead its owner reads of it on their page, and hears of it once.
SOON, AHEAD = timedelta(days=14), timedelta(days=7)
EARLIEST, LATEST = date(2000, 1, 1), date(2100, 12, 31)
MOST = 500


OF_MILESTONE = ("id", "study_id", "title", "due_on", "owner_id", "done_at")


@dataclass(frozen=True, slots=True)
class Due:
    """A milestone, and who sees to it."""

    id: int
    study_id: int
    title: str
    due_on: date
    owner_id: int | None
    done_at: datetime | None
    owner: str | None

    @property
    def in_charge(self) -> str:
        """Who sees to it, in a sentence."""
        return f"{self.owner} is responsible." if self.owner else "No one is assigned yet."

    def is_overdue(self, today: date) -> bool:
        return self.done_at is None and self.due_on < today


def _milestones() -> Statement:
    milestone = columns(Milestone)
    wanted = (*(milestone[name] for name in OF_MILESTONE), columns(Person).name)
    return (
        select(*wanted)
        .select_from(Milestone)
        .outerjoin(Person, col(Person.id) == col(Milestone.owner_id))
        .order_by(col(Milestone.due_on), col(Milestone.id))
        .limit(MOST)
    )


def of_study(session: Session, study_id: int) -> list[Due]:
    """The milestones of a study, the earliest first; for those inside."""
    return [Due(*row) for row in session.execute(_of_study(), {"study": study_id})]


@cache
def _of_study() -> Statement:
    return _milestones().where(col(Milestone.study_id) == bindparam("study"))


def one(session: Session, study_id: int, milestone_id: int) -> Due | None:
    statement = _milestones().where(
        col(Milestone.study_id) == study_id, col(Milestone.id) == milestone_id
    )
    row = session.execute(statement).first()
    return Due(*row) if row else None


class Owner(NamedTuple):
    """A member who can see to something."""

    id: int
    name: str


def owners(session: Session, study_id: int) -> list[Owner]:
    """The members who can see to something."""
    rows = session.execute(
        select(col(Person.id), col(Person.name))
        .join(StudyMember, col(StudyMember.person_id) == col(Person.id))
        .where(
            col(StudyMember.study_id) == study_id,
            col(StudyMember.role) != "observer",
            in_standing(StudyMember),
        )
        .order_by(col(Person.name), col(Person.id))
    )
    return [Owner(*row) for row in rows]


class Near(NamedTuple):
    """A milestone that someone sees to, and is due soon or overdue."""

    id: int
    study_id: int
    title: str
    due_on: date
    study: str
    zone: str


def waiting_for(session: Session, viewer: Viewer) -> list[Near]:
    """What the viewer sees to and is due within two weeks, or overdue; one statement."""
    found = session.execute(
        select(
            col(Milestone.id),
            col(Milestone.study_id),
            col(Milestone.title),
            col(Milestone.due_on),
            col(Study.title).label("study"),
            col(Network.timezone).label("zone"),
        )
        .join(Study, col(Study.id) == col(Milestone.study_id))
        .join(Network, col(Network.id) == col(Study.network_id))
        .where(
            col(Milestone.owner_id) == viewer.id,
            col(Milestone.done_at).is_(None),
            col(Milestone.due_on) <= dates.latest_today() + SOON,
            col(Study.status).not_in(ENDED),
            takes_part(viewer),
        )
        .order_by(col(Milestone.due_on), col(Milestone.id))
        .limit(100)
    )
    return [Near(*row) for row in found if row.due_on <= dates.today(row.zone) + SOON]


def saved(session: Session, study_id: int, milestone_id: int) -> Values:
    """What its form shows of a milestone; nothing once it is gone."""
    row = one(session, study_id, milestone_id)
    return {name: getattr(row, name) for name in ("title", "due_on", "owner_id")} if row else {}


# --- verbs ---------------------------------------------------------------------------------


def _open(session: Session, study_id: int) -> Study:
    study = held(session, study_id)
    LIFE.require(study, Action.SET_MILESTONE)
    return study


def _its(session: Session, study_id: int, milestone_id: int) -> Milestone:
    milestone = session.get(Milestone, milestone_id)
    if milestone is None or milestone.study_id != study_id:
        raise DomainError("This milestone is already removed.")
    return milestone


def _checked(session: Session, study_id: int, due_on: date, owner_id: int | None) -> Owner | None:
    """The owner, or None for no one."""
    if not EARLIEST <= due_on <= LATEST:
        raise DomainError("Give a day between 2000 and 2100.", "due_on")
    if owner_id is None:
        return None
    found = next((o for o in owners(session, study_id) if o.id == owner_id), None)
    if found is None:
        raise DomainError("Choose someone who takes part in the study.", "owner_id")
    return found


def _told(
    session: Session,
    study: Study,
    verb: str,
    actor_id: int | None,
    milestone: Milestone,
    audience: Audience | None = None,
    **more: Any,
) -> None:
    """A line that those who take part read; who is not inside knows of no milestone."""
    detail = {"milestone": milestone.title, "due_on": milestone.due_on.isoformat()} | more
    record(session, study, verb, actor_id, detail=detail, audience=audience, private=True)


def _given(
    session: Session, study: Study, actor: Viewer, milestone: Milestone, owner: Owner | None
) -> bool:
    """Tell someone else that it is theirs."""
    if owner is None or owner.id == actor.id:
        return False
    to_owner = only([owner.id])
    _told(session, study, "milestone_given", actor.id, milestone, to_owner, owner=owner.name)
    return True


def add_milestone(
    session: Session,
    actor: Viewer,
    study_id: int,
    *,
    title: str,
    due_on: date,
    owner_id: int | None,
) -> Milestone:
    """Add something that is due on a day; its owner hears that it is theirs."""
    study = _open(session, study_id)
    owner = _checked(session, study_id, due_on, owner_id)
    milestone = Milestone(
        study_id=study_id, title=" ".join(title.split()), due_on=due_on, owner_id=owner_id
    )
    session.add(milestone)
    if not _given(session, study, actor, milestone, owner):
        _told(session, study, "milestone_added", actor.id, milestone)
    return milestone


def change_milestone(
    session: Session,
    actor: Viewer,
    study_id: int,
    milestone_id: int,
    *,
    title: str,
    due_on: date,
    owner_id: int | None,
) -> Milestone:
    """Change what is due, when, or who is responsible."""
    study = _open(session, study_id)
    milestone = _its(session, study_id, milestone_id)
    title = " ".join(title.split())
    handed_over = owner_id != milestone.owner_id
    # Who has left since keeps what was theirs until somebody else takes it.
    owner = _checked(session, study_id, due_on, owner_id if handed_over else None)
    if (title, due_on) != (milestone.title, milestone.due_on):
        milestone.title, milestone.due_on = title, due_on
        _told(session, study, "milestone_changed", actor.id, milestone)
    if handed_over:
        milestone.owner_id, milestone.told_of = owner_id, None
        _given(session, study, actor, milestone, owner)
    session.flush()
    return milestone


def remove_milestone(session: Session, actor: Viewer, study_id: int, milestone_id: int) -> Study:
    """Take out a milestone."""
    study = _open(session, study_id)
    milestone = _its(session, study_id, milestone_id)
    _told(session, study, "milestone_removed", actor.id, milestone)
    session.delete(milestone)
    session.flush()
    return study


def reach_milestone(session: Session, actor: Viewer, study_id: int, milestone_id: int) -> Milestone:
    """Say that it is reached."""
    study = _open(session, study_id)
    milestone = _its(session, study_id, milestone_id)
    if milestone.done_at is None:
        milestone.done_at, milestone.done_by = clock.now(), actor.id
        _told(session, study, "milestone_done", actor.id, milestone)
    return milestone


def reopen_milestone(
    session: Session, actor: Viewer, study_id: int, milestone_id: int
) -> Milestone:
    """Say that it is still to come after all."""
    study = _open(session, study_id)
    milestone = _its(session, study_id, milestone_id)
    if milestone.done_at is not None:
        milestone.done_at = milestone.done_by = None
        _told(session, study, "milestone_undone", actor.id, milestone)
    return milestone


# --- the word ahead ------------------------------------------------------------------------


def tell_ahead(session: Session) -> int:
    """Tell the owner of what is due within a week, once for each day that is set."""
    due = session.execute(
        select(col(Milestone.id), col(Milestone.study_id))
        .join(Study, col(Study.id) == col(Milestone.study_id))
        .join(Network, col(Network.id) == col(Study.network_id))
        .where(
            each_day(todays(session), lambda day: col(Milestone.due_on).between(day, day + AHEAD)),
            col(Milestone.owner_id).is_not(None),
            col(Milestone.done_at).is_(None),
            or_(
                col(Milestone.told_of).is_(None),
                col(Milestone.told_of) != col(Milestone.due_on),
            ),
            col(Study.status).not_in(ENDED),
        )
        .order_by(col(Milestone.study_id), col(Milestone.id))
        .limit(500)
    ).all()
    for milestone_id, study_id in due:
        study = held(session, study_id)
        milestone = session.get_one(Milestone, milestone_id, populate_existing=True)
        if milestone.told_of != milestone.due_on and milestone.done_at is None:
            milestone.told_of = milestone.due_on
            to_owner = only([milestone.owner_id] if milestone.owner_id else ())
            _told(session, study, "milestone_near", None, milestone, to_owner)
    return len(due)


jobs.register("milestones ahead", tell_ahead)
