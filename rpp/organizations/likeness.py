"""How like two districts are, in words that anyone can check: each number beside its word."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from rpp.organizations.alike import ALIKE, PARTS
from rpp.organizations.models import LOCALES
from rpp.organizations.profiles import GROUPS, Profile

SUBTYPES = {
    1: ("large", "midsize", "small"),
    2: ("large", "midsize", "small"),
    3: ("fringe", "distant", "remote"),
    4: ("fringe", "distant", "remote"),
}
# A size up to so many times another is about the same, one farther apart is much smaller or larger.
SAME_SIZE, OTHER_SIZE = 1.5, 3.0
# In points of 100 children.
SAME_POVERTY, OTHER_POVERTY = 0.05, 0.15
# Of 100 students, how many would have to be of another group.
SAME_GROUPS = 0.15
# What a distance is called, up to the figure that stands before it.
DEGREES = (
    (0.1, "Very much alike"),
    (ALIKE, "Alike"),
    (0.4, "Somewhat alike"),
    (1.0, "Not much alike"),
)


class Likeness(NamedTuple):
    """One characteristic of two districts: whether it is the same, and in words how not.

    `same` is None where one of them is not known.
    """

    name: str
    same: bool | None
    words: str

    @property
    def title(self) -> str:
        return PARTS[self.name]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two districts beside each other."""

    parts: list[Likeness]

    @property
    def sentence(self) -> str:
        """All of it: "Same kind of place (rural: distant), about the same size (…), …"."""
        told = ", ".join(part.words for part in self.parts)
        return f"{told[0].upper()}{told[1:]}."


def degree(distance: float | None) -> str:
    """What a distance is called; "Not comparable" without one."""
    if distance is None:
        return "Not comparable"
    return next(words for most, words in DEGREES if distance <= most or most == 1)


def place(locale: int | None) -> str:
    """The NCES locale in words: "rural: distant"; "" where it is not known."""
    if locale is None:
        return ""
    return f"{LOCALES[locale // 10].lower()}: {SUBTYPES[locale // 10][locale % 10 - 1]}"


def compare(other: Profile, own: Profile, whose: str = "yours") -> Comparison:
    """Another district as it compares with one; `whose` names that one beside its numbers."""
    return Comparison(list(_parts(other, own, whose)))


def _parts(other: Profile, own: Profile, whose: str) -> Iterator[Likeness]:
    yield _place(other, own, whose)
    yield _size(other, own, whose)
    yield _poverty(other, own, whose)
    yield _groups(other, own, whose)


def _place(other: Profile, own: Profile, whose: str) -> Likeness:
    if other.locale is None or own.locale is None:
        return Likeness("place", None, "kind of place not known")
    there, here = place(other.locale), place(own.locale)
    if there == here:
        return Likeness("place", True, f"same kind of place ({there})")
    kind = "similar" if other.locale // 10 == own.locale // 10 else "another"
    return Likeness("place", False, f"{kind} kind of place ({there}; {whose} {here})")


def _size(other: Profile, own: Profile, whose: str) -> Likeness:
    if not other.enrollment or not own.enrollment:
        return Likeness("size", None, "size not known")
    numbers = f"({other.enrollment:,} students; {whose} {own.enrollment:,})"
    times = max(other.enrollment, own.enrollment) / min(other.enrollment, own.enrollment)
    if times <= SAME_SIZE:
        return Likeness("size", True, f"about the same size {numbers}")
    much = "much " if times > OTHER_SIZE else ""
    way = "larger" if other.enrollment > own.enrollment else "smaller"
    return Likeness("size", False, f"{much}{way} {numbers}")


def _poverty(other: Profile, own: Profile, whose: str) -> Likeness:
    if other.poverty is None or own.poverty is None:
        return Likeness("poverty", None, "poverty not known")
    numbers = f"({other.poverty:.0%} of children; {whose} {own.poverty:.0%})"
    apart = other.poverty - own.poverty
    if abs(apart) <= SAME_POVERTY:
        return Likeness("poverty", True, f"about as much poverty {numbers}")
    much = "much " if abs(apart) > OTHER_POVERTY else ""
    return Likeness("poverty", False, f"{much}{'more' if apart > 0 else 'less'} poverty {numbers}")


def _groups(other: Profile, own: Profile, whose: str) -> Likeness:
    """Named by the group in which they differ the most, or else by the largest."""
    if not other.groups or not own.groups:
        return Likeness("race", None, "race and ethnicity not known")
    apart = {name: other.groups.get(name, 0) - own.groups.get(name, 0) for name in GROUPS}
    if sum(map(abs, apart.values())) / 2 <= SAME_GROUPS:
        name = max(own.groups, key=lambda one: own.groups[one])
        numbers = _numbers(other, own, name, whose)
        return Likeness("race", True, f"much the same by race and ethnicity {numbers}")
    name = max(apart, key=lambda one: abs(apart[one]))
    way = "more" if apart[name] > 0 else "fewer"
    told = f"{other.groups.get(name, 0):.0%}; {whose} {own.groups.get(name, 0):.0%}"
    who = GROUPS[name] if name != "two_or_more" else "multiracial"
    return Likeness("race", False, f"{way} {who} students ({told})")


def _numbers(other: Profile, own: Profile, name: str, whose: str) -> str:
    there, here = other.groups.get(name, 0), own.groups[name]
    who = GROUPS[name] if name != "two_or_more" else "multiracial"
    return f"({there:.0%} {who}; {whose} {here:.0%})"
