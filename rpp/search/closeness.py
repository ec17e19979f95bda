"""How near things are to a problem."""

from collections.abc import Collection, Mapping, Sequence
from functools import cached_property
from math import log1p

import numpy as np
from sqlalchemy import select
from sqlmodel import Session

from rpp import synonyms, words
from rpp.paging import Cursor
from rpp.policy import Viewer
from rpp.search import looking, terms
from rpp.search.finding import Ranked, Search
from rpp.search.index import Index, of_words
from rpp.search.meaning import encoder, sentences, vectors
from rpp.search.models import DOCUMENTS
from rpp.search.queries import Described, asked_of
from rpp.search.segment import Floats, Mask

# What the engine's nearness in meaning counts beside that of the sentences, and how near both must
# be. Measured on the judged pairs with TOLD: of 34 that are shown 65 % are related, and these are
# 24 % of all that are related (.265: 59 % of 37, and 24 %; .29: 66 % of 29, and 21 %).
SHARE, NEAR = 0.1, 0.275
# Which share of what the title tells a text must hold. By words alone: of 15 that are shown 67 %
# are related, and these are 11 % of all that are related.
TOLD = 0.5
# A text that shares but one word with the problem is none to show for its words.
FEWEST = 2

Nearness = tuple[float, Ranked]


class Measure:
    """Compares a problem with what the engine finds for it, for one viewer."""

    def __init__(
        self, session: Session, viewer: Viewer, problem: Described, by_meaning: bool
    ) -> None:
        self.session, self.viewer, self.problem = session, viewer, problem
        self.query = asked_of(problem)
        # The documents that were compared by their meaning.
        self.by_meaning: set[int] = set()
        self._reads = by_meaning
        self.search = Search(self.query, by_meaning=by_meaning)
        self._look = looking.Look(session, viewer, self.search)

    @cached_property
    def telling(self) -> dict[str, float]:
        """How much each word of the problem tells."""
        return self._look.telling()

    def ranked(self, kinds: Collection[str], subjects: Collection[str], limit: int) -> list[Ranked]:
        """What the engine finds of these kinds on these subjects, the best first, but itself."""
        chosen = {"subject": subjects}
        search = Search(self.query, kinds, chosen, by_meaning=self._reads)
        look = looking.Look(self.session, self.viewer, search, self._look.index)
        found = look.page(Cursor(), limit).rows
        return [one for one in found if (one.kind, one.id) != ("problem", self.problem.id)]

    def near(self, candidates: Sequence[Ranked]) -> list[Nearness]:
        """Those of the candidates of one kind that are near enough, and how near: 1 is enough."""
        ids = [one.document_id for one in candidates]
        read = self._read(ids)
        said, held = self._by_sentences(read) if read else {}, self._by_title(ids)
        found: list[Nearness] = []
        for one in candidates:
            id_ = one.document_id
            meant = (said[id_] + SHARE * one.meaning) / NEAR if id_ in said else 0
            if meant >= 1:
                self.by_meaning.add(id_)
            if (near := max(meant, held[id_])) >= 1:
                found.append((near, one))
        return found

    def tells(self, one: Ranked, shared: Sequence[str]) -> bool:
        """Whether what it shares is enough to show it."""
        return one.document_id in self.by_meaning or len(shared) >= FEWEST

    # --- by meaning ---------------------------------------------------------------------------

    def _read(self, ids: Collection[int]) -> Mapping[int, Floats]:
        """The sentences of these documents as vectors, where some can be compared."""
        found = vectors.of_sentences(self.session, ids) if self._reads else {}
        held = {id_: np.stack(list(said.values())) for id_, said in found.items() if said}
        # One alone has nothing beside it by which to tell what is its own.
        return held if len(held) > 1 and self._said is not None else {}

    @cached_property
    def _said(self) -> Floats | None:
        """The title and the sentences of the summary; None where nothing reads meaning.

        Those of a problem that stands in the index were read before.
        """
        summary = self.problem.summary
        texts = [summary[start:end] for start, end in sentences.split(summary)]
        held = self._held()
        said = [held.get(one) for one in map(vectors.plain, texts)]
        told = [
            encoder.encode(text) if vector is None else vector
            for text, vector in zip((self.problem.title, *texts), (None, *said), strict=True)
        ]
        found = [vector for vector in told if vector is not None]
        return np.stack(found) if found and len(found) == len(told) else None

    def _held(self) -> Mapping[str, Floats]:
        own = select(DOCUMENTS.c.id).where(
            DOCUMENTS.c.kind == "problem",
            DOCUMENTS.c.subject_id == self.problem.id,
            ~DOCUMENTS.c.gone,
        )
        id_ = self.session.execute(own).scalar()
        return vectors.of_sentences(self.session, [id_]).get(id_, {}) if id_ is not None else {}

    def _by_sentences(self, read: Mapping[int, Floats]) -> dict[int, float]:
        """For each sentence of the problem how near the nearest one is, on the average.

        What the candidates of a kind have in common, such as the words of a review, says nothing:
        it is taken away first.
        """
        assert self._said is not None
        common = np.stack([theirs.mean(axis=0) for theirs in read.values()]).mean(axis=0)
        said = _apart(self._said, common)
        return {
            id_: float((_apart(theirs, common) @ said.T).max(axis=0).mean())
            for id_, theirs in read.items()
        }

    # --- by words -----------------------------------------------------------------------------

    def _by_title(self, ids: Sequence[int]) -> dict[int, float]:
        """Which share of the title's words documents hold."""
        return share_of_title(self._look.index, self._look.visible, self.problem.title, ids)


def share_of_title(index: Index, visible: Mask, title: str, ids: Sequence[int]) -> dict[int, float]:
    """Which share of a title's telling words documents hold, by how rare each is: 1 is enough.

    It asks no database. A word is held by another name of its concept, too; words of the trade do
    not count.
    """
    places = index.places(np.array(ids, dtype=np.int32))
    held, whole, number = np.zeros(len(ids)), 0.0, int(visible.sum())
    for word in _told_by(title):
        names = (terms.term(word), *map(terms.concept, synonyms.concepts_in(word)))
        found = index.mask(of_words, names) & visible
        weight = log1p(number / (1 + int(found.sum())))
        whole += weight
        held += weight * np.where(places < 0, False, found[places])
    share = held / whole if whole else held
    return dict(zip(ids, (share / TOLD).tolist(), strict=True))


def shared_words(title: str, text: str) -> list[str]:
    """The telling words of a title that a text shares."""
    return words.shared(_told_by(title), text)


def _told_by(title: str) -> list[str]:
    return words.strong(words.telling((title,)))


def _apart(found: Floats, common: Floats) -> Floats:
    """Vectors of length 1, without what they have in common."""
    own = found - common
    apart: Floats = own / np.maximum(np.linalg.norm(own, axis=1, keepdims=True), 1e-9)
    return apart
