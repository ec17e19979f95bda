"""An invitation grants what it says, once, to the one it is addressed to."""

from datetime import timedelta

import pytest

from rpp import clock
from rpp.errors import DomainError
from rpp.mail import Email
from rpp.problems.models import Problem
from rpp.studies.members import partners
from rpp.studies.models import StudyInvitation, StudyMember, StudyPartner
from tests.studies.conftest import World


def invited(world: World, study, person, role="co_lead", organization=None, by=None):
    return world.do(
        partners.invite,
        by or world.lead,
        study.id,
        organization_id=(organization or world.city).id,
        email=person.email,
        role=role,
    )


def link_in(email: Email) -> str:
    return "/studies/" + email.body.split("/studies/", 1)[1].split()[0]


def sent(browser_as, world: World, study, person) -> str:
    """Invite through the page and return the path in the e-mail."""
    browser_as(world.lead).send(
        f"/studies/{study.id}/people",
        {"role": "co_lead", "organization_id": str(world.city.id), "email": person.email},
    )
    return link_in(world.make.all(Email)[-1])


def test_the_link_shows_and_does_not_consume(browser_as, world: World) -> None:
    study = world.study("proposal")
    path = sent(browser_as, world, study, world.co_lead)
    for _ in range(3):
        page = browser_as(world.co_lead).read(path)
    assert study.title in page.text
    assert "Your district becomes a partner" in page.text
    assert world.make.all(StudyInvitation)[0].used_at is None
    assert world.fresh(study).status == "proposal"


def test_the_link_in_other_hands_tells_nothing_of_the_study(browser_as, world: World) -> None:
    study = world.study("proposal")
    path = sent(browser_as, world, study, world.co_lead)
    for browser in (browser_as(), browser_as(world.stranger)):
        page = browser.read(path)
        assert study.title not in page.text
        assert world.co_lead.email not in page.text
        assert "Only the account with the address" in page.text
    invitation = world.make.all(StudyInvitation)[0]
    path = f"/studies/invitations/{invitation.id}"
    assert browser_as(world.stranger).get(path).status_code == 404
    assert browser_as(world.stranger).force(f"{path}/accept").status_code == 404
    with pytest.raises(DomainError):
        world.do(partners.accept_invitation, world.stranger, invitation.id)
    assert world.fresh(study).status == "proposal"


def test_only_the_hash_of_the_link_is_stored(browser_as, world: World) -> None:
    study = world.study("proposal")
    token = sent(browser_as, world, study, world.co_lead).rsplit("/", 1)[1]
    stored = world.make.all(StudyInvitation)[0].token_hash
    assert len(stored) == 64
    assert token not in stored
    assert browser_as(world.co_lead).get(f"/studies/invitation/{stored}").status_code == 404


def test_an_invitation_works_once(browser_as, world: World) -> None:
    study = world.study("proposal")
    path = sent(browser_as, world, study, world.co_lead)
    browser_as(world.co_lead).send(path, action="/accept")
    assert "no longer works" in browser_as(world.co_lead).read(path).text
    invitation = world.make.all(StudyInvitation)[0]
    with pytest.raises(DomainError, match="already accepted"):
        world.do(partners.accept_invitation, world.co_lead, invitation.id)
    assert len(world.make.all(StudyMember)) == 2


def test_after_14_days_it_has_run_out(world: World) -> None:
    study = world.study("proposal")
    invitation = invited(world, study, world.co_lead)
    assert invitation.expires_at - clock.now() <= timedelta(days=14)
    with (
        clock.at(clock.now() + timedelta(days=14)),
        pytest.raises(DomainError, match="has expired"),
    ):
        world.do(partners.accept_invitation, world.co_lead, invitation.id)


def test_a_revoked_invitation_is_dead_and_the_address_can_be_invited_again(
    browser_as, world: World
) -> None:
    study = world.study("proposal")
    first = invited(world, study, world.co_lead)
    with pytest.raises(DomainError, match="open invitation"):
        invited(world, study, world.co_lead)
    at = f"/studies/{study.id}/people"
    assert "no longer works" in browser_as(world.lead).send(at, action="/revoke").text
    with pytest.raises(DomainError, match="canceled"):
        world.do(partners.accept_invitation, world.co_lead, first.id)
    second = invited(world, study, world.co_lead)
    world.do(partners.accept_invitation, world.co_lead, second.id)
    assert world.fresh(study).status == "co_design"


