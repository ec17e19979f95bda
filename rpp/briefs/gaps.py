"""What is known for which grades, and what districts ask: counts for a map of the gaps."""

from collections.abc import Mapping
from typing import NamedTuple

from sqlalchemy import ColumnElement, Select, case, func, literal, null, select, union_all
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from rpp.briefs.facets import BAND_CODES
from rpp.briefs.models import Brief
from rpp.policy import Viewer
from rpp.problems import queries as problems
from rpp.problems.models import Problem
from rpp.vocabulary import BANDS, SUBJECTS, Tag

# Of problems, those that nobody has answered yet.
ASKED = ("open", "prioritized")
ALL = ""


class Known(NamedTuple):
    """What there is on a subject in a band of grades."""

    briefs: int = 0
    studies: int = 0
    problems: int = 0


# By subject and band; the band `ALL` counts each thing once, those without grades too.
Grid = Mapping[tuple[str, str], Known]
Part = Select[str, str, str, int]


def grid(session: Session, viewer: Viewer) -> Grid:
    """Published briefs, reviewed studies and open problems by subject and band; one statement."""
    mine = select(col(Problem.id)).where(
        problems.visible_to(viewer), col(Problem.status).in_(ASKED)
    )
    out = select(col(Brief.id)).where(col(Brief.status) == "published")
    parts = [
        *_counted("brief", col(Tag.subject_id).in_(out)),
        *_counted("evidence", literal(True)),
        *_counted("problem", col(Tag.subject_id).in_(mine)),
    ]
    counts: dict[tuple[str, str], dict[str, int]] = {}
    for kind, subject, band, count in session.execute(union_all(*parts)):
        if subject in SUBJECTS:
            counts.setdefault((subject, band), {})[kind] = count
    return {
        place: Known(of.get("brief", 0), of.get("evidence", 0), of.get("problem", 0))
        for place, of in counts.items()
    }


def _counted(kind: str, which: ColumnElement[bool]) -> tuple[Part, Part]:
    """How many things of a kind a subject has in each band, and in all."""
    grade = aliased(Tag)
    of_it = col(Tag.kind) == kind, col(Tag.element) == "subject", which
    band: ColumnElement[str] = case(
        *((col(grade.code).in_(BANDS[label]), code) for code, label in BAND_CODES.items()),
        else_=null(),
    )
    many = func.count(col(Tag.subject_id).distinct())
    with_grade = (col(grade.kind) == kind) & (col(grade.subject_id) == col(Tag.subject_id))
    in_bands = (
        select(literal(kind), col(Tag.code), band, many)
        .join(grade, with_grade & (col(grade.element) == "grade"))
        .where(*of_it, band.is_not(None))
        .group_by(col(Tag.code), band)
    )
    in_all = select(literal(kind), col(Tag.code), literal(ALL), many).where(*of_it)
    return in_bands, in_all.group_by(col(Tag.code))
