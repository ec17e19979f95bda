"""A study whose findings are interpreted, with the people who write its brief."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, fields, replace
from datetime import date
from typing import Any

import pytest

from rpp import clock
from rpp.briefs import operations, publishing
from rpp.briefs.details.saving import save_details
from rpp.briefs.details.schema import Contributor, Details, Institution, Population
from rpp.briefs.models import Brief
from rpp.briefs.texts import Texts
from rpp.networks.models import Network
from rpp.organizations.models import Organization
from rpp.people.models import Person
from rpp.policy import Viewer
from rpp.problems.models import Problem
from rpp.studies.models import (
    Sensemaking,
    Study,
    StudyFinding,
    StudyMember,
    StudyPartner,
    StudySection,
)
from rpp.vocabulary import Tag
from tests.support.factories import Factories
from tests.support.reviews import review

RESULT = "Riders in later-bell schools were present for 89.3% of first periods, against 86.2%."
TITLE = "A later first bell brought long-route riders back to first period"
# What a leader adds to the details that the portal knows.
ABOUT = {
    "school_types": ["Regular"],
    "program_types": ["04887"],
    "audiences": ["Administrator", "Teacher"],
    "outcomes": ["attendance"],
    "students": "1000-4999",
    "studied_from": "Aug 2025",
    "no_funding": "y",
    "no_conflicts": "y",
    "data_access": "not-shared",
    "keywords": "bell times, school buses",
}
# A passage of every field, so that what must stay hidden can be looked for.
SECRET = "Bus drivers in the north kept the old bell"


def full_details(
    made: list[Contributor], taking_part: Iterable[Organization], **changed: Any
) -> Details:
    """Details that lack nothing."""
    return replace(
        Details(
            authors=made,
            organizations=[
                Institution(name=one.name, ror=one.ror or "", leaid=one.leaid or "")
                for one in taking_part
            ],
            grades=["09"],
            subjects=["attendance"],
            locales=["TownDistant"],
            school_types=["Regular"],
            program_types=["04887"],
            audiences=["Administrator"],
            states=["AL"],
            design="rct",
            outcomes=["attendance"],
            population=Population(students="1000-4999"),
            studied_from="2025-08",
            studied_until="2026-05",
            license="CC-BY-4.0",
            no_funding=True,
            no_conflicts=True,
            data_access="not-shared",
            keywords=["bell times"],
        ),
        **changed,
    )


@dataclass
class World:
    """One interpreted study and everyone around it."""

    make: Factories
    network: Network
    problem: Problem
    study: Study
    cullman: Organization
    jackson: Organization
    institute: Organization
    lead: Person
    co_lead: Person
    practitioner: Person
    observer: Person
    stranger: Person
    people: dict[str, Person] = field(default_factory=dict)
    grades: tuple[str, ...] = ("07", "09")
    subject: str = "attendance"

    def act(self, operation: Callable[..., Any], actor: Person, *args: Any, **kwargs: Any) -> Any:
        """Run one operation as a person, and commit."""
        with self.make.writing() as session:
            done = operation(session, Viewer(id=actor.id, name=actor.name), *args, **kwargs)
            session.flush()
        return done

    def draft(self) -> Brief:
        return self.act(operations.draft_brief, self.lead, self.study.id)

    def begin(self, name: str, changed: dict[str, Any], build: Callable[[], Brief]) -> Brief:
        return self.make.begin((name, self.study.id, repr(changed)), build)

    def complete(self, **changed: Any) -> Brief:
        """A draft that lacks nothing."""
        return self.begin("complete", changed, lambda: self._complete(**changed))

    def _complete(self, **changed: Any) -> Brief:
        about = {one.name for one in fields(Details)} & changed.keys()
        texts = {name: changed[name] for name in changed.keys() - about}
        brief = self.draft()
        written = {key: text or "Nobody counted." for key, text in brief.draft.parts.items()}
        parts = written | texts.pop("parts", {})
        brief = self.save(brief, {"title": TITLE, "parts": parts, **texts})
        return self.describe(brief, **{name: changed[name] for name in about})

    def describe(self, brief: Brief, **changed: Any) -> Brief:
        """Save all that catalogs ask."""
        return self.act(save_details, self.lead, brief.id, self.details(**changed))

    def details(self, **changed: Any) -> Details:
        """Details that lack nothing."""
        authors = (
            (self.lead, self.institute, "writing-original-draft"),
            (self.co_lead, self.cullman, "conceptualization"),
            (self.practitioner, self.jackson, "investigation"),
        )
        made = [
            Contributor(
                name=person.name,
                organization=organization.name,
                ror=organization.ror or "",
                leaid=organization.leaid or "",
                roles=[role],
                person_id=person.id,
            )
            for person, organization, role in authors
        ]
        taking_part = (self.institute, self.cullman, self.jackson)
        about = {"grades": [*self.grades], "subjects": [self.subject]}
        return full_details(made, taking_part, **{**about, **changed})

    def save(self, brief: Brief, texts: dict[str, Any], **kwargs: Any) -> Brief:
        draft = self.now(brief).draft
        texts = {**texts, "parts": draft.parts | texts.get("parts", {})}
        typed = Texts(**{one.name: getattr(draft, one.name) for one in fields(Texts)} | texts)
        return self.act(operations.save_draft, self.lead, brief.id, typed, **kwargs)

    def reviewed(self, **changed: Any) -> Brief:
        return self.begin("reviewed", changed, lambda: self._reviewed(**changed))

    def _reviewed(self, **changed: Any) -> Brief:
        return self.act(operations.send_to_review, self.lead, self.complete(**changed).id)

    def published(self, **changed: Any) -> Brief:
        return self.begin("published", changed, lambda: self._published(**changed))

    def _published(self, **changed: Any) -> Brief:
        return self.act(publishing.publish_brief, self.lead, self.approved(**changed).id)

    def approved(self, **changed: Any) -> Brief:
        """A brief in review that two people have approved."""
        return self.begin("approved", changed, lambda: self._approved(**changed))

    def _approved(self, **changed: Any) -> Brief:
        brief = self._reviewed(**changed)
        review(self.make, brief.id)
        return brief

    def corrected(self, brief: Brief, title: str = f"{TITLE}, in three districts") -> Brief:
        self.save(brief, {"title": title})
        note = "The title names where it was tried."
        return self.act(publishing.correct_brief, self.lead, brief.id, note)

    def now(self, brief: Brief) -> Brief:
        return next(b for b in self.make.all(Brief) if b.id == brief.id)


@pytest.fixture
def worlds(make: Factories) -> Callable[..., World]:
    """Make an interpreted study with people of its own; call again for another one."""

    def build(
        *,
        state: str = "AL",
        grades: tuple[str, ...] = ("07", "09"),
        subject: str = "attendance",
        network: Network | None = None,
        audience: str = "public",
        status: str = "interpreted",
        **study_values: Any,
    ) -> World:
        cullman = make.organization("Cullman County", state=state)
        jackson = make.organization("Jackson County", state=state)
        institute = make.organization("Lakeshore Center", type="research", state="")
        network = network or make.network(cullman, jackson)
        lead = make.researcher(institute, name="Imani Feld")
        co_lead = make.leader(cullman, name="Carla Winfield")
        practitioner = make.member(jackson, name="Walt Jessup")
        observer = make.member(jackson, name="Otis Bell")
        now = clock.now()
        problem = make.add(
            Problem(
                network_id=network.id,
                organization_id=cullman.id,
                author_id=co_lead.id,
                status="prioritized",
                status_since=now,
                audience=audience,
                title="Students who ride the bus for an hour miss first period",
                created_at=now,
                saved_at=now,
                submitted_at=now,
                opened_at=now,
            )
        )
        for element, codes in (("grade", grades), ("subject", (subject,))):
            for code in codes:
                make.add(Tag(kind="problem", subject_id=problem.id, element=element, code=code))
        study = make.add(
            Study(
                **{
                    "problem_id": problem.id,
                    "network_id": network.id,
                    "lead_id": lead.id,
                    "organization_id": institute.id,
                    "title": "A later first bell for long-route riders",
                    "design": "rct",
                    "status": status,
                    "status_since": now,
                    "signed_at": now,
                    "created_at": now,
                }
                | study_values
            )
        )
        for lea in (cullman, jackson):
            make.add(StudyPartner(study_id=study.id, organization_id=lea.id, joined_at=now))
        for person, organization, role in (
            (lead, institute, "lead"),
            (co_lead, cullman, "co_lead"),
            (practitioner, jackson, "practitioner"),
            (observer, jackson, "observer"),
        ):
            make.add(
                StudyMember(
                    study_id=study.id,
                    person_id=person.id,
                    organization_id=organization.id,
                    role=role,
                    since=now,
                )
            )
        for key, body in {
            "question": "Does a later bell bring riders to class?",
            "design": f"Eleven schools entered a draw. {SECRET}.",
            "asks": "Attendance clerks send one file each Friday.",
        }.items():
            make.add(StudySection(study_id=study.id, key=key, body=body))
        for outcome, result, estimate, low, high in (
            ("First-period attendance", RESULT, 3.1, 1.0, 5.2),
            ("Third-period attendance", "Third period did not clearly differ.", 0.3, -1.1, 1.7),
        ):
            make.add(
                StudyFinding(
                    study_id=study.id,
                    outcome=outcome,
                    comparison="Later bell against usual bell",
                    result=result,
                    estimate=estimate,
                    low=low,
                    high=high,
                    unit="percentage points",
                    n=1534,
                    entered_by=lead.id,
                )
            )
        make.add(
            Sensemaking(
                study_id=study.id,
                held_on=date(2026, 7, 16),
                interpretations="The gain is about arriving. Ice was not tested.",
                interpretations_html="",
                dissent="Our winter was mild.",
                dissent_by=practitioner.id,
                recorded_by=lead.id,
            )
        )
        return World(
            make,
            network,
            problem,
            study,
            cullman,
            jackson,
            institute,
            lead,
            co_lead,
            practitioner,
            observer,
            make.person("Sam Stranger"),
            grades=grades,
            subject=subject,
        )

    return build


@pytest.fixture
def world(make: Factories, worlds: Callable[..., World]) -> World:
    return make.begin("interpreted", worlds)
