"""What is kept of a text that a machine wrote: clauses that point at a quote and keep to it.

The text is data, whatever it says. Of it only plain words come through: a clause with a link, a
picture or HTML goes, an author with a year is taken out. A clause must point at a quote by its
number, may hold no number that its quotes do not hold, and must share telling words with them.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rpp import words

LONGEST = 2_000  # characters that are read of it
MOST = 4  # clauses that are kept
# Telling words that a clause has in common with what it points at: so many, and half of its own.
SHARED = 2
# In place of what may not come through; a clause that holds it goes.
GONE = "\x00"

# Pictures and links of Markdown with their words, tags and comments of HTML, bare addresses.
_DANGEROUS = re.compile(
    r"!?\[[^\]\n]*\]\([^)\n]*\)|!?\[(?!\d)[^\]\n]*\]\[[^\]\n]*\]|<[^>]*>?|&[#\w]+;"
    r"|\b(?:https?|ftp|data|javascript|file|mailto):\S*|\bwww\.\S*"
    r"|\b[\w-]+(?:\.[\w-]+)*\.(?:com|org|net|edu|gov|io|example|info|biz|co|us|uk|ai|dev)\b\S*",
    re.IGNORECASE,
)
_NAME = r"[A-Z][\w'’-]+"
_NAMES = rf"{_NAME}(?:,? (?:and|&) {_NAME}|, {_NAME})*(?: et al\.?,?| and colleagues)?"
_YEAR = r"(?:19|20)\d\d[a-z]?"
# "According to Smith and Lee (2023),", "Smith et al. (2023) found that", "(Smith, 2023)".
_AUTHORS = re.compile(
    rf"(?:[Aa]ccording to )?{_NAMES},? \({_YEAR}\),?"
    r"(?: (?:found|find|finds|showed|show|shows|reported|reports|say|says|said|suggests?|noted)"
    r"(?: that)?)? ?"
    rf"|\(\s*(?:see )?{_NAMES},? {_YEAR}(?:; {_NAMES},? {_YEAR})*\s*\)"
)
_SENTENCE = re.compile(r"(?<=[.!?])(?:\s*\[[\d, ]{1,12}\])*(?:\s+|\Z)|\n+")
_CLAUSE = re.compile(
    r"\s*;\s*|\s+[—–]\s+|,\s+(?=(?:and|but|while|whereas|although|though|because|so|yet|or|nor)\b)"
)
_MARK = re.compile(r"\[(\d{1,3}(?:\s*,\s*\d{1,3})*)\]")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_JOINT = re.compile(r"(?:and|but|while|whereas|although|though|because|so|yet|or|nor)\s+", re.I)


@dataclass(frozen=True, slots=True)
class Clause:
    """Words, and the numbers of the quotes at which they point."""

    words: str
    numbers: tuple[int, ...]


def clauses(text: str, quotes: Sequence[str]) -> list[Clause]:
    """What may be shown of a text about these quotes, which are numbered from 1; mostly nothing."""
    found = []
    for piece in _pieces(_plain(text[:LONGEST])):
        clause = _clause(piece)
        if clause.numbers and _keeps_to(clause, quotes):
            found.append(clause)
    return found[:MOST]


def _plain(text: str) -> str:
    shown = "".join(
        sign if sign == "\n" or unicodedata.category(sign)[0] != "C" else " " for sign in text
    )
    return _AUTHORS.sub("", _DANGEROUS.sub(GONE, shown))


def _pieces(text: str) -> Iterator[str]:
    for sentence in _sentences(text):
        yield from _CLAUSE.split(sentence)


def _sentences(text: str) -> Iterator[str]:
    """Sentences, each with the marks that stand before or after its period."""
    last = 0
    for end in _SENTENCE.finditer(text):
        yield text[last : end.end()]
        last = end.end()
    yield text[last:]


def _clause(piece: str) -> Clause:
    numbers = {
        int(number) for mark in _MARK.findall(piece) for number in re.split(r"\s*,\s*", mark)
    }
    said = re.sub(r"[*_`#|\[\]<>]", "", _MARK.sub("", piece))
    said = re.sub(r"\s+([.,;:!?])", r"\1", " ".join(said.split())).strip(" ,;:.!?-—–")
    said = _JOINT.sub("", said, count=1) if _JOINT.match(said) else said
    return Clause(f"{said[:1].upper()}{said[1:]}", tuple(sorted(numbers)))


def _keeps_to(clause: Clause, quotes: Sequence[str]) -> bool:
    """Whether a clause points at quotes that there are, and says nothing that is far from them."""
    if GONE in clause.words or not all(0 < number <= len(quotes) for number in clause.numbers):
        return False
    source = " ".join(quotes[number - 1] for number in clause.numbers)
    if not set(_NUMBER.findall(clause.words)) <= set(_NUMBER.findall(source)):
        return False
    told = {words.stem(word) for word in words.of(clause.words, 100)}
    quoted = {words.stem(piece.lower()) for piece in words.pieces(source)}
    return len(told & quoted) >= max(SHARED, len(told) / 2)
