"""The demo's story: told once, by the rooms' own rules, and true to its files."""

import re
from collections import defaultdict
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from sqlmodel import Session, SQLModel, col, func, select

from rpp import clock, create_app, db, kinds, lifecycle
from rpp.briefs import checks
from rpp.briefs.models import Brief
from rpp.config import Settings
from rpp.discussions import operations
from rpp.history import Event
from rpp.home import demo_content
from rpp.home.demo import PERSONAS
from rpp.home.demo_content.agenda import TOLD, Calendar
from rpp.mail import Email
from rpp.networks.roles import roles_of
from rpp.notices.models import Notice
from rpp.people.models import Person
from rpp.policy import Viewer
from rpp.problems.models import LocalContext, Problem
from rpp.rounds import tally
from rpp.rounds.models import Ballot, BallotPoints, Round, RoundOption
from rpp.rounds.tally import pabulib
from rpp.search.models import SearchDocument
from rpp.studies.models import Study
from tests.home.conftest import on_database, reference
from tests.support.client import Browser
from tests.support.html import Page

Be = Callable[[str], Browser]


def by_title(session: Session, model: Any) -> dict[str, Any]:
    return {thing.title: thing for thing in session.exec(select(model))}


def count(session: Session, model: type[SQLModel]) -> int:
    return session.execute(select(func.count()).select_from(model)).scalar_one()


# --- it is what the files say --------------------------------------------------------------


def test_there_is_a_problem_and_a_study_in_every_state(told: Session) -> None:
    problems, studies = by_title(told, Problem), by_title(told, Study)
    assert {p.status for p in problems.values()} == set(lifecycle.of("problem").now) - {"deleted"}
    assert {study.status for study in studies.values()} == set(lifecycle.of("study").now)
    assert len(problems) >= 20
    assert count(told, LocalContext) >= 40


@pytest.mark.parametrize(
    ("file", "model"), [("problems", Problem), ("studies", Study), ("briefs", Brief)]
)
def test_all_stand_where_the_files_leave_them(told: Session, file: str, model: Any) -> None:
    stored = by_title(told, model)
    content = demo_content.read(file)[model.kind]
    if model is Brief:
        deposited = demo_content.read("deposited")["brief"]
        content = [*content, *({"status": "published"} | one for one in deposited)]
    assert {one["title"]: one["status"] for one in content} == {
        title: thing.status for title, thing in stored.items()
    }


def test_things_happened_on_the_days_that_the_files_name(told: Session) -> None:
    zones = {n["slug"]: ZoneInfo(n["timezone"]) for n in demo_content.read("networks")["network"]}
    stored, calendar = by_title(told, Problem), Calendar(clock.now())
    for one in demo_content.read("problems")["problem"]:
        problem, zone = stored[one["title"]], zones[one["network"]]
        for day, moment in (
            ("created", problem.created_at),
            ("submitted", problem.submitted_at),
            ("opened", problem.opened_at),
        ):
            if day in one:
                assert moment.astimezone(zone).date() == calendar.day(one[day]), one["title"]


def test_the_briefs_are_published_and_one_was_corrected(told: Session, be: Be) -> None:
    published = [b for b in told.exec(select(Brief)) if b.status == "published"]
    assert len(published) >= 12
    corrected = next(brief for brief in published if brief.current == 2)
    assert "$310" in be("").read(f"/briefs/{corrected.id}/v1").text
    assert "$405" in be("").read(f"/briefs/{corrected.id}").text


def test_deposited_reports_say_that_their_organizations_are_invented(told: Session, be: Be) -> None:
    deposited = [b for b in told.exec(select(Brief)) if b.type == "deposited" and b.current]
    assert len(deposited) >= 4
    reader = be("")
    for brief in deposited:
        page = reader.read(f"/briefs/{brief.id}")
        assert "(invented)" in page.text, brief.title
        assert "How sure we are" in page.text
    # What reviewed studies found is said with a link to each of them.
    [read] = [b for b in deposited if "SimCalc" in b.title]
    links = reader.read(f"/briefs/{read.id}").links
    cited = {link for link in links if re.search(r"/evidence/\d", link)}
    assert {reader.read(link).headings[0][1][:25] for link in cited} == {
        "Integration of technology",
        "Scaling up SimCalc projec",
    }


def test_no_brief_of_the_demo_is_hard_to_read(told: Session) -> None:
    for brief in told.exec(select(Brief)):
        [*_, last] = checks.warnings(brief.draft)
        assert last.ok, (brief.title, last.advice)


# --- it is real ----------------------------------------------------------------------------


def ballots_of(session: Session, round_: Round) -> list[dict[int, int]]:
    rows = session.execute(
        select(col(BallotPoints.ballot_id), col(BallotPoints.option_id), col(BallotPoints.points))
        .join(Ballot, col(Ballot.id) == col(BallotPoints.ballot_id))
        .where(col(Ballot.round_id) == round_.id)
    )
    ballots: dict[int, dict[int, int]] = defaultdict(dict)
    for ballot, option, points in rows:
        ballots[ballot][option] = points
    return list(ballots.values())


