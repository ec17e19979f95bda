"""Anyone signed in argues against a decided rating, and is answered on the record."""

import pytest
from flask import Flask

from rpp.evidence.ratings.models import RatingChallenge, RatingReviewer
from rpp.evidence.ratings.reading import decided_of
from rpp.evidence.rules import wwc_5_0
from rpp.mail import Email
from rpp.people.models import Person
from tests.evidence.ratings.conftest import Rated, record
from tests.support.client import Browser
from tests.test_statements import statements

ARGUED = {
    "passage": "Two schools asked for a second draw after they saw the first.",
    "page": "17",
    "argument": "A draw that is repeated until it pleases is no draw any more.",
}
_ASSIGNMENT = wwc_5_0.RULES.criterion("assignment")
CRITERION = _ASSIGNMENT.title if _ASSIGNMENT else ""
REASONS = "The note on page 17 is about another cohort, which this study leaves out."


def argue(
    rated: Rated, person: Person, at: str, answer: str = "assignment:", **changed: str
) -> Browser:
    browser = rated.as_(person)
    browser.send(f"{at}/challenge", {"answer": answer, **ARGUED, **changed})
    return browser


def answer(rated: Rated, person: Person, verdict: str, reasons: str = REASONS) -> None:
    made = rated.make.all(RatingChallenge)[-1]
    path = f"/ratings/challenges/{made.id}/answer"
    rated.as_(person).send(path, {"verdict": verdict, "reasons": reasons})


def test_a_challenge_names_its_author_and_is_declined_with_reasons(rated: Rated) -> None:
    at = rated.decided()
    assert rated.as_().get(f"{at}/challenge").status_code in (302, 401)
    argue(rated, rated.outsider, at)
    page = rated.as_().read(at)
    for words in (*ARGUED.values(), "Otto Nemo", CRITERION):
        assert words in page.text
    assert "It is challenged, and the answer is not given yet." in page.text
    [made] = rated.make.all(RatingChallenge)
    told = [one for one in rated.make.all(Email) if "is challenged" in one.subject]
    assert {one.recipient for one in told} == {rated.cleo.email}
    path = f"/ratings/challenges/{made.id}/answer"
    assert path in rated.as_(rated.cleo).read("/me").links
    for person in (rated.ada, rated.ben, rated.outsider, rated.steward):
        assert rated.as_(person).get(path).status_code == 403
        forced = rated.as_(person).force(path, {"verdict": "decline", "reasons": REASONS})
        assert forced.status_code == 403
    empty = rated.as_(rated.cleo).force(path, {"verdict": "decline", "reasons": " "})
    assert empty.status_code == 422
    answer(rated, rated.cleo, "decline")
    page = rated.as_().read(at)
    assert REASONS in page.text
    assert "Cleo Marsh" in page.text
    assert rated.rating.status == "decided"
    [email] = [one for one in rated.make.all(Email) if "is answered" in one.subject]
    assert (email.recipient, REASONS in email.body) == (rated.outsider.email, True)
    again = rated.as_(rated.outsider).send(
        f"{at}/challenge", {"answer": "assignment:", **ARGUED}, status=422
    )
    assert "You argued against this answer before, and were answered." in again.text


@pytest.mark.parametrize("who", ["new", "same"])
def test_an_upheld_challenge_has_the_study_reviewed_again(rated: Rated, who: str) -> None:
    at = rated.decided()
    argue(rated, rated.outsider, at)
    answer(rated, rated.cleo, who)
    assert (rated.rating.status, rated.rating.number) == ("open", 2)
    asked = [one.person_id for one in rated.places() if one.status == "asked"]
    assert asked == ([rated.ada.id, rated.ben.id] if who == "same" else [])
    page = rated.as_().read(at)
    assert "What review 1 came to (former result)" in page.text
    assert "Upheld" in page.text
    listed = rated.as_().read("/ratings?state=review").text
    assert "former result, under review again" in listed
    with rated.make.writing() as session:
        [found] = decided_of(session, [("evidence", rated.record.id)]).values()
    assert found.is_reopened
    # The reviewers judge anew: they see what was decided before, and not each other.
    people = (rated.ada, rated.ben) if who == "same" else (rated.cleo, rated.ada)
    for person in people:
        path = f"{at}/answer" if who == "same" else f"{at}/take"
        rated.as_(person).send(path, {"may_name": "letter"})
    rated.judge(people[0], at, q1="no", words="a second draw was made")
    # Nor does who judged the former review and has no place in this one.
    for person in (people[1], rated.ben):
        assert "a second draw was made" not in rated.as_(person).get(at).text
    rated.judge(people[1], at, q1="no", words="drawn twice")
    assert rated.rating.status == "decided"
    page = rated.as_().read(at)
    assert "Meets standards with reservations" in page.text
    assert "What review 1 came to (former result)" in page.text
    with rated.make.writing() as session:
        [found] = decided_of(session, [("evidence", rated.record.id)]).values()
    assert (found.rating, found.is_reopened) == ("with", False)


