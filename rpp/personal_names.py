"""How a person is called, from a name as people type it: with titles, degrees, surname first."""

from functools import lru_cache
from typing import NamedTuple

from nameparser import HumanName

# What follows a name and belongs to it; degrees and offices do not.
GENERATIONS = frozenset({"jr", "sr", "ii", "iii", "iv", "v"})


class PersonName(NamedTuple):
    """A name in its parts, without titles and degrees; a name of one word is the family's."""

    family: str
    given: str = ""
    suffix: str = ""


@lru_cache(1_000)
def read(name: str) -> PersonName:
    """Take a name apart; what stands in parentheses stays with the given names."""
    parsed = HumanName(name)
    by_friends = f"({parsed.nickname})" if parsed.nickname else ""
    given = " ".join(filter(None, (parsed.first, by_friends, parsed.middle)))
    after = parsed.suffix.split(", ")
    suffix = next((word for word in after if word.rstrip(".").lower() in GENERATIONS), "")
    if not parsed.last:
        return PersonName(given or name.strip(), suffix=suffix)
    family = " ".join(w.capitalize() if w.isupper() else w for w in parsed.last.split())
    return PersonName(family, given, suffix)


@lru_cache(1_000)
def initials(name: str) -> str:
    """The first letters of a person's first and last name: "Ada King Lovelace" is "AL"."""
    parts = read(name)
    words = [*parts.given.split()[:1], *parts.family.split()[-1:]]
    return "".join(word[0] for word in words).upper()


def first_name(name: str) -> str:
    """The name to greet a person by: "KING, Dr. Ada, Ph.D." is "Ada", "Dr. King" stays whole."""
    parts = read(name)
    if not parts.given:
        # With a title and one name, that one is mostly the family's.
        return name
    whole = [w for w in parts.given.split() if len(w.rstrip(".")) > 1 and not w.startswith("(")]
    if not whole:
        return f"{parts.given} {parts.family}"
    first = whole[0]
    return first.capitalize() if name.isupper() and len(first) > 2 else first


def given_initials(given: str) -> str:
    """ "Imani J." is "I. J.", "Mary-Jane" "M.-J."; what stands in parentheses is left out."""
    words = [word for word in given.split() if not word.startswith("(")]
    return " ".join(
        "-".join(f"{part[0].upper()}." for part in word.split("-") if part) for word in words
    )
