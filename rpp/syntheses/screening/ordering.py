"""In which order somebody screens: learned from what that person may know, and nothing else.

The order of one person never depends on what another decided alone: else what comes first would
tell of it. So each has an order of their own.
"""

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from threading import Lock
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from sqlalchemy import Pool, select, tuple_
from sqlmodel import Session

from rpp import words
from rpp.search import changes, terms
from rpp.search.meaning.models import VECTORS
from rpp.search.meaning.vectors import IS_OURS
from rpp.search.models import DOCUMENTS, chunks
from rpp.syntheses.screening import reading
from rpp.syntheses.screening.reading import Seen

if TYPE_CHECKING:
    from rpp.syntheses.screening.learning import Place, Text

# What a word of the title counts beside one of the text.
TITLE = 2.0
_HELD = 64
_Key = tuple[object, ...]
_held: WeakKeyDictionary[Pool, "OrderedDict[_Key, list[Place]]"] = WeakKeyDictionary()
_lock = Lock()


@dataclass(frozen=True, slots=True)
class Order:
    """The candidates that one person still screens, first things first, and why they come so.

    `learned_from` counts the decisions that it learned from, 0 where it stands as searched.
    """

    open: Sequence[Seen]
    places: "Mapping[int, Place]"
    learned_from: int


def order(
    session: Session, synthesis_id: int, candidates: Sequence[Seen], method: str = "ranked"
) -> Order:
    """What one person still screens; three statements, one where it was learned already.

    `candidates` are all of a synthesis as that person sees them.
    """
    waiting = {one.id: one for one in candidates if one.state == "open"}
    if method == "random":
        ids = sorted(waiting, key=lambda id_: _drawn(synthesis_id, id_))
        return Order(_later_last([waiting[id_] for id_ in ids]), {}, 0)
    known = _batches(candidates)
    places = _learned(session, synthesis_id, candidates, known)
    first = [waiting[one.id] for one in places if one.id in waiting]
    has_learned = bool(places) and places[0].score is not None
    by_id = {one.id: one for one in places}
    return Order(_later_last(first), by_id, len(known) if has_learned else 0)


def _batches(candidates: Sequence[Seen]) -> dict[int, bool]:
    """What is learned from: whole batches, the earliest decisions first."""
    from rpp.syntheses.screening.learning import usable

    told = reading.labels(candidates)
    in_order = sorted(told, key=lambda id_: (told[id_][0], id_))
    return {id_: told[id_][1] for id_ in in_order[: usable(len(told))]}


def _later_last(found: Sequence[Seen]) -> list[Seen]:
    later = sorted(
        (one.later_at, at, one) for at, one in enumerate(found) if one.later_at is not None
    )
    return [one for one in found if one.later_at is None] + [one for _, _, one in later]


def _drawn(synthesis_id: int, candidate_id: int) -> bytes:
    """A place in a random order that is the same whenever it is asked for."""
    return sha256(f"{synthesis_id}:{candidate_id}".encode()).digest()


def _learned(
    session: Session, synthesis_id: int, candidates: Sequence[Seen], known: Mapping[int, bool]
) -> "list[Place]":
    from rpp.syntheses.screening import learning

    if len(set(known.values())) < 2:
        return [learning.Place(one.id) for one in candidates]
    pool = session.get_bind().engine.pool
    answers = tuple(sorted(known.items()))
    ids = tuple(one.id for one in candidates if one.status != "duplicate")
    key = (synthesis_id, changes.newest(session), ids, answers)
    with _lock:
        mine = _held.setdefault(pool, OrderedDict())
        if key in mine:
            mine.move_to_end(key)
            return mine[key]
    found = learning.order(_texts(session, candidates), known)
    with _lock:
        mine[key] = found
        while len(mine) > _HELD:
            mine.popitem(last=False)
    return found


def _texts(session: Session, candidates: Sequence[Seen]) -> "list[Text]":
    """What candidates say, by what anyone may find of them: their terms and vectors."""
    import numpy as np

    from rpp.search.meaning.arrays import to_floats
    from rpp.search.meaning.model import DIMENSIONS
    from rpp.syntheses.screening.learning import Text

    held: dict[tuple[str, int], tuple[str, bytes | None, float | None]] = {}
    things = sorted({(one.subject_kind, one.subject_id) for one in candidates if one.subject_id})
    for some in chunks(things):
        statement = (
            select(
                *(DOCUMENTS.c.kind, DOCUMENTS.c.subject_id, DOCUMENTS.c.terms),
                *(VECTORS.c.vector, VECTORS.c.scale),
            )
            .outerjoin(VECTORS, IS_OURS)
            .where(
                tuple_(DOCUMENTS.c.kind, DOCUMENTS.c.subject_id).in_(some),
                DOCUMENTS.c.network_id.is_(None),
                ~DOCUMENTS.c.gone,
            )
        )
        for kind, id_, said, vector, scale in session.execute(statement):
            held[kind, id_] = (said, vector, scale)
    texts = []
    for one in candidates:
        if one.status == "duplicate":
            continue
        said, vector, scale = held.get((one.subject_kind, one.subject_id or 0), ("", None, None))
        meant = None
        if vector is not None and scale:
            numbers = np.frombuffer(vector, dtype=np.int8).reshape(1, DIMENSIONS)
            meant = to_floats(numbers, np.array([scale], dtype=np.float32))[0]
        texts.append(Text(one.id, counted(said or _as_indexed(one)), meant))
    return texts


def _as_indexed(one: Seen) -> str:
    """The terms of what the search does not hold."""
    return terms.of_document(one.title, one.citation, "")


def counted(said: str) -> dict[str, float]:
    """How often each telling term stands in a document, a title's twice; concepts are words too."""
    found: dict[str, float] = {}
    for at, line in enumerate(said.split("\n")):
        for term in line.split():
            if term not in words.STOP and ":" not in term and not term.isdigit():
                found[term] = found.get(term, 0.0) + (TITLE if at == 0 else 1.0)
    return found


def as_written(stems: Sequence[str], text: str) -> list[str]:
    """The words of a text that stand for these terms, in the order of the terms."""
    written: dict[str, str] = {}
    for word in words.pieces(text):
        written.setdefault(terms.term(word), word.lower())
    return [written[stem] for stem in stems if stem in written]
