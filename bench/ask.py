"""What an answer costs at 100,000 records, with sentences to choose from."""

from functools import partial

from flask import Flask
from sqlmodel import Session

from bench.common import Databases, Figure, cpu_clock, median, milliseconds, p95, portal, timed
from bench.searching import MANY, QUESTIONS, Invented, Texts, _write, meaning
from rpp import clock as time_of
from rpp.ask import answering
from rpp.evidence.models import EvidenceRecord
from rpp.evidence.sentence import Sentence
from rpp.policy import ANYONE

FEW = 10_000
# What a record says, as long as those of the What Works Clearinghouse.
SENTENCES, LENGTH = 6, 20


def asking(databases: Databases, kind: str) -> list[Figure]:
    """An answer to four words, of records whose words are as rare as those of a language."""
    app = portal(databases.new(kind), databases.folder)
    texts = Texts()
    with app.app_context():
        engine = app.extensions["rpp.engine"]
        for first in range(1, MANY, FEW):
            _write(app, texts, range(first, first + FEW))
            _records(app, texts, range(first, first + FEW))
        with Session(engine) as session:
            meaning._invent(session)
            session.commit()
        app.extensions["rpp.encoder"] = Invented()
        clock = cpu_clock(engine)
        with Session(engine) as session:
            ask = partial(answering.answer, session, ANYONE)
            ask("Does it help?")
            costs = [
                timed(clock, partial(ask, f"Does {texts.text(4)} help?")) for _ in range(QUESTIONS)
            ]
    typical, rare = median(costs), p95(costs)
    return [
        Figure(
            f"an answer from {MANY:,} records by words and meaning",
            "p50 at most 150 ms",
            f"p50 {milliseconds(typical)}, p95 {milliseconds(rare)}",
            f"CPU of process and database, {QUESTIONS} questions; vectors invented",
            typical <= 0.15,
            kind,
        )
    ]


def _records(app: Flask, texts: Texts, ids: range) -> None:
    """The records of these ids, with sentences to quote."""
    now = time_of.now()
    records = [
        EvidenceRecord(
            id=n,
            key=f"bench:{n}",
            source="wwc",
            form="study",
            title=texts.text(10),
            sentences=[Sentence("found", texts.text(LENGTH) + ".") for _ in range(SENTENCES)],
            imported_at=now,
            updated_at=now,
        )
        for n in ids
    ]
    with Session(app.extensions["rpp.engine"].execution_options(write=True)) as session:
        session.add_all(records)
        session.commit()
