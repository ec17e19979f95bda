"""How far a study that no journal reviewed can be trusted: the AACODS checklist.

Authority, accuracy, coverage, objectivity, date and significance (Tyndall 2010, Flinders
University). Its questions are asked here in our words. Significance is what a study adds, whatever
it found: a study that found no difference adds as much as any.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlsplit

from rpp.errors import DomainError


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the checklist: its name, and what is asked."""

    name: str
    question: str


PARTS: Mapping[str, Part] = {
    "authority": Part("Authority", "Are those who wrote it known for work on this question?"),
    "accuracy": Part("Accuracy", "Does it say how it was done, well enough to be checked?"),
    "coverage": Part("Coverage", "Does it say whom and what it leaves out?"),
    "objectivity": Part("Objectivity", "Are interests in the answer named, and kept apart?"),
    "date": Part("Date", "Does it say when it was done, and is that recent enough?"),
    "significance": Part(
        "Significance", "Does it add to the answer, also where it found no difference?"
    ),
}
ANSWERS: Mapping[str, str] = {"yes": "Yes", "no": "No", "unclear": "Unclear"}

# Where copies are usually kept; any other address does, too.
ARCHIVES: Mapping[str, str] = {
    "web.archive.org": "Internet Archive",
    "archive.org": "Internet Archive",
    "perma.cc": "Perma.cc",
    "archive.today": "archive.today",
    "archive.ph": "archive.today",
    "eric.ed.gov": "ERIC",
    "files.eric.ed.gov": "ERIC",
    "osf.io": "Open Science Framework",
    "zenodo.org": "Zenodo",
    "govinfo.gov": "GovInfo",
}
LONGEST_ADDRESS = 500


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer to one part, a key of ANSWERS, and the words for it."""

    says: str
    words: str = ""


@dataclass(frozen=True, slots=True)
class Appraisal:
    """The answers by part, the address of an archived copy, and the day it was archived."""

    answers: Mapping[str, Answer]
    archived_at: str
    archived_on: date | None

    def check(self, today: date) -> None:
        """DomainError where a part has no answer, an answer no words, or the copy no address."""
        for code, part in PARTS.items():
            answer = self.answers.get(code)
            if answer is None or answer.says not in ANSWERS:
                raise DomainError(f"Answer what is asked about {part.name.lower()}.", code)
            if not answer.words:
                raise DomainError("Say in a few words why.", f"{code}_words")
        if not is_address(self.archived_at):
            raise DomainError("Give the whole address of the copy, with https://", "archived_at")
        if self.archived_on is None:
            raise DomainError("Give the day.", "archived_on")
        if self.archived_on > today:
            raise DomainError("This day is still to come.", "archived_on")


def is_address(text: str) -> bool:
    """Whether a text is an https address of a named machine; nothing is fetched."""
    if len(text) > LONGEST_ADDRESS or any(c.isspace() or c < " " or c in '"<>\\' for c in text):
        return False
    try:
        parts = urlsplit(text)
        host, user = parts.hostname or "", parts.username
    except ValueError:
        return False
    return parts.scheme == "https" and "." in host.strip(".") and user is None


def archive_of(address: str) -> str:
    """By what name the archive of a copy is known; its machine's name where it is not."""
    host = (urlsplit(address).hostname or "").removeprefix("www.")
    return ARCHIVES.get(host, host)
