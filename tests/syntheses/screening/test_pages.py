"""Screening as two people do it in their browsers, and what the others read of it."""

import csv
import html
import io
import re
from typing import Any

import pytest

from rpp.syntheses import operations as of_synthesis
from rpp.syntheses import publishing
from rpp.syntheses.models import SynthesisStudy
from rpp.syntheses.operations import Texts
from rpp.syntheses.screening import ruling, settling
from rpp.syntheses.screening.deciding import Judgment
from rpp.syntheses.screening.models import (
    ScreeningCase,
    ScreeningDecision,
    ScreeningRule,
    ScreeningStop,
)
from rpp.syntheses.screening.stopping import Rule
from tests.support.client import Browser
from tests.syntheses.screening.conftest import INCLUDE, LEAVE_OUT, Screening

ALONE = "Only you see it until the other person has decided"


def decide(browser: Browser, at: str, outcome: str, **more: Any) -> str:
    """Press one of both buttons on the page of a candidate."""
    page = browser.read(at)
    form = next(form for form in page.forms if "reason" in form.names)
    return browser.send(at, {"outcome": outcome, **more}, action=form.action, page=page).text


def title(browser: Browser, path: str) -> str:
    """The candidate that a page is about."""
    found = re.search(r"<h1[^>]*>(.*?)</h1>", browser.get(path).text, re.DOTALL)
    assert found
    return html.unescape(re.sub(r"<[^>]*>", "", found[1])).strip()


def test_two_people_screen_one_candidate_after_the_other(browser_as, screening: Screening) -> None:
    ana, ben, href = browser_as(screening.ana), browser_as(screening.ben), screening.href
    first, second, third = screening.candidates
    page = ana.read(href)
    assert first.title in page.text
    assert "3 candidates left for you" in page.text
    assert ALONE in decide(ana, href, "include", note="Fits the question.")
    assert f"{href}/{first.id}" in ana.read(href).links, "the last decision can be taken back"
    assert second.title in ana.read(href).text
    # The form is sent twice: the second time leads where the first did, and decides nothing.
    own = f"{href}/{first.id}"
    assert "You decided: Include" in ana.read(own).text
    ana.send(own, action=f"{own}/undo")
    assert screening.desk.make.all(ScreeningDecision) == []
    decide(ana, own, "include")
    # Ben sees it as if nobody had decided.
    assert "3 candidates left for you" in ben.read(href).text
    told = decide(ben, own, "exclude", reason="outcome", note="Attendance alone.")
    assert "decided differently" in told
    for browser in (ana, ben):
        shown = browser.read(own).text
        assert "Attendance alone." in shown
        assert "Leave out: Another outcome" in shown
    ana.send(f"{own}/settle", {"outcome": "exclude", "reason": "outcome", "note": "He is right."})
    assert "Ana Ash proposed: Leave out" in ben.read(own).text
    ben.send(f"{own}/settle", {"outcome": "exclude", "reason": "outcome", "note": "We agree."})
    assert screening.stands(first).status == "excluded"
    assert "Both agreed after talking it over" in ana.read(own).text
    # Later, at the end.
    ana.send(href, action=f"{href}/{second.id}/later")
    assert title(ana, href) == third.title


def test_a_form_that_is_sent_twice_decides_once(browser_as, screening: Screening) -> None:
    ana, at = browser_as(screening.ana), f"{screening.href}/{screening.candidates[0].id}"
    page = ana.read(at)
    form = next(form for form in page.forms if "reason" in form.names)
    for _ in range(2):
        ana.send(at, {"outcome": "include"}, action=form.action, page=page)
    assert len(screening.desk.make.all(ScreeningDecision)) == 1


