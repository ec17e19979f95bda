"""A synthesis whose rule is fixed, and people who screen for it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from sqlmodel import Session

from rpp import db
from rpp.evidence.models import EvidenceRecord
from rpp.people.models import Person
from rpp.policy import Viewer
from rpp.syntheses.models import Synthesis, SynthesisStudy
from rpp.syntheses.screening import deciding, people, reading, ruling
from rpp.syntheses.screening.deciding import Judgment
from rpp.syntheses.screening.reading import Seen
from rpp.syntheses.screening.stopping import Rule
from tests.syntheses.conftest import Desk, desk

__all__ = ["Desk", "desk"]
INCLUDE = Judgment("include")
LEAVE_OUT = Judgment("exclude", "outcome")


@dataclass
class Screening:
    """The keeper (a broker) and three people who were asked to screen."""

    desk: Desk
    synthesis: Synthesis
    ana: Person
    ben: Person
    cleo: Person
    candidates: list[SynthesisStudy] = field(default_factory=list)

    @property
    def href(self) -> str:
        return f"/syntheses/{self.synthesis.slug}/screening"

    def candidate(self, title: str = "", **values: Any) -> SynthesisStudy:
        record: EvidenceRecord = self.desk.record(title or "A study", **values)
        one = self.desk.candidate(self.synthesis, record)
        self.candidates.append(one)
        return one

    def does(self, who: Person, operation: Any, *arguments: Any, **named: Any) -> Any:
        with self.desk.make.writing() as session:
            return operation(session, viewer(who), *arguments, **named)

    def decides(self, who: Person, one: SynthesisStudy, judgment: Judgment = INCLUDE) -> None:
        self.does(who, deciding.decide, one.id, judgment)

    def settled(self, one: SynthesisStudy, judgment: Judgment = INCLUDE) -> None:
        """Ana and Ben decide the same."""
        for who in (self.ana, self.ben):
            self.decides(who, one, judgment)

    def keeps(self, operation: Any, *arguments: Any, **named: Any) -> Any:
        return self.desk.does(operation, self.synthesis.id, *arguments, **named)

    @contextmanager
    def reads(self) -> Iterator[Session]:
        with self.desk.make.app.app_context(), db.before_write() as session:
            yield session

    def seen(self, who: Person, one: SynthesisStudy) -> Seen:
        with self.reads() as session:
            found = reading.seen(session, viewer(who), self.synthesis.id or 0, one.id or 0)
        assert found is not None
        return found

    def stands(self, one: SynthesisStudy) -> SynthesisStudy:
        """The candidate as it stands now."""
        rows = self.desk.make.all(SynthesisStudy)
        return next(row for row in rows if row.id == one.id)


def viewer(person: Person) -> Viewer:
    return Viewer(id=person.id, name=person.name)


@pytest.fixture
def screening(desk: Desk) -> Screening:
    def build() -> Screening:
        synthesis = desk.screened()
        ana, ben, cleo = (desk.make.person(name) for name in ("Ana Ash", "Ben Bay", "Cleo Clay"))
        desk.does(ruling.fix_rule, synthesis.id, Rule())
        for one in (ana, ben, cleo):
            desk.does(people.invite, synthesis.id, email=one.email)
        made = Screening(desk, synthesis, ana, ben, cleo)
        for title in ("Check & Connect", "Talent Search", "Career Academies"):
            made.candidate(title)
        return made

    made: Screening = desk.make.begin("screening", build)
    made.desk = desk
    return made
