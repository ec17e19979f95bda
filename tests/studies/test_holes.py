"""What nobody may slip past: the two kinds of changes, who is named, who has seen, whose file."""

from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlmodel import select

from rpp import clock
from rpp.errors import DomainError
from rpp.files.pdf import Paper
from rpp.organizations.models import Appointment, Membership
from rpp.sheets import harmless
from rpp.studies.co_design import suggestions
from rpp.studies.members import handover
from rpp.studies.models import AmendedSection, Amendment, Attachment, SignedText
from rpp.studies.outcome import sensemaking
from rpp.studies.papers import agreements, amendments, attachments, signing
from rpp.studies.plan import burden, milestones
from rpp.studies.text import passages
from tests.studies.conftest import World, day
from tests.studies.hostile import furnished, posts, rows, send
from tests.studies.papers.test_amendments import frozen_amendment, parties, put_name
from tests.studies.test_races import together
from tests.support.html import Page
from tests.support.pdfs import honest


def one(world: World, model: Any, **values: Any) -> Any:
    found = world.make.all(model)
    return next(t for t in found if all(getattr(t, k) == v for k, v in values.items()))


# --- suggestions of an open text, amendments of a signed one --------------------------------


def test_a_suggestion_is_no_amendment(browser_as, world: World) -> None:
    study = furnished(world, "co_design")
    made = one(world, Amendment, study_id=study.id)
    lead = browser_as(world.lead)
    at = f"/studies/{study.id}/amendments"
    assert lead.get(f"{at}/{made.number}").status_code == 404
    assert f"{at}/{made.number}" not in lead.read(at).links
    for step in ("take-back", "freeze", "reopen", "sections/asks", "sign"):
        # A lead decides with a word; they do not take it back for its author.
        answer = lead.force(f"{at}/{made.number}/{step}", {"reason": "None.", "body": "Mine."})
        assert answer.status_code == 404, step
    assert one(world, Amendment, study_id=study.id).status == "open"
    for verb in (amendments.take_back_amendment, amendments.freeze_amendment):
        with pytest.raises(DomainError, match="no such amendment"):
            world.do(verb, world.lead, study.id, made.number)


def test_an_amendment_is_no_suggestion(browser_as, world: World) -> None:
    study = furnished(world, "active")
    made = one(world, Amendment, study_id=study.id, status="open")
    decided = one(world, Amendment, study_id=study.id, status="rejected")
    # Each kind has its own numbers: the first of both is 1.
    assert (made.number, made.suggestion, decided.number, decided.suggestion) == (1, False, 1, True)
    lead = browser_as(world.lead)
    at = f"/studies/{study.id}"
    assert "Rejected" in lead.read(f"{at}/suggestions/1").text
    assert made.reason not in lead.read(f"{at}/suggestions/1").text
    assert lead.get(f"{at}/suggestions/2").status_code == 404
    assert "Being written" in lead.read(f"{at}/amendments/1").text
    assert decided.reason not in lead.read(f"{at}/amendments").text
    assert lead.get(f"{at}/amendments/2").status_code == 404
    with pytest.raises(DomainError, match="while the text is being written"):
        world.do(suggestions.accept, world.lead, study.id, made.number, word="Yes", version=1)
    # Nor is it said to be a suggestion that waits.
    assert "suggested change" not in lead.read(at).text


def test_a_decision_is_said_not_guessed(browser_as, world: World) -> None:
    study = furnished(world, "co_design")
    made = one(world, Amendment, study_id=study.id)
    lead = browser_as(world.lead)
    at = f"/studies/{study.id}/suggestions/{made.number}/decide"
    for verdict in ({}, {"verdict": "maybe"}):
        answer = lead.force(at, {"word": "Thank you.", "version": "1", **verdict})
        assert answer.status_code == 422
        assert "Accept the change or reject it." in answer.text
    assert one(world, Amendment, study_id=study.id).status == "open"


def test_an_amendment_of_a_study_that_ended_stays_as_it_is(world: World) -> None:
    from rpp.studies.lifecycle import operations

    study = world.study("active")
    made = frozen_amendment(world, study)
    put_name(world, study, made, *parties(world)[0])
    begun = world.do(amendments.propose_amendment, world.co_lead, study.id, "Another reason.")
    world.do(operations.withdraw_study, world.lead, study.id, "The vendor left.")
    with pytest.raises(DomainError, match="while the study is under way or paused"):
        world.do(amendments.open_amendment_again, world.lead, study.id, made.number, "Again.")
    with pytest.raises(DomainError, match="The study has ended"):
        world.do(amendments.take_back_amendment, world.co_lead, study.id, begun.number)


# --- those whom a text names while it is signed ---------------------------------------------


