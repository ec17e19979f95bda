"""A vendor's claim beside what stands here, through the page."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import event

from rpp.claims.check import checking
from rpp.history import Event
from rpp.policy import ANYONE
from tests.support.client import Browser
from tests.support.factories import Factories
from tests.support.html import Page

PAGE = "/claims/check"


def checked(anyone: Browser, claim: str, program: str = "") -> Page:
    said = anyone.send(PAGE, {"claim": claim, "program": program})
    assert "no-store" in said.headers["Cache-Control"]
    return Page(said.get_data(as_text=True))


def test_each_part_of_a_claim_gets_its_verdict_from_the_facts(anyone: Browser, word_club) -> None:
    word_club()
    claim = (
        "Word Club is proven to raise reading comprehension by 27 percentile points in grades K-3 "
        "in rural districts. ESSA Tier 1. It works for English learners and improves fluency. "
        "Magical."
    )
    text = checked(anyone, claim).text
    assert "Word Club, beside 1 record" in text
    # One record shows a gain: that is no proof. Findings are 10 and 4: 7 is their average.
    assert "“proven” Overstated" in text
    assert "“reading comprehension” Supported here" in text
    assert "in 1 of 2 findings on a whole sample" in text
    assert "“by 27 percentile points” Overstated" in text
    assert "The average of 2 findings on reading comprehension is 7" in text
    assert "“grades K-3” Not supported by any record here" in text
    assert "“rural districts” Not supported by any record here" in text
    assert "Those studied: cities" in text
    assert "“ESSA Tier 1” Supported here" in text
    assert "“English learners” Overstated" in text
    assert "At most 8% of a sample here were English learners" in text
    assert "“fluency” Contradicted" in text
    # Marked in the text itself, in words.
    assert "by 27 percentile points [ 3: overstated ]" in text
    assert "Magical [nothing here]" in text
    assert "No record of the program says these words: “Magical”." in text


def test_one_lucky_finding_is_no_average(anyone: Browser, word_club) -> None:
    word_club()
    nine = "Word Club raises reading comprehension by {}9 percentile points."
    assert "“by 9 percentile points” Overstated" in checked(anyone, nine.format("")).text
    assert "9 percentile points” Supported here" in checked(anyone, nine.format("up to ")).text


def test_findings_against_the_program_are_shown_whatever_the_claim_says(
    anyone: Browser, word_club
) -> None:
    word_club()
    said = checked(anyone, "Word Club raises reading comprehension.")
    assert "What speaks against the program 1 finding" in said.text
    assert "Timed reading, improvement index −6, significant, 120 students" in said.text
    assert any(link.startswith("/evidence/") and "#finding-" in link for link in said.links)


def test_a_program_that_nothing_here_tested_is_said_to_be_so(anyone: Browser, word_club) -> None:
    word_club()
    said = checked(anyone, "Zebra Readers is proven to raise reading scores.", "Zebra Readers")
    assert "Nothing here tested this program" in said.text
    assert "That does not mean that the claim is false" in said.text
    assert "“proven” Cannot be checked here" in said.text
    assert "/ask?q=Does+Zebra+Readers+work%3F" in said.links
    unnamed = checked(anyone, "Our program raises math scores.")
    assert "We found no program that it names" in unnamed.text
    foreign = checked(anyone, "Программа повышает успеваемость всех учащихся.")
    assert "We could read no part of this" in foreign.text


def test_a_tier_is_said_for_the_readers_district_too(
    browser_as: Callable[..., Browser], make: Factories, word_club
) -> None:
    word_club(s_urbanicity_urban=1, s_frpl=60)
    district = make.organization("Quiet Town", leaid="0100005", locale=41, enrollment=900)
    own = browser_as(make.member(district))
    said = Page(
        own.send(PAGE, {"claim": "Word Club raises comprehension. ESSA Tier 1."}).get_data(
            as_text=True
        )
    )
    assert (
        "the best tier here is Tier 1 Strong, as the What Works Clearinghouse gives it" in said.text
    )
    # Students like these are there, a city is not.
    assert "For Quiet Town it is Tier 2." in said.text
    assert "Its sample overlaps with Quiet Town, but its setting does not." in said.text


def test_what_is_pasted_is_shown_as_text_and_kept_nowhere(
    anyone: Browser, make: Factories, word_club, caplog: pytest.LogCaptureFixture
) -> None:
    word_club()
    before = len(make.all(Event))
    claim = "Word Club <script>alert(1)</script> raises math by 5% \"'><img src=x onerror=y>"
    sent = anyone.send(PAGE, {"claim": claim})
    html = sent.get_data(as_text=True)
    assert "<script>alert" not in html
    assert "<img src=x" not in html
    assert "&lt;script&gt;" in html
    assert len(make.all(Event)) == before
    assert "alert(1)" not in caplog.text
    # No address ever holds it: what an address says is not read.
    assert "alert" not in anyone.read(f"{PAGE}?claim=alert").text
    refused = anyone.send(PAGE, {"claim": "word " * 20_000}, status=422)
    assert "Please use at most 5,000 characters" in refused.get_data(as_text=True)
    assert anyone.send(PAGE, {"claim": ""}, status=422).status_code == 422


def test_what_looks_like_a_students_data_is_pointed_out(anyone: Browser, word_club) -> None:
    word_club()
    said = checked(anyone, "Word Club helped. Student ID: 12345678 gained.")
    assert "We did not keep it" in said.text


def test_the_check_asks_as_many_statements_whatever_the_claim_says(
    app: Flask, word_club: Callable[..., None]
) -> None:
    word_club()
    counts = []
    with app.app_context():
        from rpp import db

        seen: list[str] = []
        event.listen(db.engine(), "before_cursor_execute", lambda *args: seen.append(args[2]))
        checking.check(db.session(), ANYONE, "The first one reads the index.")
        for claim in (
            "Word Club raises reading.",
            "Word Club raises reading by 3 percentile points and math in grade 6. " * 20,
        ):
            seen.clear()
            checking.check(db.session(), ANYONE, claim)
            counts.append(len(seen))
    assert counts[0] == counts[1] <= 11, counts
