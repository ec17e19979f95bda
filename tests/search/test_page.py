"""The search page: what it says of a search, how it narrows it, and where it leads on."""

from urllib.parse import parse_qs, urlsplit

import pytest

from rpp.search import operations
from rpp.search.meaning import reading
from tests.support.client import Page
from tests.support.meaning import FakeMeaning
from tests.support.world import World

pytestmark = pytest.mark.both_databases


def index(world: World) -> None:
    with world.make.writing() as session:
        operations.reindex(session)


@pytest.fixture
def lanterns(world: World) -> World:
    """Problems of two districts, one of which only their network reads."""

    def build() -> World:
        world.problem("open", title="Lanterns go out", summary="In the hall, every evening.")
        world.problem("open", title="Lanterns are stolen", organization_id=world.neighbour.id)
        world.problem(
            "open",
            title="Lanterns flicker and glimmeringly hum",
            summary="Only ours.",
            audience="network",
        )
        world.problem("draft", title="Lanterns in a draft")
        index(world)
        return world

    return build()


def link(page: Page, **asked: str) -> str:
    """The link to a search that asks just this."""
    for href in page.links:
        given = parse_qs(urlsplit(href).query)
        if href.startswith("/search?") and given == {name: [said] for name, said in asked.items()}:
            return href
    raise AssertionError(f"no link to a search for {asked}")


class TestWhatWasFound:
    def test_it_says_how_much_of_what_kind(self, browser_as, lanterns: World) -> None:
        page = browser_as().read("/search?q=lanterns")
        assert "2 results for “lanterns”" in page.text
        assert "Everything 2 Problems 2 Order:" in page.text
        assert "Problem Albertville City, AL" in page.text

    def test_what_is_private_counts_nowhere(self, browser_as, lanterns: World) -> None:
        stranger = browser_as(lanterns.stranger).read("/search?q=lanterns").text
        member = browser_as(lanterns.neighbour_leader).read("/search?q=lanterns").text
        for text, n in ((stranger, 2), (member, 3)):
            assert f"{n} results for “lanterns”" in text
            assert f"Staffing {n} found" in text
            assert f"Alabama {n} found" in text
            assert "in a draft" not in text

    def test_a_facet_narrows_it_and_a_chip_widens_it_again(
        self, browser_as, lanterns: World
    ) -> None:
        browser = browser_as()
        narrowed = browser.read(
            link(browser.read("/search?q=lanterns"), q="lanterns", locale="rural")
        )
        assert "1 result for “lanterns”" in narrowed.text
        assert "are stolen" in narrowed.text
        assert "go out" not in narrowed.text
        assert "Remove: Rural" in narrowed.text
        assert "2 results" in browser.read(link(narrowed, q="lanterns")).text

    def test_what_is_typed_to_narrow_it_is_a_chip_too(self, browser_as, lanterns: World) -> None:
        browser = browser_as()
        page = browser.read("/search", query_string={"q": 'lanterns locale:rural title:"are"'})
        assert "1 result" in page.text
        assert "Remove: Kind of place: Rural" in page.text
        assert "Remove: In the title: are" in page.text
        assert "are stolen" in browser.read(link(page, q='lanterns title:"are"')).text

    def test_minus_and_quotes_do_what_the_help_says(self, browser_as, lanterns: World) -> None:
        browser = browser_as()
        without = browser.read("/search", query_string={"q": "lanterns -stolen"}).text
        assert "1 result" in without
        assert "go out" in without
        together = browser.read("/search", query_string={"q": '"are stolen"'}).text
        assert "<mark>" not in together
        assert "1 result" in together

    def test_the_newest_come_first_where_that_is_asked(self, browser_as, world: World) -> None:
        import datetime

        early = datetime.datetime(2020, 1, 5, tzinfo=datetime.UTC)
        world.problem("open", title="Lanterns of lanterns", opened_at=early)
        world.problem("open", title="A lamp", summary="Or a lantern.")
        index(world)
        browser = browser_as()
        best = browser.read("/search?q=lanterns")
        assert best.text.index("Lanterns of") < best.text.index("A lamp")
        newest = browser.read(link(best, q="lanterns", sort="newest")).text
        assert newest.index("A lamp") < newest.index("Lanterns of")


