"""Which effects can be pooled at all, before anything is computed of them."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from rpp.evidence.pooling.results import NotPooled

Floats = NDArray[np.float64]

MOST = 5_000
LARGEST = 1e6
SMALLEST_VARIANCE, LARGEST_VARIANCE = 1e-10, 1e10
# Beyond, one study decides alone and sums of weights lose their digits.
MOST_UNEQUAL = 1e10


class Effects(NamedTuple):
    """Effects and their sampling variances: finite, none too large, variances above zero."""

    y: Floats
    v: Floats

    @property
    def k(self) -> int:
        """How many there are."""
        return len(self.y)


def checked(yi: Sequence[float], vi: Sequence[float]) -> Effects | NotPooled:
    """The effects as arrays, or why they cannot be pooled."""
    y, v = np.asarray(yi, dtype=float), np.asarray(vi, dtype=float)
    if len(y) != len(v):
        return NotPooled(len(y), "Each effect needs one variance.")
    words = _why_not(y, v)
    return NotPooled(len(y), words) if words else Effects(y, v)


def _why_not(y: Floats, v: Floats) -> str:
    if not len(y):
        return "No study gives an effect with its variance yet, so there is no average."
    if wrong := _places(~(np.isfinite(y) & np.isfinite(v))):
        return f"An effect or its variance is not a number: {wrong}."
    if wrong := _places(v < 0):
        return f"A variance is below zero, which cannot be: {wrong}."
    if wrong := _places(v == 0):
        return f"A variance is zero, as if nothing were uncertain: {wrong}. It would decide alone."
    if wrong := _places(np.abs(y) > LARGEST):
        return f"An effect is too large to be one: {wrong}. Check its units."
    if wrong := _places((v < SMALLEST_VARIANCE) | (v > LARGEST_VARIANCE)):
        return f"A variance is too small or too large to be one: {wrong}. Check its units."
    if len(y) == 1:
        return "One effect is not an average. It takes at least two studies to pool."
    if len(y) > MOST:
        return f"These are {len(y):,} effects; at most {MOST:,} are pooled at once."
    if v.max() / v.min() > MOST_UNEQUAL:
        return "The variances are so unequal that one study would decide alone. Check their units."
    return ""


def _places(wrong: NDArray[np.bool_]) -> str:
    """Which effects are meant, counted from 1; "" for none."""
    found = [str(place) for place in np.flatnonzero(wrong) + 1]
    if not found:
        return ""
    named = ", ".join(found[:5]) + (f" and {len(found) - 5} more" if len(found) > 5 else "")
    return f"effect {named}" if len(found) == 1 else f"effects {named}"
