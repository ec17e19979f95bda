"""Bring evidence of outside sources in: one import, one transaction, the same result each time."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import String, Table, bindparam, select
from sqlmodel import Session

from rpp import history
from rpp.clock import now
from rpp.errors import DomainError
from rpp.evidence import sentence, wwc
from rpp.evidence.models import EvidenceFinding, EvidenceRecord
from rpp.evidence.topics import (
    EFFECTIVENESS,
    NO_INTERVENTION,
    NOT_MET,
    RATINGS,
    SUBJECT_OF_TOPIC,
    WITH_RESERVATIONS,
    WITHOUT_RESERVATIONS,
    in_order,
    topic_of_domain,
    topic_of_protocol,
)
from rpp.evidence.wwc import CitedFinding, Finding, Parsed, Problem, Report
from rpp.vocabulary import Tag

T = TypeVar("T")
Values = dict[str, Any]

RECORDS: Table = EvidenceRecord.__table__  # type: ignore[attr-defined]
FINDINGS: Table = EvidenceFinding.__table__  # type: ignore[attr-defined]
TAGS: Table = Tag.__table__  # type: ignore[attr-defined]

CHUNK = 1000  # rows a statement

GRADE_ORDER = list(wwc.GRADE_COLUMNS.values())

# Where a study was rated more than once, the portal shows the most cautious rating.
CAUTION = {NOT_MET: 0, WITH_RESERVATIONS: 1, WITHOUT_RESERVATIONS: 2}


@dataclass
class Changes:
    """How many rows of one table an import added, updated, or found as they were."""

    added: int = 0
    updated: int = 0
    unchanged: int = 0

    def __str__(self) -> str:
        return f"{self.added:,} added, {self.updated:,} updated, {self.unchanged:,} unchanged"


@dataclass
class ImportReport:
    """What an import read, changed and skipped, and what the portal holds afterwards."""

    files: list[tuple[str, str, int]] = field(default_factory=list)  # name, kind, rows
    records: Changes = field(default_factory=Changes)
    findings: Changes = field(default_factory=Changes)
    problems: list[Problem] = field(default_factory=list)
    studies_in_all: int = 0
    interventions_in_all: int = 0
    findings_in_all: int = 0
    findings_with_citation: int = 0

    @property
    def changed(self) -> bool:
        return any(change.added or change.updated for change in (self.records, self.findings))

    @property
    def counts(self) -> dict[str, dict[str, int]]:
        return {"records": asdict(self.records), "findings": asdict(self.findings)}

    def __str__(self) -> str:
        kinds = {
            "studies": "findings with citations",
            "findings": "findings",
            "reports": "rows of intervention reports",
        }
        lines = [f"{name}: {rows:,} {kinds[kind]}" for name, kind, rows in self.files]
        lines += [f"Records: {self.records}.", f"Findings: {self.findings}."]
        if not self.changed:
            lines.append("Nothing changed: all of it was here already.")
        lines.append(
            f"In all: {self.studies_in_all:,} studies, {self.interventions_in_all:,} "
            f"interventions, {self.findings_in_all:,} findings, {self.findings_with_citation:,} "
            "of them with a citation."
        )
        if self.problems:
            lines.append(f"Skipped {len(self.problems):,}:")
            lines += [f"  {problem}" for problem in self.problems]
        return "\n".join(lines)


@dataclass
class EvidenceImport:
    """What the history and its listeners are told of: the evidence as a whole changed."""

    kind: str = EvidenceRecord.kind
    id: int | None = 0


def import_wwc(session: Session, files: Iterable[Path]) -> ImportReport:
    """Bring in exports of the What Works Clearinghouse, in any order, any of them alone.

    What is new is added and what differs is updated; nothing is removed. Rows that cannot be
    read are reported and skipped. Flushes, never commits. Raises `DomainError` where a file
    cannot be opened or none of them is a WWC export.
    """
    read = [_read(path) for path in files]
    report = ImportReport(problems=[problem for parsed in read for problem in parsed.problems])
    known = [parsed for parsed in read if parsed.kind]
    if not known:
        reasons = " ".join(f"{problem}." for problem in report.problems)
        raise DomainError(f"None of these is a file of the What Works Clearinghouse. {reasons}")
    report.files = [(parsed.file, str(parsed.kind), parsed.rows) for parsed in known]

    # The last file wins where two give the same row.
    cited = {row.finding.finding_id: row for parsed in known for row in parsed.studies}
    exported = {row.finding_id: row for parsed in known for row in parsed.findings}
    reports = {
        (row.intervention_id, row.protocol, row.domain): row
        for parsed in known
        for row in parsed.reports
    }
    _bring_in(session, cited, exported, list(reports.values()), report)
    return report


def refresh(session: Session) -> int:
    """Compose anew what the portal adds to records of an earlier release; return how many."""
    old = select(RECORDS.c.id).where(RECORDS.c.source == "wwc", RECORDS.c.sentence == "").limit(1)
    if session.execute(old).first() is None:
        return 0
    report = ImportReport()
    _bring_in(session, {}, {}, [], report)
    return report.records.updated


def _bring_in(
    session: Session,
    cited: dict[int, CitedFinding],
    exported: dict[int, Finding],
    reports: list[Report],
    report: ImportReport,
) -> None:
    """Write what the files say over what is here, and count it in `report`."""
    old_records = _existing(session, RECORDS, RECORDS.c.source == "wwc")
    of_wwc = select(RECORDS.c.id).where(RECORDS.c.source == "wwc")
    old_findings = _existing(session, FINDINGS, FINDINGS.c.record_id.in_(of_wwc))

    touched = {
        (key := f"wwc:finding:{number}"): _merged(
            old_findings.get(key), exported.get(number), cited.get(number)
        )
        for number in exported.keys() | cited.keys()
    }
    findings = old_findings | touched
    records = _records(findings, list(cited.values()), reports, old_records)

    moment = now()
    stamps = {"imported_at": moment, "updated_at": moment}
    report.records = _save(session, RECORDS, records, old_records, _usefulness, stamps)
    keyed = select(RECORDS.c.key, RECORDS.c.id).where(RECORDS.c.source == "wwc")
    ids: dict[str, int] = {row.key: row.id for row in session.execute(keyed)}
    for values in touched.values():
        values["record_id"] = ids[_home(values)]
    report.findings = _save(session, FINDINGS, touched, old_findings, _reading_order, {})
    _tag(session, {ids[key]: values for key, values in records.items()})
    if report.changed:
        history.record(session, EvidenceImport(), "imported", None, detail=report.counts)

    forms = Counter(row["form"] for row in records.values())
    report.studies_in_all = forms["study"]
    report.interventions_in_all = forms["intervention"]
    report.findings_in_all = len(findings)
    report.findings_with_citation = sum(bool(row["study_key"]) for row in findings.values())


def _read(path: Path) -> Parsed:
    try:
        return wwc.parse(str(path), path.read_bytes())
    except OSError as error:
        raise DomainError(f"{path} cannot be read: {error.strerror}.") from error


# --- findings ---------------------------------------------------------------------------------


def _merged(old: Values | None, exported: Finding | None, cited: CitedFinding | None) -> Values:
    """One finding from what the two files say: the export's word first, the other's where blank.

    What a file said in an earlier import stands until the same file says otherwise.
    """
    first = _values(exported) if exported else _earlier(old, from_studies=False)
    second = _values(cited.finding) if cited else _earlier(old, from_studies=True)
    taken = {name for name in BLANK if first[name] == BLANK[name] != second[name]}
    if second["topic"]:
        taken.add("topic")  # told by the measure itself, not only by its domain
    if "intervention" in taken:
        taken.add("intervention_key")
    values = {name: second[name] if name in taken else first[name] for name in BLANK}

    given = exported or (cited.finding if cited else None)
    assert given is not None
    values["key"] = f"wwc:finding:{given.finding_id}"
    values["study_key"] = (
        f"wwc:study:{cited.study_id}" if cited else old["study_key"] if old else ""
    )
    values["filled"] = sorted(taken)
    values["direction"] = _direction(values["improvement_index"])
    values["note"], values["flag"] = _note(values), _flag(values)
    return values


def _values(finding: Finding) -> Values:
    """A finding's columns in `evidence_finding`."""
    values = asdict(finding)
    values.pop("finding_id")
    values["intervention_key"] = f"wwc:intervention:{values.pop('intervention_id')}"
    return values