def test_the_result_of_each_closed_round_is_the_count_of_its_ballots(told: Session) -> None:
    titles = {p["key"]: p["title"] for p in demo_content.read("problems")["problem"]}
    stored = by_title(told, Round)
    closed = [r for r in demo_content.read("rounds")["round"] if r["status"] == "closed"]
    assert len(closed) == 3
    for one in closed:
        round_ = stored[one["title"]]
        assert round_.status == "certified"
        # Anyone who has the published ballots counts the same winners.
        file = pabulib.read(round_.ballots_pb.encode())
        counted = tally.RULES[round_.rule](file.election())
        assert len(file.election().groups) > 1
        options = told.exec(select(RoundOption).where(RoundOption.round_id == round_.id)).all()
        won = {str(option.id) for option in options if option.won}
        assert won == set(counted.winners)
        # And it is what the author of the story counted by hand.
        names = {told.get_one(Problem, option.problem_id).title for option in options if option.won}
        assert names == {titles[key] for key in one["prioritized"]}


def test_an_open_round_shows_no_totals_and_takes_the_ballot_that_is_missing(
    told: Session, be: Be
) -> None:
    round_ = next(r for r in told.exec(select(Round)) if r.status == "open")
    options = told.exec(select(RoundOption).where(RoundOption.round_id == round_.id)).all()
    assert {option.total for option in options} == {None}
    cast = len(ballots_of(told, round_))
    leader, path = be("leader"), f"/rounds/{round_.id}/ballot"
    check = leader.send(path, {f"points-{options[0].id}": "4"})
    page = Page(check.get_data(as_text=True))
    done = leader.send(path, {"step": "cast"}, page=page)
    assert "Your ballot is cast" in done.get_data(as_text=True)
    told.rollback()
    assert len(ballots_of(told, round_)) == cast + 1


def test_the_history_is_in_order_and_ends_before_now(told: Session) -> None:
    moments = [
        event.at
        for event in told.exec(select(Event).order_by(col(Event.id)))
        if event.kind != "evidence"
    ]
    assert moments == sorted(moments)
    assert moments[-1] <= clock.now()


def test_everything_can_be_found_at_once(demo: Flask, told: Session) -> None:
    documents = told.exec(select(SearchDocument).where(~col(SearchDocument.gone))).all()
    indexed = kinds.indexed()
    assert {"problem", "study", "brief", "evidence"} <= set(indexed)
    for kind in indexed.values():
        found = {document.subject_id for document in documents if document.kind == kind.name}
        assert kind.documents is not None
        with demo.app_context():
            assert found == {document.id for document in kind.documents(told, None)}, kind.name


def test_people_were_told_and_have_read_all_but_the_last_week(told: Session) -> None:
    week = TOLD + Calendar(clock.now()).shift - timedelta(days=8)
    unread = told.exec(select(Notice).where(col(Notice.read_at).is_(None))).all()
    assert unread
    assert min(notice.at for notice in unread) > week
    for person in told.exec(select(Person)):
        assert person.unread == sum(notice.person_id == person.id for notice in unread)


# --- who is in it --------------------------------------------------------------------------


def test_nobody_of_the_demo_has_a_password_or_gets_an_email(told: Session) -> None:
    people = told.exec(select(Person)).all()
    assert {person.password_hash for person in people} == {""}
    assert all(person.email.endswith(".example") for person in people)
    assert {person.persona for person in people} == {"", *PERSONAS}
    assert count(told, Email) == 0


@pytest.mark.parametrize("persona", PERSONAS)
def test_a_visitor_becomes_each_persona_at_the_press_of_a_button(
    told: Session, be: Be, persona: str
) -> None:
    name = told.exec(select(Person.name).where(Person.persona == persona)).one()
    assert name in be("").read("/demo").text
    assert f"{name.split()[0]}." in be(persona).read("/me").text


def test_what_each_persona_is_asked_to_try_is_there(be: Be) -> None:
    assert "Cast the ballot of Albertville City" in be("leader").read("/me").text
    assert "Cast the ballot of Jackson County" in be("member").read("/me").text
    assert "“What it asks of schools,” waits for you" in be("researcher").read("/me").text
    assert "Read “" in be("steward").read("/me").text
    admin = be("admin").read("/admin").text
    assert "albertville.example" in admin
    assert "Thaddeus Omondi-Price" in admin


def test_every_page_says_that_the_content_is_an_example(be: Be, told: Session) -> None:
    problem = told.exec(select(Problem).where(Problem.audience == "public")).first()
    assert problem is not None
    for path in ("/", "/problems", f"/problems/{problem.id}", "/briefs", "/sign-in"):
        text = be("").read(path).text
        assert "invented" in text, path


