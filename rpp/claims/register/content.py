"""What a version of a claim says: words that were claimed, and what was verified."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from rpp.claims.check.parts import PartKind, Verdict
from rpp.layout import State

# What was verified of a claim as a whole. "Not verified" is never called false.
Standing = Literal["supported", "overstated", "unverified"]
STANDINGS: Mapping[Standing, str] = {
    "supported": "Supported by the records here",
    "overstated": "Overstated: the records here say less",
    "unverified": "Not verified here",
}
STATES: Mapping[Standing, State] = {
    "supported": State("done", "Supported", "by the records here"),
    "overstated": State("act", "Overstated", "the records here say less"),
    "unverified": State("ended", "Not verified here", "which does not mean that it is false"),
}


@dataclass(frozen=True, slots=True)
class SaidRest:
    """What a verdict rested on when the claim was checked."""

    words: str
    href: str


@dataclass(frozen=True, slots=True)
class SaidPart:
    """A part of the claim as the check judged it on the day it was recorded."""

    kind: PartKind
    words: str
    verdict: Verdict
    why: str
    rests: list[SaidRest] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Content:
    """A claim as it stands in one version.

    `quote` are the exact words, `address` where they stood on `seen_on`, `archive` the address of
    a copy kept elsewhere. `reasons` say why a person came to `verdict`; `interest` is what its
    writer declares. `records` are ids of evidence records on the program.
    """

    product: str = ""
    claimant: str = ""
    quote: str = ""
    address: str = ""
    archive: str = ""
    seen_on: date | None = None
    verdict: Standing = "unverified"
    reasons: str = ""
    interest: str = ""
    # What changed since the version before.
    change: str = ""
    parts: list[SaidPart] = field(default_factory=list)
    records: list[int] = field(default_factory=list)

    @property
    def title(self) -> str:
        """How the claim is called in lists: whose claim it is, and about what."""
        return f"{self.claimant} on {self.product}"
