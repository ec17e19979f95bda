"""Times of a round on the nights when clocks change, and at midnight."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from rpp import clock
from rpp.rounds import opening, operations
from rpp.rounds.file import write_ballots
from rpp.rounds.models import Round
from tests.rounds.conftest import BEFORE, DURING, World
from tests.support.client import Browser
from tests.support.html import Page

Browsers = Callable[..., Browser]
# Clocks in Chicago go back on November 1, 2026 at 2 a.m., and went forward on March 8.
TWICE = "2026-11-01T01:30"
FIRST, SECOND = (datetime(2026, 11, 1, hour, 30, tzinfo=UTC) for hour in (6, 7))


def planned(world: World, steward: Browser, status: int = 200, **typed: Any) -> Any:
    path = f"/rounds/new?network={world.network.id}"
    about = {
        "title": "What we study first",
        "purpose": "Choose two problems for the first studies.",
        "opens_at": "2026-03-09T08:00",
        "closes_at": TWICE,
        "options": [str(problem.id) for problem in world.problems[:3]],
    } | typed
    return steward.send(path, about, status=status)


@pytest.mark.parametrize(("turn", "moment"), [("0", FIRST), ("1", SECOND)])
def test_an_hour_that_comes_twice_is_asked_about(
    world: World, browser_as: Browsers, turn: str, moment: datetime
) -> None:
    steward = browser_as(world.steward)
    with clock.at(BEFORE):
        asked = planned(world, steward, 422)
        page = Page(asked.get_data(as_text=True))
        assert "Clocks go back that night, so there are two times called 1:30 a.m." in page.text
        assert "The first 1:30 a.m., before clocks go back (CDT)" in page.text
        assert "The second 1:30 a.m., an hour later (CST)" in page.text
        assert world.make.all(Round) == []
        steward.send("", {"closes_turn": turn}, page=page)
    (made,) = world.make.all(Round)
    assert made.closes_at == moment
    # Who opens the plan again keeps what was chosen.
    with clock.at(BEFORE):
        steward.send(f"/rounds/{made.id}/edit", {"title": "What comes first"})
    (kept,) = world.make.all(Round)
    assert (kept.title, kept.closes_at) == ("What comes first", moment)


def test_any_other_hour_is_not_asked_about(world: World, browser_as: Browsers) -> None:
    steward = browser_as(world.steward)
    with clock.at(BEFORE):
        page = steward.read(f"/rounds/new?network={world.network.id}")
        assert "Which one do you mean?" not in page.text
        planned(world, steward, closes_at="2026-11-01T02:30")
    (made,) = world.make.all(Round)
    assert made.closes_at == datetime(2026, 11, 1, 8, 30, tzinfo=UTC)


def test_a_forged_answer_is_asked_again(world: World, browser_as: Browsers) -> None:
    steward = browser_as(world.steward)
    with clock.at(BEFORE):
        page = Page(planned(world, steward, 422).get_data(as_text=True))
        steward.send("", {"closes_turn": "2"}, page=page, status=422)
    assert world.make.all(Round) == []


def test_an_hour_that_does_not_exist_is_refused_in_a_sentence(
    world: World, browser_as: Browsers
) -> None:
    with clock.at(BEFORE.replace(day=1)):
        answer = planned(
            world,
            browser_as(world.steward),
            422,
            opens_at="2026-03-08T02:30",
            closes_at="2026-03-27T17:00",
        )
    text = Page(answer.get_data(as_text=True)).text
    assert "There is no 2:30 a.m. that day, since clocks go forward. Choose another time." in text


def test_an_extension_into_that_hour_is_asked_about_too(world: World, browser_as: Browsers) -> None:
    round_id = world.opened()
    steward = browser_as(world.steward)
    with clock.at(DURING):
        path = f"/rounds/{round_id}/extend"
        typed = {"closes_at": TWICE, "reason": "Two boards meet late."}
        asked = steward.send(path, typed, status=422).get_data(as_text=True)
        assert asked.count('class="usa-radio__input" type="radio" name="closes_turn"') == 2
        page = Page(asked)
        done = steward.send("", {"closes_turn": "1"}, page=page)
    assert "Sunday, November 1, 2026, 1:30 a.m. Central" in Page(done.get_data(as_text=True)).text
    (made,) = world.make.all(Round)
    assert made.closes_at == SECOND


def test_a_midnight_close_is_the_end_of_the_day_before(world: World, browser_as: Browsers) -> None:
    steward = browser_as(world.steward)
    with clock.at(BEFORE):
        planned(world, steward, closes_at="2026-03-28T00:00", capacity="2")
        (made,) = world.make.all(Round)
        page = steward.read(f"/rounds/{made.id}").text
        assert "until midnight at the end of Friday, March 27" in page
        assert "Saturday" not in page
        world.run(operations.schedule_round, world.steward, made.id)
    with clock.at(DURING):
        world.run(opening.open_round, world.steward, made.id)
        mine = browser_as(world.delegates[0]).read("/me").text
        assert "Open until midnight at the end of Friday, March 27, 2026, Central." in mine
        assert "Fri, Mar 27" in mine
    (made,) = world.make.all(Round)
    file = write_ballots(made, "A network", {1: (1, "One")}, [("code", {1: 1})], ["1"], ["1"])
    assert "date_end;27.03.2026" in file


def test_the_file_of_ballots_names_the_days_of_the_network(world: World) -> None:
    world.opened()
    (made,) = world.make.all(Round)
    made.opened_at = datetime(2026, 3, 10, 2, tzinfo=UTC)
    made.closes_at = datetime(2026, 3, 28, 2, tzinfo=UTC)
    file = write_ballots(made, "A network", {1: (1, "One")}, [("code", {1: 1})], ["1"], ["1"])
    assert "date_begin;09.03.2026" in file
    assert "date_end;27.03.2026" in file
