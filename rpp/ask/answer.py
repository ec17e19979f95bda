"""An answer: quoted sentences, where they stand, how strong they are; or why there is none."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import datetime
from urllib.parse import quote

from rpp.quotable import Stance

# What each group of quotes is called, in the order of the page.
STANCES: dict[Stance, str] = {
    "positive": "Found a gain",
    "none": "Found no clear difference",
    "changed": "Found a clear change",
    "mixed": "Found different things",
    "negative": "Found a loss",
    "": "Also says",
}


@dataclass(frozen=True, slots=True)
class Quote:
    """A sentence of a source, word for word, and what is known of that source.

    `href` leads to the very passage in the very version. `tier` is the ESSA tier that somebody
    gave the source (None: none is named); `stance` says which way its findings on `domain` point.
    `overlap` says in words how the source's sample and setting match the asker's district. What
    is "" is not known.
    """

    text: str
    title: str
    href: str
    kind: str
    noun: str
    subject_id: int
    heading: str
    version: int | None = None
    tier: int | None = None
    design: str = ""
    sample: str = ""
    setting: str = ""
    domain: str = ""
    stance: Stance = ""
    overlap: str = ""
    # What is said beside its tier: that nobody reviewed it, or what speaks against it.
    beside: str = ""

    @property
    def fragment(self) -> str:
        """`href` with a text fragment, for browsers that can scroll to the sentence."""
        start = "" if "#" in self.href else "#"
        return f"{self.href}{start}:~:text={quote(self.text, safe='').replace('-', '%2D')}"


@dataclass(frozen=True, slots=True)
class Searched:
    """How many things of a kind were searched; what one is called, and many."""

    kind: str
    one: str
    name: str
    count: int


@dataclass(frozen=True, slots=True)
class Near:
    """A thing that comes close to the question without answering it."""

    title: str
    href: str
    kind: str
    noun: str


@dataclass(frozen=True, slots=True)
class Group:
    """Quotes that say alike."""

    stance: Stance
    words: str
    quotes: tuple[Quote, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """What the portal answers to a question.

    Where it declines it has no quotes, and `why` says in a sentence what was not found; then
    `near` are the things that come closest. `unfound_words` are words of the question that no
    quoted source and nothing else that was read holds.
    """

    question: str
    declined: bool
    why: str
    quotes: tuple[Quote, ...]
    searched: tuple[Searched, ...]
    searched_at: datetime
    unfound_words: tuple[str, ...] = ()
    near: tuple[Near, ...] = field(default=())
    # The question as it was read, where a word was misspelled; "" where it was read as typed.
    read_as: str = ""

    @property
    def groups(self) -> tuple[Group, ...]:
        """The quotes by which way they point, each group in the order of the answer."""
        return tuple(
            Group(stance, words, found)
            for stance, words in STANCES.items()
            if (found := tuple(one for one in self.quotes if one.stance == stance))
        )

    @property
    def searched_words(self) -> str:
        """What was searched: “12 briefs, 11 studies”."""
        return in_words(self.searched)

    def as_json(self) -> dict[str, object]:
        """The answer for machines; moments are ISO 8601, a tier is 1 to 4 or null."""
        return {
            "question": self.question,
            "read_as": self.read_as,
            "declined": self.declined,
            "why": self.why,
            "quotes": [asdict(one) for one in self.quotes],
            "searched": {
                "at": self.searched_at.isoformat(timespec="seconds"),
                "counts": {one.kind: one.count for one in self.searched},
            },
            "unfound_words": list(self.unfound_words),
            "near": [asdict(one) for one in self.near],
        }


def in_words(searched: Iterable[Searched]) -> str:
    """How many things of each kind were searched, in words."""
    told = (
        f"{one.count:,} {(one.name if one.count > 1 else one.one).lower()}"
        for one in searched
        if one.count
    )
    return ", ".join(told)
