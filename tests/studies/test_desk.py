"""What waits for each person, and what is theirs."""

import pytest

from rpp.studies import desk, lists
from rpp.studies.outcome import sensemaking
from rpp.studies.papers import amendments
from tests.studies.conftest import World
from tests.studies.papers.test_amendments import frozen_amendment, put_name


def waiting(world: World, person) -> list[dict]:
    with world.make.writing() as session:
        return desk.waiting_for(session, world.viewer(person, session))


@pytest.mark.parametrize(
    ("status", "who", "button"),
    [
        ("proposal", "lead", "Invite a co-lead"),
        ("co_design", "co_lead", "Write them"),
        ("frozen", "lead", "Read and sign"),
        ("frozen", "city_signer", "Read and sign"),
        ("signed", "lead", "Start the study"),
        ("active", "lead", "Enter findings"),
        ("findings_shared", "co_lead", "Read the findings"),
        ("findings_shared", "city_signer", "Read the findings"),
        ("findings_shared", "lead", "Record the meeting"),
        ("interpreted", "lead", "Draft the brief"),
    ],
)
def test_each_state_asks_something_of_someone(browser_as, world, status, who, button) -> None:
    study = world.study(status)
    person = getattr(world, who)
    (item,) = waiting(world, person)
    assert (item["title"], item["button"]) == (study.title, button)
    if not item["href"].startswith("/briefs"):
        assert browser_as(person).get(item["href"]).status_code == 200


def test_nothing_waits_for_who_has_no_part_or_has_done_hers(world: World) -> None:
    study = world.study("frozen")
    assert waiting(world, world.stranger) == []
    assert waiting(world, world.city_leader) == []
    world.sign(study, world.city_signer, f"lea:{world.city.id}")
    assert waiting(world, world.city_signer) == []
    world.study("published")
    assert all(item["title"] for item in waiting(world, world.lead))


def test_an_invitation_waits_for_its_address_until_it_ends(browser_as, world: World) -> None:
    from rpp.studies.members import partners

    study = world.study("proposal")
    made = world.do(
        partners.invite,
        world.lead,
        study.id,
        organization_id=world.city.id,
        email=world.co_lead.email,
        role="co_lead",
    )
    (item,) = waiting(world, world.co_lead)
    assert item["due"] == made.expires_at
    assert study.title in browser_as(world.co_lead).read(item["href"]).text
    assert waiting(world, world.lead) == []  # it is the other side's turn
    world.do(partners.revoke_invitation, world.lead, study.id, made.id)
    assert waiting(world, world.co_lead) == []


def test_mine_are_those_i_take_part_in(world: World) -> None:
    study = world.study("frozen", "private")

    def mine(person) -> list[tuple[int, str]]:
        with world.make.writing() as session:
            viewer = world.viewer(person, session)
            return [(row.id, row.role) for row in desk.mine(session, viewer)]

    assert mine(world.lead) == [(study.id, "lead researcher")]
    assert mine(world.co_lead) == [(study.id, "district co-lead")]
    assert mine(world.city_signer)[0][0] == study.id
    assert mine(world.stranger) == []


def test_the_counts_are_of_what_everyone_may_know(world: World) -> None:
    world.study("proposal")
    world.study("active", "listed")
    world.study("active", "private")
    world.study("published", "private")
    with world.make.writing() as session:
        counts = lists.counts(session)
        latest = lists.latest_listed(session, 1)
    assert (counts["all"], counts["active"], counts["published"]) == (2, 1, 1)
    assert [row.status for row in latest] == ["published"]
    assert latest[0].question.startswith("Does a later first bell")


def test_who_has_seen_the_findings_is_asked_for_the_next_step(world: World) -> None:
    study = world.study("findings_shared")
    assert waiting(world, world.stranger) == []
    world.do(sensemaking.confirm_seen, world.city_signer, study.id)
    world.do(sensemaking.confirm_seen, world.co_lead, study.id)
    assert waiting(world, world.city_signer) == []
    assert [item["button"] for item in waiting(world, world.co_lead)] == ["Record the meeting"]


@pytest.mark.parametrize("status", ["active", "paused"])
def test_a_frozen_amendment_waits_for_each_party_until_it_has_signed(
    browser_as, world: World, status: str
) -> None:
    study = world.study(status)
    made = frozen_amendment(world, study)
    at = f"/studies/{study.id}/amendments/{made.number}"
    for person, party in (
        (world.city_signer, f"lea:{world.city.id}"),
        (world.county_signer, f"lea:{world.county.id}"),
        (world.lead, "lead"),
    ):
        assert at in {item["href"] for item in waiting(world, person)}
        assert browser_as(person).get(at).status_code == 200
        put_name(world, study, made, person, party)
        assert at not in {item["href"] for item in waiting(world, person)}
    assert waiting(world, world.stranger) == []


def test_an_amendment_that_was_opened_again_waits_for_nobody(world: World) -> None:
    study = world.study("active")
    made = frozen_amendment(world, study)
    world.do(amendments.open_amendment_again, world.lead, study.id, made.number, "A wrong number.")
    assert waiting(world, world.city_signer) == []
