"""Effects from raw inputs: means with SDs, or the four counts of a table.

Log ratios as `escalc` of metafor: half a person is added to each count where one is zero.
"""

import math

from rpp.evidence.effects.computing import compute
from rpp.evidence.findings.contrast import Arm, Contrast


class Impossible(ValueError):
    """A value that cannot be, in words."""


HALF = 0.5


def of_means(
    m1i: float, sd1i: float, n1i: float, m2i: float, sd2i: float, n2i: float
) -> tuple[float, float]:
    """Hedges' g of group 1 against group 2 and its variance, computed as those of findings."""
    if sd1i <= 0 or sd2i <= 0:
        raise Impossible("a standard deviation must be above zero")
    treated = Arm(n=_people("n1i", n1i), mean=m1i, sd=sd1i)
    compared = Arm(n=_people("n2i", n2i), mean=m2i, sd=sd2i)
    return _computed(Contrast(design="rct", treated=treated, compared=compared))


def of_counts(ai: float, bi: float, ci: float, di: float) -> tuple[float, float]:
    """The Cox index of the share with the event, group 1 against group 2, and its variance."""
    a, b, c, d = _counts(ai, bi, ci, di)
    treated = Arm(n=round(a + b), percent=100 * a / (a + b))
    compared = Arm(n=round(c + d), percent=100 * c / (c + d))
    return _computed(Contrast(design="rct", binary=True, treated=treated, compared=compared))


def _computed(contrast: Contrast) -> tuple[float, float]:
    found = compute(contrast)
    if found.g is None or not found.variance:
        missing = next((one.missing for one in found.figures if one.missing), "")
        raise Impossible(missing.rstrip(".") or "the numbers give no effect with a variance")
    return found.g, found.variance


def _people(name: str, count: float) -> int:
    if count < 1 or count != int(count):
        raise Impossible(f"{name} must be a whole number of people: {count:g}")
    return int(count)


def log_odds(ai: float, bi: float, ci: float, di: float) -> tuple[float, float]:
    """The log odds ratio: a, b with and without the event in group 1; c, d in group 2."""
    a, b, c, d = _counts(ai, bi, ci, di)
    return math.log(a * d / (b * c)), 1 / a + 1 / b + 1 / c + 1 / d


def log_risk(ai: float, bi: float, ci: float, di: float) -> tuple[float, float]:
    """The log risk ratio of the same."""
    a, b, c, d = _counts(ai, bi, ci, di)
    y = math.log(a / (a + b)) - math.log(c / (c + d))
    v = 1 / a - 1 / (a + b) + 1 / c - 1 / (c + d)
    if v <= 0:
        raise Impossible("the counts leave no uncertainty")
    return y, v


def _counts(*counts: float) -> tuple[float, ...]:
    for name, count in zip("abcd", counts, strict=True):
        if count < 0 or count != int(count):
            raise Impossible(f"a count must be a whole number of people: {name} is {count:g}")
    if not (counts[0] + counts[1] and counts[2] + counts[3]):
        raise Impossible("a group has nobody in it")
    return tuple(count + HALF for count in counts) if 0 in counts else counts
