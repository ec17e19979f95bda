"""The repository at 100,000 records: its page with facets, and a harvest of all of it."""

import gc
import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import Connection, Engine, text, update
from sqlmodel import Session

from bench import data
from bench.common import (
    Clock,
    Databases,
    Figure,
    connected,
    cpu_clock,
    engine_of,
    milliseconds,
    p95,
    portal,
    timed,
)
from bench.common import counted as statements
from rpp.briefs.details.schema import Contributor, Details, Institution
from rpp.briefs.models import VERSIONS
from rpp.briefs.published import Author, Basis, Content
from rpp.models import briefs, evidence, harvest, vocabulary
from rpp.repository import loading, operations

FEW, MANY = 1_000, 100_000
RUNS = 150
SUBJECTS = list(vocabulary.SUBJECTS)
GRADES = list(vocabulary.GRADES)
STATES = ("AL", "GA", "MS", "TN")
BANDS = list(vocabulary.BAND_CODES)
# How much memory a harvest may take beyond what its first tenth took, in MB.
GROWTH = 20
TOKEN = re.compile(r"<resumptionToken[^>]*>([^<]+)<")


def repository(databases: Databases, kind: str) -> list[Figure]:
    """The page with facets at 1,000 and at 100,000 records, and a harvest of the many."""
    engines = {}
    for name, count in (("few", FEW), ("many", MANY)):
        engines[name] = connected(databases.new(kind))
        fill(engines[name], count)
    app = portal(str(engines["many"].url), databases.folder)
    figures = []
    with app.app_context():
        for engine in engines.values():
            with Session(engine) as session:
                operations.refresh(session)
                session.commit()
    client = app.test_client()
    clocks = {name: cpu_clock(engine) for name, engine in engines.items()}
    costs, asked = _costs(app, client, engines, clocks)
    for what in costs["few"]:
        few, many = p95(costs["few"][what]), p95(costs["many"][what])
        figures.append(
            Figure(
                f"p95 of {what}, {MANY:,} against {FEW:,} records",
                "under 4×",
                f"{many / few:.2f}× ({milliseconds(many)})",
                f"CPU of process and database, {RUNS} different requests in turns",
                many < 4 * few,
                kind,
            )
        )
    figures.append(
        Figure(
            "SQL statements of the repository’s page",
            "at most 10",
            str(asked),
            "the most of all requests; without those of transactions",
            asked <= 10,
            kind,
        )
    )
    with engine_of(app, engines["many"]):
        figures += _reading(app, client, engines["many"], clocks["many"], kind)
        figures += _harvest(client, engines["many"], clocks["many"], kind)
    for engine in engines.values():
        engine.dispose()
    return figures


ADDRESSES: dict[str, Callable[[int], str]] = {
    "the repository’s page": lambda n: f"/briefs?sort={('newest', 'strength')[n % 2]}&past={n + 1}",
    "that page under filters": lambda n: (
        f"/briefs?subject={SUBJECTS[n % 10]}&subject={SUBJECTS[(n + 3) % 10]}"
        f"&band={BANDS[n % 4]}&state={STATES[n % 4]}&kind=brief"
    ),
    "that page, its last under rare filters": lambda n: (
        f"/briefs?grade={GRADES[n % 14]}&network={n % 20 + 1}&subject={SUBJECTS[n % 10]}&end=1"
    ),
    "a topic": lambda n: f"/briefs/topics/{SUBJECTS[n % 11]}?n={n}",
}


def _costs(
    app: Any, client: FlaskClient, engines: dict[str, Engine], clocks: dict[str, Clock]
) -> tuple[dict[str, dict[str, list[float]]], int]:
    """What pages cost at each size, and the most statements that one of the lists asks."""
    costs: dict[str, dict[str, list[float]]] = {name: {} for name in engines}
    asked = 0
    for what, address in ADDRESSES.items():
        for n in range(-10, RUNS):
            for name, engine in engines.items():
                with engine_of(app, engine):
                    cost = timed(clocks[name], partial(_read, client, address(n)))
                    if n >= 0:
                        costs[name].setdefault(what, []).append(cost)
        with engine_of(app, engines["many"]), statements(engines["many"]) as seen:
            _read(client, address(1))
        if "topic" not in what:
            asked = max(asked, len(seen))
    return costs, asked


def _reading(
    app: Any, client: FlaskClient, engine: Engine, clock: Clock, kind: str
) -> list[Figure]:
    """What a process pays to read the index anew, and to follow one change of it."""

    def anew() -> None:
        loading._held.clear()
        _read(client, "/briefs")

    whole = timed(clock, anew)
    with app.app_context(), Session(engine) as session:
        session.execute(
            update(VERSIONS)
            .where(VERSIONS.c.brief_id == 7)
            .values(published_at=data.BEGAN + timedelta(days=900))
        )
        operations.note(session, "brief", [7])
        session.commit()
    after = timed(clock, partial(_read, client, "/briefs"))
    return [
        Figure(
            f"first page of a process at {MANY:,} records",
            "",
            f"{whole:.2f} s; {milliseconds(after)} after one change",
            "CPU of process and database, once",
            None,
            kind,
        )
    ]


