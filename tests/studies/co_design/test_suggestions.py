"""Suggested changes while the text is written: shown against it, accepted or rejected."""

import pytest

from rpp.errors import DomainError
from rpp.studies.co_design import suggestions
from rpp.studies.models import Amendment, SectionRevision, StudySection
from rpp.studies.papers import signing
from rpp.studies.text import writing
from rpp.studies.text.writing import Conflict
from tests.studies.conftest import World
from tests.support.html import Page

TEXT = "Six schools begin.\n\nThe study pays aides by the hour."
BETTER = "Seven schools begin.\n\nThe study pays aides by the hour."


def body(world: World, study) -> str:
    rows = world.make.all(StudySection)
    return next(r for r in rows if r.study_id == study.id and r.key == "design").body


def suggested(world: World, person=None):
    study = world.study("co_design")
    world.do(writing.save_section, world.lead, study.id, "design", TEXT, 0)
    world.do(
        suggestions.suggest,
        person or world.county_lead,
        study.id,
        "design",
        body=BETTER,
        reason="One more has joined.",
    )
    return study


def member(world: World, study, role: str = "practitioner"):
    person = world.make.member(world.city, name="Dario Pellum")
    world.join(study, person, world.city, role)
    return person


def test_a_member_suggests_and_a_lead_accepts_with_a_word(browser_as, world: World) -> None:
    study = world.study("co_design")
    world.do(writing.save_section, world.lead, study.id, "design", TEXT, 0)
    dario = browser_as(member(world, study))
    at = f"/studies/{study.id}"
    same = dario.send(f"{at}/sections/design/suggest", {"reason": "No change."}, status=422)
    assert "this is the current text" in same.text
    made = dario.send(
        f"{at}/sections/design/suggest", {"body": BETTER, "reason": "One more has joined."}
    )
    html = made.get_data(as_text=True)
    assert "<del>" in html
    assert "removed: Six" in Page(html).text
    assert "new: Seven" in Page(html).text
    # Who suggests does not decide.
    assert not [form for form in Page(html).forms if form.action.endswith("/decide")]
    assert dario.force(f"{at}/suggestions/1/decide", {"word": "Yes."}).status_code == 403
    assert body(world, study) == TEXT
    lead = browser_as(world.lead)
    assert "1 suggested change" in lead.read(at).text
    lead.send(f"{at}/suggestions/1", {"word": "", "verdict": "accept"}, status=422)
    done = lead.send(f"{at}/suggestions/1", {"word": "Thank you.", "verdict": "accept"})
    assert "now has the suggested text" in done.text
    assert body(world, study) == BETTER
    assert [r.body for r in world.make.all(SectionRevision)] == [TEXT]
    assert "accepted Dario Pellum’s change" in done.text
    shown = dario.read(f"{at}/suggestions/1")
    assert "Accepted" in shown.text
    assert "Thank you." in shown.text
    # The differences that were suggested can still be read.
    assert "new: Seven" in shown.text


def test_a_rejected_change_leaves_the_text_as_it_is(browser_as, world: World) -> None:
    study = suggested(world)
    page = browser_as(world.co_lead).send(
        f"/studies/{study.id}/suggestions/1", {"word": "Six is enough.", "verdict": "reject"}
    )
    assert "stays as it is" in page.text
    assert body(world, study) == TEXT
    for verb, more in (
        (suggestions.accept, {"word": "Yes.", "version": 1}),
        (suggestions.reject, {"word": "No."}),
    ):
        with pytest.raises(DomainError, match="already rejected"):
            world.do(verb, world.lead, study.id, 1, **more)


def test_an_author_takes_it_back_and_nobody_else_does(browser_as, world: World) -> None:
    study = suggested(world)
    with pytest.raises(DomainError, match="Only the person who suggested"):
        world.do(suggestions.take_back, world.co_lead, study.id, 1)
    at = f"/studies/{study.id}/suggestions/1"
    page = browser_as(world.county_lead).send(at, action="/take-back")
    assert "is withdrawn" in page.text
    assert world.make.all(Amendment)[0].status == "taken_back"