def test_errors_stand_beside_their_fields_and_nothing_typed_is_lost(
    browser_as, screening: Screening
) -> None:
    ana, at = browser_as(screening.ana), f"{screening.href}/{screening.candidates[0].id}"
    answer = ana.force(at, {"outcome": "exclude", "note": "Too few students."})
    assert answer.status_code == 422
    assert "Choose why you leave it out." in answer.text
    assert "Too few students." in answer.text
    assert ana.force(at, {"outcome": "include", "note": "x" * 1001}).status_code == 422
    assert ana.force(at, {"outcome": "maybe"}).status_code == 422
    assert (
        ana.force(at, {"note": "Maya Smith, born 3/4/2015", "outcome": "include"}).status_code
        == 422
    )


def seen_by(browser: Browser, screening: Screening) -> dict[str, str]:
    """Everything that somebody who screens can fetch, without what changes each time."""
    href = screening.href
    doors = [
        *(href, f"{href}/list", f"{href}/rule", f"{href}/agreement", f"{href}/rule/change"),
        *(f"{href}/list?state={state}" for state in ("open", "own", "conflict", "included")),
        *(f"{href}/{one.id}" for one in screening.candidates),
        *(f"{href}/{one.id}/settle" for one in screening.candidates),
        *(f"{href}/{one.id}/duplicate" for one in screening.candidates),
        *(f"{href}/{one.id}/appraise" for one in screening.candidates),
        *(f"/syntheses/{screening.synthesis.slug}", "/syntheses", "/me", "/notices", "/search?q=a"),
        *(f"/api/v1/syntheses/{screening.synthesis.id}", "/feeds/syntheses.atom"),
        *(f"{href}/decisions.csv", f"{href}/people"),
    ]
    found = {}
    for door in doors:
        answer = browser.get(door)
        text = re.sub(r'<input[^>]*name="(csrf_token|once|read)"[^>]*>', "", answer.text)
        text = re.sub(r'name="csrf-token" content="[^"]*"', "", text)
        found[door] = f"{answer.status_code} {answer.headers.get('ETag', '')} {text}"
    return found


def changed(one: str, other: str) -> list[str]:
    return [a for a, b in zip(one.split("\n"), other.split("\n"), strict=False) if a != b]


@pytest.mark.parametrize("who", ["ben", "broker"])
def test_nothing_of_what_one_decided_alone_shows_at_any_door(
    browser_as, screening: Screening, who: str
) -> None:
    """Every page that another person who screens can read is the same, byte by byte."""
    for n in range(8):
        screening.candidate(f"{'Dropout' if n % 2 else 'Swimming'} program {n}")
    broker = screening.desk.broker
    reader = screening.ben if who == "ben" else broker
    browser = browser_as(reader)
    for n, one in enumerate(screening.candidates[3:9]):
        judgment = INCLUDE if n % 2 else LEAVE_OUT
        if who == "ben":
            screening.decides(screening.ben, one, judgment)
    before = seen_by(browser, screening)
    for n, one in enumerate(screening.candidates[:3] + screening.candidates[9:]):
        screening.decides(
            screening.ana,
            one,
            Judgment("include", note="zebra", is_gray=True)
            if n % 2
            else Judgment("exclude", "design", "zebra"),
        )
    after = seen_by(browser, screening)
    told = {door: changed(before[door], after[door]) for door in before}
    assert {door: lines for door, lines in told.items() if lines} == {}
    assert "zebra" not in "".join(after.values())


