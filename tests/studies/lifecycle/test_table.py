"""Every verb, in every state, by everyone: allowed, or refused with who can help."""

from contextlib import suppress
from typing import Any

import pytest

from rpp.errors import DomainError
from rpp.policy import may
from rpp.studies import queries
from rpp.studies.co_design import comments, suggestions
from rpp.studies.lifecycle import operations
from rpp.studies.lifecycle.life import ENDED, GOING, NOW, STEPS, TRANSITIONS
from rpp.studies.members import handover, partners
from rpp.studies.outcome import findings, sensemaking
from rpp.studies.papers import agreements, amendments, signing
from rpp.studies.plan import milestones, schools, updates
from rpp.studies.text import passages, readiness, writing
from rpp.studies.text import queries as texts
from tests.studies.conftest import World, day

LEADS = {"lead", "co_lead"}
OFFICES = {"leader", "signatory"}
WRITERS = {*LEADS, *OFFICES, "member", "practitioner", "data_steward"}
# Who may, as people would say it; where the study stands is another matter.
WHO = {
    "invite": LEADS,
    "write": WRITERS,
    "comment on a paragraph": {*WRITERS, "observer"},
    "suggest a change": WRITERS,
    "decide on a suggested change": LEADS,
    "give a section its owner": LEADS,
    "record an agreement": {*LEADS, "data_steward"},
    "say what is asked of schools": WRITERS,
    "set a milestone": WRITERS,
    "post an update": WRITERS,
    "freeze": LEADS,
    "reopen": LEADS,
    "sign": {"lead", "signatory"},
    "start": LEADS,
    "amend": WRITERS,
    "sign an amendment": {"lead", "signatory"},
    "pause": LEADS | OFFICES,
    "resume": LEADS | OFFICES,
    "enter a finding": WRITERS,
    "share the findings": LEADS,
    "say that one has seen them": {*WRITERS, "observer"},
    "interpret": LEADS,
    "respond": {"co_lead", *OFFICES},
    "delay": {"co_lead", *OFFICES},
    "leave": {"co_lead", *OFFICES},
    "hand over": LEADS,
    "publish": LEADS,
    "withdraw": LEADS,
}


class Undo(Exception):
    """Ends a transaction without a trace."""


def invite(w: World, s: Any, viewer: Any, study: Any) -> None:
    about = {"organization_id": w.university.id, "email": "new@lakeshore.example"}
    partners.invite(s, viewer, study.id, role="observer", **about)


def write(w: World, s: Any, viewer: Any, study: Any) -> None:
    now = {section.key: section.version for section in texts.sections(s, study.id)}
    version = now.get("asks", 0)
    writing.save_section(s, viewer, study.id, "asks", f"By {viewer.name}.", version)


def put_name(w: World, viewer: Any) -> dict[str, str]:
    party = "lead" if viewer.id == w.lead.id else f"lea:{w.city.id}"
    return {"party": party, "title": "In office", "authority": "Policy", "conflicts": "None"}


def sign(w: World, s: Any, viewer: Any, study: Any) -> None:
    text_hash = s.get_one(type(study), study.id).frozen_hash
    signing.sign_study(s, viewer, study.id, text_hash=text_hash, **put_name(w, viewer))


def amended(w: World, s: Any, study: Any) -> Any:
    lead = w.viewer(w.lead, s)
    made = amendments.propose_amendment(s, lead, study.id, "The vendor changed.")
    amendments.amend_section(s, lead, study.id, made.number, "asks", "Half the hours.")
    return amendments.freeze_amendment(s, lead, study.id, made.number)


def sign_amendment(w: World, s: Any, viewer: Any, study: Any) -> None:
    made = amended(w, s, study)
    about = {"text_hash": made.text_hash, **put_name(w, viewer)}
    amendments.sign_amendment(s, viewer, study.id, made.number, **about)


def find(w: World, s: Any, viewer: Any, study: Any) -> None:
    about = {"outcome": "Attendance", "comparison": "A with B", "result": "No difference seen."}
    findings.add_finding(s, viewer, study.id, **about)


def meet(w: World, s: Any, viewer: Any, study: Any) -> None:
    sensemaking.record_sensemaking(
        s,
        viewer,
        study.id,
        held_on=day(),
        participants=[(w.co_lead.id, "practitioner"), (w.county_lead.id, "practitioner")],
        interpretations="Small and real.",
    )


def hand_over(w: World, s: Any, viewer: Any, study: Any) -> None:
    successor = w.fellow if viewer.id == w.lead.id else w.teacher
    handover.hand_over(s, viewer, study.id, successor_id=successor.id, note="All is in order.")


def publish(w: World, s: Any, viewer: Any, study: Any) -> None:
    operations.mark_published(s, viewer.id, study.id)


def comment(w: World, s: Any, viewer: Any, study: Any) -> None:
    comments.comment_on(s, viewer, study.id, "question", passages.WHOLE, "Which schools?")


def suggest(w: World, s: Any, viewer: Any, study: Any) -> Any:
    about = {"body": "Which riders?", "reason": "It was too long."}
    return suggestions.suggest(s, viewer, study.id, "question", **about)


def decide(w: World, s: Any, viewer: Any, study: Any) -> None:
    made = suggest(w, s, w.viewer(w.lead, s), study)
    suggestions.reject(s, viewer, study.id, made.number, word="We mean all of them.")


def agree(w: World, s: Any, viewer: Any, study: Any) -> None:
    agreements.record_agreement(s, viewer, study.id, type="IRB", parties="A", signed_on=day(-3))


