"""A network with districts, delegates, a steward and open problems: what rounds are made of."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlmodel import Session

from rpp import clock
from rpp.networks.roles import roles_of
from rpp.policy import Viewer
from rpp.problems.models import Problem
from rpp.rounds import certifying, closing, opening, operations
from rpp.rounds.casting import cast_ballot
from rpp.rounds.plan import Plan
from tests.support.client import Browser
from tests.support.factories import Factories

# Monday, March 9, 2026, 8 a.m. Central, and Friday, March 27, 5 p.m. Central.
OPENS = datetime(2026, 3, 9, 13, tzinfo=UTC)
CLOSES = datetime(2026, 3, 27, 22, tzinfo=UTC)
BEFORE = OPENS - timedelta(days=3)
DURING = OPENS + timedelta(days=2)
AFTER = CLOSES + timedelta(hours=1)

TITLES = (
    "No substitute comes",
    "Reading slips after grade 3",
    "Long rides",
    "Lunch lines",
)


def viewer_of(session: Session, person: Any) -> Viewer:
    """A person as a request would see them."""
    return Viewer(id=person.id, name=person.name, **roles_of(session, person.id))


@dataclass
class World:
    """One network, ready for a round."""

    make: Factories
    network: Any
    districts: list[Any]
    delegates: list[Any]
    steward: Any
    problems: list[Any]
    browsers: dict[int, Browser] = field(default_factory=dict)

    def run(self, operation: Callable[..., Any], person: Any, *args: Any, **kwargs: Any) -> Any:
        """Run one operation as a person, in a transaction of its own."""
        with self.make.writing() as session:
            return operation(session, viewer_of(session, person), *args, **kwargs)

    def problem(self, title: str, n: int = 0, **values: Any) -> Problem:
        district = self.districts[n % len(self.districts)]
        values = {
            "status": "open",
            "summary": f"{title}, in one sentence.",
            "opened_at": BEFORE - timedelta(days=30 - len(self.problems)),
        } | values
        problem = self.make.add(
            Problem(
                network_id=values.pop("network_id", self.network.id),
                organization_id=district.id,
                author_id=self.delegates[n % len(self.delegates)].id,
                title=title,
                status_since=BEFORE,
                created_at=BEFORE,
                saved_at=BEFORE,
                **values,
            )
        )
        self.problems.append(problem)
        return problem

    def begin(self, name: str, build: Callable[..., int], *ballots: Any, **plan: Any) -> int:
        """A round made like this: see `Starts`."""
        told = repr((ballots, sorted(plan.items())))
        return self.make.begin((name, told), lambda: build(*ballots, **plan))

    def draft(self, **plan: Any) -> int:
        return self.begin("draft", self._draft, **plan)

    def _draft(self, **plan: Any) -> int:
        plan = {
            "title": "What we study first",
            "purpose": "Choose two problems for the first studies.",
            "points": 10,
            "capacity": 2,
            # Sums are easiest to foresee; the rules of fair shares have their own tests.
            "rule": "greedy",
            "secret": False,
            "opens_at": OPENS,
            "closes_at": CLOSES,
            "options": [problem.id for problem in self.problems],
        } | plan
        with clock.at(BEFORE):
            return self.run(operations.create_round, self.steward, self.network.id, Plan(**plan)).id

    def scheduled(self, **plan: Any) -> int:
        return self.begin("scheduled", self._scheduled, **plan)

    def _scheduled(self, **plan: Any) -> int:
        round_id = self.draft(**plan)
        with clock.at(BEFORE):
            self.run(operations.schedule_round, self.steward, round_id)
        return round_id

    def opened(self, **plan: Any) -> int:
        return self.begin("opened", self._opened, **plan)

    def _opened(self, **plan: Any) -> int:
        round_id = self.draft(**plan)
        with clock.at(OPENS):
            self.run(opening.open_round, self.steward, round_id)
        return round_id

    def options(self, round_id: int) -> list[int]:
        """The options of a round, in the order of its ballot."""
        from rpp.rounds import queries

        with self.make.writing() as session:
            return list(queries.chosen(session, round_id).values())

    def cast(self, round_id: int, n: int, *points: int, person: Any = None, **more: Any) -> Any:
        """District n gives these points to the options in ballot order."""
        given = dict(zip(self.options(round_id), points, strict=False))
        return self.run(
            cast_ballot,
            person or self.delegates[n],
            round_id,
            self.districts[n].id,
            given,
            **more,
        )

    def closed(self, *ballots: tuple[int, ...], **plan: Any) -> int:
        """A round in which the districts cast these ballots."""
        return self.begin("closed", self._closed, *ballots, **plan)

    def _closed(self, *ballots: tuple[int, ...], **plan: Any) -> int:
        round_id = self.opened(**plan)
        with clock.at(DURING):
            for n, points in enumerate(ballots):
                if points:
                    self.cast(round_id, n, *points)
        with clock.at(AFTER):
            self.run(closing.close_round, self.steward, round_id)
        return round_id

    def certify(
        self, round_id: int, *districts: int, confirms: bool = True, reason: str = ""
    ) -> None:
        """The delegates of these districts say whether the count stands."""
        with clock.at(AFTER):
            for n in districts:
                self.run(
                    certifying.certify_round,
                    self.delegates[n],
                    round_id,
                    self.districts[n].id,
                    confirms,
                    reason,
                )

    def certified(self, *ballots: tuple[int, ...], **plan: Any) -> int:
        """A round that two districts have certified."""
        return self.begin("certified", self._certified, *ballots, **plan)

    def _certified(self, *ballots: tuple[int, ...], **plan: Any) -> int:
        round_id = self.closed(*ballots, **plan)
        self.certify(round_id, 0, 1)
        return round_id

    def annulled(self, **plan: Any) -> int:
        round_id = self.closed((10,), **plan)
        self.certify(round_id, 0, confirms=False, reason="The list of districts was wrong.")
        return round_id

    def cancelled(self, **plan: Any) -> int:
        round_id = self.opened(**plan)
        with clock.at(DURING):
            self.run(operations.cancel_round, self.steward, round_id, "A storm closed schools.")
        return round_id

    def grow_to_nine(self) -> None:
        """Six more districts join: three of the city, then three of the country."""
        for n, locale in enumerate((12, 12, 12, 42, 42, 42)):
            district = self.make.organization(f"Number {n}", locale=locale)
            self.make.join(self.network, district)
            self.districts.append(district)
            self.delegates.append(self.make.member(district, delegate=True))


@pytest.fixture
def world(make: Factories) -> World:
    return make.begin("voters", lambda: three_districts(make))


def three_districts(make: Factories) -> World:
    """A network of three districts with a delegate each, a steward, and four open problems."""
    districts = [
        make.organization("Albertville City", locale=33, enrollment=5_700),
        make.organization("Clinton", locale=12, enrollment=900),
        make.organization("Dothan City", locale=41, enrollment=26_000, state="AR"),
    ]
    delegates = [
        make.member(district, delegate=True, name=name)
        for district, name in zip(
            districts, ("Renata Oakes", "Tomas Brandt", "Lena Ruiz"), strict=True
        )
    ]
    network = make.network(*districts, slug="gulf", name="Gulf and Hills Network")
    steward = make.steward(network, make.person("Lucille Abara"))
    world = World(make, network, districts, delegates, steward, [])
    for n, title in enumerate(TITLES):
        world.problem(title, n)
    return world