def test_who_may_screen_who_keeps_and_who_reads(
    anyone: Browser, browser_as, screening: Screening
) -> None:
    href, one = screening.href, screening.candidates[0]
    ana, keeper = browser_as(screening.ana), browser_as(screening.desk.broker)
    author = browser_as(screening.desk.world.author)
    screens = ["", "/list", f"/{one.id}", f"/{one.id}/duplicate"]
    for door in screens:
        assert ana.get(f"{href}{door}").status_code == 200
        assert keeper.get(f"{href}{door}").status_code == 200
        assert author.get(f"{href}{door}").status_code == 403
        assert "/sign-in" in anyone.get(f"{href}{door}").headers["Location"]
    for door in (f"/{one.id}/undo", f"/{one.id}/later", f"/{one.id}/unmark", "/leave"):
        assert author.force(f"{href}{door}").status_code == 403
    for door in ("/rule/change", "/stop", "/people"):
        assert keeper.get(f"{href}{door}").status_code == 200
        assert ana.get(f"{href}{door}").status_code == 403
    assert ana.force(f"{href}/resume").status_code == 403
    assert ana.force(f"{href}/people/{screening.ben.id}/end").status_code == 403
    # What was not decided by two has neither a door to settle it nor one to appraise it.
    for door in ("settle", "appraise", "reviewed"):
        assert ana.get(f"{href}/{one.id}/{door}").status_code == 404
        assert author.get(f"{href}/{one.id}/{door}").status_code == 403
    # The rule is everyone's, the numbers are not yet.
    shown = anyone.read(f"{href}/rule").text
    assert "at least 95% of the relevant studies" in shown
    assert "If you stop now" not in shown
    assert "If you stop now" in ana.read(f"{href}/rule").text
    for door in ("agreement", "decisions.csv"):
        assert anyone.get(f"{href}/{door}").status_code == 404
    assert ana.get(f"{href}/agreement").status_code == 200
    assert ana.get(f"{href}/decisions.csv").status_code == 404
    # Candidates of another synthesis are not found through this one.
    other = screening.desk.screened()
    foreign = screening.desk.candidate(other, screening.desk.record("Elsewhere"))
    assert ana.get(f"{href}/{foreign.id}").status_code == 404
    assert ana.get(f"/syntheses/{other.slug}/screening").status_code == 403


def test_people_are_asked_and_leave(browser_as, screening: Screening) -> None:
    keeper, dora = browser_as(screening.desk.broker), screening.desk.make.person("Dora Day")
    people = f"{screening.href}/people"
    assert "is needed" not in keeper.read(people).text
    keeper.send(people, {"email": dora.email})
    assert "Dora Day" in keeper.read(people).text
    assert "asked you to screen" in browser_as(dora).read("/notices").text
    assert "screens here already" in keeper.send(people, {"email": dora.email}, status=422).text
    assert "no confirmed account" in keeper.send(people, {"email": "a@b.example"}, status=422).text
    own = browser_as(dora)
    assert own.get(screening.href).status_code == 200
    own.force(f"{screening.href}/leave")
    assert own.get(screening.href).status_code == 403
    keeper.send(people, action=f"{people}/{screening.ben.id}/end")
    assert browser_as(screening.ben).get(screening.href).status_code == 403


def test_the_rule_is_fixed_before_and_each_change_is_told_to_everyone(
    anyone: Browser, browser_as, screening: Screening
) -> None:
    other = screening.desk.screened()
    keeper, href = browser_as(screening.desk.broker), f"/syntheses/{other.slug}/screening"
    one = screening.desk.candidate(other, screening.desk.record("Early"))
    assert "fix first when screening may stop" in keeper.read(f"{href}/{one.id}").text
    fixed = {"target": "95", "chance": "5", "method": "ranked"}
    keeper.send(f"{href}/rule/change", fixed)
    # Once fixed, a change needs a reason, whether or not somebody has decided.
    change = f"{href}/rule/change"
    assert "Say why the rule changes" in keeper.send(change, {"chance": "10"}, status=422).text
    keeper.send(change, {"chance": "10", "reason": "Two of us have no more time."})
    assert "Aim for 80 to 99" in keeper.send(change, {"target": "50"}, status=422).text
    shown = anyone.read(f"{href}/rule").text
    assert "a chance of at most 10% of missing that" in shown
    assert "Two of us have no more time." in shown
    assert len(screening.desk.make.all(ScreeningRule)) == 3
    assert f"{href}/rule" in anyone.read(f"/syntheses/{other.slug}").links


