"""Four processes cast ballots over the whole portal: how many a second, and is any lost?"""

import multiprocessing
import re
import time
from pathlib import Path
from typing import Any

from sqlalchemy import select

from bench import data
from bench.common import Databases, Figure, connected, portal, signed_in
from rpp.db import columns
from rpp.models import rounds

PROCESSES, DELEGATES, TIMES = 4, 20, 12
# As a browser says where a form comes from.
ORIGIN = {"Sec-Fetch-Site": "same-origin"}


def votes(databases: Databases, kind: str) -> list[Figure]:
    """Signed-in delegates cast and change ballots; every acknowledged one must be there."""
    url = databases.new(kind)
    engine = connected(url)
    data.fill(engine, problem_count=100, comment_count=2_000)
    round_id, options = data.open_round(engine, electors=data.LEAS)
    engine.dispose()
    context = multiprocessing.get_context("spawn")
    start, answers = context.Barrier(PROCESSES), context.Queue()
    ranges = [range(1 + n * DELEGATES, 1 + (n + 1) * DELEGATES) for n in range(PROCESSES)]
    processes = [
        context.Process(
            target=cast, args=(url, databases.folder, round_id, options, people, start, answers)
        )
        for people in ranges
    ]
    for process in processes:
        process.start()
    told = [answers.get(timeout=600) for _ in processes]
    for process in processes:
        process.join()
    last = {person: points for part in told for person, points in part["last"].items()}
    refused = [line for part in told for line in part["refused"]]
    took = max(part["ended"] for part in told) - min(part["began"] for part in told)
    count = sum(part["count"] for part in told)
    lost = _lost(url, last)
    return [
        Figure(
            f"ballots by {PROCESSES} processes",
            "no busy error, none lost",
            f"{count / took:.0f} a second; {len(refused)} refused, {lost} lost of {count}",
            "POSTs with CSRF tokens through the whole portal, wall time; "
            f"{refused[0][:60] if refused else 'synced to disk'}",
            not refused and not lost,
            kind,
        )
    ]


def cast(
    url: str,
    folder: Path,
    round_id: int,
    options: list[int],
    people: range,
    start: Any,
    answers: Any,
) -> None:
    """One process: each of its people casts, then changes their ballot, in turns."""
    app = portal(url, folder)
    path = f"/rounds/{round_id}/ballot"
    clients = {person: signed_in(app, person) for person in people}
    forms = {}
    for person, client in clients.items():
        page = client.get(path).get_data(as_text=True)
        forms[person] = {
            name: _value(page, name) for name in ("csrf_token", "organization", "seen")
        }
    last, refused, count = {}, [], 0
    start.wait()
    began = time.time()
    for turn in range(TIMES):
        for person, client in clients.items():
            points = {options[(person + turn) % len(options)]: 10 - turn % 3}
            fields = {f"points-{option}": str(points.get(option, 0)) for option in options}
            form = forms[person] | {"seen": str(turn), "step": "cast"}
            answer = client.post(path, data=form | fields, headers=ORIGIN)
            if answer.status_code == 303:
                last[person], count = points, count + 1
            else:
                refused.append(f"{answer.status_code}: {answer.get_data(as_text=True)[:200]}")
    answers.put(
        {"last": last, "refused": refused, "count": count, "began": began, "ended": time.time()}
    )


def _value(page: str, name: str) -> str:
    found = re.search(rf'<input[^>]*name="{name}"[^>]*value="([^"]*)"', page)
    assert found, name
    return found[1]


def _lost(url: str, last: dict[int, dict[int, int]]) -> int:
    """How many ballots are not as they were last acknowledged."""
    ballot, points = columns(rounds.Ballot), columns(rounds.BallotPoints)
    engine = connected(url)
    with engine.connect() as connection:
        rows = connection.execute(
            select(ballot.cast_by, ballot.version, points.option_id, points.points).join_from(
                ballot.id.table, points.ballot_id.table, points.ballot_id == ballot.id
            )
        ).all()
    engine.dispose()
    kept = {person: {option: number} for person, _, option, number in rows}
    unchanged = sum(version != TIMES for _, version, _, _ in rows)
    return unchanged + sum(kept.get(person) != points for person, points in last.items())
