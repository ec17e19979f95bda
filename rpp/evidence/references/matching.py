"""Whether two references may be one publication; a person decides, save where a number proves it.

Titles and years alone prove nothing: of pairs that agree in both, most are two publications. So
they only suggest, and what plainly differs (DOI, ERIC number, year, first author, part number)
says that there are two.
"""

import hashlib
import json
import re
import unicodedata
from dataclasses import asdict, dataclass, replace
from difflib import SequenceMatcher
from functools import cached_property
from typing import Final

from rpp.evidence.references import identifiers
from rpp.evidence.references.generic import GENERIC
from rpp.evidence.references.reference import Reference

LONGEST_KEY = 200
# How alike two titles must be, of 1, where the first author and the year are the same.
ALIKE = 0.9
# Words of a title that is the beginning of another one's.
LEAST_WORDS = 4
# Of a proven pair: below, the number belongs to something that both are in.
RELATED = 0.5
# Why two may be one, for the person who decides.
WHY: Final = {
    "title": "The same title, and nothing that sets them apart.",
    "author": "Nearly the same title, by the same first author in the same year.",
    "number": "The same DOI or ERIC number, but another title.",
    "several": "Its DOI names one publication here and its ERIC number another.",
}


def plain(text: str) -> str:
    """A text as titles and names are compared: small letters and digits, one blank between."""
    apart = unicodedata.normalize("NFKD", text.replace("’", "").replace("'", ""))
    letters = "".join(c if c.isalnum() else " " for c in apart if not unicodedata.combining(c))
    return " ".join(letters.casefold().split())


def main_title(title: str) -> str:
    """A title without what follows a colon, a dash or a question mark, as it is compared."""
    main = re.split(r"[:?!]\s|\s[-–—]\s|\.\s", f"{title} ", maxsplit=1)[0]
    return plain(main) or plain(title)


def title_key(title: str) -> str:
    """By which records with the same main title are found; "" where it says nothing."""
    return main_title(title)[:LONGEST_KEY]


def author_key(surname: str, year: int | None) -> str:
    """By which records of the same first author and year are found; "" where one is missing."""
    name = plain(surname)
    return f"{name[:80]} {year}" if name and year else ""


def cited_surname(citation: str) -> str:
    """The first author's name of a citation in the form "Bacon, T. P. (2001). …"."""
    head = citation.partition("(")[0]
    return head.partition(",")[0].strip() if "," in head else head.strip(" .,&")


@dataclass(frozen=True)
class Compared:
    """A reference as it is compared with others."""

    title: str
    year: int | None = None
    surname: str = ""
    doi: str = ""
    eric_id: str = ""
    container: str = ""
    volume: str = ""
    pages: str = ""

    @classmethod
    def of(cls, one: Reference) -> "Compared":
        """A reference; the DOI of its container counts as none."""
        return cls(
            one.title,
            one.year,
            one.surname,
            "" if identifiers.is_of_container(one) else one.doi,
            one.eric_id,
            one.container,
            one.volume,
            one.pages,
        )

    @cached_property
    def plain_title(self) -> str:
        return plain(self.title)

    @cached_property
    def main(self) -> str:
        return main_title(self.title)

    @cached_property
    def numbers(self) -> list[str]:
        """What counts parts, volumes and years in a title, in Latin and in Roman figures."""
        return re.findall(r"\b(?:\d+|[ivx]{2,4}|v|x)\b", self.plain_title)

    @property
    def is_generic(self) -> bool:
        return self.main in GENERIC or self.plain_title in GENERIC or len(self.main) < 8


def likeness(one: Compared, other: Compared) -> float:
    """How alike two titles are, from 0 to 1; the main title alone counts as the whole."""
    if one.plain_title == other.plain_title or _one_is_main(one, other):
        return 1.0
    compared = SequenceMatcher(
        None, one.plain_title[:LONGEST_KEY], other.plain_title[:LONGEST_KEY], autojunk=False
    )
    # The quick answer is never less than the exact one.
    return compared.ratio() if compared.quick_ratio() >= RELATED else 0.0


def _one_is_main(one: Compared, other: Compared) -> bool:
    """Whether one gives the main title alone, and the other a subtitle with it."""
    if one.main != other.main:
        return False
    return one.plain_title == one.main or other.plain_title == other.main


def _one_begins(one: Compared, other: Compared) -> bool:
    """Whether one title is the beginning of the other, and long enough to say something."""
    shorter, longer = sorted((one.plain_title, other.plain_title), key=len)
    return longer.startswith(f"{shorter} ") and len(shorter.split()) >= LEAST_WORDS


def are_unlike(one: Compared, other: Compared) -> bool:
    """Whether a common number proves nothing since the titles have little to do with each other."""
    return likeness(one, other) < RELATED


def suggests(one: Compared, other: Compared) -> str:
    """Why two may be the same publication (a key of WHY); "" where nothing says so."""
    if _differ(one, other):
        return ""
    if one.plain_title == other.plain_title or _one_is_main(one, other):
        return "title"
    same_author = bool(one.surname) and plain(one.surname) == plain(other.surname)
    if not (same_author and one.year and one.year == other.year):
        return ""
    alike = _one_begins(one, other) or likeness(one, other) >= ALIKE
    return "author" if alike else ""


def _differ(one: Compared, other: Compared) -> bool:
    """Whether something says that there are two."""
    if _both(one.doi, other.doi) or _both(one.eric_id, other.eric_id):
        return True
    if one.year and other.year and abs(one.year - other.year) > 1:
        return True
    if one.numbers != other.numbers:
        return True
    surnames = plain(one.surname), plain(other.surname)
    if _both(*surnames) and not _same_name(*surnames):
        return True
    if one.is_generic or other.is_generic:
        return _generic_differ(one, other)
    return _in_other_places(one, other)


def _both(one: str, other: str) -> bool:
    """Whether both say something, and not the same."""
    return bool(one and other and one != other)


def _same_name(one: str, other: str) -> bool:
    # "van der Berg" is "Berg" where a program dropped what stands before.
    return one.split()[-1] == other.split()[-1]


def _generic_differ(one: Compared, other: Compared) -> bool:
    """An editorial is another one without its author, its year and its place."""
    if not (one.surname and other.surname and one.year == other.year):
        return True
    return _both(plain(one.container), plain(other.container)) or _in_other_places(one, other)


def _in_other_places(one: Compared, other: Compared) -> bool:
    """Whether both stand in one journal, on other pages or in another volume."""
    if not one.container or plain(one.container) != plain(other.container):
        return False
    return _both(one.volume, other.volume) or _both(_first(one.pages), _first(other.pages))


def _first(pages: str) -> str:
    found = re.search(r"\w+", pages)
    return found[0].lower() if found else ""


def fingerprint(one: Reference, occurrence: int = 0) -> str:
    """What tells a reference that was read before, word by word.

    `occurrence` counts those in a file that say the same and too little: see `says_little`.
    """
    said = json.dumps(asdict(one), sort_keys=True, ensure_ascii=False)
    again = f"#{occurrence}" if occurrence else ""
    return hashlib.sha256(f"{said}{again}".encode()).hexdigest()


def says_little(one: Reference) -> bool:
    """Whether two that say this may be two: a generic title, by nobody and on no page."""
    bare = replace(one, abstract="") == one and not one.pages and not identifiers.proving(one)
    return bare and not one.first_author and Compared.of(one).is_generic