def test_a_section_that_moved_on_is_shown_as_it_stands_and_accepted_as_it_was_shown(
    browser_as, world: World
) -> None:
    study = suggested(world)
    at = f"/studies/{study.id}/suggestions/1"
    lead = browser_as(world.lead)
    before = lead.read(at)
    world.do(writing.save_section, world.co_lead, study.id, "design", TEXT + "\n\nAnd more.", 1)
    with pytest.raises(Conflict):
        world.do(suggestions.accept, world.lead, study.id, 1, word="Yes.", version=1)
    stale = lead.send(at, {"word": "Yes.", "verdict": "accept"}, page=before, status=422)
    assert "Renata Oakes changed this section" in stale.text
    now = Page(stale.text)
    assert "was changed after this was suggested" in now.text
    assert "removed: And more." in now.text
    lead.send(at, {"word": "Yes.", "verdict": "accept"}, page=now)
    assert body(world, study) == BETTER
    assert TEXT + "\n\nAnd more." in [r.body for r in world.make.all(SectionRevision)]


def test_nothing_is_frozen_while_a_change_is_open(world: World) -> None:
    study = suggested(world)
    world.do(writing.save_section, world.lead, study.id, "design", "", 1)
    for key in ("design",):
        world.do(writing.save_section, world.lead, study.id, key, TEXT, 2)
    for key in ("known", "asks", "mobilization"):
        world.do(writing.save_section, world.lead, study.id, key, f"On {key}.", 0)
    with pytest.raises(DomainError, match="A suggested change is open in “Design”"):
        world.do(signing.freeze_text, world.lead, study.id, "listed")
    world.do(suggestions.take_back, world.county_lead, study.id, 1)
    with pytest.raises(DomainError) as refused:
        world.do(signing.freeze_text, world.lead, study.id, "listed")
    assert "suggested change" not in refused.value.sentence


def test_numbers_go_on_in_a_study_and_suggestions_of_another_are_not_reached(
    browser_as, world: World
) -> None:
    one, other = suggested(world), suggested(world)
    world.do(suggestions.suggest, world.lead, one.id, "known", body="Much.", reason="It was empty.")
    assert [(a.study_id, a.number) for a in world.make.all(Amendment)] == [
        (one.id, 1),
        (other.id, 1),
        (one.id, 2),
    ]
    assert browser_as(world.lead).get(f"/studies/{other.id}/suggestions/2").status_code == 404


def test_a_frozen_text_takes_no_suggestion(world: World) -> None:
    study = world.study("frozen")
    with pytest.raises(DomainError, match="frozen for signing"):
        world.do(
            suggestions.suggest, world.co_lead, study.id, "design", body="New.", reason="Late."
        )


def test_an_observer_reads_and_a_stranger_knows_of_nothing(browser_as, world: World) -> None:
    study = suggested(world)
    olive = browser_as(member(world, study, "observer"))
    at = f"/studies/{study.id}"
    assert "One more has joined." in olive.read(f"{at}/suggestions/1").text
    assert "One more has joined." in olive.read(f"{at}/sections/design/suggestions").text
    assert olive.get(f"{at}/sections/design/suggest").status_code == 403
    assert olive.force(f"{at}/suggestions/1/take-back").status_code == 403
    sam = browser_as(world.stranger)
    for path in ("suggestions/1", "sections/design/suggestions", "sections/design/suggest"):
        assert sam.get(f"{at}/{path}").status_code == 404
    for path in ("suggestions/1/decide", "suggestions/1/take-back", "sections/design/suggest"):
        assert sam.force(f"{at}/{path}", {"word": "Yes."}).status_code == 404


def test_the_leads_hear_of_it_and_its_author_hears_the_word(world: World) -> None:
    study = world.study("co_design")
    dario = member(world, study)
    world.do(writing.save_section, world.lead, study.id, "design", TEXT, 0)
    before = len(world.make.notices())
    world.do(suggestions.suggest, dario, study.id, "design", body=BETTER, reason="One more.")
    world.do(suggestions.accept, world.lead, study.id, 1, word="Thank you.", version=1)
    told = [(n.person_id, n.text.split(":")[0]) for n in world.make.notices()[before:]]
    assert sorted(told) == sorted(
        [
            (world.lead.id, "Dario Pellum suggested a change of “Design”"),
            (world.co_lead.id, "Dario Pellum suggested a change of “Design”"),
            (world.county_lead.id, "Dario Pellum suggested a change of “Design”"),
            (dario.id, "Imani Feld accepted Dario Pellum’s change of “Design”"),
        ]
    )
