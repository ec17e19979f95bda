"""Read the exports of the What Works Clearinghouse (WWC): bytes in, dataclasses out.

Three files are known, each by its header: the findings of reviewed studies with citations, the
findings of every review, and the intervention reports. No database here.

Source: https://ies.ed.gov/ncee/wwc/ (US Department of Education, public domain).
"""

import csv
import html
import math
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Literal

from rpp.evidence.topics import (
    NOT_MET,
    TOPICS,
    WITH_RESERVATIONS,
    WITHOUT_RESERVATIONS,
    topic_of_domain,
)

PAGE_ROOT = "https://ies.ed.gov/ncee/wwc"
EXPORTED = "2020-04"

LARGEST_ID = 2**63 - 1
LARGEST_COUNT = 2**31 - 1  # what a database integer holds
DOUBTFUL_EFFECT = 5  # standard deviations; no educational effect is this large

# A quoted field may hold line ends; a stray quote must not swallow the rest of the file.
LONGEST_RECORD = 20  # lines

FileKind = Literal["studies", "findings", "reports"]

RATINGS = {
    "": "",
    "1": WITHOUT_RESERVATIONS,
    "2": WITH_RESERVATIONS,
    "3": NOT_MET,
    WITHOUT_RESERVATIONS.lower(): WITHOUT_RESERVATIONS,
    WITH_RESERVATIONS.lower(): WITH_RESERVATIONS,
    NOT_MET.lower(): NOT_MET,
}

GRADES_OF_BAND: dict[str, tuple[str, ...]] = {
    "PK & K": ("PK", "KG"),
    "K-3": ("KG", "01", "02", "03"),
    "3-6": ("03", "04", "05", "06"),
    "6-9": ("06", "07", "08", "09"),
    "9-12": ("09", "10", "11", "12"),
}
GRADE_COLUMNS = {
    "grade_pk": "PK",
    "grade_k": "KG",
    **{f"grade_{n}": f"{n:02}" for n in range(1, 13)},
    "grade_ps": "PS",
}
SETTINGS = ("urban", "suburban", "rural")
SCHOOL_TYPES = ("public", "charter", "private", "parochial")
DELIVERY = {
    "individual": "one student at a time",
    "small_group": "small groups",
    "whole_class": "whole classes",
    "school": "whole schools",
}
# Ours: the column in the file of studies, the column in the intervention reports.
DEMOGRAPHICS = {
    "female": ("s_gender_female", "gender_female"),
    "male": ("s_gender_male", "gender_male"),
    "hispanic": ("s_ethnicity_hispanic", "ethnicity_hispanic"),
    "asian": ("s_race_asian", "race_asian"),
    "black": ("s_race_black", "race_black"),
    "native_american": ("s_race_native_american", "race_native_american"),
    "pacific_islander": ("s_race_pacific_islander", "race_pacific_islander"),
    "white": ("s_race_white", "race_white"),
    "other_race": ("s_race_other", "race_other"),
    "english_learners": ("s_ell", "demographics_of_study_sample_english_language_learners"),
    "free_lunch": ("s_frpl", "demographics_of_study_sample_free_or_reduced_price_lunch"),
}


@dataclass(frozen=True)
class Problem:
    """A row that was skipped, and why; reads `file:line: reason`."""

    file: str
    line: int
    reason: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.reason}"


@dataclass(frozen=True)
class Finding:
    """One finding as one file gives it; None and "" mean that the file does not say.

    Field names are the columns of `evidence_finding`.
    """

    finding_id: int
    intervention_id: int | None
    intervention: str
    comparison: str
    outcome: str
    domain: str
    topic: str
    protocol: str
    period: str
    sample: str
    is_subgroup: bool
    n_total: int | None
    n_intervention: int | None
    n_comparison: int | None
    clusters_intervention: int | None
    clusters_comparison: int | None
    mean_intervention: float | None
    mean_comparison: float | None
    sd_intervention: float | None
    sd_comparison: float | None
    effect_size: float | None
    effect_size_study: float | None
    improvement_index: float | None
    p_value: float | None
    p_value_study: float | None
    icc: float | None
    significant: bool | None
    rating: str
    essa_tier: int | None
    unit: str