def test_nobody_hands_over_or_leaves_while_an_amendment_that_names_her_is_signed(
    world: World,
) -> None:
    study = world.study("active")
    heir = world.make.member(world.city, name="Nina Vale")
    world.join(study, heir, world.city, "member")
    second = world.make.member(world.city, name="Omar Pike")
    world.join(study, second, world.city, "co_lead")
    made = frozen_amendment(world, study)
    assert world.co_lead.name in made.text
    with pytest.raises(DomainError, match="a district co-lead must reopen it"):
        world.do(
            handover.hand_over, world.co_lead, study.id, successor_id=heir.id, note="I retire."
        )
    with pytest.raises(DomainError, match="names you"):
        world.do(handover.step_down, world.co_lead, study.id, "I retire.")
    # Whom it does not name may leave.
    world.do(handover.step_down, heir, study.id, "I move on.")
    world.do(amendments.open_amendment_again, world.lead, study.id, made.number, "I retire.")
    world.do(handover.step_down, world.co_lead, study.id, "I retire.")


def test_a_co_lead_does_not_leave_a_frozen_text_that_names_her(world: World) -> None:
    study = world.study("co_design")
    second = world.make.member(world.city, name="Omar Pike")
    world.join(study, second, world.city, "co_lead")
    world.write_all(study)
    world.do(signing.freeze_text, world.lead, study.id, "listed")
    with pytest.raises(DomainError, match="names you"):
        world.do(handover.step_down, second, study.id, "I retire.")


# --- the window -----------------------------------------------------------------------------


def test_a_district_without_anyone_in_office_keeps_its_days(world: World) -> None:
    study = world.study("interpreted")
    with world.make.writing() as session:
        for person in (world.county_lead, world.county_signer):
            statement = select(Membership).where(Membership.person_id == person.id)
            session.exec(statement).one().status = "ended"
        signs = select(Appointment).where(Appointment.person_id == world.county_signer.id)
        session.exec(signs).one().ended_at = clock.now()
    for person in (world.co_lead, world.city_leader, world.city_signer):
        world.do(sensemaking.confirm_seen, person, study.id)
    with (
        pytest.raises(DomainError, match="Cullman County has no one who could"),
        world.make.writing() as session,
    ):
        sensemaking.demand_publishable(session, world.fresh(study))
    # Nor do those count who are nobody's readers.
    world.do(sensemaking.confirm_seen, world.lead, study.id)
    with (
        pytest.raises(DomainError, match="to see the findings first"),
        world.make.writing() as session,
    ):
        sensemaking.demand_publishable(session, world.fresh(study))


# --- files ----------------------------------------------------------------------------------


def test_a_kept_packet_has_its_own_address_alone(browser_as, world: World) -> None:
    study = world.study("signed")
    text = one(world, SignedText, study_id=study.id)
    with world.make.writing() as session:
        paper = Paper("packet.pdf", honest())
        packet = attachments.keep(session, paper, study.id or 0, signed_text_id=text.id)
    answer = browser_as(world.lead).get(f"/studies/{study.id}/attachments/{packet.id}")
    assert answer.status_code == 404


@pytest.mark.parametrize("cell", ["=1+1", " =1", "\u200b=1", "\ufeff@x", "＝1+1", "\t-1", "－1"])
def test_no_cell_of_the_ledger_is_a_formula(cell: str) -> None:
    assert harmless(cell) == f"'{cell}"


def test_words_stay_words_in_the_ledger() -> None:
    assert harmless("Lincoln High = best") == "Lincoln High = best"


# --- who hears ------------------------------------------------------------------------------


def test_who_left_a_listed_study_hears_nothing_of_what_its_partners_keep(world: World) -> None:
    study = world.study("active", listing="listed")
    world.do(
        milestones.add_milestone,
        world.lead,
        study.id,
        title="Consent forms of Quetzal High are back",
        due_on=day(3),
        owner_id=world.co_lead.id,
    )
    with world.make.writing() as session:
        statement = select(Membership).where(Membership.person_id == world.co_lead.id)
        session.exec(statement).one().status = "ended"
    before = [n.id for n in world.make.notices() if n.person_id == world.co_lead.id]
    with world.make.writing() as session:
        assert milestones.tell_ahead(session) == 1
    world.do(recorded_approval, world.lead, study.id)
    after = [n.text for n in world.make.notices() if n.person_id == world.co_lead.id]
    assert len(after) == len(before), after


def recorded_approval(session: Any, actor: Any, study_id: int) -> None:
    agreements.record_agreement(
        session,
        actor,
        study_id,
        type="approval",
        parties="A board that nobody else knows of",
        signed_on=day(),
    )


# --- work -----------------------------------------------------------------------------------


class Told(str):
    """A text that counts how often it is compared."""

    compared = 0

    def __eq__(self, other: object) -> bool:
        Told.compared += 1
        return str.__eq__(self, other)

    __hash__ = str.__hash__


def test_numbers_of_many_paragraphs_are_carried_with_little_work() -> None:
    texts = [f"{n}" for n in range(8_000)]
    old = [Told(t) for t in texts]
    new = [Told(t if n % 2 else f"new {t}") for n, t in enumerate(texts)][::-1]
    Told.compared = 0
    kept, following = passages.carried(old, list(range(1, 8_001)), new, 8_001)
    assert Told.compared < 20 * len(old)
    stayed = {n for n, number in enumerate(kept) if number <= 8_000}
    assert stayed == {n for n, text in enumerate(new) if not text.startswith("new")}
    assert following == 12_001


