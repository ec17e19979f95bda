"""Effects that belong together, because they come from one study or one district."""

from collections.abc import Hashable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Places = NDArray[np.intp]


class Clusters(NamedTuple):
    """The cluster of each effect as a number from 0, and how many clusters there are."""

    of: Places
    number: int

    def members(self) -> list[Places]:
        """The places of each cluster's effects."""
        order = np.argsort(self.of, kind="stable")
        ends = np.cumsum(np.bincount(self.of, minlength=self.number))[:-1]
        return np.split(order, ends)


def clusters(names: Sequence[Hashable]) -> Clusters:
    """Clusters by their names, in the order in which they first come."""
    numbers: dict[Hashable, int] = {}
    of = [numbers.setdefault(name, len(numbers)) for name in names]
    return Clusters(np.array(of, dtype=np.intp), len(numbers))
