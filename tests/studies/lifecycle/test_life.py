"""A study's life: where it may go, who takes it there, and what is missing."""

from datetime import timedelta

import pytest

from rpp import clock, history, verbs
from rpp.errors import DomainError
from rpp.studies.lifecycle import guards, operations
from rpp.studies.lifecycle.life import TRANSITIONS
from rpp.studies.members import partners
from rpp.studies.models import Study, StudyPartner
from rpp.studies.offers import proposing
from rpp.studies.outcome import findings
from rpp.studies.papers import agreements
from tests.studies.conftest import World, day

PAIRS = [(a, b) for a in TRANSITIONS for b in TRANSITIONS]


def bare(world: World, status: str) -> Study:
    return world.make.add(
        Study(
            problem_id=world.problem.id,
            network_id=world.network.id,
            lead_id=world.lead.id,
            organization_id=world.university.id,
            title="A later bell",
            status=status,
            status_since=clock.now(),
            created_at=clock.now(),
        )
    )


@pytest.mark.parametrize(("before", "after"), PAIRS)
def test_a_status_moves_only_along_its_table(world: World, before: str, after: str) -> None:
    study = bare(world, before)
    with world.make.writing() as session:
        held = session.get(Study, study.id)
        if after in TRANSITIONS[before]:
            event = history.move(session, held, after, "resumed", world.lead.id)
            moved = {"title": study.title, "from": before, "to": after}
            assert (held.status, event.detail) == (after, moved)
        else:
            with pytest.raises(DomainError):
                history.move(session, held, after, "resumed", world.lead.id)
            assert held.status == before


def test_the_table_is_the_one_the_design_gives() -> None:
    assert {a: set(b) for a, b in TRANSITIONS.items()} == {
        "proposal": {"co_design", "withdrawn"},
        "co_design": {"frozen", "withdrawn"},
        "frozen": {"co_design", "signed", "withdrawn"},
        "signed": {"co_design", "active", "withdrawn"},
        "active": {"paused", "findings_shared", "withdrawn"},
        "paused": {"active", "withdrawn"},
        "findings_shared": {"interpreted"},
        "interpreted": {"published"},
        "published": set(),
        "withdrawn": set(),
    }


def test_every_arrow_leaves_a_line_with_its_actor_and_reason(world: World) -> None:
    study = world.study("paused")
    lines = {
        event.verb: event
        for event in world.make.all(history.Event)
        if event.kind == "study" and event.subject_id == study.id
    }
    arrows = [
        (lines[verb].detail["from"], lines[verb].detail["to"])
        for verb in ("co_design_started", "frozen", "all_signed", "started", "paused")
    ]
    assert arrows == [
        ("proposal", "co_design"),
        ("co_design", "frozen"),
        ("frozen", "signed"),
        ("signed", "active"),
        ("active", "paused"),
    ]
    assert lines["paused"].reason == "The vendor must be checked."
    assert lines["paused"].actor_id == world.co_lead.id
    hashes = {lines[v].text_hash for v in ("frozen", "signed", "all_signed")}
    assert hashes == {world.fresh(study).frozen_hash}
    told = [line for line in lines.values() if verbs.of("study").is_told(line.verb)]
    assert len(told) > len(arrows)
    assert all(line.detail["title"] == study.title for line in told)


# --- proposing -----------------------------------------------------------------------------


def test_only_a_researcher_proposes_and_only_on_a_problem_she_may_see(
    browser_as, world: World
) -> None:
    new = f"/studies/new?problem={world.problem.id}"
    assert "Propose a study" in browser_as(world.lead).read(new).text
    assert browser_as(world.co_lead).get(new).status_code == 403
    assert "/sign-in" in browser_as().get(new).headers["Location"]
    with world.make.writing() as session:
        held = session.get(type(world.problem), world.problem.id)
        held.audience = "network"
        session.add(held)
    outsider = world.make.researcher()
    assert browser_as(outsider).get(new).status_code == 404
    assert browser_as(world.lead).get(new).status_code == 200


@pytest.mark.parametrize("status", ["draft", "submitted", "answered", "retired", "merged"])
def test_a_problem_that_never_opened_or_ended_otherwise_takes_no_study(
    world: World, status: str
) -> None:
    with world.make.writing() as session:
        held = session.get(type(world.problem), world.problem.id)
        held.status = status
        session.add(held)
    with pytest.raises(DomainError):
        world.study("proposal")


def test_a_resolved_problem_takes_a_follow_up(world: World) -> None:
    with world.make.writing() as session:
        held = session.get(type(world.problem), world.problem.id)
        held.status = "resolved"
        session.add(held)
    assert world.study("proposal").status == "proposal"


def test_nobody_proposes_for_an_institute_that_is_not_hers(world: World) -> None:
    other = world.make.organization(type="research")
    with pytest.raises(DomainError, match="one of your research organizations"):
        world.do(
            proposing.propose_study,
            world.lead,
            world.problem.id,
            title="A title",
            question="A question?",
            organization_id=other.id,
        )


