"""What may be quoted of a thing: its words as its page shows them, and what is recorded of it."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html import unescape
from typing import Literal, NamedTuple

# Which way findings point: for what was tried, neither, both, against it. "changed": there is a
# clear difference, and nobody says which way is good; "": nobody says anything.
Stance = Literal["positive", "none", "changed", "mixed", "negative", ""]

# A tag, whatever stands in its quotes; those that end a block of text; those within a line.
_TAG = re.compile(r"""<(/?)([a-z][a-z0-9]*)(?:"[^"]*"|'[^']*'|[^>"'])*>""")
_IN_LINE = frozenset(
    (
        *("a", "abbr", "b", "br", "code", "del", "em", "i", "ins", "kbd", "mark", "q", "s"),
        *("small", "span", "strong", "sub", "sup", "u"),
    )
)


class Passage(NamedTuple):
    """A block of text of a thing's page: what it says, below which heading, and its mark there."""

    text: str
    heading: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Source:
    """A thing as its reader sees it now, to be quoted.

    `path` is the page of the very version that `passages` are from. `names` are what is tried in
    it by name; `grades` are CEDS codes; `comparisons` are what it was compared with, as its source
    says it. `stances` says which way its findings point and `tiers` which ESSA tier somebody gave
    it, both by outcome domain: a tier holds for its outcome only. `about` is what it is about in
    words that are no answer: a question, keywords. What is empty is not known.
    """

    id: int
    title: str
    path: str
    passages: tuple[Passage, ...]
    version: int | None = None
    design: str = ""
    sample: str = ""
    setting: str = ""
    names: tuple[str, ...] = ()
    grades: tuple[str, ...] = ()
    settings: tuple[str, ...] = ()
    comparisons: tuple[str, ...] = ()
    stances: Mapping[str, Stance] = field(default_factory=dict)
    tiers: Mapping[str, int] = field(default_factory=dict)
    # What is said quietly beside the tier on a domain: that nobody reviewed it, or what speaks
    # against it.
    beside: Mapping[str, str] = field(default_factory=dict)
    about: str = ""


def blocks(html: str) -> Iterator[str]:
    """What each paragraph, heading, cell and item of safe HTML says, its white space as one."""
    said, last = list[str](), 0
    for tag in _TAG.finditer(html):
        said.append(html[last : tag.start()])
        last = tag.end()
        if tag[2] in _IN_LINE:
            said.append(" " if tag[2] == "br" else "")
            continue
        if block := " ".join(unescape("".join(said)).split()):
            yield block
        said = []
    if block := " ".join(unescape("".join((*said, html[last:]))).split()):
        yield block
