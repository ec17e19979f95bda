"""A question says what kind of answer it wants, for which grades, and how strong."""

import pytest

from rpp import program_names
from rpp.ask import reading
from rpp.ask.naming import named


@pytest.mark.parametrize(
    ("question", "kind", "answers", "does_not"),
    [
        ("What does it cost?", "cost", "It cost $90 a day.", "It takes 90 minutes a day."),
        ("How much did the review cost?", "cost", "It cost no money.", "It cost us a term."),
        ("How many teachers left?", "number", "Of 71 teachers 53 stayed.", "71 students left."),
        ("How large was the study?", "number", "It had 95 students.", "It had nine results."),
        ("How long do lessons last?", "duration", "Lessons last 30 minutes.", "They last."),
        ("When did it begin?", "time", "It began in May 2026.", "It began late."),
        ("What share of calls went out?", "share", "68% of them did.", "Many of them did."),
        (
            "Which districts took part?",
            "where",
            "Schools of Cullman County took part.",
            "Nine did.",
        ),
        ("Who scores the essays?", "who", "They are scored by teachers.", "They are scored blind."),
        ("What do teachers think of it?", "view", "Teachers told us why.", "Teachers use it."),
        ("What grade were they in?", "grade", "They were in grade 4.", "They were four."),
        ("Does it help?", "anything", "Whatever.", ""),
    ],
)
def test_a_question_wants_a_kind_of_answer(
    question: str, kind: str, answers: str, does_not: str
) -> None:
    want = reading.read(question).want
    assert want.name == kind
    assert want.holds(answers)
    assert not want.holds(does_not)


@pytest.mark.parametrize(
    ("question", "grades", "firm"),
    [
        ("reading in grade 2", ["02"], True),
        ("2nd and 3rd graders", ["02", "03"], True),
        ("writing in grades 7-12", ["07", "08", "09", "10", "11", "12"], True),
        ("K-2 phonics", ["01", "02", "KG"], True),
        ("seventh grade math", ["07"], True),
        ("kindergartners and preschool", ["KG", "PK"], True),
        ("middle school", ["06", "07", "08"], False),
        ("grade 99 of eggs", [], False),
        ("good grades", [], False),
    ],
)
def test_a_question_names_grades(question: str, grades: list[str], firm: bool) -> None:
    asked = reading.read(question)
    assert sorted(asked.grades) == grades
    assert asked.firm is firm


@pytest.mark.parametrize(
    ("question", "tiers"),
    [
        ("Which programs have strong evidence?", {1}),
        ("tier 1 evidence in math", {1}),
        ("at least moderate evidence", {1, 2}),
        ("ESSA tier II programs", {2}),
        ("Which programs meet ESSA?", {1, 2, 3}),
        # A kind of lesson, and no word on evidence.
        ("tier 2 interventions in reading", set()),
        ("MTSS tier 3", set()),
    ],
)
def test_a_question_asks_for_tiers_of_evidence(question: str, tiers: set[int]) -> None:
    assert reading.read(question).tiers == tiers


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("Does Success for All work?", "Success for All"),
        ("does success for all work?", "success for all"),
        ("What is BARR?", "BARR"),
        ("Is Saxon any good?", "Saxon"),
        ("READ 180 and comprehension", "READ 180"),
        ("Is reading a success?", ""),
        ("Tutoring in reading", ""),
        # What schools have without the program is no name of it.
        ("Does Pre-K help?", ""),
        ("Does Pre-K Mathematics help?", "Pre-K Mathematics"),
    ],
)
def test_a_program_is_known_by_its_names(question: str, name: str) -> None:
    programs = (
        *("Success for All®", "Building Assets Reducing Risks (BARR)", "Saxon Math", "READ 180®"),
        *("Tutoring", "Pre-K Mathematics"),
    )
    found = named(question, program_names.keys(programs).__contains__)
    assert [one.words for one in found] == ([name] if name else [])


def test_short_forms_are_known_by_their_capitals() -> None:
    (term,) = (one for one in reading._terms("Did it raise PSSA results?", reading.wants.ANYTHING))
    assert term.exact
    assert not any(
        one.exact for one in reading._terms("DID IT RAISE PSSA RESULTS?", reading.wants.ANYTHING)
    )
