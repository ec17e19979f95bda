"""Finds what is asked of everything that a viewer may know of."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from markupsafe import Markup, escape
from sqlalchemy import select
from sqlmodel import Session

from rpp import kinds, words
from rpp.paging import Cursor
from rpp.policy import Viewer
from rpp.search.asked import TITLE, Query
from rpp.search.excerpts import excerpt, marked, sought
from rpp.search.meaning import encoder, vectors
from rpp.search.models import DOCUMENTS

PAGE = 20
RELEVANCE, NEWEST, NEAR = "relevance", "newest", "near"
ROW = ("id", "kind", "subject_id", "line", "title", "body", "keywords", "facets")


@dataclass(frozen=True, slots=True)
class Search:
    """What to find: of these kinds (all without any), with one of the codes in each facet.

    `near` gives a distance for codes of districts, for the order of that name, and `within` how far
    the nearest of them may be. Without `by_meaning` words alone count.
    """

    query: Query
    kinds: Collection[str] = ()
    chosen: Mapping[str, Collection[str]] = field(default_factory=dict)
    order: str = RELEVANCE
    near: Mapping[str, float] = field(default_factory=dict)
    within: float | None = None
    by_meaning: bool = True

    @property
    def asks(self) -> bool:
        """Whether it leaves anything out."""
        return bool(self.query or self.chosen) or self.within is not None


@dataclass(frozen=True, slots=True)
class Ranked:
    """One thing in its place: its score, and how much of it is owed to words and to meaning."""

    kind: str
    id: int
    document_id: int
    score: float
    words: float
    meaning: float


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing that was found, as a list shows it."""

    kind: str
    subject_id: int
    title: Markup
    excerpt: Markup
    line: str
    # Its words as they stand in the index, to say why it fits.
    text: str
    facets: Sequence[str]
    ranked: Ranked

    @property
    def href(self) -> str:
        return kinds.href(self.kind, self.subject_id)

    @property
    def noun(self) -> str:
        """What a thing of its kind is called."""
        kind = kinds.get(self.kind)
        return kind.one if kind else ""

    @property
    def plain_title(self) -> str:
        return self.text.split("\n", 1)[0]


@dataclass(frozen=True, slots=True)
class Found:
    """A page of hits; how many things fit in all, and how many each code of a facet would leave.

    `newer` and `older` are where the pages before and after begin; None where there is none.
    """

    hits: list[Hit]
    counts: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    total: int = 0
    newer: int | None = None
    older: int | None = None
    # Words that nothing holds which the viewer may find.
    unknown_words: list[str] = field(default_factory=list)


def find(
    session: Session,
    viewer: Viewer,
    search: Search,
    cursor: Cursor = Cursor(),
    limit: int = PAGE,
) -> Found:
    """A page of what fits, in its order; nothing where nothing is asked.

    One statement where the index did not change, one for the rows of the page, and one that asks
    each kind who reads its things: a row that fell behind shows nothing to anyone.
    """
    if not search.asks:
        return Found([])
    from rpp.search import looking

    look = looking.Look(session, viewer, search)
    page = look.page(cursor, limit)
    return Found(
        hits_of(session, search, page.rows, look.telling()),
        look.counts(),
        look.total,
        page.newer,
        page.older,
        look.unknown_words(),
    )


def total(session: Session, viewer: Viewer, search: Search) -> int:
    """How many things fit, without reading a row or counting any facet."""
    if not search.asks:
        return 0
    from rpp.search import looking

    return looking.Look(session, viewer, search).total


def ranked(session: Session, viewer: Viewer, search: Search, limit: int = PAGE) -> list[Ranked]:
    """The best of what fits, without reading a row of it."""
    if not search.asks:
        return []
    from rpp.search import looking

    return looking.Look(session, viewer, search).page(Cursor(), limit).rows


def for_list(session: Session, viewer: Viewer, search: Search, limit: int = PAGE) -> list[Ranked]:
    """The best for a list: nothing where nothing holds a word of what is asked.

    A list shows what it was asked for; what is only near in meaning the search page says to be so.
    """
    found = ranked(session, viewer, search, limit)
    holds = not search.query.terms or any(one.words > 0 for one in found)
    return found if holds else []


def hits_of(
    session: Session, search: Search, page: Sequence[Ranked], telling: Mapping[str, float]
) -> list[Hit]:
    """What was ranked, with the words marked that were asked for; two statements at most."""
    query = search.query
    statement = select(*(DOCUMENTS.c[name] for name in ROW)).where(
        DOCUMENTS.c.id.in_([one.document_id for one in page]), ~DOCUMENTS.c.gone
    )
    rows = {row.id: row for row in session.execute(statement)} if page else {}
    looked_for = sought(
        (*query.words, *query.named),
        query.concepts,
        [
            *query.phrases,
            *(tuple(words.of(value)) for name, value in query.fields if name == TITLE),
        ],
        telling,
    )
    passages = {id_: excerpt(row.body, looked_for) for id_, row in rows.items()}
    if search.by_meaning:
        passages |= _by_meaning(session, query, passages)
    return [
        Hit(
            row.kind,
            row.subject_id,
            marked(row.title, looked_for),
            passages[row.id],
            row.line,
            f"{row.title}\n{row.body}\n{row.keywords}",
            row.facets,
            one,
        )
        for one in page
        if (row := rows.get(one.document_id))
    ]


def _by_meaning(
    session: Session, query: Query, passages: Mapping[int, Markup]
) -> dict[int, Markup]:
    """Of the texts that hold nothing of a query the sentence nearest in meaning; one statement."""
    unmarked = [id_ for id_, passage in passages.items() if "<mark>" not in passage]
    question = encoder.encode(query.meant, query=True) if unmarked and query.meant else None
    if question is None:
        return {}
    found = vectors.of_sentences(session, unmarked)
    return {
        id_: escape(max(sentences, key=lambda one: float(sentences[one] @ question)))
        for id_, sentences in found.items()
        if sentences
    }
