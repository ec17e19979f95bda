"""A sentence or two of a thing that hold what was looked for, with the words marked."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from markupsafe import Markup, escape

from rpp import synonyms, words

ROOM = 220  # characters of a passage
LONGEST = 400  # a sentence longer than this is cut at a word
BEFORE = 60  # how much stands before what was found, where a sentence is cut

_WORD = re.compile(r"[^\W_]+")
# What looks like the end of a sentence and is none: an initial, or a word cut short.
_CUT_SHORT = (
    r"(?<![A-Z]\.)(?<!\b(?:Dr|Mr|Ms|vs|al|No|St|cf)\.)(?<!\b(?:Mrs|e\.g|i\.e|etc|Fig)\.)"
    r"(?<!\bapprox\.)"
)
_END = re.compile(rf"(?<=[.!?])[”’\"')\]]*{_CUT_SHORT}\s+(?=[“‘\"'(\[]*[A-Z0-9])")
_BLOCK = re.compile(r"\n\s*\n|\n(?=\s*[^a-z\s])")
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

    def tells(self, text: str) -> float:
        """How much of what is sought a folded text holds; each meaning counts once."""
        return sum({run.means: run.weight for _, _, run in self.found(text)}.values())


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
    for start, end, _ in _places(passage, looked_for):
        parts += [escape(passage[last:start]), Markup("<mark>{}</mark>").format(passage[start:end])]
        last = end
    return Markup("").join((*parts, escape(passage[last:])))


def _places(text: str, looked_for: Sought) -> list[tuple[int, int, Run]]:
    """Where in a text, as it was written, something sought begins and ends."""
    if text.isascii():
        return list(looked_for.found(text.lower()))
    pieces = [words.fold(sign).lower() for sign in text]
    at = [place for place, piece in enumerate(pieces) for _ in piece]
    found = looked_for.found("".join(pieces))
    # An accent that is a sign of its own belongs to the letter before it.
    return [(at[start], _past(pieces, at[end - 1]), run) for start, end, run in found]


def _past(pieces: Sequence[str], last: int) -> int:
    end = last + 1
    while end < len(pieces) and not pieces[end]:
        end += 1
    return end


def plain(text: str) -> str:
    """A text without the signs of Markdown."""
    for sign, kept in _SIGNS:
        text = sign.sub(kept, text)
    return text


def sentences(text: str) -> tuple[list[str], list[int]]:
    """The sentences of a plain text, and the numbers of those that begin a paragraph."""
    found, begins = list[str](), list[int]()
    for block in _BLOCK.split(text):
        if block and not block.isspace():
            begins.append(len(found))
            found += [each.strip() for each in _END.split(block) if each and each.strip()]
    return found, begins


def excerpt(text: str, looked_for: Sought) -> Markup:
    """The sentence that tells most of what was looked for, and those after it that fit.

    Where none holds a word of it, the first.
    """
    told, begins = sentences(plain(text))
    if not told:
        return Markup("")
    folded = words.fold("\0".join(told)).lower().split("\0")
    best = max(range(len(told)), key=lambda at: (looked_for.tells(folded[at]), -at))
    after = bisect_left(begins, best + 1)
    ends = begins[after] if after < len(begins) else len(told)
    chosen = told[best]
    for sentence in told[best + 1 : ends]:
        if len(chosen) + len(sentence) > ROOM:
            break
        chosen = f"{chosen} {sentence}"
    return marked(_cut(chosen, looked_for), looked_for)


def _cut(sentence: str, looked_for: Sought) -> str:
    """A long sentence from a little before where most of what is sought stands close together."""
    if len(sentence) <= LONGEST:
        return sentence
    places, start = _places(sentence, looked_for), 0
    if places and places[-1][1] > LONGEST - BEFORE:
        best = max(places, key=lambda place: (_tells_from(place[0], places), -place[0]))
        start = sentence.rfind(" ", 0, max(best[0] - BEFORE, 0)) + 1
    piece = sentence[start : start + LONGEST]
    ends = start + LONGEST >= len(sentence)
    shown = piece if ends else f"{piece.rsplit(' ', 1)[0]} …"
    return f"… {shown}" if start else shown


def _tells_from(start: int, places: Iterable[tuple[int, int, Run]]) -> float:
    """How much of what is sought stands close behind this place of a sentence."""
    end = start + LONGEST // 2
    near = (run for first, last, run in places if start <= first and last <= end)
    return sum({run.means: run.weight for run in near}.values())
