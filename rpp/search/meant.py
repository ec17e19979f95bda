"""What was meant where a word was typed that nothing holds."""

from collections.abc import Collection, Iterator

from sqlalchemy import select
from sqlmodel import Session

from rpp import words
from rpp.policy import Viewer
from rpp.search import loading, spelling, terms
from rpp.search.asked import Query, parse
from rpp.search.index import Index, of_words
from rpp.search.models import DOCUMENTS
from rpp.search.segment import Mask
from rpp.search.spelling import SHORT

# So many words of a question are spelled anew.
MOST = 3
# A word that is longer or shorter by more is another one.
FARTHEST = 4
# In so many things forms of a word are looked for.
READ = 3


def spelled(session: Session, viewer: Viewer, query: Query, unknown: Collection[str]) -> str:
    """The text of a query with the words that nothing holds as they may be meant; "" for none.

    Each word that is offered stands in something that the viewer may find.
    """
    if not unknown:
        return ""
    index = loading.index(session)
    visible = index.visible(viewer.readable_networks)
    found = {}
    for word in list(unknown)[:MOST]:
        if better := _better(session, index, visible, word):
            found[word] = better
    return _replaced(query.text, found) if found else ""


def _replaced(text: str, found: dict[str, str]) -> str:
    """A text with some of its words, folded and small, in the place of others."""

    def other(typed: str) -> str:
        return found.get(words.fold(typed).lower(), typed)

    return spelling.WORD.sub(lambda word: other(word[0]), text)


def _better(session: Session, index: Index, visible: Mask, word: str) -> str:
    """The word that is most likely meant: of those with the nearest terms the nearest itself."""
    most = spelling.reach(word)
    terms_near = sorted(_candidates(index, visible, word, most))[:MOST]
    forms = [
        form
        for *_, term in terms_near
        for form in _forms(session, index, visible, term)
        if form != word and spelling.apart(word, form, FARTHEST) <= FARTHEST
    ]
    return spelling.closest(word, [*forms, *_of_the_field(index, visible, word, most)])


def _of_the_field(index: Index, visible: Mask, word: str, most: int) -> Iterator[str]:
    """Words in the names of concepts that are near, where they would find something."""
    for _, named in spelling.near(spelling.of_the_field(), word, most):
        if any(index.known(term, visible) for term in parse(named).terms):
            yield named


def _candidates(
    index: Index, visible: Mask, word: str, most: int
) -> Iterator[tuple[int, bool, int, str]]:
    """Terms near a word that something visible holds: nearer first, then those of the same letter,
    then those in more texts. A wrong ending leaves a word uncut: terms that begin it count, too.
    """
    stem, seen = terms.term(word), set[str]()
    if not most:
        return
    for _, segment in index.parts():
        held = segment.words.terms
        begun = ((most, word[:end]) for end in range(SHORT, len(word)))
        for wrong, term in (*spelling.near(held, stem, most), *begun):
            if term not in seen and (among := index.known(term, visible)):
                seen.add(term)
                yield wrong, term[0] != stem[0], -among, term


def _forms(session: Session, index: Index, visible: Mask, term: str) -> list[str]:
    """The words with a term in the things that count most among those that hold it."""
    docs, _ = index.holding(of_words, term)
    docs = docs[visible[docs]]
    weights = index.weights()[docs]
    ids = index.ints("ids")[docs[weights.argsort(kind="stable")[::-1][:READ]]]
    statement = select(DOCUMENTS.c.title, DOCUMENTS.c.body, DOCUMENTS.c.keywords).where(
        DOCUMENTS.c.id.in_(ids.tolist())
    )
    pieces = (
        piece.lower()
        for row in session.execute(statement)
        for text in row
        for piece in words.pieces(text)
    )
    return list(dict.fromkeys(piece for piece in pieces if terms.term(piece) == term))
