"""What happens at once: never two ballots, never a lost one, each told what became of theirs."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from threading import Barrier, Thread
from typing import Any

from sqlalchemy import text
from sqlmodel import Session, col, select

from rpp import clock, history
from rpp.config import ROOT
from rpp.errors import DomainError
from rpp.organizations.models import Appointment
from rpp.problems.models import Problem
from rpp.rounds import closing as the_close
from rpp.rounds import opening, operations
from rpp.rounds.casting import cast_ballot
from rpp.rounds.models import Ballot, BallotPoints, Elector, Round, RoundCertification, RoundOption
from tests.rounds.conftest import CLOSES, DURING, World, viewer_of
from tests.support.client import Browser
from tests.support.html import Page

ROUNDS = 4  # how often each race is run
LAST = CLOSES - timedelta(microseconds=1)


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """Run the acts in threads that start together; each gives its result or its DomainError."""
    barrier = Barrier(len(acts))
    results: list[Any] = [None] * len(acts)

    def run(n: int) -> None:
        barrier.wait()
        try:
            results[n] = acts[n]()
        except BaseException as error:
            results[n] = error

    threads = [Thread(target=run, args=(n,)) for n in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
        assert not thread.is_alive(), "a thread hangs"
    for result in results:
        if isinstance(result, BaseException) and not isinstance(result, DomainError):
            raise result
    return results


def casting(
    world: World, round_id: int, n: int, *points: int, moment: Any = DURING, **more: Any
) -> Callable[[], Any]:
    options = world.options(round_id)
    given = dict(zip(options, points, strict=False))
    person = more.pop("person", world.delegates[n])

    def act() -> Any:
        # Each thread has a clock of its own.
        with clock.at(moment):
            return world.run(cast_ballot, person, round_id, world.districts[n].id, given, **more)

    return act


def closing(world: World, round_id: int) -> Callable[[], Any]:
    def act() -> Any:
        with clock.at(CLOSES):
            return world.run(the_close.close_round, world.steward, round_id)

    return act


def _delegates(organization_id: int) -> Any:
    return select(Appointment).where(
        Appointment.organization_id == organization_id, col(Appointment.ended_at).is_(None)
    )


def ballots(world: World, round_id: int) -> dict[int, dict[int, int]]:
    """What the tables hold: {LEA: {option: points}}, failing where an LEA has two ballots."""
    rows = [b for b in world.make.all(Ballot) if b.round_id == round_id]
    points = world.make.all(BallotPoints)
    found = {
        b.organization_id: {p.option_id: p.points for p in points if p.ballot_id == b.id}
        for b in rows
    }
    assert len(found) == len(rows)
    return found


def test_a_double_click_is_one_ballot_and_both_are_told_it_is_cast(world: World) -> None:
    for _ in range(ROUNDS):
        round_id = world.opened()
        act = casting(world, round_id, 0, 3, 7, seen=0)
        results = at_once(act, act, act)
        assert not any(isinstance(r, DomainError) for r in results)
        first, second, *_ = world.options(round_id)
        assert ballots(world, round_id) == {world.districts[0].id: {first: 3, second: 7}}
        assert {b.version for b in world.make.all(Ballot)} == {1}


def test_two_different_ballots_of_one_district_at_once_one_is_cast_one_is_told(
    world: World,
) -> None:
    for _ in range(ROUNDS):
        round_id = world.opened()
        options = world.options(round_id)
        results = at_once(*(casting(world, round_id, 0, *p, seen=0) for p in ((10,), (0, 10))))
        refused = [r for r in results if isinstance(r, DomainError)]
        assert len(refused) == 1
        assert "was cast or changed while you filled this in" in refused[0].sentence
        won = 0 if isinstance(results[1], DomainError) else 1
        assert ballots(world, round_id) == {world.districts[0].id: {options[won]: 10}}


def test_a_delegate_replaced_while_she_votes_leaves_the_word_to_the_new_one(world: World) -> None:
    for n in range(3):
        old, new = world.delegates[n], world.make.member(world.districts[n])
        round_id = world.opened()
        options = world.options(round_id)

        def replace(n: int = n, new: Any = new, round_id: int = round_id) -> Any:
            with world.make.writing() as session:
                (before,) = session.exec(_delegates(world.districts[n].id))
                before.ended_at = DURING
                session.flush()
                session.add(
                    Appointment(
                        organization_id=world.districts[n].id,
                        person_id=new.id,
                        role="delegate",
                        appointed_at=DURING,
                    )
                )
            return casting(world, round_id, n, 0, 10, person=new)()

        results = at_once(casting(world, round_id, n, 10, person=old), replace)
        if isinstance(results[0], DomainError):
            assert "no longer the delegate" in results[0].sentence
        assert not isinstance(results[1], DomainError)
        assert ballots(world, round_id) == {world.districts[n].id: {options[1]: 10}}


def test_votes_against_the_close_what_was_acknowledged_is_counted(world: World) -> None:
    for _ in range(ROUNDS):
        again(world)
        round_id = world.opened()
        options = world.options(round_id)
        results = at_once(
            casting(world, round_id, 0, 10, moment=LAST),
            casting(world, round_id, 1, 10, moment=LAST),
            closing(world, round_id),
            casting(world, round_id, 2, 10, moment=LAST),
        )
        assert not isinstance(results[2], DomainError)
        votes = [results[0], results[1], results[3]]
        for vote in votes:
            if isinstance(vote, DomainError):
                assert "Voting was open until Friday, March 27, 2026" in vote.sentence
        cast = sum(not isinstance(vote, DomainError) for vote in votes)
        assert len(ballots(world, round_id)) == cast
        (first,) = [o for o in world.make.all(RoundOption) if o.id == options[0]]
        assert (first.total, first.supporters) == (10 * cast, cast)


def test_a_change_at_the_closing_second_counts_or_is_refused_never_half(world: World) -> None:
    for _ in range(ROUNDS):
        again(world)
        round_id = world.opened()
        options = world.options(round_id)
        casting(world, round_id, 0, 10)()
        change, closed = at_once(
            casting(world, round_id, 0, 0, 4, 6, moment=LAST, seen=1), closing(world, round_id)
        )
        assert not isinstance(closed, DomainError)
        counted = {
            o.id: o.total for o in world.make.all(RoundOption) if o.round_id == round_id and o.total
        }
        kept = (
            {options[0]: 10}
            if isinstance(change, DomainError)
            else {
                options[1]: 4,
                options[2]: 6,
            }
        )
        assert counted == kept == ballots(world, round_id)[world.districts[0].id]


def test_closing_twice_counts_once(world: World) -> None:
    for _ in range(ROUNDS):
        again(world)
        round_id = world.opened()
        casting(world, round_id, 0, 6, 4)()

        def by_the_job() -> int:
            with clock.at(CLOSES), world.make.writing() as session:
                return the_close.close_due(session)

        results = at_once(closing(world, round_id), by_the_job, closing(world, round_id))
        told = [r for r in (results[0], results[2]) if isinstance(r, DomainError)]
        assert len(told) + (1 - results[1]) == 2, "exactly one of the three closed it"
        assert all("closed" in error.sentence for error in told)
        events = world.make.all(history.Event)
        assert [e.verb for e in events if e.kind == "round" and e.subject_id == round_id][2:] == [
            "closed"
        ]


def test_opening_twice_makes_one_electorate(world: World) -> None:
    for _ in range(ROUNDS):
        round_id = world.scheduled()

        def by_hand(round_id: int = round_id) -> Any:
            with clock.at(DURING):
                return world.run(opening.open_round, world.steward, round_id)

        def by_the_job() -> int:
            with clock.at(DURING), world.make.writing() as session:
                return opening.open_due(session)

        at_once(by_hand, by_the_job, by_hand)
        electors = [e for e in world.make.all(Elector) if e.round_id == round_id]
        assert len(electors) == 3
        opened = [
            e
            for e in world.make.all(history.Event)
            if e.verb == "opened" and e.kind == "round" and e.subject_id == round_id
        ]
        assert len(opened) == 1


def test_a_ballot_being_cast_holds_up_the_close_until_it_is_in(world: World, app: Any) -> None:
    """The closer starts while the ballot is not committed yet: it waits, then counts it."""
    round_id = world.opened()
    given = {world.options(round_id)[0]: 10}
    engine = app.extensions["rpp.engine"]
    closer = Thread(target=closing(world, round_id))
    with clock.at(LAST), world.make.writing() as session:
        delegate = viewer_of(session, world.delegates[0])
        cast_ballot(session, delegate, round_id, world.districts[0].id, given)
        closer.start()
        if engine.dialect.name == "postgresql":
            while closer.is_alive() and not _somebody_waits(engine):
                closer.join(0.01)
            assert closer.is_alive(), "it closed without the ballot"
    closer.join(60)
    assert max(o.total or 0 for o in world.make.all(RoundOption)) == 10
    assert world.make.all(Round)[0].status == "closed"


def _somebody_waits(engine: Any) -> bool:
    with Session(engine) as session:
        return bool(session.execute(text("SELECT 1 FROM pg_locks WHERE NOT granted")).first())


def test_a_delegate_and_her_substitute_at_once_cast_one_ballot(world: World) -> None:
    stand_in = world.make.member(world.districts[0])
    for _ in range(ROUNDS):
        round_id = world.opened(secret=True)
        with clock.at(DURING):
            world.run(
                operations.name_substitute,
                world.delegates[0],
                round_id,
                world.districts[0].id,
                stand_in.id,
            )
        results = at_once(
            casting(world, round_id, 0, 10, seen=0),
            casting(world, round_id, 0, 0, 10, person=stand_in, seen=0),
        )
        refused = [r for r in results if isinstance(r, DomainError)]
        assert len(refused) == 1
        assert "was cast or changed while you filled this in" in refused[0].sentence
        assert len(ballots(world, round_id)) == 1


def certifying(world: World, round_id: int, n: int, confirms: bool = True) -> Callable[[], Any]:
    return lambda: world.certify(round_id, n, confirms=confirms, reason="A reason.")


def test_certifiers_at_once_are_two_or_one_and_the_winners_move_once(world: World) -> None:
    for _ in range(ROUNDS):
        again(world)
        round_id = world.closed((6, 4), secret=True)
        results = at_once(*(certifying(world, round_id, n) for n in (0, 1, 2, 0)))
        assert len([r for r in results if isinstance(r, DomainError)]) == 2
        said = [c for c in world.make.all(RoundCertification) if c.round_id == round_id]
        assert len({c.organization_id for c in said}) == len(said) == 2
        moved = [
            e
            for e in world.make.all(history.Event)
            if e.verb == "prioritized" and e.detail["round_id"] == round_id
        ]
        assert len(moved) == 2


def test_a_refusal_and_a_confirmation_at_once_leave_one_outcome(world: World) -> None:
    for _ in range(ROUNDS):
        again(world)
        round_id = world.closed((6, 4), secret=True)
        world.certify(round_id, 0)
        at_once(certifying(world, round_id, 1), certifying(world, round_id, 2, confirms=False))
        (status,) = [r.status for r in world.make.all(Round) if r.id == round_id]
        prioritized = [p for p in world.make.all(Problem) if p.status == "prioritized"]
        assert len(prioritized) == {"certified": 2, "annulled": 0}[status]


def test_a_vote_against_a_withdrawal_is_counted_without_it_or_told(world: World) -> None:
    for _ in range(ROUNDS):
        again(world)
        round_id = world.opened(secret=True)
        gone = world.options(round_id)[0]

        def withdraw(round_id: int = round_id, gone: int = gone) -> Any:
            with clock.at(DURING):
                return world.run(
                    operations.withdraw_option, world.steward, round_id, gone, "Studied already."
                )

        vote, withdrawn = at_once(casting(world, round_id, 0, 6, 4), withdraw)
        assert not isinstance(withdrawn, DomainError)
        if isinstance(vote, DomainError):
            assert "was withdrawn from the round" in vote.sentence
        assert len(ballots(world, round_id)) == (0 if isinstance(vote, DomainError) else 1)


def test_an_extension_against_the_close_is_one_or_the_other(world: World) -> None:
    for _ in range(ROUNDS):
        again(world)
        round_id = world.opened(secret=True)

        def extend(round_id: int = round_id) -> Any:
            with clock.at(LAST):
                later = CLOSES + timedelta(days=7)
                return world.run(
                    operations.extend_round, world.steward, round_id, later, "A storm came."
                )

        results = at_once(extend, closing(world, round_id))
        assert len([r for r in results if isinstance(r, DomainError)]) == 1
        (round_,) = [r for r in world.make.all(Round) if r.id == round_id]
        extended = round_.closes_at > CLOSES
        assert (round_.status, extended) in {("open", True), ("closed", False)}


# --- processes of their own, as a server has them ------------------------------------------


def voter(
    world: World, url: str, round_id: int, n: int, times: int, lowest: int = 1
) -> subprocess.Popen[str]:
    """A process that casts and changes the ballot of district n, saying what is acknowledged.

    Two that start from points far enough apart never cast the same.
    """
    first, second, *_ = world.options(round_id)
    numbers = (round_id, world.districts[n].id, world.delegates[n].id, first, second, times, lowest)
    return subprocess.Popen(
        [sys.executable, "-m", "tests.rounds.voter", url, DURING.isoformat(), *map(str, numbers)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )


def test_processes_voting_at_once_lose_no_ballot(world: World, database_url: str) -> None:
    round_id = world.opened(secret=True)
    processes = [
        voter(world, database_url, round_id, n, 12, lowest)
        for n, lowest in ((0, 1), (1, 1), (2, 1), (0, 5))
    ]
    said = [process.communicate(timeout=120)[0].split() for process in processes]
    assert [process.returncode for process in processes] == [0] * 4
    held = {b.organization_id: b.version for b in world.make.all(Ballot)}
    assert set(held) == {district.id for district in world.districts}
    # Every acknowledged change is there: the versions that two processes were told never collide.
    told = [int(version) for at in (0, 3) for version in said[at]]
    assert len(set(told)) == len(told) == held[world.districts[0].id] == 24
    assert held[world.districts[1].id] == int(said[1][-1]) == 12


def test_killed_at_any_moment_no_acknowledged_ballot_is_lost(
    world: World, database_url: str
) -> None:
    round_id = world.opened(secret=True)
    last = 0
    for after in (1, 4, 9):
        process = voter(world, database_url, round_id, 0, 100_000)
        assert process.stdout is not None
        for _ in range(after):
            last = int(process.stdout.readline())
        os.kill(process.pid, signal.SIGKILL)
        last = max([last, *(int(line) for line in process.communicate()[0].split())])
        (ballot,) = world.make.all(Ballot)
        # What was written but not yet said may be there too.
        assert ballot.version in (last, last + 1)
        assert sum(p.points for p in world.make.all(BallotPoints)) == 10
        last = ballot.version


def test_two_browsers_at_once_each_get_an_answer_in_words(
    world: World, browser_as: Callable[..., Browser]
) -> None:
    round_id = world.opened()
    path = f"/rounds/{round_id}/ballot"
    options = world.options(round_id)
    clients = [browser_as(world.delegates[0]) for _ in range(2)]
    with clock.at(DURING):
        checks = [
            Page(client.send(path, {f"points-{option}": "10"}).get_data(as_text=True))
            for client, option in zip(clients, options, strict=False)
        ]

    def sending(n: int) -> Callable[[], Any]:
        form = checks[n].form("/ballot")

        def act() -> Any:
            with clock.at(DURING):
                data = {**form.fields, "step": "cast"}
                return clients[n].post(path, data=data, follow_redirects=True)

        return act

    answers = at_once(sending(0), sending(1))
    assert sorted(answer.status_code for answer in answers) == [200, 422]
    told = " ".join(Page(answer.get_data(as_text=True)).text for answer in answers)
    assert "Your ballot is cast" in told
    assert "was cast or changed while you filled this in" in told
    assert len(ballots(world, round_id)) == 1


def again(world: World) -> None:
    """Put the problems back among the open ones, for another round over them."""
    with world.make.writing() as session:
        for problem in world.problems:
            session.get_one(Problem, problem.id).status = "open"
