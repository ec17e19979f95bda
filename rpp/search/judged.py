"""Measures *Known already?* on pairs that people judged: a problem, a thing, and whether they are
related."""

import csv
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from sqlmodel import Session, col, select

from rpp.policy import ANYONE
from rpp.problems.models import Problem
from rpp.search.queries import KNOWN, close_to

# A problem, a kind and a title, as the file of pairs names them.
Pair = tuple[str, str, str]


@dataclass(slots=True)
class Measured:
    """How well what is shown agrees with what people judged; `unjudged` counts as not related."""

    shown: int = 0
    right: int = 0
    unjudged: int = 0
    found: set[Pair] = field(default_factory=set)
    related: int = 0

    @property
    def precision(self) -> float:
        """The share of what is shown that is related."""
        return self.right / self.shown if self.shown else 0

    @property
    def recall(self) -> float:
        """The share of what is related that is shown."""
        return len(self.found) / self.related if self.related else 0

    def as_json(self) -> dict[str, float]:
        return {
            "precision": round(self.precision, 2),
            "recall": round(self.recall, 2),
            "shown": self.shown,
            "unjudged": self.unjudged,
        }


def read(file: Path) -> dict[Pair, bool]:
    """Pairs with what was judged, from a file with columns problem, kind, title and related."""
    with file.open(encoding="utf-8", newline="") as lines:
        return {
            (row["problem"], row["kind"], row["title"]): row["related"] == "yes"
            for row in csv.DictReader(lines)
        }


def measure(session: Session, pairs: dict[Pair, bool], *, by_meaning: bool) -> Measured:
    """What is shown of the pairs' problems, as far as this portal has them."""
    titles = {problem for problem, _, _ in pairs}
    statement = select(Problem).where(
        col(Problem.title).in_(titles), col(Problem.opened_at).is_not(None)
    )
    problems = session.exec(statement.order_by(col(Problem.id))).all()
    there = {problem.title for problem in problems}
    judged = {pair: related for pair, related in pairs.items() if pair[0] in there}
    found = Measured(related=sum(judged.values()))
    for problem in problems:
        groups = close_to(session, ANYONE, problem, *KNOWN, by_meaning=by_meaning)
        shown = [one.hit for group in groups for one in group]
        _count(found, judged, [(problem.title, one.kind, one.plain_title) for one in shown])
    return found


def _count(found: Measured, judged: dict[Pair, bool], shown: Iterable[Pair]) -> None:
    for pair in shown:
        found.shown += 1
        found.unjudged += pair not in judged
        if judged.get(pair):
            found.right += 1
            found.found.add(pair)
