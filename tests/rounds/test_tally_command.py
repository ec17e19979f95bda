"""`flask --app app tally`: what it prints for machines and for people."""

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from flask import Flask

from rpp.rounds.tally import RULES, Project, from_points, schulze
from rpp.rounds.tally.explain import explained, rounded
from rpp.rounds.tally.pabulib import write

ROUND = write(
    [Project("7", Fraction(2), "Late buses"), Project("10", Fraction(2), "Reading")],
    3,
    [{"7": 6, "10": 4}, {"7": 4, "10": 6}],
    meta={"description": "Spring round", "rule": "equal-shares"},
    tie_order=["7", "10"],
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "ballots.pb"
    path.write_text(ROUND)
    return path


def tally(app: Flask, *args: object) -> Result:
    return app.test_cli_runner().invoke(args=["tally", *map(str, args)])


def counted(app: Flask, *args: object) -> dict[str, Any]:
    done = tally(app, *args, "--json")
    assert done.exit_code == 0, done.output
    found = json.loads(done.stdout)
    assert isinstance(found, dict)
    return found


def test_every_rule_and_utility_by_its_name(one_app: Flask, check_data: Path):
    elections = check_data / "elections"
    assen = elections / "Netherlands_Assen_2024.pb"
    said = json.loads((elections / "expected" / "Netherlands_Assen_2024.pb.json").read_text())
    for rule, key in (
        ("equal-shares", "mes_plain"),
        ("equal-shares-add1", "mes_add1u"),
        ("greedy", "greedy"),
    ):
        for utility, name in (("cost", "Cost_Sat"), ("cardinality", "Cardinality_Sat")):
            found = counted(one_app, assen, "--rule", rule, "--utility", utility)
            assert found["winners"] == said["results"][f"{key}/{name}"]["selected"]
            assert found["cost"] == said["results"][f"{key}/{name}"]["cost"]
            assert (found["rule"], found["utility"]) == (rule, utility)
            assert {step["project"] for step in found["steps"]} == set(found["winners"])
    for rule in ("equal-shares-grow", "phragmen"):
        assert counted(one_app, assen, "--rule", rule)["winners"]
    ranked = "US_Stanford_Dataset_PB_Chicago_47th_Ward_2022_Youth_vote_rankings.pb"
    found = counted(one_app, elections / ranked, "--rule", "greedy", "--utility", "borda")
    assert found["winners"] == ["3227", "3230"]


def test_a_file_counts_by_its_own_rule_and_tie_order(one_app: Flask, file: Path):
    found = counted(one_app, file)
    assert (found["rule"], found["utility"], found["version"]) == ("equal-shares", "points", "1")
    assert found["winners"] == ["7"]
    assert found["ties"] == [{"step": 0, "among": ["7", "10"], "chosen": "7", "by": "tie order"}]
    assert found["tie_order"] == ["7", "10"]
    assert found["condorcet"] == [["7", "10"]]
    assert (found["cost"], found["capacity"], found["voters"]) == (2, 3, 2)
    assert (found["published"], found["notes"]) == (None, [])


def test_numbers_are_exact_and_payments_are_told_when_asked(one_app: Flask, file: Path):
    (step,) = counted(one_app, file, "--payments")["steps"]
    assert step == {
        "project": "7",
        "name": "Late buses",
        "cost": 2,
        "rho": "1/5",
        "supporters": 2,
        "remains": 1,
        "payments": [{"amount": "4/5", "voters": 1}, {"amount": "6/5", "voters": 1}],
    }
    assert counted(one_app, file)["endowment"] == "3/2"
    assert "payments" not in counted(one_app, file)["steps"][0]


def test_the_rule_of_a_city_is_known_by_the_name_pabulib_gives_it(one_app: Flask, file: Path):
    for rule, known in (
        ("equalshares/add1", "equal-shares-add1"),
        ("equalshares", "equal-shares"),
        ("Greedy", "greedy"),
        ("unknown", "equal-shares-grow"),
    ):
        file.write_text(ROUND.replace("rule;equal-shares", f"rule;{rule}"))
        assert counted(one_app, file)["rule"] == known


def test_a_table_for_a_person(one_app: Flask, file: Path):
    done = tally(one_app, file)
    assert done.exit_code == 0
    assert done.output == (
        "Spring round: equal-shares, utility points\n\n"
        "    project  cost  supporters  price  remains  name\n"
        "1.  7           2           2    0.2        1  Late buses\n"
        "\n"
        "1 of 2 projects win. They cost 2 of 3; 2 voters.\n"
        "At 1. 7, 10 were equal; 7 stands first in the tie order.\n"
        "Condorcet order (Schulze): 7 = 10\n"
    )
    grown = tally(one_app, file, "--rule", "equal-shares-grow").output
    assert "Endowments were raised 0 times, to 1.5 each: nothing more" in grown


def test_the_table_tells_what_was_published_and_what_is_odd(one_app: Flask, tmp_path: Path):
    path = tmp_path / "odd.pb"
    text = "META\nbudget;1\nPROJECTS\nproject_id;cost;name;selected\n"
    text += "1;1;Café \x1b[2J;0\nVOTES\nvote\n1\n"
    path.write_bytes(text.encode("latin-1"))
    said = tally(one_app, path).output
    assert "The file publishes others as selected." in said
    assert "Note: The file is not UTF-8" in said
    assert "\x1b" not in said
    path.write_text(text.replace("2J;0", "2J;1"))
    assert "The file publishes the same as selected." in tally(one_app, path).output


def test_a_malformed_file_ends_the_command_with_line_and_reason(one_app: Flask, file: Path):
    file.write_text(ROUND.replace("\n2;7,10", "\n2;7,11"))
    done = tally(one_app, file, "--json")
    assert done.exit_code == 1
    assert f"{file}, line 17: The vote names “11”, which is no project here." in done.output
    assert done.stdout == ""


def test_what_cannot_be_asked_is_refused_in_words(one_app: Flask, file: Path):
    done = tally(one_app, file, "--utility", "borda")
    assert done.exit_code == 2
    assert "For them --utility can be: points, cost, cardinality." in done.output
    assert tally(one_app, file, "--rule", "dice").exit_code == 2
    assert tally(one_app, file.parent / "gone.pb").exit_code == 2
    assert tally(one_app, file.parent).exit_code == 2


@pytest.mark.parametrize("rule", RULES)
def test_every_outcome_can_be_told_and_told_again(rule: str):
    projects = [Project(str(n), Fraction(n, 3)) for n in range(6)]
    election = from_points(projects, 3, [{"0": 1, "1": 2, "5": 3}, {"2": 1, "5": 1}, {}])
    told = [
        json.dumps(
            explained(
                election,
                RULES[rule](election),
                rule=rule,
                version="1",
                places=schulze(election),
                payments=True,
            )
        )
        for _ in range(2)
    ]
    assert told[0] == told[1]
    assert "." not in told[0]


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (Fraction(1, 3), "0.3333"),
        (Fraction(2, 3), "0.6667"),
        (Fraction(1_234_567), "1,234,567"),
        (Fraction(199_999, 100_000), "2"),
        (Fraction(-1, 8), "-0.125"),
        (Fraction(-1, 10**9), "0"),
    ],
)
def test_people_read_rounded_numbers(number: Fraction, text: str):
    assert rounded(number) == text