def test_stopping_before_the_rule_is_met_needs_a_public_reason(
    anyone: Browser, browser_as, screening: Screening
) -> None:
    keeper, href = browser_as(screening.desk.broker), screening.href
    first, second, third = screening.candidates
    screening.settled(first)
    stop = f"{href}/stop"
    assert "The rule is not met yet" in keeper.send(stop, {"reason": ""}, status=422).text
    keeper.send(stop, {"reason": "The grant has ended."})
    assert "The grant has ended." in anyone.read(f"{href}/rule").text
    ana = browser_as(screening.ana)
    assert "Screening was stopped" in ana.read(f"{href}/{second.id}").text
    assert ana.force(f"{href}/{second.id}", {"outcome": "include"}).status_code == 422
    keeper.send(f"{href}/rule", action=f"{href}/resume")
    for one in (second, third):
        screening.settled(one, LEAVE_OUT)
    assert "All candidates are screened" in keeper.read(f"{href}/rule").text
    keeper.send(stop, {"reason": ""})
    early, late = screening.desk.make.all(ScreeningStop)
    assert (early.is_met, early.seen, early.found, early.total) == (False, 1, 1, 3)
    assert (late.is_met, late.chance) == (True, 0)


AACODS = ("authority", "accuracy", "coverage", "objectivity", "date", "significance")
APPRAISED = dict.fromkeys(AACODS, "yes") | {f"{code}_words": "It does." for code in AACODS}
COPY = {
    "archived_at": "https://web.archive.org/web/2020/https://x.example",
    "archived_on": "2020-05-04",
}


def test_gray_literature_is_included_once_it_is_appraised(browser_as, screening: Screening) -> None:
    ana, ben = browser_as(screening.ana), browser_as(screening.ben)
    one = screening.candidate("A report", citation="Doe, A. (2001). A report. Final report.")
    at = f"{screening.href}/{one.id}"
    page = ana.read(at)
    assert next(form for form in page.forms if "is_gray" in form.names).fields["is_gray"] == ["y"]
    decide(ana, at, "include")
    assert "appraised next" in decide(ben, at, "include", is_gray=None)
    assert screening.stands(one).status == "candidate", "not before it is appraised"
    assert "Appraise it" in ben.read(at).text
    appraise = f"{at}/appraise"
    wrong = ben.force(appraise, APPRAISED | COPY | {"archived_at": "http://x.example"})
    assert "Give the whole address" in wrong.text
    assert wrong.status_code == 422
    assert ben.force(appraise, APPRAISED | COPY | {"date_words": ""}).status_code == 422
    assert ben.force(appraise, APPRAISED | COPY | {"archived_on": "2999-01-01"}).status_code == 422
    assert screening.stands(one).status == "candidate"
    shown = ben.send(appraise, APPRAISED | COPY).text
    assert screening.stands(one).status == "included"
    assert "Internet Archive" in shown
    assert "May 4, 2020" in shown


def test_what_was_peer_reviewed_after_all_needs_no_appraisal(
    browser_as, screening: Screening
) -> None:
    one = screening.candidates[0]
    screening.settled(one, Judgment("include", is_gray=True))
    assert screening.stands(one).status == "candidate"
    at = f"{screening.href}/{one.id}"
    browser_as(screening.cleo).send(f"{at}/reviewed", {"where": "Journal of Made-up Studies"})
    assert screening.stands(one).status == "included"
    # What is left out needs none either.
    other = screening.candidates[1]
    screening.settled(other, Judgment("exclude", "design", is_gray=True))
    assert screening.stands(other).status == "excluded"


def test_each_candidate_says_why_it_comes_and_none_is_hidden(
    browser_as, screening: Screening
) -> None:
    for n in range(6):
        screening.candidate(
            f"{'Dropout mentors and attendance' if n % 2 else 'Swimming coaches and fitness'} {n}"
        )
    ana, made = browser_as(screening.ana), screening.candidates
    assert "where the search put it" in ana.read(screening.href).text
    for one in (made[4], made[6]):
        screening.decides(screening.ana, one, INCLUDE)
    for one in (made[3], made[5], made[0]):
        screening.decides(screening.ana, one, LEAVE_OUT)
    page = ana.read(screening.href).text
    assert made[8].title in page, "what is like the included comes first"
    assert "learned from 5 decisions" in page
    assert "What speaks most for this one:" in page
    assert "“dropout”" in page
    listed = ana.read(f"{screening.href}/list").text
    assert all(one.title in listed for one in made)
    ben = browser_as(screening.ben).read(screening.href).text
    assert made[0].title in ben, "Ben's order knows nothing of it"


