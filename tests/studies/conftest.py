"""Two districts, a researcher, and a study taken as far as a test needs it."""

import shutil
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest
from sqlmodel import Session, select

from rpp import clock, dates
from rpp.config import Settings
from rpp.evidence.models import EvidenceRecord
from rpp.evidence.outcomes import Conclusion
from rpp.networks.roles import roles_of
from rpp.people import passwords
from rpp.people.models import Person
from rpp.policy import Viewer
from rpp.problems.models import Problem
from rpp.search import operations as indexing
from rpp.studies.lifecycle import operations
from rpp.studies.members import partners
from rpp.studies.models import Study, StudyReference
from rpp.studies.offers import proposing
from rpp.studies.outcome import findings, sensemaking
from rpp.studies.papers import agreements, signing
from rpp.studies.sections import SECTIONS
from rpp.studies.text import writing
from tests.support.factories import PASSWORD, Factories

QUESTION = "Does a later first bell bring riders of long routes to class in the first period?"
HASH = passwords.hashed(PASSWORD)
# What an agreement on data says beside its kind, parties and dates.
GROUND: dict[str, Any] = {
    "basis": "studies",
    "ppra": "none",
    "purpose": "To learn whether a later bell raises attendance.",
    "scope": "Three high schools, this school year and the next.",
    "elements": "Daily attendance, grade, bus route.",
}
ORDER = (
    "proposal",
    "co_design",
    "frozen",
    "signed",
    "active",
    "findings_shared",
    "interpreted",
    "published",
)


@dataclass
class World:
    """Who stands where."""

    make: Factories
    city: Any
    county: Any
    university: Any
    network: Any
    problem: Any
    record: Any
    lead: Any
    co_lead: Any
    county_lead: Any
    city_leader: Any
    city_signer: Any
    county_signer: Any
    stranger: Any

    def viewer(self, person: Any, session: Session | None = None) -> Viewer:
        """The person as the portal sees them."""
        if session is None:
            with self.make.writing() as own:
                return self.viewer(person, own)
        fresh = session.get(Person, person.id)
        assert fresh is not None
        return Viewer(
            id=fresh.id, name=fresh.name, email=fresh.email, **roles_of(session, person.id)
        )

    def do(self, operation: Any, person: Any, *args: Any, **about: Any) -> Any:
        """Run one operation as a person, and commit."""
        with self.make.writing() as session:
            return operation(session, self.viewer(person, session), *args, **about)

    def index(self) -> None:
        """Have the search find all there is."""
        with self.make.writing() as session:
            indexing.reindex(session)

    def ground(self, study: Any) -> None:
        """Link what is already known, unless something is linked."""
        if any(r.study_id == study.id for r in self.make.all(StudyReference)):
            return
        self.do(
            writing.add_reference,
            self.lead,
            study.id,
            source_kind="evidence",
            source_id=self.record.id,
            leaves_open="It ran in suburbs only.",
        )

    def join(self, study: Any, person: Any, organization: Any, role: str) -> None:
        invitation = self.do(
            partners.invite,
            self.lead,
            study.id,
            organization_id=organization.id,
            email=person.email,
            role=role,
        )
        self.do(partners.accept_invitation, person, invitation.id)

    def write_all(self, study: Any) -> None:
        for key in SECTIONS:
            if key != "question":
                body = f"What the partners agreed on {key}."
                self.do(writing.save_section, self.co_lead, study.id, key, body, 0)
        self.ground(study)
        self.do(writing.edit_basics, self.lead, study.id, title=study.title, design="rct")

    def sign(self, study: Any, person: Any, party: str) -> None:
        text_hash = self.fresh(study).frozen_hash
        self.do(
            signing.sign_study,
            person,
            study.id,
            party=party,
            text_hash=text_hash,
            title="In office",
            authority="Board policy",
            conflicts="None",
        )

    def agree(self, study: Any) -> None:
        for type_ in ("DSA", "IRB"):
            self.do(
                agreements.record_agreement,
                self.lead,
                study.id,
                type=type_,
                parties="Albertville City and Lakeshore Center",
                signed_on=day(-3),
                expires_on=day(300),
                **(GROUND | {"destroy_on": day(900)} if type_ == "DSA" else {}),
            )

    def finding(self, study: Any, person: Any | None = None, **about: Any) -> Any:
        values: dict[str, Any] = {
            "outcome": "First-period attendance",
            "comparison": "Later bell against usual bell",
            "result": "Riders came to 3.1 more of 100 first periods.",
            "estimate": 3.1,
            "low": 1.0,
            "high": 5.2,
            "unit": "percentage points",
            "n": 1534,
        } | about
        return self.do(findings.add_finding, person or self.lead, study.id, **values)

    def limit(self, study: Any) -> None:
        self.do(
            findings.describe_limits,
            self.lead,
            study.id,
            deviations="The vendor changed two routes in March.",
            limitations="Eleven schools in two counties, one year.",
        )

    def see(self, study: Any) -> None:
        """Everyone who is to see the findings first has."""
        for person in (
            *(self.co_lead, self.county_lead),
            *(self.city_leader, self.city_signer, self.county_signer),
        ):
            self.do(sensemaking.confirm_seen, person, study.id)

    def meet(self, study: Any, **about: Any) -> Any:
        values: dict[str, Any] = {
            "held_on": day(),
            "participants": [
                (self.lead.id, "researcher"),
                (self.co_lead.id, "practitioner"),
                (self.county_lead.id, "practitioner"),
            ],
            "interpretations": "The gain is real enough to act on and small enough to argue over.",
        } | about
        return self.do(sensemaking.record_sensemaking, self.lead, study.id, **values)

    def propose(self) -> Study:
        """A proposal as it stands at first: a question, and nothing linked."""
        return self.do(
            proposing.propose_study,
            self.lead,
            self.problem.id,
            title="A later first bell for long-route riders",
            question=QUESTION,
            organization_id=self.university.id,
        )

    def study(self, status: str = "co_design", listing: str = "listed") -> Study:
        """A study, taken along its way to this status by the people who may."""

        def live() -> Study:
            study = self.propose()
            self.ground(study)
            return self.take(study, status, listing)

        return self.make.begin((status, listing), live)

    def take(self, study: Any, status: str, listing: str = "listed") -> Study:
        """Take a study from where it stands on its way to this status."""
        steps = ORDER.index("active" if status == "paused" else status)
        begun = ORDER.index(self.fresh(study).status)
        if steps >= 1 > begun:
            self.join(study, self.co_lead, self.city, "co_lead")
            self.join(study, self.county_lead, self.county, "co_lead")
        if steps >= 2 > begun:
            if not self.fresh(study).design:
                self.write_all(study)
            self.do(signing.freeze_text, self.lead, study.id, listing)
        if steps >= 3 > begun:
            self.sign(study, self.lead, "lead")
            self.sign(study, self.city_signer, f"lea:{self.city.id}")
            self.sign(study, self.county_signer, f"lea:{self.county.id}")
        if steps >= 4 > begun:
            self.agree(study)
            self.do(operations.start_study, self.lead, study.id)
        if status == "paused":
            self.do(operations.pause_study, self.co_lead, study.id, "The vendor must be checked.")
        if steps >= 5 > begun:
            self.finding(study)
            self.limit(study)
            self.do(findings.share_findings, self.lead, study.id)
        if steps >= 6 > begun:
            self.meet(study)
        if steps >= 7 > begun:
            with self.make.writing() as session:
                operations.mark_published(session, self.lead.id, study.id, 7)
        return self.fresh(study)

    def fresh(self, study: Any) -> Study:
        """The study as it stands in the database."""
        with self.make.writing() as session:
            return session.exec(select(Study).where(Study.id == study.id)).one()


