"""The worker reads what is new or changed, and stores what it means."""

import random
from collections.abc import Iterator
from time import monotonic
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from sqlalchemy import Pool

from rpp import db, jobs
from rpp.search import changes
from rpp.search.changes import Version
from rpp.search.meaning import encoder, vectors
from rpp.search.meaning.sentences import split
from rpp.search.meaning.vectors import Made, Text

if TYPE_CHECKING:
    from numpy.typing import NDArray

# Of a longer text these are read one by one; the document's own vector stands for the rest.
MOST_SENTENCES = 80
# So many are read before they are stored: a kill loses no more.
CHUNK = 16
# Several workers choose among so many, so that they seldom read the same.
CHOICE = 128
# How long a worker reads before it looks after its other jobs, in seconds.
TURN = 10.0

# The last change at which nothing was missing.
_done: WeakKeyDictionary[Pool, Version] = WeakKeyDictionary()


def turn() -> int:
    """Read for a while what was not read yet; return how many documents."""
    end, count = monotonic() + TURN, 0
    for read in _read():
        count += read
        if monotonic() > end or jobs.stop.told:
            break
    return count


def everything() -> Iterator[int]:
    """Read all that was not read yet, and say each time how many were."""
    yield from _read()


def _read() -> Iterator[int]:
    while encoder.state().ready:
        with db.before_write() as session:
            pool, now = session.get_bind().engine.pool, changes.newest(session)
            if _done.get(pool) == now:
                return
            texts = vectors.missing(session, CHOICE)
        if not texts:
            _done[pool] = now
            return
        chosen = texts if len(texts) <= CHUNK else random.sample(texts, CHUNK)
        made = {text: of for text in chosen if (of := make(text)) is not None}
        if not made:
            return
        with db.transaction() as session:
            count = vectors.put(session, made)
        yield count


def make(text: Text, most: int = MOST_SENTENCES) -> Made | None:
    """The vectors of a document and of so many of its sentences; None where there are none now."""
    import numpy as np

    from rpp.search.meaning.arrays import to_bytes
    from rpp.search.meaning.model import DIMENSIONS

    found: list[NDArray[np.float32]] = []
    spans = split(text.body)[:most]
    said = [vectors.plain(text.body[start:end]) for start, end in spans]
    for one in (f"{text.title}\n{text.body}", *said):
        vector = encoder.encode(one)
        if vector is None:
            if one.replace("\0", " ").strip():
                return None
            vector = np.zeros(DIMENSIONS, dtype=np.float32)
        found.append(vector)
    numbers, scales = to_bytes(np.array(found))
    return Made(
        float(scales[0]),
        numbers[0].tobytes(),
        np.array(spans, dtype="<i4").tobytes(),
        scales[1:].astype("<f4").tobytes(),
        numbers[1:].tobytes(),
    )
