"""Two to four briefs beside each other, as anyone may read them."""

from collections.abc import Callable

import pytest
from flask import Flask

from rpp.briefs import retiring
from tests.briefs.conftest import TITLE, World
from tests.support.client import Browser
from tests.test_statements import statements

Worlds = Callable[..., World]


def shelf(worlds: Worlds, *subjects: str) -> list[tuple[World, int]]:
    made = []
    for subject in subjects:
        world = worlds(subject=subject)
        brief = world.published(title=f"Later bells raised scores in {subject} classes")
        made.append((world, brief.id or 0))
    return made


def address(*ids: int) -> str:
    return "/briefs/compare?" + "&".join(f"brief={id_}" for id_ in ids)


def test_a_reader_marks_briefs_in_the_list_and_reads_them_side_by_side(
    worlds: Worlds, anyone: Browser
) -> None:
    (_, one), (_, two) = shelf(worlds, "math", "ela")
    html = anyone.get("/briefs").text
    for id_ in (one, two):
        assert f'name="brief" id="brief-{id_}"' in html
    page = anyone.read(address(two, one))
    assert [link for link in page.links if link in (f"/briefs/{one}", f"/briefs/{two}")] == [
        f"/briefs/{two}", f"/briefs/{one}",
    ]  # fmt: skip
    for words in ("Mathematics", "English language arts", "Randomized trial", "1,534",
                  "Grade 7, Grade 9", "Ice was not tested."):  # fmt: skip
        assert words in page.text, words
    assert "cannot be shown" not in page.text


def test_drafts_and_withdrawn_briefs_are_not_shown_and_the_page_says_so(
    worlds: Worlds, anyone: Browser
) -> None:
    (_, one), (_, two), (world, gone) = shelf(worlds, "math", "ela", "science")
    world.act(retiring.withdraw_brief, world.lead, gone, "A number was wrong.")
    draft = worlds().reviewed()
    page = anyone.read(address(one, gone, two, draft.id or 0)).text
    assert "2 briefs you asked for cannot be shown" in page
    assert "science classes" not in page
    assert TITLE not in page


@pytest.mark.parametrize("query", ["", "?brief=1", "?brief=x&brief=-1", "?brief=99999999999999999"])
def test_fewer_than_two_lead_back_to_the_list(world: World, anyone: Browser, query: str) -> None:
    world.published()
    page = anyone.read(f"/briefs/compare{query}")
    assert "Choose two to four briefs." in page.text
    assert "None of them has a rating yet." not in page.text
    assert "/briefs" in page.links


def test_of_more_than_four_the_first_four_are_shown(worlds: Worlds, anyone: Browser) -> None:
    made = [id_ for _, id_ in shelf(worlds, "math", "ela", "science", "social", "staffing")]
    page = anyone.read(address(*made))
    assert "The first four are shown." in page.text
    assert "cannot be shown" not in page.text
    assert "staffing classes" not in page.text
    twice = anyone.read(address(made[0], made[0], made[1]))
    assert "cannot be shown" not in twice.text


@pytest.mark.both_databases
def test_it_costs_one_statement(worlds: Worlds, anyone: Browser, app: Flask) -> None:
    made = [id_ for _, id_ in shelf(worlds, "math", "ela")]
    with statements(app) as seen:
        anyone.get(address(*made))
    assert len(seen) == 1
