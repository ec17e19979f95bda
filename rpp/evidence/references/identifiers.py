"""What tells a publication from all others: its DOI, its ERIC number, and what only looks so."""

import re
from urllib.parse import unquote

from rpp.evidence.references.reference import Reference

LONGEST = 250
# Old ones hold signs of HTML: "10.1002/(SICI)1097-4571(199806)49:8<693::AID-ASI4>3.0.CO;2-O".
_DOI = re.compile(r"10\.\d{4,9}(?:\.\d+)*/(?:\(SICI\)[^\s\"]+|[^\s\"<>]+)", re.IGNORECASE)
_ERIC = re.compile(r"(?<![A-Z0-9])E[DJ]\d{6,8}(?!\d)", re.IGNORECASE)
_ERIC_AT_HOME = re.compile(r"eric\.ed\.gov/\S*?(E[DJ]\d{6,8})", re.IGNORECASE)
# A DOI that names its container: a journal by its ISSN, a book by its ISBN and nothing more.
_OF_JOURNAL = re.compile(r"\(issn\)|/issn[.:-]?\d{4}", re.IGNORECASE)
_OF_BOOK = re.compile(r"97[89][-‐]?(?:\d[-‐]?){9}[\dx]$", re.IGNORECASE)
# Parts of something larger.
PARTS = frozenset(("chapter", "conference"))


def doi(text: str) -> str:
    """The DOI in a text, in the one spelling in which DOIs are compared; "" where there is none.

    DOIs know no capitals (DOI Handbook, 3.4.2). Addresses of resolvers, "doi:", escapes of LaTeX
    and of URLs, and the punctuation of a sentence are no part of one.
    """
    text = re.sub(r"\{\\+_\}|\{\\\\_\}|\{\\\\\}_|\\+_|\{_\}", "_", text)
    text = re.sub(r"\\+([&%#])", r"\1", text)
    found = _DOI.search(unquote(text) if "%2f" in text.lower() else text)
    if not found:
        return ""
    value = found[0].rstrip(".,;:'’”»*")
    for opening, closing in (("(", ")"), ("[", "]"), ("{", "}")):
        while value.endswith(closing) and value.count(closing) > value.count(opening):
            value = value[:-1].rstrip(".,;:")
    value = re.sub(r"/(abstract|full|pdf|epdf|meta)$", "", value, flags=re.IGNORECASE)
    return value.lower() if len(value) <= LONGEST else ""


def eric_id(text: str) -> str:
    """The ERIC number in a text: "EJ1234567", "ED567890"; "" where there is none."""
    found = _ERIC.fullmatch(text.strip()) or _ERIC_AT_HOME.search(text)
    return (found[1] if found and found.re is _ERIC_AT_HOME else found[0] if found else "").upper()


def isbn(text: str) -> str:
    """The first ISBN in a text, without hyphens; "" where none has a right check digit."""
    for found in re.finditer(r"(?:97[89][-\s‐]?)?(?:\d[-\s‐]?){9}[\dXx]", text):
        digits = re.sub(r"[^\dXx]", "", found[0]).upper()
        if _is_isbn(digits):
            return digits
    return ""


def _is_isbn(digits: str) -> bool:
    if "X" in digits[:-1]:
        return False
    values = [10 if c == "X" else int(c) for c in digits]
    if len(values) == 10:
        return sum(v * (10 - i) for i, v in enumerate(values)) % 11 == 0
    right = sum(v * (1, 3)[i % 2] for i, v in enumerate(values)) % 10 == 0
    return len(values) == 13 and "X" not in digits and right


def issn(text: str) -> str:
    """The first ISSN in a text, with its hyphen; "" where there is none."""
    found = re.search(r"(?<!\d)(\d{4})[-‐]?(\d{3}[\dXx])(?!\d)", text)
    return f"{found[1]}-{found[2].upper()}" if found else ""


def is_of_container(one: Reference) -> bool:
    """Whether its DOI plainly names the journal or book it is in: that proves nothing of it."""
    if _OF_JOURNAL.search(one.doi):
        return True
    return one.type in PARTS and bool(_OF_BOOK.search(one.doi))


def proving(one: Reference) -> list[tuple[str, str]]:
    """The identifiers (scheme, value) that prove which publication it is."""
    found = [("eric", one.eric_id)]
    if not is_of_container(one):
        found.insert(0, ("doi", one.doi))
    return [(scheme, value) for scheme, value in found if value]