def _harvest(client: FlaskClient, engine: Engine, clock: Clock, kind: str) -> list[Figure]:
    """All of it by OAI-PMH, as DataCite's metadata: statements, time, memory."""
    began, count, path = clock(), 0, "/oai?verb=ListRecords&metadataPrefix=oai_datacite"
    with statements(engine) as seen:
        _read(client, path)
    asked, early, late = len(seen), 0.0, 0.0
    while path:
        answer = client.get(path)
        assert answer.status_code == 200, answer.status_code
        count += answer.text.count("<record>")
        found = TOKEN.search(answer.text)
        path = f"/oai?verb=ListRecords&resumptionToken={found[1]}" if found else ""
        if count == MANY // 10:
            gc.collect()
            early = _memory()
    gc.collect()
    late, took = _memory(), clock() - began
    assert count == MANY, count
    return [
        Figure(
            "SQL statements of OAI ListRecords, 100 records",
            "at most 6",
            str(asked),
            "counted; without those of transactions",
            asked <= 6,
            kind,
        ),
        Figure(
            f"harvest of {MANY:,} records",
            "under 600 s",
            f"{took:.0f} s, {late - early:+.0f} MB of memory",
            "CPU of process and database; memory (RSS) from its first tenth to its end",
            took < 600 and late - early < GROWTH,
            kind,
        ),
    ]


def _memory() -> float:
    """The memory that this process holds, in MB."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) / 1024


def _read(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 200, (path, answer.status_code)
    answer.get_data()


# --- what is measured ----------------------------------------------------------------------


def fill(engine: Engine, count: int) -> None:
    """Write so many published briefs, a tenth as many records of others, and what is harvested."""
    with engine.execution_options(write=True).begin() as connection:
        data._community(connection)
        _briefs(connection, count)
        _records(connection, count // 10)
        data._even_out(connection)
    with engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
        connection.execute(text("ANALYZE"))


def _briefs(connection: Connection, count: int) -> None:
    numbers = range(1, count + 1)
    data._put(connection, briefs.Brief, map(_brief, numbers))
    data._put(connection, briefs.BriefVersion, map(_version, numbers))
    data._put(connection, briefs.BriefOrganization, map(_maker, numbers))
    data._put(connection, vocabulary.Tag, _tags("brief", numbers))
    data._put(connection, harvest.HarvestRecord, map(_harvested, numbers))
    data._put(
        connection,
        harvest.HarvestSet,
        (
            {"spec": spec, "record_id": n}
            for n in numbers
            for spec in (f"network:network-{n % 20 + 1}", f"topic:{SUBJECTS[n % 10]}")
        ),
    )


def _brief(n: int) -> dict[str, Any]:
    return {
        "id": n,
        "type": "deposited",
        "organization_id": n % data.LEAS + 1,
        "network_id": n % data.NETWORKS + 1,
        "status": "published",
        "status_since": data.BEGAN,
        "current": 1,
        "title": data.sentence(n, 8),
        "bottom_line": data.paragraph(n, 2),
        "districts": n % 6,
        "sample": n * 3,
        "published_at": data.BEGAN + timedelta(minutes=n),
        "published_seq": n,
        "created_at": data.BEGAN,
    }


def _version(n: int) -> dict[str, Any]:
    name = f"{data.sentence(n, 1)[:-1]} {data.sentence(n + 7, 1)[:-1]}"
    lea = f"{data.WORDS[n % len(data.WORDS)].capitalize()} District {n % data.LEAS + 1}"
    details = Details(
        authors=[Contributor(name=name, organization=lea, roles=["writing-original-draft"])] * 3,
        organizations=[Institution(name=lea, leaid=f"{n % data.LEAS + 1:07}")],
        grades=[f"{n % 12 + 1:02}"],
        subjects=[SUBJECTS[n % 10]],
        license="CC-BY-4.0",
        keywords=["attendance", "bus routes"],
    )
    parts = {name: data.paragraph(n + at, 4) for at, name in enumerate(("found", "done", "limits"))}
    content = Content(parts, [], None, [], Basis("", "", None, [], []), details=details)
    return {
        "id": n,
        "brief_id": n,
        "number": 1,
        "title": data.sentence(n, 8),
        "bottom_line": data.paragraph(n, 2),
        "content": content,
        "parts_html": {name: f"<p>{words}</p>" for name, words in parts.items()},
        "authors": [Author(name, lea, "", "")],
        "text_hash": f"{n:064}",
        "published_by": 1,
        "published_at": data.BEGAN + timedelta(minutes=n),
    }


def _maker(n: int) -> dict[str, Any]:
    return {"brief_id": n, "organization_id": n % data.LEAS + 1, "state": STATES[n % 4]}


def _harvested(n: int) -> dict[str, Any]:
    moment = data.BEGAN + timedelta(seconds=n // 7)
    return {"id": n, "kind": "brief", "subject_id": n, "changed_at": moment}


def _tags(kind: str, numbers: range) -> Iterator[dict[str, Any]]:
    for n in numbers:
        for element, code in (
            ("grade", GRADES[n * 7 % 14]),
            ("grade", GRADES[(n * 7 + 1) % 14]),
            ("subject", SUBJECTS[n % 10]),
            *((("tier", ("1", "2", "3", "none")[n % 4]), ("form", "study"))
              if kind == "evidence" else ()),
        ):  # fmt: skip
            yield {"kind": kind, "subject_id": n, "element": element, "code": code}


def _records(connection: Connection, count: int) -> None:
    numbers = range(1, count + 1)
    data._put(
        connection,
        evidence.EvidenceRecord,
        (
            {
                "id": n,
                "key": f"wwc:study:{n}",
                "source": "wwc",
                "form": "study",
                "title": data.sentence(n, 9),
                "citation": f"Ruiz, A. ({1990 + n % 30}). {data.sentence(n, 9)}",
                "year": 1990 + n % 30,
                "sentence": data.paragraph(n, 2),
                "essa_tier": (1, 2, 3, None)[n % 4],
                "imported_at": data.BEGAN,
                "updated_at": data.BEGAN + timedelta(seconds=n),
            }
            for n in numbers
        ),
    )
    data._put(connection, vocabulary.Tag, _tags("evidence", numbers))
