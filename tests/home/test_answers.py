"""Answers of the demo: as good as they are said to be, and each quote stands on its page."""

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select
from sqlmodel import Session, col

from rpp.ask import answering, evaluating
from rpp.ask.alike import FOLDER
from rpp.ask.commands import ANSWERED, DECLINED
from rpp.organizations.models import Organization
from rpp.policy import ANYONE
from tests.support.client import Browser

Be = Callable[[str], Browser]


def test_questions_nobody_tuned_on_are_answered_and_declined_as_they_should(
    demo: Flask, told: Session
) -> None:
    with demo.test_request_context():
        questions = evaluating.read(FOLDER / "held_out.jsonl")
        found = evaluating.report(evaluating.judged(told, questions))
    assert found.answered is not None
    assert found.answered >= ANSWERED
    assert found.declined is not None
    assert found.declined >= DECLINED
    assert found.verbatim == 1


@pytest.mark.parametrize("file", ["develop", "held_out"])
def test_a_third_of_the_questions_has_no_answer_here_half_of_these_in_its_own_words(
    file: str,
) -> None:
    rows = evaluating.read(FOLDER / f"{file}.jsonl")
    without = [one for one in rows if not one.answerable]
    assert len(rows) >= 60
    assert 3 * len(without) >= len(rows)
    assert all(one.cites for one in rows if one.answerable)


def test_the_labels_name_things_that_are_there(demo: Flask, told: Session) -> None:
    with demo.test_request_context():
        for file in ("develop", "held_out"):
            questions = evaluating.read(FOLDER / f"{file}.jsonl")
            assert evaluating.unknown(told, questions) == []


QUESTIONS = (
    "Do text reminders raise attendance?",
    "What training did the aides get?",
    "Which reading programs have strong evidence in grade 2?",
    "What can we do when no substitute teacher comes?",
    "Does a later bell help students with long bus rides?",
)


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_quote_stands_word_for_word_on_the_page_and_the_place_it_links_to(
    demo: Flask, told: Session, be: Be, question: str
) -> None:
    with demo.test_request_context():
        found = answering.answer(told, ANYONE, question)
    assert len({(one.kind, one.subject_id) for one in found.quotes}) >= 2
    for quote in found.quotes:
        path, _, anchor = quote.href.partition("#")
        assert quote.text in " ".join(be("").read(path).text.split())
        assert f'id="{anchor}"' in be("").get(path).text


def test_a_wrong_line_of_a_file_is_named(demo: Flask, tmp_path: Path) -> None:
    file = tmp_path / "questions.jsonl"
    file.write_text('{"question": "Does it help?", "answerable": true}\n{"question": 1}\n')
    done = demo.test_cli_runner().invoke(args=["ask", "evaluate", str(file)])
    assert done.exit_code == 1
    assert "Line 2 of questions.jsonl is no question" in done.output


def test_who_leads_a_district_is_told_how_a_source_fits_it(demo: Flask, told: Session) -> None:
    question = "Does Positive Action improve behavior?"
    with demo.test_request_context():
        district = told.execute(
            select(col(Organization.id)).where(
                col(Organization.name) == "Las Cruces Public Schools"
            )
        ).scalar_one()
        of_it = answering.answer(told, ANYONE, question, district_id=district)
        of_none = answering.answer(told, ANYONE, question)
    assert any("Las Cruces Public Schools" in one.overlap for one in of_it.quotes)
    assert not any(one.overlap for one in of_none.quotes)