@dataclass(frozen=True)
class CitedFinding:
    """One row of the file of reviewed studies: a finding, and the study it belongs to."""

    finding: Finding
    study_id: int
    review_id: int
    title: str
    citation: str
    publication: str
    published: str
    year: int | None
    eric_id: str
    design: str
    rating: str
    rating_reason: str
    standards_version: str
    purpose: str
    page_path: str
    grades: tuple[str, ...]
    settings: tuple[str, ...]
    school_types: tuple[str, ...]
    delivery: tuple[str, ...]
    demographics: dict[str, float]
    international: bool


@dataclass(frozen=True)
class Report:
    """One row of the intervention reports: what WWC concludes on one outcome domain.

    Without a domain the report gives no rating.
    """

    intervention_id: int
    intervention: str
    protocol: str
    domain: str
    rating: str
    studies: int | None
    sample_size: int | None
    page_path: str
    grades: tuple[str, ...]
    settings: tuple[str, ...]
    school_types: tuple[str, ...]
    delivery: tuple[str, ...]
    demographics: dict[str, float]
    international: bool


@dataclass
class Parsed:
    """One file, read: its rows by kind, and the rows that were skipped."""

    file: str
    kind: FileKind | None
    studies: list[CitedFinding] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    reports: list[Report] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    @property
    def rows(self) -> int:
        return len(self.studies) + len(self.findings) + len(self.reports)


class Malformed(ValueError):
    """A row that cannot be read; the message says why."""


# --- from bytes to records ------------------------------------------------------------------


def records(data: bytes) -> Iterator[tuple[int, list[str] | Malformed]]:
    """The records of a CSV file with the line each begins on; a bad one spoils no other."""
    lines = data.removeprefix(b"\xef\xbb\xbf").splitlines(keepends=True)
    at = 0
    while at < len(lines):
        end = at + 1
        outcome = _fields(lines[at:end])
        while outcome is None and end < min(len(lines), at + LONGEST_RECORD):
            end += 1
            outcome = _fields(lines[at:end])
        if outcome is None:
            outcome = Malformed("a quotation mark is never closed")
        if isinstance(outcome, Malformed):
            end = at + 1  # the lines it seemed to hold are tried on their own
        if outcome:
            yield at + 1, outcome
        at = end


def _fields(lines: list[bytes]) -> list[str] | Malformed | None:
    """The fields of one record; None while a quoted field is still open."""
    if any(b"\0" in line for line in lines):
        return Malformed("it contains a NUL byte")
    try:
        text = [line.decode("utf-8") for line in lines]
    except UnicodeDecodeError:
        return Malformed("it is not UTF-8 text")
    try:
        found = list(csv.reader(text, strict=True))
    except csv.Error as error:
        return None if "end of data" in str(error) else Malformed(f"it is not CSV: {error}")
    return found[0] if found else []