def test_two_who_write_one_section_of_an_amendment_overwrite_nothing_unseen(
    browser_as, world: World
) -> None:
    study = world.study("active")
    made = world.do(amendments.propose_amendment, world.co_lead, study.id, "A clerk left us.")
    at = f"/studies/{study.id}/amendments/{made.number}/sections/asks"
    lead, co_lead = browser_as(world.lead), browser_as(world.co_lead)
    opened = lead.read(at)
    co_lead.send(at, {"body": "What the co-lead wrote."})
    answer = lead.send(at, {"body": "What the lead wrote."}, page=opened, status=422)
    assert "This was changed after you opened it" in answer.text
    assert "What the co-lead wrote." in answer.text
    (kept,) = world.make.all(AmendedSection)
    assert kept.body == "What the co-lead wrote."
    # Having seen both, they decide.
    lead.send(at, {"body": "Both of us."}, page=Page(answer.text))
    (kept,) = world.make.all(AmendedSection)
    assert kept.body == "Both of us."


@pytest.mark.parametrize("wrong", ["x" * 40_001, "nul\x00byte", "esc\x1b[31m", "a\x07b"])
@pytest.mark.both_databases
def test_no_form_of_a_study_takes_what_is_too_long_or_no_text(
    browser_as, world: World, app: Flask, wrong: str
) -> None:
    study = furnished(world, "co_design")
    texts = dict.fromkeys(
        (
            *("title", "body", "reason", "word", "school", "activity", "parties", "leaves_open"),
            *("looked_for", "note", "purpose", "scope", "elements", "email", "response"),
        ),
        wrong,
    )
    said = [
        path
        for path in posts(app, study.id or 0, range(1, 4))
        # These ask for no words.
        if not path.endswith(("/ready", "/not-ready", "/settle", "/reopen", "/delete", "/remove"))
        and not path.endswith(("/restore", "/done", "/undone", "/take-back", "/owner", "/revoke"))
        and not path.endswith(("/freeze", "/problems", "/sensemaking", "/seen"))
    ]
    before = rows(world)
    send(browser_as(world.lead), said, **texts)
    assert rows(world) == before


# --- those who no longer belong -------------------------------------------------------------


def gone_from_her_district(world: World, person: Any) -> None:
    with world.make.writing() as session:
        statement = select(Membership).where(Membership.person_id == person.id)
        session.exec(statement).one().status = "ended"


def test_a_co_lead_who_left_her_district_leads_nothing_in_the_text(world: World) -> None:
    study = world.study("co_design")
    world.write_all(study)
    gone_from_her_district(world, world.county_lead)
    with pytest.raises(DomainError, match="Cullman County has no co-lead yet"):
        world.do(signing.freeze_text, world.lead, study.id, "listed")


def test_an_amendment_names_no_co_lead_where_a_district_has_none_now(world: World) -> None:
    study = world.study("active")
    gone_from_her_district(world, world.county_lead)
    made = frozen_amendment(world, study)
    (line,) = [line for line in made.text.splitlines() if line.startswith("- Cullman County")]
    assert "co-lead" not in line
    assert world.county_lead.name not in made.text


def test_a_practitioner_who_left_her_district_does_not_speak_for_it(world: World) -> None:
    study = world.study("findings_shared")
    gone_from_her_district(world, world.county_lead)
    with pytest.raises(DomainError, match="Only members of the study"):
        world.meet(study)
    with pytest.raises(DomainError, match="No practitioner from Cullman County"):
        world.meet(
            study,
            participants=[(world.lead.id, "researcher"), (world.co_lead.id, "practitioner")],
        )


def test_of_two_papers_sent_at_once_one_stays(world: World) -> None:
    study = world.study("co_design")
    facts = {"type": "approval", "parties": "The board", "signed_on": day(-1)}
    made = world.do(agreements.record_agreement, world.lead, study.id, **facts)
    viewer = world.viewer(world.lead)

    def put(name: str) -> Any:
        paper = Paper(name, honest())
        return lambda session: agreements.correct_agreement(
            session, viewer, study.id or 0, made.id or 0, paper, **facts
        )

    assert together(world, put("one.pdf"), put("two.pdf")) == ["done", "done"]
    assert len(world.make.all(Attachment)) == 1


def test_days_in_common_are_found_in_one_walk_over_both() -> None:
    first = date(2000, 1, 1)

    def every(step: int, length: int) -> list[tuple[date, date]]:
        return [
            (at, at + timedelta(days=length - 1))
            for at in (first + timedelta(days=n * step) for n in range(60))
        ]

    one, other = every(5, 3), every(7, 2)
    both = [(max(a[0], b[0]), min(a[1], b[1])) for a in one for b in other]
    assert burden._common(one, other) == sorted(d for d in both if d[0] <= d[1])
    assert burden._common(one, []) == []
    # A ledger as long as it may be.
    days = [(first + timedelta(days=n * 3), first + timedelta(days=n * 3)) for n in range(2_500)]
    later = [(a + timedelta(days=1), b + timedelta(days=1)) for a, b in days]
    assert burden._common(days, later) == []
