"""Reads one brief: everyone reads what was published, members of its study what is not yet."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import JSON, ColumnElement, and_, func, or_, select, type_coerce
from sqlmodel import Session, col

from rpp import dates
from rpp.briefs import types
from rpp.briefs.models import BRIEFS, VERSIONS, Brief
from rpp.briefs.onepage.models import languages_of
from rpp.briefs.published import Stated
from rpp.briefs.review.visibility import sees as reviews
from rpp.briefs.texts import Draft
from rpp.briefs.versions import Version
from rpp.db import columns_of
from rpp.history import Event
from rpp.kinds import Subject
from rpp.networks.models import Network
from rpp.people.models import Person
from rpp.policy import Viewer
from rpp.problems import queries as problems
from rpp.problems.models import Problem
from rpp.rounds.models import Round, RoundOption
from rpp.studies.models import Study

# What has been published keeps its address for good.
OUT = ("published", "superseded", "withdrawn")


def visible_to(viewer: Viewer) -> ColumnElement[bool]:
    """What the viewer may know of: what was published, and what they make or review."""
    out = col(Brief.status).in_(OUT)
    kept = col(Brief.status) != "deleted"
    if viewer.id is None:
        return out
    return or_(out, and_(or_(types.takes_part(viewer), reviews(viewer)), kept))


def zone() -> ColumnElement[str]:
    """In which the days of a brief are said: its network's, or the portal's own where it has none.

    The statement must join the network from outside.
    """
    return func.coalesce(col(Network.timezone), dates.site_zone())


# --- one brief -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Kept:
    """A brief as it is kept."""

    id: int
    type: str
    study_id: int | None
    problem_id: int | None
    network_id: int | None
    organization_id: int | None
    begun_by: int | None
    status: str
    status_since: datetime
    current: int
    title: str
    draft: Draft
    draft_version: int
    draft_by: int | None
    draft_at: datetime | None
    reason: str
    published_at: datetime | None
    superseded_by: int | None


@dataclass(frozen=True, slots=True)
class Seen(Kept):
    """One brief as one viewer sees it, with what the policy asks about it.

    A problem and a round that the viewer may not know of are None.
    """

    kind: ClassVar[str] = "brief"

    # Of its study.
    signed_at: datetime | None
    zone: str
    problem_title: str | None
    submitted_at: datetime | None
    opened_at: datetime | None
    round_id: int | None
    round_title: str | None
    round_since: datetime | None
    # The viewer's part in making it, or "": see `BriefType`.
    role: str
    # The languages of its pages for families, with commas; None for none.
    families: str | None = None

    @property
    def is_out(self) -> bool:
        return self.status in OUT

    @property
    def href(self) -> str:
        return f"/briefs/{self.id}"

    @property
    def home(self) -> str:
        """The path of where it comes from, for when it is gone."""
        return "/briefs" if self.study_id is None else f"/studies/{self.study_id}"


def brief(session: Session, viewer: Viewer, brief_id: int) -> Seen | None:
    """One brief that the viewer may know of, with its study, problem and round; one statement."""
    won = (
        select(func.max(col(RoundOption.round_id)))
        .join(Round, col(Round.id) == col(RoundOption.round_id))
        .where(
            col(RoundOption.problem_id) == col(Brief.problem_id),
            col(RoundOption.won).is_(True),
            col(Round.status).in_(("closed", "certified")),
        )
        .scalar_subquery()
    )
    knows_problem = and_(col(Problem.id) == col(Brief.problem_id), problems.visible_to(viewer))
    row = session.execute(
        select(
            *columns_of(Kept, BRIEFS),
            col(Study.signed_at),
            zone(),
            col(Problem.title),
            col(Problem.submitted_at),
            col(Problem.opened_at),
            col(Round.id),
            col(Round.title),
            col(Round.status_since),
            types.part(viewer),
            languages_of(),
        )
        .select_from(Brief)
        .outerjoin(Study, col(Study.id) == col(Brief.study_id))
        .outerjoin(Network, col(Network.id) == col(Brief.network_id))
        .outerjoin(Problem, knows_problem)
        .outerjoin(Round, and_(col(Round.id) == won, col(Problem.id).is_not(None)))
        .where(col(Brief.id) == brief_id, visible_to(viewer))
    ).first()
    return Seen(*row) if row is not None else None


def versions(session: Session, brief_id: int) -> list[Version]:
    """The published versions of a brief with their content, the newest first."""
    statement = select(*columns_of(Version, VERSIONS)).where(VERSIONS.c.brief_id == brief_id)
    rows = session.execute(statement.order_by(VERSIONS.c.number.desc()))
    return [Version(*row) for row in rows]


def stated(session: Session, brief_id: int, number: int) -> Stated | None:
    """A published version just as it was stored when it was published."""
    row = session.execute(
        select(
            VERSIONS.c.brief_id,
            VERSIONS.c.number,
            VERSIONS.c.title,
            VERSIONS.c.bottom_line,
            type_coerce(VERSIONS.c.content, JSON),
            type_coerce(VERSIONS.c.authors, JSON),
            VERSIONS.c.correction,
            VERSIONS.c.licence,
        ).where(VERSIONS.c.brief_id == brief_id, VERSIONS.c.number == number)
    ).first()
    return Stated(*row) if row is not None else None


def version(session: Session, brief_id: int, number: int) -> Version:
    """One published version, which there is."""
    statement = select(*columns_of(Version, VERSIONS)).where(VERSIONS.c.brief_id == brief_id)
    return Version(*session.execute(statement.where(VERSIONS.c.number == number)).one())


def network_of(session: Session, brief_id: int) -> int | None:
    """The id of the network that a brief belongs to, if it does to one."""
    found = select(col(Brief.network_id)).where(col(Brief.id) == brief_id)
    network_id: int | None = session.execute(found).scalar_one()
    return network_id


def draft(session: Session, brief_id: int) -> Draft:
    """The draft of a brief's next version, as it is saved."""
    saved = select(col(Brief.draft)).where(col(Brief.id) == brief_id)
    answer: Draft = session.execute(saved).scalar_one()
    return answer