@dataclass
class _Row:
    """One record with its values by column name, in lower case."""

    values: dict[str, str]
    # The file of studies was exported in single precision: 0.04 stands there as .039999999.
    single_precision: bool = False

    def text(self, column: str) -> str:
        return clean(self.values.get(column, ""))

    def number(self, column: str) -> float | None:
        text = self.values.get(column, "").strip()
        if not text:
            return None
        if not re.fullmatch(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?", text):
            raise Malformed(f"{column} is not a number: {text[:40]!r}")
        value = float(f"{float(text):.7g}") if self.single_precision else float(text)
        if not math.isfinite(value):
            raise Malformed(f"{column} is too large: {text[:40]!r}")
        return value

    def count(self, column: str) -> int | None:
        """A size; 0 means unknown."""
        value = self.number(column)
        if value is None:
            return None
        if value < 0 or value != int(value) or value > LARGEST_COUNT:
            raise Malformed(f"{column} is not a count: {self.values[column][:40]!r}")
        return int(value) or None

    def identifier(self, column: str) -> int:
        text = self.values.get(column, "").strip()
        if not text:
            raise Malformed(f"{column} is missing")
        if not re.fullmatch(r"[0-9]{1,19}", text) or not 0 < int(text) <= LARGEST_ID:
            raise Malformed(f"{column} is not an identifier: {text[:40]!r}")
        return int(text)

    def truth(self, column: str) -> bool | None:
        text = self.values.get(column, "").strip().lower()
        if text in ("", "true", "false"):
            return {"true": True, "false": False}.get(text)
        return self.mark(column)

    def mark(self, column: str) -> bool:
        """A box that is ticked where the value is not 0."""
        return bool(self.number(column))

    def rating(self, column: str) -> str:
        text = self.text(column)
        try:
            return RATINGS[text.lower().removesuffix(".0")]
        except KeyError:
            raise Malformed(f"{column} is no rating that WWC gives: {text[:40]!r}") from None

    def tier(self, column: str) -> int | None:
        text = self.text(column)
        if not text:
            return None
        match = re.fullmatch(r"(?:ESSA )?Tier ([1-4])", text, re.IGNORECASE)
        if not match:
            raise Malformed(f"{column} is no ESSA tier: {text[:40]!r}")
        return int(match[1])

    def ticked(self, columns: dict[str, str]) -> tuple[str, ...]:
        return tuple(name for column, name in columns.items() if self.mark(column))

    def demographics(self, file: int) -> dict[str, float]:
        shares = {ours: self.number(columns[file]) for ours, columns in DEMOGRAPHICS.items()}
        return {ours: share for ours, share in shares.items() if share is not None}


def clean(text: str) -> str:
    """Text without HTML entities and doubled space; "(Not applicable)" is no name."""
    text = " ".join(html.unescape(text).split())
    return "" if text.lower() == "(not applicable)" else text


def study_title(citation: str, publication: str) -> str:
    """The title in an APA citation: what stands between the year and the publication."""
    start = re.search(r"\((?:\d{4}[a-z]?\b[^)]*|in press|n\.d\.)\)[.,]?\s*", citation, re.I)
    if not start:
        return citation
    rest = citation[start.end() :]
    publication = publication.lstrip(". ")
    end = rest.find(publication) if publication else -1
    title = rest[:end] if end > 0 else rest
    return title.strip().rstrip(". ") or citation


# --- the three files ------------------------------------------------------------------------


def _study(row: _Row) -> CitedFinding:
    finding_id = row.identifier("f_findingid")
    band = row.text("grade_band")
    citation, publication = row.text("s_citation"), row.text("s_publication")
    published = row.text("s_publication_date")
    year = re.search(r"\b(?:19|20)\d\d", published)
    domain = row.text("f_outcome_domain")
    topic = row.text("topic")
    version = row.number("s_standards_version")
    return CitedFinding(
        finding=Finding(
            finding_id=finding_id,
            intervention_id=row.identifier("s_interventionid"),
            intervention=row.text("s_intervention_name"),
            comparison="",  # f_comparison holds the mean of the comparison group
            outcome=row.text("f_outcome_measure"),
            domain=domain,
            topic=topic if topic in TOPICS else topic_of_domain(domain),
            protocol=row.text("s_protocol"),
            period=row.text("f_period"),
            sample=row.text("f_sample_description"),
            is_subgroup=bool(row.truth("f_is_subgroup")),
            n_total=row.count("f_ss"),
            n_intervention=row.count("f_t_ss"),
            n_comparison=row.count("f_c_ss"),
            clusters_intervention=row.count("f_t_cluster_ss"),
            clusters_comparison=row.count("f_c_cluster_ss"),
            mean_intervention=row.number("f_t_mean"),
            mean_comparison=row.number("f_c_mean"),
            sd_intervention=row.number("f_t_sd"),
            sd_comparison=row.number("f_c_sd"),
            effect_size=row.number("f_effect_size_wwc"),
            effect_size_study=row.number("f_effect_size_study"),
            improvement_index=row.number("f_improvement_index"),
            p_value=row.number("f_p_value_wwc"),
            p_value_study=row.number("f_p_value_study"),
            icc=row.number("f_icc"),
            significant=row.truth("f_is_stat_sig"),
            rating=row.rating("f_finding_rating"),
            essa_tier=row.tier("f_essa_rating"),
            unit=row.text("f_l1_unit_of_analysis").capitalize(),
        ),
        study_id=row.identifier("s_studyid"),
        review_id=row.identifier("reviewid"),
        title=study_title(citation, publication),
        citation=citation,
        publication=publication.lstrip(". "),
        published=published,
        year=int(year[0]) if year else None,
        eric_id=row.text("s_ericid"),
        design=row.text("s_study_design"),
        rating=row.rating("s_study_rating"),
        rating_reason=row.text("s_rating_reason"),
        standards_version=f"{version:g}" if version else "",
        purpose=row.text("s_purpose_of_review"),
        page_path=row.text("s_study_page_url"),
        grades=GRADES_OF_BAND.get(band, ()),
        settings=row.ticked({f"s_urbanicity_{name}": name for name in SETTINGS}),
        school_types=row.ticked({f"s_school_type_{name}": name for name in SCHOOL_TYPES}),
        delivery=row.ticked({f"s_delivery_method_{key}": name for key, name in DELIVERY.items()}),
        demographics=row.demographics(0),
        international=row.mark("s_international"),
    )


def _finding(row: _Row) -> Finding:
    finding_id = row.identifier("findingid")
    domain = row.text("outcome_domain")
    return Finding(
        finding_id=finding_id,
        intervention_id=row.identifier("interventionid"),
        intervention=row.text("intervention_name"),
        comparison=row.text("comparison"),
        outcome=row.text("outcome_measure"),
        domain=domain,
        topic=topic_of_domain(domain),
        protocol=row.text("protocol"),
        period=row.text("period"),
        sample=row.text("sample_description"),
        is_subgroup=bool(row.truth("is_subgroup")),
        n_total=row.count("outcome_sample_size"),
        n_intervention=row.count("outcome_measure_intervention_sample_size"),
        n_comparison=row.count("outcome_measure_comparison_sample_size"),
        clusters_intervention=row.count("intervention_clusters_sample_size"),
        clusters_comparison=row.count("comparison_clusters_sample_size"),
        mean_intervention=row.number("intervention_mean"),
        mean_comparison=row.number("comparison_mean"),
        sd_intervention=row.number("intervention_standard_deviation"),
        sd_comparison=row.number("comparison_standard_deviation"),
        effect_size=row.number("effect_size_wwc"),
        effect_size_study=row.number("effect_size_study"),
        improvement_index=row.number("improvement_index"),
        p_value=row.number("p_value_wwc"),
        p_value_study=row.number("p_value_study"),
        icc=row.number("icc"),
        significant=row.truth("is_statistically_significant"),
        rating=row.rating("finding_rating"),
        essa_tier=row.tier("essa_rating"),
        unit=row.text("l1_unit_of_analysis").capitalize(),
    )


def _report(row: _Row) -> Report:
    rating = row.text("effectiveness_rating")
    return Report(
        intervention_id=row.identifier("interventionid"),
        intervention=row.text("intervention_name"),
        protocol=row.text("protocol"),
        domain=row.text("outcome_domain"),
        rating="" if rating == "N/A" else rating,
        studies=row.count("numstudiesmeetingstandards"),
        sample_size=row.count("sample_size_intervention"),
        page_path=row.text("intervention_page_url"),
        grades=row.ticked(GRADE_COLUMNS),
        settings=row.ticked({f"urbanicity_{name}": name for name in SETTINGS}),
        school_types=row.ticked({f"school_type_{name}": name for name in SCHOOL_TYPES}),
        delivery=row.ticked({f"delivery_method_{key}": name for key, name in DELIVERY.items()}),
        demographics=row.demographics(1),
        international=row.mark("demographics_of_study_sample_international"),
    )


@dataclass(frozen=True)
class _Format:
    """How a file is known (the columns its header must have, in words) and how a row is read."""

    kind: FileKind
    header: str
    read: Callable[[_Row], CitedFinding | Finding | Report]
    single_precision: bool = False

    @property
    def columns(self) -> set[str]:
        return set(self.header.split())


FORMATS = (
    _Format(
        "studies",
        "f_findingid s_studyid reviewid s_interventionid s_intervention_name s_citation"
        " s_study_design s_study_rating f_outcome_domain f_outcome_measure"
        " f_effect_size_wwc f_improvement_index f_essa_rating",
        _study,
        single_precision=True,
    ),
    _Format(
        "findings",
        "findingid interventionid intervention_name comparison outcome_measure outcome_domain"
        " outcome_sample_size effect_size_wwc improvement_index finding_rating essa_rating",
        _finding,
    ),
    _Format(
        "reports",
        "interventionid intervention_name protocol outcome_domain effectiveness_rating"
        " sample_size_intervention",
        _report,
    ),
)


def _key(row: CitedFinding | Finding | Report) -> tuple[object, ...]:
    if isinstance(row, CitedFinding):
        return (row.finding.finding_id,)
    if isinstance(row, Finding):
        return (row.finding_id,)
    return (row.intervention_id, row.protocol, row.domain)


def parse(file: str, data: bytes) -> Parsed:
    """Read one export, known by its header; `kind` is None where the header is not known.

    A row that cannot be read becomes a `Problem`; the others are kept.
    """
    found = records(data)
    line, header = next(found, (1, []))
    if isinstance(header, Malformed):
        return Parsed(file, None, problems=[Problem(file, line, f"the header: {header}")])
    columns = [name.strip().lower() for name in header]
    chosen = next((form for form in FORMATS if form.columns <= set(columns)), None)
    if chosen is None:
        return Parsed(file, None, problems=[Problem(file, line, _unknown(columns))])

    parsed = Parsed(file, chosen.kind)
    kept: list[CitedFinding | Finding | Report] = []
    seen: dict[tuple[object, ...], int] = {}
    for line, record in found:
        try:
            if isinstance(record, Malformed):
                raise record
            if len(record) != len(columns):
                raise Malformed(f"{len(columns)} columns expected, {len(record)} found")
            row = chosen.read(
                _Row(dict(zip(columns, record, strict=True)), chosen.single_precision)
            )
            if (earlier := seen.setdefault(_key(row), line)) != line:
                raise Malformed(f"it repeats the key of line {earlier}")
            kept.append(row)
        except Malformed as reason:
            parsed.problems.append(Problem(file, line, str(reason)))
    parsed.studies = [row for row in kept if isinstance(row, CitedFinding)]
    parsed.findings = [row for row in kept if isinstance(row, Finding)]
    parsed.reports = [row for row in kept if isinstance(row, Report)]
    return parsed


def _unknown(columns: list[str]) -> str:
    """Say why a header is not known: the columns that the nearest known file has besides."""
    nearest = max(FORMATS, key=lambda form: len(form.columns & set(columns)))
    missing = sorted(nearest.columns - set(columns))
    if len(missing) < len(nearest.columns) / 2:
        return f"the header lacks {', '.join(missing)}"
    return (
        "the header is not that of a WWC file (reviewed studies, findings or intervention "
        f"reports); it begins {', '.join(columns)[:60]!r}"
    )
