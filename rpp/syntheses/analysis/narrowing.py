"""Which effects count under a choice, and why the others do not."""

from collections.abc import Iterator, Sequence

from rpp.organizations.overlap import Overlap, Studied, overlap
from rpp.organizations.profiles import Profile
from rpp.syntheses.analysis.choice import Choice
from rpp.syntheses.analysis.results import LeftOut
from rpp.syntheses.published import FrozenEffect

Kept = tuple[list[FrozenEffect], list[LeftOut]]


def narrowed(effects: Sequence[FrozenEffect], choice: Choice, district: Profile | None) -> Kept:
    """The effects that count, and those that do not."""
    kept, out = [], []
    for one in effects:
        why = " ".join(_against(one, choice, district))
        if why:
            out.append(LeftOut(one.title, one.outcome, why))
        else:
            kept.append(one)
    return kept, out


def _against(one: FrozenEffect, choice: Choice, district: Profile | None) -> Iterator[str]:
    if choice.independent and one.measured_by != "independent":
        yield (
            "Its measure was made by the researchers or the developer."
            if one.measured_by
            else "Nobody recorded who made its measure."
        )
    if choice.low and one.attrition != "low":
        yield (
            "Its attrition is high."
            if one.attrition
            else "Too little is recorded to tell its attrition."
        )
    if choice.mine and district is not None:
        yield from _elsewhere(overlap(_studied(one), district))


def _elsewhere(found: Overlap) -> Iterator[str]:
    """Why a study is not of one's kind of district: it differs, or nothing is known."""
    verdicts = (found.sample.verdict, found.setting.verdict)
    if "no" in verdicts or "yes" not in verdicts:
        yield found.sentence


def _studied(one: FrozenEffect) -> Studied:
    return Studied(grades=one.grades, settings=one.settings, shares=one.shares, states=one.states)
