"""What a study asks of each school: reads and verbs of the school burden ledger."""

from datetime import date, timedelta
from typing import Any, NamedTuple, TypedDict

from sqlalchemy import select
from sqlmodel import Session, col

from rpp import clock
from rpp.db import columns
from rpp.errors import DomainError
from rpp.history import Event
from rpp.organizations.models import Organization
from rpp.paging import Statement
from rpp.policy import Viewer
from rpp.saves import Values
from rpp.studies.lifecycle.audit import held, record
from rpp.studies.lifecycle.life import LIFE, WRITING, Action
from rpp.studies.models import SchoolAsk, Study, StudyPartner
from rpp.studies.plan.burden import Ask, key_of
from rpp.studies.visibility import visible_to

MOST_HOURS, MOST_MINUTES, MOST_ASSESSMENTS = 10_000, 100_000, 1_000
LONGEST = timedelta(days=5 * 366)
# Beyond these no school calendar was or will be made.
EARLIEST, LATEST = date(2000, 1, 1), date(2100, 12, 31)
# States in which the ledger may be changed.
MOST = 5_000


OF_ASK = (
    *("organization_id", "school", "activity", "starts_on", "ends_on", "staff_hours", "minutes"),
    "assessments",
)


def _asks() -> Statement:
    ask, study, organization = columns(SchoolAsk), columns(Study), columns(Organization)
    first, *others = (ask[name] for name in OF_ASK)
    wanted = (ask.id, ask.study_id, study.title, study.status, first, organization.name, *others)
    return (
        select(*wanted)
        .select_from(SchoolAsk)
        .join(Study, col(Study.id) == col(SchoolAsk.study_id))
        .join(Organization, col(Organization.id) == col(SchoolAsk.organization_id))
        .order_by(col(SchoolAsk.starts_on), col(SchoolAsk.ends_on), col(SchoolAsk.id))
        .limit(MOST)
    )


def of_study(session: Session, study_id: int) -> list[Ask]:
    """What one study asks, the earliest first; for whoever may know of the study."""
    rows = session.execute(_asks().where(col(SchoolAsk.study_id) == study_id))
    return [Ask(*row) for row in rows]


def of_districts(session: Session, viewer: Viewer, organization_ids: frozenset[int]) -> list[Ask]:
    """What all studies that the viewer may know of ask of these LEAs' schools, in one statement.

    A study that was withdrawn asks nothing any more, nor does one that the LEA has left.
    """
    takes_part = (
        select(col(StudyPartner.id))
        .where(
            col(StudyPartner.study_id) == col(SchoolAsk.study_id),
            col(StudyPartner.organization_id) == col(SchoolAsk.organization_id),
            col(StudyPartner.left_at).is_(None),
        )
        .correlate(SchoolAsk.__table__)  # type: ignore[attr-defined]
        .exists()
    )
    rows = session.execute(
        _asks().where(
            col(SchoolAsk.organization_id).in_(sorted(organization_ids)),
            col(Study.status) != "withdrawn",
            takes_part,
            visible_to(viewer),
        )
    )
    return [Ask(*row) for row in rows]


class Named(NamedTuple):
    """The name of a school, and of its LEA."""

    school: str
    organization: str


class Lea(NamedTuple):
    """A district."""

    organization_id: int
    name: str
    state: str


def known_names(session: Session, viewer: Viewer, organization_ids: frozenset[int]) -> list[Named]:
    """Names of schools that studies this viewer may know of used before."""
    rows = session.execute(
        select(col(SchoolAsk.school), col(Organization.name).label("organization"))
        .join(Study, col(Study.id) == col(SchoolAsk.study_id))
        .join(Organization, col(Organization.id) == col(SchoolAsk.organization_id))
        .where(col(SchoolAsk.organization_id).in_(sorted(organization_ids)), visible_to(viewer))
        .distinct()
        .order_by(col(SchoolAsk.school), col(Organization.name))
        .limit(500)
    )
    return [Named(*row) for row in rows]


def lea(session: Session, organization_id: int) -> Lea | None:
    """A district, by its number."""
    statement = select(
        col(Organization.id),
        col(Organization.name),
        col(Organization.state),
    ).where(col(Organization.id) == organization_id, col(Organization.type) == "lea")
    row = session.execute(statement).first()
    return Lea(*row) if row else None


def one(session: Session, study_id: int, ask_id: int) -> Ask | None:
    """One thing that the study asks, or None."""
    statement = _asks().where(col(SchoolAsk.study_id) == study_id, col(SchoolAsk.id) == ask_id)
    row = session.execute(statement).first()
    return Ask(*row) if row else None


def saved(session: Session, study_id: int, ask_id: int) -> Values:
    """What its form shows of a line of the ledger; nothing once it is gone."""
    row = one(session, study_id, ask_id)
    return {name: getattr(row, name) for name in OF_ASK} if row else {}


