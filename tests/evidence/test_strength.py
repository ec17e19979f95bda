"""How strong the evidence is, as pages say it: for a district, with reasons, and what speaks
against it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask, current_app
from sqlalchemy import update
from sqlmodel import Session

from rpp import consumers, db
from rpp.evidence.models import RECORDS
from rpp.evidence.quotable import sources
from rpp.evidence.ratings.reading import Decided
from rpp.evidence.rules import essa_2023, wwc_5_0
from rpp.evidence.tiers import computing
from rpp.evidence.tiers.operations import refresh
from rpp.evidence.tiers.page import strength_page
from rpp.policy import ANYONE
from tests.evidence.test_tiers import AGAINST, LARGE, bring_in
from tests.support.client import Browser
from tests.support.factories import Factories

BrowserAs = Callable[..., Browser]
ALBERTVILLE = {"leaid": "0100005", "locale": 32, "enrollment": 5_821}
# Rural schools as Albertville, and students unlike its own.
UNLIKE = {
    "s_urbanicity_rural": 1, "s_urbanicity_urban": "", "s_school_type_public": 1,
    "s_frpl": 100, "s_race_black": 100,
}  # fmt: skip


@pytest.fixture
def record(session: Session, tmp_path: Path) -> int:
    """A large trial: it helped on comprehension, and hurt on alphabetics."""
    told = {**UNLIKE, "f_essa_rating": "ESSA Tier 1"}
    found = bring_in(
        session,
        tmp_path,
        LARGE | told,
        AGAINST
        | UNLIKE
        | {"f_outcome_domain": "Alphabetics", "f_outcome_measure": "letters named"},
    )
    session.commit()
    return found


def test_a_tier_is_that_of_the_readers_district_first(
    record: int, make: Factories, browser_as: BrowserAs
) -> None:
    district = make.organization("Albertville City", **ALBERTVILLE)
    page = browser_as(make.member(district)).read(f"/evidence/{record}")
    assert "How strong it is for Albertville City" in page.text
    assert (
        "Tier 2 for Albertville City: your settings match, your students do not. "
        "Tier 1 Strong in general." in page.text
    )
    assert "The WWC gives Tier 1 Strong, and the recorded facts agree." in page.text
    assert "Met: Large enough 400 students were studied on this outcome" in page.text
    assert "Not met: Students unlike yours" in page.text


def test_another_district_is_not_the_readers(
    record: int, make: Factories, browser_as: BrowserAs, anyone: Browser
) -> None:
    district = make.organization("Albertville City", **ALBERTVILLE)
    page = anyone.read(f"/evidence/{record}?like={district.id}")
    assert "Tier 2 for Albertville City: its settings match, its students do not." in page.text
    assert "Tier 2 for" not in anyone.read(f"/evidence/{record}").text


def test_what_speaks_against_it_is_shown_with_the_tier(record: int, anyone: Browser) -> None:
    text = anyone.read(f"/evidence/{record}").text
    assert "Tier 1 Strong" in text
    assert "A significant finding is unfavorable: letters named." in text
    assert "No tier. No significant finding of a whole sample favors the program." in text


def test_where_the_source_differs_the_page_says_why(
    session: Session, tmp_path: Path, anyone: Browser
) -> None:
    record = bring_in(session, tmp_path, LARGE | {"f_ss": 74, "f_essa_rating": "ESSA Tier 1"})
    session.commit()
    text = anyone.read(f"/evidence/{record}").text
    assert (
        "The WWC gives Tier 1 Strong. By the recorded facts it would be Tier 3 Promising. "
        "74 students were studied on this outcome; 350 are needed." in text
    )


def test_no_tier_names_each_missing_fact(session: Session, tmp_path: Path, anyone: Browser) -> None:
    record = bring_in(session, tmp_path, LARGE | {"s_multisite": ""})
    session.commit()
    text = anyone.read(f"/evidence/{record}").text
    assert "No tier. Not recorded: in how many districts it ran." in text
    assert "Not known: More than one place" in text


def test_a_page_that_was_kept_is_new_once_a_tier_changed(
    app: Flask, tmp_path: Path, anyone: Browser
) -> None:
    with app.app_context(), db.transaction() as session:
        record = bring_in(session, tmp_path, LARGE)
    kept = anyone.get(f"/evidence/{record}")
    again = {"If-None-Match": kept.headers["ETag"]}
    assert anyone.get(f"/evidence/{record}", headers=again).status_code == 304
    with app.app_context(), db.transaction() as session:
        session.execute(update(RECORDS).values(multisite=False))
        refresh(session, ("evidence", record))
    assert anyone.get(f"/evidence/{record}", headers=again).status_code == 200


def test_the_rules_are_public_and_say_where_they_stand(anyone: Browser) -> None:
    text = anyone.read("/evidence/rules").text
    assert "Tier 4 Demonstrates a rationale" in text
    strong = anyone.read("/evidence/rules/essa-2023").text
    assert "What is a site?" in strong
    assert "34 CFR 77.1(c)" in strong
    assert "Tier 1 Strong on attendance, in general." in strong
    done = anyone.read("/evidence/rules/wwc-5.0").text
    assert "6.5% were lost, and 3.1 points more in one group; the limit is 6.3." in done
    assert "Meets the standards without reservations." in done
    assert "8% 6.3 10.9" in done  # a line of the table below the picture
    assert anyone.get("/evidence/rules/wwc-9").status_code == 404


def test_whoever_shows_the_tier_says_what_speaks_against_it(
    app: Flask, tmp_path: Path, anyone: Browser
) -> None:
    with app.app_context(), db.transaction() as session:
        record = bring_in(
            session,
            tmp_path,
            LARGE | {"f_essa_rating": "ESSA Tier 1"},
            AGAINST | {"f_outcome_domain": "Alphabetics"},
        )
    with app.app_context():
        consumers.catch_up_all()
    said = "significant finding is unfavorable"
    assert said in anyone.read("/evidence").text
    hit = anyone.read("/search?q=words+at+work").text
    assert "Strong, on one outcome or more; a significant finding is unfavorable" in hit
    told = anyone.get(f"/api/v1/evidence/{record}").json["tiers"]
    assert {one["domain"]: (one["tier"], one["significant_unfavorable"]) for one in told} == {
        "Comprehension": (1, 0),
        "Alphabetics": (None, 1),
    }
    with app.app_context(), db.transaction() as session:
        (source,) = sources(session, ANYONE, [record])
    assert source.tiers == {"Comprehension": 1}
    assert source.beside == {"Comprehension": "A significant finding is unfavorable"}


def test_a_computed_tier_is_called_so_wherever_it_is_shown(
    app: Flask, tmp_path: Path, anyone: Browser
) -> None:
    with app.app_context(), db.transaction() as session:
        record = bring_in(session, tmp_path, LARGE | {"f_ss": 90})
        (source,) = sources(session, ANYONE, [record])
    assert source.beside == {"Comprehension": "Computed, not reviewed yet"}
    with app.app_context():
        consumers.catch_up_all()
    assert "Tier 3 Promising on comprehension" in anyone.read("/evidence").text
    assert "Computed, not reviewed yet" in anyone.read("/evidence").text
    assert "Promising, on one outcome or more; computed, not reviewed yet" in (
        anyone.read("/search?q=words+at+work").text
    )
    assert f"/evidence/{record}" in anyone.read("/evidence?tier=3").links


def test_what_reviewers_decided_stands_and_says_when(
    session: Session, tmp_path: Path, anyone: Browser
) -> None:
    record = bring_in(session, tmp_path, LARGE | {"f_essa_rating": "ESSA Tier 1"})
    rated = computing.of(session, [("evidence", record)])["evidence", record]
    answers = {("measure", "Comprehension"): "no"}
    at = datetime(2026, 3, 9, 18, tzinfo=UTC)
    decided = Decided(1, "wwc-5.0", "not", answers, at, "", False)
    rating = wwc_5_0.rate(rated.contrasts, answers)
    tiers = essa_2023.tiers(rated.contrasts, rating)
    with current_app.test_request_context("/evidence/1"):
        page = strength_page(replace(rated, decided=decided, rating=rating, tiers=tiers))
    assert page.status == "Two reviewers decided it on March 9, 2026."
    assert page.domains[0].tier == ""
    assert page.domains[0].sentences[-1].startswith("The WWC gives Tier 1 Strong.")
