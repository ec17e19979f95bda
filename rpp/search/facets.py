"""By what hits of a search are narrowed: the facets, and the words of their codes."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from rpp import kinds, vocabulary
from rpp.concepts import schemes
from rpp.evidence.facets import FACETS as OF_RECORDS
from rpp.evidence.topics import TIERS
from rpp.organizations.domains import STATES
from rpp.organizations.facets import LOCALE, SIZE
from rpp.shelf import NO_TIER, UNRATED

Labels = Mapping[str, str]
KIND = "kind"
# So many values of a facet stand open; the others unfold.
OPEN = 8


@dataclass(frozen=True, slots=True)
class Facet:
    """A title, and the words of its codes in their order; a code without words is its own word.

    `falling`: the last code comes first, as of years. Without words a code is what `pattern` says.
    """

    title: str
    words: Callable[[], Labels] = dict
    falling: bool = False
    pattern: str = ""

    def label(self, code: str) -> str:
        """What people call a code."""
        return self.words().get(code, code)

    def takes(self, code: str) -> bool:
        """Whether a code can be one of its values."""
        labels = self.words()
        return code in labels if labels else bool(re.fullmatch(self.pattern, code))

    def in_order(self, codes: Iterable[str]) -> list[str]:
        """Some codes as they are offered."""
        place = {code: at for at, code in enumerate(self.words())}
        ordered = sorted(codes, key=lambda code: (place.get(code, len(place)), code))
        return ordered[::-1] if self.falling else ordered


def _these(labels: Labels) -> Callable[[], Labels]:
    return lambda: labels


def _kinds() -> Labels:
    return {name: kind.many for name, kind in kinds.indexed().items()}


FACETS: Mapping[str, Facet] = {
    KIND: Facet("Kind", _kinds),
    "tier": Facet(
        "Strength of evidence",
        _these({**TIERS, NO_TIER: "No tier from its source", UNRATED: "Not rated yet"}),
    ),
    "design": Facet("Study design", lambda: schemes.options("design")),
    "subject": Facet("Subject", _these(vocabulary.SUBJECTS)),
    "grade": Facet("Grade", _these(OF_RECORDS["grade"])),
    "locale": Facet("Kind of place", _these(LOCALE)),
    "size": Facet("Size of the district", _these(SIZE)),
    "state": Facet("State", _these(STATES)),
    "verdict": Facet(
        "Claim",
        _these(
            {"supported": "Supported", "overstated": "Overstated", "unverified": "Not verified"}
        ),
    ),
    "year": Facet("Year", falling=True, pattern="[12][0-9]{3}"),
}