def _checked(
    session: Session,
    study: Study,
    *,
    organization_id: int | None,
    school: str,
    activity: str,
    starts_on: date,
    ends_on: date,
    staff_hours: float,
    minutes: int,
    assessments: int,
) -> "Checked":
    """The values of one thing that is asked, or the sentence that says what is wrong."""
    partners = select(col(StudyPartner.organization_id)).where(
        col(StudyPartner.study_id) == study.id, col(StudyPartner.left_at).is_(None)
    )
    if organization_id not in set(session.execute(partners).scalars()):
        raise DomainError("Choose a district that takes part in the study.", "organization_id")
    if not EARLIEST <= starts_on <= LATEST:
        raise DomainError("Give a day between 2000 and 2100.", "starts_on")
    if ends_on < starts_on:
        raise DomainError("It cannot end before it begins.", "ends_on")
    if ends_on - starts_on > LONGEST:
        raise DomainError("One activity lasts five years at most. Split a longer one.", "ends_on")
    for name, value, most in (
        ("staff_hours", staff_hours, MOST_HOURS),
        ("minutes", minutes, MOST_MINUTES),
        ("assessments", assessments, MOST_ASSESSMENTS),
    ):
        if not 0 <= value <= most:
            raise DomainError(f"Give a number from 0 to {most:,}.", name)
    assert organization_id is not None
    return {
        "organization_id": organization_id,
        "school": " ".join(school.split()),
        "activity": " ".join(activity.split()),
        "starts_on": starts_on,
        "ends_on": ends_on,
        "staff_hours": round(staff_hours, 2),
        "minutes": minutes,
        "assessments": assessments,
    }


class Checked(TypedDict):
    """What is asked, fit to be kept."""

    organization_id: int
    school: str
    activity: str
    starts_on: date
    ends_on: date
    staff_hours: float
    minutes: int
    assessments: int


def _spelled_as_before(session: Session, study: Study, values: Checked) -> None:
    """A school that the study names already keeps the spelling it has."""
    statement = select(col(SchoolAsk.school)).where(
        col(SchoolAsk.study_id) == study.id,
        col(SchoolAsk.organization_id) == values["organization_id"],
    )
    for name in session.execute(statement.order_by(col(SchoolAsk.id))).scalars():
        if key_of(name) == key_of(values["school"]):
            values["school"] = name
            return


def _told(session: Session, study: Study, verb: str, actor: Viewer, ask: SchoolAsk) -> None:
    """One line of the history. Once all have signed, every partner hears of a change.

    Whoever enters one school after the other is heard once an hour.
    """
    if study.status not in WRITING and not _just_told(session, study, actor):
        verb = "burden_changed"
    detail = {"school": ask.school, "activity": ask.activity}
    record(session, study, verb, actor.id, organization_id=ask.organization_id, detail=detail)


def _just_told(session: Session, study: Study, actor: Viewer) -> bool:
    statement = select(col(Event.id)).where(
        col(Event.kind) == "study",
        col(Event.subject_id) == study.id,
        col(Event.verb) == "burden_changed",
        col(Event.actor_id) == actor.id,
        col(Event.at) > clock.now() - timedelta(hours=1),
    )
    return session.execute(statement.limit(1)).first() is not None


def add_ask(session: Session, actor: Viewer, study_id: int, **values: Any) -> SchoolAsk:
    """Add what the study asks of one school; the values are those of the ledger's form."""
    study = held(session, study_id)
    LIFE.require(study, Action.ASK_SCHOOLS)
    checked = _checked(session, study, **values)
    _spelled_as_before(session, study, checked)
    assert actor.id is not None
    ask = SchoolAsk(study_id=study_id, entered_by=actor.id, **checked)
    session.add(ask)
    _told(session, study, "school_added", actor, ask)
    return ask


def _its(session: Session, study_id: int, ask_id: int) -> SchoolAsk:
    ask = session.get(SchoolAsk, ask_id)
    if ask is None or ask.study_id != study_id:
        raise DomainError("This line is already removed.")
    return ask


def change_ask(
    session: Session, actor: Viewer, study_id: int, ask_id: int, **values: Any
) -> SchoolAsk:
    """Change what the study asks of one school."""
    study = held(session, study_id)
    LIFE.require(study, Action.ASK_SCHOOLS)
    ask = _its(session, study_id, ask_id)
    checked = _checked(session, study, **values)
    changed = {name: value for name, value in checked.items() if getattr(ask, name) != value}
    for name, value in changed.items():
        setattr(ask, name, value)
    if changed:
        _told(session, study, "school_changed", actor, ask)
    return ask


def remove_ask(session: Session, actor: Viewer, study_id: int, ask_id: int) -> Study:
    """Take out what the study asks of one school."""
    study = held(session, study_id)
    LIFE.require(study, Action.ASK_SCHOOLS)
    ask = _its(session, study_id, ask_id)
    _told(session, study, "school_removed", actor, ask)
    session.delete(ask)
    session.flush()
    return study
