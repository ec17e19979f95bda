"""The worker finds candidates as studies are published or imported, under the rules."""

from dataclasses import replace
from datetime import timedelta

import pytest

from rpp import clock
from rpp.evidence.models import EvidenceRecord
from rpp.history import Event
from rpp.search.meaning import reading
from rpp.syntheses import operations
from rpp.syntheses.admitting import Facts, admits
from rpp.syntheses.models import Synthesis, SynthesisSource, SynthesisStudy
from rpp.syntheses.operations import Place
from rpp.syntheses.plan import Rules
from tests.support.meaning import FakeMeaning
from tests.syntheses.conftest import PLAN, Desk

RULES = Rules(words='dropout mentor\n"career academies"', domains=("Completing school",))
DROPOUT = replace(PLAN, rules=RULES, places=[*PLAN.places, Place("WWC", "wwc", 12)])


def sources(desk: Desk) -> dict[str, SynthesisSource]:
    return {one.name: one for one in desk.make.all(SynthesisSource)}


def test_what_holds_the_words_of_a_line_is_found_and_later_what_is_new(desk: Desk) -> None:
    desk.study("A mentor for each student at risk of dropout")
    desk.study("Career Academies in nine high schools")
    desk.study("Fractions for fifth graders")
    title = "A dropout mentor who was measured by attendance"
    attendance = desk.study(title, domains=["Attendance"])
    desk.indexed()
    made = desk.screened(DROPOUT)
    assert desk.looks() == 2
    found = ["A mentor for each student at risk of dropout"]
    found.append("Career Academies in nine high schools")
    assert desk.candidates(made) == found
    # An index made anew holds nothing new.
    desk.indexed()
    assert desk.looks() == 0
    # What is corrected may fit since then, and what was there before fits wider rules.
    with desk.make.writing() as session:
        session.get_one(EvidenceRecord, attendance.id).domains = ["Completing school"]
    desk.indexed()
    assert desk.looks() == 1
    wider = replace(DROPOUT, rules=replace(RULES, words=f"{RULES.words}\nfractions"))
    desk.does(operations.edit_plan, made.id, wider)
    assert desk.looks() == 1
    found += ["A dropout mentor who was measured by attendance", "Fractions for fifth graders"]
    desk.study("Dropout fell with a mentor")
    desk.indexed()
    assert desk.looks() == 1
    assert desk.candidates(made) == [*found, "Dropout fell with a mentor"]
    assert desk.looks() == 0


def test_what_means_the_like_is_found_without_a_word_in_common(
    desk: Desk, fake_meaning: FakeMeaning
) -> None:
    fake_meaning.alike = {"graduation": "finish", "coaches": "programs", "diploma": "school"}
    desk.study("Coaches and graduation and diploma")
    desk.study("Fractions for fifth graders")
    desk.study("Violins for everybody")
    desk.indexed()
    with desk.make.app.app_context():
        assert sum(reading.everything())
    made = desk.screened(replace(PLAN, rules=Rules(words="nothing holds this")))
    desk.looks()
    assert "Coaches and graduation and diploma" in desk.candidates(made)


def test_each_source_says_when_it_was_searched_and_how_much_it_found(desk: Desk) -> None:
    record = desk.study("Career Academies in nine high schools")
    desk.study("Career Academies told by their staff", source="eric")
    desk.indexed()
    made = desk.screened(DROPOUT)
    with clock.at(clock.now() + timedelta(hours=1)):
        now = clock.now()
        assert desk.looks() == 2
    by_name = sources(desk)
    assert by_name["RPP Commons"].searched_at == now
    # The WWC was searched when its reviews were imported.
    assert by_name["WWC"].searched_at == record.updated_at
    assert by_name["ERIC"].searched_at is None
    ids = {by_name["WWC"].id, by_name["RPP Commons"].id}
    assert {one.source_id for one in desk.make.all(SynthesisStudy)} == ids
    told = [one for one in desk.make.all(Event) if one.verb == "searched"]
    assert [(one.private, one.detail["found"]) for one in told] == [(True, 1), (True, 1)]
    assert made.looked_id is None
    assert desk.make.all(Synthesis)[0].looked_id


def test_nobody_looks_for_a_draft_nor_where_the_portal_is_not_searched(desk: Desk) -> None:
    desk.study("Career Academies in nine high schools")
    desk.indexed()
    desk.draft(DROPOUT)
    desk.screened(replace(DROPOUT, places=[Place("ERIC", "other", 3)]))
    assert desk.looks() == 0


KNOWN = Facts(
    "A study",
    2010,
    subjects=frozenset({"ela"}),
    grades=frozenset({"09"}),
    domains=frozenset({"Completing school"}),
    settings=frozenset({"urban"}),
    designs=frozenset({"rct"}),
)


@pytest.mark.parametrize(
    ("rules", "taken"),
    [
        (Rules(), True),
        (Rules(subjects=("math",)), False),
        (Rules(subjects=("math", "ela")), True),
        (Rules(grades=("12",)), False),
        (Rules(domains=("Attendance",)), False),
        (Rules(settings=("rural",)), False),
        (Rules(designs=("qed",)), False),
        (Rules(designs=("qed", "rct"), settings=("urban",)), True),
        (Rules(since=2010), True),
        (Rules(since=2011), False),
    ],
)
def test_rules_leave_out_what_is_recorded_to_be_another(rules: Rules, taken: bool) -> None:
    assert admits(rules, KNOWN) is taken
    assert admits(rules, Facts("Nothing is recorded of it"))
