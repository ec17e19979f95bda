"""Findings as the table on the page of their record shows them."""

from collections.abc import Sequence
from dataclasses import dataclass

from rpp.evidence.directions import IN_DOUBT, unturned
from rpp.evidence.queries import Finding

FAVORS = {
    "intervention": "Favors the intervention",
    "comparison": "Favors the comparison",
    "none": "Favors neither",
}
SIGNIFICANT = {
    True: "statistically significant",
    False: "not significant",
    None: "significance not given",
}


@dataclass(frozen=True, slots=True)
class Cell:
    """What a cell says, and quieter words below."""

    words: str
    quiet: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class FindingLine:
    """A finding, cell by cell."""

    id: int
    title: str
    sample: Cell
    comparison: str
    people: Cell
    means: Cell
    effect: Cell
    index: str
    favors: str
    significance: str
    tier: str
    remarks: list[str]
    flag: str
    note: str


def lines(findings: Sequence[Finding], *, name_interventions: bool) -> list[FindingLine]:
    """The findings of one page, numbered; interventions are named where there are several."""
    return [
        FindingLine(
            id=finding.id,
            title=f"{number}. {finding.outcome}",
            sample=_sample(finding, name_interventions),
            comparison=finding.comparison or "Not given",
            people=_people(finding),
            means=_means(finding),
            effect=_effect(finding),
            index=_index(finding.improvement_index),
            favors=FAVORS.get(finding.direction, "No direction given"),
            significance=SIGNIFICANT[finding.significant] + _p(finding.p_value),
            tier=str(finding.essa_tier or ""),
            remarks=_remarks(finding),
            flag=finding.flag,
            note=IN_DOUBT if unturned(finding) else finding.note,
        )
        for number, finding in enumerate(findings, 1)
    ]


def _sample(finding: Finding, name_interventions: bool) -> Cell:
    subgroup = "Subgroup: " if finding.is_subgroup else ""
    period = f", {finding.period}" if finding.period else ""
    of = finding.intervention if name_interventions else ""
    return Cell(
        f"{subgroup}{finding.sample}{period}", [". ".join(filter(None, (finding.domain, of)))]
    )


def _people(finding: Finding) -> Cell:
    groups = finding.n_intervention, finding.n_comparison
    clusters = finding.clusters_intervention, finding.clusters_comparison
    quiet = []
    if all(groups):
        quiet.append(_pair(groups))
    if all(clusters):
        quiet.append(f"in {_pair(clusters)} clusters")
    return Cell(f"{finding.n_total:,}" if finding.n_total else "Unknown", quiet)


def _pair(sizes: tuple[int | None, int | None]) -> str:
    return " and ".join(f"{size:,}" for size in sizes)


def _means(finding: Finding) -> Cell:
    if finding.mean_intervention is None and finding.mean_comparison is None:
        return Cell("Not given")
    against = _mean(finding.mean_comparison, finding.sd_comparison)
    return Cell(_mean(finding.mean_intervention, finding.sd_intervention), [f"against {against}"])


def _mean(mean: float | None, deviation: float | None) -> str:
    spread = f" (SD {deviation:g})" if deviation is not None else ""
    return ("not given" if mean is None else _minus(f"{mean:g}")) + spread


def _effect(finding: Finding) -> Cell:
    own = finding.effect_size_study if finding.effect_size is None else None
    quiet = [f"authors: {_two_places(own)}"] if own is not None else []
    return Cell(_two_places(finding.effect_size), quiet)


def _two_places(value: float | None) -> str:
    return "not given" if value is None else _minus(f"{value:.2f}")


def _index(value: float | None) -> str:
    if value is None:
        return "Not given"
    return _minus(f"{value:+g}") if value else "0"


def _p(value: float | None) -> str:
    if value is None:
        return ""
    return f" (p\N{NO-BREAK SPACE}{'< 0.001' if value < 0.001 else f'= {value:.3f}'})"


def _remarks(finding: Finding) -> list[str]:
    unit = finding.unit.lower()
    analyzed = f"Unit of analysis: {unit}" if unit not in ("", "student") else ""
    return [words for words in (finding.rating, analyzed) if words]


def _minus(number: str) -> str:
    return number.replace("-", "−")
