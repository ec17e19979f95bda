"""Between an offer and its answer a study may change: the answer asks again."""

from collections.abc import Callable
from typing import Any

import pytest

from rpp.errors import DomainError
from rpp.networks.models import NetworkMembership
from rpp.organizations.models import Membership
from rpp.problems.models import Problem
from rpp.studies.co_design import suggestions
from rpp.studies.lifecycle import operations
from rpp.studies.members import partners
from rpp.studies.models import Amendment, StudyInvitation, StudyMember, StudyReference
from rpp.studies.offers import interest, proposing
from rpp.studies.papers import amendments
from rpp.studies.text import writing
from tests.studies.conftest import World


def invite(world: World, study: Any, person: Any, organization: Any, role: str) -> StudyInvitation:
    about = {"organization_id": organization.id, "email": person.email, "role": role}
    return world.do(partners.invite, world.lead, study.id, **about)


def end(world: World, model: Any, status: str = "ended", **about: Any) -> None:
    """End the places that are so."""
    with world.make.writing() as session:
        for row in world.make.all(model):
            if all(getattr(row, name) == value for name, value in about.items()):
                session.get_one(model, row.id).status = status


MEANWHILE: dict[str, tuple[Callable[[World, Any], Any], str]] = {
    "the study was withdrawn": (
        lambda w, s: w.do(operations.withdraw_study, w.lead, s.id, "No money came."),
        "The study has ended",
    ),
    "the district left the network": (
        lambda w, s: end(w, NetworkMembership, organization_id=w.city.id),
        "is not in Gulf and Hills",
    ),
    "she left the district": (
        lambda w, s: end(w, Membership, person_id=w.co_lead.id),
        "not a member of it here yet",
    ),
    "what is known was removed": (
        lambda w, s: w.do(writing.remove_reference, w.lead, s.id, w.make.all(StudyReference)[0].id),
        "First say what is already known",
    ),
}


@pytest.mark.parametrize("what", list(MEANWHILE))
def test_an_invitation_is_accepted_only_while_it_still_fits(world: World, what: str) -> None:
    change, sentence = MEANWHILE[what]
    study = world.study("proposal")
    invitation = invite(world, study, world.co_lead, world.city, "co_lead")
    change(world, study)
    status = world.fresh(study).status
    with pytest.raises(DomainError, match=sentence):
        world.do(partners.accept_invitation, world.co_lead, invitation.id)
    assert [m.role for m in world.make.all(StudyMember)] == ["lead"]
    assert world.make.all(StudyInvitation)[0].used_at is None
    assert world.fresh(study).status == status


def test_a_practitioner_does_not_come_for_a_district_that_left(world: World) -> None:
    study = world.study("co_design")
    person = world.make.member(world.county, name="Dario Pellum")
    invitation = invite(world, study, person, world.county, "practitioner")
    world.do(partners.leave_study, world.county_lead, study.id, world.county.id, "No time.")
    with pytest.raises(DomainError, match="has no co-lead in this study yet"):
        world.do(partners.accept_invitation, person, invitation.id)


@pytest.fixture
def suggested(world: World) -> Any:
    """A study with a suggested change that waits for a word."""
    study = world.study("co_design")
    world.write_all(study)
    body = {"body": "Seven schools begin.", "reason": "One more has joined."}
    world.do(suggestions.suggest, world.county_lead, study.id, "design", **body)
    return study


def test_a_suggestion_is_decided_only_while_the_text_is_written(
    world: World, suggested: Any
) -> None:
    world.do(operations.withdraw_study, world.lead, suggested.id, "No money came.")
    for verb, about in (
        (suggestions.accept, {"word": "Yes.", "version": 1}),
        (suggestions.reject, {"word": "No."}),
    ):
        with pytest.raises(DomainError):
            world.do(verb, world.lead, suggested.id, 1, **about)
    assert [a.status for a in world.make.all(Amendment)] == ["open"]


def test_a_suggestion_is_decided_once(world: World, suggested: Any) -> None:
    world.do(suggestions.reject, world.lead, suggested.id, 1, word="Not this year.")
    with pytest.raises(DomainError, match="was already rejected"):
        world.do(suggestions.accept, world.co_lead, suggested.id, 1, word="Yes.", version=1)
    with pytest.raises(DomainError, match="was already rejected"):
        world.do(suggestions.take_back, world.county_lead, suggested.id, 1)


def test_an_amendment_of_a_study_that_ended_is_signed_and_opened_by_nobody(world: World) -> None:
    study = world.study("active")
    made = world.do(amendments.propose_amendment, world.lead, study.id, "A third school.")
    change = (study.id, made.number, "design", "Three schools begin.")
    world.do(amendments.amend_section, world.lead, *change)
    world.do(amendments.freeze_amendment, world.lead, study.id, made.number)
    text_hash = world.make.all(Amendment)[0].text_hash
    world.do(operations.withdraw_study, world.lead, study.id, "No money came.")
    said = {"title": "In office", "authority": "Board policy", "conflicts": "None"}
    with pytest.raises(DomainError):
        world.do(
            amendments.sign_amendment,
            world.lead,
            study.id,
            made.number,
            party="lead",
            text_hash=text_hash,
            **said,
        )
    with pytest.raises(DomainError):
        world.do(amendments.open_amendment_again, world.lead, study.id, made.number, "Again.")
    assert [a.status for a in world.make.all(Amendment)] == ["signing"]


def test_who_left_the_district_hears_nothing_of_what_partners_of_a_listed_study_say_inside(
    world: World,
) -> None:
    study = world.study("active", "listed")
    end(world, Membership, person_id=world.county_lead.id)
    world.do(amendments.propose_amendment, world.lead, study.id, "A third school.")
    told = {n.person_id for n in world.make.notices() if "amendment" in n.text}
    assert world.co_lead.id in told
    assert world.county_lead.id not in told


@pytest.mark.parametrize("status", ["retired", "answered", "merged"])
def test_no_study_is_proposed_and_none_offered_on_a_problem_that_ended_meanwhile(
    world: World, status: str
) -> None:
    with world.make.writing() as session:
        session.get_one(Problem, world.problem.id).status = status
    with pytest.raises(DomainError, match="takes no new study"):
        world.propose()
    with pytest.raises(DomainError, match="no one can offer to study it"):
        world.do(
            interest.offer_study,
            world.lead,
            world.problem.id,
            organization_id=world.university.id,
            note="We could compare two bell times.",
        )


def test_a_problem_that_is_retired_at_this_moment_gets_no_study(world: World) -> None:
    with world.make.writing() as session:
        if session.get_bind().dialect.name == "sqlite":
            pytest.skip("one writer at a time")
        viewer = world.viewer(world.lead, session)
        assert session.get_one(Problem, world.problem.id).status == "prioritized"
        with world.make.writing() as other:
            other.get_one(Problem, world.problem.id).status = "retired"
        with pytest.raises(DomainError, match="takes no new study"):
            proposing.propose_study(
                session,
                viewer,
                world.problem.id,
                title="A later bell",
                question="Does it help?",
                organization_id=world.university.id,
            )
