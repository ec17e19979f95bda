"""Two people decide on each candidate, and neither knows of the other until both have."""

from typing import Any

import pytest

from rpp.errors import DomainError
from rpp.history import Event
from rpp.syntheses.screening import deciding, duplicates, people, reading, ruling, settling
from rpp.syntheses.screening.deciding import Judgment
from rpp.syntheses.screening.models import ScreeningDecision
from rpp.syntheses.screening.stopping import Rule
from tests.studies.test_races import together
from tests.syntheses.conftest import Desk
from tests.syntheses.screening.conftest import INCLUDE, LEAVE_OUT, Screening, viewer


def test_where_both_agree_it_stands_so(screening: Screening) -> None:
    first, second, third = screening.candidates
    screening.decides(screening.ana, first)
    assert screening.stands(first).status == "candidate"
    screening.decides(screening.ben, first)
    assert screening.stands(first).status == "included"
    # Of two reasons the one that stands first in the list, whoever gave it.
    screening.decides(screening.ana, second, Judgment("exclude", "design", "No control group."))
    screening.decides(screening.ben, second, Judgment("exclude", "population", read_full=True))
    left_out = screening.stands(second)
    assert (left_out.status, left_out.reason, left_out.stage) == ("excluded", "population", "text")
    screening.settled(third, LEAVE_OUT)
    assert screening.stands(third).stage == "title"


def test_a_decision_needs_a_rule_a_reason_and_two_free_seats(
    screening: Screening, desk: Desk
) -> None:
    first = screening.candidates[0]
    for wrong, sentence in (
        (Judgment("perhaps"), "Choose whether"),
        (Judgment("exclude"), "Choose why"),
        (Judgment("exclude", "other"), "in a few words"),
    ):
        with pytest.raises(DomainError, match=sentence):
            screening.decides(screening.ana, first, wrong)
    screening.settled(first)
    with pytest.raises(DomainError, match="decided on this one already"):
        screening.decides(screening.ana, first)
    with pytest.raises(DomainError, match="Two people have decided"):
        screening.decides(screening.cleo, first)
    without = desk.screened()
    one = desk.candidate(without, desk.record("Early"))
    with pytest.raises(DomainError, match="fix first when screening may stop"):
        screening.decides(screening.ana, one)


def test_one_takes_back_a_decision_until_the_other_has_decided(screening: Screening) -> None:
    first = screening.candidates[0]
    screening.decides(screening.ana, first)
    screening.does(screening.ana, deciding.undo, first.id)
    assert screening.desk.make.all(ScreeningDecision) == []
    screening.decides(screening.ana, first, LEAVE_OUT)
    with pytest.raises(DomainError, match="have not decided"):
        screening.does(screening.ben, deciding.undo, first.id)
    screening.decides(screening.ben, first)
    with pytest.raises(DomainError, match="can no longer be taken back"):
        screening.does(screening.ana, deciding.undo, first.id)


def test_where_they_differ_both_say_the_same_after_talking(screening: Screening) -> None:
    first = screening.candidates[0]
    screening.decides(screening.ana, first)
    with pytest.raises(DomainError, match="Two people decide on this first"):
        screening.does(screening.cleo, settling.resolve, first.id, INCLUDE)
    screening.decides(screening.ben, first, LEAVE_OUT)
    assert screening.seen(screening.ana, first).state == "conflict"
    out = Judgment("exclude", "outcome", "We read its tables: attendance alone.")
    with pytest.raises(DomainError, match="Say why"):
        screening.does(screening.ana, settling.resolve, first.id, LEAVE_OUT)
    # One alone only proposes, however often.
    for _ in range(2):
        screening.does(screening.ana, settling.resolve, first.id, out)
    assert screening.stands(first).status == "candidate"
    screening.does(screening.ben, settling.resolve, first.id, Judgment("include", note="No."))
    assert screening.stands(first).status == "candidate", "the other proposed something else"
    screening.does(screening.ana, settling.resolve, first.id, Judgment("include", note="Yes."))
    assert screening.stands(first).status == "included"
    with screening.reads() as session:
        case = reading.case_of(session, first.id or 0)
    assert case is not None
    assert (case.how, case.note, case.proposed) == ("together", "Yes.", "")


