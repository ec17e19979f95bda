"""Bring evidence of outside sources in."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

from sqlalchemy import or_, select
from sqlmodel import Session

from rpp import history
from rpp.errors import DomainError
from rpp.evidence.importing.findings import merged, reading_order
from rpp.evidence.importing.records import composed
from rpp.evidence.importing.report import Changes, Held, ImportReport, ReadFile
from rpp.evidence.importing.values import FindingValues, RecordValues
from rpp.evidence.importing.writing import existing, save_findings, save_records, tag
from rpp.evidence.models import FINDINGS, RECORDS, EvidenceRecord
from rpp.evidence.references import claims, writing
from rpp.evidence.sentences import FORM
from rpp.evidence.tiers import operations as tiers
from rpp.evidence.wwc.files import parse
from rpp.evidence.wwc.rows import CitedFinding, Finding, Parsed, Report, finding_key

OF_WWC = RECORDS.c.source == "wwc"


@dataclass
class EvidenceImport:
    """What the history and its listeners are told of: the evidence as a whole changed."""

    kind: str = EvidenceRecord.kind
    id: int | None = 0


@dataclass(frozen=True)
class Read:
    """What the files of one import say."""

    cited: dict[int, CitedFinding] = field(default_factory=dict)
    exported: dict[int, Finding] = field(default_factory=dict)
    reports: list[Report] = field(default_factory=list)

    @classmethod
    def of(cls, files: Iterable[Parsed]) -> "Read":
        """All rows of some files; the last file wins where two give the same row."""
        files = list(files)
        return cls(
            {row.finding.finding_id: row for file in files for row in file.studies},
            {row.finding_id: row for file in files for row in file.findings},
            list(
                {
                    (row.intervention_id, row.protocol, row.domain): row
                    for file in files
                    for row in file.reports
                }.values()
            ),
        )


def import_wwc(session: Session, files: Iterable[Path]) -> ImportReport:
    """Bring in exports of the What Works Clearinghouse, in any order, any of them alone.

    What is new is added and what differs is updated; nothing is removed. Rows that cannot be
    read are reported and skipped. Flushes, never commits. Raises `DomainError` where a file
    cannot be opened or none of them is a WWC export.
    """
    parsed = [_parsed(path) for path in files]
    problems = [problem for file in parsed for problem in file.problems]
    known = [file for file in parsed if file.kind]
    if not known:
        reasons = " ".join(f"{problem}." for problem in problems)
        raise DomainError(f"None of these is a file of the What Works Clearinghouse. {reasons}")
    read = [ReadFile(file.file, file.kind, file.rows) for file in parsed if file.kind]
    return replace(_bring_in(session, Read.of(known)), files=read, problems=problems)


def refresh(session: Session) -> int:
    """Compose anew what the portal adds to records of an earlier release; return how many."""
    lacking = or_(RECORDS.c.sentences_form != FORM, RECORDS.c.title_key == "")
    old = select(RECORDS.c.id).where(OF_WWC, lacking).limit(1)
    reviewed = _bring_in(session, Read()).records.updated if session.execute(old).first() else 0
    publications = writing.refresh(session)
    tiered = tiers.refresh_records(session) if tiers.is_behind(session) else 0
    if composed_anew := publications + tiered:
        counts = {"records": asdict(Changes(updated=composed_anew)), "findings": asdict(Changes())}
        history.record(session, EvidenceImport(), "imported", None, detail=counts)
    return reviewed + composed_anew


def _bring_in(session: Session, read: Read) -> ImportReport:
    """Write what the files say over what is here."""
    of_wwc = FINDINGS.c.record_id.in_(select(RECORDS.c.id).where(OF_WWC))
    old_findings = existing(session, FINDINGS, FindingValues, of_wwc)
    earlier = {key: kept.values for key, kept in old_findings.items()}
    touched = found_in(read, earlier)
    findings = earlier | touched

    old_records = existing(session, RECORDS, RecordValues, OF_WWC)
    records = composed(
        findings.values(),
        read.cited.values(),
        read.reports,
        {key: kept.values for key, kept in old_records.items()},
    )
    changed_records = save_records(session, records, old_records)

    keyed = session.execute(select(RECORDS.c.key, RECORDS.c.id).where(OF_WWC))
    ids = {row.key: row.id for row in keyed}
    at_home = {key: replace(one, record_id=ids[one.home]) for key, one in touched.items()}
    changed_findings = save_findings(
        session, at_home, old_findings, lambda one: (one.record_id, *reading_order(one))
    )
    tag(session, {ids[key]: values for key, values in records.items()})
    claims.of_reviewed(session, {ids[key]: values for key, values in records.items()})
    tiers.refresh_records(session)
    report = ImportReport(changed_records, changed_findings, _held(records, findings))
    if report.changed:
        history.record(session, EvidenceImport(), "imported", None, detail=report.counts)
    return report


def _parsed(path: Path) -> Parsed:
    try:
        return parse(str(path), path.read_bytes())
    except OSError as error:
        raise DomainError(f"{path} cannot be read: {error.strerror}.") from error


def found_in(read: Read, earlier: dict[str, FindingValues]) -> dict[str, FindingValues]:
    """The findings that files tell of, by key, over what was said earlier."""
    found = (
        merged(earlier.get(finding_key(number)), read.exported.get(number), read.cited.get(number))
        for number in read.exported.keys() | read.cited.keys()
    )
    return {finding.key: finding for finding in found}


def _held(records: dict[str, RecordValues], findings: dict[str, FindingValues]) -> Held:
    forms = Counter(record.form for record in records.values())
    cited = sum(bool(finding.study_key) for finding in findings.values())
    return Held(forms["study"], forms["intervention"], len(findings), cited)
