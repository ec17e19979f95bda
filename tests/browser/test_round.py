"""A whole round in browsers: nine districts vote, two certify, a stranger counts the same."""

import json
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, expect
from sqlmodel import col, select

from rpp import clock, jobs
from rpp.config import ROOT
from rpp.problems.models import Problem
from rpp.rounds.models import Ballot, Round, RoundOption
from tests.browser import portal
from tests.browser.portal import Portal
from tests.browser.someone import Someone
from tests.rounds.conftest import World, three_districts
from tests.support import databases
from tests.support.factories import Factories

TITLE = "What we study first"
RURAL = 3  # the last of the four problems, which the three rural districts alone choose


@pytest.fixture
def empty(
    chromium: Browser, served_app: Flask, sqlite_template: Path, quick: Path
) -> Iterator[Portal]:
    """The portal without its demo; no page may complain on its console."""
    own = quick / "rounds.sqlite3"
    databases.put_sqlite(sqlite_template, own)
    with portal.serving(served_app, chromium, own) as portal_:
        yield portal_
    assert portal_.faults == []


def test_nine_districts_vote_and_a_stranger_counts_the_same(empty: Portal, tmp_path: Path) -> None:
    world = three_districts(Factories(empty.app))
    world.grow_to_nine()
    titles = [problem.title for problem in world.problems]
    city, rural = titles[:RURAL], titles[RURAL:]
    round_id = the_steward_opens_a_round(empty, world, titles)

    codes = [
        she_votes(empty, round_id, delegate.id, city if n < 6 else rural, scripts=n % 2 == 0)
        for n, delegate in enumerate(world.delegates)
    ]
    # One changes the ballot; one is replaced, and who comes after them votes otherwise.
    kept = she_votes(empty, round_id, world.delegates[0].id, city[:2], but_not=city[2:])
    assert kept == codes[0]
    new = a_delegate_is_replaced(empty, world, 1)
    codes[1] = she_votes(empty, round_id, new.id, city[:2], but_not=city[2:])
    assert len(set(codes)) == 9
    they = Someone(empty, None)
    they.goes_to(f"/rounds/{round_id}")
    they.reads("9 of 9 districts have voted")
    # No running totals before the close.
    assert "What comes first" not in they.page.locator("main").inner_text()

    the_worker_closes_it(empty, round_id)
    for person in (new, world.delegates[7]):
        certifier = Someone(empty, person.id, width=375)
        certifier.goes_to(f"/rounds/{round_id}")
        certifier.follows("Certify the count")
        certifier.ticks("I confirm the count")
        certifier.presses("Submit")
        certifier.reads(
            "Your decision on this count is recorded." if person is new else "Certified"
        )
        empty.close(certifier.page)

    they.goes_to(f"/rounds/{round_id}")
    they.heads("Every district that voted got at least one of its choices.")
    they.reads("Three of nine districts chose it; together they paid its cost of 1")
    won = they.page.locator("#won .row__title").all_inner_texts()
    assert rural[0] in won
    assert len(won) == 3
    moved = empty.all(select(Problem.title).where(col(Problem.status) == "prioritized"))
    assert sorted(moved) == sorted(won)
    assert sorted(recounted(empty, they, tmp_path, codes)) == sorted(won)


def the_steward_opens_a_round(live: Portal, world: World, titles: list[str]) -> int:
    steward = Someone(live, world.steward.id)
    steward.goes_to(f"/rounds?network={world.network.id}")
    steward.follows("Plan a round")
    steward.types("Title", TITLE)
    steward.types("Purpose", "Choose three problems for the first studies.")
    for title in titles:
        steward.ticks(title)
    steward.types("Capacity", "3")
    steward.ticks("Approval: tick any number")
    steward.presses("Save as a draft")
    steward.heads(TITLE)
    steward.presses("Open it now")
    steward.reads("The round is open")
    return int(live.one(select(Round.id)))


def she_votes(
    live: Portal,
    round_id: int,
    person: int,
    ticks: list[str],
    *,
    but_not: list[str] | None = None,
    scripts: bool = True,
) -> str:
    """A delegate ticks, checks and casts on a phone; the receipt code that they are shown."""
    she = Someone(live, person, scripts, width=375)
    she.goes_to(f"/rounds/{round_id}")
    she.follows("your ballot")
    for titles, ticked in ((ticks, True), (but_not or [], False)):
        for title in titles:
            box = she.page.get_by_role("checkbox", name=title)
            if box.is_checked() != ticked:
                she.ticks(title)
            expect(box).to_be_checked(checked=ticked)
    she.presses("Check and cast")
    she.heads("Check your ballot")
    she.reads(*ticks)
    she.presses("Cast the ballot")
    she.heads("Keep this code")
    code = she.page.locator(".receipt").inner_text()
    live.close(she.page)
    return code


def a_delegate_is_replaced(live: Portal, world: World, n: int) -> Any:
    """A leader of district n appoints another delegate; the one before may not vote any more."""
    district = world.districts[n]
    new = world.make.member(district, name="Nora New")
    leader = Someone(live, world.make.leader(district).id)
    leader.goes_to(f"/organizations/{district.id}/manage")
    leader.chooses("Who", new.name)
    leader.chooses("As", "Delegate")
    leader.page.locator("main").get_by_role("button", name="Appoint", exact=True).click()
    leader.reads("Nora New")
    old = Someone(live, world.delegates[n].id, width=375)
    old.goes_to(f"/rounds/{live.one(select(Round.id))}/ballot")
    old.heads("You cannot do this here")
    for who in (leader, old):
        live.close(who.page)
    return new


def the_worker_closes_it(live: Portal, round_id: int) -> None:
    (closes_at,) = live.all(select(Round.closes_at).where(col(Round.id) == round_id))
    with clock.at(closes_at):
        assert jobs.run_due(live.app)["close rounds"] == 1
    assert live.all(select(Ballot)) == [], "nothing ties a voter to a ballot any more"


def recounted(live: Portal, they: Someone, folder: Path, codes: list[str]) -> list[str]:
    """The titles of the winners, counted from the downloads by the command that the page prints."""
    files = {}
    for name in ("Ballots", "Result"):
        with they.page.expect_download() as coming:
            they.page.locator("#recount").get_by_role("link", name=name).click()
        files[name] = folder / coming.value.suggested_filename
        coming.value.save_as(files[name])
    assert all(code in files["Ballots"].read_text() for code in codes)
    printed = they.page.locator("#recount pre").inner_text().replace("\\\n", " ")
    words = shlex.split(printed)
    words[words.index(files["Ballots"].name)] = str(files["Ballots"])
    told = subprocess.run(
        [sys.executable, "-m", *words],
        cwd=ROOT,
        env={"RPP_INSTANCE": str(folder), "PATH": ""},
        capture_output=True,
        text=True,
        check=True,
    )
    winners = json.loads(told.stdout)["winners"]
    assert sorted(winners) == sorted(json.loads(files["Result"].read_text())["winners"])
    titles = live.all(
        select(RoundOption.id, Problem.title).join(
            Problem, col(Problem.id) == col(RoundOption.problem_id)
        )
    )
    return [title for option, title in titles if str(option) in winners]
