"""A sentence or two of a thing that hold what was looked for, with the words marked."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from markupsafe import Markup, escape

from rpp import synonyms, words
from rpp.search.meaning.sentences import split

ROOM = 220  # characters of a passage
LONGEST = 400  # a sentence longer than this is cut at a word
READ = 20_000  # characters of a text that are looked through
BEFORE = 60  # how much stands before what was found, where a sentence is cut

_WORD = re.compile(r"[^\W_]+")
_APART = re.compile(r"\n\s*\n")
# Markdown's signs, which a reader of a list need not see.
_SIGNS = (
    (re.compile(r"!?\[([^\]\n]*)\]\([^)\s]*\)"), r"\1"),
    (re.compile(r"^[ \t]*\|?(?:[ \t]*:?-{3,}:?[ \t]*\|?)+[ \t]*$", re.MULTILINE), ""),
    (re.compile(r"^[ \t]*(?:#{1,6}|>|[-*+]|\d{1,3}\.)[ \t]+", re.MULTILINE), "\n"),
    (re.compile(r"^[ \t]*\||\|[ \t]*$", re.MULTILINE), ""),
    (re.compile(r"[ \t]+\|[ \t]+"), ", "),
    (re.compile(r"\*\*|__|`"), ""),
    (re.compile(r"(?<![\w*])[*_](?=[^\s*_])([^*_\n]+)(?<=\S)[*_](?![\w*])"), r"\1"),
)


class Run(NamedTuple):
    """Words to mark where they stand in a row, by their stems.

    What `means` the same counts once in a passage, and tells as much as its `weight`.
    """

    stems: tuple[str, ...]
    means: str
    weight: float = 1


@dataclass(frozen=True)
class Sought:
    """What is marked in texts: words, and names of several words."""

    runs: Sequence[Run]
    by_first: Mapping[str, Sequence[Run]] = field(init=False)
    begins: re.Pattern[str] = field(init=False)

    def __post_init__(self) -> None:
        by_first: dict[str, list[Run]] = {}
        for run in sorted(self.runs, key=lambda run: -len(run.stems)):
            by_first.setdefault(run.stems[0], []).append(run)
        # A few letters begin every form of a word (fly, flies); which it is, its stem tells.
        starts = sorted({re.escape(first[:4].rstrip("iy") or first) for first in by_first})
        pattern = rf"(?<![^\W_])(?:{'|'.join(starts)})[^\W_]*" if starts else r"(?!)"
        object.__setattr__(self, "by_first", by_first)
        object.__setattr__(self, "begins", re.compile(pattern))

    def found(self, text: str) -> Iterator[tuple[int, int, Run]]:
        """Where in a folded text in small letters something sought begins and ends."""
        last = 0
        for begin in self.begins.finditer(text):
            if begin.start() < last:
                continue
            for run in self.by_first.get(words.stem(begin[0]), ()):
                end = _end_of(run, text, begin.end())
                if end:
                    yield begin.start(), end, run
                    last = end
                    break


class Place(NamedTuple):
    """Where in a text something sought begins and ends."""

    start: int
    end: int
    run: Run


def _end_of(run: Run, text: str, end: int) -> int:
    """Where a run ends whose first word ends here; 0 where other words follow."""
    following = _WORD.finditer(text, end)
    for wanted in run.stems[1:]:
        word = next(following, None)
        if word and word[0] in words.ENDINGS and text[word.start() - 1] in "'’":
            word = next(following, None)
        if word is None or words.stem(word[0]) != wanted:
            return 0
        end = word.end()
    return end


def sought(
    loose: Iterable[str],
    concepts: Iterable[str] = (),
    phrases: Iterable[Sequence[str]] = (),
    weights: Mapping[str, float] | None = None,
) -> Sought:
    """What is sought, to be marked: loose words, concepts by all their names, phrases.

    `weights` says how telling a loose word or a concept is beside others; 1 where it is silent.
    """
    weigh = (weights or {}).get
    runs = [Run((words.stem(word),), words.stem(word), weigh(word, 1)) for word in loose]
    for concept in concepts:
        runs += [
            Run(tuple(map(words.stem, name)), concept, weigh(concept, 1))
            for name in synonyms.names([concept])
        ]
    for phrase in phrases:
        if phrase:
            runs.append(Run(tuple(map(words.stem, phrase)), " ".join(phrase), len(phrase)))
    return Sought(runs)


def marked(passage: str, looked_for: Sought) -> Markup:
    """A passage as safe HTML, as it was written, with what was looked for marked."""
    passage = " ".join(passage.split())
    parts, last = list[Markup](), 0
    for start, end, _ in places(passage, looked_for):
        parts += [escape(passage[last:start]), Markup("<mark>{}</mark>").format(passage[start:end])]
        last = end
    return Markup("").join((*parts, escape(passage[last:])))


def places(text: str, looked_for: Sought) -> list[Place]:
    """Where in a text, as it was written, something sought begins and ends."""
    signs = (sign for sign in set(text) if sign > "\x7f")
    if all(len(words.fold(sign).lower()) == 1 for sign in signs):
        return [Place(*found) for found in looked_for.found(words.fold(text).lower())]
    pieces = [words.fold(sign).lower() for sign in text]
    at = [place for place, piece in enumerate(pieces) for _ in piece]
    found = looked_for.found("".join(pieces))
    # An accent that is a sign of its own belongs to the letter before it.
    return [Place(at[start], _past(pieces, at[end - 1]), run) for start, end, run in found]


def _past(pieces: Sequence[str], last: int) -> int:
    end = last + 1
    while end < len(pieces) and not pieces[end]:
        end += 1
    return end


def _tell(found: Iterable[Place]) -> float:
    """How much some places tell of what is sought: each meaning counts once."""
    return sum({place.run.means: place.run.weight for place in found}.values())


def plain(text: str) -> str:
    """A text without the signs of Markdown."""
    for sign, kept in _SIGNS:
        text = sign.sub(kept, text)
    return text


def excerpt(text: str, looked_for: Sought) -> Markup:
    """The sentence that tells most of what was looked for, and those after it that fit.

    Where none holds a word of it, the first.
    """
    text = text[:READ]
    found = places(text, looked_for)
    best, chosen = -1.0, ""
    for start, end in _paragraphs(text, found):
        within = [Place(a - start, b - start, run) for a, b, run in found if start <= a < end]
        if _tell(within) > best:
            told, passage = _passage(text[start:end], within)
            if passage and told > best:
                best, chosen = told, passage
    return marked(_cut(chosen or plain(text).strip(), looked_for), looked_for)


def _paragraphs(text: str, found: Sequence[Place]) -> Iterator[tuple[int, int]]:
    """Where the paragraphs begin and end that hold something sought; then the others."""
    ends = [apart.span() for apart in _APART.finditer(text)]
    starts = [0, *(end for _, end in ends)]
    every = list(zip(starts, [*(start for start, _ in ends), len(text)], strict=True))
    holding = {bisect_right(starts, place.start) - 1 for place in found}
    yield from (every[at] for at in sorted(holding))
    yield from (span for at, span in enumerate(every) if at not in holding)


def _passage(paragraph: str, found: Sequence[Place]) -> tuple[float, str]:
    """The sentence of a paragraph that tells most, with those that fit, and what it tells."""
    spans = split(paragraph)
    if not spans:
        return -1, ""
    held = [_tell(place for place in found if start <= place.start < end) for start, end in spans]
    best = max(range(len(spans)), key=lambda at: (held[at], -at))
    first, last = spans[best]
    passage = plain(paragraph[first:last]).strip()
    for start, end in spans[best + 1 :]:
        longer = f"{passage} {plain(paragraph[start:end]).strip()}"
        # Items of a list are no sentences of one text.
        if len(longer) > ROOM or "\n" in paragraph[last:start]:
            break
        passage, last = longer, end
    return held[best], passage


def _cut(sentence: str, looked_for: Sought) -> str:
    """A long sentence from a little before where most of what is sought stands close together."""
    if len(sentence) <= LONGEST:
        return sentence
    found, start = places(sentence, looked_for), 0
    if found and found[-1].end > LONGEST - BEFORE:
        best = max(found, key=lambda place: (_tell(_near(place.start, found)), -place.start))
        start = sentence.rfind(" ", 0, max(best.start - BEFORE, 0)) + 1
    piece = sentence[start : start + LONGEST]
    ends = start + LONGEST >= len(sentence)
    shown = piece if ends else f"{piece.rsplit(' ', 1)[0]} …"
    return f"… {shown}" if start else shown


def _near(start: int, found: Iterable[Place]) -> Iterator[Place]:
    """What was found close behind a place."""
    return (place for place in found if start <= place.start and place.end <= start + LONGEST // 2)
