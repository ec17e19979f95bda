"""A page asks the database as often for a hundred rows as for one."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import event

from rpp import clock, markup
from rpp.briefs.models import Brief, BriefOrganization
from rpp.discussions.models import Comment
from rpp.evidence.models import EvidenceRecord
from rpp.problems.models import LocalContext, MergeProposal, Problem
from rpp.rounds.models import Elector, Round
from rpp.studies.models import Study, StudyPartner
from tests.support.client import Browser
from tests.support.factories import Factories

pytestmark = pytest.mark.both_databases

AT_MOST = 8


@contextmanager
def statements(app: Flask) -> Iterator[list[str]]:
    """The SQL of the block; transactions and PRAGMAs are no statements of a page."""
    engine, seen = app.extensions["rpp.engine"], list[str]()

    def note(_c: object, _cursor: object, statement: str, *_: object) -> None:
        if not statement.startswith(("BEGIN", "PRAGMA")):
            seen.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", note)


class District:
    """A network with problems and comments, as many as a test asks for."""

    def __init__(self, app: Flask, make: Factories) -> None:
        self.app, self.make = app, make
        self.lea = make.organization("Coosa County")
        self.neighbours = [make.organization() for _ in range(12)]
        self.network = make.network(self.lea, *self.neighbours)
        self.leader = make.leader(self.lea, "Dana Whitfield")
        make.steward(self.network, self.leader)

    def problem(self, **values: object) -> Problem:
        moment = clock.now() - timedelta(days=2)
        values = {
            "title": "No substitute comes",
            "summary": "Four of ten requests stay open.",
            "status": "open",
            "opened_at": moment,
        } | values
        return self.make.add(
            Problem(
                network_id=self.network.id,
                organization_id=self.lea.id,
                author_id=self.leader.id,
                status_since=moment,
                created_at=moment,
                saved_at=moment,
                submitted_at=moment,
                **values,
            )
        )

    def comments(self, problem: Problem, number: int) -> None:
        with self.make.writing() as session:
            for n in range(number):
                body = f"We see this too, on {n} days."
                session.add(
                    Comment(
                        subject_kind="problem",
                        subject_id=problem.id,
                        author_id=self.leader.id,
                        organization_id=self.lea.id,
                        body=body,
                        body_html=markup.render(body),
                        markup_version=markup.VERSION,
                        status_since=clock.now(),
                        written_at=clock.now(),
                    )
                )

    def contexts(self, problem: Problem, number: int) -> None:
        with self.make.writing() as session:
            for lea in self.neighbours[:number]:
                session.add(
                    LocalContext(
                        problem_id=problem.id,
                        organization_id=lea.id,
                        author_id=self.leader.id,
                        differs="Longer rides.",
                        added_at=clock.now(),
                    )
                )

    def merge_proposed(self, problem: Problem) -> None:
        other = self.problem(title="Substitutes are rare")
        self.make.add(
            MergeProposal(
                from_id=problem.id,
                into_id=other.id,
                proposed_by=self.leader.id,
                reason="They are one.",
                proposed_at=clock.now(),
            )
        )

    def one_of_each(self, n: int) -> None:
        """One more row of everything that a list shows."""
        now = clock.now()
        began = {"status_since": now, "created_at": now}
        place = {"network_id": self.network.id, "organization_id": self.lea.id}
        problem = self.problem(title=f"Problem {n}")
        self.problem(title=f"Another {n}", status="submitted", opened_at=None)
        self.contexts(problem, 1)
        round_ = self.make.add(
            Round(
                network_id=self.network.id,
                title=f"Round {n}",
                status="open",
                status_since=now,
                timezone="America/Chicago",
                opens_at=now - timedelta(days=1),
                closes_at=now + timedelta(days=9),
                opened_at=now - timedelta(days=1),
            )
        )
        self.make.add(Elector(round_id=round_.id, organization_id=self.lea.id))
        study = self.make.add(
            Study(
                problem_id=problem.id,
                lead_id=self.leader.id,
                title=f"Study {n}",
                status="active",
                listing="listed",
                signed_at=now,
                **place,
                **began,
            )
        )
        self.make.add(StudyPartner(study_id=study.id, organization_id=self.lea.id, joined_at=now))
        brief = self.make.add(
            Brief(
                study_id=study.id,
                problem_id=problem.id,
                network_id=self.network.id,
                title=f"Brief {n}",
                status="published",
                current=1,
                published_at=now,
                published_seq=n + 1,
                **began,
            )
        )
        self.make.add(BriefOrganization(brief_id=brief.id, organization_id=self.lea.id, state="AL"))
        self.make.add(
            EvidenceRecord(
                key=f"wwc:study:{n}",
                source="wwc",
                form="study",
                title=f"Record {n}",
                imported_at=now,
                updated_at=now,
            )
        )
        self.make.network(self.make.organization())


@pytest.fixture
def district(app: Flask, make: Factories) -> District:
    return District(app, make)


def asked(app: Flask, browser: Browser, path: str, **headers: str) -> int:
    with statements(app) as seen:
        answer = browser.get(path, headers=headers)
    assert answer.status_code in (200, 304), (path, answer.status_code)
    return len(seen)


def test_the_page_of_a_problem_asks_the_same_for_10_and_for_100_comments(
    app: Flask, district: District, browser_as: Callable[..., Browser]
) -> None:
    browser = browser_as(district.leader)
    few, many = district.problem(), district.problem(title="Buses come late")
    district.comments(few, 10)
    district.contexts(few, 1)
    district.comments(many, 100)
    district.contexts(many, 12)
    counts = [asked(app, browser, f"/problems/{problem.id}") for problem in (few, many)]
    assert counts[0] == counts[1]
    assert counts[0] <= AT_MOST


@pytest.mark.parametrize("status", ["draft", "submitted", "prioritized", "answered", "resolved"])
def test_no_state_of_a_problem_asks_more(
    app: Flask, district: District, browser_as: Callable[..., Browser], status: str
) -> None:
    browser, problem = browser_as(district.leader), district.problem(status=status)
    district.comments(problem, 3)
    district.merge_proposed(problem)
    stale = asked(app, browser, f"/problems/{problem.id}", **{"If-None-Match": '"older"'})
    assert stale <= AT_MOST
    assert asked(app, browser, f"/problems/{problem.id}") <= AT_MOST


def test_a_page_that_did_not_change_asks_for_the_reader_and_the_version_at_once(
    app: Flask, district: District, browser_as: Callable[..., Browser]
) -> None:
    browser, problem = browser_as(district.leader), district.problem()
    district.comments(problem, 5)
    tag = browser.get(f"/problems/{problem.id}").headers["ETag"]
    assert asked(app, browser, f"/problems/{problem.id}", **{"If-None-Match": tag}) == 1


@pytest.mark.parametrize(
    "path",
    ["/", "/me", "/problems", "/networks", "/rounds", "/studies", "/briefs", "/evidence"],
)
def test_a_list_asks_as_often_for_twelve_rows_as_for_two(
    app: Flask, district: District, browser_as: Callable[..., Browser], path: str
) -> None:
    browser = browser_as(district.leader)
    counts = []
    for numbers in (range(2), range(2, 12)):
        for n in numbers:
            district.one_of_each(n)
        counts.append(asked(app, browser, path))
    assert counts[0] == counts[1]
