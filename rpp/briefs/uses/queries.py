"""Reads what districts did with briefs, as far as a viewer may know of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from sqlalchemy import ColumnElement, Label, Select, and_, exists, false, func, literal, or_, select
from sqlalchemy import union_all as all_of
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from rpp.briefs.models import BRIEFS, READ, VERSIONS
from rpp.briefs.queries import zone
from rpp.briefs.uses.life import SAID
from rpp.briefs.uses.models import REVISIONS, USES
from rpp.db import columns_of
from rpp.history import Event, version_columns
from rpp.networks.models import Network, NetworkMembership
from rpp.organizations.kind import members
from rpp.organizations.models import Membership, Organization
from rpp.paging import Cursor, Slice, Statement, page_of
from rpp.people.models import Person
from rpp.policy import Viewer
from rpp.studies.models import StudyMember
from rpp.studies.visibility import in_standing

# What a district says, and no second person of it denies.
STANDING = ("unconfirmed", "confirmed")
# The network to which a use is shown, beside that of the brief.
Its = aliased(Network)


def visible_to(viewer: Viewer) -> ColumnElement[bool]:
    """The uses that the viewer may know of; a district's own people know all of its own."""
    in_force = USES.c.brief_id.in_(select(BRIEFS.c.id).where(BRIEFS.c.status.in_(READ)))
    told: ColumnElement[bool] = USES.c.network_id.is_(None)
    if viewer.readable_networks:
        told = or_(told, USES.c.network_id.in_(sorted(viewer.readable_networks)))
    return or_(and_(USES.c.status.in_(STANDING), told, in_force), of_own(viewer))


def of_own(viewer: Viewer) -> ColumnElement[bool]:
    """The uses of the viewer's own districts, whatever their state."""
    return USES.c.organization_id.in_(sorted(viewer.leas)) if viewer.leas else false()


@dataclass(frozen=True, slots=True)
class Kept:
    """A use as it is kept."""

    id: int
    brief_id: int
    version: int
    organization_id: int
    network_id: int | None
    status: str
    revision: int
    stage: str
    way: str
    used_on: date | None
    decision: str
    why: str
    evidence: str
    asked_month: int | None
    said_by: int | None
    said_at: datetime | None
    confirmed_at: datetime | None


@dataclass(frozen=True, slots=True)
class Use(Kept):
    """A use with its context: the district, the brief, and the network that it is shown to."""

    kind: ClassVar[str] = "use"

    district: str
    state: str
    locale: int | None
    enrollment: int | None
    network: str | None
    title: str
    current: int
    zone: str
    said_by_name: str | None

    @property
    def href(self) -> str:
        return f"/uses/{self.id}"


def _uses(viewer: Viewer) -> Statement:
    """Select uses with their context, those that the viewer may know of."""
    return (
        select(
            *columns_of(Kept, USES),
            col(Organization.name),
            col(Organization.state),
            col(Organization.locale),
            col(Organization.enrollment),
            col(Its.name),
            BRIEFS.c.title,
            BRIEFS.c.current,
            zone(),
            col(Person.name),
        )
        .select_from(USES)
        .join(BRIEFS, BRIEFS.c.id == USES.c.brief_id)
        .join(Organization, col(Organization.id) == USES.c.organization_id)
        .outerjoin(Network, col(Network.id) == BRIEFS.c.network_id)
        .outerjoin(Its, col(Its.id) == USES.c.network_id)
        .outerjoin(Person, col(Person.id) == USES.c.said_by)
        .where(visible_to(viewer))
    )


def use(session: Session, viewer: Viewer, use_id: int) -> Use | None:
    """One use that was said and that the viewer may know of; one statement."""
    said = _uses(viewer).where(USES.c.id == use_id, USES.c.status != "asked")
    row = session.execute(said).first()
    return Use(*row) if row is not None else None


def of_brief(
    session: Session, viewer: Viewer, brief_id: int, cursor: Cursor, limit: int
) -> Slice[Use]:
    """A page of what districts say of a brief, the newest first; one statement."""
    said = _uses(viewer).where(USES.c.brief_id == brief_id, USES.c.status.in_(SAID))
    return page_of(session, said, USES.c.id, cursor, limit=limit).of(Use)


@dataclass(frozen=True, slots=True)
class Tallies:
    """Of the confirmed uses, each district's newest, by stage; and what waits."""

    stages: dict[str, int]
    # Said by one person alone: in no sum.
    waiting: int = 0
    # Districts of the study that the portal asked, and those of them that said something.
    asked: int = 0
    answered: int = 0
    # The last events of the brief, of its discussion, and of the uses that the viewer may know of.
    last: tuple[int, int, int] = (0, 0, 0)

    @property
    def some(self) -> bool:
        """Whether there may be a use that the viewer can read."""
        return bool(self.stages or self.waiting or self.last[-1])