@pytest.fixture
def nothing_remembered(settings: Settings) -> None:
    """No packet is left from another test, whose study may say the very same."""
    shutil.rmtree(settings.instance / "packets", ignore_errors=True)


@pytest.fixture
def world(make: Factories) -> World:
    return make.begin("partners", lambda: partners_of(make))


def partners_of(make: Factories) -> World:
    """Two districts and a university, and those who speak for them."""
    city = make.organization("Albertville City", state="AL")
    county = make.organization("Cullman County", state="AL", locale=42)
    university = make.organization("Lakeshore Center", type="research")
    network = make.network(city, county, university, slug="gulf", name="Gulf and Hills")
    city_leader = make.leader(city, name="Ola Brandt")
    problem = make.add(
        Problem(
            network_id=network.id,
            organization_id=city.id,
            author_id=city_leader.id,
            status="prioritized",
            status_since=clock.now(),
            title="Riders of long routes miss the first lesson",
            summary="Two buses arrive after the bell.",
            created_at=clock.now(),
            saved_at=clock.now(),
            opened_at=clock.now(),
        )
    )
    record = make.add(
        EvidenceRecord(
            key="wwc:study:1",
            source="wwc",
            form="study",
            title="Later School Start Times in Suburbs",
            year=2019,
            effectiveness=[Conclusion("Start times", "Attendance", "Potentially positive")],
            imported_at=clock.now(),
            updated_at=clock.now(),
        )
    )
    world = World(
        make,
        city,
        county,
        university,
        network,
        problem,
        record,
        lead=make.researcher(university, name="Imani Feld"),
        co_lead=make.member(city, name="Renata Oakes"),
        county_lead=make.member(county, name="Walt Jessup"),
        city_leader=city_leader,
        city_signer=make.member(city, name="Tomas Brandt", signatory=True),
        county_signer=make.member(county, name="Carla Winfield", signatory=True),
        stranger=make.member(make.organization("Far Away"), name="Sam Far"),
    )
    return world


def day(ahead: int = 0) -> date:
    """A day so many days from now, in the zone of the network."""
    return dates.today("America/Chicago") + timedelta(days=ahead)