# --- agreements and starting ---------------------------------------------------------------

NO_RECORDS = {"basis": "none", "ppra": "none"}


@pytest.mark.parametrize(
    ("held", "missing"),
    [
        ([], "memorandum"),
        (["DSA"], "ethics review"),
        (["IRB"], "memorandum"),
        (["approval", "IRB"], "memorandum"),
    ],
)
def test_a_study_without_its_agreements_does_not_start(world, held, missing) -> None:
    study = world.study("signed")
    for type_ in held:
        world.do(
            agreements.record_agreement,
            world.lead,
            study.id,
            type=type_,
            parties="Both",
            signed_on=day(-1),
            **NO_RECORDS,
        )
    with pytest.raises(DomainError, match=missing):
        world.do(operations.start_study, world.lead, study.id)
    assert world.fresh(study).status == "signed"


@pytest.mark.parametrize("shared", ["DSA", "MOU"])
def test_either_agreement_with_an_ethics_review_is_enough(world: World, shared: str) -> None:
    study = world.study("signed")
    for type_ in (shared, "IRB"):
        world.do(
            agreements.record_agreement,
            world.lead,
            study.id,
            type=type_,
            parties="Both",
            signed_on=day(),
            expires_on=day(),
            **NO_RECORDS,
        )
    world.do(operations.start_study, world.lead, study.id)
    assert world.fresh(study).status == "active"


def test_an_agreement_that_has_run_out_is_said_to_have(world: World) -> None:
    study = world.study("signed")
    for type_ in ("DSA", "IRB"):
        world.do(
            agreements.record_agreement,
            world.lead,
            study.id,
            type=type_,
            parties="Both",
            signed_on=day(-30),
            expires_on=day(-1),
            **NO_RECORDS,
        )
    with pytest.raises(DomainError, match="has expired"):
        world.do(operations.start_study, world.lead, study.id)


def test_a_paused_study_whose_agreement_ran_out_does_not_go_on(world: World) -> None:
    study = world.study("paused")
    with (
        clock.at(clock.now() + timedelta(days=400)),
        pytest.raises(DomainError, match="has expired"),
    ):
        world.do(operations.resume_study, world.lead, study.id, "The vendor is fine.")
    world.do(operations.resume_study, world.lead, study.id, "The vendor is fine.")
    assert world.fresh(study).status == "active"


def test_a_description_needs_no_agreement() -> None:
    assert guards.before_running("descriptive", [], day()) == []
    assert [check.ok for check in guards.before_running("qed", [], day())] == [False, False]


def test_an_agreement_is_a_fact_of_the_past_and_ends_after_it_begins(world: World) -> None:
    study = world.study("co_design")
    for signed_on, expires_on in ((day(1), None), (day(-1), day(-2))):
        with pytest.raises(DomainError):
            world.do(
                agreements.record_agreement,
                world.lead,
                study.id,
                type="DSA",
                parties="Both",
                signed_on=signed_on,
                expires_on=expires_on,
                **NO_RECORDS,
            )


# --- findings and sensemaking --------------------------------------------------------------


@pytest.mark.parametrize(
    ("about", "field"),
    [
        ({"n": 9}, "n"),
        ({"n": 0}, "n"),
        ({"low": None}, "estimate"),
        ({"estimate": None}, "estimate"),
        ({"estimate": 9.0}, "estimate"),
        ({"low": 6.0, "high": 1.0}, "estimate"),
        ({"n": None}, "n"),
    ],
)
def test_a_finding_too_small_or_without_its_interval_is_refused(world, about, field) -> None:
    study = world.study("active")
    with pytest.raises(DomainError) as refused:
        world.finding(study, **about)
    assert refused.value.field == field


def test_a_finding_in_words_alone_is_a_finding(world: World) -> None:
    study = world.study("active")
    world.finding(study, estimate=None, low=None, high=None, n=None)
    world.finding(study, n=10)
    world.limit(study)
    world.do(findings.share_findings, world.lead, study.id)
    assert world.fresh(study).status == "findings_shared"


def test_nothing_is_shared_where_nothing_was_found(world: World) -> None:
    study = world.study("active")
    with pytest.raises(DomainError, match="at least one finding"):
        world.do(findings.share_findings, world.lead, study.id)


def test_sensemaking_needs_a_practitioner_of_each_district(world: World) -> None:
    study = world.study("findings_shared")
    with pytest.raises(DomainError, match="Cullman County"):
        world.meet(
            study,
            participants=[(world.lead.id, "researcher"), (world.co_lead.id, "practitioner")],
        )
    with pytest.raises(DomainError, match="Cullman County"):
        world.meet(
            study,
            participants=[
                (world.co_lead.id, "practitioner"),
                (world.county_lead.id, "facilitator"),
            ],
        )
    with pytest.raises(DomainError, match="not from one of the districts"):
        world.meet(study, participants=[(world.lead.id, "practitioner")])
    with pytest.raises(DomainError, match="Only members"):
        world.meet(study, participants=[(world.stranger.id, "practitioner")])
    world.meet(study)
    assert world.fresh(study).status == "interpreted"


