"""What must hold of every election: fairness, and that nothing but the ballots decides."""

from dataclasses import fields, is_dataclass
from fractions import Fraction as F
from itertools import chain, combinations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rpp.rounds.tally import (
    RULES,
    Election,
    Group,
    Outcome,
    Project,
    equal_shares,
    from_approvals,
    from_points,
    from_rankings,
    schulze,
    shares,
)

EQUAL_SHARES = ("equal-shares", "equal-shares-add1", "equal-shares-grow")
IDS = "abcde"

costs = st.one_of(st.integers(0, 6), st.builds(F, st.integers(1, 12), st.integers(1, 4)))
worths = st.one_of(st.integers(0, 5), st.builds(F, st.integers(1, 9), st.integers(1, 4)))


@st.composite
def elections(draw: st.DrawFn, most: int = 5, scale: int = 1) -> dict[str, Any]:
    """The arguments of an election of any kind, with the function that makes it."""
    ids = IDS[: draw(st.integers(1, most))]
    projects = [Project(id, F(draw(costs)) * scale) for id in ids]
    capacity = F(draw(st.one_of(st.integers(0, 15), costs))) * scale
    kind = draw(st.sampled_from(["points", "cost", "cardinality", "borda"]))
    subsets = st.lists(st.sampled_from(ids), unique=True)
    ballot = st.dictionaries(st.sampled_from(ids), worths) if kind == "points" else subsets
    return {
        "kind": kind,
        "projects": projects,
        "capacity": capacity,
        "ballots": draw(st.lists(ballot, min_size=1, max_size=6)),
        "order": draw(st.one_of(st.none(), st.permutations(ids))),
    }


def made(of: dict[str, Any]) -> Election:
    about = of["projects"], of["capacity"], of["ballots"], of["order"]
    if of["kind"] == "points":
        return from_points(*about)
    if of["kind"] == "borda":
        return from_rankings(*about)
    return from_approvals(*about, utility=of["kind"])


# --- justified representation --------------------------------------------------------------


def subsets(of: range | tuple[str, ...]) -> chain[tuple[Any, ...]]:
    return chain.from_iterable(combinations(of, n) for n in range(1, len(of) + 1))


def unrepresented(election: Election, winners: tuple[str, ...]) -> object:
    """A group that Equal Shares owes more, by brute force; None where there is none.

    EJR up to one project (Peters, Pierczyński, Skowron 2021): voters S can pay the projects T
    with their shares, and each of T is worth at least α to each of S. Then to one of them the
    winners are worth all α together, or more than that with one more project of T.
    """
    voters = [group.utilities for group in election.groups for _ in range(group.weight)]
    worth = [sum((u.get(w, F(0)) for w in winners), F(0)) for u in voters]
    for members in subsets(range(len(voters))):
        money = election.capacity * len(members) / len(voters)
        for wanted in subsets(election.tie_order):
            if sum(election.cost[id] for id in wanted) > money:
                continue
            owed = sum(min(voters[v].get(id, F(0)) for v in members) for id in wanted)
            more = [id for id in wanted if id not in winners]
            if not any(
                worth[v] >= owed or any(worth[v] + voters[v].get(id, F(0)) > owed for id in more)
                for v in members
            ):
                return members, wanted
    return None


@pytest.mark.parametrize("rule", EQUAL_SHARES)
@settings(max_examples=150, deadline=None)
@given(of=elections(most=4))
def test_no_group_is_left_without_its_share(rule: str, of: dict[str, Any]) -> None:
    election = made(of)
    assert unrepresented(election, RULES[rule](election).winners) is None


def test_the_check_sees_a_group_that_totals_leave_out():
    projects = [Project(id, F(1)) for id in "abcd"]
    ballots = [["a", "b"]] * 3 + [["c", "d"]] * 2
    election = from_approvals(projects, 2, ballots, utility="cardinality")
    assert RULES["greedy"](election).winners == ("a", "b")
    assert unrepresented(election, ()) is not None
    assert unrepresented(election, ("a", "b")) is None
    five = from_approvals(projects, F(5, 2), ballots, utility="cardinality")
    assert unrepresented(five, ("a", "b")) is not None


