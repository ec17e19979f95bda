"""Two people of the network read a brief before it is published; review is no veto."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from rpp import clock
from rpp.briefs import operations, publishing
from rpp.briefs.models import BriefVersion
from rpp.briefs.review import asking, desk, reminding, suggesting
from rpp.briefs.review.checklist import POINTS
from rpp.briefs.review.models import BriefReviewer, BriefSuggestion, BriefVerdict
from rpp.briefs.review.suggesting import Suggestion
from rpp.briefs.review.text import hash_of
from rpp.errors import DomainError
from tests.briefs.conftest import SECRET, TITLE
from tests.briefs.review.conftest import ANSWERS, REASON, Reviewed
from tests.support.client import Browser

BrowserAs = Callable[..., Browser]
CHECKED = dict.fromkeys(POINTS, "yes")


def told(w: Reviewed, person) -> list[str]:
    return [one.text for one in w.make.notices() if one.person_id == person.id]


def test_two_reviewers_are_asked_read_suggest_and_approve_and_the_leader_publishes(
    reviewed: Reviewed, browser_as: BrowserAs
) -> None:
    w, at = reviewed, f"/briefs/{reviewed.brief.id}"
    lead, dana, noor = (browser_as(one) for one in (w.lead, w.dana, w.noor))
    # Nobody who made it can be asked.
    offered = lead.get(f"{at}/reviewers").text
    for person in (w.lead, w.co_lead, w.practitioner, w.observer):
        assert f'value="{person.id}-' not in offered
    for person in (w.noor, w.dana):
        (organization,) = w.viewer(person).member_of
        lead.send(f"{at}/reviewers", {"reviewer": f"{person.id}-{organization}"})
    assert "Ask someone to review it" not in lead.read(f"{at}/review").text

    # Whoever is asked sees the title, and the text once they accept.
    assert dana.get(at).status_code == 404
    assert dana.get(f"{at}/review").status_code == 404
    asked = dana.read(f"{at}/review/answer")
    assert TITLE in asked.text
    assert SECRET not in asked.text
    assert f"{at}/review/answer" in dana.read("/me").links
    dana.send(f"{at}/review/answer", {"conflict": "My district buys buses.", "may_name": "y"})
    noor.send(f"{at}/review/answer", {"conflict": ""})
    assert SECRET in dana.read(at).text
    assert SECRET in dana.read(f"{at}/review/decide").text
    assert dana.get(f"{at}/edit").status_code == 403
    assert dana.get(f"{at}/publish").status_code == 403

    # A suggestion is about words that stand there; the writers answer it.
    suggestion = {"section": "bottom_line", "passage": "No such words.", "why": "Say less."}
    refused = dana.send(f"{at}/review/suggest", suggestion, status=422)
    assert "These words are not in this section" in refused.text
    dana.send(f"{at}/review/suggest", suggestion | {"passage": "present for 89.3% of"})
    [made] = w.make.all(BriefSuggestion)
    browser_as(w.practitioner).send(
        f"{at}/suggestions/{made.id}", {"taken": "no", "word": "The clerks counted so."}
    )
    assert "turned down what you suggested" in told(w, w.dana)[-1]
    assert "The clerks counted so." in dana.read(f"{at}/review").text

    # Every point of the checklist has an answer, and what was typed stays.
    few = {"claims": "no", "claims_note": "Too strong.", "verdict": "approve"}
    short = dana.send(f"{at}/review/decide", few, status=422)
    assert "Choose an answer." in short.text
    assert "Too strong." in short.text
    dana.send(f"{at}/review/decide", CHECKED | few)
    assert "You see what the other reviewer decided" in noor.read(f"{at}/review").text
    assert "Too strong." not in noor.read(f"{at}/review").text
    assert "One of two reviewers has approved this text." in lead.read(f"{at}/publish").text
    early = lead.send(f"{at}/publish", {"agreed": "y"}, status=422)
    assert "One of two reviewers has approved this text." in early.text
    noor.send(f"{at}/review/decide", CHECKED | {"verdict": "approve"})
    lead.send(f"{at}/publish", {"agreed": "y"})

    page = browser_as().read(at).text
    assert "Two reviewers approved it." in page
    assert "Dana Ortiz" in page
    assert "says of their own interest: My district buys buses." in page
    assert "Noor Haddad" not in page
    assert "A reviewer from outside school districts" in page
    assert "Too strong." not in page
    [version] = w.make.all(BriefVersion)
    assert [one.by.practitioner for one in version.content.review.opinions] == [False, True]


def test_a_change_after_an_approval_voids_it_and_says_so(
    reviewed: Reviewed, browser_as: BrowserAs
) -> None:
    w, brief = reviewed, reviewed.brief
    for person in (w.dana, w.noor):
        w.accept(person)
        w.approve(person)
    w.act(operations.print_dissent, w.co_lead, brief.id, "It costs more than it says.")
    with pytest.raises(DomainError, match="No reviewer has approved this text"):
        w.act(publishing.publish_brief, w.lead, brief.id)
    for person in (w.dana, w.noor):
        assert "does not count for the new text; read it again" in told(w, person)[-1]
    dana = browser_as(w.dana)
    assert "What changed since you decided" in dana.read(f"/briefs/{brief.id}/review/decide").text
    assert (
        "so that approval does not count"
        in browser_as(w.lead).read(f"/briefs/{brief.id}/review").text
    )
    # The same text again is the text that they approved.
    w.act(operations.print_dissent, w.co_lead, brief.id, "")
    assert w.act(publishing.publish_brief, w.lead, brief.id).status == "published"


def test_a_brief_returned_twice_is_published_with_the_comments_printed(
    reviewed: Reviewed, browser_as: BrowserAs
) -> None:
    w, brief, at = reviewed, reviewed.brief, f"/briefs/{reviewed.brief.id}"
    w.accept(w.dana, "A friend works on the buses.")
    w.accept(w.noor, may_name=False)
    with pytest.raises(DomainError, match="Say what must change"):
        w.decide(w.dana, "No.")
    w.decide(w.dana, REASON)
    assert w.now(brief).status == "draft"
    assert REASON in told(w, w.lead)[-1]
    # Whoever returned it is not replaced by those who wrote it.
    [first] = [one for one in w.make.all(BriefReviewer) if one.person_id == w.dana.id]
    with pytest.raises(DomainError, match="Only a steward"):
        w.do(asking.release_reviewer, w.lead, brief.id, first.id)
    with pytest.raises(DomainError, match="A reviewer decides on a brief while it is in review"):
        w.decide(w.noor, REASON)

    w.save(brief, {"bottom_line": "Riders were present more often after the bell moved."})
    w.act(operations.send_to_review, w.lead, brief.id)
    assert "after you returned it" in told(w, w.dana)[-1]
    w.approve(w.dana, "Now it says what was seen.")
    with pytest.raises(DomainError, match="One of two reviewers"):
        w.act(publishing.publish_brief, w.lead, brief.id)
    w.decide(w.noor, "The cost of drivers is missing from the text.")
    w.act(operations.send_to_review, w.lead, brief.id)
    lead = browser_as(w.lead)
    assert "Reviewers returned it twice." in lead.read(f"{at}/publish").text
    lead.send(f"{at}/publish", {"agreed": "y"})

    page = browser_as().read(at).text
    for words in (REASON, "Now it says what was seen.", "Dana Ortiz", "Returned an earlier text",
                  "The cost of drivers is missing", "A reviewer from outside school districts",
                  "A friend works on the buses."):  # fmt: skip
        assert words in page, words
    assert "Noor Haddad" not in page
    # It is part of the version: who is called otherwise today is printed as they were.
    [version] = w.make.all(BriefVersion)
    assert version.content.review.way == "returned"
    assert REASON in browser_as().get(f"{at}/v1/text.json").text
    # A correction is not reviewed anew, and says which version was.
    w.corrected(brief)
    assert "They read version 1, which was corrected since." in browser_as().read(at).text


def test_after_21_days_a_brief_is_published_without_two_approvals(
    reviewed: Reviewed, set_clock, anyone: Browser
) -> None:
    w, brief = reviewed, reviewed.brief
    start = clock.now()
    set_clock(start + timedelta(days=30))
    # Nobody was asked: that is no review that took too long.
    with pytest.raises(DomainError, match="Two people must be asked to review it"):
        w.act(publishing.publish_brief, w.lead, brief.id)
    w.ask(w.dana)
    w.accept(w.noor)
    set_clock(start + timedelta(days=50, hours=23))
    with pytest.raises(DomainError, match="it can be published without two approvals"):
        w.act(publishing.publish_brief, w.lead, brief.id)
    set_clock(start + timedelta(days=51))
    w.act(publishing.publish_brief, w.lead, brief.id)
    page = anyone.read(f"/briefs/{brief.id}").text
    assert "It was in review for 21 days without two approvals." in page
    assert "Reviewers were first asked on" in page


def test_who_can_be_asked(reviewed: Reviewed, worlds) -> None:
    w = reviewed
    for person in (w.co_lead, w.observer, w.stranger):
        with pytest.raises(DomainError, match="no part in this brief and its study"):
            w.do(asking.ask_reviewer, w.lead, w.brief.id, person.id, w.cullman.id)
    # Nor who sees the study by their office in one of its districts.
    with pytest.raises(DomainError, match="no part in this brief and its study"):
        w.ask(w.make.leader(w.jackson))
    elsewhere = worlds()
    with pytest.raises(DomainError, match="Choose someone of the network"):
        w.ask(elsewhere.practitioner)
    w.ask(w.noor)
    another = w.make.researcher(w.make.organization(type="research"))
    w.make.join(w.network, w.make.all(type(w.cullman))[-1])
    with pytest.raises(DomainError, match="One of the two reviewers works in a school district"):
        w.ask(another)
    w.ask(w.dana, by=w.steward)
    with pytest.raises(DomainError, match="Two people review this brief already"):
        w.ask(w.third)


def test_the_draft_is_shown_to_its_reviewers_and_stewards_alone(
    reviewed: Reviewed, browser_as: BrowserAs
) -> None:
    w, at = reviewed, f"/briefs/{reviewed.brief.id}"

    def seen() -> list[bool]:
        people = (w.dana, w.noor, w.third, w.steward, w.stranger)
        return [browser_as(one).get(at).status_code == 200 for one in people]

    assert seen() == [False, False, False, True, False]
    dana = w.accept(w.dana)
    assert seen() == [True, False, False, True, False]
    for person, path, status in (
        (w.third, "/review", 404),
        (w.steward, "/review", 200),
        (w.steward, "/review/decide", 403),
        (w.practitioner, "/review", 200),
        (w.practitioner, "/reviewers", 403),
        (w.co_lead, "/reviewers", 200),
        (w.dana, "/reviewers", 403),
        (w.third, "/review/answer", 404),
    ):
        assert browser_as(person).get(at + path).status_code == status, (person.name, path)
    browser_as(w.dana).send(f"{at}/review/decline", {"reason": "No time until January."})
    assert seen() == [False, False, False, True, False]
    w.ask(w.dana)
    w.do(asking.accept_review, w.dana, dana.id, may_name=True, conflict="")
    browser_as(w.steward).send(f"{at}/review", action="/release")
    assert seen() == [False, False, False, True, False]
    with pytest.raises(DomainError, match="do not review it any more"):
        w.approve(w.dana)
    # Who leaves the district for which they were asked reviews no more.
    w.ask(w.third)
    with w.make.writing() as session:
        reviewer = next(o for o in w.make.all(BriefReviewer) if o.person_id == w.third.id)
        reviewer = session.get_one(BriefReviewer, reviewer.id)
        reviewer.status = "accepted"
        session.add(reviewer)
    assert seen()[2]


def test_the_approval_of_who_was_replaced_does_not_count(reviewed: Reviewed) -> None:
    w, brief = reviewed, reviewed.brief
    dana = w.accept(w.dana)
    w.accept(w.noor)
    for person in (w.dana, w.noor):
        w.approve(person)
    w.do(asking.release_reviewer, w.lead, brief.id, dana.id)
    assert "chose someone else to review" in told(w, w.dana)[-1]
    with pytest.raises(DomainError, match="One of two reviewers has approved"):
        w.act(publishing.publish_brief, w.lead, brief.id)
    w.accept(w.third)
    w.approve(w.third)
    assert w.act(publishing.publish_brief, w.lead, brief.id).status == "published"


def test_a_deleted_draft_takes_its_review_with_it(reviewed: Reviewed) -> None:
    w, brief = reviewed, reviewed.brief
    w.accept(w.dana, "My sister drives a bus there.")
    w.do(suggesting.suggest, w.dana, brief.id, Suggestion("title", why="Say by how much."))
    w.decide(w.dana, REASON)
    w.act(operations.delete_draft, w.lead, brief.id)
    assert w.make.all(BriefVerdict) == w.make.all(BriefSuggestion) == []
    [reviewer] = w.make.all(BriefReviewer)
    assert (reviewer.status, reviewer.conflict) == ("ended", "")


def test_reviewers_are_reminded_once_a_week_and_see_what_waits_for_them(
    reviewed: Reviewed, set_clock
) -> None:
    w, start = reviewed, clock.now()
    w.ask(w.dana)
    w.accept(w.noor)

    def waits(person) -> list[str]:
        viewer = w.viewer(person)
        with w.make.writing() as session:
            return [one["button"] for one in desk.waiting_for(session, viewer)]

    def reminded(days: float) -> int:
        set_clock(start + timedelta(days=days))
        with w.make.writing() as session:
            return reminding.remind_due(session)

    assert (waits(w.dana), waits(w.noor)) == (["Answer"], ["Read and decide"])
    assert [reminded(days) for days in (6.9, 7.1, 7.2)] == [0, 2, 0]
    w.approve(w.noor)
    assert waits(w.noor) == []
    assert [reminded(days) for days in (14.2, 14.3, 30)] == [1, 0, 0]
    assert told(w, w.dana)[-1] == f"The portal reminds you of the review of “{TITLE}”."


def test_the_hash_is_of_what_readers_read(reviewed: Reviewed) -> None:
    draft = reviewed.now(reviewed.brief).draft
    same = draft.with_texts(draft, not_a_student=True).rendered()
    assert hash_of(same) == hash_of(draft)
    from dataclasses import replace

    for changed in (
        replace(draft, title=f"{draft.title}."),
        replace(draft, authors=draft.authors[::-1]),
        replace(draft, parts={**draft.parts, "took": "Nothing."}),
        replace(draft, dissent=[]),
        replace(draft, figures=draft.figures[::-1]),
    ):
        assert hash_of(changed) != hash_of(draft)


def test_a_reviewer_approves_the_text_that_they_read(
    reviewed: Reviewed, browser_as: BrowserAs
) -> None:
    w, at = reviewed, f"/briefs/{reviewed.brief.id}/review/decide"
    w.accept(w.dana)
    dana = browser_as(w.dana)
    page = dana.read(at)
    w.act(operations.print_dissent, w.co_lead, w.brief.id, "It costs more than it says.")
    late = dana.send(
        at, CHECKED | {"verdict": "approve", "comment": "Well said."}, page=page, status=422
    )
    assert "The text changed while you read it." in late.text
    assert "Well said." in late.text
    assert w.make.all(BriefVerdict) == []
    assert ANSWERS
