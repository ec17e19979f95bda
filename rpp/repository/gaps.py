"""What is known for which grades, and what districts ask: counts for a map of the gaps."""

from collections.abc import Mapping
from typing import NamedTuple

from sqlalchemy import ColumnElement, Select, case, func, literal, null, select, union_all
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from rpp.policy import Viewer
from rpp.problems import queries as problems
from rpp.problems.models import Problem
from rpp.repository import loading
from rpp.repository.facets import NOT_REVIEWED
from rpp.vocabulary import BAND_CODES, BANDS, SUBJECTS, Tag

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


def grid(session: Session, viewer: Viewer) -> Grid:
    """Briefs, records from elsewhere and open problems by subject and band; two statements."""
    index, asked = loading.index(session), _asked(session, viewer)
    found = {}
    for subject in SUBJECTS:
        for band in (ALL, *BAND_CODES):
            counts = index.counts(
                {"subject": (subject,), "band": (band,) if band else ()},
                None,
                ("kind",),
                NOT_REVIEWED,
            )["kind"]
            briefs = counts.get("brief", 0)
            known = Known(briefs, sum(counts.values()) - briefs, asked.get((subject, band), 0))
            if any(known):
                found[subject, band] = known
    return found


def _asked(session: Session, viewer: Viewer) -> dict[tuple[str, str], int]:
    """How many open problems a subject has in each band, and in all; one statement."""
    grade = aliased(Tag)
    mine = select(col(Problem.id)).where(
        problems.visible_to(viewer), col(Problem.status).in_(ASKED)
    )
    of_it = (
        col(Tag.kind) == "problem",
        col(Tag.element) == "subject",
        col(Tag.subject_id).in_(mine),
    )
    band: ColumnElement[str] = case(
        *((col(grade.code).in_(BANDS[label]), code) for code, label in BAND_CODES.items()),
        else_=null(),
    )
    many = func.count(col(Tag.subject_id).distinct())
    with_grade = (col(grade.kind) == "problem") & (col(grade.subject_id) == col(Tag.subject_id))
    in_bands: Select[str, str, int] = (
        select(col(Tag.code), band, many)
        .join(grade, with_grade & (col(grade.element) == "grade"))
        .where(*of_it, band.is_not(None))
        .group_by(col(Tag.code), band)
    )
    in_all = select(col(Tag.code), literal(ALL), many).where(*of_it).group_by(col(Tag.code))
    rows = session.execute(union_all(in_bands, in_all))
    return {(subject, code): count for subject, code, count in rows}
