"""Everyone signs the same text, and only who may."""

import hashlib

import pytest

from rpp.errors import DomainError
from rpp.studies.members import partners
from rpp.studies.models import Signature
from rpp.studies.papers import signing
from rpp.studies.sections import SECTIONS
from rpp.studies.text import writing
from tests.studies.conftest import HASH, World
from tests.support.factories import PASSWORD

NAME = {"title": "Chief", "authority": "Board policy", "conflicts": "None"}


def with_password(world: World, person: object) -> object:
    from rpp.people.models import Person

    with world.make.writing() as session:
        session.get(Person, person.id).password_hash = HASH
    return person


def test_an_incomplete_text_is_not_frozen_and_it_says_who_can_help(browser_as, world) -> None:
    study = world.study("co_design")
    browser_as(world.lead).send(f"/studies/{study.id}/references", action="/remove")
    answer = browser_as(world.lead).send(
        f"/studies/{study.id}/freeze", {"listing": "listed"}, status=422
    )
    for words in (
        "“What is already known”",
        "“How the findings will be used”",
        "link at least one",
        "Choose the kind of design",
        "Any member of the study can",
    ):
        assert words in answer.text
    assert world.fresh(study).status == "co_design"


@pytest.mark.parametrize("gap", [*SECTIONS, "reference", "design"])
def test_every_single_gap_keeps_the_text_open(world: World, gap: str) -> None:
    study = world.study("co_design")
    world.write_all(study)
    if gap in SECTIONS:
        world.do(writing.save_section, world.lead, study.id, gap, "", 1)
    elif gap == "reference":
        from rpp.studies.models import StudyReference

        made = world.make.all(StudyReference)[0]
        world.do(writing.remove_reference, world.lead, study.id, made.id)
    else:
        world.do(writing.edit_basics, world.lead, study.id, title=study.title, design="")
    with pytest.raises(DomainError):
        world.do(signing.freeze_text, world.lead, study.id, "listed")
    assert world.fresh(study).frozen_hash == ""


def test_a_study_without_a_district_is_not_frozen(world: World) -> None:
    from rpp.studies.members import partners

    study = world.study("co_design")
    world.write_all(study)
    for person, lea in ((world.co_lead, world.city), (world.county_lead, world.county)):
        world.do(partners.leave_study, person, study.id, lea.id, "No time for it this year.")
    with pytest.raises(DomainError, match="No district takes part"):
        world.do(signing.freeze_text, world.lead, study.id, "listed")


def test_the_frozen_text_holds_everything_and_anyone_can_hash_it(browser_as, world: World) -> None:
    study = world.study("frozen", "private")
    raw = browser_as(world.co_lead).get(f"/studies/{study.id}/text")
    assert hashlib.sha256(raw.data).hexdigest() == study.frozen_hash
    text = raw.data.decode()
    for words in (
        study.title,
        world.problem.title,
        "Imani Feld, Lakeshore Center",
        "Albertville City (NCES",
        "co-lead Renata Oakes",
        "co-lead Walt Jessup",
        "Randomized trial",
        "Private to the partners until it is published",
        "Later School Start Times in Suburbs",
        "It ran in suburbs only.",
        *(kind.title for kind in SECTIONS.values()),
    ):
        assert words in text
    titles = [text.index(f"{n}. {kind.title}") for n, kind in enumerate(SECTIONS.values(), 1)]
    assert titles == sorted(titles)
    assert browser_as().get(f"/studies/{study.id}/text").status_code == 404


def test_all_parties_sign_with_their_password_and_the_last_one_completes_it(
    browser_as, world: World
) -> None:
    study = world.study("frozen")
    at = f"/studies/{study.id}"
    for n, person in enumerate((world.lead, world.city_signer, world.county_signer)):
        assert world.fresh(study).status == "frozen"
        browser = browser_as(with_password(world, person))
        wrong = browser.send(f"{at}/sign", {**NAME, "password": "wrong"}, status=422)
        assert "This is not your password." in wrong.text
        assert len(world.make.all(Signature)) == n
        browser.send(f"{at}/sign", {**NAME, "password": PASSWORD})
    signed = world.fresh(study)
    assert signed.status == "signed"
    assert signed.signed_at is not None
    rows = world.make.all(Signature)
    assert {row.party for row in rows} == {
        "lead",
        f"lea:{world.city.id}",
        f"lea:{world.county.id}",
    }
    assert {row.text_hash for row in rows} == {signed.frozen_hash}


def test_who_was_not_appointed_cannot_sign(browser_as, world: World) -> None:
    study = world.study("frozen")
    at = f"/studies/{study.id}/sign"
    for person in (world.co_lead, world.city_leader):
        assert browser_as(person).get(at).status_code == 403
    assert browser_as(world.stranger).get(at).status_code == 404
    for party in ("lead", f"lea:{world.county.id}", "lea:999", "everyone"):
        with pytest.raises(DomainError):
            world.sign(study, world.city_signer, party)
    for person in (world.lead, world.co_lead, world.city_leader):
        with pytest.raises(DomainError):
            world.sign(study, person, f"lea:{world.city.id}")
    assert world.make.all(Signature) == []