class TestDistrictsLikeMine:
    def test_they_come_first_where_that_is_asked_and_each_hit_says_how_like_they_are(
        self, browser_as, world: World
    ) -> None:
        places = {
            "Hermiston": {"leaid": "4106300", "locale": 32, "enrollment": 5_420, "state": "OR"},
            "Cincinnati": {"leaid": "3904375", "locale": 11, "enrollment": 34_860, "state": "OH"},
        }
        own = world.make.organization(
            "Marshall", leaid="0100005", locale=32, enrollment=5_821, state="AL"
        )
        for name, facts in places.items():
            district = world.make.organization(name, **facts)
            world.problem("open", title=f"Lanterns of {name}", organization_id=district.id)
        index(world)
        browser = browser_as(world.make.member(own))
        page = browser.read("/search?q=lanterns")
        near = browser.read(link(page, q="lanterns", sort="near"))
        assert near.text.index("Lanterns of Hermiston") < near.text.index("Lanterns of Cincinnati")
        assert "Hermiston, OR: " in near.text
        alike = browser.read(link(page, q="lanterns", alike="1"))
        assert "1 result for “lanterns”" in alike.text
        assert "Remove: Districts like yours" in alike.text
        # Who belongs to no district sees it for the one that the address names.
        anyone = browser_as().read(f"/search?q=lanterns&like={own.id}&alike=1")
        assert "Remove: Districts like Marshall" in anyone.text
        assert "sort=near" not in " ".join(browser_as().read("/search?q=lanterns").links)

    def test_a_district_of_which_too_little_is_known_leaves_nothing_out(
        self, browser_as, lanterns: World
    ) -> None:
        page = browser_as().read(f"/search?q=lanterns&sort=near&like={lanterns.stranger.id}")
        assert "2 results for “lanterns”" in page.text


class TestNothingFound:
    def test_a_word_that_nothing_has_is_looked_for_in_another_spelling(
        self, browser_as, lanterns: World
    ) -> None:
        page = browser_as().read("/search?q=lantrens")
        assert "Nothing has the words “lantrens”. We looked for “lanterns”." in page.text
        assert "2 results for “lanterns”" in page.text

    def test_beside_words_that_are_found_it_is_named_and_another_is_offered(
        self, browser_as, lanterns: World
    ) -> None:
        page = browser_as().read("/search?q=Stollen+lanterns")
        assert "2 results" in page.text
        assert "has the word “stollen”" in page.text
        assert "Did you mean stolen lanterns ?" in page.text
        assert link(page, q="stolen lanterns")

    def test_a_name_of_the_field_is_offered_that_no_text_has(
        self, browser_as, world: World
    ) -> None:
        world.problem("open", title="Chronic absenteeism rises")
        index(world)
        page = browser_as().read("/search?q=truancey")
        assert "We looked for “truancy”." in page.text
        assert "Chronic absenteeism rises" in page.text

    def test_no_word_of_what_one_may_not_read_is_offered(self, browser_as, lanterns: World) -> None:
        stranger, member = browser_as(lanterns.stranger), browser_as(lanterns.neighbour_leader)
        for typed in ("/search?q=glimmeringli", "/search?q=glimmeringli+lanterns"):
            assert "glimmeringly" not in stranger.read(typed).text
            assert "glimmeringly" in member.read(typed).text

    def test_it_says_what_fewer_filters_would_find(self, browser_as, lanterns: World) -> None:
        browser = browser_as()
        page = browser.read("/search?q=lanterns+state:AL&locale=rural&subject=math")
        assert "Nothing fits all of these filters." in page.text
        assert "1 result without “Mathematics”" in page.text
        assert "without “Rural”" not in page.text
        assert "Lanterns go out" in page.text, "the nearest without filters"
        assert "flicker" not in page.text
        typed = browser.read("/search?q=lanterns+state:GA")
        assert "2 results without “State: Georgia”" in typed.text
        assert link(typed, q="lanterns")

    @pytest.mark.parametrize(
        "query", ["🙂🙂", "-", '""', ":::", "\u202e\u202d", "' OR 1=1; --", "<!-- -->"]
    )
    def test_what_holds_no_word_is_told_so(self, browser_as, lanterns: World, query: str) -> None:
        page = browser_as().get("/search", query_string={"q": query})
        assert page.status_code == 200
        assert "<!-- -->" not in page.text

    def test_a_long_question_is_kept_and_its_first_words_are_looked_for(
        self, browser_as, lanterns: World
    ) -> None:
        question = "lanterns " + " ".join(f"word{n}" for n in range(600))
        page = browser_as().get("/search", query_string={"q": question})
        assert "That is a long question." in page.text
        assert "2 results" in page.text
        assert question in page.text


