"""Search by meaning: how fast texts are read and vectors looked through, in how much memory."""

import os
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import quote

import numpy as np
from sqlalchemy import insert, select
from sqlmodel import Session

from bench import data
from bench.common import Databases, Figure, connected, milliseconds, portal
from bench.starting import _family, _get, _pss, _used, served
from rpp.search import operations
from rpp.search.meaning import generations, vectors
from rpp.search.meaning.arrays import Floats, Part, Vectors, to_bits, to_bytes
from rpp.search.meaning.models import VECTORS
from rpp.search.meaning.reading import make
from rpp.search.meaning.vectors import Text
from rpp.search.models import DOCUMENTS

RECORDS, MANY, QUESTIONS = 1_000, 100_000, 100
TICKS = os.sysconf("SC_CLK_TCK")


def reading(databases: Databases) -> list[Figure]:
    """The records of the seed, read with their sentences by the process that holds the model."""
    app = portal(databases.new("SQLite"), databases.folder)
    with app.app_context():
        app.test_cli_runner().invoke(args=["seed"], catch_exceptions=False)
        columns = (DOCUMENTS.c.id, DOCUMENTS.c.title, DOCUMENTS.c.body)
        with Session(app.extensions["rpp.engine"]) as session:
            rows = session.execute(select(*columns).where(~DOCUMENTS.c.gone).limit(RECORDS))
            texts = [Text(*row) for row in rows]
        encoder = app.extensions["rpp.encoder"]
        if make(texts[0]) is None:
            return [_missing("records read for their meaning", encoder.state().words)]
        began, theirs, sentences = time.process_time(), _used(encoder.process.pid), 0
        for text in texts:
            made = make(text)
            assert made is not None
            sentences += len(made.scales) // 4
        spent = time.process_time() - began + (_used(encoder.process.pid) - theirs) / TICKS
        encoder.close()
    rate = len(texts) / spent
    return [
        Figure(
            f"{len(texts):,} records of the seed read for their meaning",
            "at least 6 a second and core",
            f"{rate:.1f} a second",
            f"CPU of both processes; {sentences / len(texts):.1f} sentences a record",
            rate >= 6,
        )
    ]


def scanning(databases: Databases) -> list[Figure]:
    """The nearest of 100,000 vectors in a mapped file, against comparing all of them whole."""
    whole, questions = _like_texts(MANY)
    numbers, scales = to_bytes(whole)
    part = Part(np.arange(1, MANY + 1, dtype=np.int32), to_bits(numbers), numbers, scales)
    folder = databases.folder / "scanned"
    generations.write(folder, "bench", "1", {name: getattr(part, name) for name in Part.__slots__})
    size = sum(path.stat().st_size for path in folder.rglob("*.npy")) / 1024**2
    found = generations.newest(folder, "bench")
    assert found is not None
    mapped, allowed = Vectors.of(Part(**found[1])), part.ids
    times, right = list[float](), 0
    for question in questions:
        began = time.process_time()
        near = mapped.nearest(question, allowed)
        times.append(time.process_time() - began)
        exact = np.argpartition(-(whole @ question), 10)[:10] + 1
        right += len(set(near.ids[:10].tolist()) & set(exact.tolist()))
    recall, typical = right / (10 * len(questions)), float(np.median(times))
    return [
        Figure(
            f"the nearest of {MANY:,} vectors",
            "",
            f"{milliseconds(typical)}, {recall:.2f} of the ten nearest",
            f"median CPU of {len(questions)} questions; synthetic vectors in 2,000 groups",
        ),
        Figure(
            f"memory for {MANY:,} scanned vectors",
            "at most 160 MB a machine",
            f"{size:.0f} MB",
            "files that all processes map",
            size <= 160,
        ),
    ]


def memory(databases: Databases) -> list[Figure]:
    """The share of memory (PSS) of two workers that searched, with the process of the model."""
    url = databases.new("SQLite")
    engine = connected(url)
    data.fill(engine, problem_count=1_000, comment_count=10_000)
    engine.dispose()
    app = portal(url, databases.folder)
    with app.app_context(), Session(app.extensions["rpp.engine"]) as session:
        operations.reindex(session)
        session.commit()
        _invent(session)
        session.commit()
    return [
        _searched(databases, url, "without the model", "off", 170),
        _searched(databases, url, "with the model", "", 420),
    ]


def _searched(databases: Databases, url: str, what: str, setting: str, aim: int) -> Figure:
    own = databases.folder / "temporary"
    own.mkdir(exist_ok=True)
    words = data.WORDS
    asked = [quote(f"{words[n % len(words)]} {words[n * 7 % len(words)]} {n}") for n in range(200)]
    with served(databases, url, workers=2, RPP_EMBEDDING_MODEL=setting, TMPDIR=str(own)) as (
        address,
        master,
    ):
        with ThreadPoolExecutor(4) as pool:
            list(pool.map(lambda one: _get(f"{address}/search?q={one}"), asked))
        parent, *workers = _family(master)
        holding = list(_holding(own))
        shares = [_pss(pid) for pid in (*workers, *holding)]
        beside = _pss(parent)
    assert bool(holding) is (setting == "")
    total = sum(shares)
    return Figure(
        f"memory of two web workers that search, {what}",
        f"at most {aim} MB",
        f"{total:.0f} MB ({' + '.join(f'{share:.0f}' for share in shares)}); master {beside:.0f}",
        "PSS after 200 different searches"
        + (", the process with the model last" if holding else ""),
        total <= aim,
    )


def _holding(folder: Path) -> Iterator[int]:
    """The process that holds the model and listens in a folder."""
    for line in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            told = line.read_bytes()
        except OSError:
            continue
        if b"model.py" in told and os.fsencode(folder) in told:
            yield int(line.parent.name)


def _invent(session: Session) -> None:
    """A vector for each document, of no meaning."""
    rows = session.execute(select(DOCUMENTS.c.id, DOCUMENTS.c.title, DOCUMENTS.c.body)).all()
    numbers, scales = to_bytes(_like_texts(len(rows))[0])
    session.execute(
        insert(VECTORS),
        [
            {
                "document_id": row[0],
                "model": vectors.MODEL,
                "digest": vectors.digest(row[1], row[2]),
                "scale": float(scale),
                "vector": one.tobytes(),
                **dict.fromkeys(("spans", "scales", "sentences"), b""),
            }
            for row, one, scale in zip(rows, numbers, scales, strict=True)
        ],
    )


def _like_texts(count: int) -> tuple[Floats, Floats]:
    """Vectors in groups, as those of texts on some subjects, and questions near some of them."""
    chance = np.random.default_rng(1)
    subjects = chance.standard_normal((2_000, 384), dtype=np.float32)
    own = chance.standard_normal((count, 384), dtype=np.float32)
    found = 0.8 * subjects[chance.integers(0, len(subjects), count)] + own + np.float32(0.3)
    near = found[chance.integers(0, count, QUESTIONS)]
    asked = near + 0.7 * chance.standard_normal((QUESTIONS, 384), dtype=np.float32)
    return tuple(one / np.linalg.norm(one, axis=1, keepdims=True) for one in (found, asked))


def _missing(what: str, why: str) -> Figure:
    return Figure(what, "", why, "", False)
