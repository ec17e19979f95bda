"""After the start: what all signed stays in force until all have signed something else."""

import hashlib
from typing import Any

import pytest

from rpp.errors import DomainError
from rpp.studies.lifecycle import operations
from rpp.studies.models import SectionRevision, Signature, SignedText, StudySection
from rpp.studies.outcome import findings
from rpp.studies.papers import amendments, signing
from tests.studies.conftest import HASH, World
from tests.studies.test_races import together
from tests.support.factories import PASSWORD

NAME = {"title": "Chief", "authority": "Board policy", "conflicts": "None"}
NEW = "Half the hours that all agreed on before."


def parties(world: World) -> list[tuple[Any, str]]:
    return [
        (world.lead, "lead"),
        (world.city_signer, f"lea:{world.city.id}"),
        (world.county_signer, f"lea:{world.county.id}"),
    ]


def frozen_amendment(world: World, study: Any, body: str = NEW) -> Any:
    made = world.do(amendments.propose_amendment, world.co_lead, study.id, "A clerk left us.")
    world.do(amendments.amend_section, world.co_lead, study.id, made.number, "asks", body)
    return world.do(amendments.freeze_amendment, world.lead, study.id, made.number)


def put_name(world: World, study: Any, made: Any, person: Any, party: str) -> None:
    world.do(
        amendments.sign_amendment,
        person,
        study.id,
        made.number,
        party=party,
        text_hash=made.text_hash,
        **NAME,
    )


def asks(world: World, study: Any) -> str:
    rows = world.make.all(StudySection)
    return next(s.body for s in rows if s.study_id == study.id and s.key == "asks")


def test_an_amendment_is_proposed_shown_and_signed_on_the_pages(browser_as, world: World) -> None:
    study = world.study("active")
    at = f"/studies/{study.id}"
    before = study.frozen_hash
    co_lead, lead = browser_as(world.co_lead), browser_as(world.lead)
    assert f"{at}/amendments" in co_lead.read(at).links
    co_lead.send(f"{at}/amendments", {"reason": "no"}, status=422)
    begun = co_lead.send(f"{at}/amendments", {"reason": "A clerk left, so the hours must go down."})
    assert "It changes nothing yet" in begun.text
    one = f"{at}/amendments/1"
    same = co_lead.send(f"{one}/sections/asks", {}, status=422)
    assert "This is the text in force" in same.text
    co_lead.send(f"{one}/sections/asks", {"body": NEW})
    shown = lead.read(one)
    assert "[removed:" in shown.text
    assert "[new:" in shown.text
    assert "Freeze it for signing" not in browser_as(world.city_signer).read(one).text
    assert "is frozen" in lead.send(one, action="/freeze").text
    for n, (person, _party) in enumerate(parties(world)):
        assert world.fresh(study).frozen_hash == before
        assert f"{n} of 3 have signed" in lead.read(one).text
        with world.make.writing() as session:
            session.get_one(type(person), person.id).password_hash = HASH
        browser = browser_as(person)
        wrong = browser.send(f"{one}/sign", {**NAME, "password": "wrong"}, status=422)
        assert "This is not your password." in wrong.text
        browser.send(f"{one}/sign", {**NAME, "password": PASSWORD})
    fresh = world.fresh(study)
    assert fresh.status == "active"
    assert fresh.frozen_hash != before
    raw = lead.get(f"{at}/text")
    assert hashlib.sha256(raw.data).hexdigest() == fresh.frozen_hash
    assert NEW in raw.data.decode()
    assert "In force" in lead.read(one).text
    assert NEW in lead.read(at).text
    kept = sorted(world.make.all(SignedText), key=lambda text: text.number)
    assert [text.text_hash for text in kept] == [before, fresh.frozen_hash]
    assert all(text.void_at is None for text in kept)


def test_the_text_in_force_stays_with_its_signatures_until_all_have_signed(world: World) -> None:
    study = world.study("active")
    before = asks(world, study)
    made = frozen_amendment(world, study)
    for person, party in parties(world)[:2]:
        put_name(world, study, made, person, party)
    assert asks(world, study) == before
    assert world.fresh(study).frozen_hash == study.frozen_hash
    put_name(world, study, made, *parties(world)[2])
    assert asks(world, study) == NEW
    # The text before, and who signed it, are kept.
    assert before in [r.body for r in world.make.all(SectionRevision)]
    in_force = [s.text_hash for s in world.make.all(Signature) if s.void_at is None]
    assert sorted(in_force) == sorted([study.frozen_hash] * 3 + [made.text_hash] * 3)


def test_opening_an_amendment_voids_its_signatures_and_no_others(browser_as, world: World) -> None:
    study = world.study("active")
    made = frozen_amendment(world, study)
    put_name(world, study, made, world.lead, "lead")
    browser_as(world.co_lead).send(
        f"/studies/{study.id}/amendments/1/reopen", {"reason": "A number was wrong."}
    )
    void = [s for s in world.make.all(Signature) if s.void_at is not None]
    assert [s.text_hash for s in void] == [made.text_hash]
    assert world.fresh(study).status == "active"
    told = browser_as(world.city_signer).read("/notices").text
    assert "1 of its signatures became void" in told
    with pytest.raises(DomainError, match="still being written"):
        put_name(world, study, made, world.lead, "lead")