def test_it_grants_no_more_than_it_says(browser_as, world: World) -> None:
    study = world.study("co_design")
    watcher = world.make.member(world.university)
    world.join(study, watcher, world.university, "observer")
    at = f"/studies/{study.id}"
    assert study.title in browser_as(watcher).read(at).text
    for path in ("sections/asks", "references", "basics", "freeze", "sign", "pause", "withdraw"):
        assert browser_as(watcher).get(f"{at}/{path}").status_code == 403
    assert browser_as(watcher).force(f"{at}/people", {"role": "co_lead"}).status_code == 403
    teacher = world.make.member(world.city)
    world.join(study, teacher, world.city, "practitioner")
    assert browser_as(teacher).get(f"{at}/sections/asks").status_code == 200
    assert browser_as(teacher).force(f"{at}/people", {"role": "co_lead"}).status_code == 403
    assert browser_as(teacher).get(f"{at}/freeze").status_code == 403
    # Only those who invite see to whom.
    invited(world, study, world.make.member(world.city))
    waiting = world.make.all(StudyInvitation)[-1].email
    assert waiting in browser_as(world.lead).read(f"{at}/people").text
    assert waiting not in browser_as(teacher).read(f"{at}/people").text
    assert waiting not in browser_as(watcher).read(f"{at}/people").text


def test_nobody_speaks_for_a_district_she_does_not_belong_to(browser_as, world: World) -> None:
    study = world.study("proposal")
    invitation = invited(world, study, world.stranger)
    page = browser_as(world.stranger).read(f"/studies/invitations/{invitation.id}")
    assert "Join it on its page first" in page.text
    with pytest.raises(DomainError, match="are not a member"):
        world.do(partners.accept_invitation, world.stranger, invitation.id)
    assert world.make.all(StudyPartner) == []


def test_an_address_that_was_not_confirmed_accepts_nothing(world: World) -> None:
    from rpp.people.models import Person

    study = world.study("proposal")
    invitation = invited(world, study, world.co_lead)
    with world.make.writing() as session:
        session.get(Person, world.co_lead.id).confirmed_at = None
    with pytest.raises(DomainError, match="Confirm your e-mail"):
        world.do(partners.accept_invitation, world.co_lead, invitation.id)


def test_a_co_lead_comes_from_a_district_of_the_network(world: World) -> None:
    study = world.study("proposal")
    with pytest.raises(DomainError, match="from a district"):
        invited(world, study, world.co_lead, organization=world.university)
    far = world.make.organization("Far District")
    with pytest.raises(DomainError, match="is not in Gulf and Hills"):
        invited(world, study, world.co_lead, organization=far)
    with pytest.raises(DomainError, match="no co-lead in this study yet"):
        invited(world, study, world.co_lead, role="practitioner")


def test_no_district_joins_while_the_text_is_frozen(world: World) -> None:
    third = world.make.organization("Third District")
    world.make.join(world.network, third)
    study = world.study("co_design")
    late = world.make.member(third)
    waiting = invited(world, study, late, organization=third)
    world.write_all(study)
    from rpp.studies.papers import signing

    world.do(signing.freeze_text, world.lead, study.id, "listed")
    before = world.fresh(study).frozen_hash
    with pytest.raises(DomainError, match="while the text is being written"):
        world.do(partners.accept_invitation, late, waiting.id)
    assert world.fresh(study).frozen_hash == before
    assert len(world.make.all(StudyPartner)) == 2


def test_who_posted_the_problem_is_invited_by_name(browser_as, world: World) -> None:
    study = world.study("proposal")
    path = f"/studies/{study.id}/people"
    author = world.make.member(world.city, name="Plain Poster")
    with world.make.writing() as session:
        session.get_one(Problem, world.problem.id).author_id = author.id
    lead = browser_as(world.lead)
    page = lead.read(path)
    assert f"{author.name}, {world.city.name}, posted the problem" in page.text
    answer = lead.send(path, {"role": "co_lead", "person": str(author.id), "email": ""})
    assert f"The invitation to {author.name} was sent" in answer.text
    assert author.email not in answer.text, "whoever invites does not learn the address"
    (invitation,) = world.make.all(StudyInvitation)
    assert (invitation.email, invitation.person_id) == (author.email, author.id)
    assert invitation.organization_id == world.city.id
    told = world.make.all(Email)[-1]
    assert "invited you by name." in told.body
    link = link_in(told)
    browser_as(author).send(link, action="/accept")
    assert world.fresh(study).status == "co_design"
    assert author.name not in str(lead.read(path).form("/people").fields)


def test_only_people_with_a_part_are_offered_and_taken(browser_as, world: World) -> None:
    study = world.study("proposal")
    path = f"/studies/{study.id}/people"
    lead = browser_as(world.lead)
    beside = world.make.organization("Beside the Problem")
    world.make.join(world.network, beside)
    elsewhere = world.make.leader(beside, name="Edda Lund")
    plain = world.make.member(world.city, name="Una Cole")
    for person in (world.stranger, elsewhere, plain):
        assert person.name not in lead.read(path).text
        data = {"role": "co_lead", "person": str(person.id), "organization_id": str(beside.id)}
        assert lead.force(path, {**data, "email": ""}).status_code == 422
    assert world.make.all(StudyInvitation) == []


def test_without_a_name_an_address_is_asked_for(browser_as, world: World) -> None:
    study = world.study("proposal")
    path = f"/studies/{study.id}/people"
    answer = browser_as(world.lead).send(path, {"role": "co_lead", "email": ""}, status=422)
    assert "Give the e-mail address" in answer.text
