"""A whole round, as nine districts live it, from the plan to a stranger's recount."""

import json
from collections.abc import Callable
from pathlib import Path

from rpp import clock
from rpp.problems.models import Problem
from rpp.rounds import closing
from rpp.rounds.models import Round
from tests.rounds.conftest import AFTER, BEFORE, CLOSES, DURING, World
from tests.rounds.test_voting import replace_delegate
from tests.support.client import Browser
from tests.support.html import Page

Browsers = Callable[..., Browser]


def cast(browser: Browser, round_id: int, ticks: list[str]) -> str:
    """Tick, check and cast, as on a phone; answers the receipt code."""
    path = f"/rounds/{round_id}/ballot"
    form = browser.read(path).form("/ballot")
    ticked: dict[str, str | None] = dict.fromkeys(
        name for name in form.fields if name.startswith("points-")
    )
    answer = browser.send(path, {**ticked, **dict.fromkeys(ticks, "1")})
    done = browser.send(path, {"step": "cast"}, page=Page(answer.get_data(as_text=True)))
    words = Page(done.get_data(as_text=True)).text.split()
    return next(word for word in words if len(word) == 19 and word.count("-") == 3)


def test_nine_districts_vote_and_a_stranger_counts_the_same(
    world: World, browser_as: Browsers, anyone: Browser, tmp_path: Path
) -> None:
    world.grow_to_nine()
    steward = browser_as(world.steward)
    with clock.at(BEFORE):
        steward.send(
            f"/rounds/new?network={world.network.id}",
            {
                "title": "What we study first",
                "purpose": "Choose three problems for the first studies.",
                "ballot": "approval",
                "capacity": "3",
                "opens_at": "2026-03-09T08:00",
                "closes_at": "2026-03-27T17:00",
                "options": [str(problem.id) for problem in world.problems],
            },
        )
        (made,) = world.make.all(Round)
        round_id = made.id
        assert (made.rule, made.secret) == ("equal-shares-grow", True)
        steward.send(f"/rounds/{round_id}", action="/open")

    a, b, c, rural = (f"points-{option}" for option in world.options(round_id))
    with clock.at(DURING):
        codes = [
            cast(browser_as(delegate), round_id, [a, b, c] if n < 6 else [rural])
            for n, delegate in enumerate(world.delegates)
        ]
        # One district changes its mind and changes it back; another has a new delegate.
        cast(browser_as(world.delegates[0]), round_id, [rural])
        assert cast(browser_as(world.delegates[0]), round_id, [a, b, c]) == codes[0]
        new = world.make.member(world.districts[1], name="Nora New")
        replace_delegate(world, 1, new)
        assert browser_as(world.delegates[1]).get(f"/rounds/{round_id}/ballot").status_code == 403
        codes[1] = cast(browser_as(new), round_id, [a, b])
        text = anyone.read(f"/rounds/{round_id}").text
        assert "9 of 9 districts have voted" in text
        assert "What comes first" not in text

    with clock.at(CLOSES), world.make.writing() as session:
        assert closing.close_due(session) == 1
    with clock.at(AFTER):
        for delegate in (new, world.delegates[7]):
            browser_as(delegate).send(f"/rounds/{round_id}/certify", {"verdict": "confirm"})
        page = anyone.read(f"/rounds/{round_id}").text
        assert "Every district that voted got at least one of its choices." in page
        assert "Three of nine districts chose it; together they paid its cost of 1" in page
        found = anyone.send(f"/rounds/{round_id}/receipt", {"code": codes[8]}).text
        assert "0.33 of its effort of 1" in found
        file = tmp_path / "ballots.pb"
        file.write_bytes(anyone.get(f"/rounds/{round_id}/ballots.pb").data)
        result = json.loads(anyone.get(f"/rounds/{round_id}/result.json").data)
    moved = {p.title for p in world.make.all(Problem) if p.status == "prioritized"}
    assert world.problems[3].title in moved
    assert len(moved) == 3

    counted = anyone.application.test_cli_runner().invoke(args=["tally", str(file), "--json"])
    assert counted.exit_code == 0, counted.output
    assert json.loads(counted.output)["winners"] == sorted(result["winners"])
    assert all(code in file.read_text() for code in codes)
