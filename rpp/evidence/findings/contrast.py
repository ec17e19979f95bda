"""A finding as facts: one contrast on one outcome, before anything is computed of it.

Findings of the What Works Clearinghouse, findings that people record here and rows of a CSV file
all become a `Contrast`; what is computed, rated or pooled reads nothing else. None and "" mean
that nobody recorded it: it is never guessed.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

DESIGNS: Mapping[str, str] = {
    "rct": "Randomized controlled trial",
    "qed": "Quasi-experiment",
    "rdd": "Regression discontinuity",
    "scd": "Single-case design",
    "correlational": "Correlational, with statistical controls",
    "descriptive": "Descriptive",
}
# Who or what is assigned, and who or what is analyzed.
UNITS: Mapping[str, str] = {
    "student": "Students",
    "teacher": "Teachers",
    "classroom": "Classrooms",
    "school": "Schools",
    "district": "Districts",
    "other": "Another unit",
}
MEASURED_BY: Mapping[str, str] = {
    "independent": "A measure that is independent of the study",
    "researcher": "A measure that the researchers made",
    "developer": "A measure that the program’s developer made",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Arm:
    """One group: sizes in people and in clusters, a mean and its SD in the outcome's own units.

    `n` and `clusters` are those analyzed; `percent` (0 to 100) is a binary outcome's share. The
    baseline is that of the analyzed sample; a `baseline_n` of None means that it is `n`.
    """

    n: int | None = None
    n_assigned: int | None = None
    clusters: int | None = None
    clusters_assigned: int | None = None
    mean: float | None = None
    # The mean that the authors adjusted for covariates; used in the place of `mean` where given.
    adjusted_mean: float | None = None
    sd: float | None = None
    percent: float | None = None
    baseline_n: int | None = None
    baseline_mean: float | None = None
    baseline_sd: float | None = None
    baseline_percent: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reported:
    """What the authors, or who reviewed the study, say themselves: kept beside what is computed.

    `effect_size` in standard deviations with the source's sign, `improvement_index` in percentile
    points (-50 to 50), `by` "authors" or "wwc".
    """

    by: str
    effect_size: float | None = None
    p_value: float | None = None
    improvement_index: float | None = None
    significant: bool | None = None
    # Ratings of the finding and of its study in the words of `topics.RATINGS`, and an ESSA tier
    # of 1 to 4. A study that was reviewed more than once has the rating of this review.
    rating: str = ""
    study_rating: str = ""
    tier: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Contrast:
    """One contrast on one outcome.

    `key` names it for good: "wwc:finding:9" or "finding:12"; `study_key` the study that it is of,
    "" where that is not known; `review_key` the review by which its source judged it, `standards`
    the version of the standards in it. `overall_attrition` and
    `differential_attrition` are percentages (0 to 100) of the units that were assigned; None where
    the sizes of the groups tell them. `shares` are fractions of the sample by the names of
    `organizations.overlap.Studied`; `grades` CEDS codes; `settings` and `schools` the words of
    `organizations.overlap`; `locales` NCES codes.
    """

    key: str = ""
    study_key: str = ""
    review_key: str = ""
    standards: str = ""
    intervention_key: str = ""
    intervention: str = ""
    comparison: str = ""
    outcome: str = ""
    domain: str = ""
    design: str = ""  # a key of DESIGNS
    assigned: str = ""  # keys of UNITS
    analyzed: str = ""
    treated: Arm = field(default_factory=Arm)
    compared: Arm = field(default_factory=Arm)
    # People in both groups together, where the groups are not told apart.
    n: int | None = None
    binary: bool = False
    # Whether the analysis adjusts for the baseline.
    adjusts: bool | None = None
    # Whether the authors' own p-value takes the clusters into account.
    clusters_handled: bool | None = None
    icc: float | None = None
    overall_attrition: float | None = None
    differential_attrition: float | None = None
    lower_is_better: bool = False
    measured_by: str = ""  # a key of MEASURED_BY
    # When it was measured: "end of the program", "1 year later".
    timing: str = ""
    sample: str = ""
    is_subgroup: bool = False
    # How many schools; whether there was more than one, where only that is known.
    schools_count: int | None = None
    multisite: bool | None = None
    districts_count: int | None = None
    grades: tuple[str, ...] = ()
    settings: tuple[str, ...] = ()
    schools: tuple[str, ...] = ()
    shares: Mapping[str, float] = field(default_factory=dict)
    states: tuple[str, ...] = ()
    locales: tuple[int, ...] = ()
    # Whether it was done outside of the United States.
    international: bool = False
    # Where the facts stand in what the study published: "Table 3, page 12".
    where: str = ""
    reported: tuple[Reported, ...] = ()

    def said_by(self, who: str) -> Reported | None:
        """What "authors" or "wwc" say of it."""
        return next((one for one in self.reported if one.by == who), None)