class TestByMeaning:
    @pytest.fixture
    def read(self, app, world: World, fake_meaning: FakeMeaning) -> World:
        fake_meaning.alike["lorries"] = "buses"
        world.problem("open", title="Late again", summary="It rains. The buses come late. So what?")
        index(world)
        with app.app_context():
            assert sum(reading.everything())
        return world

    def test_where_nothing_has_the_words_the_nearest_in_meaning_are_said_to_be_that(
        self, browser_as, read: World
    ) -> None:
        page = browser_as().read("/search?q=lorries")
        assert "No results for “lorries”" in page.text
        assert "Nothing that you may read has the words “lorries”. These come nearest" in page.text
        assert "Late again The buses come late. Problem" in page.text
        assert "/ask?q=lorries" in page.links

    def test_a_list_shows_nothing_that_is_only_near(self, browser_as, read: World) -> None:
        browser = browser_as()
        page = browser.read("/problems?q=lorries")
        assert "No problem here matches “lorries”." in page.text
        assert "/search?q=lorries" in page.links
        assert "Late again" in browser.read("/problems?q=buses").text

    def test_another_spelling_counts_more_than_what_is_near(self, browser_as, read: World) -> None:
        assert "We looked for “buses”." in browser_as().read("/search?q=busess").text


class TestSuggestions:
    def suggested(self, browser, typed: str) -> str:
        return browser.get("/search/suggestions", query_string={"q": typed}).text

    def test_titles_and_topics_are_offered_by_the_letters_of_a_word(
        self, browser_as, lanterns: World
    ) -> None:
        browser = browser_as()
        told = self.suggested(browser, "lant")
        assert told.count('role="option"') == 2
        assert "Lanterns go out" in self.suggested(browser, "go lanterns ou")
        assert "Lanterns" not in self.suggested(browser, "go lanterns st")
        assert 'data-href="/briefs/topics/staffing"' in self.suggested(browser, "staf")
        assert "Lanterns are stolen" in self.suggested(browser, "stolen")

    def test_only_what_one_may_find_is_offered(self, browser_as, lanterns: World) -> None:
        assert "flicker" not in self.suggested(browser_as(), "lanterns")
        assert "flicker" not in self.suggested(browser_as(lanterns.stranger), "flick")
        assert "flicker" in self.suggested(browser_as(lanterns.neighbour_leader), "flick")
        assert "in a draft" not in self.suggested(browser_as(lanterns.author), "lanterns in")

    @pytest.mark.parametrize("typed", ["", "l", "🙂", "%", "x" * 5_000, "\x00\x01", "a' OR"])
    def test_whatever_is_typed_is_answered(self, browser_as, lanterns: World, typed: str) -> None:
        assert browser_as().get("/search/suggestions", query_string={"q": typed}).status_code == 200
