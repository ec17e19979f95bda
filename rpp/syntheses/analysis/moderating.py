"""What may explain why effects differ: one moderator at a time."""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from rpp.evidence.findings.contrast import MEASURED_BY
from rpp.evidence.pooling.regression import Regression, by_group, by_number
from rpp.evidence.pooling.results import NotPooled
from rpp.syntheses.analysis.choice import MODERATORS, Choice
from rpp.syntheses.published import FrozenEffect

ATTRITION = {"low": "Low attrition", "high": "High attrition"}
FEWEST = 2


class Asked(NamedTuple):
    """The answer on a moderator, and for how many effects it is not recorded."""

    found: Regression | NotPooled | None
    without: int


def _place(one: FrozenEffect) -> str:
    if len(one.settings) > 1:
        return "Several kinds of places"
    return one.settings[0].capitalize() if one.settings else ""


GROUPS: Mapping[str, Callable[[FrozenEffect], str]] = {
    "measure": lambda one: MEASURED_BY.get(one.measured_by, ""),
    "attrition": lambda one: ATTRITION.get(one.attrition, ""),
    "place": _place,
    "domain": lambda one: one.domain,
}
NUMBERS: Mapping[str, Callable[[FrozenEffect], float | None]] = {
    "year": lambda one: one.year,
    "n": lambda one: None if one.n is None else one.n / 100,
}


def moderated(effects: Sequence[FrozenEffect], choice: Choice) -> Asked:
    """Effects on the moderator of a choice, by its method and its test."""
    if not choice.by:
        return Asked(None, 0)
    of = GROUPS.get(choice.by) or NUMBERS[choice.by]
    known = [(one, value) for one in effects if (value := of(one)) not in ("", None)]
    without = len(effects) - len(known)
    y, v = [one.yi for one, _ in known], [one.vi for one, _ in known]
    if len(known) < FEWEST:
        words = "It is recorded for too few of the effects to compare them by it."
        return Asked(NotPooled(len(known), words), without)
    method, test = choice.method, choice.test
    if choice.by in NUMBERS:
        values = [float(value or 0) for _, value in known]
        name = MODERATORS[choice.by].one_more
        return Asked(by_number(y, v, values, name=name, method=method, test=test), without)
    names = [str(value) for _, value in known]
    return Asked(by_group(y, v, names, method=method, test=test), without)
