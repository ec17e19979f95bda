"""Turns a count into what the page of a result says and draws."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from rpp.layout import in_words, several
from rpp.rounds.result import Payments, Result
from rpp.rounds.words import RULES

# So many columns fit; of more ballots the table alone is shown.
MOST_COLUMNS = 60
# The winners by place that equal ballots paid for, and what each of them paid.
Shares = tuple[tuple[int, Fraction], ...]
PATTERNS = ("chart__kind", "chart__striped", "chart__dotted")


def amount(value: Fraction) -> str:
    """A number as people read it: "3", "0.63"; two digits after the point."""
    if value.denominator == 1:
        return str(value.numerator)
    hundredths = (value * 200 + 1) // 2
    whole, rest = divmod(int(hundredths), 100)
    return f"{whole}.{rest:02}".rstrip("0").rstrip(".") if rest else str(whole)


def listed(words: Sequence[str]) -> str:
    """Words as a list in a sentence: "1, 2 and 3"."""
    return " and ".join(filter(None, (", ".join(words[:-1]), words[-1]))) if words else ""


@dataclass(frozen=True)
class Paid:
    """Who paid for one winner: pairs of how many districts, and what each of them paid."""

    option: int
    shares: list[tuple[int, Fraction]]
    ballots: int
    effort: Fraction

    @property
    def districts(self) -> int:
        return sum(n for n, _ in self.shares)

    def won(self, supporters: int) -> str:
        """ "Five of seven districts chose it; together they paid its cost of 1." """
        cost = f"its cost of {amount(self.effort)}"
        paid = (
            f"together they paid {cost}"
            if self.districts == supporters > 1
            else f"{in_words(self.districts).lower()} of them paid {cost}"
            if supporters > 1
            else f"it paid {cost}"
        )
        return f"{chose(supporters, self.ballots)}; {paid}."


def chose(supporters: int, ballots: int) -> str:
    """ "Five of seven districts chose it": among those that voted."""
    districts = "district" if ballots == 1 else "districts"
    return f"{in_words(supporters)} of {in_words(ballots).lower()} {districts} chose it"


def payments(result: Result) -> list[Paid]:
    """Who paid for each winner, in the order in which they won."""
    efforts = {option["id"]: Fraction(option["effort"]) for option in result["options"]}
    found = []
    for winner in result["winners"]:
        shares: Counter[Fraction] = Counter()
        for group in result["groups"]:
            if winner in group["paid"]:
                shares[Fraction(group["paid"][winner])] += group["ballots"]
        ordered = sorted(((n, share) for share, n in shares.items()), key=lambda s: -s[1])
        found.append(Paid(int(winner), ordered, result["ballots"], efforts[winner]))
    return found


@dataclass(frozen=True)
class Part:
    """What one ballot paid for one winner, as a piece of its column."""

    place: int
    pattern: str
    share: Fraction
    bottom: float
    height: float


@dataclass(frozen=True)
class Column:
    """Ballots that paid the same for the same."""

    ballots: int
    parts: list[Part]
    spent: str
    left: str
    shares: list[str]

    @property
    def paid_for(self) -> str:
        places = [str(part.place) for part in self.parts]
        return f"Paid for {listed(places)}" if places else "Paid for nothing"


@dataclass(frozen=True)
class Block:
    """Columns side by side that paid for the same winners."""

    words: str
    first: int
    columns: list[Column]

    @property
    def numbers(self) -> int:
        return sum(column.ballots for column in self.columns)


@dataclass(frozen=True)
class Picture:
    """Each ballot a column, filled by what its share paid for."""

    endowment: str
    half: str
    blocks: list[Block]
    columns: list[Column]
    ballots: int
    desc: str

    @property
    def drawn(self) -> bool:
        return self.ballots <= MOST_COLUMNS


def picture(result: Payments) -> Picture | None:
    """What each ballot paid for; None where the rule has no shares to pay with."""
    full = Fraction(result["endowment"])
    if not full or not any(group["paid"] for group in result["groups"]):
        return None
    places = {winner: at for at, winner in enumerate(result["winners"], 1)}
    merged: Counter[Shares] = Counter()
    for group in result["groups"]:
        paid = ((places[o], Fraction(share)) for o, share in group["paid"].items() if o in places)
        merged[tuple(sorted(paid))] += group["ballots"]

    def rank(shares: Shares) -> tuple[bool, list[int], list[Fraction]]:
        return (not shares, [place for place, _ in shares], [-share for _, share in shares])

    blocks: list[Block] = []
    columns: list[Column] = []
    first = 1
    for shares in sorted(merged, key=rank):
        column = _column(shares, merged[shares], full, len(places))
        columns.append(column)
        if blocks and blocks[-1].words == column.paid_for:
            blocks[-1].columns.append(column)
        else:
            blocks.append(Block(column.paid_for, first, [column]))
        first += column.ballots
    told = [f"{several(b.numbers, 'ballot')}: {b.words.lower()}" for b in blocks]
    return Picture(
        amount(full), amount(full / 2), blocks, columns, first - 1, ". ".join(told) + "."
    )


def _column(shares: Shares, ballots: int, full: Fraction, winners: int) -> Column:
    parts, at = [], Fraction(0)
    for place, share in shares:
        pattern = PATTERNS[(place - 1) % len(PATTERNS)]
        parts.append(Part(place, pattern, share, float(at / full), float(share / full)))
        at += share
    by_place = dict(shares)
    row = [amount(by_place[n]) if n in by_place else "–" for n in range(1, winners + 1)]
    return Column(ballots, parts, amount(at), amount(full - at), row)


def broken_ties(result: Result, titles: Mapping[str, str]) -> list[str]:
    """Sentences on what was equal, and how it was parted."""
    notes = []
    for tie in result["ties"]:
        names = [f"“{titles.get(option, option)}”" for option in tie["among"]]
        notes.append(
            f"At step {tie['step'] + 1}, {listed(names)} were equal. The random number fixed "
            f"at the opening and shown at the close put {names[0]} first."
        )
    return notes


@dataclass(frozen=True)
class OtherRule:
    """What a rule would have chosen."""

    name: str
    used: bool
    winners: list[bool]
    represented: int


def compared(result: Result) -> tuple[list[str], list[OtherRule]]:
    """All options that win under some rule, those that won first; and each rule's choice."""
    columns = dict.fromkeys(result["winners"])
    for one in result["other_rules"]:
        columns |= dict.fromkeys(one["winners"])
    rows = [
        OtherRule(
            RULES[one["rule"]].name,
            one["rule"] == result["rule"],
            [option in one["winners"] for option in columns],
            one["represented"],
        )
        for one in result["other_rules"]
    ]
    return list(columns), rows


def headline(result: Result) -> str:
    """The outcome in one or two sentences."""
    n, ballots = len(result["winners"]), result["ballots"]
    if not n:
        return "No problem comes first." if ballots else "No problem comes first: nobody voted."
    first = f"{in_words(n)} problem{' comes' if n == 1 else 's come'} first."
    if result["represented"] == ballots and ballots > 1:
        return f"{first} Every district that voted got at least one of its choices."
    return first


def unfilled(result: Result) -> str:
    """How much of the capacity nothing took up, "" where all of it was."""
    left = result["capacity"] - Fraction(result["cost"])
    if left <= 0:
        return ""
    stay = "stays" if left == 1 else "stay"
    return f"{amount(left)} of {result['capacity']} points of effort {stay} unfilled."
