"""What the pages of several rooms are made of, ready to be laid out."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

SMALL = ("No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine")


class Link(NamedTuple):
    """Words that lead to an address."""

    label: str
    href: str


class State(NamedTuple):
    """Where a thing stands: a shape of components/signs.html, a word, and quietly since when."""

    sign: str
    label: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """One of the ways to narrow a list: where it leads, how many it holds, if that is known."""

    label: str
    href: str
    active: bool = False
    count: int | None = None


class Act(NamedTuple):
    """A button or a link; `posts` where it changes something at once, as a button of a `kind`."""

    label: str
    href: str
    posts: bool = False
    kind: str = "filled"


@dataclass(frozen=True, slots=True)
class Box:
    """The box beside a title: the state of the thing, what follows for the viewer, a button.

    `sign` is a shape of components/signs.html.
    """

    sign: str
    label: str
    since: str = ""
    text: str = ""
    button: Link | None = None
    links: Sequence[Link] = ()


def several(n: int, one: str, many: str = "") -> str:
    """A count and what it counts: "1 district", "1,534 students", "3 people are"."""
    return f"{n:,} {one if n == 1 else many or f'{one}s'}"


def some_have(n: int, total: int, one: str) -> str:
    """Some of a number, with their verb: "3 of 8 districts have", "1 of 1 district has"."""
    return f"{n:,} of {several(total, one)} {'has' if n == 1 else 'have'}"


def in_words(n: int) -> str:
    """A count that begins a sentence: "Three"; "No" for none, figures from 10 on."""
    return SMALL[n] if n < len(SMALL) else f"{n:,}"


@dataclass(frozen=True, slots=True)
class Happened:
    """One line of a history: when, who, what, why, and where to read of it."""

    when: str
    who: str
    what: str
    reason: str = ""
    href: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """A step on the way of a thing; `state` is done, current or future."""

    title: str
    state: str
    when: str = ""
    note: str = ""
    href: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """A term and what is so; `quiet` where nothing is so yet."""

    term: str
    words: str
    quiet: bool = False
