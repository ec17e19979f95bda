"""A study to rate, two reviewers, a third, and those who run it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from rpp import clock
from rpp.evidence.models import EvidenceFinding, EvidenceRecord
from rpp.evidence.ratings.models import Rating, RatingReviewer
from rpp.networks.models import Network
from rpp.networks.roles import viewer_of
from rpp.people.models import Person, PortalRole
from rpp.policy import Viewer
from tests.support.client import Browser
from tests.support.factories import Factories
from tests.support.html import Page

AsPerson = Callable[..., Browser]
# What one reviewer writes, that the other must not read before both have sent.
SECRET = "students were drawn by lot within each school"
OTHER = "the list of classes was drawn up by the principals"
REASON = "Page 14 says that the principals drew the lots, so it is a draw."
CITED = "Ruiz, A., & Okafor, B. (2015). Words at work: A trial. Reading Letters, 3(1), 1–9."


@dataclass
class Rated:
    """What a test of ratings begins from."""

    make: Factories
    browser_as: AsPerson
    record: EvidenceRecord
    network: Network
    admin: Person
    steward: Person
    ada: Person
    ben: Person
    cleo: Person
    outsider: Person

    def viewer(self, person: Person) -> Viewer:
        with self.make.writing() as session:
            return viewer_of(session, person.id or 0)

    def do(self, operation: Callable[..., Any], actor: Person, *args: Any, **about: Any) -> Any:
        """Run one operation as a person with their roles, and commit."""
        viewer = self.viewer(actor)
        with self.make.writing() as session:
            done = operation(session, viewer, *args, **about)
            session.flush()
        return done

    def as_(self, person: Person | None = None) -> Browser:
        return self.browser_as(person) if person else self.browser_as()

    def open(self) -> str:
        """A rating that the administrator opened: the address of its page."""
        at = f"/ratings/of/evidence/{self.record.id}/open"
        self.as_(self.admin).send(at, {"network": "portal"})
        return f"/ratings/{self.rating.id}"

    @property
    def rating(self) -> Rating:
        [found] = self.make.all(Rating)
        return found

    def places(self) -> list[RatingReviewer]:
        return self.make.all(RatingReviewer)

    def take(self, person: Person, at: str, **said: Any) -> Page:
        data = {"may_name": "letter", "interests": "", **said}
        answer = self.as_(person).send(f"{at}/take", data)
        return Page(answer.get_data(as_text=True))

    def judge(self, person: Person, at: str, *, send: bool = True, **changed: str) -> Any:
        """Judge all criteria alike, but for those changed: criterion=answer by number."""
        browser = self.as_(person)
        page = browser.read(f"{at}/judge")
        data = judged(page, changed.pop("words", SECRET), **changed)
        if send:
            data["send"] = "1"
        return post(browser, page, f"{at}/judge", data)

    def decided(self) -> str:
        """A rating on which both agreed."""
        at = self.open()
        for person in (self.ada, self.ben):
            self.take(person, at, may_name="name")
        for person in (self.ada, self.ben):
            self.judge(person, at)
        return at

    def differing(self) -> str:
        """A rating on which both differ in the first criterion."""
        at = self.open()
        for person in (self.ada, self.ben):
            self.take(person, at)
        self.judge(self.ada, at)
        self.judge(self.ben, at, q0="qed", words=OTHER)
        return at


def judged(page: Page, words: str = SECRET, **changed: str) -> dict[str, str]:
    """A whole judgment for the form of a page: the first answer of each question."""
    fields = page.form("", "q0_answer").fields
    data: dict[str, str] = {}
    at = 0
    while f"q{at}_passage" in fields:
        data[f"q{at}_answer"] = changed.get(f"q{at}", FIRST[at] if at < len(FIRST) else "na")
        data[f"q{at}_passage"] = words
        data[f"q{at}_page"] = "14"
        at += 1
    return data


# By the order of the questions: of the study, then of the domain.
FIRST = ("rct", "yes", "no", "low", "equivalent", "yes", "no", "na", "na")


def post(browser: Browser, page: Page, path: str, data: dict[str, str]) -> Any:
    form = page.form("", "q0_answer")
    filled = {**form.fields, **data}
    return browser.post(
        path,
        data={name: value for name, value in filled.items() if value is not None},
        headers={"Sec-Fetch-Site": "same-origin"},
        follow_redirects=True,
    )


def reviewer(make: Factories, name: str) -> Person:
    person = make.person(name)
    make.add(PortalRole(person_id=person.id, role="reviewer", since=clock.now()))
    return person


@pytest.fixture
def rated(make: Factories, browser_as: AsPerson) -> Rated:
    def build() -> dict[str, Any]:
        network = make.network()
        return {
            "record": record(make),
            "network": network,
            "admin": make.admin(),
            "steward": make.steward(network),
            "ada": reviewer(make, "Ada Quist"),
            "ben": reviewer(make, "Ben Lor"),
            "cleo": reviewer(make, "Cleo Marsh"),
            "outsider": make.person("Otto Nemo"),
        }

    return Rated(make=make, browser_as=browser_as, **make.begin("a study to rate", build))


def record(make: Factories, number: int = 33, **values: Any) -> EvidenceRecord:
    made = make.add(
        EvidenceRecord(
            key=f"wwc:study:{number}",
            source="wwc",
            form="study",
            title=f"Words at work: a trial ({number})",
            citation=CITED,
            design="RCT",
            imported_at=clock.now(),
            updated_at=clock.now(),
            finding_count=1,
            **values,
        )
    )
    make.add(
        EvidenceFinding(
            key=f"wwc:finding:{number}",
            record_id=made.id,
            study_key=made.key,
            outcome="Gates Reading Test",
            domain="Comprehension",
            n_total=120,
            n_intervention=61,
            n_comparison=59,
            mean_intervention=54.5,
            mean_comparison=52.0,
            sd_intervention=10.0,
            sd_comparison=10.0,
            effect_size=0.25,
            improvement_index=10,
            direction="intervention",
            p_value=0.03,
            significant=True,
        )
    )
    return made
