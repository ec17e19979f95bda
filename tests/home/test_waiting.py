"""Who waits, or stands alone, is told so, and what to do meanwhile."""

from datetime import UTC, datetime

import pytest
from flask import Flask

from rpp import clock, jobs
from rpp.organizations.models import EmailDomain, Membership
from rpp.people.models import Person
from rpp.personal_names import first_name
from rpp.problems.models import Problem
from tests.support.html import Page
from tests.support.world import COMPLETE, World


@pytest.fixture
def newcomer(world: World) -> Person:
    """Somebody whose membership in the district waits for approval."""
    person = world.make.person("Dr. Ines Valdez")
    world.make.add(
        Membership(
            person_id=person.id,
            organization_id=world.district.id,
            status="pending",
            status_since=clock.now(),
        )
    )
    return person


def drafted(browser, **values: object) -> None:
    browser.send("/problems/new", {"title": "Long rides", **values}, action="/problems/new")


def approve(browser_as, world: World, person: Person) -> None:
    (one,) = [m for m in world.make.all(Membership) if m.person_id == person.id]
    browser_as(world.leader).force(
        f"/memberships/{one.id}/decide", {"decision": "approve", "role": "member"}
    )


def test_who_waits_sees_it_and_who_decides(browser_as, world: World, newcomer: Person) -> None:
    browser = browser_as(newcomer)
    text = browser.read("/me").text
    assert "You asked to join Albertville City on" in text
    assert "A leader of Albertville City (Ola Brandt) decides" in text
    assert "You belong to no organization yet" not in text
    assert "waits for approval" in browser.read("/problems/new").text


def test_who_waits_writes_a_draft_that_nobody_else_reads(
    browser_as, world: World, newcomer: Person
) -> None:
    browser = browser_as(newcomer)
    drafted(browser)
    (problem,) = world.make.all(Problem)
    assert (problem.status, problem.author_waits) == ("draft", True)
    path = f"/problems/{problem.id}"
    assert "Only you see it" in browser.read(path).text
    assert "Long rides" in browser.read("/me").text
    for other in (world.author, world.leader, world.steward, world.stranger, None):
        reader = browser_as(other)
        assert reader.get(path).status_code == 404
        assert reader.get(f"{path}/edit").status_code == 404
        listed = f"/problems?status=draft&organization={world.district.id}"
        assert "Long rides" not in reader.read(listed).text


def test_who_waits_cannot_submit_and_is_told_why(
    browser_as, world: World, newcomer: Person
) -> None:
    browser = browser_as(newcomer)
    answer = browser.send("/problems/new", {**COMPLETE, "next": "1"}, action="/problems/new")
    assert answer.request.path.endswith("/known")
    assert "You can submit it once the membership is approved" in Page(answer.text).text
    assert "Submit my problem" not in answer.text
    problem = world.make.all(Problem)[0]
    refused = browser.force(f"/problems/{problem.id}/submit", {"proof": ""}, expect=422)
    assert "Your membership in the district is not approved yet" in refused.text


def test_once_approved_the_district_sees_the_draft_and_its_author_submits_it(
    browser_as, world: World, newcomer: Person
) -> None:
    browser = browser_as(newcomer)
    browser.send("/problems/new", {**COMPLETE, "next": "1"}, action="/problems/new")
    problem = world.make.all(Problem)[0]
    approve(browser_as, world, newcomer)
    assert COMPLETE["title"] in browser_as(world.author).read(f"/problems/{problem.id}").text
    browser.send(f"/problems/{problem.id}/known", action="/submit")
    assert world.make.all(Problem)[0].status == "submitted"


def test_a_refused_person_keeps_the_draft_alone(browser_as, world: World, newcomer: Person) -> None:
    browser = browser_as(newcomer)
    drafted(browser)
    (problem,) = world.make.all(Problem)
    (one,) = [m for m in world.make.all(Membership) if m.person_id == newcomer.id]
    refusal = {"decision": "refuse", "reason": "You work elsewhere."}
    browser_as(world.leader).force(f"/memberships/{one.id}/decide", refusal)
    browser.send(f"/problems/{problem.id}/edit", {"title": "Longer rides"}, action="/edit")
    assert world.make.all(Problem)[0].title == "Longer rides"
    assert browser_as(world.author).get(f"/problems/{problem.id}").status_code == 404
    browser.force(f"/problems/{problem.id}/submit", {"proof": ""}, expect=422)