def subject(session: Session, viewer: Viewer, brief_id: int) -> Subject | None:
    """The brief as something to discuss: by its study from review on, by all once published."""
    seen = brief(session, viewer, brief_id)
    return discussed(seen) if seen is not None else None


def discussed(seen: Seen) -> Subject | None:
    """The brief's discussion; drafts have none yet, and a withdrawn brief none any more."""
    if seen.status in ("draft", "withdrawn"):
        return None
    return Subject("brief", seen.id, seen.title, f"/briefs/{seen.id}", seen.network_id, seen.zone)


@dataclass(frozen=True, slots=True)
class Happened:
    """An event of the brief, or of its problem and study on the way to it."""

    kind: str
    verb: str
    reason: str
    detail: dict[str, Any]
    at: datetime
    who: str | None


WAY = ("submitted", "open", "prioritized", "signed", "findings_shared", "interpreted")


def events(session: Session, seen: Seen) -> list[Happened]:
    """The brief's history, and the steps of its problem and study on the way to it."""
    step = col(Event.detail)["to"].as_string().in_(WAY)
    own = and_(col(Event.kind) == "brief", col(Event.subject_id) == seen.id)
    if not seen.role:
        own = and_(own, col(Event.private).is_(False))
    ways = []
    if seen.study_id is not None:
        ways.append(and_(col(Event.kind) == "study", col(Event.subject_id) == seen.study_id, step))
    if seen.problem_title is not None:
        ways.append(
            and_(col(Event.kind) == "problem", col(Event.subject_id) == seen.problem_id, step)
        )
    statement = (
        select(
            col(Event.kind),
            col(Event.verb),
            col(Event.reason),
            col(Event.detail),
            col(Event.at),
            col(Person.name),
        )
        .select_from(Event)
        .outerjoin(Person, col(Person.id) == col(Event.actor_id))
        .where(or_(own, *ways))
        .order_by(col(Event.id))
        .limit(300)
    )
    return [Happened(*row) for row in session.execute(statement)]


def of_study(session: Session, study_id: int) -> int | None:
    """The id of a study's brief, if it has one."""
    return session.execute(
        select(col(Brief.id)).where(col(Brief.study_id) == study_id, col(Brief.status) != "deleted")
    ).scalar_one_or_none()
