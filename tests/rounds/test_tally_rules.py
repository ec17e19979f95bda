"""The rules on small elections that can be counted by hand."""

from fractions import Fraction as F

import pytest

from rpp.rounds.tally import (
    RULES,
    Election,
    Group,
    Project,
    Tie,
    borda,
    equal_shares,
    equal_shares_add1,
    equal_shares_grow,
    from_approvals,
    from_points,
    from_rankings,
    greedy,
    phragmen,
    schulze,
)

# --- Equal Shares --------------------------------------------------------------------------


def four_voters(utility: str = "cardinality") -> Election:
    """Each has 3. Group numbers follow the ballots: (a), (a, b), (b, c)."""
    projects = [Project("a", F(6)), Project("b", F(3)), Project("c", F(3))]
    ballots = [["a"], ["a"], ["a", "b"], ["b", "c"]]
    return from_approvals(projects, 12, ballots, utility=utility)


def test_equal_shares_by_hand():
    outcome = equal_shares(four_voters())
    # b costs its two supporters 3/2 each, a its three 2, c its one 3: b is first. The third voter
    # has 3/2 left and gives it all for a; the others pay 9/4. The fourth cannot pay c alone.
    first, second = outcome.steps
    assert (first.project, first.rho, first.paid) == ("b", F(3, 2), {1: F(3, 2), 2: F(3, 2)})
    assert (second.project, second.rho, second.paid) == ("a", F(9, 4), {0: F(9, 4), 1: F(3, 2)})
    assert (first.remains, second.remains) == (9, 3)
    assert outcome.endowment == 3
    assert outcome.spent == (F(9, 4), 3, F(3, 2))
    assert outcome.cost == 9
    assert outcome.ties == ()


def test_with_cost_as_utility_the_most_supported_is_first():
    outcome = equal_shares(four_voters("cost"))
    # Each unit of cost costs a supporter 1/3 for a and 1/2 for b.
    assert [(s.project, s.rho) for s in outcome.steps] == [("a", F(1, 3)), ("b", F(2, 3))]


def test_points_are_paid_in_proportion():
    projects = [Project("a", F(4)), Project("b", F(2))]
    outcome = equal_shares(from_points(projects, 6, [{"a": 3, "b": 1}, {"a": 1}]))
    # Each has 3. a costs 1 a point: 3 and 1. Nothing is left to the first for b.
    (step,) = outcome.steps
    assert (step.project, step.rho) == ("a", 1)
    assert sorted(step.paid.values()) == [1, 3]


def test_raised_until_nothing_more_fits():
    election = four_voters()
    grown = equal_shares_grow(election)
    # The fourth can pay c as soon as they have 3/2 + 3: that is half more than 3.
    assert (grown.winners, grown.raises, grown.endowment) == (("b", "a", "c"), 50, F(9, 2))
    assert grown.stopped == "exhaustive"
    added = equal_shares_add1(election)
    assert (added.winners, added.raises, added.endowment) == (("b", "a", "c"), 2, 5)


def test_the_last_outcome_that_can_be_paid_is_kept():
    projects = [Project("a", F(3)), Project("b", F(5)), Project("c", F(5))]
    election = from_approvals(projects, 10, [["a", "b"], ["a", "c"]], utility="cardinality")
    # Both have 5: a is bought. With 6 1/2 each buys their own too, and that costs 13.
    outcome = equal_shares_grow(election)
    assert (outcome.winners, outcome.stopped) == (("a",), "overspends")
    assert (outcome.raises, outcome.endowment) == (29, F(645, 100))


def test_a_step_of_one_overshoots_where_efforts_are_single_points():
    projects = [Project(id, F(1)) for id in "abcdef"]
    ballots = [[id] for id in "abcdef" for _ in range(10)] + [["a", "b"]] * 5
    election = from_approvals(projects, 3, ballots, utility="cardinality")
    assert equal_shares(election).winners == ()
    added, grown = equal_shares_add1(election), equal_shares_grow(election)
    assert (added.winners, added.stopped) == ((), "overspends")
    assert grown.winners == ("a", "b")
    assert grown.stopped == "overspends"


