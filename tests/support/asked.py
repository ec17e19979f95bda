"""What tests ask of PostgreSQL, to let those run on SQLite alone that ask nothing of their own.

Every test on a database once ran on both; two thirds of those on PostgreSQL sent it only what
other tests send, too. `make asked` runs all, notes the statements each sends, the errors it
meets, and whether it uses threads or processes, and writes ELSEWHERE: the tests without which
PostgreSQL is still asked everything. A test that is not in the file runs on both.
"""

import json
import os
import re
import sys
import threading
from collections import Counter, defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, event

ELSEWHERE = Path(__file__).with_name("asked_elsewhere.txt")
NOTES = "asked-notes"
# The numbers of parameters, and how many of a list there are.
NUMBER = re.compile(r"_\d+")
LIST = re.compile(r"(%\(\w+\)s(::\w+)?)(, %\(\w+\)s(::\w+)?)+")
# Where the databases answer one statement differently: in what order, to whom first, how alike.
ALWAYS = re.compile(r"tests/search/|race|second_steps|meanwhile|hostile|leaks|privacy|holes|known")
MOST_CHILDREN = 0.05  # seconds of processes that a test started


@cache
def elsewhere() -> frozenset[str]:
    """The test functions whose statements other tests send to PostgreSQL."""
    return frozenset(ELSEWHERE.read_text().split()) if ELSEWHERE.exists() else frozenset()


def function_of(item: pytest.Item) -> str:
    """The name of a test without its parameters, from the folder of the project."""
    path = item.path.relative_to(item.config.rootpath)
    return f"{path}::{getattr(item, 'originalname', item.name)}"


# --- noting, as a plugin: -p tests.support.asked ---------------------------------------------


class Asked:
    """What one test asks; `alone` where it needs PostgreSQL whatever others ask."""

    def __init__(self) -> None:
        self.said: set[str] = set()
        self.alone = False

    def statement(self, connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if connection.dialect.name != "postgresql":
            return
        self.said.add(LIST.sub(r"\1, …", NUMBER.sub("_#", statement)))
        self.alone |= threading.current_thread() is not threading.main_thread()

    def error(self, context: Any) -> None:
        if context.dialect.name == "postgresql":
            named = getattr(
                getattr(context.original_exception, "diag", None), "constraint_name", ""
            )
            self.said.add(f"{type(context.original_exception).__name__} {named}")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item, nextitem: pytest.Item | None) -> Iterator[None]:
    """Note what a test on PostgreSQL asks, and what it costs."""
    asked, before = Asked(), os.times()
    event.listen(Engine, "before_cursor_execute", asked.statement)
    event.listen(Engine, "handle_error", asked.error)
    try:
        return (yield)
    finally:
        event.remove(Engine, "before_cursor_execute", asked.statement)
        event.remove(Engine, "handle_error", asked.error)
        after = os.times()
        children = after.children_user - before.children_user
        note = {
            "function": function_of(item),
            "said": sorted(asked.said),
            "alone": asked.alone or children > MOST_CHILDREN,
            "cpu": round(after.user - before.user + 0.001, 3),
        }
        if asked.said:
            folder = item.config.rootpath / NOTES
            folder.mkdir(exist_ok=True)
            with (folder / f"{os.getpid()}.jsonl").open("a") as file:
                file.write(json.dumps(note) + "\n")


# --- choosing --------------------------------------------------------------------------------


def chosen(notes: list[dict[str, Any]]) -> list[str]:
    """The tests that may be left out: those that stay ask everything, for little.

    Whoever asks most of what nobody asked yet for each second stays, then whoever became
    needless by later ones goes again (greedy set cover, Chvatal 1979).
    """
    said: dict[str, set[str]] = defaultdict(set)
    cpu: dict[str, float] = defaultdict(float)
    stay: set[str] = set()
    for note in notes:
        function = note["function"]
        said[function] |= set(note["said"])
        cpu[function] += note["cpu"]
        if note["alone"] or ALWAYS.search(function):
            stay.add(function)
    more: list[str] = []
    wanted = set().union(*said.values()) - set().union(*(said[name] for name in stay))
    while wanted:
        best = max(sorted(said), key=lambda name: len(said[name] & wanted) / cpu[name])
        more.append(best)
        wanted -= said[best]
    asked = Counter(one for name in (*stay, *more) for one in said[name])
    for name in sorted(more, key=lambda name: -cpu[name]):
        if all(asked[one] > 1 for one in said[name]):
            asked.subtract(said[name])
            more.remove(name)
    return sorted(said.keys() - stay - set(more))


def main(folder: Path) -> None:
    """Write ELSEWHERE from the notes of a run."""
    lines = [line for path in folder.glob("*.jsonl") for line in path.read_text().splitlines()]
    notes = [json.loads(line) for line in lines]
    names = chosen(notes)
    ELSEWHERE.write_text("\n".join(names) + "\n")
    every = sum(note["cpu"] for note in notes)
    spared = sum(note["cpu"] for note in notes if note["function"] in set(names))
    count = len({note["function"] for note in notes})
    print(f"{len(names)} of {count} tests; {spared:.0f} of {every:.0f} s")


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else NOTES))
