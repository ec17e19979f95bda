"""What speaks against a brief, or does not bear it out: a board must see it beside the rest."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import exists, select
from sqlmodel import Session

from rpp.briefs.uses import queries as uses
from rpp.briefs.uses.queries import Use
from rpp.db import columns_of
from rpp.evidence.models import FINDINGS, RECORDS, EvidenceRecord
from rpp.paging import Cursor
from rpp.policy import Viewer
from rpp.studies import parts
from rpp.studies.parts import Finding
from rpp.vocabulary import tagged

# So many reviewed studies, and so many uses, are named.
MOST = 5


@dataclass(frozen=True, slots=True)
class Record:
    """A reviewed study of the same subject and grades in which nothing favored the program."""

    id: int
    title: str
    sentence: str
    citation: str


def records(session: Session, subjects: Collection[str], grades: Collection[str]) -> list[Record]:
    """Reviewed studies with findings, none of which favored what was tried; one statement."""
    if not subjects:
        return []
    of_it = FINDINGS.c.record_id == RECORDS.c.id
    favors = (FINDINGS.c.direction == "intervention") & FINDINGS.c.significant.is_(True)
    statement = select(*columns_of(Record, RECORDS)).where(
        RECORDS.c.form == "study",
        exists().where(of_it),
        ~exists().where(of_it, favors),
        RECORDS.c.id.in_(tagged(EvidenceRecord.kind, "subject", subjects)),
    )
    if grades:
        statement = statement.where(RECORDS.c.id.in_(tagged(EvidenceRecord.kind, "grade", grades)))
    ordered = statement.order_by(RECORDS.c.year.desc(), RECORDS.c.id).limit(MOST)
    return [Record(*row) for row in session.execute(ordered)]


def stopped(session: Session, viewer: Viewer, brief_id: int) -> list[Use]:
    """What districts say that stopped, decided against it or changed it; one statement."""
    said = uses.of_brief(session, viewer, brief_id, Cursor(), 100).rows
    against = [use for use in said if use.stage in ("stopped", "adapted")]
    return against[:MOST]


def findings(session: Session, study_id: int | None) -> list[Finding]:
    """All findings of the brief's study, whatever they say; one statement."""
    return parts.findings(session, study_id) if study_id is not None else []


def range_says(finding: Finding) -> str:
    """Whether the likely range of a finding holds zero, in words."""
    if finding.low is None or finding.high is None:
        return "No range is given."
    if finding.low <= 0 <= finding.high:
        return "No clear difference: the range holds zero."
    return "A clear difference: the range leaves out zero."
