"""What the page of one record says."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import quote

from rpp.evidence import chart, finding_lines
from rpp.evidence.catalogs import ERIC, Catalog, Fact, catalog
from rpp.evidence.entries import NO_TIERS as NO_BEST
from rpp.evidence.entries import entries, findings_counted, grades
from rpp.evidence.models import EvidenceRecord
from rpp.evidence.outcomes import Conclusion, Outcome
from rpp.evidence.overlap_page import OverlapPage, overlap_page
from rpp.evidence.queries import Finding, Listed
from rpp.evidence.references.queries import Source
from rpp.evidence.sentence import PARTS, Sentence, mark
from rpp.evidence.tiers.computing import Rated as Tiered
from rpp.evidence.tiers.page import NO_TIERS, Stands, StrengthPage, standing_tiers, strength_page
from rpp.evidence.tiers.queries import Best
from rpp.evidence.topics import DESIGNS, TOPICS, month_of
from rpp.evidence.wwc.words import PAGE_ROOT
from rpp.organizations.profiles import Profile
from rpp.paging import Slice
from rpp.shelf import Row
from rpp.web import Pager

FORMS = {
    "study": "One study",
    "intervention": "Findings on one intervention",
    "collection": "Findings whose intervention is not named",
}
MOST_TIERS = 3


class Tier(NamedTuple):
    """An ESSA tier, and on which outcome."""

    code: str
    words: str


@dataclass(frozen=True, slots=True)
class Rated:
    """What one report concludes, and on what it stands."""

    rating: str
    words: str


@dataclass(frozen=True, slots=True)
class OfDomain:
    """What a record says on one outcome domain."""

    name: str
    reports: list[Rated]
    found: str
    tier: str
    # Whose tier it is, where there is one.
    tier_of: str = ""


class Said(NamedTuple):
    """A sentence, and its mark on the page."""

    mark: str
    text: str


@dataclass(frozen=True, slots=True)
class SaidPart:
    """Sentences on one matter, below its name."""

    name: str
    sentences: list[Said]


@dataclass(frozen=True, slots=True)
class Standing:
    """What stands beside the title: the source's judgement of it, and its tiers."""

    since: str
    rating: str
    tiers: list[Tier]
    note: str
    source: str


@dataclass(frozen=True, slots=True)
class RecordPage:
    """A record as its page shows it."""

    # Of what can be kept in a list: None of what its source withdrew.
    id: int | None
    title: str
    is_study: bool
    form: str
    standing: Standing
    byline: list[str]
    sentence: str
    said: list[SaidPart]
    citation: str
    domains: list[OfDomain]
    is_rated: bool
    domains_note: str
    found_title: str
    found_counted: str
    exported: str
    chart: chart.Chart | None
    findings: list[finding_lines.FindingLine]
    pager: Pager
    nothing_found: str
    about_title: str
    facts: list[Fact]
    related_title: str
    related: list[Row]
    # What imported entries say of the same publication, if any do.
    catalog: Catalog | None
    strength: StrengthPage
    # Whether its sample and setting overlap with a district.
    overlap: OverlapPage


def record_page(
    record: EvidenceRecord,
    findings: Slice[Finding],
    pager: Pager,
    related: Sequence[Listed],
    sources: Sequence[Source] = (),
    district: Profile | None = None,
    *,
    rated: Tiered,
    related_tiers: Mapping[int, Best] = NO_BEST,
    own: bool = True,
) -> RecordPage:
    """The page of a record with some of its findings, and others on the same intervention."""
    is_study = record.form == "study"
    exported = month_of(record.exported)
    domains = by_domain(record.effectiveness, record.outcomes, standing_tiers(rated))
    shown = f"{len(findings)} of {findings_counted(record.finding_count)}"
    return RecordPage(
        id=None if record.form == "withdrawn" else record.id,
        title=record.title,
        is_study=is_study,
        form=FORMS[record.form],
        standing=_standing(record, domains, exported),
        byline=_byline(record),
        sentence=record.sentence,
        said=said_parts(record.sentences),
        citation=record.citation,
        domains=domains,
        is_rated=any(domain.reports for domain in domains),
        domains_note=f"As the WWC exported it in {exported}.",
        found_title="What this study found" if is_study else "What its studies found",
        found_counted=shown if any(pager) else "",
        exported=exported,
        chart=chart.drawn(findings.rows),
        findings=finding_lines.lines(
            findings.rows, name_interventions=len(record.interventions) > 1
        ),
        pager=pager,
        nothing_found=nothing_found(bool(related), bool(domains) or is_study),
        about_title="About the study" if is_study else "About the studies",
        facts=[fact for fact in _facts(record) if fact.words],
        related_title=f"More on {_subject(record)}",
        related=entries(related, related_tiers),
        catalog=catalog(record.reference, sources) if record.reference else None,
        strength=strength_page(rated, district, own=own),
        overlap=overlap_page(record, district),
    )


def said_parts(sentences: Sequence[Sentence]) -> list[SaidPart]:
    """What a record says, part by part."""
    parts = [
        SaidPart(
            name,
            [Said(mark(at), one.text) for at, one in enumerate(sentences) if one.part == part],
        )
        for part, name in PARTS.items()
    ]
    return [part for part in parts if part.sentences]


