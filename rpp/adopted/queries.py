"""Reads what districts use, as far as a viewer may know of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Select, and_, func, or_, select
from sqlmodel import Session, col

from rpp.adopted.models import LOOKS, NEWS
from rpp.briefs.models import BRIEFS
from rpp.briefs.queries import zone
from rpp.briefs.uses.models import USES
from rpp.briefs.uses.queries import STANDING, visible_to
from rpp.networks.models import Network
from rpp.policy import Viewer

LOOKED_EACH = timedelta(days=1)
MOST_A_TURN = 20


@dataclass(frozen=True, slots=True)
class Adopted:
    """What a district said last of one brief: `said_at` is the moment since which is asked.

    `status` is the brief's; `newest` its newest version; `network_id` of the use, where only that
    network may know of it.
    """

    use_id: int
    organization_id: int
    brief_id: int
    version: int
    stage: str
    used_on: date
    said_at: datetime
    network_id: int | None
    title: str
    status: str
    newest: int
    superseded_by: int | None
    study_id: int | None
    zone: str


def adopted(
    session: Session,
    viewer: Viewer,
    organization_id: int | None = None,
    brief_id: int | None = None,
) -> list[Adopted]:
    """What a district, or those of the viewer, said last of each brief; one statement."""
    last = (
        func.row_number()
        .over(
            partition_by=(USES.c.organization_id, USES.c.brief_id),
            order_by=(USES.c.said_at.desc(), USES.c.id.desc()),
        )
        .label("last")
    )
    ranked = select(USES.c.id, last).where(USES.c.status.in_(STANDING), visible_to(viewer))
    if organization_id is not None:
        ranked = ranked.where(USES.c.organization_id == organization_id)
    else:
        ranked = ranked.where(USES.c.organization_id.in_(sorted(viewer.leas)))
    if brief_id is not None:
        ranked = ranked.where(USES.c.brief_id == brief_id)
    newest = ranked.subquery()
    use = ("id", "organization_id", "brief_id", "version", "stage", "used_on", "said_at")
    rows = session.execute(
        select(
            *(USES.c[name] for name in (*use, "network_id")),
            *(BRIEFS.c.title, BRIEFS.c.status, BRIEFS.c.current, BRIEFS.c.superseded_by),
            *(BRIEFS.c.study_id, zone()),
        )
        .join(newest, and_(newest.c.id == USES.c.id, newest.c.last == 1))
        .join(BRIEFS, BRIEFS.c.id == USES.c.brief_id)
        .outerjoin(Network, col(Network.id) == BRIEFS.c.network_id)
        .order_by(USES.c.said_at.desc(), USES.c.id.desc())
    )
    return [Adopted(*row) for row in rows]


def news_of(viewer: Viewer) -> Select[int]:
    """Selects the news of the viewer's own districts."""
    return select(NEWS.c.id).where(NEWS.c.organization_id.in_(sorted(viewer.leas)))


def due(session: Session, now: datetime) -> Sequence[int]:
    """Districts that use something and were not looked at today, some at a time; one statement."""
    waits = or_(LOOKS.c.looked_at.is_(None), LOOKS.c.looked_at < now - LOOKED_EACH)
    statement = (
        select(USES.c.organization_id)
        .distinct()
        .outerjoin(LOOKS, LOOKS.c.organization_id == USES.c.organization_id)
        .where(USES.c.status.in_(STANDING), waits)
        .order_by(USES.c.organization_id)
        .limit(MOST_A_TURN)
    )
    return list(session.execute(statement).scalars())


def who_said(session: Session, organization_id: int) -> set[int]:
    """Who said or confirmed what a district uses."""
    statement = select(USES.c.said_by, USES.c.confirmed_by).where(
        USES.c.organization_id == organization_id, USES.c.status.in_(STANDING)
    )
    return {id_ for row in session.execute(statement) for id_ in row if id_ is not None}
