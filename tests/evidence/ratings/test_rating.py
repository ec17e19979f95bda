"""A rating from the first to the last step, as those who judge and those who read it see it."""

import csv
import io
import json
from threading import Barrier, Thread

from sqlmodel import update

from rpp.evidence.findings.contrast import Arm, Contrast
from rpp.evidence.models import EvidenceFinding
from rpp.evidence.ratings.facts import hash_of
from rpp.evidence.ratings.models import Rating, RatingDecision, RatingReviewer
from rpp.evidence.ratings.reading import decided_of
from rpp.evidence.tiers.models import Tier
from rpp.mail import Email
from tests.evidence.ratings.conftest import OTHER, REASON, SECRET, Rated, judged, post
from tests.support.html import Page


def test_two_who_agree_decide_at_once_and_everyone_reads_how(rated: Rated) -> None:
    at = rated.decided()
    page = rated.as_().read(at)
    assert "Decided" in page.text
    assert "Meets standards without reservations" in page.text
    # Seven judgments of five sorts, all alike; known by statsmodels as well: kappa 1.
    assert "They agreed on 7 of 7 (100%). Cohen’s kappa is 1.00" in page.text
    assert {"Ada Quist", "Ben Lor"} <= set(words(page, "Ada Quist", "Ben Lor"))
    assert SECRET in page.text
    with rated.make.writing() as session:
        found = decided_of(session, [("evidence", rated.record.id), ("evidence", 999)])
    [decided] = found.values()
    assert (decided.rating, decided.rule_set) == ("without", "wwc-5.0")
    assert (decided.answers["attrition", "Comprehension"], decided.is_reopened) == ("low", False)
    assert {one.reviewed for one in rated.make.all(Tier)} == {True}
    told = {one.person_id for one in rated.make.notices() if "decided the rating" in one.text}
    assert told == {rated.admin.id, rated.ada.id, rated.ben.id}
    assert not [one for one in rated.make.notices() if "Ben Lor" in one.text]

    rows = list(csv.DictReader(io.StringIO(rated.as_().get(f"{at}.csv").text)))
    assert len(rows) == 7
    assert rows[0]["criterion"] == "design"
    assert (rows[0]["a_answer"], rows[0]["decided"], rows[0]["decided_by"]) == (
        "rct",
        "rct",
        "both",
    )
    told = json.loads(rated.as_().get(f"{at}.json").text)
    [review] = told["reviews"]
    assert review["facts_sha256"] == decided.facts_hash
    assert [one["name"] for one in review["reviewers"]] == ["Ada Quist", "Ben Lor"]
    assert f"/ratings/{rated.rating.id}" in rated.as_().read("/ratings").links
    part = rated.as_().read(f"/ratings/of/evidence/{rated.record.id}")
    assert "Meets standards without reservations" in part.text


def test_of_a_study_that_found_nothing_reviewers_say_whether_there_is_a_rationale(
    rated: Rated,
) -> None:
    with rated.make.writing() as session:
        session.exec(update(EvidenceFinding).values(significant=False, p_value=0.6))
    at = rated.open()
    answers = dict(enumerate(("rct", "yes", "no", "yes", "yes", "low", "equivalent", "yes", "no")))
    for person in (rated.ada, rated.ben):
        rated.take(person, at)
    assert "Is there a logic model" in rated.as_(rated.ada).read(f"{at}/judge").text
    for person in (rated.ada, rated.ben):
        rated.judge(person, at, **{f"q{number}": answer for number, answer in answers.items()})
    assert "They agreed on 9 of 9" in rated.as_().read(at).text
    tiers = {(one.domain, one.tier) for one in rated.make.all(Tier)}
    assert ("", 4) in tiers
    assert "Tier 4" in rated.as_().read(at).text


def kept(page: Page) -> str:
    """The first passage that stands in the form of a page."""
    return page.form("/judge", "q0_answer").fields["q0_passage"][0].strip()


def words(page: Page, *wanted: str) -> list[str]:
    return [one for one in wanted if one in page.text]


