"""Which findings a record speaks of: the rule, in one place.

Outcome domains: those with a significant finding on a whole sample first, then those with one on
a subgroup, then the others; within these, the largest sample first. MOST domains are told with
figures; the others are named together. Of a domain, one finding stands for all: of those that are
significant where any are; whole samples before subgroups; then the largest sample, never the
largest effect. A finding whose number is likely an error, or whose direction is in doubt, stands
for none.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from rpp.evidence.directions import unturned
from rpp.evidence.importing.findings import reading_order
from rpp.evidence.importing.values import FindingValues

MOST = 3  # domains that are told with figures
SURE = 0.05
WAYS = ("intervention", "comparison")


@dataclass(frozen=True)
class Domain:
    """The findings of a record on one outcome domain; counts are of findings.

    `undirected` are significant by the source, which does not say in whose favor, or whose
    direction is in doubt.
    """

    name: str
    findings: Sequence[FindingValues]

    @cached_property
    def directed(self) -> list[FindingValues]:
        """Those that are significant in a direction that is clear."""
        return [
            one
            for one in self.findings
            if one.significant and one.direction in WAYS and not unturned(one)
        ]

    @property
    def favor(self) -> int:
        return sum(one.direction == "intervention" for one in self.directed)

    @property
    def against(self) -> int:
        return len(self.directed) - self.favor

    @property
    def undirected(self) -> int:
        return sum(bool(one.significant) for one in self.findings) - len(self.directed)

    @property
    def say(self) -> int:
        return sum(one.significant is not None for one in self.findings)

    @property
    def total(self) -> int:
        return len(self.findings)

    @property
    def tells(self) -> bool:
        """Whether any finding is significant in a direction that is clear."""
        return bool(self.directed)

    @property
    def largest(self) -> int:
        return max((one.n_total or 0 for one in self.findings), default=0)

    def example(self, direction: str = "") -> FindingValues | None:
        """The finding that stands for those of a direction ("": for all)."""
        among = self.directed if direction else self.findings
        able = [one for one in among if _able(one) and direction in ("", one.direction)]
        return min(able, key=_before, default=None)


def _able(one: FindingValues) -> bool:
    told = one.improvement_index is not None or one.effect_size is not None
    return told and not one.flag and not unturned(one)


def _before(one: FindingValues) -> tuple[object, ...]:
    doubtful = bool(one.significant) and contradicted(one)
    return bool(one.is_subgroup), doubtful, -(one.n_total or 0), reading_order(one)


def contradicted(one: FindingValues) -> bool:
    """Whether the source marks it significant beside p-values that all say otherwise."""
    values = [value for value in (one.p_value, one.p_value_study) if value is not None]
    return bool(one.significant) and bool(values) and min(values) >= SURE


def domains(findings: Sequence[FindingValues]) -> list[Domain]:
    """The outcome domains of a record's findings, what matters most first."""
    groups: dict[str, list[FindingValues]] = {}
    for one in findings:
        groups.setdefault(one.domain, []).append(one)
    return sorted((Domain(name, group) for name, group in groups.items()), key=_rank)


def _rank(domain: Domain) -> tuple[object, ...]:
    whole = any(not one.is_subgroup for one in domain.directed)
    return not whole, not domain.tells, -domain.largest, domain.name
