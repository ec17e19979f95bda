"""The three files: how each is known, and what its rows say."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from rpp.evidence.topics import TOPICS, topic_of_domain
from rpp.evidence.wwc.cells import Cells, Malformed, records, study_title
from rpp.evidence.wwc.rows import (
    CitedFinding,
    FileKind,
    Finding,
    Parsed,
    Problem,
    Report,
    intervention_key,
    review_key,
)
from rpp.evidence.wwc.words import (
    DELIVERY,
    GRADE_COLUMNS,
    GRADES_OF_BAND,
    MEASURED_BY,
    REPORT_SHARES,
    SCHOOL_TYPES,
    SETTINGS,
    STUDY_SHARES,
)

Row = CitedFinding | Finding | Report


def _study(row: Cells) -> CitedFinding:
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
            intervention_key=intervention_key(row.identifier("s_interventionid")),
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
            review_key=review_key(row.count("reviewid")),
            measured_by=MEASURED_BY.get(row.text("category"), ""),
        ),
        study_id=row.identifier("s_studyid"),
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
        multisite=row.truth("s_multisite"),
        grades=GRADES_OF_BAND.get(band, ()),
        settings=row.ticked({f"s_urbanicity_{name}": name for name in SETTINGS}),
        school_types=row.ticked({f"s_school_type_{name}": name for name in SCHOOL_TYPES}),
        delivery=row.ticked({f"s_delivery_method_{key}": name for key, name in DELIVERY.items()}),
        demographics=row.shares(STUDY_SHARES),
        international=row.mark("s_international"),
    )


def _finding(row: Cells) -> Finding:
    finding_id = row.identifier("findingid")
    domain = row.text("outcome_domain")
    return Finding(
        finding_id=finding_id,
        intervention_key=intervention_key(row.identifier("interventionid")),
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
        review_key=review_key(row.count("reviewid")),
    )


def _report(row: Cells) -> Report:
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
        demographics=row.shares(REPORT_SHARES),
        international=row.mark("demographics_of_study_sample_international"),
    )


@dataclass(frozen=True)
class Format:
    """How a file is known (the columns its header must have, in words) and how a row is read."""

    kind: FileKind
    header: str
    read: Callable[[Cells], Row]
    single_precision: bool = False

    @property
    def columns(self) -> set[str]:
        return set(self.header.split())


FORMATS = (
    Format(
        "studies",
        "f_findingid s_studyid reviewid s_interventionid s_intervention_name s_citation"
        " s_study_design s_study_rating f_outcome_domain f_outcome_measure"
        " f_effect_size_wwc f_improvement_index f_essa_rating",
        _study,
        single_precision=True,
    ),
    Format(
        "findings",
        "findingid interventionid intervention_name comparison outcome_measure outcome_domain"
        " outcome_sample_size effect_size_wwc improvement_index finding_rating essa_rating",
        _finding,
    ),
    Format(
        "reports",
        "interventionid intervention_name protocol outcome_domain effectiveness_rating"
        " sample_size_intervention",
        _report,
    ),
)


def _key(row: Row) -> tuple[object, ...]:
    if isinstance(row, CitedFinding):
        return (row.finding.finding_id,)
    if isinstance(row, Finding):
        return (row.finding_id,)
    return (row.intervention_id, row.protocol, row.domain)


def parse(file: str, data: bytes, optional: frozenset[str] = frozenset()) -> Parsed:
    """Read one export, known by its header; `kind` is None where the header is not known.

    Columns that are `optional` (in lower case) may be missing: their cells are empty then.
    A row that cannot be read becomes a `Problem`; the others are kept.
    """
    found = records(data)
    line, header = next(found, (1, []))
    if isinstance(header, Malformed):
        return Parsed(file, None, problems=[Problem(file, line, f"the header: {header}")])
    columns = [name.strip().lower() for name in header]
    given = set(columns) | optional
    chosen = next((form for form in FORMATS if form.columns <= given), None)
    if chosen is None:
        return Parsed(file, None, problems=[Problem(file, line, _unknown(columns))])

    parsed = Parsed(file, chosen.kind)
    kept: list[Row] = []
    seen: dict[tuple[object, ...], int] = {}
    for line, record in found:
        try:
            row = _row(chosen, columns, record)
            if (earlier := seen.setdefault(_key(row), line)) != line:
                raise Malformed(f"it repeats the key of line {earlier}")
            kept.append(row)
        except Malformed as reason:
            parsed.problems.append(Problem(file, line, str(reason)))
    parsed.studies = [row for row in kept if isinstance(row, CitedFinding)]
    parsed.findings = [row for row in kept if isinstance(row, Finding)]
    parsed.reports = [row for row in kept if isinstance(row, Report)]
    return parsed


def _row(format_: Format, columns: list[str], record: list[str] | Malformed) -> Row:
    if isinstance(record, Malformed):
        raise record
    if len(record) != len(columns):
        raise Malformed(f"{len(columns)} columns expected, {len(record)} found")
    values = dict(zip(columns, record, strict=True))
    return format_.read(Cells(values, format_.single_precision))


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
