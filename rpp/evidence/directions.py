"""Findings whose direction is in doubt."""

import re
from typing import Protocol

# Outcomes of which less is better.
_LESS_IS_BETTER = re.compile(
    r"\b(drop(ped|ping)?[ -]?out|absen(t|ces?|teeism)\b|tru[ae]n|suspen|expul|expelled|arrest"
    r"|incarcerat|delinquen|crimes?\b|sold drugs|smoking|alcohol use|externalizing|internalizing"
    r"|hyperactiv|aggressi|bullying|depressi|anxiety|pregnan|grade retention|negative behavior"
    r"|problem behavior|course credits failed)",
    re.IGNORECASE,
)
_TURNED = re.compile(r"revers|\bdid not\b|\bno\b|without|attitudes?\b", re.IGNORECASE)
IN_DOUBT = (
    "On this outcome a lower number seems better, and the improvement index counts a higher one "
    "as better: the direction may be the other way round."
)


class Measured(Protocol):
    """A finding as far as its direction goes."""

    @property
    def outcome(self) -> str: ...
    @property
    def improvement_index(self) -> float | None: ...
    @property
    def mean_intervention(self) -> float | None: ...
    @property
    def mean_comparison(self) -> float | None: ...


def adverse(outcome: str) -> bool:
    """Whether less is better on an outcome, as far as its name tells."""
    return bool(_LESS_IS_BETTER.search(outcome)) and not _TURNED.search(outcome)


def unturned(one: Measured) -> bool:
    """Whether less is better on its outcome, and the source's index says that more is.

    Told by the name of the outcome and by the means: where they are negative, the measure was
    turned round. The direction of such a finding is the source's, and counts as not known.
    """
    index, ours, theirs = one.improvement_index, one.mean_intervention, one.mean_comparison
    if not index or ours is None or theirs is None or ours == theirs or min(ours, theirs) < 0:
        return False
    return adverse(one.outcome) and (index > 0) == (ours > theirs)