def test_a_random_order_is_everyones_own_and_stays(browser_as, screening: Screening) -> None:
    screening.keeps(ruling.fix_rule, Rule(method="random"), "No trust in a learner.")
    for n in range(12):
        screening.candidate(f"Program {n}")
    ana = browser_as(screening.ana)
    first = title(ana, screening.href)
    assert title(ana, screening.href) == first
    assert title(browser_as(screening.ben), screening.href) == first


def test_duplicates_are_marked_from_the_page_and_leave_the_counts(
    browser_as, screening: Screening
) -> None:
    ana = browser_as(screening.ana)
    first = screening.candidates[0]
    again = screening.candidate(first.title.upper())
    at = f"{screening.href}/{again.id}"
    assert "It may be the same study as" in ana.read(at).text
    ana.send(f"{at}/duplicate", {"of": str(first.id)})
    assert screening.stands(again).duplicate_of == first.id
    assert f"{screening.href}/{first.id}" in browser_as(screening.ben).read(at).links
    browser_as(screening.ben).send(at, action=f"{at}/unmark")
    assert screening.stands(again).status == "candidate"


def test_after_it_is_published_everyone_checks_how_it_was_screened(
    anyone: Browser, screening: Screening
) -> None:
    first, second, third = screening.candidates
    screening.settled(first)
    screening.decides(screening.ana, second, Judgment("include", note="=1+1"))
    screening.decides(screening.ben, second, LEAVE_OUT)
    out = Judgment("exclude", "outcome", "Attendance alone.")
    screening.does(screening.cleo, settling.resolve, second.id, out)
    screening.decides(screening.ana, third, Judgment("exclude", "design", "zebra"))
    texts = Texts(answer="They help some students.")
    screening.keeps(of_synthesis.write, texts)
    screening.keeps(publishing.publish)
    rule = anyone.read(f"{screening.href}/rule")
    assert "If you stop now, the chance that more than 5% of the relevant studies" in rule.text
    assert "After 2 candidates of 3 were screened, 1 were relevant." in rule.text
    assert f"{screening.href}/agreement" in rule.links
    agreed = anyone.read(f"{screening.href}/agreement").text
    assert "They agreed on 1 of 2 (50%)" in agreed
    answer = anyone.get(f"{screening.href}/decisions.csv")
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert [(row["reader"], row["outcome"]) for row in rows] == [
        ("A", "include"),
        ("B", "include"),
        ("A", "include"),
        ("B", "exclude"),
    ]
    assert rows[2]["note"] == "'=1+1"
    assert rows[3]["settled_note"] == "Attendance alone."
    assert "zebra" not in answer.text, "one of two alone is no one's to read"


def test_the_candidates_of_a_retired_synthesis_are_read_and_no_longer_decided(
    browser_as, screening: Screening
) -> None:
    screening.settled(screening.candidates[0])
    screening.keeps(of_synthesis.write, Texts(answer="They help."))
    screening.keeps(publishing.publish)
    screening.keeps(publishing.retire, "no_resources", "Nobody has the time.")
    at = f"{screening.href}/{screening.candidates[1].id}"
    ana = browser_as(screening.ana)
    assert "not kept now" in ana.read(at).text
    assert ana.force(at, {"outcome": "include"}).status_code == 422
    assert len(screening.desk.make.all(ScreeningCase)) == 1
    assert {one.status for one in screening.desk.make.all(SynthesisStudy)} == {
        "included",
        "candidate",
    }
