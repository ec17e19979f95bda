"""Answers a question with sentences that stand here, quoted word for word."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from sqlalchemy import func, or_, select
from sqlmodel import Session

from rpp import clock, kinds, synonyms, words
from rpp.ask.answer import Answer, Near, Quote, Searched, in_words
from rpp.policy import Viewer
from rpp.quotable import Passage, Source
from rpp.search.asked import parse
from rpp.search.finding import Hit, Search, find
from rpp.search.meaning.sentences import split
from rpp.search.models import DOCUMENTS

READ = 12  # things whose sentences are read
MOST = 4  # sentences of an answer
MOST_OF_ONE = 2
LONGEST = 5_000  # characters of a question that are read
ENOUGH = 0.6  # of the question's words


class Candidate(NamedTuple):
    """A sentence that may answer, and how well it does."""

    score: float
    text: str
    passage: Passage
    kind: str
    source: Source


def answer(session: Session, viewer: Viewer, question: str) -> Answer:
    """What the things that the viewer may read say on a question; a handful of statements."""
    asked = " ".join(question[:LONGEST].replace("\x00", " ").split())
    told = words.of(asked, 24)
    concepts = synonyms.ask(asked).concepts
    hits = find(session, viewer, Search(parse(asked)), limit=READ).hits
    places = {(hit.kind, hit.subject_id): at for at, hit in enumerate(hits)}
    found = sorted(
        (
            Candidate(
                _covered(told, concepts, f"{source.title} {text}") - 0.02 * places[kind, source.id],
                text,
                passage,
                kind,
                source,
            )
            for kind, source in _sources(session, viewer, list(places))
            for passage in source.passages
            for text in sentences(passage.text)
        ),
        key=lambda one: (-one.score, one.source.id),
    )
    chosen = _chosen(one for one in found if one.score >= ENOUGH)
    searched = _searched(session, viewer)
    quotes = tuple(map(_quote, chosen))
    return Answer(
        asked,
        not quotes,
        "" if quotes else _why(searched),
        quotes,
        searched,
        clock.now(),
        near=() if quotes else tuple(map(_near, hits[:3])),
    )


def sentences(text: str) -> list[str]:
    """The sentences of a block of text, in order."""
    return [text[start:end] for start, end in split(text)]


def _sources(
    session: Session, viewer: Viewer, things: Sequence[tuple[str, int]]
) -> Iterator[tuple[str, Source]]:
    for name in dict.fromkeys(kind for kind, _ in things):
        quotable = kinds.indexed()[name].quotable
        ids = [id_ for kind, id_ in things if kind == name]
        for source in quotable(session, viewer, ids) if quotable else ():
            yield name, source


def _covered(told: Sequence[str], concepts: Sequence[str], text: str) -> float:
    """How much of the question a text holds, from 0 to 1."""
    there = {words.stem(word.lower()) for word in words.pieces(text)}
    named = set(synonyms.concepts_in(text))
    held = [words.stem(word) in there for word in told] + [one in named for one in concepts]
    return sum(held) / len(held) if held else 0


def _chosen(found: Iterable[Candidate]) -> list[Candidate]:
    """The best sentences, of each source a few."""
    chosen: list[Candidate] = []
    for one in found:
        of_it = sum(one.source is other.source for other in chosen)
        if of_it < MOST_OF_ONE and one.text not in {other.text for other in chosen}:
            chosen.append(one)
    return chosen[:MOST]


def _quote(one: Candidate) -> Quote:
    source, passage = one.source, one.passage
    return Quote(
        one.text,
        source.title,
        source.path + (f"#{passage.anchor}" if passage.anchor else ""),
        one.kind,
        kinds.indexed()[one.kind].one,
        source.id,
        passage.heading,
        version=source.version,
        tier=source.tier,
        design=source.design,
        sample=source.sample,
        setting=source.setting,
    )


def _near(hit: Hit) -> Near:
    return Near(hit.plain_title, hit.href, hit.kind, hit.noun)


def _searched(session: Session, viewer: Viewer) -> tuple[Searched, ...]:
    """How many things of each kind the viewer may find."""
    mine = DOCUMENTS.c.network_id.in_(sorted(viewer.readable_networks))
    may = or_(DOCUMENTS.c.network_id.is_(None), mine)
    counted = (
        select(DOCUMENTS.c.kind, func.count())
        .where(may, ~DOCUMENTS.c.gone)
        .group_by(DOCUMENTS.c.kind)
    )
    counts = {row[0]: row[1] for row in session.execute(counted)}
    return tuple(
        Searched(name, kind.one, kind.many, counts.get(name, 0))
        for name, kind in kinds.indexed().items()
    )


def _why(searched: Sequence[Searched]) -> str:
    return (
        f"We searched {in_words(searched)} and found no sentence that answers this. "
        "That does not mean the answer is no."
    )
