"""Findings of the What Works Clearinghouse as contrasts: what its files say, and no guess."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from rpp.evidence.effects import direction
from rpp.evidence.findings.contrast import Arm, Contrast, Reported
from rpp.evidence.studied import SHARES
from rpp.evidence.wwc.rows import CitedFinding, Finding

DESIGNS = {"RCT": "rct", "QED": "qed", "RDD": "rdd", "SCD": "scd"}
UNITS = {
    "student": "student",
    "teacher": "teacher",
    "class": "classroom",
    "classroom": "classroom",
    "school": "school",
    "district": "district",
}


class Row(Protocol):
    """A finding as the WWC gives it: a row of a file, or of `evidence_finding`."""

    @property
    def key(self) -> str: ...
    @property
    def review_key(self) -> str: ...
    @property
    def intervention_key(self) -> str: ...
    @property
    def intervention(self) -> str: ...
    @property
    def comparison(self) -> str: ...
    @property
    def outcome(self) -> str: ...
    @property
    def domain(self) -> str: ...
    @property
    def period(self) -> str: ...
    @property
    def sample(self) -> str: ...
    @property
    def is_subgroup(self) -> bool | None: ...
    @property
    def n_total(self) -> int | None: ...
    @property
    def n_intervention(self) -> int | None: ...
    @property
    def n_comparison(self) -> int | None: ...
    @property
    def clusters_intervention(self) -> int | None: ...
    @property
    def clusters_comparison(self) -> int | None: ...
    @property
    def mean_intervention(self) -> float | None: ...
    @property
    def mean_comparison(self) -> float | None: ...
    @property
    def sd_intervention(self) -> float | None: ...
    @property
    def sd_comparison(self) -> float | None: ...
    @property
    def effect_size(self) -> float | None: ...
    @property
    def effect_size_study(self) -> float | None: ...
    @property
    def improvement_index(self) -> float | None: ...
    @property
    def p_value(self) -> float | None: ...
    @property
    def p_value_study(self) -> float | None: ...
    @property
    def icc(self) -> float | None: ...
    @property
    def significant(self) -> bool | None: ...
    @property
    def rating(self) -> str: ...
    @property
    def essa_tier(self) -> int | None: ...
    @property
    def unit(self) -> str: ...
    @property
    def measured_by(self) -> str: ...


@dataclass(frozen=True, slots=True)
class OfStudy:
    """What the WWC says of the study; shares of `demographics` are percentages."""

    study_key: str = ""
    design: str = ""
    rating: str = ""
    standards: str = ""
    multisite: bool | None = None
    grades: Sequence[str] = ()
    settings: Sequence[str] = ()
    school_types: Sequence[str] = ()
    demographics: Mapping[str, float] | None = None
    international: bool = False


NO_STUDY = OfStudy()


def of_rows(rows: Iterable[CitedFinding | Finding]) -> list[Contrast]:
    """The contrasts of rows of a file: of `findings.csv`, which tells nothing of studies, or of
    `reviewed_studies.csv`, whose `f_comparison` names no comparison."""
    return [
        contrast(row.finding, _of_cited(row))
        if isinstance(row, CitedFinding)
        else contrast(row, NO_STUDY)
        for row in rows
    ]


def _of_cited(row: CitedFinding) -> OfStudy:
    return OfStudy(
        row.study_key,
        row.design,
        row.rating,
        row.standards_version,
        row.multisite,
        row.grades,
        row.settings,
        row.school_types,
        row.demographics,
        row.international,
    )


def contrast(row: Row, study: OfStudy) -> Contrast:
    """One finding and what is known of its study; sizes in people, an effect size as given."""
    demographics = study.demographics or {}
    return Contrast(
        key=row.key,
        study_key=study.study_key or row.review_key,
        review_key=row.review_key,
        standards=study.standards,
        intervention_key=row.intervention_key,
        intervention=row.intervention,
        comparison=row.comparison,
        outcome=row.outcome,
        domain=row.domain,
        design=DESIGNS.get(study.design, ""),
        analyzed=UNITS.get(row.unit.lower(), "other" if row.unit else ""),
        treated=Arm(
            n=row.n_intervention,
            clusters=row.clusters_intervention,
            mean=row.mean_intervention,
            sd=row.sd_intervention,
        ),
        compared=Arm(
            n=row.n_comparison,
            clusters=row.clusters_comparison,
            mean=row.mean_comparison,
            sd=row.sd_comparison,
        ),
        n=row.n_total,
        icc=row.icc,
        lower_is_better=lower_is_better(row),
        measured_by=row.measured_by,
        timing=row.period,
        sample=row.sample,
        is_subgroup=bool(row.is_subgroup),
        multisite=study.multisite,
        grades=tuple(study.grades),
        settings=tuple(study.settings),
        schools=tuple(study.school_types),
        shares={
            ours: demographics[one] / 100 for one, ours in SHARES.items() if one in demographics
        },
        international=study.international,
        reported=_reported(row, study),
    )


def lower_is_better(row: Row) -> bool:
    """Whether the WWC turned the sign for its improvement index."""
    ours, theirs = row.mean_intervention, row.mean_comparison
    difference = None if ours is None or theirs is None else ours - theirs
    return direction.lower_is_better(
        row.effect_size, row.effect_size_study, row.improvement_index, difference, row.outcome
    )


def _reported(row: Row, study: OfStudy) -> tuple[Reported, ...]:
    wwc = Reported(
        by="wwc",
        effect_size=row.effect_size,
        p_value=row.p_value,
        improvement_index=row.improvement_index,
        significant=row.significant,
        rating=row.rating,
        study_rating=study.rating,
        tier=row.essa_tier,
    )
    if row.effect_size_study is None and row.p_value_study is None:
        return (wwc,)
    own = Reported(by="authors", effect_size=row.effect_size_study, p_value=row.p_value_study)
    return wwc, own
