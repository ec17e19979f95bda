"""Retrieves what may answer a question, and says how rare its words are here."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import log1p
from typing import TYPE_CHECKING, NamedTuple

from sqlmodel import Session

from rpp import kinds, synonyms, words
from rpp.ask.alike import Run, neutral
from rpp.ask.answer import Searched
from rpp.ask.reading import Question, Term
from rpp.policy import Viewer
from rpp.quotable import Source
from rpp.search import terms
from rpp.search.asked import Query
from rpp.search.finding import Ranked, Search, ranked

if TYPE_CHECKING:
    from rpp.search.index import Index
    from rpp.search.segment import Mask

LISTED = 80
READ = 16  # things whose sentences are read, whatever their kind
RECORDS = 14  # evidence records beside them


class Retrieved(NamedTuple):
    """A thing that may answer, as the asker may read it now, and how close the search found it."""

    source: Source
    kind: str
    close: float
    words: float
    meaning: float
    document_id: int


@dataclass(frozen=True, slots=True)
class Library:
    """What a viewer may find: how much there is, and in how many documents words stand."""

    searched: tuple[Searched, ...]
    rare: Mapping[Term, float]
    unknown: tuple[str, ...]


def library(session: Session, viewer: Viewer, asked: Question) -> Library:
    """How much of each kind is searched, and how rare each term of a question is."""
    # Here: what answers nothing loads no arrays.
    from rpp.search import loading
    from rpp.search.index import of_facets

    index = loading.index(session)
    quoted = {name: kind for name, kind in kinds.indexed().items() if kind.quotable}
    # A question on the list of unanswered ones holds its own words, and answers nothing.
    of_quoted = index.mask(of_facets, [f"kind:{name}" for name in quoted])
    visible = index.visible(viewer.readable_networks) & of_quoted
    searched = tuple(
        Searched(
            name,
            kind.one,
            kind.many,
            int((visible & index.mask(of_facets, (f"kind:{name}",))).sum()),
        )
        for name, kind in quoted.items()
    )
    total = sum(one.count for one in searched)
    rare, unknown = dict[Term, float](), list[str]()
    for term in asked.terms:
        holding = max((_holding(index, visible, one) for one in _named(term)), default=0)
        rare[term] = log1p(total / (1 + holding))
        if not holding:
            unknown.append(term.word)
    return Library(searched, rare, tuple(unknown))


def _named(term: Term) -> Iterable[Run]:
    return ((terms.concept(term.concept),),) if term.concept else term.runs


def _holding(index: "Index", visible: "Mask", run: Run) -> int:
    """In how many documents a phrase can stand at most."""
    return min(index.known(one, visible) for one in run)


def retrieve(session: Session, viewer: Viewer, asked: Question) -> list[Retrieved]:
    """The things closest to a question, the closest first."""
    found = _some(_ranked(session, viewer, asked))
    best = max((one.score for one in found), default=0) or 1
    by_thing = {(one.kind, one.id): one for one in found}
    return sorted(
        (
            Retrieved(
                source,
                kind,
                one.score / best,
                one.words,
                one.meaning,
                one.document_id,
            )
            for kind, source in sources(session, viewer, list(by_thing))
            if (one := by_thing[kind, source.id])
        ),
        key=lambda one: (-one.close, one.kind, one.source.id),
    )


def _query(asked: Question) -> Query:
    """The question's words, telling ones twice, and those that say the same."""
    concepts, loose = synonyms.read(asked.text)
    told = [word.lower() for word in loose if word.lower() not in words.STOP]
    alike = {
        run[0] for term in asked.terms for run in term.runs if len(run) == 1 and len(term.runs) > 1
    }
    telling = [word for word in told if terms.term(word) not in neutral()]
    return Query(asked.text, (*telling, *(told or loose), *sorted(alike))[:100], tuple(concepts))


def _ranked(session: Session, viewer: Viewer, asked: Question) -> list[Ranked]:
    query = _query(asked)
    if not asked.tiers:
        return ranked(session, viewer, Search(query), LISTED)
    # Whoever asks for a tier wants nothing else; of grades, what says of none may still fit.
    tiers = {"tier": [str(tier) for tier in sorted(asked.tiers)]}
    for chosen in ({**tiers, "grade": sorted(asked.grades)} if asked.grades else tiers, tiers):
        if found := ranked(session, viewer, Search(query, chosen=chosen), LISTED):
            return found
    return []


def _some(found: Sequence[Ranked]) -> list[Ranked]:
    """The best of all kinds, and the best records: what is known here weighs more elsewhere."""
    first = found[:READ]
    return [*first, *[one for one in found[READ:] if one.kind == "evidence"][:RECORDS]]


def sources(
    session: Session, viewer: Viewer, things: Sequence[tuple[str, int]]
) -> list[tuple[str, Source]]:
    """What may be quoted of these things (kind, id) by the viewer now."""
    found = list[tuple[str, Source]]()
    for name in dict.fromkeys(kind for kind, _ in things):
        if quotable := kinds.indexed()[name].quotable:
            ids = [id_ for kind, id_ in things if kind == name]
            found += [(name, source) for source in quotable(session, viewer, ids)]
    return found
