"""What records are, in codes and in words, for who asks of what kind an answer is."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from sqlalchemy import select
from sqlmodel import Session

from rpp.db import columns_of
from rpp.evidence.entries import grades
from rpp.evidence.models import FINDINGS, RECORDS, EvidenceRecord
from rpp.evidence.outcomes import Conclusion, Outcome
from rpp.evidence.sentences.phrases import in_line, in_words
from rpp.evidence.tiers.queries import Best, Kept, best, kept, notes
from rpp.evidence.topics import DESIGNS, EFFECTIVENESS, TIERS

# "silent": the source does not say whether its findings are significant, or in whose favor.
Direction = Literal["better", "worse", "mixed", "no difference", "silent"]

WORDS: dict[Direction, str] = {
    "better": "did better than its comparison",
    "worse": "did worse than its comparison",
    "mixed": "did better in some findings and worse in others",
    "no difference": "no significant difference",
    "silent": "significance or direction not given",
}
_OF_RATING: dict[str, Direction] = {
    EFFECTIVENESS["positive"]: "better",
    EFFECTIVENESS["potentially-positive"]: "better",
    EFFECTIVENESS["mixed"]: "mixed",
    EFFECTIVENESS["no-discernible"]: "no difference",
    EFFECTIVENESS["potentially-negative"]: "worse",
    EFFECTIVENESS["negative"]: "worse",
}


@dataclass(frozen=True, slots=True)
class OfDomain:
    """What a record says on one outcome domain; counts are of findings.

    `direction` is the conclusion of a report where there is one, else that of the significant
    findings; `rating` is the report's own words, "" where there is none.
    """

    domain: str
    direction: Direction
    rating: str = ""
    findings: int = 0
    favor: int = 0
    against: int = 0
    tier: int | None = None
    # Whether its tier was computed and reviewed by nobody; significant unfavorable findings.
    is_computed: bool = False
    unfavorable: int = 0

    @property
    def words(self) -> str:
        """Of what, and which way: "comprehension: no significant difference"."""
        return f"{in_words(self.domain)}: {self.rating.lower() or WORDS[self.direction]}"


@dataclass(frozen=True, slots=True)
class Facts:
    """A record, fact by fact; None, "" and empty lists mean that the source does not say.

    `form` is a code of topics.FORMS, "collection" or "withdrawn"; `design` one of DESIGNS;
    `tier` the best that stands on one of its outcomes; `sample_size` that of its largest
    finding; `grades` CEDS codes, lowest first; `demographics` percentages by name; `comparisons`
    what the interventions were compared with, in the words of the source.
    """

    id: int
    form: str
    title: str
    year: int | None
    interventions: Sequence[str]
    design: str
    rating: str
    tier: int | None
    sample_size: int | None
    grades: Sequence[str]
    settings: Sequence[str]
    school_types: Sequence[str]
    delivery: Sequence[str]
    demographics: dict[str, float]
    international: bool
    finding_count: int
    domains: Sequence[OfDomain]
    comparisons: Sequence[str]

    @property
    def beside(self) -> dict[str, str]:
        """What is said quietly beside the tier on each outcome, wherever something speaks
        against it."""
        against = sum(one.unfavorable for one in self.domains)
        return {
            one.domain: "; ".join(words)
            for one in self.domains
            if (words := notes(Best(one.tier, one.domain, one.is_computed, against)))
        }

    @property
    def design_words(self) -> str:
        return DESIGNS.get(self.design, self.design)

    @property
    def tier_words(self) -> str:
        return TIERS[str(self.tier or "none")]

    @property
    def sample_words(self) -> str:
        """How many were in its largest sample: "1,050 in its largest sample", or ""."""
        return f"{self.sample_size:,} in its largest sample" if self.sample_size else ""

    @property
    def grades_words(self) -> str:
        return grades(self.grades)

    @property
    def setting_words(self) -> str:
        """Where: "urban and rural public schools", or ""."""
        where = [in_line(self.settings), in_line(self.school_types), "schools"]
        return " ".join(filter(None, where)) if self.settings or self.school_types else ""


@dataclass(frozen=True, slots=True)
class _Row:
    id: int
    form: str
    title: str
    year: int | None
    interventions: list[str]
    design: str
    rating: str
    sample_size: int | None
    grades: list[str]
    settings: list[str]
    school_types: list[str]
    delivery: list[str]
    demographics: dict[str, float]
    international: bool
    finding_count: int
    effectiveness: list[Conclusion]
    outcomes: list[Outcome]


def of(session: Session, ids: Collection[int]) -> dict[int, Facts]:
    """The facts of some records, by id; three statements."""
    statement = select(*columns_of(_Row, RECORDS)).where(RECORDS.c.id.in_(ids))
    rows = [_Row(*row) for row in session.execute(statement)]
    against: dict[int, list[str]] = {}
    compared = (
        select(FINDINGS.c.record_id, FINDINGS.c.comparison)
        .where(FINDINGS.c.record_id.in_(ids), FINDINGS.c.comparison != "")
        .distinct()
        .order_by(FINDINGS.c.record_id, FINDINGS.c.comparison)
    )
    for record_id, comparison in session.execute(compared):
        against.setdefault(record_id, []).append(comparison)
    tiers = kept(session, [(EvidenceRecord.kind, row.id) for row in rows])
    return {
        row.id: _facts(row, against.get(row.id, []), tiers.get((EvidenceRecord.kind, row.id), []))
        for row in rows
    }


def _facts(row: _Row, comparisons: Sequence[str], tiers: Sequence[Kept]) -> Facts:
    return Facts(
        id=row.id,
        form=row.form,
        title=row.title,
        year=row.year,
        interventions=row.interventions,
        design=row.design,
        rating=row.rating,
        tier=best(tiers).tier,
        sample_size=row.sample_size,
        grades=row.grades,
        settings=row.settings,
        school_types=row.school_types,
        delivery=row.delivery,
        demographics=row.demographics,
        international=row.international,
        finding_count=row.finding_count,
        domains=_tiered(by_domain(row.effectiveness, row.outcomes), tiers),
        comparisons=comparisons,
    )


def _tiered(domains: Sequence[OfDomain], tiers: Sequence[Kept]) -> list[OfDomain]:
    """Each domain with the tier that stands there, and what speaks against it."""
    of_domain = {one.domain: one for one in tiers}
    return [
        replace(
            domain,
            tier=one.stands,
            is_computed=one.is_computed,
            unfavorable=one.unfavorable,
        )
        if (one := of_domain.get(domain.domain))
        else domain
        for domain in domains
    ]


def by_domain(effectiveness: Sequence[Conclusion], outcomes: Sequence[Outcome]) -> list[OfDomain]:
    """Which way a record points, domain by domain; what reports conclude stands first."""
    rated: dict[str, list[str]] = {}
    for report in effectiveness:
        if report.rating and report.rating not in rated.setdefault(report.domain, []):
            rated[report.domain].append(report.rating)
    found = {outcome.domain: outcome for outcome in outcomes}
    return [
        _of_domain(domain, rated.get(domain, []), found.get(domain))
        for domain in dict.fromkeys([*rated, *found])
    ]


def _of_domain(domain: str, ratings: Sequence[str], outcome: Outcome | None) -> OfDomain:
    concluded = _concluded(ratings)
    if outcome is None:
        return OfDomain(domain, concluded or "silent", in_line(ratings))
    return OfDomain(
        domain,
        concluded or direction(outcome),
        in_line(ratings),
        outcome.findings,
        outcome.favor,
        outcome.against,
        outcome.tier,
    )


def _concluded(ratings: Sequence[str]) -> Direction | None:
    """Which way reports point; two that do not agree are mixed."""
    directions = {_OF_RATING[rating] for rating in ratings if rating in _OF_RATING}
    return "mixed" if len(directions) > 1 else next(iter(directions), None)


def direction(outcome: Outcome) -> Direction:
    """Which way the significant findings on one outcome point."""
    if outcome.favor and outcome.against:
        return "mixed"
    if outcome.favor or outcome.against:
        return "better" if outcome.favor else "worse"
    return "no difference" if outcome.say and not outcome.unclear else "silent"
