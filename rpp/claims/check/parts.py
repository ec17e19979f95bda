"""The parts of a claim, and what can be said of each."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

Verdict = Literal["supported", "overstated", "unsupported", "contradicted", "unchecked"]
VERDICTS: dict[Verdict, str] = {
    "supported": "Supported here",
    "overstated": "Overstated",
    "unsupported": "Not supported by any record here",
    "contradicted": "Contradicted",
    "unchecked": "Cannot be checked here",
}
# The same in a word or two, behind the words of the claim.
SHORT: dict[Verdict, str] = {
    "supported": "supported",
    "overstated": "overstated",
    "unsupported": "not supported",
    "contradicted": "contradicted",
    "unchecked": "not checked",
}
# Shapes of components/signs.html: a verdict is never told by its color alone.
SIGNS: dict[Verdict, str] = {
    "supported": "done",
    "overstated": "act",
    "unsupported": "draft",
    "contradicted": "disagrees",
    "unchecked": "ended",
}

PartKind = Literal[
    "effect",
    "size",
    "grades",
    "setting",
    "population",
    "significance",
    "design",
    "tier",
    "rating",
    "proven",
    "based",
    "sample",
    "absolute",
    "endorsed",
    "duration",
]
KINDS: dict[PartKind, str] = {
    "effect": "What gets better",
    "size": "By how much",
    "grades": "Grades",
    "setting": "Kind of place",
    "population": "Students",
    "significance": "Statistical significance",
    "design": "How it was tested",
    "tier": "ESSA tier",
    "rating": "Rating",
    "proven": "Proof",
    "based": "Based on research",
    "sample": "How many took part",
    "absolute": "No exception",
    "endorsed": "Endorsement",
    "duration": "How fast",
}


class Span(NamedTuple):
    """Where words stand in the text as it was pasted."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Part:
    """One thing that a claim says, in its words.

    `code` says what is claimed within its kind: an outcome ("reading"), a unit of size
    ("percentile", "effect", "percent", "months"), a setting, a group of students, a design, what
    was counted. `codes` are CEDS grades; `number` is a size, a count or a tier; `most` where it is
    said to be the most ("up to"). `outcomes` are those of which it is claimed, none for all.
    """

    kind: PartKind
    span: Span
    words: str
    code: str = ""
    codes: tuple[str, ...] = ()
    number: float | None = None
    most: bool = False
    outcomes: tuple[str, ...] = ()


class Rest(NamedTuple):
    """What a verdict rests on: words, and where they stand."""

    words: str
    href: str


@dataclass(frozen=True, slots=True)
class Judged:
    """A part with its verdict, why in a sentence, and what that rests on."""

    part: Part
    verdict: Verdict
    why: str
    rests: Sequence[Rest] = ()