def test_a_third_settles_with_reasons_what_two_see_differently(rated: Rated) -> None:
    at = rated.differing()
    assert rated.rating.status == "adjudication"
    told = [one.person_id for one in rated.make.notices() if "third reviewer is needed" in one.text]
    assert told == [rated.cleo.id]
    assert rated.cleo.email in {one.recipient for one in rated.make.all(Email)}
    cleo = rated.as_(rated.cleo)
    assert f"{at}/take" in cleo.read("/me").links
    rated.take(rated.cleo, at, may_name="name")
    page = cleo.read(f"{at}/settle")
    assert SECRET in page.text
    assert OTHER in page.text
    lacking = cleo.send(
        f"{at}/settle", {"q0_answer": "rct", "send": "1"}, action="/settle", status=422
    )
    assert "Give your reason on “How the groups were formed”." in lacking.text
    cleo.send(
        f"{at}/settle", {"q0_answer": "rct", "q0_note": REASON, "send": "1"}, action="/settle"
    )
    page = rated.as_().read(at)
    assert REASON in page.text
    assert "They agreed on 6 of 7 (86%). Cohen’s kappa is 0.82" in page.text
    assert words(page, "Reviewer A", "Reviewer B", "Cleo Marsh", "Ada Quist", "Ben Lor") == [
        "Reviewer A",
        "Reviewer B",
        "Cleo Marsh",
    ]
    [decision] = rated.make.all(RatingDecision)
    by_third = [one for one in decision.answers if one.by == "adjudicator"]
    assert [(one.criterion, one.answer, one.reason) for one in by_third] == [
        ("design", "rct", REASON)
    ]
    # What was sent, and settled, does not change any more.
    for person, path in ((rated.ada, "judge"), (rated.cleo, "settle")):
        rated.as_(person).force(f"{at}/{path}", {"q0_answer": "qed", "send": "1"})
    assert rated.make.all(RatingDecision) == [decision]


def test_a_draft_is_kept_until_it_is_sent_and_says_what_is_missing(rated: Rated) -> None:
    at = rated.open()
    rated.take(rated.ada, at)
    rated.judge(rated.ada, at, send=False, q1="unclear")
    browser = rated.as_(rated.ada)
    page = browser.read(f"{at}/judge")
    assert kept(page) == SECRET
    data = judged(page) | {"q2_page": "", "q3_answer": "", "send": "1"}
    said = Page(post(browser, page, f"{at}/judge", data).text)
    assert "Say on which page these words stand: “Nothing else explains it”." in said.text
    assert "Choose an answer to “Few were lost: Comprehension”." in said.text
    assert kept(said) == SECRET
    assert {one.status for one in rated.places()} == {"accepted"}
    # Beside each question stands what the rules say of the recorded facts alone.
    assert "How many were lost is not recorded." in page.text
    assert "61 analyzed, mean 54.5, SD 10" in page.text


def test_facts_that_change_are_looked_at_again_and_a_decision_says_that_they_did(
    rated: Rated,
) -> None:
    at = rated.open()
    for person in (rated.ada, rated.ben):
        rated.take(person, at)
    browser = rated.as_(rated.ada)
    page = browser.read(f"{at}/judge")
    _change(rated, n_total=130)
    data = judged(page) | {"send": "1"}
    again = Page(post(browser, page, f"{at}/judge", data).text)
    assert "The recorded facts changed since you opened this page." in again.text
    assert kept(again) == SECRET
    post(browser, again, f"{at}/judge", data)
    rated.judge(rated.ben, at)
    before = rated.as_().read(at).text
    assert "The recorded facts changed after this was decided" not in before
    [decision] = rated.make.all(RatingDecision)
    _change(rated, sd_intervention=0.0)
    after = rated.as_().read(at)
    assert "The recorded facts changed after this was decided" in after.text
    assert rated.make.all(RatingDecision) == [decision]


def test_the_hash_of_facts_tells_zero_from_nothing_and_knows_no_order() -> None:
    def facts(key: str, sd: float | None) -> Contrast:
        return Contrast(key=key, treated=Arm(n=61, sd=sd))

    first, second = facts("wwc:finding:1", 0.0), facts("wwc:finding:2", None)
    assert hash_of([first, second]) == hash_of([second, first])
    assert hash_of([first]) != hash_of([facts("wwc:finding:1", None)])
    assert hash_of([first]) != hash_of([facts("wwc:finding:1", 1.0)])
    assert len(hash_of([])) == 64


