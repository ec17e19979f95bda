"""Each list finds its things by their words, under its own filters, and for its reader alone."""

import pytest

from rpp.search import operations
from tests.studies.conftest import World as Partners
from tests.studies.conftest import partners_of
from tests.support.client import Page
from tests.support.factories import Factories
from tests.support.world import World

pytestmark = pytest.mark.both_databases


def index(make: Factories) -> None:
    with make.writing() as session:
        operations.reindex(session)


def titles(page: Page, *known: str) -> list[str]:
    """Those of some titles that a page shows, in its order."""
    return sorted((one for one in known if one in page.text), key=page.text.index)


class TestProblems:
    def test_they_are_found_best_first_under_the_filters(self, browser_as, world: World) -> None:
        world.problem("open", title="Roofs leak", summary="Rain and lanterns.")
        world.problem("open", title="Lanterns go out", summary="Lanterns in the hall.")
        world.problem("resolved", title="Lanterns of old", summary="No lantern left.")
        index(world.make)
        browser = browser_as()
        page = browser.read("/problems?q=lantern")
        assert titles(page, "Roofs leak", "Lanterns go out", "Lanterns of old")[-1] == "Roofs leak"
        assert "3 problems, best match first" in page.text
        narrowed = browser.read("/problems?q=lantern&status=resolved")
        assert "1 problem, best match first" in narrowed.text
        assert titles(narrowed, "Roofs leak", "Lanterns go out", "Lanterns of old") == [
            "Lanterns of old"
        ]

    def test_what_others_may_not_know_is_found_by_its_own_district_alone(
        self, browser_as, world: World
    ) -> None:
        world.problem("open", title="Lanterns of the network", audience="network")
        world.problem("draft", title="Lanterns in a draft")
        world.problem("submitted", title="Lanterns handed in")
        index(world.make)
        every = "Lanterns of the network", "Lanterns in a draft", "Lanterns handed in"
        for browser in (browser_as(), browser_as(world.stranger)):
            for status in ("", "draft", "submitted", "open"):
                page = browser.read(f"/problems?q=lanterns&status={status}")
                assert titles(page, *every) == []
                assert "No problem here matches “lanterns”." in page.text
        member = browser_as(world.neighbour_leader)
        assert titles(member.read("/problems?q=lanterns"), *every) == [every[0]]
        author = browser_as(world.author)
        assert titles(author.read("/problems?q=lantern&status=draft"), *every) == [every[1]]

    def test_a_long_list_leads_on_without_repeating(self, browser_as, world: World) -> None:
        for n in range(30):
            world.problem("open", title=f"Lanterns case{n:02}")
        index(world.make)
        cases = [f"case{n:02}" for n in range(30)]
        browser = browser_as()
        first = browser.read("/problems?q=lanterns")
        second = browser.read(next(link for link in first.links if "past=" in link))
        assert len(titles(first, *cases)) == 25
        assert sorted(titles(first, *cases) + titles(second, *cases)) == cases
        back = browser.read(next(link for link in second.links if "before=" in link))
        assert titles(back, *cases) == titles(first, *cases)


class TestStudies:
    @pytest.fixture
    def partners(self, make: Factories) -> Partners:
        return make.begin("partners", lambda: partners_of(make))

    def test_what_is_listed_is_found_by_all_and_the_rest_by_partners_alone(
        self, browser_as, partners: Partners
    ) -> None:
        listed = partners.study("active")
        private = partners.study("active", "private")
        with partners.make.writing() as session:
            for study, title in ((listed, "Lanterns for all"), (private, "Lanterns for few")):
                session.get_one(type(study), study.id).title = title
        index(partners.make)
        both = "Lanterns for all", "Lanterns for few"
        assert titles(browser_as().read("/studies?q=lantern"), *both) == [both[0]]
        lead = browser_as(partners.lead)
        assert sorted(titles(lead.read("/studies?q=lantern"), *both)) == list(both)
        assert "No study here matches “zebra”." in lead.read("/studies?q=zebra").text

    def test_a_reference_is_found_by_its_words(self, browser_as, partners: Partners) -> None:
        study = partners.propose()
        index(partners.make)
        lead = browser_as(partners.lead)
        found = lead.read(f"/studies/{study.id}/references/find?q=later+start")
        assert "Later School Start Times" in found.text
        assert f"Reviewed study, /evidence/{partners.record.id}" in found.text
