"""Words that may be meant in the place of one that nothing holds."""

import re
from collections.abc import Iterable, Iterator
from functools import cache

import numpy as np

from rpp import synonyms, words
from rpp.search.segment import Terms

# A shorter word is near to too many others; from LONG letters on two may be wrong.
SHORT, LONG = 4, 6
WORD = re.compile(r"[^\W_]+")
# A bit for each letter.
_LETTERS = np.zeros(256, dtype=np.uint64)
_LETTERS[ord("a") : ord("z") + 1] = np.uint64(1) << np.arange(26, dtype=np.uint64)


def reach(word: str) -> int:
    """How many letters of a word may be wrong; 0 for one that is left as it is."""
    if len(word) < SHORT or not word.isalpha():
        return 0
    return 2 if len(word) >= LONG else 1


def near(terms: Terms, word: str, most: int) -> Iterator[tuple[int, str]]:
    """The terms at most so many wrong letters away from a word, each with how many.

    First all of them at once by their lengths and by which letters they hold: a wrong letter
    changes two of these at most.
    """
    if not len(terms) or not most:
        return
    lengths = np.diff(terms.ends, prepend=0)
    held = np.bitwise_or.reduceat(_LETTERS[terms.letters], terms.ends - lengths)
    own = np.bitwise_or.reduce(_LETTERS[np.frombuffer(word.encode(), dtype=np.uint8)])
    alike = (np.abs(lengths - len(word)) <= most) & (np.bitwise_count(held ^ own) <= 2 * most)
    for at in np.flatnonzero(alike).tolist():
        term = terms[at].decode()
        if ":" not in term and (wrong := apart(word, term, most)) <= most:
            yield wrong, term


def apart(one: str, other: str, most: int) -> int:
    """How many letters are wrong, missing, too many or swapped between two words.

    Beyond `most` it says one more. The distance of optimal string alignment (Damerau 1964).
    """
    if abs(len(one) - len(other)) > most:
        return most + 1
    before, now = list[int](), list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        last, before, now = before, now, [i]
        for j, b in enumerate(other, 1):
            cost = min(before[j] + 1, now[j - 1] + 1, before[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                cost = min(cost, last[j - 2] + 1)
            now.append(cost)
        if min(now) > most:
            return most + 1
    return now[-1]


def closest(word: str, others: Iterable[str]) -> str:
    """Of some words the one with the fewest wrong letters, the first of several; "" of none."""
    return min(others, key=lambda other: apart(word, other, 9), default="")


@cache
def of_the_field() -> Terms:
    """The words in the names of concepts."""
    found = {piece.lower() for term in synonyms.table() for piece in words.pieces(term.name)}
    return Terms.of(sorted(word.encode() for word in found))