def test_a_third_person_settles_it_alone_and_so_may_settle_it_anew(screening: Screening) -> None:
    first = screening.candidates[0]
    screening.decides(screening.ana, first)
    screening.decides(screening.ben, first, LEAVE_OUT)
    out = Judgment("exclude", "outcome", "It measures attendance alone.")
    screening.does(screening.cleo, settling.resolve, first.id, out)
    stands = screening.stands(first)
    assert (stands.status, stands.note) == ("excluded", "It measures attendance alone.")
    with pytest.raises(DomainError, match="settled so already"):
        screening.does(screening.cleo, settling.resolve, first.id, out)
    other = Judgment("exclude", "design", "Its comparison is another year.")
    screening.does(screening.cleo, settling.resolve, first.id, other)
    assert screening.stands(first).reason == "design"
    screening.does(screening.cleo, settling.resolve, first.id, Judgment("include", note="In."))
    assert screening.stands(first).status == "included"


def test_until_both_decided_nothing_that_others_read_changes(screening: Screening) -> None:
    """What each reads, counted and ordered, is the same whatever the other decided alone."""
    for n in range(12):
        screening.candidate(f"{'Dropout' if n % 2 else 'Swimming'} program {n}")
    ana = screening.ana
    for n in (3, 4, 5, 6, 7):
        screening.decides(ana, screening.candidates[n], INCLUDE if n % 2 == 0 else LEAVE_OUT)
    before = told(screening, ana)
    for judgment in (INCLUDE, LEAVE_OUT):
        for n in (2, 8, 9, 10, 11, 12):
            screening.decides(screening.ben, screening.candidates[n], judgment)
        assert told(screening, ana) == before
        for n in (2, 8, 9, 10, 11, 12):
            screening.does(screening.ben, deciding.undo, screening.candidates[n].id)


def told(screening: Screening, who: Any) -> object:
    from rpp.paging import Cursor
    from rpp.syntheses.screening.ordering import order

    id_ = screening.synthesis.id or 0
    with screening.reads() as session:
        every = reading.every(session, viewer(who), id_)
        found = order(session, id_, every)
        lists = [
            [one.id for one in reading.listed(session, viewer(who), id_, Cursor(), state, "")]
            for state in ("", *reading.STATES)
        ]
        rest = (
            reading.counts(session, id_),
            [one._asdict() for one in reading.agreements(session, id_)],
            reading.both(session, [one.id for one in every]),
            ruling.stands(session, id_, Rule()),
        )
        assert found.learned_from == 5
        events = len(screening.desk.make.all(Event))
    return every, [one.id for one in found.open], found.places, lists, rest, events


def test_each_learns_from_what_was_settled_and_what_they_decided(screening: Screening) -> None:
    first, second, third = screening.candidates
    screening.settled(first)
    screening.decides(screening.ana, second, LEAVE_OUT)
    screening.decides(screening.ben, third)
    for who, knows in ((screening.ana, second), (screening.ben, third), (screening.cleo, None)):
        with screening.reads() as session:
            every = reading.every(session, viewer(who), screening.synthesis.id or 0)
        ids = {first.id} | ({knows.id} if knows else set())
        assert reading.labels(every).keys() == ids


def test_duplicates_are_marked_and_unmarked_and_stay_out_of_kappa(screening: Screening) -> None:
    first, second, third = screening.candidates
    screening.settled(first)
    screening.settled(second)
    screening.decides(screening.ana, third)
    screening.decides(screening.ben, third, LEAVE_OUT)

    def pairs() -> int:
        with screening.reads() as session:
            (one,) = reading.agreements(session, screening.synthesis.id or 0)
        return one.agreement.pairs

    assert pairs() == 3
    screening.does(screening.ben, duplicates.mark, third.id, first.id)
    screening.does(screening.cleo, duplicates.mark, second.id, first.id)
    assert pairs() == 1
    with screening.reads() as session:
        assert reading.counts(session, screening.synthesis.id or 0).duplicates == 2
        labels, total = ruling.labels(session, screening.synthesis.id or 0)
    assert (labels, total) == ([True], 1)
    screening.does(screening.ana, duplicates.unmark, second.id)
    assert screening.stands(second).status == "included", "what was settled stands again"
    screening.does(screening.ana, duplicates.unmark, third.id)
    assert screening.seen(screening.ana, third).state == "conflict"
    assert pairs() == 3
    with pytest.raises(DomainError, match="not marked"):
        screening.does(screening.ana, duplicates.unmark, third.id)


