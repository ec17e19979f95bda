"""What a reviewer says to one criterion, and how judgments are kept and laid side by side."""

from collections.abc import Mapping
from dataclasses import dataclass

# A criterion's code and the outcome domain it is judged in ("" for the study as a whole).
Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Judgment:
    """One judgment: an answer of the criterion, and the words of the study that it rests on.

    `page` is as printed ("12", "A-3"); `note` what else is to be said. An adjudicator's note is
    the reason why.
    """

    answer: str = ""
    passage: str = ""
    page: str = ""
    note: str = ""


Judgments = Mapping[Key, Judgment]


@dataclass(frozen=True, slots=True)
class Judged:
    """A judgment as it is stored: with what it is about."""

    criterion: str
    domain: str
    judgment: Judgment


@dataclass(frozen=True, slots=True)
class Answered:
    """A decided answer: by both reviewers ("both"), or by the adjudicator with a reason."""

    criterion: str
    domain: str
    answer: str
    by: str = "both"
    reason: str = ""


@dataclass(frozen=True, slots=True)
class DecidedTier:
    """The ESSA tier in one outcome domain as it followed from a decision; None for no tier."""

    domain: str
    tier: int | None


def kept(judgments: Judgments) -> list[Judged]:
    """Judgments as they are stored, in a fixed order; empty ones are left out."""
    return [
        Judged(*key, judgment)
        for key, judgment in sorted(judgments.items())
        if judgment != Judgment()
    ]


def read(stored: list[Judged]) -> dict[Key, Judgment]:
    """Stored judgments by what they are about."""
    return {(one.criterion, one.domain): one.judgment for one in stored}