def test_a_district_that_left_need_not_be_heard(world: World) -> None:
    study = world.study("findings_shared")
    world.do(partners.leave_study, world.county_lead, study.id, world.county.id, "A new board.")
    world.meet(
        study, participants=[(world.lead.id, "researcher"), (world.co_lead.id, "practitioner")]
    )
    assert world.fresh(study).status == "interpreted"


def test_the_meeting_lies_between_the_findings_and_today(world: World) -> None:
    study = world.study("findings_shared")
    for held_on in (day(3), day(-3)):
        with pytest.raises(DomainError) as refused:
            world.meet(study, held_on=held_on)
        assert refused.value.field == "held_on"


def test_a_dissent_is_printed_with_the_name_of_who_took_part(browser_as, world: World) -> None:
    study = world.study("findings_shared")
    with pytest.raises(DomainError):
        world.meet(study, dissent="Our winter was mild.")
    with pytest.raises(DomainError):
        world.meet(study, dissent="Our winter was mild.", dissent_by=world.city_signer.id)
    world.meet(study, dissent="Our winter was mild.", dissent_by=world.county_lead.id)
    text = browser_as(world.lead).read(f"/studies/{study.id}").text
    assert "Walt Jessup sees it differently" in text
    assert "Our winter was mild." in text


# --- pausing, leaving, withdrawing ---------------------------------------------------------


@pytest.mark.parametrize("who", ["lead", "co_lead", "city_signer"])
def test_either_side_may_pause_with_a_reason(browser_as, world: World, who: str) -> None:
    study = world.study("active")
    person = browser_as(getattr(world, who))
    person.send(f"/studies/{study.id}/pause", {"reason": ""}, status=422)
    person.send(f"/studies/{study.id}/pause", {"reason": "The vendor must be checked."})
    assert world.fresh(study).status == "paused"
    assert "The vendor must be checked." in browser_as().read(f"/studies/{study.id}").text


def test_who_has_no_part_may_neither_pause_nor_withdraw(browser_as, world: World) -> None:
    study = world.study("active")
    for person in (world.stranger, world.make.steward(world.network)):
        for verb in ("pause", "withdraw", "leave"):
            path = f"/studies/{study.id}/{verb}"
            assert browser_as(person).get(path).status_code == 403
            answer = browser_as(person).force(path, {"reason": "I would like to."})
            assert answer.status_code == 403
    assert world.fresh(study).status == "active"


def test_after_the_findings_a_district_leaves_and_the_study_says_so(
    browser_as, world: World
) -> None:
    study = world.study("findings_shared")
    browser_as(world.county_lead).send(
        f"/studies/{study.id}/leave",
        {"organization_id": str(world.county.id), "reason": "The new board wants no studies."},
    )
    text = browser_as().read(f"/studies/{study.id}").text
    assert "Cullman County took part and left" in text
    assert world.fresh(study).status == "findings_shared"
    # Its people still read, and change nothing.
    at = f"/studies/{study.id}"
    assert "Riders came to 3.1" in browser_as(world.county_lead).read(at).text
    assert browser_as(world.county_lead).get(f"{at}/sections/question").status_code == 403
    # The other one cannot leave the study without any district.
    with pytest.raises(DomainError, match="only district"):
        world.do(partners.leave_study, world.co_lead, study.id, world.city.id, "We too.")


def test_nobody_leaves_for_a_district_that_is_not_hers(world: World) -> None:
    study = world.study("findings_shared")
    for person in (world.lead, world.co_lead, world.stranger):
        with pytest.raises(DomainError):
            world.do(partners.leave_study, person, study.id, world.county.id, "They should.")
    assert all(p.left_at is None for p in world.make.all(StudyPartner))


@pytest.mark.parametrize("status", ["frozen", "signed", "active", "paused"])
def test_before_the_findings_a_district_pauses_or_withdraws_instead(world, status) -> None:
    study = world.study(status)
    with pytest.raises(DomainError, match="pauses the study or asks to withdraw"):
        world.do(partners.leave_study, world.co_lead, study.id, world.city.id, "We must.")


def test_publishing_makes_a_private_study_known_and_tells_the_problem_then(
    browser_as, world: World
) -> None:
    study = world.study("interpreted", "private")
    assert browser_as().get(f"/studies/{study.id}").status_code == 404
    with world.make.writing() as session:
        operations.brief_started(session, world.lead.id, study.id, 41)
        operations.mark_published(session, world.lead.id, study.id)
    assert "Riders came to 3.1" in browser_as().read(f"/studies/{study.id}").text
    told = [e for e in world.make.all(history.Event) if e.verb == "study_listed"]
    assert [(e.kind, e.subject_id, e.detail["study_id"]) for e in told] == [
        ("problem", world.problem.id, study.id)
    ]
    assert "/briefs/41" in browser_as().read(f"/studies/{study.id}").links