# --- nothing but the ballots decides -------------------------------------------------------


@pytest.mark.parametrize("rule", RULES)
@settings(max_examples=60, deadline=None)
@given(of=elections(), random=st.randoms(use_true_random=False))
def test_the_order_of_projects_and_ballots_changes_nothing(
    rule: str, of: dict[str, Any], random: Any
) -> None:
    election = made(of)
    mixed = {**of, "projects": [*of["projects"]], "ballots": [*of["ballots"]]}
    random.shuffle(mixed["projects"])
    random.shuffle(mixed["ballots"])
    outcome = RULES[rule](election)
    assert RULES[rule](made(mixed)) == outcome
    groups = [*election.groups]
    random.shuffle(groups)
    projects = tuple(mixed["projects"])
    other = Election(projects, election.capacity, tuple(groups), election.tie_order)
    again = RULES[rule](other)
    assert (again.winners, again.ties, again.cost) == (outcome.winners, outcome.ties, outcome.cost)
    assert schulze(other) == schulze(election)


@pytest.mark.parametrize("rule", [rule for rule in RULES if rule != "equal-shares-add1"])
@settings(max_examples=60, deadline=None)
@given(of=elections(), times=st.integers(2, 3))
def test_every_ballot_twice_changes_nothing(rule: str, of: dict[str, Any], times: int) -> None:
    outcome = RULES[rule](made(of))
    more = RULES[rule](made({**of, "ballots": of["ballots"] * times}))
    assert (more.winners, more.cost, more.ties) == (outcome.winners, outcome.cost, outcome.ties)


@pytest.mark.parametrize("rule", RULES)
@settings(max_examples=60, deadline=None)
@given(of=elections())
def test_equal_voters_may_stand_as_one_group_or_as_many(rule: str, of: dict[str, Any]) -> None:
    election = made(of)
    single = tuple(
        Group(1, group.utilities) for group in election.groups for _ in range(group.weight)
    )
    apart = Election(election.projects, election.capacity, single, election.tie_order)
    assert RULES[rule](apart).winners == RULES[rule](election).winners


@pytest.mark.parametrize("rule", RULES)
@settings(max_examples=40, deadline=None)
@given(of=elections(), factor=st.builds(F, st.integers(1, 9), st.integers(1, 9)))
def test_the_unit_of_utility_changes_nothing(rule: str, of: dict[str, Any], factor: F) -> None:
    election = made(of)
    groups = tuple(
        Group(group.weight, {id: u * factor for id, u in group.utilities.items()})
        for group in election.groups
    )
    other = Election(election.projects, election.capacity, groups, election.tie_order)
    assert RULES[rule](other).winners == RULES[rule](election).winners


# --- the money adds up ---------------------------------------------------------------------


@pytest.mark.parametrize("rule", EQUAL_SHARES)
@settings(max_examples=100, deadline=None)
@given(of=elections())
def test_every_project_is_paid_in_full_and_nobody_pays_more_than_she_has(
    rule: str, of: dict[str, Any]
) -> None:
    election = made(of)
    outcome = RULES[rule](election)
    spent = [F(0)] * len(election.groups)
    rhos = [step.rho for step in outcome.steps if step.rho is not None]
    assert rhos == sorted(rhos)
    for step in outcome.steps:
        assert step.rho is not None
        cost = election.cost[step.project]
        assert sum(election.groups[g].weight * paid for g, paid in step.paid.items()) == cost
        for group, paid in step.paid.items():
            asked = step.rho * election.groups[group].utilities[step.project]
            assert paid == min(asked, outcome.endowment - spent[group])
            spent[group] += paid
    assert outcome.spent == tuple(spent)
    assert outcome.cost == sum(election.cost[id] for id in outcome.winners) <= election.capacity
    assert outcome.endowment >= election.capacity / election.voters


