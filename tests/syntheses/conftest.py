"""A network with a broker, evidence records, and syntheses at each point of their life."""

from dataclasses import dataclass
from typing import Any

import pytest

from rpp import clock
from rpp.evidence.models import EvidenceRecord
from rpp.people.models import Person
from rpp.policy import Viewer
from rpp.syntheses import candidates, operations
from rpp.syntheses.candidates import Decision, Named
from rpp.syntheses.models import Synthesis, SynthesisStudy
from rpp.syntheses.operations import Place, Plan
from rpp.syntheses.plan import Question, Rules
from tests.support.factories import Factories
from tests.support.world import World

QUESTION = "Which programs help students finish high school?"
PLAN = Plan(
    QUESTION,
    Question("Students in grades 9 to 12", "Any program", "The usual school", "Completing school"),
    Rules(designs=("rct", "qed")),
    [Place("RPP Commons", "portal", 1), Place("ERIC", "other", 3)],
    better="More finish",
    worse="Fewer finish",
    why_living="Reviews of dropout programs appear every year.",
    triggers="A study is added, corrected or withdrawn.",
    retires_when="The interval excludes zero for three years.",
    conflicts="None of us sells a program.",
)


@dataclass
class Desk:
    """Those who serve the network, and how they bring a synthesis on."""

    world: World
    make: Factories
    broker: Person

    @property
    def viewer(self) -> Viewer:
        assert self.world.network.id is not None
        return Viewer(id=self.broker.id, brokers=frozenset({self.world.network.id}))

    def does(self, operation: Any, *arguments: Any, **named: Any) -> Any:
        with self.make.writing() as session:
            return operation(session, self.viewer, *arguments, **named)

    def draft(self, plan: Plan = PLAN) -> Synthesis:
        made: Synthesis = self.does(operations.begin, self.world.network.id, plan)
        return made

    def screened(self, plan: Plan = PLAN) -> Synthesis:
        made: Synthesis = self.does(operations.open_screening, self.draft(plan).id)
        return made

    def record(self, title: str, **values: Any) -> EvidenceRecord:
        """A reviewed study."""
        now, number = clock.now(), self.make._next()
        values = {
            "key": f"wwc:study:{number}",
            "source": "wwc",
            "form": "study",
            "design": "RCT",
            "imported_at": now,
            "updated_at": now,
        } | values
        record: EvidenceRecord = self.make.add(EvidenceRecord(title=title, **values))
        return record

    def candidate(self, synthesis: Synthesis, record: EvidenceRecord) -> SynthesisStudy:
        """What the search would have found."""
        named = Named(f"evidence:{record.id}", record.title, "evidence", record.id, record.year)
        with self.make.writing() as session:
            (made,) = candidates.add(session, operations.held(session, synthesis.id), [named])
        return made

    def decide(self, study: SynthesisStudy, stands: str, **about: Any) -> SynthesisStudy:
        decided: SynthesisStudy = self.does(candidates.decide, study.id, Decision(stands, **about))
        return decided


@pytest.fixture
def desk(world: World, make: Factories) -> Desk:
    return Desk(world, make, make.steward(world.network, role="broker"))
