"""Measures the search on a public collection with known answers, by the code the portal uses.

A collection is a folder as BEIR has it (Thakur et al., 2021): `corpus.jsonl` with `_id`, `title`
and `text`, `queries.jsonl` with `_id` and `text`, and `qrels/test.tsv`, which says how relevant a
document is to a query.
"""

import csv
import json
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from math import log2
from pathlib import Path
from secrets import token_hex
from statistics import median

from flask import current_app
from sqlalchemy import Engine, text
from sqlmodel import Session

from rpp import cli, db
from rpp.policy import ANYONE
from rpp.search import operations
from rpp.search.asked import Query, plain
from rpp.search.finding import Search, ranked
from rpp.search.meaning import encoder, reading, vectors
from rpp.search.models import CHUNK
from rpp.words import Document

# The kind whose things anyone may find and nothing lifts above others.
KIND = "evidence"
DEPTH, TOP = 100, 10
# In seconds: how long a measurement waits for the process that holds the model, and between.
MOST_WAITED, PAUSE = 240.0, 2.0
Relevance = Mapping[str, Mapping[str, int]]


class Unreadable(Exception):
    """A collection lacks a file, or a line of it is no such thing; the message says which."""


@dataclass(frozen=True, slots=True)
class Collection:
    """Documents by their order, queries by id, and how relevant documents are to queries."""

    ids: Sequence[str]
    documents: Sequence[Document]
    queries: Mapping[str, str]
    relevant: Relevance


@dataclass(frozen=True, slots=True)
class Measured:
    """How well and how fast one way of searching answered; the median time of a query in ms."""

    ndcg: float
    recall: float
    milliseconds: float

    def as_json(self) -> dict[str, float]:
        return {
            f"ndcg@{TOP}": round(self.ndcg, 4),
            f"recall@{DEPTH}": round(self.recall, 4),
            "ms": round(self.milliseconds, 2),
        }


def read(folder: Path) -> Collection:
    """Read a collection; raises Unreadable."""
    try:
        corpus = list(_lines(folder / "corpus.jsonl"))
        queries = {str(one["_id"]): str(one["text"]) for one in _lines(folder / "queries.jsonl")}
        with (folder / "qrels" / "test.tsv").open(encoding="utf-8", newline="") as file:
            relevant: dict[str, dict[str, int]] = {}
            for row in csv.DictReader(file, delimiter="\t"):
                of_query = relevant.setdefault(row["query-id"], {})
                of_query[row["corpus-id"]] = int(row["score"])
    except OSError as error:
        raise Unreadable(f"{error.filename} cannot be read: {error.strerror}.") from None
    except (KeyError, ValueError, TypeError) as error:
        raise Unreadable(f"{folder} is no collection as BEIR has it: {error!r}.") from None
    documents = [
        Document(at, str(one.get("title") or ""), str(one["text"]))
        for at, one in enumerate(corpus, 1)
    ]
    return Collection([str(one["_id"]) for one in corpus], documents, queries, relevant)


def _lines(path: Path) -> Iterator[dict[str, object]]:
    with path.open(encoding="utf-8") as file:
        for line in filter(str.strip, file):
            yield json.loads(line)


def evaluate(collection: Collection, server: str = "") -> dict[str, Measured]:
    """Search a collection by words alone and by both, in a database of its own that then goes.

    `server` is a database on PostgreSQL in which a schema is made; SQLite without.
    """
    with _database(server) as engine, _serving(engine):
        with db.transaction() as session:
            operations.write(session, KIND, collection.documents)
        _read_for_meaning()
        return {
            name: _measured(collection, by_meaning)
            for name, by_meaning in (("words", False), ("fused", True))
        }


def _read_for_meaning() -> None:
    """Give documents their vectors; not their sentences, which no search compares.

    On a busy machine the process that holds the model may start late: we wait for it.
    """
    patient = _Patience()
    while patient.expects:
        with db.before_write() as session:
            texts = vectors.missing(session, CHUNK)
        if not texts:
            return
        made = {text: one for text in texts if (one := reading.make(text, 0))}
        if made:
            with db.transaction() as session:
                vectors.put(session, made)
        else:
            patient.wait()


class _Patience:
    """Waits for the encoder, where there is one, for a few minutes in all."""

    def __init__(self) -> None:
        self.expects = encoder.state().ready
        self.left = MOST_WAITED

    def wait(self) -> None:
        """Wait a little; after a while nothing is expected any more."""
        time.sleep(PAUSE)
        self.left -= PAUSE
        self.expects = self.left > 0


def _measured(collection: Collection, by_meaning: bool) -> Measured:
    gains, found, times = list[float](), list[float](), list[float]()
    patient = _Patience()
    patient.expects = patient.expects and by_meaning
    with db.before_write() as session:
        for id_, relevant in collection.relevant.items():
            if not any(relevant.values()) or id_ not in collection.queries:
                continue
            query = plain(collection.queries[id_])
            best, took, meant = _search(session, collection, query, by_meaning)
            while query.meant and patient.expects and not meant:
                patient.wait()
                best, took, meant = _search(session, collection, query, by_meaning)
            times.append(took)
            gains.append(_ndcg(best, relevant))
            wanted = {one for one, score in relevant.items() if score > 0}
            found.append(len(wanted.intersection(best)) / len(wanted))
    if not times:
        raise Unreadable("No query of the collection has a relevant document.")
    return Measured(_mean(gains), _mean(found), median(times) * 1000)


def _search(
    session: Session, collection: Collection, query: Query, by_meaning: bool
) -> tuple[list[str], float, bool]:
    """The ids of the best, how many seconds it took, and whether meaning had a part in it."""
    began = time.perf_counter()
    found = ranked(session, ANYONE, Search(query, (KIND,), by_meaning=by_meaning), DEPTH)
    took = time.perf_counter() - began
    return [collection.ids[one.id - 1] for one in found], took, any(one.meaning for one in found)


def _ndcg(best: Sequence[str], relevant: Mapping[str, int]) -> float:
    """How much of what could be gained stands among the first ten (Järvelin and Kekäläinen)."""
    gained = _gain([relevant.get(id_, 0) for id_ in best[:TOP]])
    return gained / _gain(sorted(relevant.values(), reverse=True)[:TOP])


def _gain(scores: Sequence[int]) -> float:
    return sum(score / log2(at + 2) for at, score in enumerate(scores))


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)


@contextmanager
def _serving(engine: Engine) -> Iterator[None]:
    """Have the app use another database for a while."""
    before = current_app.extensions["rpp.engine"]
    current_app.extensions["rpp.engine"] = engine
    try:
        yield
    finally:
        current_app.extensions["rpp.engine"] = before
        engine.dispose()


@contextmanager
def _database(server: str) -> Iterator[Engine]:
    """An empty database in its newest form."""
    if not server:
        with tempfile.TemporaryDirectory(prefix="rpp-evaluate-") as folder:
            yield _made(f"sqlite:///{Path(folder) / 'collection.sqlite3'}")
        return
    schema = f"evaluate_{token_hex(6)}"
    owner = db.create_engine(server, db.PATIENT)
    try:
        with owner.begin() as connection:
            connection.execute(text(f"CREATE SCHEMA {schema}"))
        end = "&" if "?" in server else "?"
        yield _made(f"{server}{end}options=-csearch_path%3D{schema}")
    finally:
        with owner.begin() as connection:
            connection.execute(text(f"DROP SCHEMA IF EXISTS {schema} CASCADE"))
        owner.dispose()


def _made(url: str) -> Engine:
    cli.migrate(url)
    return db.create_engine(url, db.PATIENT)