def ask_schools(w: World, s: Any, viewer: Any, study: Any) -> None:
    schools.add_ask(
        s,
        viewer,
        study.id,
        organization_id=w.city.id,
        school="Evans",
        activity="Survey",
        starts_on=day(3),
        ends_on=day(4),
        staff_hours=2.0,
        minutes=0,
        assessments=0,
    )


def plan(w: World, s: Any, viewer: Any, study: Any) -> None:
    about = {"title": "Survey", "due_on": day(9), "owner_id": None}
    milestones.add_milestone(s, viewer, study.id, **about)


def reasoned(verb: Any, *about: Any) -> Any:
    return lambda w, s, viewer, study: verb(s, viewer, study.id, *about)


def own(verb: Any, **about: Any) -> Any:
    return lambda w, s, viewer, study: verb(s, viewer, study.id, organization_id=w.city.id, **about)


ACTS = {
    "invite": invite,
    "write": write,
    "comment on a paragraph": comment,
    "suggest a change": suggest,
    "decide on a suggested change": decide,
    "give a section its owner": reasoned(readiness.give_owner, "question", None),
    "record an agreement": agree,
    "say what is asked of schools": ask_schools,
    "set a milestone": plan,
    "post an update": reasoned(updates.post_update, "The survey is out."),
    "freeze": reasoned(signing.freeze_text, "listed"),
    "reopen": reasoned(signing.open_text_again, "One word."),
    "sign": sign,
    "start": reasoned(operations.start_study),
    "amend": reasoned(amendments.propose_amendment, "The vendor changed."),
    "sign an amendment": sign_amendment,
    "pause": reasoned(operations.pause_study, "A reason."),
    "resume": reasoned(operations.resume_study, "A reason."),
    "enter a finding": find,
    "share the findings": reasoned(findings.share_findings),
    "say that one has seen them": reasoned(sensemaking.confirm_seen),
    "interpret": meet,
    "respond": own(sensemaking.respond, response="We keep the later bell."),
    "delay": own(sensemaking.delay, days=5, reason="The board meets."),
    "leave": lambda w, s, v, study: partners.leave_study(s, v, study.id, w.city.id, "No time."),
    "hand over": hand_over,
    "publish": publish,
    "withdraw": reasoned(operations.withdraw_study, "A reason."),
}


def people(w: World, study: Any) -> dict[str, Any]:
    """One person in each role, and those who have none."""
    w.fellow = w.make.researcher(w.university)
    w.teacher = w.make.member(w.city)
    guest, steward_of_data = w.make.researcher(w.university), w.make.member(w.city)
    gone = w.make.member(w.city)
    if study.status in GOING:
        w.join(study, w.fellow, w.university, "member")
        w.join(study, guest, w.university, "observer")
    if study.status in GOING[1:]:
        w.join(study, w.teacher, w.city, "practitioner")
        w.join(study, steward_of_data, w.city, "data_steward")
        w.join(study, gone, w.city, "member")
        w.do(handover.step_down, gone, study.id, "A new job.")
    cast = {
        "lead": w.lead,
        "co_lead": w.co_lead,
        "leader": w.city_leader,
        "signatory": w.city_signer,
        "former": gone,
        "stranger": w.stranger,
        "network steward": w.make.steward(w.network),
    }
    if study.status in GOING:
        cast |= {
            "member": w.fellow,
            "practitioner": w.teacher,
            "data_steward": steward_of_data,
            "observer": guest,
        }
    return cast


def prepared(w: World, status: str) -> Any:
    """A study in this state, with all in place that the next steps ask for."""
    if status == "withdrawn":
        study = w.study("co_design")
        w.do(operations.withdraw_study, w.lead, study.id, "The board said no.")
        return w.fresh(study)
    study = w.study(status)
    if status == "proposal":
        return study
    if status == "co_design":
        w.write_all(study)
    if status == "signed":
        w.agree(study)
    if status == "active":
        w.finding(study)
        w.limit(study)
    if status == "interpreted":
        w.see(study)
    return w.fresh(study)


@pytest.mark.parametrize("status", TRANSITIONS)
def test_each_verb_is_for_whom_and_when_the_table_says(world: World, status: str) -> None:
    """All roles and verbs of one state; a refusal tells what is missing and who can help."""
    study = prepared(world, status)
    for role, person in people(world, study).items():
        if status == "proposal" and role in {"co_lead", *OFFICES, "practitioner", "data_steward"}:
            continue  # no district takes part yet
        for step in STEPS:
            if step.action not in ACTS:
                continue
            case = f"{role}, {step.action}, {status}"
            with suppress(Undo), world.make.writing() as session:
                viewer = world.viewer(person, session)
                seen = queries.study(session, viewer, study.id)
                allowed = seen is not None and may(viewer, step.permission, seen)
                assert allowed == (role in WHO[step.action]), case
                if not allowed:
                    raise Undo
                if status in step.at:
                    ACTS[step.action](world, session, viewer, study)
                    after = session.get_one(type(study), study.id).status
                    assert after in {step.to or status, status}, case
                else:
                    with pytest.raises(DomainError) as refused:
                        ACTS[step.action](world, session, viewer, study)
                    assert NOW[status] in refused.value.sentence, case
                raise Undo
    assert world.fresh(study).status == status


def test_the_table_names_each_verb_once_and_the_tests_leave_none_out() -> None:
    verbs = [step.action for step in STEPS]
    assert len(verbs) == len(set(verbs))
    # The first co-lead joins by their invitation; what that needs has tests of its own.
    assert set(verbs) - set(ACTS) == {"join as first co-lead"}
    assert set(NOW) == set(TRANSITIONS) == {*GOING, *ENDED}


def test_everyone_can_read_how_a_study_lives(browser_as: Any) -> None:
    page = browser_as().read("/help/studies")
    assert "Hand over" in page.text
    assert "Waiting for signatures" in page.text
