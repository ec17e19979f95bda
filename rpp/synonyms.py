"""Abbreviations and synonyms of schools, from `seed/synonyms.csv`: one thing by several names.

Texts and questions are read alike: each concept they name becomes one more word to find, so that
"MTSS" finds what is written as "multi-tiered system of supports".
"""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from rpp import words
from rpp.config import ROOT

FILE = ROOT / "seed" / "synonyms.csv"


@dataclass(frozen=True)
class Term:
    """One name of a concept; an ambiguous one (RTI, EL) means it only where someone asks."""

    concept: str
    name: str
    stems: tuple[str, ...]
    ambiguous: bool
    broader: str


@dataclass(frozen=True)
class Asked:
    """What to look for: loose words, and concepts."""

    words: tuple[str, ...]
    concepts: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.words or self.concepts)


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
                row["broader"],
            )
            for row in csv.DictReader(file)
        )


def _stems(text: str) -> tuple[str, ...]:
    return tuple(words.stem(word.lower()) for word in words.pieces(text))


@cache
def _by_first() -> dict[str, list[Term]]:
    """The terms by their first word; the longest first, so that none is seen inside another."""
    first: dict[str, list[Term]] = {}
    for term in sorted(table(), key=lambda term: -len(term.stems)):
        first.setdefault(term.stems[0], []).append(term)
    return first


def _read(text: str) -> tuple[list[Term], list[str]]:
    """The terms in a text, in order, and the words that belong to none of them."""
    written = list(words.pieces(text))
    stems = [words.stem(word.lower()) for word in written]
    terms, loose, at = [], [], 0
    while at < len(stems):
        fitting = (
            term
            for term in _by_first().get(stems[at], ())
            if tuple(stems[at : at + len(term.stems)]) == term.stems
        )
        found = next(fitting, None)
        # "EL" is English learners, "El Paso" is not.
        if found and found.ambiguous and len(stems) > 1 and not written[at].isupper():
            found = None
        if found:
            terms.append(found)
        else:
            loose.append(written[at])
        at += len(found.stems) if found else 1
    return terms, loose


def ask(query: str) -> Asked:
    """What someone who types this looks for."""
    concepts, loose = read(query)
    return Asked(tuple(words.of(" ".join(loose))), tuple(concepts))


def read(query: str) -> tuple[list[str], list[str]]:
    """The concepts that someone who types this asks for, and its other words as often as typed."""
    terms, loose = _read(query)
    return list(dict.fromkeys(term.concept for term in terms)), loose


def concepts_in(text: str) -> list[str]:
    """The concepts that a text names, in order; without names that may mean something else."""
    terms, _ = _read(text)
    return list(dict.fromkeys(term.concept for term in terms if not term.ambiguous))


def index_concepts(text: str) -> list[str]:
    """The concepts by which a text is found: those it names, and each broader one."""
    broader = {term.concept: term.broader for term in table()}
    return list(
        dict.fromkeys(
            each for concept in concepts_in(text) for each in (concept, broader[concept]) if each
        )
    )


def names(concepts: Iterable[str]) -> list[list[str]]:
    """The names of these concepts and of narrower ones, each as its words, in small letters."""
    wanted = set(concepts)
    return [
        [word.lower() for word in words.pieces(term.name)]
        for term in table()
        if (term.concept in wanted or term.broader in wanted) and not term.ambiguous
    ]


def label(concept: str) -> str:
    """The name by which people are told of a concept: the first one in the file."""
    return next(term.name for term in table() if term.concept == concept)
