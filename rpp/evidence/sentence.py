"""A sentence as it is stored."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

# What was tried and with whom, what changed, and how sure that is.
Part = Literal["about", "found", "sure"]


# What each part is called on the page of a record.
PARTS: dict[Part, str] = {
    "about": "What was tried",
    "found": "What changed",
    "sure": "How sure this is",
}


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence on one record, which says of what it speaks and ends with a full stop."""

    part: Part
    text: str


def mark(at: int) -> str:
    """The mark of a record's sentence on its page, by where it stands."""
    return f"said-{at + 1}"


def text_of(sentences: Iterable[Sentence]) -> str:
    """Sentences as one text, each on a line of its own."""
    return "\n".join(one.text for one in sentences)
