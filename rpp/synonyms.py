"""Abbreviations and synonyms of schools, from `seed/synonyms.csv`: one thing by several names.

Texts and questions are read alike: each concept they name becomes one more word to find, so that
"MTSS" finds what is written as "multi-tiered system of supports".
"""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from rpp import words
from rpp.config import ROOT

FILE = ROOT / "seed" / "synonyms.csv"


@dataclass(frozen=True)
class Term:
    """One name of a concept.

    An ambiguous one (RTI, EL) means it only where someone asks, in capitals or alone; one in
    `capitals` (STEM, SPED) means it wherever it is written so, and alone. `source` says where
    the name is from.
    """

    concept: str
    name: str
    stems: tuple[str, ...]
    ambiguous: bool
    capitals: bool
    broader: str
    source: str

    @property
    def needs_capitals(self) -> bool:
        return self.ambiguous or self.capitals


@cache
def table() -> tuple[Term, ...]:
    """All terms, in the order of the file."""
    with FILE.open(encoding="utf-8", newline="") as file:
        return tuple(
            Term(
                row["concept"],
                row["term"],
                _stems(row["term"]),
                row["ambiguous"] == "yes",
                row["ambiguous"] == "capitals",
                row["broader"],
                row["source"],
            )
            for row in csv.DictReader(file)
        )


def _stems(text: str) -> tuple[str, ...]:
    return tuple(words.stem(word.lower()) for word in words.pieces(text))


@cache
def _by_first() -> dict[str, list[Term]]:
    """The names of several words by the first; the longest first, so that none is seen inside
    another."""
    first: dict[str, list[Term]] = {}
    for term in sorted(table(), key=lambda term: -len(term.stems)):
        if len(term.stems) > 1:
            first.setdefault(term.stems[0], []).append(term)
    return first


@cache
def _alone() -> dict[str, Term]:
    """The names of one word, in small letters, and that of many such things: "iep", "ieps".

    Not by its stem: who "attended" a school says nothing of attendance.
    """
    single = [(words.fold(term.name.lower()), term) for term in table() if len(term.stems) == 1]
    many = {f"{word}s": term for word, term in single}
    return many | dict(single)


def _read(text: str) -> tuple[list[Term], list[str]]:
    """The terms in a text, in order, and the words that belong to none of them."""
    written = list(words.pieces(text))
    return _terms(written, [words.stem(word.lower()) for word in written])


def _terms(written: Sequence[str], stems: Sequence[str]) -> tuple[list[Term], list[str]]:
    """The same of the words of a text and of their stems."""
    by_first, alone = _by_first(), _alone()
    terms, loose, at = [], [], 0
    while at < len(stems):
        found = alone.get(written[at].lower())
        # "EL" is English learners, "El Paso" is not.
        if found and found.needs_capitals and len(stems) > 1 and not _in_capitals(written[at]):
            found = None
        if stems[at] in by_first:
            found = _longer(by_first[stems[at]], stems, at) or found
        if found:
            terms.append(found)
        else:
            loose.append(written[at])
        at += len(found.stems) if found else 1
    return terms, loose


def _longer(names: Sequence[Term], stems: Sequence[str], at: int) -> Term | None:
    """The longest of some names that stands at a word of a text."""
    for term in names:
        if tuple(stems[at : at + len(term.stems)]) == term.stems:
            return term
    return None


def _in_capitals(word: str) -> bool:
    return word.removesuffix("s").isupper()


def read(query: str) -> tuple[list[str], list[str]]:
    """The concepts that someone who types this asks for, and its other words as often as typed."""
    terms, loose = _read(query)
    return list(dict.fromkeys(term.concept for term in terms)), loose


def doubtful(query: str) -> list[str]:
    """The words of a query that name a concept and may mean something else: RTI, GATE.

    A text that has one of them is not held to be about the concept.
    """
    terms, _ = _read(query)
    meant = (term.name for term in terms if term.needs_capitals)
    return [word for name in meant for word in words.pieces(name)]


def named(query: str) -> list[Term]:
    """The names of concepts that someone who types this wrote, in order, each concept once."""
    terms, _ = _read(query)
    return list({term.concept: term for term in reversed(terms)}.values())[::-1]


def spelled_out(text: str) -> str:
    """A text with the long names of what it names by initials: who reads meaning knows few."""
    long = [
        next((one.name for one in table() if one.concept == term.concept and " " in one.name), "")
        for term in named(text)
        if term.name.isupper()
    ]
    return " ".join(filter(None, (text, *long)))


def name_words(query: str) -> list[str]:
    """The telling words of the names that someone types, for texts that have them elsewhere.

    Who looks for "writing instruction" also looks for texts on writing. Words that stand in nearly
    every text are none.
    """
    terms, _ = _read(query)
    return [
        word
        for term in terms
        if len(term.stems) > 1
        for piece in words.pieces(term.name)
        if (word := piece.lower()) not in words.STOP | words.EVERYWHERE | words.WEAK
    ]


def concepts_in(text: str) -> list[str]:
    """The concepts that a text names, in order; without names that may mean something else."""
    terms, _ = _read(text)
    return list(dict.fromkeys(term.concept for term in terms if not term.ambiguous))


def index_concepts(text: str) -> list[str]:
    """The concepts by which a text is found: those it names, and each broader one."""
    written = list(words.pieces(text))
    stems = [words.stem(word.lower()) for word in written]
    return list(dict.fromkeys(concepts_of(written, stems)))


def concepts_of(written: Sequence[str], stems: Sequence[str]) -> list[str]:
    """The same of the words of a text and of their stems, as often as it names them."""
    terms, _ = _terms(written, stems)
    return [each for term in terms if not term.ambiguous for each in _up(term.concept)]


@cache
def _up(concept: str) -> tuple[str, ...]:
    """A concept and all that is broader, the narrowest first."""
    broader = {term.concept: term.broader for term in table()}[concept]
    return (concept, *_up(broader)) if broader else (concept,)


def names(concepts: Iterable[str]) -> list[list[str]]:
    """The names of these concepts and of narrower ones, each as its words, in small letters."""
    wanted = set(concepts)
    return [
        [word.lower() for word in words.pieces(term.name)]
        for term in table()
        if not term.ambiguous and not wanted.isdisjoint(_up(term.concept))
    ]


def label(concept: str) -> str:
    """The name by which people are told of a concept: the first one in the file."""
    return next(term.name for term in table() if term.concept == concept)
