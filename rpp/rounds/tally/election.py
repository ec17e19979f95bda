"""What is counted: projects with costs, a capacity, and voters with utilities."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any, TypeVar

Exact = Fraction | int
Ballot = TypeVar("Ballot", bound=tuple[Any, ...])


def exact(number: Exact) -> Fraction:
    """The number as a fraction; TypeError for anything that may have been rounded."""
    if isinstance(number, Fraction):
        return number
    if isinstance(number, int):
        return Fraction(number)
    raise TypeError(f"{number!r} is no exact number")


@dataclass(frozen=True)
class Project:
    """What voters choose among. Whole numbers given as cost become fractions."""

    id: str
    cost: Fraction
    name: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "cost", exact(self.cost))
        if self.cost < 0:
            raise ValueError(f"project {self.id} costs less than nothing")


@dataclass(frozen=True)
class Group:
    """Voters whose ballots are equal: how many, and what each project is worth to each of them.

    A project that is not named is worth 0 to them; one named with 0 was ranked, and last.
    """

    weight: int
    utilities: Mapping[str, Fraction]


@dataclass(frozen=True)
class Election:
    """All that a rule may know. Projects that are equal otherwise go by `tie_order`.

    Voters who gave nothing are a group without utilities: they too count as electorate.
    """

    projects: tuple[Project, ...]
    capacity: Fraction
    groups: tuple[Group, ...]
    tie_order: tuple[str, ...]

    def __post_init__(self) -> None:
        object.__setattr__(self, "capacity", exact(self.capacity))
        ids = {project.id for project in self.projects}
        if len(ids) < len(self.projects):
            raise ValueError("two projects have the same id")
        if len(self.tie_order) != len(ids) or set(self.tie_order) != ids:
            raise ValueError("the tie order must name every project once")
        if self.capacity < 0:
            raise ValueError("the capacity is less than nothing")
        for group in self.groups:
            if group.weight < 1:
                raise ValueError("a group has at least one voter")
            if not ids.issuperset(group.utilities):
                raise ValueError("a ballot names a project that does not stand")

    @cached_property
    def voters(self) -> int:
        """How many voters there are, those with empty ballots too."""
        return sum(group.weight for group in self.groups)

    @cached_property
    def cost(self) -> dict[str, Fraction]:
        """What each project costs."""
        return {project.id: project.cost for project in self.projects}

    @cached_property
    def place(self) -> dict[str, int]:
        """Where each project stands in the tie order, from 0."""
        return {project: at for at, project in enumerate(self.tie_order)}

    @cached_property
    def supporters(self) -> dict[str, list[int]]:
        """The groups to whose voters each project is worth more than 0."""
        found: dict[str, list[int]] = {project: [] for project in self.tie_order}
        for at, group in enumerate(self.groups):
            for project, utility in group.utilities.items():
                if utility > 0:
                    found[project].append(at)
        return found

    @cached_property
    def total(self) -> dict[str, Fraction]:
        """What each project is worth to all voters together."""
        counts: dict[str, Counter[Fraction]] = {project: Counter() for project in self.tie_order}
        for group in self.groups:
            for project, utility in group.utilities.items():
                counts[project][utility] += group.weight
        return {
            project: sum((utility * n for utility, n in count.items()), Fraction(0))
            for project, count in counts.items()
        }


def by_id(projects: Iterable[Project], first: Iterable[str] = ()) -> tuple[str, ...]:
    """The tie order: the projects in `first`, then the others by their id as a string."""
    named = dict.fromkeys(first)
    others = sorted(project.id for project in projects if project.id not in named)
    return (*named, *others)


def _election(
    projects: Iterable[Project],
    capacity: Exact,
    ballots: Iterable[Ballot],
    utilities: Callable[[Ballot], Iterable[tuple[str, Exact]]],
    tie_order: Sequence[str] | None,
) -> Election:
    # Equal ballots become one group, and groups stand in an order of their own: the order in
    # which projects and ballots came is forgotten here.
    projects = tuple(sorted(projects, key=lambda project: project.id))
    weights = Counter(ballots)
    fractions: dict[Exact, Fraction] = {}

    def fraction(number: Exact) -> Fraction:
        if number not in fractions:
            fractions[number] = exact(number)
        return fractions[number]

    groups = tuple(
        Group(weights[ballot], {project: fraction(worth) for project, worth in utilities(ballot)})
        for ballot in sorted(weights)
    )
    order = by_id(projects) if tie_order is None else tuple(tie_order)
    return Election(projects, exact(capacity), groups, order)


def from_points(
    projects: Iterable[Project],
    capacity: Exact,
    ballots: Iterable[Mapping[str, Exact]],
    tie_order: Sequence[str] | None = None,
) -> Election:
    """An election where a project is worth to a voter the points their ballot gives it."""
    pairs = (tuple(sorted(pair for pair in ballot.items() if pair[1] != 0)) for ballot in ballots)
    return _election(projects, capacity, pairs, lambda ballot: ballot, tie_order)


def from_approvals(
    projects: Iterable[Project],
    capacity: Exact,
    ballots: Iterable[Collection[str]],
    tie_order: Sequence[str] | None = None,
    *,
    utility: str = "cost",
) -> Election:
    """An election where an approved project is worth its cost, or 1 (`cardinality`)."""
    if utility not in ("cost", "cardinality"):
        raise ValueError(f"{utility} is no utility of approvals")
    projects = tuple(projects)
    worth = {project.id: project.cost if utility == "cost" else 1 for project in projects}
    approved = (tuple(sorted(set(ballot))) for ballot in ballots)
    return _election(
        projects, capacity, approved, lambda ballot: ((id, worth[id]) for id in ballot), tie_order
    )


def from_rankings(
    projects: Iterable[Project],
    capacity: Exact,
    ballots: Iterable[Sequence[str]],
    tie_order: Sequence[str] | None = None,
) -> Election:
    """An election with Borda's points: how many of the ballot's projects stand below this one.

    What a ballot does not rank gets nothing from it; ValueError when it ranks a project twice.
    """
    ranked = [tuple(ballot) for ballot in ballots]
    if any(len(set(ballot)) < len(ballot) for ballot in ranked):
        raise ValueError("a ballot ranks a project twice")
    return _election(
        projects,
        capacity,
        ranked,
        lambda ballot: ((id, len(ballot) - at) for at, id in enumerate(ballot, 1)),
        tie_order,
    )
