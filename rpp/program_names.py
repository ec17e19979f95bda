"""The names of programs as people write them: whole, short, and without what they are."""

import re
from collections.abc import Iterable

from rpp import synonyms, words

_MARKS = re.compile(r"[®©™]|\((?:c|r|tm)\)", re.I)
# A short form stands at the end of the name that it is short for.
_SHORT = re.compile(r"\(([A-Z][A-Za-z&-]*[A-Z][A-Za-z&-]*)\)\s*$")
_ASIDE = re.compile(r"\([^)]*\)")
# What a name may be called without.
_ENDS = frozenset(
    """program programs curriculum system model intervention initiative project schools school
    course courses method approach reading math mathematics strategy strategies training series
    edition software teaching""".split()  # noqa: SIM905
)


def spellings(name: str) -> set[str]:
    """The ways in which people write the name of a program, as they write it."""
    plain = " ".join(_MARKS.sub(" ", words.fold(name)).split())
    found = set(_SHORT.findall(plain))
    full = " ".join(_ASIDE.sub(" ", plain).split()).split(":")[0].strip(" -")
    for start in (full, full[4:] if full.lower().startswith("the ") else ""):
        parts = start.split()
        found.add(" ".join(parts))
        while len(parts) > 1 and parts[-1].lower() in _ENDS:
            parts.pop()
            # What is left may name something that schools have without the program: "Pre-K".
            if not synonyms.concepts_in(" ".join(parts)):
                found.add(" ".join(parts))
    return {one for one in found if len(one) >= 3}


def key(text: str) -> str:
    """Words of a name by which it is known again: small, parted by single spaces."""
    return " ".join(word.lower() for word in words.pieces(text))


def keys(names: Iterable[str]) -> set[str]:
    """The keys of all spellings of these names."""
    return {key(spelling) for name in names for spelling in spellings(name)} - {""}