def numbers(of: object) -> list[object]:
    """Every number inside."""
    if is_dataclass(of):
        return [n for field in fields(of) for n in numbers(getattr(of, field.name))]
    if isinstance(of, dict):
        return [n for pair in of.items() for n in numbers(pair)]
    if isinstance(of, list | tuple):
        return [n for one in of for n in numbers(one)]
    return [] if isinstance(of, str) or of is None else [of]


@pytest.mark.parametrize("rule", RULES)
@settings(max_examples=30, deadline=None)
@given(of=elections())
def test_every_number_is_exact(rule: str, of: dict[str, Any]) -> None:
    election = made(of)
    found = numbers([election, RULES[rule](election)])
    assert found
    assert {type(number) for number in found} <= {int, F}


# --- against the definition, written plainly -----------------------------------------------


def by_definition(election: Election, endowment: F) -> list[str]:
    """Equal Shares as the paper writes it, without any of the shortcuts."""
    left = [endowment] * len(election.groups)
    wanted = [id for id in election.tie_order if election.supporters[id]]
    won = [id for id in wanted if election.cost[id] == 0]
    while True:
        offers = []
        for id in wanted:
            if id not in won and (rho := affordable(election, left, id)) is not None:
                offers.append((rho, election.tie_order.index(id), id))
        if not offers:
            return won
        rho, _, id = min(offers)
        won.append(id)
        for g in election.supporters[id]:
            left[g] -= min(left[g], rho * election.groups[g].utilities[id])


def affordable(election: Election, left: list[F], id: str) -> F | None:
    cost, groups = election.cost[id], election.groups
    # Sorted by how much they can pay for a unit: the first so many are poor.
    order = sorted(election.supporters[id], key=lambda g: left[g] / groups[g].utilities[id])
    for poor in range(len(order)):
        due = cost - sum(groups[g].weight * left[g] for g in order[:poor])
        rho = due / sum(groups[g].weight * groups[g].utilities[id] for g in order[poor:])
        if rho * groups[order[poor]].utilities[id] <= left[order[poor]]:
            return rho
    return None


def raised(election: Election, step: F) -> tuple[list[str], int]:
    """The completion, one raise after the other."""
    share, kept, raises = election.capacity / election.voters, [], 0
    while True:
        won = by_definition(election, share + raises * step)
        cost = sum(election.cost[id] for id in won)
        if cost > election.capacity:
            return kept, raises - 1
        kept = won
        others = [id for id in election.tie_order if election.supporters[id] and id not in won]
        if all(cost + election.cost[id] > election.capacity for id in others):
            return kept, raises
        raises += 1


@settings(max_examples=150, deadline=None)
@given(of=elections())
def test_equal_shares_is_what_the_paper_defines(of: dict[str, Any]) -> None:
    election = made(of)
    share = election.capacity / election.voters
    assert list(equal_shares(election).winners) == by_definition(election, share)


@pytest.mark.parametrize("looks", [1, 3, 32])
@settings(max_examples=60, deadline=None)
@given(of=elections(scale=20))
def test_passing_over_raises_changes_nothing(looks: int, of: dict[str, Any]) -> None:
    election = made(of)
    share = election.capacity / election.voters
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(shares, "FIRST_LOOK", looks)
        patch.setattr(shares, "WORTH", 0)
        outcomes: list[tuple[str, F, Outcome]] = [
            (rule, step, RULES[rule](election))
            for rule, step in (("equal-shares-grow", share / 100), ("equal-shares-add1", F(1)))
        ]
    for rule, step, outcome in outcomes:
        assert (list(outcome.winners), outcome.raises) == raised(election, step), rule
        assert outcome.endowment == share + outcome.raises * step
