"""Anyone finds things by their words; nobody finds what is not theirs to know."""

import re
import unicodedata
from typing import Any

import pytest

from rpp import words
from rpp.search import operations
from rpp.search.models import SearchDocument
from rpp.vocabulary import set_tags
from tests.support.world import World

pytestmark = pytest.mark.both_databases


@pytest.fixture
def indexed(world: World) -> World:
    world.problem("open", title="Buses come late in winter")
    world.problem("open", title="Buses of our network", audience="network")
    world.problem("draft", title="Buses in a draft")
    world.problem("submitted", title="Buses handed in")
    with world.make.writing() as session:
        operations.reindex(session)
    return world


def test_it_finds_other_forms_of_a_word_and_marks_them(browser_as, indexed: World) -> None:
    page = browser_as().get("/search?q=winters")
    assert "Buses come late in <mark>winter</mark>" in page.text


def test_a_stranger_finds_only_what_is_public(browser_as, indexed: World) -> None:
    for browser in (browser_as(), browser_as(indexed.stranger)):
        text = browser.read("/search?q=buses").text
        assert "come late in winter" in text
        assert "of our network" not in text
        assert "in a draft" not in text
        assert "handed in" not in text


def test_a_member_of_the_network_also_finds_what_is_open_to_it(browser_as, indexed: World) -> None:
    text = browser_as(indexed.neighbour_leader).read("/search?q=buses").text
    assert "of our network" in text
    assert "in a draft" not in text


def test_a_filter_by_kind_keeps_to_it(browser_as, indexed: World) -> None:
    assert "come late" in browser_as().read("/search?q=buses&kind=problem").text
    page = browser_as().read("/search?q=buses&kind=brief")
    assert "No results for “buses”" in page.text
    assert "1 result without “Briefs”" in page.text


def test_nothing_found_is_said_and_leads_on(browser_as, indexed: World) -> None:
    page = browser_as().read("/search?q=zebra")
    assert "Nothing here matches “zebra”." in page.text
    assert {"/problems/new", "/ask?q=zebra"} <= set(page.links)
    assert any(link.startswith("/contact?about=") and "zebra" in link for link in page.links)


@pytest.mark.parametrize(
    "query",
    ['"', "a AND OR NOT", "title:bus*", "bus & ! | ( )", "'; DROP TABLE person; --", "ü日本語🙂",
     "\x00\x02", "-", "NEAR(a b)", "x" * 5_000, "col'umn’s", "%_%", ":*", "\\"],
)  # fmt: skip
def test_no_query_breaks_it(browser_as, indexed: World, query: str) -> None:
    assert browser_as().get("/search", query_string={"q": query}).status_code == 200


def test_the_index_follows_what_happens(browser_as, world: World) -> None:
    problem = world.problem("submitted", title="Fewer librarians")
    browser_as(world.steward).send(f"/problems/{problem.id}", action="/open")
    assert "Fewer" in browser_as().read("/search?q=librarian").text
    held = world.make.all(SearchDocument)
    assert [(d.kind, d.subject_id) for d in held] == [("problem", problem.id)]


def test_a_title_weighs_more_than_the_text_below(browser_as, world: World) -> None:
    world.problem("open", title="Something else", summary="It rains. Umbrellas are short.")
    world.problem("open", title="Umbrellas are short", summary="It rains on everyone.")
    with world.make.writing() as session:
        operations.reindex(session)
    text = browser_as().read("/search?q=umbrellas").text
    assert text.index("Umbrellas are short It rains") < text.index("Something else")


def test_more_than_a_page_leads_on_without_repeating(browser_as, world: World) -> None:
    for n in range(25):
        world.problem("open", title=f"Lanterns case{n:02}")
    with world.make.writing() as session:
        operations.reindex(session)
    browser = browser_as()
    first = browser.read("/search?q=lanterns")
    second = browser.read(next(link for link in first.links if "past=" in link))
    seen = [p for p in (first, second) for _ in (0,)]
    cases = [f"case{n:02}" for n in range(25)]
    assert sum(case in seen[0].text for case in cases) == 20
    assert all((case in seen[0].text) != (case in seen[1].text) for case in cases)


# --- signs ---------------------------------------------------------------------------------

FOREIGN = "Señor O’Brien, Łukasz and Bjørn Müller read Straße at the résumé café in Hawaiʻi"


MARKS = {
    "resume": "<mark>résumé</mark>",
    "résumé": "<mark>résumé</mark>",
    "re\u0301sume\u0301": "<mark>résumé</mark>",
    "SENOR": "<mark>Señor</mark>",
    "lukasz": "<mark>Łukasz</mark>",
    "Łukasz": "<mark>Łukasz</mark>",
    "bjorn": "<mark>Bjørn</mark>",
    "BJØRN": "<mark>Bjørn</mark>",
    "muller": "<mark>Müller</mark>",
    "strasse": "<mark>Straße</mark>",
    "hawaii": "<mark>Hawaiʻi</mark>",
    "O’Brien": "<mark>O</mark>’<mark>Brien</mark>",
    "o'brien": "<mark>O</mark>’<mark>Brien</mark>",
    "brien": "<mark>Brien</mark>",
}


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_signs_and_accents_make_no_difference_and_stay_as_they_were_written(
    browser_as, world: World, form: Any
) -> None:
    written = unicodedata.normalize(form, FOREIGN)
    world.problem("open", title=written, summary=written)
    with world.make.writing() as session:
        operations.reindex(session)
    browser = browser_as()
    for typed, marked in MARKS.items():
        page = browser.get("/search", query_string={"q": typed}).text
        # In the title, and in the passage below it.
        assert page.count(unicodedata.normalize(form, marked)) == 2, typed
        shown = re.sub("</?mark>", "", page)
        assert written in shown
        for folded in ("Senor", "Lukasz", "Bjorn", "Muller", "Strasse", "Hawaii"):
            assert folded not in shown, typed


