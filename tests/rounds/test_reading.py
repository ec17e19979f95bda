"""Who sees which round, and that no page tells a ballot or a running total."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event

from rpp import clock, policy
from rpp.rounds import operations, queries
from tests.rounds.conftest import AFTER, BEFORE, CLOSES, DURING, OPENS, TITLES, World, viewer_of
from tests.support.client import Browser

Browsers = Callable[..., Browser]


def read(world: World, person: Any, query: Callable[..., Any], *args: Any) -> Any:
    with world.make.writing() as session:
        viewer = viewer_of(session, person) if person else policy.ANYONE
        return query(session, viewer, *args)


@pytest.mark.parametrize("state", ["draft", "scheduled"])
def test_a_plan_is_seen_by_the_people_of_the_network_alone(
    world: World, browser_as: Browsers, anyone: Browser, state: str
) -> None:
    round_id = getattr(world, state)()
    stranger = world.make.member(world.make.organization(), delegate=True)
    with clock.at(BEFORE):
        for insider in (world.steward, world.delegates[1]):
            assert "What we study first" in browser_as(insider).read(f"/rounds/{round_id}").text
            assert "What we study first" in browser_as(insider).read("/rounds").text
        for outsider in (stranger, world.make.admin()):
            browser_as(outsider).read(f"/rounds/{round_id}", status=404)
            assert "What we study first" not in browser_as(outsider).read("/rounds").text
        anyone.read(f"/rounds/{round_id}", status=404)
        assert "What we study first" not in anyone.read("/rounds").text


def test_a_plan_cancelled_before_it_opened_stays_with_the_network(
    world: World, anyone: Browser
) -> None:
    round_id = world.draft()
    world.run(operations.cancel_round, world.steward, round_id, "Too early in the year.")
    anyone.read(f"/rounds/{round_id}", status=404)
    assert "What we study first" not in anyone.read("/rounds?state=cancelled").text


def test_a_round_that_opened_is_everyones(world: World, anyone: Browser) -> None:
    for round_id in (world.opened(), world.cancelled(), world.closed((10,))):
        with clock.at(DURING):
            assert "Long rides" in anyone.read(f"/rounds/{round_id}").text


def test_a_problem_of_the_network_alone_has_no_title_for_strangers(
    world: World, browser_as: Browsers, anyone: Browser
) -> None:
    world.problem("Our quiet problem", 1, audience="network")
    options = [problem.id for problem in world.problems[-3:]]
    opened, closed = world.opened(options=options), world.closed((0, 0, 10), options=options)
    with clock.at(AFTER):
        for round_id in (opened, closed):
            page = anyone.read(f"/rounds/{round_id}")
            assert "Our quiet problem" not in page.text
            assert "A problem open only to the network" in page.text
            assert f"/problems/{world.problems[-1].id}" not in page.links
            inside = browser_as(world.delegates[2]).read(f"/rounds/{round_id}")
            assert "Our quiet problem" in inside.text
        assert "Our quiet problem" not in anyone.read("/rounds").text


def test_nobody_but_its_delegate_sees_a_ballot(world: World, browser_as: Browsers) -> None:
    round_id = world.opened()
    with clock.at(DURING):
        world.cast(round_id, 0, 7, 3)
    leader = world.make.leader(world.districts[0])
    others = [world.steward, world.make.admin(), world.delegates[1], leader, None]
    with clock.at(DURING):
        own = browser_as(world.delegates[0]).read(f"/rounds/{round_id}").text
        assert "The ballot of Albertville City, AL Only its delegate sees this." in own
        assert "7 No substitute comes" in own
        for person in others:
            text = browser_as(person).read(f"/rounds/{round_id}").text
            assert "The ballot of" not in text
            assert "7 No substitute comes" not in text
            # Who is whose delegate is read inside of the network, and says nothing of a ballot.
            inside = person in (world.steward, world.delegates[1], leader)
            assert text.count("Albertville City, AL Renata Oakes") == inside
            assert text.count("Renata Oakes") == inside
            status = 403 if person and person.id != world.delegates[1].id else 200
            page = browser_as(person).get(f"/rounds/{round_id}/ballot", follow_redirects=True)
            assert page.status_code == status
            assert "Albertville City, AL has voted" not in page.get_data(as_text=True)
            assert read(world, person, queries.own_ballots, _row(world, person, round_id)) == (
                []
                if person is not world.delegates[1]
                else [queries.OwnBallot(world.districts[1].id, "Clinton, AL", 0, None, "", {})]
            )


def _row(world: World, person: Any, round_id: int) -> queries.RoundRow:
    row = read(world, person, queries.round_, round_id)
    assert row is not None
    return row


def test_before_the_close_two_different_votes_look_the_same(
    world: World, browser_as: Browsers, anyone: Browser
) -> None:
    """Whatever was cast, pages, lists and counts tell only how many districts voted."""
    round_id = world.opened()
    seen = []
    for points in ((10,), (0, 0, 1, 9)):
        with clock.at(DURING):
            world.cast(round_id, 0, *points)
            pages = [
                client.get(path).get_data(as_text=True)
                for client in (anyone, browser_as(world.make.admin()))
                for path in (
                    f"/rounds/{round_id}",
                    "/rounds",
                    f"/rounds?network={world.network.id}",
                )
            ]
            steward = browser_as(world.steward).read(f"/rounds/{round_id}").text
            of_problem = [
                tuple(row) for problem in world.problems for row in _of_problem(world, problem.id)
            ]
            seen.append((pages[:3], steward, of_problem))
    assert seen[0] == seen[1]
    assert "1 of 3 districts has voted" in seen[0][1]


def _of_problem(world: World, problem_id: int) -> Any:
    with world.make.writing() as session:
        return list(queries.rounds_of_problem(session, problem_id))


def test_the_rounds_of_a_problem_tell_its_place_once_closed(world: World) -> None:
    world.draft()
    closed = world.closed((5, 5), (0, 10))
    (row,) = _of_problem(world, world.problems[1].id)
    assert (row.id, row.status, row.place, row.won, row.supporters, row.ballots) == (
        closed,
        "closed",
        1,
        True,
        2,
        2,
    )


def test_a_list_is_narrowed_to_a_network_and_a_state(world: World, anyone: Browser) -> None:
    open_, closed = world.opened(title="Now open"), world.closed((10,), title="Long closed")
    with clock.at(DURING):
        assert "Now open" in anyone.read("/rounds?state=open").text
        assert "Long closed" not in anyone.read("/rounds?state=open").text
        assert "Long closed" in anyone.read(f"/rounds?state=closed&network={world.network.id}").text
        for odd in ("network=999999", "network=abc", "network=" + "9" * 30):
            anyone.read(f"/rounds?{odd}")
        assert "No round matches" in anyone.read("/rounds?network=999999").text
    assert open_ != closed


def test_a_long_list_is_read_page_by_page(world: World, anyone: Browser) -> None:
    made = [world.opened(title=f"Round number {n}") for n in range(queries.PAGE + 3)]
    with clock.at(DURING):
        first = anyone.read("/rounds")
        older = next(link for link in first.links if "past=" in link)
        second = anyone.read(older)
    found = [f"/rounds/{round_id}" for round_id in reversed(made)]
    assert [link for link in first.links if link in found] == found[: queries.PAGE]
    assert [link for link in second.links if link in found] == found[queries.PAGE :]


def test_what_waits_for_a_delegate_and_for_a_steward(world: World) -> None:
    opened, draft = world.opened(title="Vote"), world.draft(title="Draft")
    late = world.scheduled(title="Late")
    with clock.at(DURING):
        (mine,) = read(world, world.delegates[0], queries.waiting_for)
        assert (mine.what, mine.id, mine.organization_name, mine.has_voted) == (
            "vote",
            opened,
            "Albertville City",
            False,
        )
        assert (mine.title, mine.network_name, mine.closes_at, mine.timezone) == (
            "Vote",
            world.network.name,
            CLOSES,
            "America/Chicago",
        )
        world.cast(opened, 0, 10)
        assert read(world, world.delegates[0], queries.waiting_for) == []
        assert {(w.what, w.id) for w in read(world, world.steward, queries.waiting_for)} == {
            ("draft", draft),
            ("late", late),
        }
    with clock.at(AFTER):
        assert read(world, world.delegates[1], queries.waiting_for) == []
        assert ("count", opened) in {
            (w.what, w.id) for w in read(world, world.steward, queries.waiting_for)
        }


def test_the_first_page_learns_of_open_rounds_and_counts(world: World) -> None:
    later = world.opened(title="Later", closes_at=CLOSES + timedelta(days=1))
    sooner = world.opened(title="Sooner")
    world.draft()
    with clock.at(DURING):
        world.cast(sooner, 0, 10)
        with world.make.writing() as session:
            rows = queries.open_rounds(session, 5)
            counts = queries.counts(session)
    assert [(r.id, r.electors, r.ballots, r.options, r.capacity) for r in rows] == [
        (sooner, 3, 1, 4, 2),
        (later, 3, 0, 4, 2),
    ]
    assert (counts.open, counts.closed, counts.ballots) == (2, 0, 1)
    assert rows[0].network_name == world.network.name


def test_a_page_takes_as_many_statements_for_many_districts_as_for_few(
    world: World, browser_as: Browsers, app: Any
) -> None:
    def statements(round_id: int) -> int:
        seen: list[str] = []
        engine = app.extensions["rpp.engine"]
        note = lambda *a: seen.append(a[2])  # noqa: E731
        event.listen(engine, "before_cursor_execute", note)
        browser_as(world.delegates[0]).read(f"/rounds/{round_id}")
        event.remove(engine, "before_cursor_execute", note)
        return sum(not s.startswith(("BEGIN", "PRAGMA")) for s in seen if "INSERT" not in s)

    few = world.opened(options=[p.id for p in world.problems[:3]], capacity=1)
    for n in range(12):
        district = world.make.organization(f"District of many {n}")
        world.make.join(world.network, district)
        world.make.member(district, delegate=True)
        world.problem(f"One of many {n}", n)
    many = world.opened()
    with clock.at(DURING):
        world.cast(few, 0, 10)
        world.cast(many, 0, 1, 1, 1, 1, 1, 1)
        counted = statements(few)
        assert statements(many) == counted
        assert counted <= 10


def test_stewards_learn_which_districts_have_no_delegate(
    world: World, browser_as: Browsers
) -> None:
    world.make.join(world.network, world.make.organization("Silent County"))
    round_id = world.opened()
    with clock.at(DURING):
        text = browser_as(world.steward).read(f"/rounds/{round_id}").text
        assert "1 district cannot vote yet It has no delegate." in text
        assert "appoints one: Silent County, AL" in text
        assert (
            "cannot vote yet" not in browser_as(world.delegates[0]).read(f"/rounds/{round_id}").text
        )


# --- every permission ----------------------------------------------------------------------

MANAGED = ["edit", "cancel", "schedule", "open", "close", "extend", "remind", "preview"]


@pytest.mark.parametrize("step", MANAGED)
def test_only_a_steward_of_the_network_manages_its_rounds(
    world: World, browser_as: Browsers, anyone: Browser, step: str
) -> None:
    round_id = world.opened()
    foreign = world.make.steward(world.make.network())
    reads = step in ("edit", "cancel", "extend", "preview")

    def ask(client: Browser) -> Any:
        path = f"/rounds/{round_id}/{step}"
        return client.get(path) if reads else client.force(path)

    with clock.at(DURING):
        for person in (foreign, world.delegates[0], world.make.admin()):
            assert ask(browser_as(person)).status_code == 403
        assert ask(anyone).status_code == (302 if reads else 401)
        assert ask(browser_as(world.steward)).status_code == (200 if reads else 303)


def test_only_a_steward_of_the_network_plans_a_round(
    world: World, browser_as: Browsers, anyone: Browser
) -> None:
    path = f"/rounds/new?network={world.network.id}"
    foreign = world.make.steward(world.make.network())
    for person in (foreign, world.delegates[0], world.make.admin()):
        assert browser_as(person).get(path).status_code == 403
    assert anyone.get(path).status_code == 302
    assert "Plan a round" in browser_as(world.steward).read(path).text
    for odd in ("/rounds/new", "/rounds/new?network=99999", "/rounds/new?network=x"):
        assert browser_as(world.steward).get(odd).status_code == 404
    assert "Plan a round" in browser_as(world.steward).read("/rounds").text
    assert "Plan a round" not in browser_as(world.delegates[0]).read("/rounds").text


def test_only_delegates_of_the_electorate_see_a_ballot_to_fill_in(
    world: World, browser_as: Browsers, anyone: Browser
) -> None:
    round_id = world.opened()
    member = world.make.member(world.districts[0])
    with clock.at(DURING):
        assert browser_as(world.delegates[0]).get(f"/rounds/{round_id}/ballot").status_code == 200
        for person in (member, world.steward, world.make.admin(), world.make.researcher()):
            assert browser_as(person).get(f"/rounds/{round_id}/ballot").status_code == 403
        assert anyone.get(f"/rounds/{round_id}/ballot").status_code == 302


@pytest.mark.parametrize(
    "state",
    ["draft", "scheduled", "opened", "cancelled", "closed", "certified", "annulled"],
)
def test_every_state_has_one_filled_button_at_most(
    world: World, browser_as: Browsers, state: str
) -> None:
    round_id = getattr(world, state)()
    for person in (world.steward, world.delegates[0], None):
        for moment in (BEFORE, OPENS, DURING, AFTER):
            with clock.at(moment):
                answer = browser_as(person).get(f"/rounds/{round_id}")
            if answer.status_code == 200:
                assert answer.get_data(as_text=True).count('class="usa-button"') <= 1


def test_addresses_of_rounds_that_do_not_exist_are_no_pages(
    world: World, browser_as: Browsers
) -> None:
    steward = browser_as(world.steward)
    for path in ("/rounds/999", "/rounds/999/ballot", "/rounds/999/edit", f"/rounds/{2**63}"):
        assert steward.get(path).status_code == 404
    assert steward.force("/rounds/999/close").status_code == 404
    assert len(TITLES) == 4
