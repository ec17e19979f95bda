"""When screening may stop, as Callaghan and Müller-Hansen (2020) test it."""

import random
from math import floor

import pytest

from rpp.syntheses.screening.stopping import Rule, at_most, chance_missed, standing


def first(relevant: int, seen: int, *, every: int = 1) -> list[bool]:
    """So many screened, of which the relevant ones come first, or are each second one."""
    return [at % every == 0 and at // every < relevant for at in range(seen)]


# Of so many candidates so many were screened; the chance that fewer than 95 % and than 80 % of
# the relevant ones were found. Equal to buscarpy's.
KNOWN = [
    (100, first(10, 30), 0.777778, 0.465952),
    (100, first(10, 60), 0.444444, 0.084099),
    (100, first(10, 90), 0.111111, 0.001021),
    (400, first(10, 120, every=2), 0.734908, 0.395785),
    (400, first(10, 270, every=2), 0.341207, 0.039120),
    (1000, first(20, 200), 0.666236, 0.294905),
    (1000, first(20, 720), 0.081424, 0.000523),
]


@pytest.mark.parametrize(("total", "labels", "p95", "p80"), KNOWN)
def test_the_known_answers(total: int, labels: list[bool], p95: float, p80: float) -> None:
    assert round(chance_missed(labels, total, 95), 6) == p95
    assert round(chance_missed(labels, total, 80), 6) == p80


def test_the_smallest_chance_is_that_of_all_samples_one_by_one() -> None:
    from scipy.stats import hypergeom

    for seed in range(60):
        chance = random.Random(seed)
        total, target = chance.randint(1, 120), chance.choice([80, 85, 90, 95, 97])
        seen, rate = chance.randint(0, total), chance.random()
        labels = [chance.random() < rate * (1 - at / total) for at in range(seen)]
        found, most = sum(labels), 0
        most = floor(round(found * 100 / target, 9)) + 1
        each = []
        for start in range(seen + 1):
            here = sum(labels[start:])
            left = most - (found - here)
            # With more relevant ones than there was room for, the target cannot have been missed.
            room = left <= total - start
            each.append(hypergeom.cdf(here, total - start, left, seen - start) if room else 0.0)
        assert chance_missed(labels, total, target) == pytest.approx(min(each), abs=1e-9)
        whole = chance_missed(labels, total, target, "random")
        assert whole == pytest.approx(each[0], abs=1e-9)


def test_a_target_that_is_just_reached_is_not_missed() -> None:
    # 19 found of 20 are 95 %: only a 21st would make it less, so two must have been missed.
    assert chance_missed(first(19, 19), 20, 95) == 0
    assert chance_missed(first(19, 19), 21, 95) == 1
    assert chance_missed(first(18, 18), 19, 95) == 1


def test_nothing_and_everything_screened() -> None:
    assert chance_missed([], 50) == 1
    assert chance_missed(first(5, 50), 50) == 0
    assert chance_missed([False] * 40, 50) == pytest.approx(0.2)
    assert chance_missed([], 0) == 0
    with pytest.raises(ValueError, match="more was screened"):
        chance_missed([True], 0)


def test_what_is_screened_late_and_relevant_raises_the_chance() -> None:
    early, late = first(10, 60), [*first(9, 59), True]
    assert chance_missed(late, 100) > chance_missed(early, 100)


def test_thousands_of_candidates_give_a_number() -> None:
    labels = [at % 7 == 0 for at in range(4000)] + [False] * 3000
    assert 0 <= chance_missed(labels, 10_000) <= 1


def test_it_says_what_stopping_now_would_mean() -> None:
    rule = Rule(target=95, chance=5)
    now = standing(rule, first(10, 90), 100)
    assert now.words == (
        "If you stop now, the chance that more than 5% of the relevant studies are missed is at "
        "most 12%; your rule asks for 5%."
    )
    assert not now.is_met
    assert standing(Rule(target=80, chance=1), first(10, 90), 100).is_met
    assert standing(rule, first(2, 9), 9).words.startswith("All candidates are screened")
    assert "no candidates" in standing(rule, [], 0).words
    assert not standing(rule, [], 0).is_met


def test_a_chance_is_never_said_smaller_than_it_is() -> None:
    assert at_most(0.05) == "at most 5%"
    assert at_most(0.0501) == "at most 6%"
    assert at_most(0.0001) == "at most 1%"
    assert at_most(0) == "none"
    assert at_most(1) == "at most 100%"
