"""What the repository knows on a topic, and what districts ask."""

from dataclasses import dataclass

from sqlmodel import Session

from rpp.paging import Cursor
from rpp.policy import Viewer
from rpp.problems import queries as problems
from rpp.problems.queries import ProblemRow
from rpp.repository import finding, gaps
from rpp.repository.facets import EVERYTHING, Asked
from rpp.repository.gaps import Grid
from rpp.repository.index import NEWEST, STRENGTH, TIERS
from rpp.shelf import Row

FEW = 5


@dataclass(frozen=True, slots=True)
class Known:
    """What there is on a subject: its counts, and a few of each kind."""

    subject: str
    grid: Grid
    briefs: list[Row]
    records: list[Row]
    problems: list[ProblemRow]


def known(session: Session, viewer: Viewer, subject: str) -> Known:
    """The newest briefs, the strongest records, and the problems that nobody answered.

    Few statements, however much there is.
    """
    return Known(
        subject,
        gaps.grid(session, viewer),
        _few(session, NEWEST, kind=("brief",), subject=(subject,)),
        _few(session, STRENGTH, kind=("evidence",), subject=(subject,), tier=TIERS),
        problems.unanswered(session, viewer, subject, FEW),
    )


def _few(session: Session, sort: str, **chosen: tuple[str, ...]) -> list[Row]:
    found = finding.find(session, Asked(EVERYTHING, chosen, sort=sort))
    return finding.rows(session, found.index, found.page(Cursor(), FEW).rows)
