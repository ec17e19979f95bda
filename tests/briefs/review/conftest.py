"""A brief in review, and the people of its network who can be asked to review it."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pytest

from rpp import clock
from rpp.briefs.models import Brief
from rpp.briefs.review import asking, deciding
from rpp.briefs.review.checklist import POINTS, Answer
from rpp.briefs.review.deciding import Decision
from rpp.briefs.review.models import BriefReviewer
from rpp.networks.roles import roles_of
from rpp.people.models import Person
from rpp.policy import Viewer
from tests.briefs.conftest import World
from tests.support.factories import Factories

ANSWERS = dict.fromkeys(POINTS, Answer("yes"))
REASON = "The bottom line claims a cause that this design cannot show."


@dataclass
class Reviewed(World):
    """The study's world, with a district and a center that have no part in the study."""

    brief: Brief = None  # type: ignore[assignment]
    dana: Person = None  # type: ignore[assignment]  # works in a district
    noor: Person = None  # type: ignore[assignment]  # does not
    third: Person = None  # type: ignore[assignment]  # of the district as well
    steward: Person = None  # type: ignore[assignment]

    def viewer(self, person: Person) -> Viewer:
        """The person as the portal sees them."""
        with self.make.writing() as session:
            return Viewer(id=person.id, name=person.name, **roles_of(session, person.id or 0))

    def do(self, operation: Callable[..., Any], actor: Person, *args: Any, **kwargs: Any) -> Any:
        """Run one operation as a person with their roles, and commit."""
        viewer = self.viewer(actor)
        with self.make.writing() as session:
            done = operation(session, viewer, *args, **kwargs)
            session.flush()
        return done

    def ask(self, person: Person, by: Person | None = None) -> BriefReviewer:
        (organization,) = self.viewer(person).member_of
        return self.do(asking.ask_reviewer, by or self.lead, self.brief.id, person.id, organization)

    def accept(self, person: Person, conflict: str = "", *, may_name: bool = True) -> BriefReviewer:
        asked = self.ask(person)
        return self.do(asking.accept_review, person, asked.id, may_name=may_name, conflict=conflict)

    def decide(self, person: Person, comment: str = "", *, approved: bool = False) -> Any:
        decision = Decision(approved, comment, ANSWERS)
        return self.do(deciding.decide, person, self.brief.id, decision)

    def approve(self, person: Person, comment: str = "") -> Any:
        return self.decide(person, comment, approved=True)


@pytest.fixture
def reviewed(make: Factories, worlds: Callable[..., World]) -> Reviewed:
    """A brief in review that nobody was asked to review yet."""

    def build() -> Reviewed:
        world = worlds()
        district, center = make.organization("Grundy County"), make.organization(type="research")
        for one in (district, center):
            make.join(world.network, one)
        made = Reviewed(**vars(world))
        made.brief = world._reviewed()
        made.dana = make.member(district, name="Dana Ortiz")
        made.noor = make.member(center, name="Noor Haddad")
        made.third = make.member(district, name="Theo Third")
        made.steward = make.steward(world.network)
        return made

    return make.begin("brief to review", build)


@pytest.fixture
def set_clock() -> Iterator[Callable[[datetime], None]]:
    """Say what time it is from here on, until the end of the test."""
    with ExitStack() as stack:

        def at(moment: datetime) -> None:
            stack.enter_context(clock.at(moment))

        yield at
