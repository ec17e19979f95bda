"""Who was studied and where, by the facts of a record, to compare with a district."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from rpp.organizations.overlap import Studied

# What records call the shares of their samples, and what the directory calls them.
SHARES = {
    "free_lunch": "frl",
    "english_learners": "english_learners",
    "white": "white",
    "hispanic": "hispanic",
    "black": "black",
    "asian": "asian",
    "native_american": "american_indian",
    "pacific_islander": "pacific_islander",
}


class Sampled(Protocol):
    """What a record says of its sample: `EvidenceRecord` and `facts.Facts` do."""

    @property
    def grades(self) -> Sequence[str]: ...

    @property
    def settings(self) -> Sequence[str]: ...

    @property
    def school_types(self) -> Sequence[str]: ...

    @property
    def demographics(self) -> Mapping[str, float]: ...


def studied(record: Sampled) -> Studied:
    """A record's sample and setting; its percentages become fractions."""
    told = record.demographics
    return Studied(
        record.grades,
        record.settings,
        record.school_types,
        {ours: told[theirs] / 100 for theirs, ours in SHARES.items() if theirs in told},
    )
