"""Lists of published briefs."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, select
from sqlmodel import Session, col

from rpp.briefs import types
from rpp.briefs.facets import PUBLISHED, answers
from rpp.briefs.models import Brief
from rpp.briefs.queries import zone
from rpp.networks.models import Network
from rpp.paging import Statement


@dataclass(frozen=True, slots=True)
class Listed:
    """A brief in a list."""

    brief_id: int
    type: str
    title: str
    bottom_line: str
    districts: int
    sample: int | None
    published_at: datetime
    current: int
    zone: str


def line(type_: str, districts: int, sample: int | None) -> str:
    """The quiet line of a brief in a list: "4 districts, sample of 1,534"."""
    # Most report a study; what else one is is said.
    kind = types.label(type_) if type_ != "study" else ""
    several = f"{districts} district{'s' if districts != 1 else ''}" if districts else ""
    return ", ".join(filter(None, (kind, several, f"sample of {sample:,}" if sample else "")))


def _briefs(*which: ColumnElement[bool]) -> Statement:
    """Select published briefs."""
    of_it = col(Network.id) == col(Brief.network_id)
    statement: Statement = select(
        col(Brief.published_seq).label("id"),
        col(Brief.id).label("brief_id"),
        col(Brief.type),
        col(Brief.title),
        col(Brief.bottom_line),
        col(Brief.districts),
        col(Brief.sample),
        col(Brief.published_at),
        col(Brief.current),
        zone(),
    )
    return statement.outerjoin(Network, of_it).where(PUBLISHED, *which)


def of_problem(session: Session, problem_id: int) -> list[Listed]:
    """The published briefs of a problem, the newest first."""
    return _newest(session, answers(problem_id))


def of_ids(session: Session, ids: Collection[int]) -> list[Listed]:
    """Those of some briefs that are published; one statement."""
    statement = _briefs(col(Brief.id).in_(ids))
    return [Listed(*row) for _key, *row in session.execute(statement)]


def latest(session: Session, limit: int = 3) -> list[Listed]:
    """The briefs published last."""
    return _newest(session, limit=limit)


def _newest(
    session: Session, *which: ColumnElement[bool], limit: int | None = None
) -> list[Listed]:
    statement = _briefs(*which).order_by(col(Brief.published_seq).desc()).limit(limit)
    return [Listed(*row) for _key, *row in session.execute(statement)]


def published(session: Session) -> int:
    """How many briefs are published."""
    counted = select(func.count()).select_from(Brief).where(col(Brief.status) == "published")
    answer: int = session.execute(counted).scalar_one()
    return answer
