"""Retrieves what may answer a question, and says how rare its words are here."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import log1p
from typing import TYPE_CHECKING, NamedTuple

from sqlmodel import Session

from rpp import kinds, synonyms, words
from rpp.ask.alike import Run, neutral
from rpp.ask.answer import Searched
from rpp.ask.reading import Question, Term
from rpp.kinds import Kind
from rpp.policy import Viewer
from rpp.quotable import Source
from rpp.search import terms
from rpp.search.asked import Query
from rpp.search.finding import Ranked, Search, ranked
from rpp.search.meaning import encoder, vectors

if TYPE_CHECKING:
    from rpp.search.index import Index
    from rpp.search.segment import Mask

LISTED = 80
MOST_WORDS = 60  # words of a question that are searched for
READ = 16  # things whose sentences are read, whatever their kind
RECORDS = 14  # evidence records beside them
ABOUT, BESIDE = 20, 10  # of a program that is named: what is about it, and what else there is


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


def held(session: Session) -> "Index":
    """All that can be found now, read once for a question; one statement where nothing changed."""
    # Here: what answers nothing loads no arrays.
    from rpp.search import loading

    return loading.index(session)


def programs(index: "Index") -> Callable[[str], bool]:
    """Tells whether something here is about the program of a key."""
    from rpp.search.index import of_facets

    return lambda key: bool(len(index.holding(of_facets, f"program:{key}")[0]))


def library(index: "Index", viewer: Viewer, asked: Question) -> Library:
    """How much of each kind is searched, and how rare each term of a question is."""
    from rpp.search.index import of_facets

    quoted = _quoted()
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
        holding = _held(index, visible, term)
        rare[term] = log1p(total / (1 + holding))
        if not holding:
            unknown.append(term.word)
    return Library(searched, rare, tuple(unknown))


def _quoted() -> dict[str, Kind]:
    """The kinds that answer: a question on the list of unanswered ones holds its own words."""
    return {name: kind for name, kind in kinds.indexed().items() if kind.quotable}


def _held(index: "Index", visible: "Mask", term: Term) -> int:
    """In how many documents a term stands at most, however it is said."""
    said = [*term.runs, *(((terms.concept(term.concept),),) if term.concept else ())]
    found = [_holding(index, visible, one) for one in said]
    if term.parts:
        parts = (max(_holding(index, visible, one) for one in part) for part in term.parts)
        found.append(min(parts))
    return max(found, default=0)


def _holding(index: "Index", visible: "Mask", run: Run) -> int:
    """In how many documents a phrase can stand at most."""
    return min(index.known(one, visible) for one in run)


def retrieve(
    session: Session, viewer: Viewer, asked: Question, by_meaning: bool
) -> list[Retrieved]:
    """The things closest to a question, the closest first."""
    found = _ranked(session, viewer, asked, by_meaning)
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


def nearness(
    session: Session, asked: Question, found: Iterable[Retrieved]
) -> dict[int, dict[str, float]]:
    """How close each sentence of some things is to the question, by document, where it was read."""
    question = encoder.encode(asked.text, query=True)
    if question is None:
        return {}
    known = vectors.of_sentences(session, [one.document_id for one in found])
    return {
        document_id: {text: float(vector @ question) for text, vector in sentences.items()}
        for document_id, sentences in known.items()
    }


def _query(asked: Question) -> Query:
    """The question's words, telling ones twice, and those that say the same."""
    concepts, _ = synonyms.read(asked.text)
    # A concept's own words, too: a text may say it in others that are not in the list.
    loose = [word.lower() for word in words.pieces(asked.text)][:MOST_WORDS]
    told = [word for word in loose if word not in words.STOP]
    alike = {
        run[0] for term in asked.terms for run in term.runs if len(run) == 1 and len(term.runs) > 1
    }
    telling = [word for word in told if terms.term(word) not in neutral()]
    return Query(asked.text, (*telling, *(told or loose), *sorted(alike))[:100], tuple(concepts))


def _ranked(session: Session, viewer: Viewer, asked: Question, by_meaning: bool) -> list[Ranked]:
    """What is closest to a question; of programs that it names, first what is about them."""
    query = _query(asked)

    def search(**chosen: Collection[str]) -> list[Ranked]:
        codes = {name: sorted(some) for name, some in chosen.items() if some}
        asked_for = Search(query, list(_quoted()), codes, by_meaning=by_meaning)
        return ranked(session, viewer, asked_for, LISTED)

    # Whoever asks for a tier wants nothing else; of grades, what says of none may still fit.
    tiers = set(map(str, asked.tiers))
    found = search(tier=tiers, grade=asked.grades) if tiers and asked.grades else []
    found = found or search(tier=tiers)
    programs = {name.key for name in asked.names}
    if not programs:
        return _some(found)
    about = search(program=programs, tier=tiers)[:ABOUT]
    first = {one.document_id for one in about}
    return [*about, *(one for one in found[:BESIDE] if one.document_id not in first)]


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
