"""The file of ballots: Pabulib's own checker reads it, and a stranger counts the same from it."""

import json
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from pabulib.checker import Checker

from rpp import clock
from rpp.rounds import closing, opening, operations
from rpp.rounds.models import PublishedBallot, Round
from rpp.rounds.tally import pabulib
from tests.rounds.conftest import AFTER, DURING, World
from tests.support.client import Browser

POINTS = [(7, 3), (3, 0, 7), (2, 2, 2, 4)]
TICKS = [(1, 1), (0, 1, 1), (1, 0, 0, 1)]
RANKS = [(1, 2, 3), (2, 1, 0, 3), (3, 2, 1, 4)]


def checked(file: str) -> dict[str, Any]:
    """What Pabulib's checker finds in a file: "errors" and "warnings" by their kind."""
    found = Checker().process_files([file])
    (only,) = (found[key] for key in found if key not in ("metadata", "summary"))
    # The checker says "File looks correct!" in words where nothing is wrong.
    return only["results"] if isinstance(only["results"], dict) else {}


def section(file: str, name: str) -> list[list[str]]:
    """The lines of a section of the file, its header first."""
    lines = file.split(f"{name}\n")[1].splitlines()
    ends = next((at for at, line in enumerate(lines) if line in ("PROJECTS", "VOTES")), len(lines))
    return [line.split(";") for line in lines[:ends]]


@pytest.mark.parametrize(
    ("kind", "rule", "ballots"),
    [
        *(("points", rule, POINTS) for rule in ("equal-shares-grow", "equal-shares", "greedy")),
        *(("approval", rule, TICKS) for rule in ("equal-shares-add1", "phragmen", "greedy")),
        *(("ranking", rule, RANKS) for rule in ("equal-shares-grow", "borda")),
    ],
)
def test_the_checker_of_pabulib_finds_no_error_and_a_stranger_counts_the_same(
    world: World,
    anyone: Browser,
    one_app: Flask,
    tmp_path: Path,
    kind: str,
    rule: str,
    ballots: list[tuple[int, ...]],
) -> None:
    efforts = {world.problems[0].id: 2}
    plan = {"ballot": kind, "rule": rule, "efforts": efforts, "secret": True}
    round_id = world.closed(*ballots, **plan)
    with clock.at(AFTER):
        file = anyone.get(f"/rounds/{round_id}/ballots.pb").get_data(as_text=True)
        result = json.loads(anyone.get(f"/rounds/{round_id}/result.json").data)
    found = checked(file)
    assert not found.get("errors")
    # What it cannot check is said: no rule of ours but the totals has a name there.
    assert set(found.get("warnings", {})) <= {
        *("rule validation skipped", "greedy-custom cannot be verified", "unused budget"),
    }
    path = tmp_path / "ballots.pb"
    path.write_text(file)
    told = one_app.test_cli_runner().invoke(args=["tally", str(path), "--json"])
    again = json.loads(told.stdout)
    assert again["rule"] == result["rule"] == rule
    assert sorted(again["winners"]) == sorted(result["winners"])
    assert again["published"] == sorted(result["winners"])
    assert again["tie_order"] == result["tie_order"]


def test_the_file_says_who_won_how_many_named_it_and_what_it_got(world: World) -> None:
    world.closed(*POINTS)
    file = world.make.all(Round)[0].ballots_pb
    head, *rows = section(file, "PROJECTS")
    assert head == ["project_id", "cost", "votes", "score", "name", "selected"]
    assert [row[1:] for row in rows] == [
        ["1", "3", "12", "No substitute comes", "1"],
        ["1", "2", "5", "Reading slips after grade 3", "0"],
        ["1", "2", "9", "Long rides", "1"],
        ["1", "1", "4", "Lunch lines", "0"],
    ]


def test_ballots_of_points_stand_in_the_order_of_their_points(world: World) -> None:
    round_id = world.closed((3, 0, 7))
    first, _, third, _ = world.options(round_id)
    file = world.make.all(Round)[0].ballots_pb
    head, ballot = section(file, "VOTES")
    assert head == ["voter_id", "vote", "points"]
    assert ballot[1:] == [f"{third},{first}", "7,3"]


def test_the_tie_order_and_the_rule_stand_in_a_comment_since_pabulib_has_no_field_for_them(
    world: World,
) -> None:
    round_id = world.closed((5, 5), rule="equal-shares-grow")
    round_ = world.make.all(Round)[0]
    meta = dict(row for row in section(round_.ballots_pb, "META"))
    order = ",".join(round_.result["tie_order"])
    assert meta["rule"] == "unknown"
    assert meta["comment"] == f"#1: rule equal-shares-grow #2: tie_order {order}"
    assert "tie_order" not in meta
    assert sorted(order.split(",")) == sorted(map(str, world.options(round_id)))
    assert pabulib.read(round_.ballots_pb.encode()).rule == "equal-shares-grow"


def test_the_days_of_a_round_are_those_of_its_time_zone(world: World) -> None:
    closes = AFTER.replace(hour=3)  # 10 p.m. of the day before, Central
    round_id = world.opened(closes_at=closes)
    with clock.at(DURING):
        world.cast(round_id, 0, 10)
    with clock.at(AFTER):
        world.run(closing.close_round, world.steward, round_id)
    meta = dict(row for row in section(world.make.all(Round)[0].ballots_pb, "META"))
    assert (meta["date_begin"], meta["date_end"]) == ("09.03.2026", "26.03.2026")


def test_a_round_without_ballots_and_one_where_everything_fits_pass_too(world: World) -> None:
    world.closed()
    round_id = world.opened(capacity=3)
    with clock.at(DURING):
        gone = world.options(round_id)[0]
        world.cast(round_id, 0, 0, 10)
        world.run(operations.withdraw_option, world.steward, round_id, gone, "Studied already.")
    with clock.at(AFTER):
        world.run(closing.close_round, world.steward, round_id)
    for round_ in world.make.all(Round):
        assert not checked(round_.ballots_pb).get("errors")
    assert "\nfully_funded;1\n" in round_.ballots_pb


def test_no_problem_stands_in_a_round_that_could_never_take_it_up(world: World) -> None:
    round_id = world.draft(efforts={world.problems[0].id: 3}, capacity=2)
    with pytest.raises(operations.DomainError, match="needs 3 points of effort, more than"):
        world.run(opening.open_round, world.steward, round_id)


def test_what_is_the_networks_alone_has_no_name_in_the_file(world: World) -> None:
    secret = world.problem("Threats written on lockers", audience="network")
    round_id = world.closed((1, 1, 1, 1, 6))
    option = world.options(round_id)[-1]
    file = world.make.all(Round)[0].ballots_pb
    assert secret.title not in file
    row = next(row for row in section(file, "PROJECTS") if row[0] == str(option))
    assert row[4] == f"Problem {secret.id}"


def test_secret_ballots_are_stored_in_the_order_of_their_codes(world: World) -> None:
    world.grow_to_nine()
    round_id = world.opened(secret=True)
    with clock.at(DURING):
        for n in (8, 3, 0, 5, 7, 1, 6, 2, 4):
            world.cast(round_id, n, 10 - n, n)
    with clock.at(AFTER):
        world.run(closing.close_round, world.steward, round_id)
    stored = [ballot.code for ballot in world.make.all(PublishedBallot)]
    assert stored == sorted(stored)
    assert len(set(stored)) == 9