def test_one_part_of_a_name_with_an_apostrophe_is_a_word() -> None:
    assert words.of("O'Brien’s") == ["o", "brien"]
    assert words.of("the district's teachers don't") == ["district", "teachers", "don"]


class TestWhatIsKnown:
    def test_it_names_the_words_that_are_shared(self, browser_as, world: World) -> None:
        mine = world.problem("draft", title="Substitutes do not come", summary="Absences rise.")
        told = {"title": "No substitute for an absence", "summary": "It happens daily."}
        theirs = world.problem(
            **told, organization_id=world.neighbour.id, author_id=world.neighbour_leader.id
        )
        own = world.problem(**told)
        with world.make.writing() as session:
            operations.reindex(session)
        page = browser_as(world.author).read(f"/problems/{mine.id}/known")
        assert "No substitute for an absence" in page.text
        assert "Same subject, words in common: substitutes, absences" in page.text
        assert "Found by matching words, not reviewed by a person." in page.text
        assert f"/problems/{theirs.id}/context" in page.links
        assert f"/problems/{own.id}/context" not in page.links, "it is her own district's"

    def test_one_shared_word_is_not_enough(self, browser_as, world: World) -> None:
        mine = world.problem("draft", title="Substitutes", summary="Absent.", affected="All.")
        world.problem("open", title="Substitutes", summary="Paint.", affected="x", evidence="y",
                      tried="z")  # fmt: skip
        with world.make.writing() as session:
            operations.reindex(session)
        text = browser_as(world.author).read(f"/problems/{mine.id}/known").text
        assert "No similar problem has been posted yet" in text
        assert "Found by matching words" not in text, "nothing was found"

    def test_words_of_the_trade_alone_do_not_tell(self, browser_as, world: World) -> None:
        mine = world.problem("draft", title="Reading lessons", summary="Mathematics and learning.")
        world.problem("open", title="Lessons in reading", summary="Education, mathematics, skills.")
        with world.make.writing() as session:
            operations.reindex(session)
        text = browser_as(world.author).read(f"/problems/{mine.id}/known").text
        assert "No similar problem has been posted yet" in text

    def test_on_another_subject_two_shared_words_are_not_enough(
        self, browser_as, world: World
    ) -> None:
        mine = world.problem("draft", title="Substitutes do not come", summary="Absences rise.")
        other = world.problem("open", title="No substitute for absence", summary="Daily.")
        with world.make.writing() as session:
            set_tags(session, "problem", other.id, "subject", ["science"])
            operations.reindex(session)
        text = browser_as(world.author).read(f"/problems/{mine.id}/known").text
        assert "No similar problem has been posted yet" in text

    def test_a_problem_of_all_subjects_is_compared_with_things_of_any(
        self, browser_as, world: World
    ) -> None:
        mine = world.problem("draft", title="Substitutes do not come", summary="Absences rise.")
        science = world.problem("open", title="No substitute for an absence", summary="Daily.")
        with world.make.writing() as session:
            set_tags(session, "problem", mine.id, "subject", ["all"])
            set_tags(session, "problem", science.id, "subject", ["science"])
            operations.reindex(session)
        page = browser_as(world.author).read(f"/problems/{mine.id}/known")
        assert "No substitute for an absence" in page.text

    def test_a_merged_problem_is_not_offered(self, browser_as, world: World) -> None:
        mine = world.problem("draft", title="Substitutes do not come", summary="Absences rise.")
        world.problem("merged", title="No substitute for an absence", summary="It happens daily.")
        with world.make.writing() as session:
            operations.reindex(session)
        text = browser_as(world.author).read(f"/problems/{mine.id}/known").text
        assert "No substitute for an absence" not in text

    def test_it_is_a_fragment_for_the_problem_page(self, browser_as, world: World) -> None:
        problem = world.problem("open")
        answer = browser_as().get(f"/problems/{problem.id}/known", headers={"HX-Request": "true"})
        assert "<html" not in answer.text
        assert "HX-Request" in answer.headers["Vary"]

    def test_a_draft_is_looked_up_for_its_own_district_alone(
        self,
        browser_as,
        world: World,
    ) -> None:
        draft = world.problem("draft")
        assert browser_as(world.author).get(f"/problems/{draft.id}/known").status_code == 200
        for browser in (browser_as(), browser_as(world.neighbour_leader)):
            assert browser.get(f"/problems/{draft.id}/known").status_code == 404


def test_stop_words_are_left_out_unless_there_is_nothing_else() -> None:
    assert words.of("How do we keep the teachers?") == ["keep", "teachers"]
    assert words.of("to be or not to be") == ["to", "be", "or", "not"]


def test_common_endings_do_not_part_words() -> None:
    assert words.shared(["tutors", "absences"], "Tutoring cut absence") == ["tutors", "absences"]