def known(number: int, title: str, doi: str = "", eric: str = "", year: int | None = 2001) -> Any:
    return duplicates.Known(number, title, year, doi, eric)


def test_a_missing_number_never_equals_a_missing_number() -> None:
    one = known(1, "Check & Connect")
    assert duplicates.alike(one, [known(2, "Talent Search")]) == []
    assert duplicates.alike(known(1, ""), [known(2, "", year=None)]) == []
    same = known(2, "Another title", "10.1/X")
    assert duplicates.alike(known(1, "Check & Connect", "10.1/x"), [same]) == [same]
    again = known(3, "Check and connect: A trial", eric="ed1", year=1999)
    assert duplicates.alike(known(1, "Other", eric="ED1"), [again]) == [again]


def test_one_title_suggests_a_duplicate_unless_something_sets_them_apart() -> None:
    one = known(1, "Talent Search: A review", "10.1/x")
    assert duplicates.alike(one, [known(2, "Talent search")]) == [known(2, "Talent search")]
    assert duplicates.alike(one, [known(2, "Talent search", "10.1/y")]) == []
    assert duplicates.alike(one, [known(2, "Talent search", year=2005)]) == []


def test_who_leaves_leaves_their_decisions_and_others_take_the_second_seat(
    screening: Screening,
) -> None:
    first = screening.candidates[0]
    screening.decides(screening.ana, first)
    screening.does(screening.ana, people.end, screening.synthesis.id, screening.ana.id)
    assert not asked(screening, screening.ana)
    screening.decides(screening.ben, first, LEAVE_OUT)
    assert screening.seen(screening.cleo, first).state == "conflict"
    out = Judgment("exclude", "outcome", "Ana left; I read it.")
    screening.does(screening.cleo, settling.resolve, first.id, out)
    assert screening.stands(first).status == "excluded"
    screening.does(screening.ben, people.forget)
    assert not asked(screening, screening.ben)
    screening.desk.does(people.invite, screening.synthesis.id, email=screening.ana.email)
    assert asked(screening, screening.ana)


def asked(screening: Screening, who: Any) -> bool:
    with screening.reads() as session:
        return reading.is_screener(session, viewer(who), screening.synthesis.id or 0)


@pytest.mark.both_databases
def test_of_three_who_press_at_once_two_decide(screening: Screening) -> None:
    first = screening.candidates[0]

    def press(who: Any) -> Any:
        return lambda session: deciding.decide(session, viewer(who), first.id or 0, INCLUDE)

    people_ = (screening.ana, screening.ben, screening.cleo)
    said = together(screening.desk.world, *map(press, people_))
    assert sorted(said) == [deciding.FIRST_TWO, "done", "done"]
    assert sorted(one.seat for one in screening.desk.make.all(ScreeningDecision)) == [1, 2]
    assert screening.stands(first).status == "included"


@pytest.mark.both_databases
def test_taking_back_and_deciding_at_once_lose_nothing(screening: Screening) -> None:
    first = screening.candidates[0]
    screening.decides(screening.ana, first)

    ana, ben = viewer(screening.ana), viewer(screening.ben)
    taken, decided = together(
        screening.desk.world,
        lambda session: deciding.undo(session, ana, first.id or 0),
        lambda session: deciding.decide(session, ben, first.id or 0, INCLUDE),
    )
    assert decided == "done"
    held = screening.desk.make.all(ScreeningDecision)
    assert len(held) == (1 if taken == "done" else 2)
    status = screening.stands(first).status
    assert status == ("candidate" if taken == "done" else "included")
