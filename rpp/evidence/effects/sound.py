"""A contrast without numbers that are none: NaN and infinity count as not recorded."""

import math
from dataclasses import fields, replace
from typing import TypeVar

from rpp.evidence.findings.contrast import Arm, Contrast, Reported

Facts = TypeVar("Facts", Arm, Reported, Contrast)
_OF_ARMS = tuple(one.name for one in fields(Arm))
_OF_REPORTED = tuple(one.name for one in fields(Reported))
_OF_CONTRAST = ("icc", "overall_attrition", "differential_attrition")


def sound(contrast: Contrast) -> Contrast:
    """The same contrast; what is no finite number in it is None."""
    treated, compared = _of(contrast.treated, _OF_ARMS), _of(contrast.compared, _OF_ARMS)
    reported = tuple(_of(one, _OF_REPORTED) for one in contrast.reported)
    found = _of(contrast, _OF_CONTRAST)
    kept = treated is contrast.treated and compared is contrast.compared
    if kept and all(new is old for new, old in zip(reported, contrast.reported, strict=True)):
        return found
    return replace(found, treated=treated, compared=compared, reported=reported)


def _of(facts: Facts, names: tuple[str, ...]) -> Facts:
    odd = {
        name: None
        for name in names
        if isinstance(value := getattr(facts, name), float) and not math.isfinite(value)
    }
    return replace(facts, **odd) if odd else facts  # type: ignore[arg-type]