def _change(rated: Rated, **values: float) -> None:
    with rated.make.writing() as session:
        finding = session.get(EvidenceFinding, rated.make.all(EvidenceFinding)[0].id)
        assert finding is not None
        for name, value in values.items():
            setattr(finding, name, value)
        session.add(finding)


def at_once(*acts) -> None:
    """Do things in threads that begin at the same moment."""
    barrier = Barrier(len(acts))

    def begin(act) -> None:
        barrier.wait()
        act()

    threads = [Thread(target=begin, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)


def test_of_three_who_take_a_place_at_the_same_moment_two_have_one(rated: Rated) -> None:
    at = rated.open()
    people = (rated.ada, rated.ben, rated.cleo)
    forms = [rated.as_(one) for one in people]
    for browser in forms:
        browser.read(f"{at}/take")
    at_once(
        *(
            lambda browser=browser: browser.force(f"{at}/take", {"may_name": "letter"})
            for browser in forms
        )
    )
    assert [one.place for one in rated.places()] == ["A", "B"]
    assert rated.rating.status == "in_review"


def test_two_who_send_at_the_same_moment_decide_once(rated: Rated) -> None:
    at = rated.open()
    for person in (rated.ada, rated.ben):
        rated.take(person, at)
    browsers = [rated.as_(one) for one in (rated.ada, rated.ben)]
    pages = [browser.read(f"{at}/judge") for browser in browsers]
    at_once(
        *(
            lambda b=browser, p=page: post(b, p, f"{at}/judge", judged(p) | {"send": "1"})
            for browser, page in zip(browsers, pages, strict=True)
        )
    )
    assert {one.status for one in rated.make.all(RatingReviewer)} == {"sent"}
    assert rated.rating.status == "decided"
    assert len(rated.make.all(RatingDecision)) == 1


def test_a_subject_has_one_rating_at_a_time(rated: Rated) -> None:
    at = f"/ratings/of/evidence/{rated.record.id}/open"
    browsers = [rated.as_(rated.admin), rated.as_(rated.ada)]
    at_once(*(lambda b=b: b.force(at, {"network": "portal"}) for b in browsers))
    assert len(rated.make.all(Rating)) == 1
    assert "Open a rating" not in browsers[0].read(f"/ratings/of/evidence/{rated.record.id}").text
    browsers[0].send(f"/ratings/{rated.rating.id}/withdraw", {"reason": "It was opened in error."})
    assert "It was opened in error." in rated.as_().read(f"/ratings/{rated.rating.id}").text
    browsers[1].send(at, {"network": "portal"})
    assert [one.status for one in rated.make.all(Rating)] == ["withdrawn", "open"]


def test_two_who_give_one_answer_throughout_have_no_kappa_and_that_is_said(rated: Rated) -> None:
    at = rated.open()
    same = {f"q{n}": "na" for n in range(7)}
    for person in (rated.ada, rated.ben):
        rated.take(person, at)
    for person in (rated.ada, rated.ben):
        rated.judge(person, at, **same)
    page = rated.as_().read(at)
    assert "Both gave the same one answer throughout." in page.text
    assert "nan" not in page.text.lower().split()
    [decision] = rated.make.all(RatingDecision)
    assert {one.answer for one in decision.answers} == {"na"}
    # What they left open is computed of the facts, which do not tell how many were lost.
    with rated.make.writing() as session:
        [found] = decided_of(session, [("evidence", rated.record.id)]).values()
    assert found.rating == decision.rating


def test_a_study_without_recorded_findings_is_opened_and_cannot_be_sent(rated: Rated) -> None:
    with rated.make.writing() as session:
        session.delete(session.get(EvidenceFinding, rated.make.all(EvidenceFinding)[0].id))
    at = rated.open()
    rated.take(rated.ada, at)
    page = rated.as_(rated.ada).read(f"{at}/judge")
    assert "No findings are recorded of this study yet" in page.text
    refused = rated.judge(rated.ada, at)
    assert "No findings are recorded of it now" in Page(refused.text).text
    assert [one.status for one in rated.places()] == ["accepted"]
