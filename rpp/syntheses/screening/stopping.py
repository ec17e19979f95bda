"""When screening may stop: the chance that too many of the relevant studies would be missed.

The test is that of Callaghan and Müller-Hansen (2020), “Statistical stopping criteria for
automated screening in systematic reviews”, Systematic Reviews 9:273. What was screened last is
taken for a random sample of what had not been screened before it. Had the target been missed, at
least so many relevant ones would have been left then; how likely is it that the sample held no
more of them than it did? In an order that puts relevant ones first the true chance is smaller.

Nothing here asks a database. Percentages are whole numbers, so that no rounding decides.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil, exp, lgamma

METHODS = {
    "ranked": "The order of the learner, tested on every run of candidates screened last",
    "random": "A random order without the learner, tested on all that was screened",
}
TARGETS = range(80, 100)
CHANCES = range(1, 21)


@dataclass(frozen=True, slots=True)
class Rule:
    """What must be true before screening stops; fixed before it begins.

    `target`: percent of the relevant candidates that are to be found. `chance`: percent that the
    chance of missing it may be at most. `method`: a key of METHODS.
    """

    target: int = 95
    chance: int = 5
    method: str = "ranked"

    @property
    def words(self) -> str:
        """The rule in a sentence."""
        return (
            f"Screening may stop when the chance that more than {100 - self.target}% of the "
            f"relevant studies are missed is at most {self.chance}%."
        )

    def is_met(self, chance: float) -> bool:
        """Whether a chance of missing the target is small enough."""
        return chance <= self.chance / 100


@dataclass(frozen=True, slots=True)
class Standing:
    """Where screening stands by its rule: counts of candidates without duplicates."""

    rule: Rule
    total: int
    seen: int
    found: int
    # That recall is below the target, from 0 to 1.
    chance: float

    @property
    def is_met(self) -> bool:
        return self.total > 0 and self.rule.is_met(self.chance)

    @property
    def words(self) -> str:
        """What stopping now would mean, beside what the rule asks."""
        if not self.total:
            return "There are no candidates to screen yet."
        if self.seen == self.total:
            return "All candidates are screened, so no relevant one among them is missed."
        missed = f"more than {100 - self.rule.target}% of the relevant studies are missed"
        return (
            f"If you stop now, the chance that {missed} is {at_most(self.chance)}; "
            f"your rule asks for {self.rule.chance}%."
        )


def at_most(chance: float) -> str:
    """A chance in words, never smaller than it is: "at most 12%"."""
    if chance <= 0:
        return "none"
    return f"at most {min(ceil(round(chance * 100, 6)), 100)}%"


def standing(rule: Rule, labels: Sequence[bool], total: int) -> Standing:
    """Where screening stands, from what was decided in its order (true: relevant)."""
    chance = chance_missed(labels, total, rule.target, rule.method)
    return Standing(rule, total, len(labels), sum(labels), chance)


def chance_missed(
    labels: Sequence[bool], total: int, target: int = 95, method: str = "ranked"
) -> float:
    """The chance (0 to 1) that fewer than `target` percent of the relevant ones were found.

    `labels` say of what was screened, in its order, whether it is relevant; `total` counts all
    candidates, those too. With the method "ranked" it is the smallest for all samples that end
    with the last one screened; with "random" all that was screened is the sample.
    """
    if total < len(labels):
        raise ValueError("more was screened than there are candidates")
    found, unseen = sum(labels), total - len(labels)
    # So many would have been missed at least, had the target been missed.
    missed = 100 * found // target + 1 - found
    samples = _samples(labels) if method == "ranked" else iter([(0, found)])
    return min(_tail(total - start, k + missed, unseen, missed) for start, k in samples)


def _samples(labels: Sequence[bool]) -> Iterator[tuple[int, int]]:
    """Where samples begin that can be the most telling, and how many relevant ones they hold.

    Of the samples that hold the same relevant ones the longest tells the most.
    """
    left = sum(labels)
    yield 0, left
    for at, is_relevant in enumerate(labels, 1):
        if is_relevant:
            left -= 1
            yield at, left


def _tail(population: int, relevant: int, drawn: int, least: int) -> float:
    """The chance that at least so many of those drawn without replacement are relevant."""
    most = min(relevant, drawn)
    if least > most or relevant > population:
        return 0.0
    fewest = max(0, drawn - (population - relevant))
    if least <= fewest:
        return 1.0
    if least - fewest <= most - least:
        below = range(fewest, least)
        return max(1.0 - sum(_exactly(population, relevant, drawn, n) for n in below), 0.0)
    above = range(least, most + 1)
    return min(sum(_exactly(population, relevant, drawn, n) for n in above), 1.0)


def _exactly(population: int, relevant: int, drawn: int, number: int) -> float:
    ways = (
        _choose(relevant, number)
        + _choose(population - relevant, drawn - number)
        - _choose(population, drawn)
    )
    return exp(ways)


def _choose(of: int, number: int) -> float:
    """The logarithm of the number of ways to choose."""
    return lgamma(of + 1) - lgamma(number + 1) - lgamma(of - number + 1)
