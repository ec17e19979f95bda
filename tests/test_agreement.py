"""Cohen's kappa of two people's answers; the numbers are those of statsmodels 0.14."""

import pytest

from rpp import agreement

Table = list[list[int]]


def pairs(table: Table) -> list[tuple[str, str]]:
    return [
        ("abc"[i], "abc"[j])
        for i, row in enumerate(table)
        for j, count in enumerate(row)
        for _ in range(count)
    ]


@pytest.mark.parametrize(
    ("table", "kappa", "low", "high"),
    [
        ([[20, 5], [10, 15]], 0.4, 0.151092290, 0.648907710),
        ([[8, 2, 1], [3, 9, 0], [0, 4, 6]], 0.540389972, 0.302897945, 0.777881999),
        ([[50, 3], [2, 5]], 0.619289340, 0.314701429, 0.923877251),
        ([[0, 5], [5, 0]], -1, -1, -1),
    ],
)
def test_kappa_and_its_interval(table: Table, kappa: float, low: float, high: float) -> None:
    found = agreement.of(pairs(table))
    assert found.kappa == pytest.approx(kappa, abs=1e-8)
    assert found.interval == pytest.approx((low, high), abs=1e-8)
    assert [list(row) for row in found.table] == table


def test_it_says_in_words_what_it_found() -> None:
    found = agreement.of(pairs([[50, 3], [2, 5]]))
    assert found.words == (
        "They agreed on 55 of 60 (92%). Cohen’s kappa is 0.62: substantial agreement beyond chance."
    )
    assert "worse than chance" in agreement.of(pairs([[0, 5], [5, 0]])).words
    assert "-0.00" not in agreement.of(pairs([[1, 10], [0, 9]])).words


def test_what_is_not_defined_is_said_in_words() -> None:
    none = agreement.of([], ["include", "exclude"])
    assert none.kappa is None
    assert none.table == ((0, 0), (0, 0))
    assert none.words == "No two answers can be compared yet, so there is no kappa."
    same = agreement.of([("exclude", "exclude")] * 4, ["include", "exclude"])
    assert same.kappa is None
    assert same.words.startswith("They agreed on 4 of 4 (100%). Both gave the same one answer")
    one_sided = agreement.of(pairs([[9, 0], [1, 0]]))
    assert one_sided.kappa == 0
    assert one_sided.interval is None
    assert "One of the two gave one answer throughout" in one_sided.words
