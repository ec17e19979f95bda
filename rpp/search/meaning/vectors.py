"""The vectors of documents as the database holds them: written, forgotten, read."""

import re
from collections.abc import Collection, Iterable, Mapping
from hashlib import sha256
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import ColumnElement, and_, bindparam, delete, func, insert, select, update
from sqlmodel import Session

from rpp.search import changes
from rpp.search.meaning.files import FILES
from rpp.search.meaning.models import VECTORS
from rpp.search.models import DOCUMENTS, chunks

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

# Raise it when vectors are made in another way: the worker then makes all of them anew.
RULES = "1"
MODEL = sha256("".join((RULES, *FILES.values())).encode()).hexdigest()[:12]
IS_OURS = and_(VECTORS.c.document_id == DOCUMENTS.c.id, VECTORS.c.model == MODEL)
FORGET = delete(VECTORS).where(
    VECTORS.c.document_id == bindparam("at"), VECTORS.c.digest != bindparam("now")
)
# Markdown's signs, which say nothing.
_LINK = re.compile(r"!?\[([^\]\n]*)\]\([^)\s]*\)")
_SIGNS = re.compile(r"\*\*|__|`|(?<!\w)[*_](?=\w)|(?<=\w)[*_](?!\w)")


class Text(NamedTuple):
    """A document as it is read for its meaning."""

    id: int
    title: str
    body: str

    @property
    def digest(self) -> str:
        return digest(self.title, self.body)


class Made(NamedTuple):
    """The vectors of a document, as they are stored."""

    scale: float
    vector: bytes
    spans: bytes
    scales: bytes
    sentences: bytes


def digest(title: str, body: str) -> str:
    """By which vectors know the text that they were made from."""
    return sha256(f"{title}\0{body}".encode(errors="replace")).hexdigest()[:16]


def plain(sentence: str) -> str:
    """A sentence as a page shows it: without Markdown's signs, its white space as one."""
    return " ".join(_SIGNS.sub("", _LINK.sub(r"\1", sentence)).split())


def forget(session: Session, texts: Mapping[int, tuple[str, str]]) -> None:
    """Take away the vectors of documents whose title and body are others now than they were of."""
    if texts:
        session.execute(FORGET, [{"at": at, "now": digest(*text)} for at, text in texts.items()])


IS_UNREAD = and_(~DOCUMENTS.c.gone, VECTORS.c.document_id.is_(None))


def waiting(session: Session) -> int:
    """How many documents have no vectors yet."""
    statement = select(func.count()).select_from(DOCUMENTS.outerjoin(VECTORS, IS_OURS))
    count: int = session.execute(statement.where(IS_UNREAD)).scalar_one()
    return count


def missing(session: Session, limit: int) -> list[Text]:
    """Documents without vectors, those that changed last first."""
    columns = (DOCUMENTS.c.id, DOCUMENTS.c.title, DOCUMENTS.c.body)
    statement = (
        select(*columns)
        .outerjoin(VECTORS, IS_OURS)
        .where(IS_UNREAD)
        .order_by(DOCUMENTS.c.change_id.desc(), DOCUMENTS.c.id)
    )
    return [Text(*row) for row in session.execute(statement.limit(limit))]


def put(session: Session, made: Mapping[Text, Made]) -> int:
    """Store the vectors of documents that still say what these were made of; return how many.

    What somebody else stored meanwhile is left alone.
    """
    texts = {text.id: text for text in made}
    columns = (DOCUMENTS.c.id, DOCUMENTS.c.title, DOCUMENTS.c.body)
    held = select(*columns).where(DOCUMENTS.c.id.in_(texts), ~DOCUMENTS.c.gone)
    # Whoever changes one of them waits until it is stored, and then takes it away.
    still = [Text(*row) for row in session.execute(held.with_for_update())]
    known = select(VECTORS.c.document_id).where(
        VECTORS.c.document_id.in_(texts), VECTORS.c.model == MODEL
    )
    there = set(session.execute(known).scalars())
    new = [text for text in still if texts[text.id] == text and text.id not in there]
    if not new:
        return 0
    ids = [text.id for text in new]
    session.execute(delete(VECTORS).where(VECTORS.c.document_id.in_(ids)))
    session.execute(
        insert(VECTORS),
        [
            {
                "document_id": text.id,
                "model": MODEL,
                "digest": text.digest,
                **made[text]._asdict(),
            }
            for text in new
        ],
    )
    # Every process reads them, as it does any change.
    session.execute(update(DOCUMENTS).where(DOCUMENTS.c.id.in_(ids)).values(change_id=None))
    changes.note(session, ids)
    return len(new)


def of_documents(
    session: Session, which: ColumnElement[bool]
) -> tuple[list[int], list[tuple[int, bytes, float]]]:
    """The ids of some documents, and the vectors of those of them that have one."""
    statement = (
        select(DOCUMENTS.c.id, VECTORS.c.vector, VECTORS.c.scale)
        .outerjoin(VECTORS, IS_OURS)
        .where(which)
    )
    rows = session.execute(statement).all()
    return [row[0] for row in rows], [(row[0], row[1], row[2]) for row in rows if row[2]]


def of_some(
    session: Session, ids: Collection[int]
) -> tuple[list[int], list[tuple[int, bytes, float]]]:
    """The same of these documents."""
    found: tuple[list[int], list[tuple[int, bytes, float]]] = ([], [])
    for some in chunks(sorted(ids)):
        known, rows = of_documents(session, DOCUMENTS.c.id.in_(some))
        found[0].extend(known)
        found[1].extend(rows)
    return found


def of_sentences(
    session: Session, document_ids: Iterable[int]
) -> "dict[int, dict[str, NDArray[np.float32]]]":
    """For each of these documents its sentences (`plain`), each with its vector; one statement.

    A document that was not read yet is not there. The cosine with a question is the product with
    its vector: all have length 1.
    """
    import numpy as np

    from rpp.search.meaning.arrays import to_floats
    from rpp.search.meaning.model import DIMENSIONS

    statement = (
        select(
            *(DOCUMENTS.c.id, DOCUMENTS.c.body),
            *(VECTORS.c.spans, VECTORS.c.scales, VECTORS.c.sentences),
        )
        .join(VECTORS, IS_OURS)
        .where(DOCUMENTS.c.id.in_(sorted(set(document_ids))), ~DOCUMENTS.c.gone)
    )
    found: dict[int, dict[str, NDArray[np.float32]]] = {}
    for id_, body, spans, scales, numbers in session.execute(statement):
        places = np.frombuffer(spans, dtype="<i4").reshape(-1, 2)
        vectors = to_floats(
            np.frombuffer(numbers, dtype=np.int8).reshape(-1, DIMENSIONS),
            np.frombuffer(scales, dtype="<f4"),
        )
        texts = (plain(body[start:end]) for start, end in places)
        found[id_] = dict(zip(texts, vectors, strict=True))
    return found
