"""Words that ask and say nothing, and words that say the same: `seed/ask/`."""

from functools import cache

from rpp import words
from rpp.config import ROOT
from rpp.search.terms import term as stem

__all__ = ["groups", "longest", "neutral", "run", "stem"]

FOLDER = ROOT / "seed" / "ask"
Run = tuple[str, ...]


def _lines(name: str) -> list[str]:
    text = (FOLDER / name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and line[0] != "#"]


@cache
def neutral() -> frozenset[str]:
    """The stems of words of nearly every question: an answer need not hold them."""
    return frozenset(stem(word) for line in _lines("neutral.txt") for word in line.split())


@cache
def everyday() -> frozenset[str]:
    """Words of nearly every question, as they are written."""
    return words.STOP.union(word for line in _lines("neutral.txt") for word in line.split())


@cache
def groups() -> dict[Run, frozenset[Run]]:
    """By each word or phrase those that say it, as stems in their order."""
    found: dict[Run, frozenset[Run]] = {}
    for line in _lines("alike.txt"):
        alike, _, narrower = line.partition(">")
        group = frozenset(run(phrase) for phrase in alike.split(","))
        also = frozenset(run(phrase) for phrase in narrower.split(",")) - {()}
        for one in group:
            found[one] = found.get(one, frozenset()) | group | also
        for one in also:
            found.setdefault(one, frozenset((one,)))
    return found


@cache
def longest() -> int:
    """How many words the longest phrase has."""
    return max(map(len, groups()))


def run(text: str) -> Run:
    """The stems of a text, in their order."""
    return tuple(map(stem, words.pieces(text)))