# What each column holds where a file says nothing.
BLANK: Values = {
    name: "" if isinstance(FINDINGS.c[name].type, String) else None
    for name in (set(Finding.__dataclass_fields__) & set(FINDINGS.c.keys())) | {"intervention_key"}
}


def _earlier(old: Values | None, *, from_studies: bool) -> Values:
    """What one of the two files said in an earlier import."""
    if old is None:
        return dict(BLANK)
    return {
        name: old[name] if (name in old["filled"]) == from_studies else blank
        for name, blank in BLANK.items()
    }


def _direction(improvement_index: float | None) -> str:
    """Whom the finding favours, by the sign of WWC's improvement index; "" where it has none."""
    if improvement_index is None:
        return ""
    if improvement_index == 0:
        return "none"
    return "intervention" if improvement_index > 0 else "comparison"


def _note(values: Values) -> str:
    effect, index = values["effect_size"], values["improvement_index"]
    if effect and index and (effect > 0) != (index > 0):
        return (
            "The effect size and the improvement index have opposite signs: on this outcome "
            "a lower score is better. The direction follows WWC’s improvement index."
        )
    return ""


def _flag(values: Values) -> str:
    doubtful = [
        f"{value:.2f}"
        for value in (values["effect_size"], values["effect_size_study"])
        if value is not None and abs(value) > wwc.DOUBTFUL_EFFECT
    ]
    if not doubtful:
        return ""
    return (
        f"The source gives an effect size of {' and '.join(doubtful)}. Values beyond "
        f"{wwc.DOUBTFUL_EFFECT} are likely an error in the source; it is shown as given."
    )


