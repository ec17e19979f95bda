"""What is shown as known agrees with what people judged, as far as words alone can tell.

By meaning it is measured by hand: the model reads the demo's texts for minutes.
"""

import json
from pathlib import Path

import pytest
from flask import Flask

from rpp.search import judged
from rpp.search.judged import Measured
from tests.support import databases

PAIRS = Path(__file__).with_name("known_pairs.csv")


@pytest.fixture(scope="module")
def database() -> str:
    return "sqlite"


def test_the_pairs_are_many_and_a_third_of_them_are_not_related() -> None:
    pairs = judged.read(PAIRS)
    assert len(pairs) >= 60
    assert sum(not related for related in pairs.values()) * 3 >= len(pairs)


def test_of_what_is_shown_for_its_words_six_in_ten_are_related(
    one_app: Flask, demo_database: Path, tmp_path: Path
) -> None:
    url = databases.put_sqlite(demo_database, tmp_path / "demo.sqlite3")
    with databases.on_database(one_app, url) as app:
        told = app.test_cli_runner().invoke(args=["search", "known", str(PAIRS), "--json"])
        assert told.exit_code == 0, told.output
        words = json.loads(told.output)["words"]
    assert words["shown"] >= 10
    assert words["precision"] >= 0.6
    assert words["recall"] >= 0.1


def test_what_nobody_judged_counts_as_not_related() -> None:
    found = Measured(shown=4, right=2, unjudged=1, found={("a", "b", "c")}, related=4)
    assert (found.precision, found.recall) == (0.5, 0.25)
    assert Measured().precision == 0
