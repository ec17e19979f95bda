"""From an interpreted study to a published brief, as its people do it in the browser."""

from collections.abc import Callable
from typing import Any

import pytest

from rpp.briefs import operations, publishing, queries
from rpp.briefs.details.schema import Contributor
from rpp.briefs.models import Brief, BriefOrganization, BriefVersion
from rpp.briefs.texts import ChartText, Draft, Figure
from rpp.history import Event
from rpp.problems.models import Problem
from rpp.studies.models import Study
from rpp.vocabulary import Tag
from tests.briefs.conftest import ABOUT, RESULT, TITLE, World
from tests.support.client import Browser
from tests.support.reviews import review

BrowserAs = Callable[..., Browser]


def test_a_leader_brings_a_study_to_everyone(world: World, browser_as: BrowserAs) -> None:
    lead, practitioner = browser_as(world.lead), browser_as(world.practitioner)

    # Nothing is typed twice: the draft holds what the partners wrote, shown as people read it.
    offered = lead.read(f"/briefs/new?study={world.study.id}").text
    assert "Ice was not tested." in offered
    assert "**" not in offered
    lead.send(f"/briefs/new?study={world.study.id}", action="/briefs/new")
    [brief] = world.make.all(Brief)
    form = lead.read(f"/briefs/{brief.id}/edit").form("/edit")
    assert form.fields["bottom_line"][0].strip() == RESULT
    assert "Eleven schools entered a draw." in form.fields["did"][0]
    assert "likely between 1.0 and 5.2" in form.fields["found"][0]
    assert "one file each Friday" in form.fields["cost"][0]
    assert "Ice was not tested." in form.fields["limits"][0]
    assert form.fields["figure1_value"] == ["+3.1 percentage points"]
    assert "First-period attendance | 3.1 | 1.0 | 5.2" in form.fields["chart_rows"][0]

    lead.send(f"/briefs/{brief.id}/edit", {"title": TITLE}, action="/edit")
    assert "Go to “About this brief”" in lead.read(f"/briefs/{brief.id}/edit").text
    assert f"/briefs/{brief.id}/about" in lead.read(f"/briefs/{brief.id}").links
    lead.send(f"/briefs/{brief.id}/about", ABOUT, action="/about")
    lead.send(f"/briefs/{brief.id}", action="/review")
    practitioner.send(f"/briefs/{brief.id}", {"body": "Say that Grundy opted out of game days."})
    assert "Grundy opted out" in lead.read(f"/briefs/{brief.id}").text
    review(world.make, brief.id)
    lead.send(f"/briefs/{brief.id}/publish", {"agreed": "y"})

    page = browser_as().read(f"/briefs/{brief.id}")
    for words in (TITLE, RESULT, "Our winter was mild.", "Walt Jessup", "not rated yet",
                  "Randomized trial", "1,534", "CC BY 4.0", "1 minute to read"):  # fmt: skip
        assert words in page.text, words
    assert TITLE in browser_as().read("/briefs").text
    [study] = world.make.all(Study)
    [problem] = world.make.all(Problem)
    assert (study.status, study.brief_id, problem.status) == ("published", brief.id, "resolved")


def test_publishing_keeps_organizations_tags_authors_and_hash(world: World) -> None:
    brief = world.published()
    [version] = world.make.all(BriefVersion)
    assert version.number == 1
    with world.make.writing() as session:
        stated = queries.stated(session, version.brief_id, 1)
    assert stated is not None
    assert version.text_hash == stated.text_hash
    assert [a.name for a in version.authors] == ["Imani Feld", "Carla Winfield", "Walt Jessup"]
    assert [a.mark for a in version.authors] == ["researcher", "lea", "lea"]
    named = {(o.organization_id, o.state) for o in world.make.all(BriefOrganization)}
    assert named == {
        (world.cullman.id, "AL"),
        (world.jackson.id, "AL"),
        (world.institute.id, ""),
    }
    tags = {(t.element, t.code) for t in world.make.all(Tag) if t.kind == "brief"}
    assert tags == {
        *(("grade", "07"), ("grade", "09"), ("subject", "attendance")),
        *(("locale", "TownDistant"), ("school_type", "Regular"), ("program_type", "04887")),
        *(("audience", "Administrator"), ("design", "rct"), ("outcome", "attendance")),
    }
    assert world.now(brief).published_seq == version.id


