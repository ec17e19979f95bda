"""A network with a broker, evidence records, and syntheses at each point of their life."""

from dataclasses import dataclass
from typing import Any

import pytest

from rpp import clock
from rpp.briefs.models import Brief, BriefVersion
from rpp.briefs.published import Basis, Content
from rpp.briefs.uses.models import BriefUse
from rpp.evidence.models import EvidenceFinding, EvidenceRecord
from rpp.people.models import Person
from rpp.policy import Viewer
from rpp.search import operations as index
from rpp.syntheses import candidates, looking, operations, publishing
from rpp.syntheses.candidates import Decision, Named
from rpp.syntheses.models import Synthesis, SynthesisStudy
from rpp.syntheses.operations import Place, Plan, Texts
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

    def study(self, title: str, g: float = 0.2, n: int = 100, **values: Any) -> EvidenceRecord:
        """A reviewed study with one finding: means that are `g` standard deviations apart."""
        record = self.record(title, **{"domains": ["Completing school"], **values})
        self.find(record, g, n)
        return record

    def find(self, record: EvidenceRecord, g: float, n: int = 100, **values: Any) -> None:
        """One finding of a study, with so many students in each group."""
        values = {
            "key": f"wwc:finding:{self.make._next()}",
            "record_id": record.id,
            "study_key": record.key,
            "outcome": "Diploma",
            "domain": "Completing school",
            "n_total": 2 * n,
            "n_intervention": n,
            "n_comparison": n,
            "mean_intervention": 50 + 10 * g,
            "mean_comparison": 50,
            "sd_intervention": 10,
            "sd_comparison": 10,
            "unit": "Student",
            "filled": [],
        } | values
        self.make.add(EvidenceFinding(**values))

    def indexed(self) -> None:
        """What is there can be found, as after an import."""
        with self.make.writing() as session:
            index.reindex(session)

    def looks(self) -> int:
        """One turn of the worker; how many candidates were added."""
        with self.make.app.app_context():
            return looking.look()

    def candidates(self, synthesis: Synthesis) -> list[str]:
        """The titles of its candidates."""
        found = self.make.all(SynthesisStudy)
        return [one.title for one in found if one.synthesis_id == synthesis.id]

    def candidate(self, synthesis: Synthesis, record: EvidenceRecord) -> SynthesisStudy:
        """What the search would have found."""
        named = Named(f"evidence:{record.id}", record.title, "evidence", record.id, record.year)
        with self.make.writing() as session:
            (made,) = candidates.add(session, operations.held(session, synthesis.id), [named])
        return made

    def published(self, *studies: EvidenceRecord, plan: Plan = PLAN) -> Synthesis:
        """Version 1, of these studies."""
        made = self.screened(plan)
        for study in studies:
            self.include(made, study)
        self.does(operations.write, made.id, Texts("More students finish.", "helps"))
        published: Synthesis = self.does(publishing.publish, made.id)
        return published

    def include(self, made: Synthesis, record: EvidenceRecord) -> SynthesisStudy:
        return self.decide(self.candidate(made, record), "included")

    def adopted(self, text: str, person: Person) -> None:
        """A published brief with this text, which the person's district uses."""
        now, world = clock.now(), self.world
        own = person.id == world.author.id
        district = world.district.id if own else world.neighbour.id
        alike = {"title": "What helps", "bottom_line": "It helps."}
        brief = self.make.add(
            Brief(
                type="deposited",
                organization_id=self.world.neighbour.id,
                status="published",
                status_since=now,
                current=1,
                created_at=now,
                published_at=now,
                **alike,
            )
        )
        basis = Basis("", "", None, [], [])
        content = Content({"answer": text}, [], None, [], basis)
        frozen = {"text_hash": "0" * 64, "published_by": person.id, "published_at": now}
        frozen |= {"brief_id": brief.id, "number": 1, "parts_html": {}, "authors": []}
        self.make.add(BriefVersion(content=content, **frozen, **alike))
        said = {"stage": "in_use", "used_on": now.date(), "said_by": person.id, "said_at": now}
        use = BriefUse(brief_id=brief.id, version=1, organization_id=district, **said)
        use.status_since = now
        self.make.add(use)

    def decide(self, study: SynthesisStudy, stands: str, **about: Any) -> SynthesisStudy:
        decided: SynthesisStudy = self.does(candidates.decide, study.id, Decision(stands, **about))
        return decided


@pytest.fixture
def desk(world: World, make: Factories) -> Desk:
    return Desk(world, make, make.steward(world.network, role="broker"))
