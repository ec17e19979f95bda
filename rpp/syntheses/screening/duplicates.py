"""Candidates that are one study: marked while screening, and unmarked where that was wrong.

A mark says nothing of whether the study is relevant, so all who screen see it at once.
"""

from collections.abc import Iterable
from typing import NamedTuple

from sqlalchemy import or_, select
from sqlmodel import Session

from rpp.errors import DomainError
from rpp.evidence.models import RECORDS
from rpp.evidence.references.matching import title_key
from rpp.evidence.references.reference import Reference
from rpp.policy import Viewer
from rpp.syntheses import candidates
from rpp.syntheses.candidates import Decision
from rpp.syntheses.models import STUDIES, SynthesisStudy
from rpp.syntheses.screening.deciding import bring, hold
from rpp.syntheses.screening.models import ScreeningCase


def mark(session: Session, actor: Viewer, candidate_id: int, of: int | None) -> SynthesisStudy:
    """Say that a candidate repeats another one; it then leaves the screening and every count."""
    return candidates.decide(session, actor, candidate_id, Decision("duplicate", duplicate_of=of))


def unmark(session: Session, actor: Viewer, candidate_id: int) -> SynthesisStudy:
    """Say that it is no duplicate; what two people had settled on it stands again."""
    _, candidate = hold(session, candidate_id)
    if candidate.status != "duplicate":
        raise DomainError("This is not marked as a duplicate.")
    candidates.decide(session, actor, candidate_id, Decision("candidate"))
    case = session.get(ScreeningCase, candidate_id)
    if case is not None and case.outcome:
        bring(session, actor, case)
    return candidate


class Known(NamedTuple):
    """By what a candidate is compared; "" where it says nothing."""

    id: int
    title: str
    year: int | None
    doi: str
    eric_id: str

    @property
    def numbers(self) -> set[tuple[str, str]]:
        """What proves that two are one: a number that is missing is none."""
        told = {("doi", self.doi.lower()), ("eric", self.eric_id.upper())}
        return {one for one in told if one[1]}


def alike(own: Known, others: Iterable[Known]) -> list[Known]:
    """Those that may be the same study: one number of both, or one title of the same year."""
    key = title_key(own.title)
    return [
        one
        for one in others
        if one.id != own.id
        and (own.numbers & one.numbers or (key and key == title_key(one.title) and _same(own, one)))
    ]


def _same(own: Known, other: Known) -> bool:
    """Whether nothing sets two of one title apart."""
    years = {own.year, other.year} - {None}
    clash = any(
        mine and theirs and mine.lower() != theirs.lower()
        for mine, theirs in ((own.doi, other.doi), (own.eric_id, other.eric_id))
    )
    return len(years) < 2 and not clash


def suspects(session: Session, candidate_id: int) -> list[Known]:
    """Candidates of the same synthesis that may repeat one, or be repeated by it; one statement."""
    own_synthesis = select(STUDIES.c.synthesis_id).where(STUDIES.c.id == candidate_id)
    statement = (
        select(
            *(STUDIES.c.id, STUDIES.c.title, STUDIES.c.year, STUDIES.c.key),
            *(RECORDS.c.eric_id, RECORDS.c.reference),
        )
        .outerjoin(
            RECORDS, (STUDIES.c.subject_kind == "evidence") & (RECORDS.c.id == STUDIES.c.subject_id)
        )
        .where(
            STUDIES.c.synthesis_id == own_synthesis.scalar_subquery(),
            or_(STUDIES.c.status != "duplicate", STUDIES.c.id == candidate_id),
        )
        .order_by(STUDIES.c.id)
    )
    known = [_known(*row) for row in session.execute(statement)]
    own = next((one for one in known if one.id == candidate_id), None)
    return alike(own, known) if own else []


def _known(
    id_: int,
    title: str,
    year: int | None,
    key: str,
    eric_id: str | None,
    reference: Reference | None,
) -> Known:
    kind, _, number = key.partition(":")
    doi = number if kind == "doi" else reference.doi if reference else ""
    return Known(id_, title, year, doi, eric_id or (reference.eric_id if reference else ""))
