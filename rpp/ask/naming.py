"""Programs that a question calls by name: then only what is about them answers."""

import re
from collections.abc import Iterable
from typing import NamedTuple

from rpp import words
from rpp.quotable import Source

_MARKS = re.compile(r"[®©™]|\((?:c|r|tm)\)", re.I)
_SHORT = re.compile(r"\(([A-Z][A-Za-z&-]*[A-Z][A-Za-z&-]*)\)")
_ASIDE = re.compile(r"\([^)]*\)")
# What a name may be called without.
_ENDS = frozenset(
    """program programs programme curriculum system model intervention initiative project schools
    school course courses method approach reading math mathematics strategy strategies training
    series edition software teaching""".split()  # noqa: SIM905
)
# With fewer letters or none of its own a name is a word of the language.
_LEAST = 4


class Named(NamedTuple):
    """Where a question names a program, and the sources on it (kind, id)."""

    start: int
    end: int
    words: str
    things: frozenset[tuple[str, int]]


def spellings(name: str) -> set[str]:
    """The ways in which people write the name of a program: whole, short, without its kind."""
    plain = " ".join(_MARKS.sub(" ", words.fold(name)).split())
    found = set(_SHORT.findall(plain))
    full = " ".join(_ASIDE.sub(" ", plain).split()).split(":")[0].strip(" -")
    found.add(full)
    parts = full.split()
    while len(parts) > 1 and parts[-1].lower() in _ENDS:
        parts.pop()
        found.add(" ".join(parts))
    if full.lower().startswith("the "):
        found.add(full[4:])
    return {one for one in found if len(one) >= 3}


def named(question: str, sources: Iterable[tuple[str, Source]]) -> list[Named]:
    """The programs that a question names, in their order, none inside another.

    A name of everyday words counts only where its words begin with capitals, as in the name.
    """
    found: dict[tuple[int, int], set[tuple[str, int]]] = {}
    for kind, source in sources:
        for name in source.names:
            for spelling in spellings(name):
                for match in re.finditer(_pattern(spelling), question, re.I):
                    if _is_meant(match[0], match.start()):
                        found.setdefault(match.span(), set()).add((kind, source.id))
    kept: list[Named] = []
    for (start, end), things in sorted(found.items(), key=lambda one: one[0][0] - one[0][1]):
        if all(end <= other.start or start >= other.end for other in kept):
            kept.append(Named(start, end, question[start:end], frozenset(things)))
    return sorted(kept)


def _pattern(spelling: str) -> str:
    parts = re.findall(r"\w+", spelling)
    return r"\b" + r"[\W_]{0,3}".join(map(re.escape, parts)) + r"\b" if parts else r"(?!)"


def _is_meant(written: str, start: int) -> bool:
    """Whether these words are the name here, and not only a word like it."""
    parts = re.findall(r"\w+", written)
    if len(parts) > 2 or sum(one.lower() not in words.STOP for one in parts) > 1:
        return True
    # One word: with signs of its own, or a capital that does not begin the sentence.
    return any(not one.islower() and not one.istitle() for one in parts) or (
        start > 0 and parts[0][0].isupper()
    )
