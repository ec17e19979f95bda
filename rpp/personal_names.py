"""How a person is called, from a name as people type it: with titles, degrees, surname first."""

from functools import lru_cache

# What stands before a name, and is no first name.
TITLES = frozenset(
    ("dr", "prof", "professor", "mr", "mrs", "ms", "miss", "mx", "rev", "sr", "fr", "hon", "supt")
)
# What stands after a name, and is no family name; "Ma" and the like are names too.
DEGREES = frozenset(
    (
        *("phd", "edd", "eds", "med", "mba", "mpa", "mph", "msw", "mat", "jd", "md", "psyd"),
        *("dba", "cpa", "esq", "nbct", "ncsp", "lcsw", "rn", "jr", "sr", "ii", "iii", "iv"),
    )
)


@lru_cache(1_000)
def initials(name: str) -> str:
    """The first letters of a person's first and last name: "Ada King Lovelace" is "AL"."""
    words = _own(name) or name.split()
    return (words[0][:1] + (words[-1][:1] if len(words) > 1 else "")).upper() if words else ""


@lru_cache(1_000)
def first_name(name: str) -> str:
    """The name to greet a person by: "KING, Dr. Ada, Ph.D." is "Ada", "Dr. King" stays whole."""
    own = _own(name)
    if len(own) == 1 and len(name.split()) > 1:
        # With a title and one name, that one is mostly the family's.
        return name
    given = [word for word in own[:-1] if len(word.rstrip(".")) > 1]
    if len(own) > 1 and not given:
        return " ".join(own)
    first = given[0] if given else name
    return first.capitalize() if name.isupper() and len(first) > 2 else first


def cited_as(name: str) -> str:
    """A name as citations print it: "Imani Feld" and "FELD, Imani, Ph.D." become "Feld, I."."""
    given, family = _parts(name)
    if not given:
        return " ".join(family) or name
    last = " ".join(word.capitalize() if word.isupper() else word for word in family)
    return f"{last}, {' '.join(f'{word[0].upper()}.' for word in given)}"


def _own(name: str) -> list[str]:
    """The words of a name, given names first, without titles and degrees."""
    given, family = _parts(name)
    return given + family


def _parts(name: str) -> tuple[list[str], list[str]]:
    """The given names and the family's, without titles and degrees."""
    parts = [part.split() for part in name.split(",")]
    while len(parts) > 1 and all(_bare(word) in DEGREES for word in parts[-1]):
        parts.pop()
    family = [word for word in parts[0] if _bare(word) not in TITLES]
    given = [word for part in parts[1:] for word in part if _bare(word) not in TITLES]
    if given and family:
        return given, family
    words = family or given
    while len(words) > 2 and _bare(words[-1]) in DEGREES:
        words.pop()
    last = len(words) - 1
    # "de la Cruz" and "van Dyke" begin small, unless somebody types everything so.
    while last > 1 and words[last - 1].islower() and not name.islower():
        last -= 1
    return words[:last], words[last:]


def _bare(word: str) -> str:
    return word.replace(".", "").lower()
