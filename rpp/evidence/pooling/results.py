"""What pooling answers: numbers that are all finite, or words that say why there are none."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Method = Literal["REML", "DL", "ML", "PM", "EE"]
Test = Literal["wald", "hartung-knapp", "modified"]

METHODS: Mapping[Method, str] = {
    "REML": "Random effects, restricted maximum likelihood",
    "DL": "Random effects, DerSimonian and Laird",
    "ML": "Random effects, maximum likelihood",
    "PM": "Random effects, Paule and Mandel",
    "EE": "Equal effects: one true effect for all studies",
}
TESTS: Mapping[Test, str] = {
    "wald": "Wald: the normal distribution",
    "hartung-knapp": "Hartung-Knapp: the t distribution and the spread that was seen",
    "modified": "Modified Hartung-Knapp: never narrower than Wald",
}
Interval = tuple[float, float]


@dataclass(frozen=True, slots=True)
class NotPooled:
    """Why `k` effects give no average, in one or two sentences."""

    k: int
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Pooled:
    """The average of `k` effects, in their own units, and how far they spread.

    `tau2` is the variance of the true effects and `tau2_ci` its Q-profile interval (None where no
    value fits), `i2` a percentage (0 to 100), `h2` a ratio, `q` Cochran's statistic with k - 1
    degrees of freedom, `df` those of the t distribution (None: normal), `weights` percentages in
    the order of the effects. `prediction` holds the true effect of a new study. `notes` are
    sentences for who reads the numbers.
    """

    k: int
    estimate: float
    se: float
    p: float
    ci: Interval
    tau2: float
    tau2_ci: Interval | None
    i2: float
    h2: float
    q: float
    q_p: float
    prediction: Interval
    method: Method
    test: Test
    level: float
    df: float | None
    weights: tuple[float, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NotConverged:
    """The search for the spread found no answer; `what` names it."""

    what: str

    def of(self, k: int) -> NotPooled:
        """The same in words."""
        return NotPooled(
            k,
            f"The numbers did not converge: {self.what}. "
            "Another method, such as DerSimonian-Laird, may still give an answer.",
        )