def test_anyone_can_check_the_hash(world: World, anyone: Browser) -> None:
    import hashlib

    brief = world.published()
    body = anyone.get(f"/briefs/{brief.id}/v1/text.json").data
    assert hashlib.sha256(body).hexdigest() in anyone.read(f"/briefs/{brief.id}").text


def test_a_study_has_one_brief(world: World, browser_as: BrowserAs) -> None:
    brief = world.draft()
    lead = browser_as(world.lead)
    response = lead.get(f"/briefs/new?study={world.study.id}")
    assert response.headers["Location"] == f"/briefs/{brief.id}"
    lead.force(f"/briefs/new?study={world.study.id}")
    assert len(world.make.all(Brief)) == 1


def test_no_brief_before_sensemaking(worlds: Any, browser_as: BrowserAs) -> None:
    world = worlds(status="findings_shared")
    lead = browser_as(world.lead)
    page = lead.read(f"/briefs/new?study={world.study.id}")
    assert "after sensemaking" in page.text
    assert lead.force(f"/briefs/new?study={world.study.id}").status_code == 422
    assert world.make.all(Brief) == []


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"title": "A later first bell for long-route riders"}, "a topic is not a result"),
        ({"title": "Does a later bell bring riders back?"}, "a topic is not a result"),
        ({"title": "Effects of a later bell on attendance"}, "a topic is not a result"),
        ({"bottom_line": ""}, "Write “The short answer”"),
        ({"parts": {"found": " "}}, "Still empty: “What was found”"),
        ({"figures": [Figure("1")] * 3}, "all three figures"),
        ({"chart": ChartText(rows="A | 1")}, "Give the chart a title"),
        ({"chart": ChartText("T", "u", "A | one")}, "“one” is not a number"),
        ({"authors": [], "keywords": []}, "Still missing: Authors; Keywords."),
        ({"authors": [Contributor(name="Dana Ortiz")]}, "Still missing: Roles of Dana Ortiz."),
        ({"bottom_line": "Marcus T., grade 9, came back."}, "looks like a student"),
    ],
)
def test_what_is_not_ready_is_not_sent_to_review(
    world: World, browser_as: BrowserAs, changed: dict[str, Any], sentence: str
) -> None:
    brief = world.complete(**changed)
    browser = browser_as(world.lead)
    browser.force(f"/briefs/{brief.id}/review")
    assert world.now(brief).status == "draft"
    assert sentence in browser.read(f"/briefs/{brief.id}").text
    assert sentence in browser.read(f"/briefs/{brief.id}/edit").text


def test_a_passage_that_is_no_student_can_be_confirmed(world: World, browser_as: BrowserAs) -> None:
    brief = world.complete()
    lead = browser_as(world.lead)
    text = {"bottom_line": "Marcus T., grade 9 is a teacher here."}
    answer = lead.send(f"/briefs/{brief.id}/edit", text, action="/edit", status=422)
    assert b"looks like a student" in answer.data
    assert "Marcus" not in world.now(brief).bottom_line
    from tests.support.html import Page

    asked = Page(answer.get_data(as_text=True))
    lead.send("", {"not_a_student": "y"}, action="/edit", page=asked)
    assert "Marcus" in world.now(brief).bottom_line
    lead.send(f"/briefs/{brief.id}", action="/review")
    assert world.now(brief).status == "in_review"


def test_a_partner_prints_a_dissent_that_nobody_else_changes(
    world: World, browser_as: BrowserAs
) -> None:
    brief = world.reviewed()
    browser_as(world.co_lead).send(
        f"/briefs/{brief.id}/dissent", {"text": "It costs more than it says."}
    )
    # The practitioner's own words, copied from sensemaking, are theirs alone to take out.
    browser_as(world.lead).force(f"/briefs/{brief.id}/dissent", {"text": ""})
    review(world.make, brief.id)
    world.act(publishing.publish_brief, world.lead, brief.id)
    page = browser_as().read(f"/briefs/{brief.id}")
    assert "Our winter was mild." in page.text
    assert "It costs more than it says." in page.text
    assert page.text.count("A partner sees it differently") == 2


