"""A search is saved, the worker finds what is new, its person hears of it, and nobody else does."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from rpp import mail
from rpp.history import Event
from rpp.mail import Email
from rpp.organizations.models import Membership
from rpp.people import closing
from rpp.people.models import Person
from rpp.policy import Viewer
from rpp.problems.models import Problem
from rpp.saved_searches import operations
from rpp.saved_searches.models import SavedSearch, SearchMatch, SearchNews
from rpp.search import operations as index
from tests.support.client import Browser
from tests.support.mailbox import emails, link
from tests.support.world import World

AsPerson = Callable[..., Browser]
TITLE = "Lanterns at the gate go out"


def saves(browser: Browser, address: str = "/search?q=lanterns", **named: str) -> Any:
    """Save the search of a page, by its link."""
    (href,) = [href for href in browser.read(address).links if "/me/searches/new" in href]
    return browser.send(href, {"name": "Lanterns", **named})


def opens(browser_as: AsPerson, world: World, title: str = TITLE, **values: Any) -> Problem:
    """A problem is submitted, and the steward opens it."""
    problem = world.problem("submitted", title=title, **values)
    browser_as(world.steward).send(f"/problems/{problem.id}", action="/open")
    return problem


def unread(world: World, person: Any) -> int:
    return next(one.unread for one in world.make.all(Person) if one.id == person.id)


def test_a_person_hears_of_a_new_problem_that_matches_and_reads_it(
    browser_as: AsPerson, world: World, works: Callable[[], int]
) -> None:
    opens(browser_as, world, "Lanterns of before")
    reader = browser_as(world.stranger)
    assert "Saved. New matches come as notices." in saves(reader).text
    assert works() == 0, "what was there before is no news"
    problem = opens(browser_as, world)
    opens(browser_as, world, "Something else")
    assert works() == 1
    assert works() == 0, "it is told once"
    told = reader.read("/notices")
    assert "The portal found 1 new match for your search “Lanterns”." in told.text
    (page,) = {href for href in told.links if href.startswith("/me/searches/")}
    found = reader.read(page)
    assert TITLE in found.text
    assert "Lanterns of before" not in found.text
    assert f"/problems/{problem.id}" in found.links
    assert TITLE in reader.read("/search?q=lanterns").text
    assert "1 match since" in reader.read("/me/searches").text
    # Its e-mail says neither what nor how many.
    (email,) = emails(world.make, world.stranger.email)
    assert email.subject == "New matches for a search you saved"
    assert "There are new matches for your saved search “Lanterns”." in email.body
    assert TITLE not in email.body
    assert link(world.make, world.stranger.email) == page


def test_what_is_found_while_the_notice_waits_is_told_with_it(
    browser_as: AsPerson, world: World, works: Callable[[], int]
) -> None:
    reader = browser_as(world.stranger)
    saves(reader)
    opens(browser_as, world)
    opens(browser_as, world, "Lanterns again")
    assert works() == 2
    opens(browser_as, world, "Lanterns a third time")
    assert works() == 1
    assert "found 3 new matches for your search “Lanterns”" in reader.read("/notices").text
    assert unread(world, world.stranger) == 1
    assert len(emails(world.make, world.stranger.email)) == 1
    reader.send("/notices", action="/notices/read")
    opens(browser_as, world, "Lanterns a fourth time")
    assert works() == 1
    assert "found 1 new match for your search “Lanterns”" in reader.read("/notices").text
    assert len(world.make.all(SearchNews)) == 2


def test_nobody_hears_of_what_they_did_themselves(
    browser_as: AsPerson, world: World, works: Callable[[], int]
) -> None:
    for person in (world.author, world.steward):
        saves(browser_as(person))
    problem = world.problem("draft", title=TITLE)
    browser_as(world.author).send(f"/problems/{problem.id}/known", action="/submit")
    browser_as(world.steward).send(f"/problems/{problem.id}", action="/open")
    assert works() == 0
    assert (
        "Lanterns" not in browser_as(world.author).read("/me/searches/1").text.split("New since")[1]
    )


def test_a_problem_of_a_network_is_told_to_its_people_alone(
    browser_as: AsPerson, world: World, works: Callable[[], int]
) -> None:
    member, stranger = browser_as(world.neighbour_leader), browser_as(world.stranger)
    for browser in (member, stranger):
        saves(browser)
    opens(browser_as, world, audience="network")
    assert works() == 1
    assert "1 new match" in member.read("/notices").text
    assert "new match" not in stranger.read("/notices").text
    assert "Lanterns at" not in stranger.read("/me/searches/2").text
    assert [one.recipient for one in world.make.all(Email) if one.topic == "search"] == [
        world.neighbour_leader.email
    ]


def leaves(world: World, person: Any) -> None:
    with world.make.writing() as session:
        for place in world.make.all(Membership):
            if place.person_id == person.id:
                session.get_one(Membership, place.id).status = "ended"


def test_who_left_the_network_reads_nothing_of_it_any_more_and_hears_no_more(
    app: Flask, browser_as: AsPerson, world: World, works: Callable[[], int]
) -> None:
    member = browser_as(world.neighbour_leader)
    saves(member)
    opens(browser_as, world, audience="network")
    assert works() == 1
    page = next(href for href in member.read("/notices").links if "/me/searches/" in href)
    leaves(world, world.neighbour_leader)
    assert "new match" not in member.read("/notices").text
    assert "Lanterns at" not in member.read(page).text
    assert "0 matches" in member.read("/me/searches").text
    opens(browser_as, world, "Lanterns inside", audience="network")
    assert works() == 0
    # The e-mail that waits is dropped, too.
    with app.app_context():
        while (email := mail.claim()) is not None:
            assert email.recipient != world.neighbour_leader.email


def test_what_is_withdrawn_vanishes_from_the_notice_and_the_search_at_once(
    browser_as: AsPerson, world: World, works: Callable[[], int]
) -> None:
    reader = browser_as(world.stranger)
    saves(reader)
    kept = opens(browser_as, world, "Lanterns that stay")
    problem = opens(browser_as, world)
    assert works() == 2
    assert "found 2 new matches" in reader.read("/notices").text
    hides(world, problem)
    assert "found 1 new match for" in reader.read("/notices").text
    page = reader.read("/me/searches/1")
    assert "Lanterns that stay" in page.text
    assert TITLE not in page.text
    hides(world, kept)
    assert "new match" not in reader.read("/notices").text
    assert "new match" not in reader.read("/me").text
    assert "Nothing yet" in reader.read("/me/searches/1").text


def hides(world: World, problem: Problem, *, behind: bool = False) -> None:
    """Take a problem out of sight, as one that goes back to its author; `behind`: not its row."""
    with world.make.writing() as session:
        row = session.get_one(Problem, problem.id)
        row.status, row.opened_at = "returned", None
        session.flush()
        if not behind:
            index.put(session, "problem", problem.id or 0)


def test_a_row_of_the_index_that_fell_behind_is_told_to_nobody(
    browser_as: AsPerson, world: World, works: Callable[[], int]
) -> None:
    reader = browser_as(world.stranger)
    saves(reader)
    told, unseen = opens(browser_as, world), opens(browser_as, world, "Lanterns unseen")
    hides(world, unseen, behind=True)
    assert works() == 1
    hides(world, told, behind=True)
    assert "new match" not in reader.read("/notices").text
    assert "Nothing yet" in reader.read("/me/searches/1").text


def test_filters_are_part_of_what_is_saved(
    browser_as: AsPerson, world: World, works: Callable[[], int]
) -> None:
    reader = browser_as(world.stranger)
    saves(reader, "/problems?subject=staffing&state=AL&q=lanterns", name="Staffing")
    saves(reader, "/problems?subject=math", name="Math")
    saves(reader, "/search?q=lanterns&kind=study", name="Studies")
    assert "“lanterns”, Staffing, AL, in problems" in reader.read("/me/searches").text
    opens(browser_as, world)
    assert works() == 1
    assert "for your search “Staffing”" in reader.read("/notices").text


def test_districts_like_mine_are_part_of_what_is_saved(
    browser_as: AsPerson, world: World, works: Callable[[], int]
) -> None:
    make = world.make
    own = make.organization("Albertville", leaid="0100005", locale=32, enrollment=5_821)
    like = make.organization("Hermiston", leaid="4106300", locale=32, enrollment=5_420)
    unlike = make.organization("Cincinnati", leaid="3904375", locale=11, enrollment=34_860)
    member, stranger = browser_as(make.member(own)), browser_as(world.stranger)
    saves(member, "/search?q=lanterns&alike=1", name="Ours")
    saves(stranger, f"/search?q=lanterns&alike=1&like={own.id}&sort=near", name="Theirs")
    assert "“lanterns”, Districts like yours" in member.read("/me/searches").text
    assert "“lanterns”, Districts like Albertville" in stranger.read("/me/searches").text
    for district, told in ((unlike, 0), (like, 2)):
        problem = world.problem(title=f"Lanterns of {district.name}", organization_id=district.id)
        with make.writing() as session:
            index.put(session, "problem", problem.id)
        assert works() == told


def test_a_search_is_renamed_paused_resumed_and_deleted(
    browser_as: AsPerson, world: World, works: Callable[[], int]
) -> None:
    reader = browser_as(world.stranger)
    saves(reader)
    reader.send("/me/searches/1/edit", {"name": "Lights"})
    assert "Lights" in reader.read("/me/searches").text
    reader.send("/me/searches/1", action="/pause")
    assert "Paused" in reader.read("/me/searches").text
    opens(browser_as, world)
    assert works() == 0
    reader.send("/me/searches/1", action="/resume")
    assert works() == 0, "what came meanwhile is not told"
    opens(browser_as, world, "Lanterns after")
    assert works() == 1
    assert unread(world, world.stranger) == 1
    reader.send("/me/searches/1/delete", action="/delete")
    assert "not saved a search yet" in reader.read("/me/searches").text
    assert "new match" not in reader.read("/notices").text
    assert unread(world, world.stranger) == 0
    for model in (SavedSearch, SearchNews, SearchMatch):
        assert world.make.all(model) == []
    # Nothing says what was looked for.
    assert all(not event.detail for event in events(world))


def events(world: World) -> list[Any]:
    return [one for one in world.make.all(Event) if one.kind == "search_news"]


def test_the_form_that_is_posted_twice_makes_one_and_a_second_one_alike_is_refused(
    browser_as: AsPerson, world: World
) -> None:
    reader = browser_as(world.stranger)
    href = "/me/searches/new?place=search&q=lanterns"
    page = reader.read(href)
    for _ in range(2):
        assert "Your saved searches" in reader.send(href, {"name": "Twice"}, page=page).text
    assert len(world.make.all(SavedSearch)) == 1
    again = reader.send(href, {"name": "Another name"}, status=422)
    assert operations.TWICE in again.text
    assert "Another name" in again.text
    assert "You saved this search before, as" in reader.read(href).text


def test_there_is_a_limit_and_it_is_said(
    browser_as: AsPerson, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(operations, "MOST", 1)
    reader = browser_as(world.stranger)
    saves(reader)
    refused = reader.send("/me/searches/new?place=search&q=bells", {"name": "Bells"}, status=422)
    assert "the most one person can have" in refused.text
    assert "Bells" in refused.text
    assert len(world.make.all(SavedSearch)) == 1


def test_the_last_save_never_silently_wins(browser_as: AsPerson, world: World) -> None:
    reader = browser_as(world.stranger)
    saves(reader)
    page = reader.read("/me/searches/1/edit")
    reader.send("/me/searches/1/edit", {"name": "First"})
    answer = reader.send("/me/searches/1/edit", {"name": "Second"}, page=page, status=422)
    assert "First" in answer.text
    assert "Second" in answer.text
    assert [one.name for one in world.make.all(SavedSearch)] == ["First"]


def test_a_saved_search_is_its_persons_alone(browser_as: AsPerson, world: World) -> None:
    saves(browser_as(world.stranger))
    for browser in (browser_as(world.author), browser_as(world.make.admin())):
        for path in ("", "/edit", "/delete"):
            assert browser.get(f"/me/searches/1{path}").status_code == 404
        for path in ("/edit", "/delete", "/pause", "/resume"):
            assert browser.force(f"/me/searches/1{path}", {"name": "Mine"}).status_code == 404
        assert "Lanterns" not in browser.read("/me/searches").text
    assert browser_as().get("/me/searches").status_code == 302
    assert "/me/searches/new" not in browser_as().get("/search?q=lanterns").text
    (search,) = world.make.all(SavedSearch)
    assert (search.name, search.is_paused) == ("Lanterns", False)


def test_what_asks_nothing_cannot_be_saved(browser_as: AsPerson, world: World) -> None:
    reader = browser_as(world.stranger)
    for place in ("search", "problems", "nowhere", "", "search&kind=rumor", "briefs&tier=9"):
        assert reader.get(f"/me/searches/new?place={place}").status_code == 404
    assert not [href for href in reader.read("/problems").links if "/me/searches/new" in href]
    assert reader.get(f"/me/searches/new?place=search&q={'x' * 5000}").status_code == 200


def test_an_account_that_is_closed_leaves_nothing_of_its_searches(
    app: Flask, browser_as: AsPerson, world: World, works: Callable[[], int]
) -> None:
    saves(browser_as(world.stranger))
    opens(browser_as, world)
    assert works() == 1
    with world.make.writing() as session:
        closing.end(session, Viewer(id=world.stranger.id))
    for model in (SavedSearch, SearchNews, SearchMatch):
        assert world.make.all(model) == []
    assert works() == 0
