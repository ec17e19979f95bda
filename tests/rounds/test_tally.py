"""The count: exact, in a stated order, and the same however the ballots lie."""

from collections.abc import Mapping
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from rpp.rounds.tally import totals, winners

OPTIONS = (11, 12, 13, 14)


def order(*ballots: Mapping[int, int]) -> list[int]:
    return [result.option for result in totals(OPTIONS, ballots)]


def test_more_points_come_first() -> None:
    results = totals(OPTIONS, [{11: 2, 12: 8}, {12: 1, 13: 5}])
    assert [(r.option, r.total, r.supporters, r.place) for r in results] == [
        (12, 9, 2, 1),
        (13, 5, 1, 2),
        (11, 2, 1, 3),
        (14, 0, 0, 4),
    ]


def test_equal_points_are_parted_by_how_many_districts_gave_them() -> None:
    results = totals(OPTIONS, [{11: 6}, {13: 3}, {13: 3}])
    assert [r.option for r in results][:2] == [13, 11]
    assert results[1].settled == "supporters"


def test_what_is_equal_in_both_stands_in_the_order_of_the_ballot() -> None:
    results = totals(OPTIONS, [{14: 4, 12: 4}])
    assert [r.option for r in results] == [12, 14, 11, 13]
    assert [r.settled for r in results] == ["", "order", "", "order"]


def test_the_order_of_the_ballot_is_the_order_given() -> None:
    assert [r.option for r in totals((14, 12), [{14: 4, 12: 4}])] == [14, 12]


def test_without_ballots_all_stand_as_on_the_ballot_and_nobody_wins() -> None:
    results = totals(OPTIONS, [])
    assert [r.option for r in results] == list(OPTIONS)
    assert winners(results, 3, set(OPTIONS)) == []


def test_a_problem_without_a_point_takes_no_place() -> None:
    results = totals(OPTIONS, [{11: 1}])
    assert winners(results, 3, set(OPTIONS)) == [11]


def test_a_problem_that_may_not_win_leaves_its_place_to_the_next() -> None:
    results = totals(OPTIONS, [{11: 5, 12: 3, 13: 2}])
    assert winners(results, 2, {12, 13, 14}) == [12, 13]


ballots = st.lists(st.dictionaries(st.sampled_from(OPTIONS), st.integers(0, 10)), max_size=8)


@given(ballots, st.randoms())
def test_the_order_in_which_ballots_came_changes_nothing(cast: list, random) -> None:  # type: ignore[no-untyped-def, type-arg]
    shuffled = list(cast)
    random.shuffle(shuffled)
    assert totals(OPTIONS, cast) == totals(OPTIONS, shuffled)


@given(ballots)
def test_every_point_is_counted_once_and_every_option_has_a_place(cast: list) -> None:  # type: ignore[type-arg]
    results = totals(OPTIONS, cast)
    assert sum(r.total for r in results) == sum(sum(ballot.values()) for ballot in cast)
    assert [r.place for r in results] == [1, 2, 3, 4]
    assert {r.option for r in results} == set(OPTIONS)
    for above, below in pairwise(results):
        assert (above.total, above.supporters) >= (below.total, below.supporters)


@given(ballots, st.sampled_from(OPTIONS))
def test_one_more_point_never_harms(cast: list, option: int) -> None:  # type: ignore[type-arg]
    before = {r.option: r.place for r in totals(OPTIONS, cast)}
    after = {r.option: r.place for r in totals(OPTIONS, [*cast, {option: 1}])}
    assert after[option] <= before[option]
