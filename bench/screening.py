"""The order of screening: how much less is screened until 95 of 100 relevant ones are found."""

import random
import time
from collections.abc import Mapping, Sequence

import numpy as np
from sqlalchemy import select
from sqlmodel import Session

from bench.common import Databases, Figure, milliseconds, portal
from rpp.evidence.models import RECORDS
from rpp.search import operations
from rpp.search.models import DOCUMENTS
from rpp.syntheses.screening import learning
from rpp.syntheses.screening.learning import Text
from rpp.syntheses.screening.ordering import counted
from rpp.syntheses.screening.stopping import chance_missed

# Review protocols of the What Works Clearinghouse: a record is relevant where it is under one.
PROTOCOLS = (
    *("Character Education", "Dropout Prevention", "English Language Learners"),
    "Beginning Reading",
)
STARTS = 2
# Screened between two orders: larger than in use, so that the measurement ends.
STEP = 15


def screening(databases: Databases) -> list[Figure]:
    """Records of the seed by words alone, the words of catalogs and of the label left out."""
    app = portal(databases.new("SQLite"), databases.folder)
    with app.app_context():
        app.test_cli_runner().invoke(args=["seed"], catch_exceptions=False)
        with Session(app.extensions["rpp.engine"]) as session:
            operations.reindex(session)
            rows = session.execute(
                select(DOCUMENTS.c.subject_id, DOCUMENTS.c.terms, RECORDS.c.protocols)
                .join(RECORDS, RECORDS.c.id == DOCUMENTS.c.subject_id)
                .where(DOCUMENTS.c.kind == "evidence", ~DOCUMENTS.c.gone)
                .order_by(DOCUMENTS.c.subject_id)
            ).all()
    return [
        figure
        for name in PROTOCOLS
        for figure in _measured(name, [(row[0], row[1], name in row[2]) for row in rows])
    ]


def _measured(name: str, rows: Sequence[tuple[int, str, bool]]) -> list[Figure]:
    hidden = set(counted(_stems(name)))
    texts = [Text(id_, _without(terms, hidden)) for id_, terms, _ in rows]
    labels = {id_: is_relevant for id_, _, is_relevant in rows}
    began = time.process_time()
    ways = {
        way: [_screened(texts, labels, seed, way) for seed in range(STARTS)]
        for way in ("certainty", "uncertainty", "random")
    }
    spent = (time.process_time() - began) / max(len(rows) // STEP, 1) / (2 * STARTS)
    saved = {way: float(np.mean([one[0] for one in runs])) for way, runs in ways.items()}
    stop, recall = ways["certainty"][0][1:]
    relevant = sum(labels.values())
    return [
        Figure(
            f"work saved at 95% recall, {name}",
            "more than in random order",
            f"{saved['certainty']:.2f}",
            f"{relevant} of {len(rows)} records; the uncertain first {saved['uncertainty']:.2f}, "
            f"random {saved['random']:.2f}; the rule (95%, 5%) is met after {stop} at recall "
            f"{recall:.2f}; {milliseconds(spent)} of CPU an order",
            saved["certainty"] > saved["random"],
        )
    ]


def _stems(text: str) -> str:
    from rpp.search import terms

    return " ".join(terms.of(text))


def _without(terms: str, hidden: set[str]) -> dict[str, float]:
    """Title and text alone, without the words of the label."""
    found = counted("\n".join(terms.split("\n")[:2]))
    return {term: often for term, often in found.items() if term not in hidden}


def _screened(
    texts: Sequence[Text], labels: Mapping[int, bool], seed: int, way: str
) -> tuple[float, int, float]:
    """Work saved over random (WSS at 95 %), where the rule is met, and recall there."""
    listed = list(texts)
    random.Random(seed).shuffle(listed)
    queue, seen, known = [one.id for one in listed], list[bool](), dict[int, bool]()
    relevant = sum(labels.values())
    needed, reached, stop = int(np.ceil(0.95 * relevant)), 0, 0
    while queue and not (reached and (stop or way != "certainty")):
        for id_ in queue[:STEP]:
            seen.append(labels[id_])
            known[id_] = labels[id_]
            if not reached and sum(seen) >= needed:
                reached = len(seen)
        if not stop and any(seen) and chance_missed(seen, len(listed)) <= 0.05:
            stop = len(seen)
        queue = queue[STEP:] if way == "random" else _next(listed, known, way)
    saved = (len(listed) - reached) / len(listed) - 0.05
    return saved, stop, sum(seen[:stop]) / relevant


def _next(texts: Sequence[Text], known: Mapping[int, bool], way: str) -> list[int]:
    places = learning.order(texts, known)
    if way == "uncertainty":
        places.sort(key=lambda one: abs((one.score or 0.5) - 0.5))
    return [one.id for one in places if one.id not in known]
