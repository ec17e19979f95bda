"""What changed between two versions, in words: computed from what each of them stored.

The conclusion of a version is what its numbers alone say, by a stated rule: on which side of zero
the average is, whether its interval leaves zero out, and whether what a new district can expect
does. It stands where all three are the same as before.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from rpp.layout import in_words
from rpp.syntheses.published import FrozenEffect, FrozenStudy, Results

Side = Literal["above", "below", "none"]


class Version(Protocol):
    """What is compared: a stored version, or what would become the next."""

    @property
    def studies(self) -> list[FrozenStudy]: ...

    @property
    def effects(self) -> list[FrozenEffect]: ...

    @property
    def results(self) -> Results: ...


@dataclass(frozen=True, slots=True)
class Conclusion:
    """What the numbers say: the side of the average, and whether each interval leaves out zero."""

    side: Side
    sure: bool
    holds_elsewhere: bool


UNKNOWN = "unknown"
# What an answer in words can say, to be compared with what the numbers say.
SAYS: Mapping[str, str] = {
    "helps": "It helps",
    "no_effect": "It makes no clear difference",
    "harms": "It does harm",
    UNKNOWN: "We cannot tell yet",
}


def contradicts(says: str, results: Results) -> str:
    """Where an answer says other than the numbers, in words; "" where it does not."""
    found = conclusion(results)
    if says not in ("helps", "harms"):
        if found is None or not found.sure or not says:
            return ""
        return f"The numbers do tell: the average and all of its interval are {found.side} zero."
    if found is None:
        return "No average can be computed, so no number says so."
    wanted: Side = "above" if says == "helps" else "below"
    if found.side != wanted:
        return "The average is on the other side of zero."
    return "" if found.sure else "The interval of the average holds zero, so it may be no effect."


@dataclass(frozen=True, slots=True)
class Change:
    """What changed, and whether the conclusion stands; None where neither had one."""

    words: str
    changed: bool = True
    stands: bool | None = None


def conclusion(results: Results) -> Conclusion | None:
    """What the numbers say by the stated rule; None without an average."""
    if results.estimate is None:
        return None
    side: Side = "above" if results.estimate > 0 else "below" if results.estimate < 0 else "none"
    return Conclusion(
        side,
        _leaves_out_zero(results.low, results.high),
        _leaves_out_zero(results.expect_low, results.expect_high),
    )


def _leaves_out_zero(low: float | None, high: float | None) -> bool:
    return low is not None and high is not None and (low > 0 or high < 0)


def compared(before: Version, now: Version) -> Change:
    """What is different `now`, as the log of changes says it."""
    parts = [*_studies(before, now), *_facts(before, now), *_average(before.results, now.results)]
    changed = bool(parts)
    old, new = conclusion(before.results), conclusion(now.results)
    stands = None if old is None or new is None else old == new
    if changed and stands is not None:
        parts.append("the conclusion stands" if stands else _turned(old, new))
    words = "; ".join(parts) or "No number changed"
    return Change(f"{words[0].upper()}{words[1:]}.", changed, stands)


def _studies(before: Version, now: Version) -> Iterator[str]:
    then, here = _included(before), _included(now)
    withdrawn = {one.key for one in now.studies if one.flag} - here
    added, removed = here - then, then - here
    if added:
        yield f"{_several(len(added))} added"
    if gone := removed & withdrawn:
        yield f"{_several(len(gone))} that its source withdrew removed"
    if other := removed - withdrawn:
        yield f"{_several(len(other))} removed"


def _included(version: Version) -> set[str]:
    return {one.key for one in version.studies if one.stands == "included"}


def _several(count: int) -> str:
    return f"{in_words(count).lower()} {'study' if count == 1 else 'studies'}"


def _facts(before: Version, now: Version) -> Iterator[str]:
    """Studies of both whose numbers are others than they were."""
    both = _included(before) & _included(now)
    then, here = _numbers(before.effects), _numbers(now.effects)
    corrected = [key for key in both if then.get(key) != here.get(key)]
    if corrected:
        yield f"the facts of {_several(len(corrected))} corrected"


def _numbers(effects: Sequence[FrozenEffect]) -> dict[str, list[tuple[str, float, float]]]:
    found: dict[str, list[tuple[str, float, float]]] = {}
    for one in sorted(effects, key=lambda one: one.key):
        found.setdefault(one.study, []).append((one.key, round(one.yi, 6), round(one.vi, 8)))
    return found


def _average(before: Results, now: Results) -> Iterator[str]:
    if before.estimate is None or now.estimate is None:
        if (before.estimate is None) != (now.estimate is None):
            yield (
                "an average can be computed now"
                if before.estimate is None
                else "no average can be computed any more"
            )
        return
    then, here = round(before.estimate, 2), round(now.estimate, 2)
    if then != here:
        how = "rose" if here > then else "fell"
        yield f"the average {how} from {_number(then)} to {_number(here)}"
    elif before != now:
        yield f"the average stays at {_number(here)}"


def _number(value: float) -> str:
    return f"{value:.2f}".replace("-", "−")


def _turned(old: Conclusion | None, new: Conclusion | None) -> str:
    """In what the conclusion changed."""
    if old is None or new is None:
        return ""
    if old.side != new.side:
        return "the conclusion changed: the average is on the other side of zero"
    if old.sure != new.sure:
        return (
            "the conclusion changed: the average is now distinct from zero"
            if new.sure
            else "the conclusion changed: the average can no longer be told from zero"
        )
    return (
        "the conclusion changed: a new district can now expect an effect on the same side of zero"
        if new.holds_elsewhere
        else "the conclusion changed: in a new district no effect is now possible"
    )