def test_a_group_gets_its_share_where_totals_give_everything_to_the_larger():
    projects = [Project(f"{side}{n}", F(1)) for side in "ab" for n in range(5)]
    ballots = [[f"a{n}" for n in range(5)]] * 6 + [[f"b{n}" for n in range(5)]] * 4
    election = from_approvals(projects, 5, ballots, utility="cardinality")
    assert greedy(election).winners == ("a0", "a1", "a2", "a3", "a4")
    assert equal_shares(election).winners == ("a0", "a1", "a2", "b0", "b1")
    assert sorted(phragmen(election).winners) == ["a0", "a1", "a2", "b0", "b1"]


def test_a_lone_wish_is_reached_without_taking_every_step_of_the_way():
    # 20,746 raises lie between: each alone would cost far more than this test may take.
    projects = [Project("a", F(3)), Project("b", F(4)), Project("c", F(5))]
    ballots = [{"a": 4, "b": 6}] * 499 + [{"a": 1, "b": 1, "c": 8}]
    outcome = equal_shares_grow(from_points(projects, 12, ballots))
    assert outcome.winners == ("b", "a", "c")
    assert outcome.raises == 20_746
    # The lone supporter pays c alone, after their parts of a and b.
    others = F(3, 4 * 499 + 1) + F(4, 6 * 499 + 1)
    step = F(12, 500) / 100
    assert outcome.endowment - step < 5 + others <= outcome.endowment


# --- totals, Borda, Phragmén, Condorcet ----------------------------------------------------


def test_greedy_takes_the_most_for_its_cost_and_skips_what_does_not_fit():
    projects = [Project("a", F(4)), Project("b", F(5)), Project("c", F(2)), Project("d", F(1))]
    election = from_points(projects, 7, [{"a": 8, "b": 5, "c": 1}, {"a": 4, "b": 4}])
    outcome = greedy(election)
    # 3, 9/5, 1/2 for each unit of cost; d has nothing.
    assert [(s.project, s.rho, s.remains) for s in outcome.steps] == [
        ("a", 3, 3),
        ("c", F(1, 2), 1),
    ]


def test_borda_counts_what_stands_below():
    projects = [Project(id, F(1)) for id in "abcd"]
    election = from_rankings(projects, 2, [["a", "b", "c"], ["b", "a"], ["c"]])
    assert election.total == {"a": 2, "b": 2, "c": 0, "d": 0}
    outcome = borda(election)
    assert outcome.winners == ("a", "b")
    assert outcome.ties == (Tie(0, ("a", "b")),)


def test_phragmens_own_example():
    # 1894: 1034 voters for A, B, C; 519 for P, Q, R; 90 for A, B, Q; 47 for A, P, Q; three seats.
    projects = [Project(id, F(1)) for id in "ABCPQR"]
    ballots = ["ABC"] * 1034 + ["PQR"] * 519 + ["ABQ"] * 90 + ["APQ"] * 47
    election = from_approvals(projects, 3, ballots, utility="cardinality")
    outcome = phragmen(election)
    a = F(1, 1034 + 90 + 47)
    q = (1 + (90 + 47) * a) / (519 + 90 + 47)
    b = (1 + 1034 * a + 90 * q) / (1034 + 90)
    assert [(s.project, s.rho) for s in outcome.steps] == [("A", a), ("Q", q), ("B", b)]
    loads = zip(election.groups, outcome.spent, strict=True)
    assert sum(group.weight * load for group, load in loads) == 3


def test_phragmen_ends_when_the_next_would_overspend():
    projects = [Project("a", F(2)), Project("b", F(4)), Project("c", F(1)), Project("d", F(9))]
    ballots = [["a", "b"], ["a", "b"], ["b", "d"], ["c", "d"]]
    outcome = phragmen(from_approvals(projects, 5, ballots, utility="cardinality"))
    # a and c are paid at 1. b follows at (4 + 2) / 3 = 2 and would cost 7; d never stood.
    assert outcome.winners == ("a", "c")
    assert outcome.ties == (Tie(0, ("a", "c")),)


def test_schulzes_example():
    # Schulze 2011, and many since: 45 voters, five candidates.
    votes = {
        "acbed": 5,
        "adecb": 5,
        "bedac": 8,
        "cabed": 3,
        "caebd": 7,
        "cbade": 2,
        "dceba": 7,
        "ebadc": 8,
    }
    projects = [Project(id, F(1)) for id in "abcde"]
    ballots = [ranking for ranking, n in votes.items() for _ in range(n)]
    order = schulze(from_rankings(projects, 1, ballots))
    assert order == (("e",), ("a",), ("c",), ("b",), ("d",))