def test_nobody_publishes_a_text_she_has_not_read(world: World, browser_as: BrowserAs) -> None:
    brief = world.reviewed()
    lead = browser_as(world.lead)
    page = lead.read(f"/briefs/{brief.id}/publish")
    world.act(operations.print_dissent, world.co_lead, brief.id, "It costs more than it says.")
    address = f"/briefs/{brief.id}/publish"
    answer = lead.send(address, {"agreed": "y"}, page=page, status=422)
    assert b"The text changed while you read it" in answer.data
    assert world.now(brief).current == 0


def test_a_withdrawn_brief_leaves_a_tombstone(world: World, browser_as: BrowserAs) -> None:
    brief = world.published()
    world.corrected(brief)
    browser_as(world.lead).send(
        f"/briefs/{brief.id}/withdraw", {"reason": "An error in the attendance file."}
    )
    for path in (f"/briefs/{brief.id}", f"/briefs/{brief.id}/v1", f"/briefs/{brief.id}/v2"):
        page = browser_as().read(path)
        assert "Withdrawn" in page.text
        assert "An error in the attendance file." in page.text
        assert RESULT not in page.text
        assert "Our winter was mild." not in page.text
    browser_as().read(f"/briefs/{brief.id}/v1/text.json", status=404)
    browser_as().read(f"/discussions/brief/{brief.id}", status=404)
    assert TITLE not in browser_as().read("/briefs").text


def test_a_superseded_brief_leads_to_the_newer_one(worlds: Any, browser_as: BrowserAs) -> None:
    old, new = worlds(), worlds()
    first, second = old.published(), new.published(title="Ice ate the gain of a later bell")
    browser = browser_as(old.lead)
    refused = browser.send(
        f"/briefs/{first.id}/supersede",
        {"newer": str(first.id), "why": "The same schools, a year on."},
        status=422,
    )
    assert b"number of another brief" in refused.data
    browser.send(
        f"/briefs/{first.id}/supersede",
        {"newer": str(second.id), "why": "The same schools, a year on."},
    )
    page = browser_as().read(f"/briefs/{first.id}")
    assert RESULT in page.text
    assert f"/briefs/{second.id}" in page.links
    listed = browser_as().read("/briefs")
    assert TITLE not in listed.text
    assert "Ice ate the gain" in listed.text


def test_a_leader_of_the_study_deletes_a_draft_and_the_study_begins_another(
    browser_as, worlds
) -> None:
    world = worlds()
    brief = world.draft()
    practitioner = browser_as(world.practitioner)
    assert practitioner.force(f"/briefs/{brief.id}/delete").status_code == 403
    assert browser_as(world.stranger).force(f"/briefs/{brief.id}/delete").status_code == 404
    lead = browser_as(world.lead)
    lead.send(f"/briefs/{brief.id}/edit", action="/delete")
    gone = world.now(brief)
    assert (gone.status, gone.title, gone.draft) == ("deleted", "", Draft())
    assert lead.get(f"/briefs/{brief.id}").status_code == 404
    assert "Finish the brief" not in lead.read("/me").text
    again = world.draft()
    assert (again.id, again.status) == (brief.id, "draft")
    assert "Finish the brief" in lead.read("/me").text


def test_the_title_of_a_deleted_draft_is_gone_from_its_history(browser_as, worlds) -> None:
    world = worlds()
    brief = world.reviewed()
    world.act(operations.return_to_draft, world.lead, brief.id)
    facts = [e.detail for e in world.make.all(Event) if e.kind == "brief"]
    assert brief.title in [one.get("title") for one in facts]
    browser_as(world.lead).send(f"/briefs/{brief.id}/edit", action="/delete")
    facts = [e.detail for e in world.make.all(Event) if e.kind == "brief"]
    assert brief.title not in [one.get("title") for one in facts]


def test_what_the_partners_read_is_not_deleted(browser_as, worlds) -> None:
    world = worlds()
    brief = world.reviewed()
    answer = browser_as(world.lead).force(f"/briefs/{brief.id}/delete", follow_redirects=True)
    assert "Only a draft can be deleted. The partners and the reviewers are reading" in answer.text
    assert world.now(brief).status == "in_review"
