"""What is computed of one finding, as others read it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

# What the WWC's handbook and its supplement call the places where the formulas stand.
HANDBOOK = "WWC Procedures and Standards Handbook, Version 5.0"
EFFECTS = f"{HANDBOOK}, appendix on effect sizes and standard errors"

Level = Literal["low", "high"]
# Where an effect size or a p comes from: computed here of the recorded facts, or taken over.
Origin = Literal["computed", "wwc", "authors", ""]


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One computed figure: its formula and source, and what went into it.

    `words` is how it is shown; `worked` the formula with the numbers in it; a `value` of None has
    the reason in `missing`.
    """

    code: str
    name: str
    value: float | None = None
    words: str = ""
    formula: str
    worked: str = ""
    source: str
    inputs: tuple[tuple[str, str], ...] = ()
    missing: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attrition:
    """Loss in percent of who was assigned: overall, and the difference between the groups.

    Where both clusters and people were counted, the figures are those of the level with more
    loss, and both must be low.
    """

    overall: float | None = None
    differential: float | None = None
    cautious: Level | None = None
    optimistic: Level | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Baseline:
    """How far the groups stood apart before: g, and what that asks of the analysis.

    "equivalent" up to 0.05; "adjustment" up to 0.25: the analysis must adjust; "beyond" it.
    """

    g: float | None = None
    verdict: Literal["equivalent", "adjustment", "beyond"] | None = None


# Why a figure of others is not ours. `docs/evidence.md` counts them in the WWC's export.
WHYS: Mapping[str, str] = {
    "rounding": "The printed means and standard deviations are rounded; the difference is within "
    "what rounding explains.",
    "direction": "The size is the same and the sign is turned: on this outcome lower is better.",
    "clusters": "Only one of the two takes into account that students came in classes or schools, "
    "or they take students of one class for differently alike.",
    "authors": "The WWC rests it on the effect size that the authors report, which usually takes "
    "into account how the groups stood before.",
    "authors_effect": "The WWC rests its test on the effect size that the authors report.",
    "authors_test": "The WWC took the p of the authors’ own test.",
    "several": "The WWC corrects for several outcomes in one domain: the more are tested, the more "
    "seem significant by chance.",
    "their_effect": "It follows from their own effect size, which differs from ours.",
    "their_test": "Their test is another one: authors often take into account how the groups "
    "stood before, or another way in which students are alike.",
    "facts": "Other facts than the recorded ones went into it, such as how the groups stood before "
    "the program.",
    "error": "It is larger than an effect in education can be: a slip in the source.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """A figure of the authors or of the WWC beside ours.

    `code` is that of the figure ("g", "p", "index", "significant"); `why` a key of `WHYS`, or ""
    where the two agree.
    """

    code: str
    by: Literal["wwc", "authors"]
    ours: float
    theirs: float
    why: str = ""

    @property
    def words(self) -> str:
        """Why they differ, as a sentence; "" where they agree."""
        return WHYS.get(self.why, "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Computed:
    """All that is computed of one finding.

    `g` is in standard deviations and turned so that above 0 favors the intervention; `raw_g` has
    the sign of the recorded numbers. Where the facts do not suffice, `g` is the effect size that
    the WWC or the authors report, and `g_from` says so; None means that nobody gives one. `p` is
    two-sided (`p_from`); `ci` is the 95 percent interval of g; `improvement_index` in percentile
    points (−50 to 50).
    """

    g: float | None = None
    raw_g: float | None = None
    g_from: Origin = ""
    variance: float | None = None
    se: float | None = None
    df: float | None = None
    t: float | None = None
    p: float | None = None
    p_from: Origin = ""
    ci: tuple[float, float] | None = None
    improvement_index: float | None = None
    attrition: Attrition = field(default_factory=Attrition)
    baseline: Baseline = field(default_factory=Baseline)
    significant: bool | None = None
    figures: tuple[Figure, ...] = ()
    # Every figure of others beside ours, and those of them that differ.
    compared: tuple[Difference, ...] = ()
    differences: tuple[Difference, ...] = ()
    notes: tuple[str, ...] = ()

    def figure(self, code: str) -> Figure | None:
        """The figure of this code."""
        return next((one for one in self.figures if one.code == code), None)