def test_who_is_ranked_last_still_stands_before_who_is_not_ranked():
    projects = [Project(id, F(1)) for id in "abc"]
    assert schulze(from_rankings(projects, 1, [["b", "a"]])) == (("b",), ("a",), ("c",))


def test_nobody_is_beaten_in_a_circle_of_equals():
    projects = [Project(id, F(1)) for id in "abc"]
    assert schulze(from_rankings(projects, 1, ["abc", "bca", "cab"])) == (("a", "b", "c"),)


def test_less_than_nothing_stands_below_what_is_not_named():
    projects = [Project(id, F(1)) for id in "abc"]
    election = from_points(projects, 3, [{"a": 2, "c": -1}])
    assert schulze(election) == (("a",), ("b",), ("c",))
    assert all("c" not in rule(election).winners for rule in RULES.values())


# --- ties, and elections at the edge -------------------------------------------------------


def test_equal_projects_go_by_id_as_a_string_unless_another_order_is_given():
    projects = [Project(id, F(1)) for id in ("2", "10", "9")]
    ballots = [["2", "10", "9"]]
    for rule in RULES.values():
        by_id = rule(from_approvals(projects, 1, ballots))
        assert by_id.winners == ("10",)
        assert by_id.ties[0].among == ("10", "2", "9")
        assert by_id.ties[0].chosen == "10"
        given = rule(from_approvals(projects, 1, ballots, ["9", "2", "10"]))
        assert given.winners == ("9",)


@pytest.mark.parametrize("rule", RULES.values())
def test_without_voters_nobody_wins(rule):
    outcome = rule(from_points([Project("a", F(1))], 5, []))
    assert (outcome.winners, outcome.cost) == ((), 0)


@pytest.mark.parametrize("rule", RULES.values())
def test_without_projects_nobody_wins(rule):
    assert rule(from_points([], 5, [{}, {}])).winners == ()


@pytest.mark.parametrize("rule", RULES.values())
def test_without_capacity_only_what_is_free_and_wanted_wins(rule):
    projects = [Project("a", F(1)), Project("b", F(0)), Project("c", F(0))]
    outcome = rule(from_approvals(projects, 0, [["a", "b"]], utility="cardinality"))
    assert (outcome.winners, outcome.cost) == (("b",), 0)


@pytest.mark.parametrize("rule", RULES.values())
def test_nobody_takes_what_nobody_wants(rule):
    outcome = rule(from_points([Project("a", F(1)), Project("b", F(1))], 5, [{"a": 1}, {"b": 0}]))
    assert outcome.winners == ("a",)


@pytest.mark.parametrize("rule", RULES.values())
def test_what_costs_more_than_the_capacity_never_wins(rule):
    outcome = rule(from_approvals([Project("a", F(6))], 5, [["a"], ["a"]]))
    assert outcome.winners == ()


def test_empty_ballots_count_as_electorate():
    projects = [Project("a", F(2))]
    assert equal_shares(from_points(projects, 2, [{"a": 1}])).winners == ("a",)
    assert equal_shares(from_points(projects, 2, [{"a": 1}, {}])).winners == ()


def test_costs_may_be_fractions():
    projects = [Project("a", F(1, 3)), Project("b", F(2, 7))]
    outcome = equal_shares(from_approvals(projects, 1, [["a"], ["b"], ["a", "b"]]))
    assert outcome.cost == F(13, 21)


def test_an_election_refuses_what_cannot_be_counted():
    one = Project("a", F(1))
    with pytest.raises(ValueError, match="same id"):
        Election((one, one), F(1), (), ("a",))
    with pytest.raises(ValueError, match="tie order"):
        Election((one,), F(1), (), ())
    with pytest.raises(ValueError, match="tie order"):
        from_points([one], 1, [], ["a", "a"])
    with pytest.raises(ValueError, match="capacity"):
        from_points([one], -1, [])
    with pytest.raises(ValueError, match="less than nothing"):
        Project("a", F(-1))
    with pytest.raises(ValueError, match="does not stand"):
        from_points([one], 1, [{"b": 1}])
    with pytest.raises(ValueError, match="at least one voter"):
        Election((one,), F(1), (Group(0, {}),), ("a",))
    with pytest.raises(ValueError, match="twice"):
        from_rankings([one], 1, [["a", "a"]])
    with pytest.raises(TypeError, match="exact"):
        Project("a", 0.5)  # type: ignore[arg-type]
