"""Feeds and maps of the site name what anyone may read, and nothing else."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from lxml import etree

from rpp import kinds
from rpp.briefs import retiring
from rpp.harvest import feeds
from tests.briefs.conftest import TITLE, World
from tests.support.client import Browser
from tests.support.factories import Factories
from tests.test_statements import statements

NS = {"atom": feeds.ATOM, "map": feeds.SITEMAP}


def read(browser: Browser, path: str) -> Any:
    answer = browser.get(path)
    assert answer.status_code == 200, path
    return etree.fromstring(answer.data)


def texts(root: Any, path: str) -> list[str]:
    return [one.text or "" for one in root.iterfind(path, NS)]


def test_a_feed_brings_the_newest_first(worlds: Callable[..., World], anyone: Browser) -> None:
    first, second = worlds(), worlds(subject="math")
    one, other = (
        first.published(),
        second.published(title="Later bells raised scores in mathematics"),
    )
    feed = read(anyone, "/feeds/briefs.atom")
    assert texts(feed, "atom:entry/atom:title") == [
        "Later bells raised scores in mathematics",
        TITLE,
    ]
    assert texts(feed, "atom:entry/atom:id") == [
        f"http://localhost/briefs/{other.id}", f"http://localhost/briefs/{one.id}",
    ]  # fmt: skip
    assert texts(feed, "atom:entry/atom:author/atom:name")[:2] == ["Imani Feld", "Carla Winfield"]
    for name, title in (("topic-math", "Later bells raised scores in mathematics"),
                        (f"network-{first.network.slug}", TITLE)):  # fmt: skip
        assert texts(read(anyone, f"/feeds/{name}.atom"), "atom:entry/atom:title") == [title]


def test_a_correction_is_news_of_the_same_thing(world: World, anyone: Browser) -> None:
    brief = world.corrected(world.published())
    feed = read(anyone, "/feeds/briefs.atom")
    assert texts(feed, "atom:entry/atom:id") == [f"http://localhost/briefs/{brief.id}"]
    assert texts(feed, "atom:entry/atom:title") == [f"{TITLE}, in three districts"]


def test_what_is_withdrawn_leaves_the_feed(world: World, anyone: Browser) -> None:
    brief = world.published()
    world.act(retiring.withdraw_brief, world.lead, brief.id, "A number was wrong.")
    assert texts(read(anyone, "/feeds/briefs.atom"), "atom:entry/atom:title") == []


@pytest.mark.parametrize("name", ["x", "network-", "network-none", "topic-none", "briefs-x"])
def test_there_is_no_feed_of_what_is_not(world: World, anyone: Browser, name: str) -> None:
    world.published()
    assert anyone.get(f"/feeds/{name}.atom").status_code == 404


@pytest.mark.parametrize(("name", "title"), [("briefs", "briefs"), ("syntheses", "Syntheses")])
def test_a_feed_is_there_before_anything_is_in_it(anyone: Browser, name: str, title: str) -> None:
    answer = anyone.get(f"/feeds/{name}.atom")
    assert answer.status_code == 200
    assert title in answer.get_data(as_text=True)
    assert "<entry>" not in answer.get_data(as_text=True)


def test_a_feed_that_is_unchanged_is_not_sent_again(world: World, anyone: Browser) -> None:
    world.published()
    first = anyone.get("/feeds/briefs.atom")
    again = anyone.get("/feeds/briefs.atom", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_the_page_of_briefs_names_its_feed(world: World, anyone: Browser) -> None:
    assert 'href="/feeds/briefs.atom"' in anyone.get("/briefs").text
    assert (
        f'href="/feeds/network-{world.network.slug}.atom"'
        in anyone.get(f"/networks/{world.network.slug}").text
    )


# --- maps of the site ----------------------------------------------------------------------


def test_the_maps_lead_to_every_page_that_anyone_may_read(
    worlds: Callable[..., World], anyone: Browser
) -> None:
    world, closed = worlds(), worlds(audience="network")
    brief = world.published()
    paths = set()
    for address in texts(read(anyone, "/sitemap.xml"), "map:sitemap/map:loc"):
        paths |= set(
            texts(read(anyone, address.removeprefix("http://localhost")), "map:url/map:loc")
        )
    paths = {path.removeprefix("http://localhost") for path in paths}
    assert {"/", "/briefs", f"/briefs/{brief.id}", f"/problems/{world.problem.id}"} <= paths
    assert f"/problems/{closed.problem.id}" not in paths
    for path in paths:
        assert anyone.get(path).status_code == 200, path


def test_a_map_never_grows_beyond_what_engines_take(
    world: World, anyone: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feeds, "MAPPED", 1)
    world.published()
    names = texts(read(anyone, "/sitemap.xml"), "map:sitemap/map:loc")
    assert any(name.endswith("/sitemaps/brief-1.xml") for name in names)
    found = read(anyone, "/sitemaps/brief-1.xml")
    assert texts(found, "map:url/map:loc") == ["http://localhost/briefs/1"]


@pytest.mark.parametrize("name", ["person-0", "pages-1", "brief", "brief-x", "brief-999999"])
def test_there_is_no_map_of_what_is_not(anyone: Browser, name: str) -> None:
    assert anyone.get(f"/sitemaps/{name}.xml").status_code == 404


def test_robots_are_told_of_the_maps(anyone: Browser) -> None:
    assert "Sitemap: http://localhost/sitemap.xml\n" in anyone.get("/robots.txt").text


def test_maps_and_feeds_cost_few_statements(
    world: World, make: Factories, anyone: Browser, app: Flask
) -> None:
    world.published()
    for path, most in (("/feeds/briefs.atom", 4), ("/sitemap.xml", len(kinds.mapped()) + 1),
                       ("/sitemaps/problem-0.xml", 2)):  # fmt: skip
        with statements(app) as asked:
            anyone.get(path)
        assert len(asked) <= most, path
