"""Topics and titles to offer while people type."""

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import NamedTuple
from urllib.parse import quote_plus

import numpy as np
from sqlalchemy import select
from sqlmodel import Session

from rpp import kinds, synonyms, vocabulary, words
from rpp.evidence.topics import TOPICS
from rpp.policy import Viewer
from rpp.search import loading, terms
from rpp.search.index import Index, of_titles
from rpp.search.models import DOCUMENTS
from rpp.search.segment import Ints, Mask, Postings

FEWEST = 2  # letters
MOST_TOPICS, MOST = 3, 8
# So many titles are read; those without the letters in a word drop out, and the best are shown.
READ = 24
# A word is cut to a term of so many letters at least.
SHORTEST = 4


class Suggestion(NamedTuple):
    """What is offered: its words, what it is, and where it leads."""

    label: str
    noun: str
    href: str


class Title(NamedTuple):
    """A title, and whose it is."""

    document_id: int
    kind: str
    subject_id: int
    title: str


def suggest(session: Session, viewer: Viewer, typed: str) -> list[Suggestion]:
    """Topics and titles with all the words that were typed, the last of which may go on.

    Three statements at most where the index did not change. Only what the viewer may find.
    """
    asked = [word.lower() for word in words.pieces(typed)]
    if sum(map(len, asked)) < FEWEST:
        return []
    topics = [one for one, said in _topics() if _fits(asked, said)][:MOST_TOPICS]
    titles = [
        Suggestion(one.title, _noun(one.kind), kinds.href(one.kind, one.subject_id))
        for one in _titles(session, viewer, asked)
    ]
    return [*topics, *titles[: MOST - len(topics)]]


class Said(NamedTuple):
    """The words of a title, and what each may be looked for by."""

    words: tuple[str, ...]
    held: frozenset[str]


def _said(title: str) -> Said:
    there = tuple(word.lower() for word in words.pieces(title))
    return Said(there, frozenset((*there, *map(terms.term, there))))


@cache
def _topics() -> tuple[tuple[Suggestion, Said], ...]:
    """What the portal sorts by, then what schools call things, each name once; short ones first."""
    named = {
        **{term.name: f"/search?q={quote_plus(term.name)}" for term in synonyms.table()},
        **{name: f"/evidence?topic={code}" for code, name in TOPICS.items()},
        **{name: f"/briefs/topics/{code}" for code, name in vocabulary.SUBJECTS.items()},
    }
    found = (
        Suggestion(name, "Search" if href.startswith("/search") else "Topic", href)
        for name, href in named.items()
    )
    ordered = sorted(found, key=lambda one: (one.noun == "Search", len(one.label)))
    return tuple((one, _said(one.label)) for one in ordered)


def _titles(session: Session, viewer: Viewer, asked: Sequence[str]) -> list[Title]:
    """Titles of what the viewer may find: those that begin so first, then what counts more."""
    index = loading.index(session)
    found = index.visible(viewer.readable_networks)
    for word in asked[:-1]:
        found = found & index.mask(of_titles, (terms.term(word),))
    places = np.flatnonzero(found & _beginning(index, asked[-1]))
    best = places[np.argsort(-index.weights()[places], kind="stable")[:READ]]
    ids = index.ints("ids")[best].tolist()
    if not ids:
        return []
    columns = (DOCUMENTS.c.id, DOCUMENTS.c.kind, DOCUMENTS.c.subject_id, DOCUMENTS.c.title)
    rows = session.execute(select(*columns).where(DOCUMENTS.c.id.in_(ids)))
    titles = [one for one in (Title(*row) for row in rows) if _fits(asked, _said(one.title))]
    known = kinds.readable(session, viewer, [(one.kind, one.subject_id) for one in titles])
    titles = [one for one in titles if (one.kind, one.subject_id) in known]
    titles.sort(key=lambda one: (not _begins(asked, one.title), ids.index(one.document_id)))
    return list(_once(titles))


def _beginning(index: Index, start: str) -> Mask:
    """The documents in whose titles a word may begin so."""
    found = np.zeros(len(index), dtype=np.bool_)
    for first, segment in index.parts():
        for docs in _starting(segment.titles, start):
            found[docs + first] = True
    return found


def _starting(titles: Postings, start: str) -> Iterator[Ints]:
    """The documents of the terms that begin so, and of those that such a word may be cut to."""
    span = titles.terms.beginning(start)
    yield titles.docs[int(titles.starts[span.start]) : int(titles.starts[span.stop])]
    for length in range(SHORTEST, len(start)):
        yield titles.of(start[:length])[0]
    yield titles.of(terms.term(start))[0]


def _fits(asked: Sequence[str], said: Said) -> bool:
    """Whether a title has all the words that were typed, the last of which may go on."""
    *whole, last = asked
    return any(word.startswith(last) for word in said.words) and all(
        word in said.held or terms.term(word) in said.held for word in whole
    )


def _begins(asked: Sequence[str], title: str) -> bool:
    """Whether a title begins with what was typed."""
    return next(words.pieces(title), "").lower().startswith(asked[0])


def _noun(kind: str) -> str:
    one = kinds.get(kind)
    return one.one if one else ""


def _once(titles: Iterable[Title]) -> Iterator[Title]:
    """The first of the things of one kind with one title."""
    seen = set[tuple[str, str]]()
    for one in titles:
        named = one.kind, one.title.casefold()
        if named not in seen:
            seen.add(named)
            yield one
