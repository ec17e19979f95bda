"""What a synthesis asks, what it takes in, and how often it searches: said before it searches."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

# How a source is searched: by the portal whenever something enters its index, or by a person.
HOW: Mapping[str, str] = {
    "portal": "This portal: studies, briefs and what was imported",
    "wwc": "What Works Clearinghouse, as imported here",
    "other": "Searched by hand",
}
# For good: what a synthesis says when it ends (Cochrane's living reviews name the same four).
ENDINGS: Mapping[str, str] = {
    "conclusive": "The answer is conclusive: more studies would not change it",
    "not_pertinent": "The question is no longer pertinent to districts",
    "nothing_new": "Nothing new is expected",
    "no_resources": "No one has the time to keep it",
}


@dataclass(frozen=True, slots=True)
class Rules:
    """What may be a study of a synthesis: codes by what they are about; none given takes all.

    `words` are what the search is asked beside the question, one search a line. Subjects and
    grades are CEDS codes of the tags, `domains` names of outcome domains, `settings` words of
    `organizations.overlap`, `designs` keys of `contrast.DESIGNS`, `since` a year.
    """

    words: str = ""
    subjects: tuple[str, ...] = ()
    grades: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()
    settings: tuple[str, ...] = ()
    designs: tuple[str, ...] = ()
    since: int | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """A question in the parts of PICO, each in plain words."""

    population: str = ""
    intervention: str = ""
    comparison: str = ""
    outcome: str = ""


@dataclass(frozen=True, slots=True)
class Searched:
    """A source as a version names it: how often it is searched, and when it last was."""

    name: str
    how: str
    months: int
    at: datetime | None = None