def test_without_the_demo_its_doors_are_not_there(tmp_path: Path, told: Session) -> None:
    plain = create_app(Settings(instance=tmp_path, secret_key="for-tests-only", demo=False))
    client = plain.test_client()
    assert client.get("/demo").status_code == 404
    assert client.get("/dev/mail").status_code == 404
    assert client.post("/demo/sign-in", data={"persona": "admin"}).status_code in (400, 404)
    assert not [rule for rule in plain.url_map.iter_rules() if rule.endpoint.startswith("demo.")]


# --- what the personas may do --------------------------------------------------------------


def test_a_broker_answers_problems_of_her_networks_alone(told: Session, be: Be) -> None:
    broker = be("broker")
    networks = {n.title: n.network_id for n in told.exec(select(Problem))}
    own, other = (
        "The welding class is 38 miles away",
        ("Third graders can say every word on the page and not tell you what it was about"),
    )
    assert networks[own] != networks[other]
    ids = {p.title: p.id for p in told.exec(select(Problem))}
    assert broker.get(f"/problems/{ids[own]}/answer").status_code == 200
    assert broker.get(f"/problems/{ids[other]}/answer").status_code == 403


def test_whoever_follows_a_listed_study_hears_nothing_of_its_inner_talk(
    demo: Flask, told: Session, be: Be
) -> None:
    study = told.exec(select(Study).where(Study.status == "active")).one()
    broker = told.exec(select(Person).where(Person.persona == "broker")).one()
    page = f"/follow/study/{study.id}"
    be("broker").send(page, action=page)
    before = count(told, Notice)
    with demo.app_context(), db.transaction() as session:
        lead = Viewer(id=study.lead_id, **roles_of(session, study.lead_id))
        subject = kinds.find(session, lead, "study", study.id or 0)
        assert subject is not None
        operations.post_comment(session, lead, subject, "Only for those inside.")
    told.rollback()
    assert count(told, Notice) > before
    heard = told.exec(
        select(Event.kind)
        .join(Notice, col(Notice.event_id) == col(Event.id))
        .where(Notice.person_id == broker.id, Event.subject_id == study.id)
    ).all()
    assert "study:talk" not in heard


# --- told once, whenever -------------------------------------------------------------------


def test_seeding_again_changes_nothing_and_keeps_what_people_wrote(
    demo: Flask, told: Session, be: Be
) -> None:
    open_to_all = Problem.status == "open", Problem.audience == "public"
    problem = told.exec(select(Problem).where(*open_to_all)).first()
    assert problem is not None
    form = f"/discussions/problem/{problem.id}"
    be("member").send(f"/problems/{problem.id}", {"body": "Ours looks the same."}, action=form)
    told.rollback()
    before = count(told, Event), count(told, Person)
    answer = demo.test_cli_runner().invoke(args=["seed", "--demo"])
    assert answer.exit_code == 0, answer.output
    assert "demo" not in answer.output
    told.rollback()
    assert (count(told, Event), count(told, Person)) == before
    assert "Ours looks the same." in be("").read(f"/problems/{problem.id}").text


@pytest.mark.parametrize("days", [0, 1, 6, 7, 400, 3000, -1, -200])
def test_the_calendar_moves_by_whole_weeks_and_ends_within_the_last_one(days: int) -> None:
    now = TOLD + timedelta(days=days, minutes=5)
    calendar = Calendar(now)
    assert timedelta() <= now - (TOLD + calendar.shift) < timedelta(weeks=1)
    assert calendar.day(TOLD.date()).weekday() == TOLD.date().weekday()
    morning = calendar.local("America/Chicago", datetime(2026, 7, 6, 8))
    assert (morning.hour, morning.weekday()) == (8, 0)


@pytest.mark.postgresql
def test_told_years_later_on_postgresql_the_open_round_is_still_open(
    one_app: Flask, pg_url: str
) -> None:
    later = datetime(2029, 3, 7, 15, tzinfo=UTC)
    with on_database(one_app, pg_url) as app, app.app_context(), clock.at(later):
        with db.transaction() as session:
            reference(session)
        with db.transaction() as session:
            demo_content.load(session)
        with Session(db.engine()) as told:
            round_ = next(r for r in told.exec(select(Round)) if r.status == "open")
            assert later + timedelta(days=7) < round_.closes_at
            local = round_.closes_at.astimezone(ZoneInfo(round_.timezone))
            assert (f"{local:%A}", local.hour) == ("Friday", 17)
            newest = told.exec(
                select(Event.at).where(Event.kind != "evidence").order_by(col(Event.at).desc())
            ).first()
            assert newest is not None
            assert timedelta() <= later - newest < timedelta(days=10)
            problems = by_title(told, Problem)
            assert {p.status for p in problems.values()} == set(lifecycle.of("problem").now) - {
                "deleted"
            }
