"""Parts of sentences: names, numbers and lists as people read them."""

import re
from collections.abc import Iterable, Sequence

WWC = "What Works Clearinghouse"
_PROPER = ("English",)
_ORDINALS = {1: "st", 2: "nd", 3: "rd"}
_ENDS_WITHIN = re.compile(r"[!?]\s")
_LAST_THE = re.compile(r"(?P<name>.*), The(?P<sign>[™®]?)")


def in_line(names: Sequence[str], join: str = "and") -> str:
    """Names as in a sentence: "a", "a and b", "a, b and c"."""
    return f" {join} ".join(filter(None, (", ".join(names[:-1]), *names[-1:])))


def some_of(names: Iterable[str], most: int, one: str, join: str = "and") -> str:
    """The first of some names, and how many more there are: "a, b and 2 more outcomes"."""
    found = list(dict.fromkeys(names))
    if len(found) > most + 1:
        found = [*found[:most], f"{len(found) - most} more {one}s"]
    return in_line(found, join)


def in_words(domain: str) -> str:
    """An outcome domain as it stands within a sentence."""
    domain = domain.replace("/ ", "/").replace(", &", " and").replace("&", "and")
    return " ".join(word if word in _PROPER else word.lower() for word in domain.split()) or (
        "an outcome that is not named"
    )


def named(intervention: str) -> str:
    """An intervention as it stands within a sentence: "Belief Kit, The" is "The Belief Kit".

    A name that would end the sentence, such as “We Can! Curriculum”, stands in quotation marks.
    """
    found = _LAST_THE.fullmatch(intervention)
    name = f"The {found['name']}{found['sign']}" if found else intervention
    return f"“{name}”" if _ENDS_WITHIN.search(name) else name


def counted(n: int, one: str, many: str = "") -> str:
    """ "1 finding", "1,204 findings"."""
    return f"{n:,} {one if n == 1 else many or f'{one}s'}"


def of_all(n: int, total: int, one: str = "finding") -> str:
    """ "the one finding", "both findings", "all 5 findings", "2 of 5 findings"."""
    if total == 1:
        return f"the one {one}"
    if n == total:
        return f"both {one}s" if n == 2 else f"all {n:,} {one}s"
    return f"{n:,} of {total:,} {one}s"


def ordinal(n: int) -> str:
    """ "1st", "12th", "43rd"."""
    ending = "th" if 10 <= n % 100 <= 20 else _ORDINALS.get(n % 10, "th")
    return f"{n}{ending}"


def signed(value: float) -> str:
    """A number with its sign: "+5", "−3", "0"."""
    sign = "+" if value > 0 else "−" if value < 0 else ""
    return f"{sign}{abs(value):g}"


def size_of(value: float) -> str:
    """An effect size to two places, with a true minus: "0.25", "−0.10"."""
    words = f"{abs(value):.2f}"
    return f"−{words}" if value < 0 and float(words) else words


def small(words: str) -> str:
    """Words as they stand within a sentence: "Grades 3–6" is "grades 3–6"."""
    return words[:1].lower() + words[1:]


def capital(words: str) -> str:
    """Words of ours as they begin a sentence; never a name, which keeps its letters."""
    return words[:1].upper() + words[1:]


def sentence(*parts: str) -> str:
    """Parts as one sentence with one mark at its end; an empty part leaves no trace.

    The first letter stays as it is: "enVisionMATH" is a name.
    """
    text = " ".join(filter(None, parts)).rstrip(". ")
    return text if text.endswith(("!", "?")) else f"{text}."