def _home(finding: Values) -> str:
    """The key of the record that holds a finding: its study, or else its intervention."""
    answer: str = finding["study_key"] or finding["intervention_key"]
    return answer


# --- records ----------------------------------------------------------------------------------


def _records(
    findings: dict[str, Values],
    cited: list[CitedFinding],
    reports: list[Report],
    old: dict[str, Values],
) -> dict[str, Values]:
    """Every WWC record by key: what the files say of it, and what its findings add up to."""
    of_record = _grouped(findings.values(), _home)
    of_study = _grouped(cited, lambda row: f"wwc:study:{row.study_id}")
    of_intervention = _grouped(reports, lambda row: f"wwc:intervention:{row.intervention_id}")
    keys = old.keys() | of_record.keys() | of_study.keys() | of_intervention.keys()
    records = {}
    for key in sorted(keys):
        own = sorted(of_record.get(key, []), key=_reading_order)
        if key in of_study:
            said = _study(of_study[key])
        elif key in of_intervention:
            said = _intervention(of_intervention[key], old.get(key))
        else:
            said = old.get(key) or {}
        if not said.get("title"):
            name = own[0]["intervention"] or "Findings without a named intervention"
            said = {"form": "intervention", "title": name}
        if own and said["form"] != "study" and own[0]["intervention"] in NO_INTERVENTION:
            said = said | {"form": "collection"}
        records[key] = _SAID | {name: said[name] for name in _SAID if name in said}
        records[key] |= {"key": key, "source": "wwc", "exported": wwc.EXPORTED}
        records[key] |= _summary(own, records[key]["effectiveness"])
        records[key]["sentence"] = sentence.of_record(records[key])
    return records


# What the files say of a record itself, and what stands there where they say nothing.
_SAID: Values = {
    "form": "",
    "title": "",
    "citation": "",
    "publication": "",
    "published": "",
    "year": None,
    "eric_id": "",
    "design": "",
    "rating": "",
    "rating_reason": "",
    "standards_version": "",
    "purposes": [],
    "grades": [],
    "settings": [],
    "school_types": [],
    "delivery": [],
    "demographics": {},
    "international": False,
    "effectiveness": [],
    "page_path": "",
    "note": "",
}


