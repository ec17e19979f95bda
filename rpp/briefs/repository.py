"""Lists of published briefs."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlmodel import Session, col

from rpp.briefs import types
from rpp.briefs.facets import Filters, conditions
from rpp.briefs.models import Brief
from rpp.briefs.queries import zone
from rpp.networks.models import Network
from rpp.paging import Cursor, Slice, Statement, page_of

PAGE = 20


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


def _briefs(filters: Filters) -> Statement:
    """Select the published briefs that filters leave."""
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
    return statement.outerjoin(Network, of_it).where(*conditions(filters))


def listed(
    session: Session, filters: Filters, cursor: Cursor, *, limit: int = PAGE
) -> Slice[Listed]:
    """A page of published briefs, the last published first; one statement."""
    key = col(Brief.published_seq)
    found = page_of(session, _briefs(filters), key, cursor, limit=limit)
    return found.of(lambda _key, *row: Listed(*row))


def of_problem(session: Session, problem_id: int) -> list[Listed]:
    """The published briefs of a problem, the newest first."""
    return _newest(session, Filters(problem=problem_id))


def latest(session: Session, limit: int = 3) -> list[Listed]:
    """The briefs published last."""
    return _newest(session, Filters(), limit)


def _newest(session: Session, filters: Filters, limit: int | None = None) -> list[Listed]:
    statement = _briefs(filters).order_by(col(Brief.published_seq).desc()).limit(limit)
    return [Listed(*row) for _key, *row in session.execute(statement)]


def published(session: Session) -> int:
    """How many briefs are published."""
    counted = select(func.count()).select_from(Brief).where(col(Brief.status) == "published")
    answer: int = session.execute(counted).scalar_one()
    return answer
