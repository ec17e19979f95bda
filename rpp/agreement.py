"""How far two people agree beyond chance: Cohen's kappa, with the table it is made of."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import sqrt

# Landis and Koch (1977): from which kappa on agreement is called so.
DEGREES = (
    (0.8, "almost perfect"),
    (0.6, "substantial"),
    (0.4, "moderate"),
    (0.2, "fair"),
    (0.0, "slight"),
)
WORSE = "worse than chance"
NO_PAIRS = "No two answers can be compared yet, so there is no kappa."
ONE_ANSWER = (
    "Both gave the same one answer throughout. Chance alone would bring them together so, and "
    "kappa says nothing then."
)
ONE_SIDED = (
    "One of the two gave one answer throughout, so kappa is 0 whatever the other answered, and has "
    "no interval."
)
Z95 = 1.959963984540054


@dataclass(frozen=True, slots=True)
class Agreement:
    """What two people answered to the same questions.

    `table` counts the answers of the first (rows) beside those of the second (columns), both in
    the order of `answers`. `kappa` and `interval` are None where they are not defined: then
    `why_not` says why. `interval` holds it with a chance of 95 % (Fleiss, Cohen and Everitt
    1969), never beyond ±1.
    """

    answers: tuple[str, ...]
    table: tuple[tuple[int, ...], ...]
    kappa: float | None
    interval: tuple[float, float] | None
    why_not: str = ""

    @property
    def pairs(self) -> int:
        """How many questions both answered."""
        return sum(map(sum, self.table))

    @property
    def same(self) -> int:
        """To how many of these both gave one answer."""
        return sum(row[at] for at, row in enumerate(self.table))

    @property
    def words(self) -> str:
        """It in one or two sentences."""
        if not self.pairs:
            return NO_PAIRS
        agreed = f"They agreed on {self.same:,} of {self.pairs:,} ({self.same / self.pairs:.0%})."
        if self.kappa is None:
            return f"{agreed} {self.why_not}"
        rounded = round(self.kappa, 2) + 0.0
        told = f"{agreed} Cohen’s kappa is {rounded:.2f}: {degree(self.kappa)}."
        return f"{told} {self.why_not}".strip()


def degree(kappa: float) -> str:
    """A kappa in words: "substantial agreement beyond chance"."""
    found = next((words for least, words in DEGREES if kappa > least), "")
    return f"{found} agreement beyond chance" if found else _at_most_chance(kappa)


def _at_most_chance(kappa: float) -> str:
    return f"agreement {WORSE}" if kappa < 0 else "no agreement beyond chance"


def of(pairs: Iterable[tuple[str, str]], answers: Sequence[str] = ()) -> Agreement:
    """The agreement in pairs of answers, the first person's and the second's.

    `answers` gives the order of the table; answers that are not in it follow by name.
    """
    given = list(pairs)
    found = {one for pair in given for one in pair}
    order = tuple(dict.fromkeys([*answers, *sorted(found)]))
    place = {answer: at for at, answer in enumerate(order)}
    table = [[0] * len(order) for _ in order]
    for first, second in given:
        table[place[first]][place[second]] += 1
    counted = tuple(map(tuple, table))
    if not given:
        return Agreement(order, counted, None, None, NO_PAIRS)
    if len(found) == 1:
        return Agreement(order, counted, None, None, ONE_ANSWER)
    kappa = _kappa(counted, len(given))
    if any(len(set(one)) == 1 for one in zip(*given, strict=True)):
        return Agreement(order, counted, kappa, None, ONE_SIDED)
    return Agreement(order, counted, kappa, _interval(counted, len(given), kappa))


Table = tuple[tuple[int, ...], ...]


def _by_chance(table: Table, pairs: int) -> float:
    columns = list(zip(*table, strict=True))
    chance: int = sum(sum(row) * sum(column) for row, column in zip(table, columns, strict=True))
    return chance / (pairs * pairs)


def _kappa(table: Table, pairs: int) -> float:
    same, chance = sum(row[at] for at, row in enumerate(table)) / pairs, _by_chance(table, pairs)
    return (same - chance) / (1 - chance)


def _interval(table: Table, pairs: int, kappa: float) -> tuple[float, float]:
    chance, other = _by_chance(table, pairs), 1 - kappa
    rows = [sum(row) / pairs for row in table]
    columns = [sum(column) / pairs for column in zip(*table, strict=True)]
    spread = -((kappa - chance * other) ** 2)
    for i, row in enumerate(table):
        for j, count in enumerate(row):
            both = columns[i] + rows[j]
            weight = (1 - both * other) ** 2 if i == j else (both * other) ** 2
            spread += count / pairs * weight
    half = Z95 * sqrt(max(spread, 0.0) / pairs) / (1 - chance)
    return max(kappa - half, -1.0), min(kappa + half, 1.0)