def _study(rows: list[CitedFinding]) -> Values:
    """What the file of reviewed studies says of one study, over all its rows."""
    rows = sorted(rows, key=lambda row: row.finding.finding_id)
    ratings = sorted({row.rating for row in rows if row.rating}, key=CAUTION.__getitem__)
    rating = ratings[0] if ratings else ""
    note = ""
    if len(ratings) > 1:
        note = f"WWC reviewed this study more than once; another review says: {ratings[-1]}."
    return _sample(rows) | {
        "form": "study",
        "title": rows[0].title,
        "citation": rows[0].citation,
        "publication": rows[0].publication,
        "published": rows[0].published,
        "year": rows[0].year,
        "eric_id": _usual(row.eric_id for row in rows),
        "design": _usual(row.design for row in rows),
        "rating": rating,
        "rating_reason": _usual(row.rating_reason for row in rows if row.rating == rating),
        "standards_version": _usual(row.standards_version for row in rows),
        "purposes": _distinct(row.purpose for row in rows),
        "page_path": rows[0].page_path,
        "note": note,
    }


def _intervention(rows: list[Report], old: Values | None) -> Values:
    """What the intervention reports say of one intervention, over all its rows."""
    rows = sorted(rows, key=lambda row: (row.protocol, row.domain))
    # An earlier conclusion stands until the reports say otherwise on that domain.
    concluded = (
        {(row["protocol"], row["domain"]): row for row in old["effectiveness"]} if old else {}
    )
    for row in rows:
        concluded[row.protocol, row.domain] = {
            "protocol": row.protocol,
            "domain": row.domain,
            "rating": row.rating,
            "studies": row.studies,
            "sample_size": row.sample_size,
        }
    return _sample(rows) | {
        "form": "intervention",
        "title": rows[0].intervention,
        "page_path": _usual(row.page_path for row in rows),
        "effectiveness": [concluded[key] for key in sorted(concluded)],
    }


def _sample(rows: Sequence[CitedFinding | Report]) -> Values:
    """Who was studied and where, as far as any row says; a share that differs: the usual one."""
    shares = defaultdict(list)
    for row in rows:
        for name, share in row.demographics.items():
            shares[name].append(share)
    return {
        "grades": sorted(_union(row.grades for row in rows), key=GRADE_ORDER.index),
        "settings": [name for name in wwc.SETTINGS if name in _union(r.settings for r in rows)],
        "school_types": [
            name for name in wwc.SCHOOL_TYPES if name in _union(r.school_types for r in rows)
        ],
        "delivery": [
            name for name in wwc.DELIVERY.values() if name in _union(r.delivery for r in rows)
        ],
        "demographics": {name: _usual(shares[name]) for name in wwc.DEMOGRAPHICS if name in shares},
        "international": any(row.international for row in rows),
    }


def _summary(findings: list[Values], effectiveness: list[Values]) -> Values:
    """What a record's findings add up to, and the topics that they and its reports touch."""
    sizes = [finding["n_total"] for finding in findings if finding["n_total"]]
    tiers = [finding["essa_tier"] for finding in findings if finding["essa_tier"]]
    told = [*findings, *effectiveness]
    protocols = _distinct(each["protocol"] for each in told)
    topics = {finding["topic"] for finding in findings}
    topics |= {topic_of_domain(each["domain"]) for each in effectiveness if each["domain"]}
    topics |= {topic for protocol in protocols if (topic := topic_of_protocol(protocol))}
    return {
        "interventions": _distinct(
            name for f in findings if (name := f["intervention"]) not in NO_INTERVENTION
        ),
        "outcomes": sentence.outcomes(findings),
        "protocols": protocols,
        "domains": _distinct(each["domain"] for each in told),
        "topics": in_order(topics),
        "sample_size": max(sizes, default=None),
        "essa_tier": min(tiers, default=None),
        "finding_count": len(findings),
    }


def _grouped(rows: Iterable[T], key: Callable[[T], str]) -> dict[str, list[T]]:
    groups: dict[str, list[T]] = defaultdict(list)
    for row in rows:
        groups[key(row)].append(row)
    return groups


def _union(groups: Iterable[Iterable[str]]) -> set[str]:
    return {name for group in groups for name in group}


def _distinct(values: Iterable[str]) -> list[str]:
    """The values that say something, each once, the most frequent first."""
    return [value for value, _ in Counter(value for value in values if value).most_common()]