def test_a_party_signs_once(world: World) -> None:
    study = world.study("frozen")
    world.sign(study, world.city_signer, f"lea:{world.city.id}")
    second = world.make.member(world.city, signatory=True)
    with pytest.raises(DomainError, match="signed already"):
        world.sign(study, second, f"lea:{world.city.id}")


def test_nobody_signs_a_text_that_changed_while_she_read_it(world: World) -> None:
    study = world.study("frozen")
    read = study.frozen_hash
    world.do(signing.open_text_again, world.lead, study.id, "One sentence was wrong.")
    world.do(writing.save_section, world.lead, study.id, "asks", "Ten hours, not twenty.", 1)
    world.do(signing.freeze_text, world.lead, study.id, "listed")
    with pytest.raises(DomainError, match="was changed"):
        world.do(
            signing.sign_study,
            world.lead,
            study.id,
            party="lead",
            text_hash=read,
            title="Professor",
            authority="Board policy",
            conflicts="None",
        )


@pytest.mark.parametrize("status", ["frozen", "signed"])
def test_opening_the_text_voids_every_signature_and_says_so(
    browser_as, world: World, status: str
) -> None:
    study = world.study("frozen")
    world.sign(study, world.lead, "lead")
    if status == "signed":
        world.sign(study, world.city_signer, f"lea:{world.city.id}")
        world.sign(study, world.county_signer, f"lea:{world.county.id}")
    count = len(world.make.all(Signature))
    browser_as(world.co_lead).send(
        f"/studies/{study.id}/reopen", {"reason": "Two sessions of 90 minutes instead."}
    )
    fresh = world.fresh(study)
    assert (fresh.status, fresh.frozen_hash, fresh.signed_at) == ("co_design", "", None)
    assert all(row.void_at for row in world.make.all(Signature))
    words = browser_as(world.county_lead).read(f"/studies/{study.id}").text
    assert f"{count} of its signatures became void" in words
    # The same words again are a new text to sign: nothing of before counts.
    world.do(signing.freeze_text, world.lead, study.id, "listed")
    world.sign(study, world.lead, "lead")
    assert world.fresh(study).status == "frozen"


def test_a_frozen_text_is_not_changed(browser_as, world: World) -> None:
    study = world.study("frozen")
    with pytest.raises(DomainError, match="reopen it"):
        world.do(writing.save_section, world.co_lead, study.id, "asks", "Less.", 1)
    with pytest.raises(DomainError):
        world.do(writing.edit_basics, world.lead, study.id, title="Another title", design="rct")
    with pytest.raises(DomainError):
        world.do(
            writing.add_reference,
            world.lead,
            study.id,
            source_kind="evidence",
            source_id=world.record.id,
            leaves_open="Something else entirely.",
        )
    answer = browser_as(world.co_lead).force(
        f"/studies/{study.id}/sections/asks?version=1", {"body": "Less of it, please."}
    )
    assert answer.status_code == 422
    assert "Less of it, please." in answer.text
    assert hashlib.sha256(study.frozen_text.encode()).hexdigest() == study.frozen_hash


def test_after_it_started_the_signed_text_stays(world: World) -> None:
    study = world.study("active")
    with pytest.raises(DomainError):
        world.do(signing.open_text_again, world.lead, study.id, "We want another outcome.")
    with pytest.raises(DomainError, match="only while it is being written"):
        world.do(writing.save_section, world.lead, study.id, "asks", "Less.", 1)
    assert world.fresh(study).frozen_text == study.frozen_text


def test_only_those_who_lead_freeze_open_and_start(browser_as, world: World) -> None:
    study = world.study("co_design")
    teacher = world.make.member(world.city)
    world.join(study, teacher, world.city, "practitioner")
    for verb in ("freeze", "reopen", "start", "withdraw"):
        assert browser_as(world.co_lead).get(f"/studies/{study.id}/{verb}").status_code == 200
        for person in (teacher, world.city_signer):
            assert browser_as(person).get(f"/studies/{study.id}/{verb}").status_code == 403
    browser_as(teacher).force(f"/studies/{study.id}/withdraw", {"reason": "I would rather not."})
    assert world.fresh(study).status == "co_design"


def test_signatories_hear_that_their_signature_is_void(browser_as, world: World) -> None:
    study = world.study("frozen")
    world.sign(study, world.city_signer, f"lea:{world.city.id}")
    world.do(signing.open_text_again, world.lead, study.id, "Two sessions instead of one.")
    told = browser_as(world.city_signer).read("/notices").text
    assert "froze the text for signing" in told
    assert "1 of its signatures became void" in told


def test_after_a_district_left_the_signatures_of_the_others_complete_the_text(
    world: World,
) -> None:
    study = world.study("co_design")
    world.write_all(study)
    world.do(partners.leave_study, world.county_lead, study.id, world.county.id, "A new board.")
    world.do(signing.freeze_text, world.lead, study.id, "listed")
    assert "Cullman County" not in world.fresh(study).frozen_text
    with pytest.raises(DomainError, match="cannot sign for this party"):
        world.sign(study, world.county_signer, f"lea:{world.county.id}")
    world.sign(study, world.lead, "lead")
    assert world.fresh(study).status == "frozen"
    world.sign(study, world.city_signer, f"lea:{world.city.id}")
    assert world.fresh(study).status == "signed"
