"""The improvement index: an effect size as a move of an average student among a hundred."""

import math


def improvement_index(g: float) -> float:
    """100 × Φ(g) − 50, in percentile points: −50 to 50."""
    return 50 * math.erf(g / math.sqrt(2))


def whole(index: float) -> int:
    """The index as the WWC prints it: a whole number, halves away from zero."""
    return int(math.copysign(math.floor(abs(index) + 0.5), index))