def test_a_form_sent_twice_is_one_challenge_and_nobody_floods(rated: Rated) -> None:
    at = rated.decided()
    browser = rated.as_(rated.outsider)
    page = browser.read(f"{at}/challenge")
    for _ in range(2):
        browser.send(f"{at}/challenge", {"answer": "assignment:", **ARGUED}, page=page)
    assert len(rated.make.all(RatingChallenge)) == 1
    twice = browser.send(f"{at}/challenge", {"answer": "assignment:", **ARGUED}, status=422)
    assert "You argue against this already." in twice.text
    for answer in ("confound:", "measure:Comprehension"):
        argue(rated, rated.outsider, at, answer)
    beyond = browser.send(f"{at}/challenge", {"answer": "design:", **ARGUED}, status=422)
    assert "3 of your challenges wait for an answer." in beyond.text
    assert ARGUED["argument"] in beyond.text
    # One taken back makes room; another's cannot be taken back.
    first = rated.make.all(RatingChallenge)[0]
    path = f"/ratings/challenges/{first.id}/take-back"
    assert rated.as_(rated.cleo).force(path).status_code == 403
    browser.send(at, action=path)
    argue(rated, rated.outsider, at, "design:")
    assert [one.status for one in rated.make.all(RatingChallenge)] == [
        "taken_back",
        *["open"] * 3,
    ]


def test_two_upheld_challenges_reopen_a_rating_once(rated: Rated) -> None:
    at = rated.decided()
    argue(rated, rated.outsider, at)
    argue(rated, rated.steward, at, "confound:")
    first, second = rated.make.all(RatingChallenge)
    for made in (first, second):
        path = f"/ratings/challenges/{made.id}/answer"
        rated.as_(rated.cleo).send(path, {"verdict": "new", "reasons": REASONS})
    assert (rated.rating.status, rated.rating.number) == ("open", 2)
    assert {one.status for one in rated.make.all(RatingChallenge)} == {"upheld"}


def test_who_read_an_earlier_decision_argues_against_that_alone(rated: Rated) -> None:
    at = rated.decided()
    page = rated.as_(rated.outsider).read(f"{at}/challenge")
    assert page.form("", "passage").fields["number"] == ["1"]
    data = {"answer": "assignment:", **ARGUED, "number": "2"}
    refused = rated.as_(rated.outsider).force(f"{at}/challenge", data)
    assert refused.status_code == 422
    assert "It was decided again since you opened this page." in refused.text
    for wrong in ("", "ghost:", "assignment:Comprehension"):
        data = {"answer": wrong, **ARGUED, "number": "1"}
        forced = rated.as_(rated.outsider).force(f"{at}/challenge", data)
        assert forced.status_code == 422
    assert not rated.make.all(RatingChallenge)


def test_what_is_not_decided_cannot_be_challenged(rated: Rated) -> None:
    at = rated.open()
    forced = rated.as_(rated.outsider).force(f"{at}/challenge", {"answer": "design:", **ARGUED})
    assert forced.status_code == 303
    assert not rated.make.all(RatingChallenge)


def test_the_settler_of_a_rating_answers_what_is_argued_against_it(rated: Rated) -> None:
    at = rated.differing()
    rated.take(rated.cleo, at)
    rated.as_(rated.cleo).send(
        f"{at}/settle", {"q0_answer": "qed", "q0_note": "No lots.", "send": "1"}, action="/settle"
    )
    argue(rated, rated.outsider, at)
    answer(rated, rated.cleo, "decline")
    assert rated.make.all(RatingChallenge)[0].status == "declined"
    assert len(rated.make.all(RatingReviewer)) == 3


def test_a_reviewer_of_another_network_rates_and_answers_nothing_here(rated: Rated) -> None:
    at = rated.decided()
    foreign = rated.make.steward(rated.make.network(), role="reviewer")
    argue(rated, rated.outsider, at)
    [made] = rated.make.all(RatingChallenge)
    path = f"/ratings/challenges/{made.id}/answer"
    forced = rated.as_(foreign).force(path, {"verdict": "decline", "reasons": REASONS})
    assert forced.status_code == 403
    other = record(rated.make, 34)
    rated.as_(rated.admin).send(f"/ratings/of/evidence/{other.id}/open", {"network": "portal"})
    assert rated.as_(foreign).get("/ratings/2/take").status_code == 403
    own = {"network": str(next(iter(rated.viewer(foreign).reviews_for)))}
    third = record(rated.make, 35)
    rated.as_(foreign).send(f"/ratings/of/evidence/{third.id}/open", own)
    rated.as_(foreign).send("/ratings/3/take", {"may_name": "letter"})
    assert rated.places()[-1].person_id == foreign.id


def test_the_page_of_a_rating_asks_as_often_for_many_challenges_as_for_one(
    rated: Rated, app: Flask
) -> None:
    at = rated.decided()
    argue(rated, rated.outsider, at)
    browser = rated.as_(rated.cleo)
    counts = []
    for answer_of in ("confound:", "design:"):
        browser.read(at)
        with statements(app) as seen:
            browser.read(at)
        counts.append(len(seen))
        argue(rated, rated.steward, at, answer_of)
    assert counts[0] == counts[1] <= 10