def _usual(values: Iterable[T]) -> T | str:
    """The most frequent value that says something; "" if none does."""
    return next(iter(Counter(v for v in values if v != "").most_common(1)), ("", 0))[0]


# --- the database -----------------------------------------------------------------------------


def _existing(session: Session, table: Table, mine: Any) -> dict[str, Values]:
    """The rows that an earlier import left, by natural key."""
    rows = session.execute(select(table).where(mine)).mappings()
    return {row["key"]: dict(row) for row in rows}


def _save(
    session: Session,
    table: Table,
    rows: dict[str, Values],
    old: dict[str, Values],
    order: Callable[[Values], Any],
    stamps: Values,
) -> Changes:
    """Insert what is new, in `order`, and update what differs; a few statements for all rows."""
    new = sorted((rows[key] for key in rows.keys() - old.keys()), key=order)
    differing = [
        values | {"row_id": old[key]["id"]}
        for key, values in rows.items()
        if key in old and any(old[key][name] != value for name, value in values.items())
    ]
    for chunk in _chunks([values | stamps for values in new]):
        session.execute(table.insert(), chunk)
    if differing:
        columns = rows[next(iter(rows))].keys() | (stamps.keys() - {"imported_at"})
        update = (
            table.update()
            .where(table.c.id == bindparam("row_id"))
            .values({name: bindparam(name) for name in columns})
        )
        kept = {name: value for name, value in stamps.items() if name != "imported_at"}
        for chunk in _chunks([values | kept for values in differing]):
            session.execute(update, chunk)
    return Changes(len(new), len(differing), len(rows) - len(new) - len(differing))


def _chunks(rows: list[Values]) -> Iterator[list[Values]]:
    for start in range(0, len(rows), CHUNK):
        yield rows[start : start + CHUNK]


def _usefulness(record: Values) -> tuple[Any, ...]:
    """Records are listed by descending id: the newest studies first, bare reports last."""
    return (
        record["form"] == "study",
        record["year"] or 0,
        record["finding_count"],
        record["key"],
    )


def _reading_order(finding: Values) -> tuple[Any, ...]:
    """Findings are listed by ascending id: by domain, whole samples before subgroups."""
    return (
        finding.get("record_id", 0),
        finding["is_subgroup"],
        finding["domain"],
        finding["outcome"],
        len(finding["key"]),
        finding["key"],
    )


def _tag(session: Session, records: dict[int, Values]) -> None:
    """Write the tags by which the records are found, and take away those that no longer hold."""
    kind = EvidenceRecord.kind
    wanted = {(id_, *tag) for id_, values in records.items() for tag in _tags(values)}
    columns = (TAGS.c.subject_id, TAGS.c.element, TAGS.c.code)
    held = {
        (id_, element, code)
        for id_, element, code in session.execute(select(*columns).where(TAGS.c.kind == kind))
        if id_ in records
    }
    rows = [
        {"kind": kind, "subject_id": id_, "element": element, "code": code}
        for id_, element, code in sorted(wanted - held)
    ]
    for chunk in _chunks(rows):
        session.execute(TAGS.insert(), chunk)
    gone = [{"id_": id_, "el": element, "co": code} for id_, element, code in held - wanted]
    delete = TAGS.delete().where(
        TAGS.c.kind == kind,
        TAGS.c.subject_id == bindparam("id_"),
        TAGS.c.element == bindparam("el"),
        TAGS.c.code == bindparam("co"),
    )
    for chunk in _chunks(gone):
        session.execute(delete, chunk)


def _tags(record: Values) -> Iterator[tuple[str, str]]:
    if record["form"] == "collection":  # in no list, and in no count of one
        return
    yield "form", record["form"]
    yield "tier", str(record["essa_tier"] or "none")
    for topic in record["topics"]:
        yield "topic", topic
        if topic in SUBJECT_OF_TOPIC:
            yield "subject", SUBJECT_OF_TOPIC[topic]
    for grade in record["grades"]:
        yield "grade", grade
    if record["design"]:
        yield "design", record["design"][:40]
    for code, rating in RATINGS.items():
        if record["rating"] == rating:
            yield "rating", code
    ratings = {row["rating"] for row in record["effectiveness"]}
    for code, rating in EFFECTIVENESS.items():
        if rating in ratings:
            yield "effect", code
