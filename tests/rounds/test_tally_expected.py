"""Real elections, counted as an independent implementation and as the cities themselves did."""

import json
from pathlib import Path
from typing import Any

import pytest

from rpp.rounds.tally import RULES, pabulib

RULE = {"mes_plain": "equal-shares", "mes_add1u": "equal-shares-add1", "greedy": "greedy"}
UTILITY = {
    "Cost_Sat": "cost",
    "Cardinality_Sat": "cardinality",
    "Additive_Borda_Sat": "borda",
}


@pytest.fixture(scope="module")
def elections(check_data: Path) -> Path:
    return check_data / "elections"


def expected(elections: Path) -> list[tuple[Path, dict[str, Any]]]:
    found = [
        (elections / path.name.removesuffix(".json"), json.loads(path.read_text()))
        for path in sorted((elections / "expected").glob("*.json"))
    ]
    assert len(found) == 6
    return found


def test_every_expected_entry_is_reproduced(elections: Path):
    entries = 0
    for path, said in expected(elections):
        file = pabulib.read(path.read_bytes())
        assert len(file.ballots) == said["n_votes"]
        for name, result in said["results"].items():
            rule, utility = name.split("/")
            outcome = RULES[RULE[rule]](file.election(UTILITY[utility]))
            assert sorted(outcome.winners) == result["selected"], (path.name, name)
            assert outcome.cost == result["cost"], (path.name, name)
            entries += 1
    assert entries == 29


def test_assen_2024_is_decided_as_the_city_published_it(elections: Path):
    file = pabulib.read((elections / "Netherlands_Assen_2024.pb").read_bytes())
    outcome = RULES["equal-shares-add1"](file.election("cost"))
    assert set(outcome.winners) == file.published
    assert outcome.stopped == "overspends"
    assert outcome.cost == 76_700


def test_every_rule_counts_every_file_within_its_budget(elections: Path):
    for path, _ in expected(elections):
        file = pabulib.read(path.read_bytes())
        assert file.notes == ()
        for utility in file.utilities:
            election = file.election(utility)
            for rule in RULES:
                outcome = RULES[rule](election)
                assert outcome.winners
                assert outcome.cost <= election.capacity


def test_a_file_written_again_is_counted_the_same(elections: Path):
    for path, _ in expected(elections):
        file = pabulib.read(path.read_bytes())
        again = pabulib.read(
            pabulib.write(
                file.projects,
                file.capacity,
                file.ballots,
                vote_type=file.meta["vote_type"],
                tie_order=file.tie_order,
            ).encode()
        )
        assert again.election() == file.election()