def test_who_waits_deletes_the_draft(browser_as, world: World, newcomer: Person) -> None:
    browser = browser_as(newcomer)
    drafted(browser)
    (problem,) = world.make.all(Problem)
    browser.send(f"/problems/{problem.id}/edit", action="/delete")
    assert browser.get(f"/problems/{problem.id}").status_code == 404
    assert "draft without a title" not in browser.read("/me").text


def test_who_belongs_nowhere_is_told_the_truth(browser_as, world: World) -> None:
    answer = browser_as(world.make.person()).get("/problems/new")
    assert answer.status_code == 403
    assert "You belong to no school district here yet" in answer.text
    assert 'href="/join"' in answer.text


# --- a district that stands alone ----------------------------------------------------------


def test_a_district_without_a_network_writes_sees_what_is_known_and_is_offered_networks(
    browser_as, world: World
) -> None:
    lonely = world.make.organization("Hartselle City", state="AL")
    leader = world.make.leader(lonely)
    far = world.make.network(world.make.organization(state="MT"), name="Big Sky")
    browser = browser_as(leader)
    answer = browser.send("/problems/new", {**COMPLETE, "next": "1"}, action="/problems/new")
    assert answer.request.path.endswith("/known")
    text = answer.text
    assert "Join a network to submit it" in text
    assert text.index("/networks/gulf#bring") < text.index(f"/networks/{far.slug}#bring")
    assert "2 in your state" in text
    problem = world.make.all(Problem)[0]
    refused = browser.force(f"/problems/{problem.id}/submit", {"proof": ""}, expect=422)
    assert "Your district is in no network yet" in refused.text
    world.make.join(world.network, lonely)
    browser.send(f"/problems/{problem.id}/known", action="/submit")
    problem = world.make.all(Problem)[0]
    assert (problem.status, problem.network_id) == ("submitted", world.network.id)


def test_a_network_that_was_asked_says_so(browser_as, world: World) -> None:
    lonely = world.make.organization("Hartselle City", state="AL")
    world.make.join(world.network, lonely, status="pending")
    browser = browser_as(world.make.leader(lonely))
    answer = browser.send("/problems/new", {**COMPLETE, "next": "1"}, action="/problems/new")
    assert "Your district has asked to join" in answer.text


def test_a_leader_is_told_that_the_district_has_no_delegate(browser_as, world: World) -> None:
    browser = browser_as(world.leader)
    manage = f"/organizations/{world.district.id}/manage"
    assert "Appoint a delegate for Albertville City" in browser.read("/me").text
    page = browser.read(f"/organizations/{world.district.id}")
    assert "Your district has no delegate" in page.text
    assert f"{manage}#appoint" in page.links
    browser.send(manage, {"person": str(world.author.id), "role": "delegate"})
    assert "Appoint a delegate for" not in browser.read("/me").text
    assert "has no delegate" not in browser.read(f"/organizations/{world.district.id}").text
    other = browser_as(world.author).read(f"/organizations/{world.district.id}")
    assert "has no delegate" not in other.text


def test_who_leads_a_district_without_a_network_is_shown_the_networks(
    browser_as, world: World
) -> None:
    lonely = world.make.organization("Hartselle City")
    leader = browser_as(world.make.leader(lonely))
    page = leader.read("/me")
    assert "Bring Hartselle City to a network" in page.text
    assert "/networks" in page.links
    world.make.join(world.network, lonely, "pending")
    assert "Bring Hartselle City" not in leader.read("/me").text
    for who in (world.leader, world.make.member(lonely)):
        assert "to a network" not in browser_as(who).read("/me").text


# --- what waits for an administrator, and who one is ---------------------------------------


def test_an_administrator_reads_that_the_portal_needs_its_worker(
    app: Flask, browser_as, world: World
) -> None:
    admin = world.make.admin()
    page = browser_as(admin).read("/me")
    assert "One thing waits for you, Ada." in page.text
    assert "The worker has never run: start flask --app app worker" in page.text
    assert "/admin#operation" in page.links
    assert "worker" not in browser_as(world.leader).read("/me").text
    jobs.run_due(app)
    assert "Nothing needs your attention, Ada." in browser_as(admin).read("/me").text