def _subject(record: EvidenceRecord) -> str:
    if record.form == "study" and record.interventions:
        return record.interventions[0]
    return "this intervention"


def _byline(record: EvidenceRecord) -> list[str]:
    details = (
        *(record.interventions[:4] if record.form == "study" else ()),
        str(record.year or record.published),
        DESIGNS.get(record.design, record.design),
        findings_counted(record.finding_count),
    )
    return [words for words in details if words]


def _standing(record: EvidenceRecord, domains: Sequence[OfDomain], exported: str) -> Standing:
    tiers = [
        Tier(row.tier, f"on {row.name.lower()}, {row.tier_of[0].lower()}{row.tier_of[1:]}")
        for row in domains
        if row.tier
    ]
    return Standing(
        since=f"exported {exported}",
        rating=": ".join(filter(None, (record.rating, record.rating_reason))),
        tiers=tiers[:MOST_TIERS] or [Tier("", "from the WWC")],
        note=tier_note(len(tiers), len(domains)),
        source=PAGE_ROOT + record.page_path,
    )


def tier_note(tiers: int, domains: int) -> str:
    if not tiers:
        return (
            "The WWC’s export gives no ESSA tier here, and none follows from its facts. That does "
            "not mean there is no evidence."
        )
    more = f"And a tier on {tiers - MOST_TIERS} more. " if tiers > MOST_TIERS else ""
    rest = domains - tiers
    without = f"No tier on {rest} other outcome{'s' if rest > 1 else ''}. " if rest else ""
    return f"{more}{without}A tier applies only to its outcome."


def by_domain(
    effectiveness: Sequence[Conclusion],
    outcomes: Sequence[Outcome],
    tiers: Mapping[str, Stands] = NO_TIERS,
) -> list[OfDomain]:
    """Outcome domain by outcome domain: what was rated first."""
    rated: dict[str, list[Rated]] = {}
    for report in effectiveness:
        if report.rating:
            rated.setdefault(report.domain, []).append(_rated(report))
    found = {outcome.domain: outcome for outcome in outcomes}
    return [
        _domain(domain, rated.get(domain, []), found.get(domain), tiers.get(domain))
        for domain in dict.fromkeys([*rated, *found])
    ]


def _domain(
    name: str, reports: list[Rated], outcome: Outcome | None, stands: Stands | None
) -> OfDomain:
    return OfDomain(
        name or "Not named",
        reports,
        _found(outcome) if outcome else "",
        str(stands.tier) if stands else "",
        f"{stands.whose[0].upper()}{stands.whose[1:]}" if stands else "",
    )


def _rated(report: Conclusion) -> Rated:
    words = f"Review: {report.protocol}"
    if report.studies:
        meets = "study meets" if report.studies == 1 else "studies meet"
        people = f", {report.sample_size:,} people" if report.sample_size else ""
        words = f"{report.studies:,} {meets} standards{people}. {words}"
    return Rated(report.rating, words)


def _found(outcome: Outcome) -> str:
    """How many findings there are on an outcome, and which of them are significant."""
    count = f"{outcome.findings:,}"
    if not outcome.say:
        return f"{count}, significance not given"
    if not outcome.favor and not outcome.against and not outcome.unclear:
        return f"{count}, {'none' if outcome.findings > 1 else 'not'} significant"
    favor = f"{outcome.favor:,} significant in favor" if outcome.favor else ""
    against = f"{outcome.against:,} significant against" if outcome.against else ""
    unclear = f"{outcome.unclear:,} significant, direction not clear" if outcome.unclear else ""
    return ", ".join(filter(None, (count, favor, against, unclear)))


def nothing_found(has_related: bool, is_rated: bool) -> str:
    where = ", or they are listed with the studies below." if has_related else "."
    rating = "" if is_rated else " Its report gives no effectiveness rating."
    return f"The WWC’s export lists none for this record{where}{rating}"


def _facts(record: EvidenceRecord) -> list[Fact]:
    size = record.sample_size
    version = record.standards_version
    abroad = " (outside the United States too)" if record.international else ""
    return [
        Fact("Topics", ", ".join(TOPICS[topic] for topic in record.topics)),
        Fact("Outcome domains", ", ".join(record.domains)),
        Fact("Grades", grades(record.grades)),
        Fact("Largest sample", f"{size:,} in one finding" if size else ""),
        Fact("Where", ", ".join(record.settings).capitalize() + abroad),
        Fact("Schools", ", ".join(record.school_types).capitalize()),
        Fact("Given to", ", ".join(record.delivery).capitalize()),
        Fact("Students, where reported", _students(record.demographics)),
        Fact("Reviewed for", ", ".join(record.purposes)),
        Fact("Review protocol", ", ".join(record.protocols)),
        Fact("WWC standards", f"Version {version}" if version else ""),
        Fact("ERIC", record.eric_id, ERIC + quote(record.eric_id, safe="")),
        Fact("To note", record.note),
    ]


def _students(demographics: dict[str, float]) -> str:
    def words(name: str) -> str:
        return name.replace("_", " ").replace("free lunch", "with free or reduced-price lunch")

    return ", ".join(f"{share:g}% {words(name)}" for name, share in demographics.items())
