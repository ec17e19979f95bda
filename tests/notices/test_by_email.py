"""What cannot wait is told by e-mail: at once, once, and to those alone who are told anyway."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlmodel import select

from rpp import cli, clock, jobs, mail
from rpp.mail import Email
from rpp.networks import operations as networks
from rpp.networks.models import NetworkMembership
from rpp.organizations.models import Membership
from rpp.people import emails as notice_emails
from rpp.people.models import Person
from rpp.personal_names import first_name
from rpp.policy import Viewer
from rpp.problems import operations as problems
from rpp.problems.models import Problem
from tests.support.client import Browser
from tests.support.mailbox import emails, link
from tests.support.smtp import MailServer, mail_server
from tests.support.world import World

AsPerson = Callable[..., Browser]
SENDER = "RPP Commons <no-reply@commons.example>"


def open_it(browser_as: AsPerson, world: World, **values: Any) -> Problem:
    """The steward opens a problem."""
    problem = world.problem("submitted", **values)
    browser_as(world.steward).send(f"/problems/{problem.id}", action="/open")
    return problem


def recipients(world: World) -> list[str]:
    return [email.recipient for email in world.make.all(Email)]


def way_out(world: World, person: Any) -> str:
    """The path that the newest e-mail to a person names to turn its topic off."""
    return emails(world.make, person.email)[-1].way_out.removeprefix("http://localhost")


# --- what is told --------------------------------------------------------------------------


def test_the_author_reads_that_the_problem_is_open_where_and_why(
    browser_as: AsPerson, world: World
) -> None:
    problem = open_it(browser_as, world)
    assert recipients(world) == [world.author.email]
    (email,) = emails(world.make, world.author.email)
    assert email.subject == f"Your problem is open: {problem.title}"
    assert email.body.startswith("Hello Renata,\n\n")
    assert f"opened “{problem.title}”.\n\nDistricts of its network can now say" in email.body
    assert link(world.make, world.author.email) == f"/problems/{problem.id}"
    assert "You get this e-mail because you wrote it.\n" in email.body
    assert "http://localhost/me/notices/preferences\n" in email.body
    assert email.body.rstrip().endswith(f"Stop all e-mail about your problems:\n{email.way_out}")
    assert email.body.isascii() is False  # the title's quotes are those of the page
    assert "<" not in email.body


def test_a_returned_problem_comes_with_its_reason_to_its_author_alone(
    browser_as: AsPerson, world: World
) -> None:
    problem = world.problem("submitted")
    path = f"/problems/{problem.id}/return"
    browser_as(world.steward).send(path, {"reason": "Say which grades."}, action="/return")
    (email,) = world.make.all(Email)
    assert email.recipient == world.author.email
    assert email.subject == f"Your problem was returned: {problem.title}"
    assert "The reason:\nSay which grades.\n\nYou can change it and submit it again." in email.body


def test_who_opens_a_problem_of_ones_own_gets_no_e_mail(browser_as: AsPerson, world: World) -> None:
    problem = world.problem("submitted", author_id=world.steward.id)
    world.make.member(world.district, person=world.steward)
    browser_as(world.steward).send(f"/problems/{problem.id}", action="/open")
    assert recipients(world) == []


def test_an_author_who_left_the_district_is_told_nothing_of_what_it_keeps_to_itself(
    browser_as: AsPerson, world: World
) -> None:
    place = next(m for m in world.make.all(Membership) if m.person_id == world.author.id)
    with world.make.writing() as session:
        session.get_one(Membership, place.id).status = "ended"
    problem = world.problem("submitted", title="A matter among ourselves")
    path = f"/problems/{problem.id}/return"
    browser_as(world.steward).send(path, {"reason": "Say which grades."}, action="/return")
    open_it(browser_as, world, title="Another matter", audience="network")
    assert recipients(world) == []


@pytest.mark.parametrize(
    ("decision", "subject", "said"),
    [
        (
            {"decision": "member"},
            "You now belong to Cullman County",
            "Carla Winfield let you join Cullman County.",
        ),
        (
            {"decision": "refuse", "reason": "We do not know you."},
            "Your request to join Cullman County was not approved",
            "The reason:\nWe do not know you.",
        ),
    ],
)
def test_who_asked_to_join_reads_the_answer(
    browser_as: AsPerson, world: World, decision: dict[str, str], subject: str, said: str
) -> None:
    person = world.make.person("Dr. Jonas Vale")
    browser_as(person).send(f"/organizations/{world.neighbour.id}/join", {"note": "I teach."})
    assert recipients(world) == []
    asked = next(m for m in world.make.all(Membership) if m.person_id == person.id)
    browser_as(world.neighbour_leader).force(f"/memberships/{asked.id}/decide", decision)
    (email,) = world.make.all(Email)
    assert (email.recipient, email.subject) == (person.email, subject)
    assert email.body.startswith("Hello Jonas,\n")
    assert said in email.body


def test_the_leader_of_a_district_reads_that_its_network_took_it_in(
    browser_as: AsPerson, world: World, found_at: str
) -> None:
    outside = world.make.organization("Boaz City")
    leader = world.make.leader(outside)
    with world.make.writing() as session:
        asks = Viewer(id=leader.id, leads=frozenset({outside.id}))
        networks.apply(session, asks, world.network.id, outside.id)
        place = session.exec(
            select(NetworkMembership).where(NetworkMembership.organization_id == outside.id)
        ).one()
        networks.admit(session, Viewer(id=world.steward.id), place.id)
    (email,) = world.make.all(Email)
    assert (email.recipient, email.subject) == (
        leader.email,
        "Boaz City is now in Gulf and Hills",
    )
    assert f"{found_at}/networks/gulf\n" in email.body


def test_a_comment_is_told_in_the_notices_alone(browser_as: AsPerson, world: World) -> None:
    problem = world.problem("open")
    browser_as(world.neighbour_leader).send(
        f"/problems/{problem.id}",
        {"body": "Here too."},
        action=f"/discussions/problem/{problem.id}",
    )
    assert [n.person_id for n in world.make.notices()] == [world.author.id]
    assert recipients(world) == []


def test_an_address_that_was_never_confirmed_gets_nothing(
    browser_as: AsPerson, world: World
) -> None:
    with world.make.writing() as session:
        session.get_one(Person, world.author.id).confirmed_at = None
    open_it(browser_as, world)
    assert recipients(world) == []


def test_where_nobody_said_the_portals_name_all_goes_on_without_e_mail(world: World) -> None:
    problem = world.problem("submitted")
    actor = Viewer(id=world.steward.id, stewards=frozenset({world.network.id}))
    with world.make.writing() as session:
        problems.open_problem(session, actor, session.get_one(Problem, problem.id))
    assert world.make.all(Problem)[0].status == "open"
    assert [n.person_id for n in world.make.notices()] == [world.author.id]
    assert recipients(world) == []


@pytest.mark.parametrize(("demo", "times"), [(False, 1), (True, 0)])
def test_that_no_e_mail_is_written_is_logged_once_and_not_while_a_demo_is_loaded(
    world: World,
    app: Flask,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    demo: bool,
    times: int,
) -> None:
    monkeypatch.setitem(app.config, "demo", demo)
    notice_emails._warn_once.cache_clear()
    actor = Viewer(id=world.steward.id, stewards=frozenset({world.network.id}))
    for _ in range(2):
        problem = world.problem("submitted")
        with world.make.writing() as session:
            problems.open_problem(session, actor, session.get_one(Problem, problem.id))
    assert sum("RPP_SITE_URL is not set" in line for line in caplog.messages) == times


def test_outside_of_a_demo_its_invented_people_get_none(
    browser_as: AsPerson, world: World, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "demo", False)
    open_it(browser_as, world)
    assert recipients(world) == []
    with world.make.writing() as session:
        session.get_one(Person, world.author.id).email = "renata@district.test"
    open_it(browser_as, world)
    assert recipients(world) == ["renata@district.test"]


@pytest.mark.parametrize(
    ("name", "greeted"),
    [
        ("Renata Oakes", "Renata"),
        ("Dr. Imani Feld", "Imani"),
        ("Prof. Dr. Ada King", "Ada"),
        ("Dr. King", "Dr. King"),
        ("Cher", "Cher"),
    ],
)
def test_people_are_greeted_by_their_first_name(name: str, greeted: str) -> None:
    assert first_name(name) == greeted


# --- as it leaves --------------------------------------------------------------------------


@pytest.fixture
def server() -> Iterator[MailServer]:
    with mail_server() as running:
        yield running


@pytest.fixture
def deliver(app: Flask, server: MailServer) -> Callable[[], int]:
    def run() -> int:
        with app.app_context(), clock.at(clock.now() + timedelta(seconds=1)):
            return mail.deliver(server.url, SENDER)

    return run


def test_it_leaves_with_a_one_click_way_out_in_one_piece(
    browser_as: AsPerson, world: World, deliver: Callable[[], int], server: MailServer
) -> None:
    open_it(browser_as, world)
    (email,) = world.make.all(Email)
    assert deliver() == 1
    (message,) = server.took
    assert message["List-Unsubscribe"] == f"<{email.way_out}>"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    # As programs see it that know no encoded words: on its line, as it was written.
    assert f"List-Unsubscribe: <{email.way_out}>\n" in server.raw[0].replace("\r\n", "\n")
    assert max(len(line) for line in server.raw[0].splitlines()) < 998
    kept = world.make.all(Email)[0]
    assert (kept.body, kept.way_out) == ("", "")


def test_e_mail_about_signing_in_has_no_way_out(
    browser_as: AsPerson, world: World, deliver: Callable[[], int], server: MailServer
) -> None:
    browser_as().send("/reset", {"email": world.author.email})
    assert deliver() == 1
    assert server.took[0]["Subject"] == "Choose a new password"
    assert server.took[0]["List-Unsubscribe"] is None


def test_what_its_reader_may_no_longer_know_is_dropped_before_it_leaves(
    browser_as: AsPerson, world: World, deliver: Callable[[], int], server: MailServer
) -> None:
    open_it(browser_as, world, audience="network")
    other = world.problem("submitted")
    browser_as(world.steward).send(f"/problems/{other.id}", action="/open")
    assert len(recipients(world)) == 2
    place = next(m for m in world.make.all(Membership) if m.person_id == world.author.id)
    with world.make.writing() as session:
        session.get_one(Membership, place.id).status = "ended"
    assert deliver() == 1, "the public one is still known"
    assert [str(m["Subject"]).strip() for m in server.took] == [
        f"Your problem is open: {other.title}"
    ]
    assert len(recipients(world)) == 1
    assert deliver() == 0


def test_what_is_turned_off_before_it_leaves_stays(
    browser_as: AsPerson, world: World, deliver: Callable[[], int], server: MailServer
) -> None:
    open_it(browser_as, world)
    browser_as().post(way_out(world, world.author))
    assert deliver() == 0
    assert server.asked == []
    assert recipients(world) == []


def test_the_worker_of_a_demo_sends_nothing(
    browser_as: AsPerson,
    world: World,
    app: Flask,
    server: MailServer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    open_it(browser_as, world)
    sends = {}
    for demo in (True, False):
        monkeypatch.setitem(jobs._jobs, "mail", jobs._jobs["mail"])
        about = {"demo": demo, "smtp_url": server.url}
        cli.register_mail(app.extensions["rpp.settings"].model_copy(update=about))
        with app.app_context(), clock.at(clock.now() + timedelta(seconds=1)):
            sends[demo] = jobs._jobs["mail"].turn()
    assert sends == {True: 0, False: 1}


@pytest.mark.parametrize(
    "now", [{"email": "renata@new.example"}, {"confirmed_at": None}], ids=["moved", "closed"]
)
def test_what_waits_for_an_address_that_is_no_longer_the_readers_does_not_leave(
    browser_as: AsPerson,
    world: World,
    deliver: Callable[[], int],
    server: MailServer,
    now: dict[str, Any],
) -> None:
    open_it(browser_as, world)
    with world.make.writing() as session:
        reader = session.get_one(Person, world.author.id)
        for name, value in now.items():
            setattr(reader, name, value)
    assert deliver() == 0
    assert server.asked == []
