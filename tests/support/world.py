"""A network with two districts, a steward, and what a problem needs."""

from dataclasses import dataclass
from typing import Any

from rpp import clock
from rpp.problems.models import Problem
from tests.support.factories import Factories

COMPLETE = {
    "title": "When no substitute comes, the lesson does not happen",
    "summary": "On one day in nine we could not fill an absence. Classes met in the gym.",
    "affected": "Students in grades 6 to 12, most often in mathematics.",
    "evidence": "11 % of absences went unfilled in spring, up from 4 %.",
    "tried": "Higher daily pay. Fill rates rose for six weeks, then fell back.",
    "plan": "Goal 2 of the 2025–2030 plan.",
    "grades": ["06", "07", "08"],
    "subject": "staffing",
}


@dataclass
class World:
    """Who stands where."""

    make: Factories
    district: Any
    neighbour: Any
    network: Any
    author: Any
    leader: Any
    neighbour_leader: Any
    steward: Any
    stranger: Any

    def problem(self, status: str = "open", **values: Any) -> Problem:
        """A problem of the district in some status."""
        opened = None if status in ("draft", "submitted", "returned") else clock.now()
        texts = {k: v for k, v in COMPLETE.items() if k not in ("grades", "subject")}
        row: dict[str, Any] = {
            **texts,
            "network_id": self.network.id,
            "organization_id": self.district.id,
            "author_id": self.author.id,
            "status": status,
            "status_since": clock.now(),
            "created_at": clock.now(),
            "saved_at": clock.now(),
            "opened_at": opened,
        } | values
        problem = self.make.add(Problem(**row))
        with self.make.writing() as session:
            from rpp.vocabulary import set_tags

            set_tags(session, "problem", problem.id, "grade", COMPLETE["grades"])
            set_tags(session, "problem", problem.id, "subject", [str(COMPLETE["subject"])])
        return problem


def build(make: Factories) -> World:
    """Albertville and its neighbour in one network, a steward, and a stranger."""
    district = make.organization("Albertville City", state="AL")
    neighbour = make.organization("Cullman County", state="AL", locale=42, enrollment=9_902)
    network = make.network(district, neighbour, slug="gulf", name="Gulf and Hills")
    return World(
        make,
        district,
        neighbour,
        network,
        author=make.member(district, name="Renata Oakes"),
        leader=make.leader(district, name="Ola Brandt"),
        neighbour_leader=make.leader(neighbour, name="Carla Winfield"),
        steward=make.steward(network),
        stranger=make.member(make.organization("Far Away"), name="Sam Far"),
    )
