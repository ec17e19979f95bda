"""Where the DOIs of a brief stand, in words for those who make it."""

from collections.abc import Iterable
from typing import NamedTuple

from rpp.briefs.doi.registering import Standing

WORDS = {
    "": "waits to be reserved at DataCite",
    "draft": "is reserved, and becomes public with the brief",
    "findable": "is registered",
    "registered": "leads to the page that says why the brief was withdrawn",
}


class Line(NamedTuple):
    """A DOI: of which version, and where it stands; `trouble` is what DataCite said, or ""."""

    of: str
    words: str
    trouble: str


def lines(found: Iterable[Standing]) -> list[Line]:
    """The DOIs of a brief in words; one that is not reserved yet is not named."""
    return [_line(one) for one in found]


def _line(one: Standing) -> Line:
    of = f"Version {one.number}" if one.number else "All versions"
    name = one.doi if one.state else "A DOI"
    return Line(of, f"{name} {WORDS[one.state]}.", one.error)
