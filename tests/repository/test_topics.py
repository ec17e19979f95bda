"""The pages of topics: what is known, what is missing, and what districts ask."""

from collections.abc import Callable

import pytest
from flask import Flask

from rpp.briefs import retiring
from tests.briefs.conftest import TITLE, World
from tests.repository.shelves import records, shelf
from tests.support.client import Browser
from tests.support.factories import Factories
from tests.test_statements import statements

BrowserAs = Callable[..., Browser]
ASKED = "Students who ride the bus for an hour miss first period"


def test_a_topic_says_what_is_known_and_what_is_missing(
    worlds: Callable[..., World], anyone: Browser
) -> None:
    world = worlds()
    empty = anyone.read("/briefs/topics/attendance").text
    assert "None yet." in empty
    brief = world.published()  # of grades 7 and 9
    worlds(status="active", grades=("01",))
    page = anyone.read("/briefs/topics/attendance")
    assert "1 brief of this portal, 1 open problem." in page.text
    assert f"/briefs/{brief.id}" in page.links
    assert ASKED in page.text
    assert (
        "Early grades (PK–2). Nothing is known here, and 1 open problem asks for it." in page.text
    )
    assert "Upper elementary (3–5). Nothing is known here, and nobody asks." in page.text
    assert "Middle grades (6–8)." not in page.text
    assert {"/problems/new", "/feeds/search.atom?subject=attendance"} <= set(page.links)
    assert any(link.startswith("/follow/topic/") for link in page.links)
    for link in page.links:
        if link.startswith(("/briefs?", "/evidence?", "/problems?")):
            anyone.read(link)
    world.act(retiring.withdraw_brief, world.lead, brief.id, "A number was wrong.")
    assert TITLE not in anyone.read("/briefs/topics/attendance").text


def test_a_problem_of_one_network_is_on_no_topic_for_others(
    worlds: Callable[..., World], anyone: Browser, browser_as: BrowserAs
) -> None:
    world = worlds(status="active", audience="network")
    for browser in (anyone, browser_as(world.stranger)):
        for path in ("/briefs/topics", "/briefs/topics/attendance"):
            page = browser.read(path).text
            assert ASKED not in page
            assert "1 open problem" not in page
    assert ASKED in browser_as(world.co_lead).read("/briefs/topics/attendance").text


def test_drafts_are_on_no_topic(world: World, anyone: Browser, browser_as: BrowserAs) -> None:
    world.reviewed()
    for browser in (anyone, browser_as(world.lead)):
        assert TITLE not in browser.read("/briefs/topics/attendance").text
        assert "1 brief" not in browser.read("/briefs/topics").text


def test_the_strongest_evidence_of_others_stands_first(make: Factories, anyone: Browser) -> None:
    made = [one for one in records(make, 30) if "math" in one["subject"]]
    rated = sorted(min(one["tier"]) for one in made if one["tier"] != {"none"})
    page = anyone.read("/briefs/topics/math")
    shown = [word for word in page.text.split("Tier ")[1:] if word[:1].isdigit()]
    assert [word[0] for word in shown] == rated[:5]
    assert f"See {len(made)} reviewed studies" in page.text


def test_the_topics_lead_to_each(make: Factories, anyone: Browser) -> None:
    shelf(make, 4)
    page = anyone.read("/briefs/topics")
    links = [link for link in page.links if link.startswith("/briefs/topics/")]
    assert len(links) == 11
    for link in links:
        anyone.read(link)
    assert "/briefs/topics" in anyone.read("/briefs").links
    assert "/briefs/topics/math" in anyone.read("/briefs/map").links
    assert "Nothing is known here yet, and nobody asks." in page.text


@pytest.mark.parametrize("name", ["nonsense", "math-x", "0"])
def test_there_is_no_topic_of_what_is_none(anyone: Browser, name: str) -> None:
    assert anyone.get(f"/briefs/topics/{name}").status_code == 404


@pytest.mark.both_databases
def test_a_topic_costs_few_statements_however_much_there_is(
    app: Flask, make: Factories, anyone: Browser
) -> None:
    shelf(make, 30)
    records(make, 30)
    for path, most in (("/briefs/topics", 2), ("/briefs/topics/math", 9)):
        anyone.read(path)
        with statements(app) as asked:
            anyone.read(path)
        assert len(asked) <= most, path
