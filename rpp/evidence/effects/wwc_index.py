"""The improvement index as the WWC's export gives it, which is not always that of g.

The WWC rests the index of a finding on the effect size that the authors report where there are
means and standard deviations to compare it with, and else on the effect size that it computed.
Nothing it publishes says so; its export of April 2020 does (`docs/evidence.md` counts the rows).
"""

from typing import NamedTuple

from rpp.evidence.effects.computed import Computed, Origin
from rpp.evidence.effects.index import improvement_index
from rpp.evidence.effects.sound import sound
from rpp.evidence.findings.contrast import Contrast


class Index(NamedTuple):
    """Percentile points (−50 to 50), above 0 in favor of the intervention, and what of."""

    value: float | None
    rests_on: Origin


def wwc_index(contrast: Contrast, found: Computed) -> Index:
    """The index by the WWC's practice."""
    authors = sound(contrast).said_by("authors")
    effect = authors.effect_size if authors else None
    if effect is not None and found.g_from == "computed" and found.figure("sd") is not None:
        return Index(improvement_index(_turned(contrast, effect, found.raw_g or 0.0)), "authors")
    return Index(found.improvement_index, found.g_from)


def _turned(contrast: Contrast, authors: float, raw: float) -> float:
    """Authors' effect with the sign that favors the intervention above 0: some turn theirs."""
    same_sign = (authors > 0) == (raw > 0)
    return -authors if contrast.lower_is_better and same_sign else authors