def tallies(session: Session, viewer: Viewer, brief_id: int) -> Tallies:
    """How many districts are how far with a brief, as far as the viewer may know; one statement.

    What the viewer's page says of uses is the same as long as this is, so it is in its ETag.
    """
    seen = and_(USES.c.brief_id == brief_id, visible_to(viewer))
    districts = func.count(USES.c.organization_id.distinct())
    newest = (
        select(
            USES.c.stage,
            func.row_number()
            .over(
                partition_by=USES.c.organization_id,
                order_by=(USES.c.used_on.desc(), USES.c.id.desc()),
            )
            .label("place"),
        )
        .where(seen, USES.c.status == "confirmed")
        .subquery()
    )
    was_asked = USES.c.asked_month.is_not(None)
    said = USES.c.status.in_(STANDING)
    rows = session.execute(
        all_of(
            select(literal("stage"), newest.c.stage, func.count())
            .where(newest.c.place == 1)
            .group_by(newest.c.stage),
            select(literal("waiting"), literal(""), func.count(USES.c.id)).where(
                seen, USES.c.status == "unconfirmed"
            ),
            select(literal("asked"), literal(""), districts).where(
                USES.c.brief_id == brief_id, was_asked
            ),
            select(literal("answered"), literal(""), districts).where(seen, was_asked, said),
            *(select(literal(last.name), literal(""), last) for last in _last(brief_id)),
            select(literal("last_use"), literal(""), func.max(col(Event.id))).where(
                col(Event.kind) == "use", col(Event.subject_id).in_(select(USES.c.id).where(seen))
            ),
        )
    ).all()
    found = {what: count or 0 for what, _, count in rows if what != "stage"}
    stages = {stage: count for what, stage, count in sorted(rows) if what == "stage"}
    last = (found["last_event"], found["last_talk"], found["last_use"])
    return Tallies(stages, found["waiting"], found["asked"], found["answered"], last)


def _last(brief_id: int) -> tuple[Label[int | None], Label[int | None]]:
    return version_columns("brief", literal(brief_id))


# --- saying one ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Place:
    """A district's place in a network."""

    organization_id: int
    network_id: int
    name: str


def places(session: Session, organization_ids: Sequence[int]) -> list[Place]:
    """The networks that these districts belong to, by name; one statement."""
    rows = session.execute(
        select(
            col(NetworkMembership.organization_id),
            col(NetworkMembership.network_id),
            col(Network.name),
        )
        .join(Network, col(Network.id) == col(NetworkMembership.network_id))
        .where(
            col(NetworkMembership.organization_id).in_(organization_ids),
            col(NetworkMembership.status) == "active",
        )
        .order_by(col(Network.name), col(Network.id))
    )
    return [Place(*row) for row in rows]


def versions(session: Session, brief_id: int) -> list[tuple[int, datetime]]:
    """The numbers of a brief's published versions and when they came out, the newest first."""
    rows = session.execute(
        select(VERSIONS.c.number, VERSIONS.c.published_at)
        .where(VERSIONS.c.brief_id == brief_id)
        .order_by(VERSIONS.c.number.desc())
    )
    return [(number, at) for number, at in rows]


@dataclass(frozen=True, slots=True)
class Typed:
    """What a district says, as its form holds it."""

    version: int
    stage: str
    way: str
    used_on: date | None
    decision: str
    why: str
    evidence: str
    network_id: int | None


def typed(session: Session, use_id: int) -> Typed:
    """What is saved of a use now."""
    statement = select(*columns_of(Typed, USES)).where(USES.c.id == use_id)
    return Typed(*session.execute(statement).one())


@dataclass(frozen=True, slots=True)
class Earlier:
    """What a district had said before it corrected that, and who said it."""

    version: int
    stage: str
    way: str
    used_on: date
    decision: str
    why: str
    evidence: str
    said_at: datetime
    who: str


def earlier(session: Session, use_id: int) -> list[Earlier]:
    """What was said of a use before, the newest first: for its district alone; one statement."""
    names = ("version", "stage", "way", "used_on", "decision", "why", "evidence", "said_at")
    rows = session.execute(
        select(*(REVISIONS.c[name] for name in names), col(Person.name))
        .join(Person, col(Person.id) == REVISIONS.c.said_by)
        .where(REVISIONS.c.use_id == use_id)
        .order_by(REVISIONS.c.revision.desc())
    )
    return [Earlier(*row) for row in rows]


def others(organization_id: int, person_id: int | None) -> Select[int]:
    """Select the people of a district beside one: those who can confirm what that one says."""
    return members([organization_id], col(Membership.person_id) != person_id)


def has_others(session: Session, use: Use) -> bool:
    """Whether a second person of the district is here at all."""
    found = select(exists(others(use.organization_id, use.said_by)))
    return bool(session.execute(found).scalar_one())


def co_leads(study_id: int | None, organization_id: int) -> Select[int]:
    """Select the people who are co-leads for one LEA in a study."""
    member = StudyMember
    statement: Select[int] = select(col(member.person_id)).where(
        col(member.study_id) == study_id,
        col(member.organization_id) == organization_id,
        col(member.role) == "co_lead",
        in_standing(member),
    )
    return statement
