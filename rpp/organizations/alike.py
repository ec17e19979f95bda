"""How like districts are: a distance over what the directory tells of them.

Gower's distance (Gower 1971, Biometrics 27:857–871): each characteristic gives a part between 0
(the same) and 1 (as far apart as districts are), and the distance is their mean, so kinds of place
and numbers stand side by side. Four characteristics count alike: kind of place, size, poverty, race
and ethnicity. Where from, and why so: docs/decisions/0043.

A district is compared only with those of which the directory knows all that it knows of this one:
their distances are then means of the same parts, and nothing missing is taken for likeness.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from math import log10
from typing import TYPE_CHECKING

from rpp.organizations.profiles import GROUPS, Profile, directory

if TYPE_CHECKING:
    from numpy import float32
    from numpy.typing import NDArray

    Floats = NDArray[float32]

# What is compared, by name.
PARTS: dict[str, str] = {
    "place": "Kind of place",
    "size": "Size",
    "poverty": "Poverty",
    "race": "Race and ethnicity",
}
# Fewer say too little to call districts alike.
FEWEST = 2
# Districts up to this distance are called alike: in what is compared they differ on average by a
# quarter of how far apart districts are, or less.
ALIKE = 0.25
# Of one type of place, another subtype: midsize and large cities, for example.
SUBTYPE = 0.5
# How far apart districts are: from the 2.5th to the 97.5th percentile of the directory, that of
# sizes (40 to 22,027 students) by powers of ten. What is farther apart counts as this far.
SIZE_RANGE = log10(22_027 / 40)
POVERTY_RANGE = 0.359 - 0.029


@dataclass(frozen=True, slots=True)
class Alike(Mapping[str, float]):
    """Distances from a district by LEAID, of those that it can be compared with, itself left out.

    `parts` are the characteristics that are compared; with fewer than FEWEST there is no distance.
    """

    own: Profile
    parts: tuple[str, ...]
    distances: "Floats"

    def __getitem__(self, leaid: str) -> float:
        at = directory().place(leaid)
        if at is None or self.distances[at] != self.distances[at]:
            raise KeyError(leaid)
        return float(self.distances[at])

    def __iter__(self) -> Iterator[str]:
        import numpy as np

        return (directory().leaid(int(at)) for at in np.flatnonzero(~np.isnan(self.distances)))

    def __len__(self) -> int:
        import numpy as np

        return int((~np.isnan(self.distances)).sum())

    @property
    def missing(self) -> list[str]:
        """What is not compared, since the directory does not know it of this district."""
        return [words for name, words in PARTS.items() if name not in self.parts]

    def nearest(self, limit: int) -> list[str]:
        """The LEAIDs of the districts most like it, the most alike first; ties by LEAID."""
        import numpy as np

        order = np.argsort(self.distances, kind="stable")[:limit]
        return [
            directory().leaid(int(at)) for at in order if self.distances[at] == self.distances[at]
        ]

    def within(self, distance: float = ALIKE) -> list[str]:
        """The LEAIDs of the districts that are alike, by LEAID, without its own."""
        import numpy as np

        return [directory().leaid(int(at)) for at in np.flatnonzero(self.distances <= distance)]


@dataclass(frozen=True, slots=True)
class _Columns:
    """The directory as NumPy sees it, without a copy; groups as rows."""

    locale: "Floats"
    size: "Floats"
    poverty: "Floats"
    groups: "Floats"


@cache
def _columns() -> _Columns:
    import numpy as np

    def column(name: str) -> "Floats":
        return np.frombuffer(directory().columns[name], dtype=np.float32)

    return _Columns(
        column("locale"),
        np.log10(column("enrollment")),
        column("poverty"),
        np.stack([column(name) for name in GROUPS]),
    )


def alike(own: Profile) -> Alike:
    """Distances of all districts of the directory from one; about a millisecond."""
    import numpy as np

    told = dict(_told(own))
    size = len(directory().leaids)
    if len(told) < FEWEST:
        return Alike(own, tuple(told), np.full(size, np.nan, dtype=np.float32))
    # A sum with what is not known is not known.
    values = np.add.reduce(list(told.values())) / np.float32(len(told))
    if (at := directory().place(own.leaid)) is not None:
        values[at] = np.nan
    return Alike(own, tuple(told), values)


def _told(own: Profile) -> Iterator[tuple[str, "Floats"]]:
    """The parts of the distance that can be known, by name: columns of values from 0 to 1."""
    import numpy as np

    columns = _columns()
    if own.locale is not None:
        other_type = columns.locale // 10 != own.locale // 10
        other = columns.locale != own.locale
        # Where a place is not known it would be another one.
        apart = np.where(np.isnan(columns.locale), np.nan, np.maximum(other_type, SUBTYPE * other))
        yield "place", apart.astype(np.float32)
    if own.enrollment:
        times = np.abs(columns.size - np.float32(log10(own.enrollment)))
        yield "size", np.minimum(times / np.float32(SIZE_RANGE), np.float32(1))
    if own.poverty is not None:
        points = np.abs(columns.poverty - np.float32(own.poverty))
        yield "poverty", np.minimum(points / np.float32(POVERTY_RANGE), np.float32(1))
    if own.groups:
        ours = np.array([own.groups.get(name, 0) for name in GROUPS], dtype=np.float32)
        # How many of 100 students would have to be of another group for the two to be the same.
        yield "race", np.abs(columns.groups - ours[:, None]).sum(axis=0) / np.float32(2)
