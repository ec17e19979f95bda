"""What a list is narrowed to, as the links beside it: see components/lists.html."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Option:
    """One value of a facet: where it leads, and how many things it would leave."""

    label: str
    href: str
    count: int | None = None
    active: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """A facet with what it offers."""

    title: str
    options: list[Option]
    # Those that are folded away, where there are many.
    rest: Sequence[Option] = ()


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter in use; its address is the list without it."""

    label: str
    href: str
