"""What pooled effects say, in words that a superintendent reads without a statistician.

Sources of the readings: Borenstein, Higgins, Hedges and Rothstein (2017), Basics of meta-analysis:
I² is not an absolute measure of heterogeneity; IntHout, Ioannidis, Rovers and Goeman (2016), Plea
for routinely presenting prediction intervals in meta-analysis.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import exp

from rpp.evidence.pooling.results import Interval


@dataclass(frozen=True, slots=True)
class Unit:
    """In what effects are told: the words behind a number, and how a pooled value is shown."""

    name: str
    shown: Callable[[float], float]


def _same(value: float) -> float:
    return value


def _ratio(value: float) -> float:
    return exp(min(value, 700.0))


DEVIATIONS = Unit("standard deviations", _same)
UNITS: Mapping[str, Unit] = {
    "SMD": DEVIATIONS,
    "RR": Unit("as a risk ratio", _ratio),
    "OR": Unit("as an odds ratio", _ratio),
    "": Unit("in the units of the file", _same),
}


NOTHING = 0.005  # what is written as 0.00


def number(value: float) -> str:
    """A number with two decimals and a true minus; large ones without decimals."""
    text = f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.2f}"
    return ("0.00" if text == "-0.00" else text).replace("-", "−")


def between(interval: Interval) -> str:
    """An interval in a table: "0.03 to 0.25"."""
    return f"{number(interval[0])} to {number(interval[1])}"


def beside(value: float, interval: Interval) -> str:
    """A number with its interval: "0.14 (0.03 to 0.25)"."""
    return f"{number(value)} ({between(interval)})"


def chance(p: float) -> str:
    """A p-value: "p = 0.03", "p < 0.001"."""
    return "p < 0.001" if p < 0.001 else f"p = {p:.3f}"


def percent(value: float) -> str:
    """A percentage without decimals: "58%"."""
    return f"{value:.0f}%"


def average(estimate: float, ci: Interval, level: float, unit: Unit = DEVIATIONS) -> str:
    """The sentence on the average and how sure it is."""
    value, ends = unit.shown(estimate), (unit.shown(ci[0]), unit.shown(ci[1]))
    told = f"{number(value)} {unit.name}, with a {level:.0%} interval from {between(ends)}."
    if ci[0] > 0 or ci[1] < 0:
        return f"On average the effect is {told}"
    return f"On average the effect is {told} That does not rule out no effect."


def elsewhere(prediction: Interval, unit: Unit = DEVIATIONS) -> str:
    """The sentence on what a district that was not studied can expect."""
    low, high = unit.shown(prediction[0]), unit.shown(prediction[1])
    said = f"In a new district, expect between {number(low)} and {number(high)}"
    if prediction[0] > 0:
        return f"{said}: more than no effect at both ends."
    if prediction[1] < 0:
        return f"{said}: less than no effect at both ends."
    return f"{said}: no effect, or one in the other direction, is possible there."


def differences(i2: float, tau2: float, q_p: float) -> str:
    """The sentence on how much studies differ beyond chance."""
    if tau2 <= 0 or i2 < 1:
        return "The studies differ no more than chance makes them."
    said = (
        f"Of the differences between the studies’ results, {percent(i2)} are beyond chance "
        f"(I²); true effects vary around the average with a standard deviation of "
        f"{number(tau2**0.5)} (τ)."
    )
    if q_p >= 0.05:
        return f"{said} So few or so small studies could also show this by chance."
    return said


def precise(value: float) -> str:
    """A number with four decimals, as statisticians compare it."""
    text = f"{value:.4f}"
    return ("0.0000" if text == "-0.0000" else text).replace("-", "−")


def precisely(interval: Interval) -> str:
    """An interval with four decimals."""
    return f"{precise(interval[0])} to {precise(interval[1])}"
