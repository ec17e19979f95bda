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
SOMEWHAT = 0.4
DEGREES = (
    (0.1, "Very much alike"),
    (ALIKE, "Alike"),
    (SOMEWHAT, "Somewhat alike"),
    (1.0, "Not much alike"),
)


class Likeness(NamedTuple):
    """One characteristic of two districts: whether it is the same, and in words how not.

    `same` is None where one of them is not known; `theirs` and `ours` are what is so of each, with
    `ours` left out where it is the same. `whose` names the one compared with.
    """

    name: str
    same: bool | None
    word: str
    theirs: str = ""
    ours: str = ""
    whose: str = ""
    # The group of students that it names; "" for anything else.
    group: str = ""

    @property
    def number(self) -> str:
        """What is so of the other one, to stand alone: "39% Hispanic"; "" where nobody knows."""
        return f"{self.theirs} {self.group}".strip()

    @property
    def way(self) -> str:
        """How it differs, to stand beside that: "fewer", "about the same size"."""
        return self.word.removesuffix(f" {self.group} students") if self.group else self.word

    @property
    def title(self) -> str:
        return PARTS[self.name]

    @property
    def words(self) -> str:
        """All of it: "larger (9,902 students; yours 5,821)"."""
        beside = f"; {self.whose} {self.ours}" if self.ours else ""
        return f"{self.word} ({self.theirs}{beside})" if self.theirs else self.word


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
    there, here = place(other.locale), place(own.locale)
    if other.locale is None or own.locale is None:
        return Likeness("place", None, "kind of place not known", there)
    if there == here:
        return Likeness("place", True, "same kind of place", there)
    kind = "similar" if other.locale // 10 == own.locale // 10 else "another"
    return Likeness("place", False, f"{kind} kind of place", there, here, whose)


def _size(other: Profile, own: Profile, whose: str) -> Likeness:
    if not other.enrollment or not own.enrollment:
        told = f"{other.enrollment:,} students" if other.enrollment else ""
        return Likeness("size", None, "size not compared" if told else "size not known", told)
    theirs, ours = f"{other.enrollment:,} students", f"{own.enrollment:,}"
    times = max(other.enrollment, own.enrollment) / min(other.enrollment, own.enrollment)
    if times <= SAME_SIZE:
        return Likeness("size", True, "about the same size", theirs, ours, whose)
    much = "much " if times > OTHER_SIZE else ""
    way = "larger" if other.enrollment > own.enrollment else "smaller"
    return Likeness("size", False, f"{much}{way}", theirs, ours, whose)


def _poverty(other: Profile, own: Profile, whose: str) -> Likeness:
    if other.poverty is None or own.poverty is None:
        told = f"{other.poverty:.0%} of children" if other.poverty is not None else ""
        return Likeness(
            "poverty", None, "poverty not compared" if told else "poverty not known", told
        )
    theirs, ours = f"{other.poverty:.0%} of children", f"{own.poverty:.0%}"
    apart = other.poverty - own.poverty
    if abs(apart) <= SAME_POVERTY:
        return Likeness("poverty", True, "about as much poverty", theirs, ours, whose)
    much = "much " if abs(apart) > OTHER_POVERTY else ""
    way = "more" if apart > 0 else "less"
    return Likeness("poverty", False, f"{much}{way} poverty", theirs, ours, whose)


def _groups(other: Profile, own: Profile, whose: str) -> Likeness:
    """Named by the group in which they differ the most, or else by the largest."""
    there, here = other.groups, own.groups
    if not there or not here:
        name = max(there, key=lambda one: there[one], default="")
        told = f"{there[name]:.0%} {_named(name)}" if name else ""
        word = "race and ethnicity not compared" if told else "race and ethnicity not known"
        return Likeness("race", None, word, told)
    apart = {name: there.get(name, 0) - here.get(name, 0) for name in GROUPS}
    if sum(map(abs, apart.values())) / 2 <= SAME_GROUPS:
        name = max(here, key=lambda one: here[one])
        theirs = f"{there.get(name, 0):.0%} {_named(name)}"
        word = "much the same by race and ethnicity"
        return Likeness("race", True, word, theirs, f"{here[name]:.0%}", whose)
    name = max(apart, key=lambda one: abs(apart[one]))
    word = f"{'more' if apart[name] > 0 else 'fewer'} {_named(name)} students"
    theirs, ours = f"{there.get(name, 0):.0%}", f"{here.get(name, 0):.0%}"
    return Likeness("race", False, word, theirs, ours, whose, _named(name))


def _named(name: str) -> str:
    return GROUPS[name] if name != "two_or_more" else "multiracial"