def test_one_amendment_at_a_time_is_signed(world: World) -> None:
    study = world.study("active")
    frozen_amendment(world, study)
    other = world.do(amendments.propose_amendment, world.lead, study.id, "The dates move.")
    world.do(amendments.amend_section, world.lead, study.id, other.number, "design", "Later.")
    with pytest.raises(DomainError, match="Another amendment is waiting"):
        world.do(amendments.freeze_amendment, world.lead, study.id, other.number)


def test_an_amendment_of_a_text_that_was_amended_since_is_saved_again_first(world: World) -> None:
    study = world.study("active")
    late = world.do(amendments.propose_amendment, world.lead, study.id, "Fewer tests.")
    world.do(amendments.amend_section, world.lead, study.id, late.number, "asks", "No tests.")
    first = frozen_amendment(world, study)
    for person, party in parties(world):
        put_name(world, study, first, person, party)
    with pytest.raises(DomainError, match="has changed since"):
        world.do(amendments.freeze_amendment, world.lead, study.id, late.number)
    world.do(amendments.amend_section, world.lead, study.id, late.number, "asks", "No tests.")
    world.do(amendments.freeze_amendment, world.lead, study.id, late.number)


def test_findings_wait_for_an_amendment_that_is_being_signed(world: World) -> None:
    study = world.study("active")
    world.finding(study)
    world.limit(study)
    frozen_amendment(world, study)
    with pytest.raises(DomainError, match="waiting for signatures"):
        world.do(findings.share_findings, world.lead, study.id)


def test_nobody_takes_back_anothers_amendment_but_a_lead(world: World) -> None:
    study = world.study("active")
    teacher = world.make.member(world.city)
    world.join(study, teacher, world.city, "practitioner")
    made = world.do(amendments.propose_amendment, world.county_lead, study.id, "Fewer tests.")
    with pytest.raises(DomainError, match="Only its author"):
        world.do(amendments.take_back_amendment, teacher, study.id, made.number)
    world.do(amendments.take_back_amendment, world.lead, study.id, made.number)
    with pytest.raises(DomainError, match="has ended"):
        world.do(amendments.amend_section, world.lead, study.id, made.number, "asks", "Less.")


def test_amendments_are_for_the_partners_alone(browser_as, world: World) -> None:
    study = world.study("active")
    frozen_amendment(world, study)
    for path in ("", "/1", "/1/sections/asks"):
        address = f"/studies/{study.id}/amendments{path}"
        assert browser_as(world.lead).get(address).status_code == 200
        assert browser_as(world.stranger).get(address).status_code in (403, 404)
    assert browser_as(world.stranger).get(f"/studies/{study.id}/amendments").status_code == 404
    assert browser_as(world.lead).get(f"/studies/{study.id}/amendments/2").status_code == 404
    text = browser_as(world.stranger).read(f"/studies/{study.id}").text
    assert "A clerk left us" not in text
    assert "Amendments" not in text


def test_the_last_two_signatures_at_once_put_it_in_force_once(world: World) -> None:
    study = world.study("active")
    made = frozen_amendment(world, study)
    put_name(world, study, made, world.lead, "lead")
    viewers = [(world.viewer(person), party) for person, party in parties(world)[1:]]
    ends = together(
        world,
        *(
            lambda session, v=viewer, p=party: amendments.sign_amendment(
                session, v, study.id, 1, party=p, text_hash=made.text_hash, **NAME
            )
            for viewer, party in viewers
        ),
    )
    assert ends == ["done", "done"]
    assert [text.number for text in world.make.all(SignedText)] == [1, 2]
    assert world.fresh(study).frozen_hash == made.text_hash


def test_a_signature_against_an_opening_counts_on_the_text_it_was_for_or_not_at_all(
    world: World,
) -> None:
    study = world.study("active")
    made = frozen_amendment(world, study)
    lead, signer = world.viewer(world.lead), world.viewer(world.city_signer)
    ends = together(
        world,
        lambda session: amendments.sign_amendment(
            session,
            signer,
            study.id,
            1,
            party=f"lea:{world.city.id}",
            text_hash=made.text_hash,
            **NAME,
        ),
        lambda session: amendments.open_amendment_again(
            session, lead, study.id, 1, "A number was wrong."
        ),
    )
    assert ends[1] == "done"
    on_it = [s for s in world.make.all(Signature) if s.text_hash == made.text_hash]
    assert all(s.void_at is not None for s in on_it)


def test_opening_a_text_before_the_start_ends_what_was_signed(world: World) -> None:
    study = world.study("signed")
    world.do(signing.open_text_again, world.lead, study.id, "One word changes.")
    (kept,) = world.make.all(SignedText)
    assert kept.void_at is not None


def test_an_amendment_of_a_study_that_ended_is_signed_no_more(world: World) -> None:
    study = world.study("active")
    made = frozen_amendment(world, study)
    put_name(world, study, made, *parties(world)[0])
    world.do(operations.withdraw_study, world.lead, study.id, "The grant has ended.")
    with pytest.raises(DomainError):
        put_name(world, study, made, *parties(world)[1])
    assert len([s for s in world.make.all(Signature) if s.text_hash == made.text_hash]) == 1
