"""The search at 100,000 records: what indexing and a question cost, and many questions at once."""

import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import quote

import numpy as np
from flask import Flask
from numpy.typing import NDArray
from sqlmodel import Session

from bench import data, meaning
from bench.common import (
    Databases,
    Figure,
    cpu_clock,
    median,
    milliseconds,
    p95,
    portal,
    process_clock,
    timed,
)
from bench.starting import _get, served
from rpp.search import keeping, loading, operations
from rpp.search.meaning import held
from rpp.search.meaning.files import State
from rpp.words import Document

FEW, MANY, QUESTIONS = 10_000, 100_000, 200
# A record as long as those of the What Works Clearinghouse, of words as rare as those of texts.
LENGTH, VOCABULARY = 120, 40_000
KIND = "evidence"


def searching(databases: Databases, kind: str) -> list[Figure]:
    """Indexing, searching, and searching under 16 connections."""
    url = databases.new(kind)
    app = portal(url, databases.folder)
    texts, figures = Texts(), list[Figure]()
    with app.app_context():
        engine = app.extensions["rpp.engine"]
        clock = cpu_clock(engine)
        took = timed(clock, partial(_write, app, texts, range(1, FEW + 1)))
        figures.append(
            Figure(
                f"indexing {FEW:,} records in words",
                "under 20 s",
                f"{took:.1f} s",
                f"CPU of process and database, {LENGTH} words a record",
                took < 20,
                kind,
            )
        )
        for first in range(FEW + 1, MANY, FEW):
            _write(app, texts, range(first, first + FEW))
        with Session(engine) as session:
            meaning._invent(session)
            session.commit()
        app.extensions["rpp.encoder"] = Invented()
        figures += _questions(app, texts, kind)
    figures.append(_at_once(databases, url, texts, kind))
    return figures


class Texts:
    """Texts whose words are as frequent as those of a language (Zipf)."""

    def __init__(self) -> None:
        self.chance = np.random.default_rng(5)
        self.words = [*data.WORDS, *(f"w{n:05}" for n in range(VOCABULARY - len(data.WORDS)))]
        share = 1 / np.arange(1, len(self.words) + 1)
        self.ends = np.cumsum(share / share.sum())

    def text(self, length: int) -> str:
        """So many words."""
        chosen = np.searchsorted(self.ends[:-1], self.chance.random(length))
        return " ".join(self.words[at] for at in chosen.tolist())

    def document(self, n: int) -> Document:
        """A record with its facets."""
        return Document(
            n,
            self.text(10),
            self.text(LENGTH),
            f"Record {n}",
            facets={
                "subject": (f"s{n % 10}",),
                "grade": (f"{n % 13:02}", f"{n * 7 % 13:02}"),
                "tier": (str(n % 5),),
                "design": (f"d{n % 7}",),
                "state": (f"S{n % 50}",),
                "year": (str(1990 + n % 35),),
                "locale": (f"l{n % 12}",),
            },
        )


class Invented:
    """An encoder of no meaning: what reading a question costs is measured apart."""

    def __init__(self) -> None:
        self.chance = np.random.default_rng(6)

    def state(self) -> State:
        """It is always ready."""
        return State(True, "Ready.")

    def encode(self, text: str, query: bool = False) -> NDArray[np.float32] | None:
        """Some vector."""
        vector = self.chance.standard_normal(384, dtype=np.float32)
        return vector / np.float32(np.linalg.norm(vector))


def _write(app: Flask, texts: Texts, ids: range) -> None:
    with Session(app.extensions["rpp.engine"].execution_options(write=True)) as session:
        operations.write(session, KIND, map(texts.document, ids), list(ids)[:1])
        session.commit()


def _questions(app: Flask, texts: Texts, kind: str) -> list[Figure]:
    client, clock = app.test_client(), cpu_clock(app.extensions["rpp.engine"])
    first = timed(clock, partial(_read, client, "/search?q=school"))
    loading._held.clear()
    held._held.clear()
    again = timed(process_clock, partial(_read, client, "/search?q=school"))
    costs = [
        timed(clock, partial(_read, client, f"/search?q={quote(texts.text(4))}&page={n}"))
        for n in range(QUESTIONS)
    ]
    typical, rare = median(costs), p95(costs)
    folder = Path(app.extensions["rpp.settings"].instance) / "search"
    size = sum(path.stat().st_size for path in folder.rglob(f"{keeping.KIND}-*/*.npy")) / 1024**2
    return [
        Figure(
            f"a search of {MANY:,} records by words and meaning",
            "p50 at most 60 ms, p95 at most 3×",
            f"p50 {milliseconds(typical)}, p95 {milliseconds(rare)}",
            f"CPU of process and database, {QUESTIONS} pages of four words; vectors invented",
            typical <= 0.06 and rare <= 3 * typical,
            kind,
        ),
        Figure(
            f"the first search of a machine, and of a process, at {MANY:,} records",
            "",
            f"{first:.1f} s; {milliseconds(again)}; files {size:.0f} MB",
            "CPU, once",
            None,
            kind,
        ),
    ]


def _read(client: Any, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 200, (path, answer.status_code)
    answer.get_data()


def _at_once(databases: Databases, url: str, texts: Texts, kind: str) -> Figure:
    """Two workers, asked by one connection and by sixteen."""
    numbers = count()
    with served(databases, url, workers=2) as (address, _):

        def ask(_n: int) -> None:
            _get(f"{address}/search?q={quote(texts.text(4))}&n={next(numbers)}")

        def rate(connections: int) -> float:
            began = time.perf_counter()
            with ThreadPoolExecutor(connections) as pool:
                list(pool.map(ask, range(QUESTIONS)))
            return QUESTIONS / (time.perf_counter() - began)

        rate(16)
        one, many = rate(1), rate(16)
    return Figure(
        f"searches of {MANY:,} records by 16 connections",
        "at least 1.5× the rate of one",
        f"{many:.0f} a second against {one:.0f}: {many / one:.2f}×",
        "gunicorn with two workers, by the clock; questions read by the model where there is one",
        many >= 1.5 * one,
        kind,
    )