def test_an_administrator_sees_all_that_waits(app: Flask, browser_as, world: World) -> None:
    jobs.run_due(app)
    lonely = world.make.organization("Hartselle City")
    for person in (world.make.person(), world.make.person()):
        world.make.add(
            Membership(
                person_id=person.id,
                organization_id=lonely.id,
                status="pending",
                status_since=clock.now(),
            )
        )
    world.make.add(EmailDomain(organization_id=lonely.id, domain="hartselle.k12.al.us"))
    text = browser_as(world.make.admin()).read("/me").text
    assert "Two things wait for you, Ada." in text
    assert "Decide who joins Hartselle City" in text
    assert "2 people have been waiting since" in text
    assert "Check the e-mail domain hartselle.k12.al.us" in text
    assert "Check the e-mail domain" not in browser_as(world.leader).read("/me").text


def test_a_broker_reads_what_the_part_is_for(browser_as, world: World) -> None:
    broker = world.make.steward(world.network, role="broker")
    text = browser_as(broker).read("/me").text
    assert "You connect problems with what is known" in text
    assert "You connect problems" not in browser_as(world.steward).read("/me").text


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("Dr. Ines Valdez", "Ines"),
        ("Prof. Dr. Ada King", "Ada"),
        ("Ms Carla Winfield", "Carla"),
        ("Mr. Rogers", "Mr. Rogers"),
        ("Renata Oakes", "Renata"),
        ("Drew Barnes", "Drew"),
        ("Dr.", "Dr."),
        ("Yo-Yo Ma", "Yo-Yo"),
        (", ,", ", ,"),
    ],
)
def test_a_title_is_no_first_name(name: str, first: str) -> None:
    assert first_name(name) == first


def test_a_newcomer_is_led_to_where_they_work_and_not_told_that_nothing_waits(
    browser_as, world: World
) -> None:
    newcomer = world.make.person("Josefina Harte")
    page = browser_as(newcomer).read("/me")
    assert "One thing waits for you, Josefina." in page.text
    assert "Find your district or institution" in page.text
    assert "/join" in page.links
    world.make.add(
        Membership(
            person_id=newcomer.id, organization_id=world.district.id, role="member",
            status="pending", status_since=clock.now(),
        )
    )  # fmt: skip
    assert "Find your district" not in browser_as(newcomer).read("/me").text
    for belongs in (world.author, world.steward, world.make.admin()):
        assert "Find your district" not in browser_as(belongs).read("/me").text


def test_an_own_draft_waits_until_it_is_submitted(browser_as, world: World) -> None:
    draft = world.problem("draft")
    page = browser_as(world.author).read("/me")
    assert f"Finish “{draft.title}”" in page.text
    with world.make.writing() as session:
        session.get_one(Problem, draft.id).status = "submitted"
    assert "Finish “" not in browser_as(world.author).read("/me").text


def test_who_decides_reads_since_when_a_person_waits(browser_as, world: World) -> None:
    with clock.at(datetime(2026, 11, 25, 18, tzinfo=UTC)):
        person = world.make.person("Josefina Harte")
        world.make.add(
            Membership(
                person_id=person.id, organization_id=world.district.id, role="member",
                status="pending", status_since=clock.now(),
            )
        )  # fmt: skip
    text = browser_as(world.leader).read("/me").text
    assert "Josefina Harte has been waiting since November 25, 2026." in text


def test_the_greeting_leaves_the_title_out(browser_as, world: World) -> None:
    assert ", Ines." in browser_as(world.make.person("Dr. Ines Valdez")).read("/me").text


def test_a_text_offered_again_is_called_a_text(browser_as, world: World) -> None:
    path = f"/discussions/problem/{world.problem('open').id}"
    origin = {"Sec-Fetch-Site": "same-origin"}
    answer = browser_as(world.author).post(path, data={"body": "We pay drivers."}, headers=origin)
    assert "<dt>Text</dt>" in answer.text
    assert "<dt>Body</dt>" not in answer.text


def test_a_form_offered_again_shows_no_numbers_of_the_portal(browser_as, world: World) -> None:
    data = {"title": "Long rides", "organization_id": str(world.district.id), "network_id": "1"}
    origin = {"Sec-Fetch-Site": "same-origin"}
    answer = browser_as(world.author).post("/problems/new", data=data, headers=origin)
    assert answer.status_code == 400
    assert "Long rides" in answer.text
    assert "Organization id" not in answer.text
    assert "Network id" not in answer.text
