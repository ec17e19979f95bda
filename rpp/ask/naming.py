"""Programs that a question calls by name: then only what is about them answers."""

import re
from collections.abc import Callable
from typing import NamedTuple

from rpp import program_names, words

# A name has so many words at most, and stands among the first of a question.
MOST_WORDS, READ = 9, 120
_WORD = re.compile(r"[^\W_]+")


class Named(NamedTuple):
    """Where a question names a program, its words there, and the key by which it is known."""

    start: int
    end: int
    words: str
    key: str


def named(question: str, is_known: Callable[[str], bool]) -> list[Named]:
    """The programs that a question names, in their order, the longest names first.

    `is_known` tells whether there is one of a key (`program_names.key`). One everyday word is a
    name only where it is written as one.
    """
    found, at = list[Named](), 0
    places = [match.span() for match in _WORD.finditer(question)][:READ]
    while at < len(places):
        one = _longest(question, places[at : at + MOST_WORDS], is_known)
        if one:
            found.append(one)
            at += sum(one.start <= start < one.end for start, _ in places)
        else:
            at += 1
    return found


def _longest(
    question: str, places: list[tuple[int, int]], is_known: Callable[[str], bool]
) -> Named | None:
    start = places[0][0]
    for size in range(len(places), 0, -1):
        written = question[start : places[size - 1][1]]
        key = program_names.key(written)
        if _is_meant(written, start) and is_known(key):
            return Named(start, places[size - 1][1], written, key)
    return None


def _is_meant(written: str, start: int) -> bool:
    """Whether these words may be a name, and not only a word like it."""
    parts = _WORD.findall(written)
    if len(parts) > 2 or sum(one.lower() not in words.STOP for one in parts) > 1:
        return True
    # One word: with signs of its own, or a capital that does not begin the sentence.
    return any(not one.islower() and not one.istitle() for one in parts) or (
        start > 0 and parts[0][0].isupper()
    )
