"""How hard a text is to read: its school grade, and the sentences that make it hard.

The grade is Flesch and Kincaid's (Kincaid et al., 1975), from the words in a sentence and the
syllables in a word. English only; nothing is sent anywhere.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from html.parser import HTMLParser

import syllapy

# Above this a text warns; a sentence of some length above the second is marked.
LIMIT = 12
HARD = 14
# Shorter sentences have a high grade for one long word; longer ones are hard whatever their words.
SHORT, LONG = 10, 30

_WORD = re.compile(r"[^\W_]+(?:[-’'.,:/][^\W_]+)*")
_JOINED = re.compile(r"[-.,:/]")
_DIGIT = re.compile(r"\d")
_END = re.compile(r"[.!?][\"'”’)\]]*\s+(?=[\"'“‘(\[]*[A-Z0-9$])")
# After these a period ends no sentence.
_SHORTENED = re.compile(
    r"(?:\b(?:[A-Z]|[ap]\.m|e\.g|i\.e|etc|vs|cf|approx|no|fig|Dr|Mr|Mrs|Ms|Prof|St|Mt|Ft|Jr|Sr|"
    r"[A-Z]\.[A-Z]))\.$"
)
_BLOCKS = frozenset(("p", "li", "h3", "h4", "h5", "h6", "td", "th", "blockquote", "br", "pre"))


class Sentence(str):
    """A sentence as it was written."""

    __slots__ = ()

    @property
    def words(self) -> int:
        return len(_WORD.findall(self))

    @property
    def is_hard(self) -> bool:
        """It is long, or it is of some length and full of long words."""
        number = self.words
        return number > LONG or (number >= SHORT and (grade([self]) or 0) > HARD)


Passage = Sequence[Sentence]


@dataclass(frozen=True, slots=True)
class Reading:
    """How a text reads: its grade (None where nothing is written), and its hard passages."""

    grade: int | None
    hard: Sequence[Passage]

    @property
    def is_too_hard(self) -> bool:
        return self.grade is not None and self.grade > LIMIT


def of(passages: Sequence[Passage]) -> Reading:
    """How passages read, one after the other."""
    found = grade([sentence for passage in passages for sentence in passage])
    hard = [passage for passage in passages if any(one.is_hard for one in passage)]
    return Reading(None if found is None else max(0, round(found)), hard)


def passages_of_html(html: str) -> list[Passage]:
    """The paragraphs, lines and cells of clean HTML, each as its sentences."""
    reader = _Blocks()
    reader.feed(html)
    reader.close()
    return passages(reader.blocks)


def passages(texts: Iterable[str]) -> list[Passage]:
    """Plain texts, each as its sentences; empty ones are left out."""
    return [found for text in texts if (found := list(sentences(text)))]


def sentences(text: str) -> Iterator[Sentence]:
    """The sentences of one paragraph of plain text."""
    text, start = " ".join(text.split()), 0
    for end in _END.finditer(text):
        if not _SHORTENED.search(text[max(start, end.start() - 8) : end.start() + 1]):
            yield Sentence(text[start : end.end()].strip())
            start = end.end()
    if text[start:]:
        yield Sentence(text[start:])


def grade(found: Sequence[str]) -> float | None:
    """The school grade of sentences, from below 0 for the plainest; None where there is no word."""
    words = [word for sentence in found for word in _WORD.findall(sentence)]
    if not words:
        return None
    told = sum(1 for sentence in found if _WORD.search(sentence))
    syllables = sum(map(_syllables, words))
    return 0.39 * len(words) / told + 11.8 * syllables / len(words) - 15.59


@lru_cache(20_000)
def _syllables(word: str) -> int:
    parts = _JOINED.split(word.replace("’", "'"))
    # A number counts as one, as those who use the formula by hand do.
    return 1 if _DIGIT.search(word) else sum(max(1, syllapy.count(part)) for part in parts)


class _Blocks(HTMLParser):
    """The texts of the blocks of clean HTML."""

    def __init__(self) -> None:
        super().__init__()
        self.blocks: list[str] = [""]

    def handle_starttag(self, tag: str, _attrs: object) -> None:
        if tag in _BLOCKS:
            self.blocks.append("")

    def handle_endtag(self, tag: str) -> None:
        if tag in _BLOCKS:
            self.blocks.append("")

    def handle_data(self, data: str) -> None:
        self.blocks[-1] += data


def is_english(word: str) -> bool:
    """Whether a word in small letters is one of the commonest 6,000 of English."""
    return word in syllapy.WORD_DICT
