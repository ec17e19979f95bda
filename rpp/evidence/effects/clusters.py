"""What it changes that people came in clusters: students of one class or school are alike."""

from dataclasses import dataclass

from rpp.evidence.effects.numbers import Uncomputable, finite
from rpp.evidence.topics import topic_of_domain

# The share of the variance that lies between clusters, where nobody reports it.
ICC_ACHIEVEMENT = 0.20
ICC_OTHER = 0.10
# The portal's topics whose outcomes are no achievement.
_NO_ACHIEVEMENT = frozenset(
    {"behavior", "attendance", "graduation", "postsecondary", "teachers"},
)


def default_icc(domain: str) -> float:
    """The intraclass correlation that the WWC takes where a study reports none, by domain."""
    return ICC_OTHER if topic_of_domain(domain) in _NO_ACHIEVEMENT else ICC_ACHIEVEMENT


@dataclass(frozen=True, slots=True)
class Clustering:
    """`n` people in `clusters` clusters of both groups, with an intraclass correlation (0 to 1)."""

    n: int
    clusters: int
    icc: float

    @property
    def size(self) -> float:
        """People in a cluster, on average."""
        return self.n / self.clusters

    @property
    def design_effect(self) -> float:
        """By how much the variance of a difference grows: 1 + (size − 1) × ICC."""
        return 1 + (self.size - 1) * self.icc

    @property
    def factor(self) -> float:
        """What t is multiplied by, 0 to 1."""
        left = self._left()
        return float((left / ((self.n - 2) * self.design_effect)) ** 0.5)

    @property
    def df(self) -> float:
        """The degrees of freedom that are left."""
        size, n, icc = self.size, self.n, self.icc
        below = (
            (n - 2) * (1 - icc) ** 2
            + size * (n - 2 * size) * icc**2
            + 2 * (n - 2 * size) * icc * (1 - icc)
        )
        if below <= 0:
            raise Uncomputable(_TOO_FEW)
        found = finite(self._left() ** 2 / below)
        if found <= 0:
            raise Uncomputable(_TOO_FEW)
        return found

    def _left(self) -> float:
        left = (self.n - 2) - 2 * (self.size - 1) * self.icc
        if self.clusters < 2 or self.n < 3 or not 0 <= self.icc <= 1 or left <= 0:
            raise Uncomputable(_TOO_FEW)
        return left


_TOO_FEW = "There are too few clusters to take them into account."
