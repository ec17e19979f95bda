"""Two at once: whoever comes second finds what the first did."""

from collections.abc import Callable
from threading import Barrier, Thread
from typing import Any

from rpp.errors import DomainError
from rpp.studies.members import partners
from rpp.studies.models import Signature, StudyMember, StudySection
from rpp.studies.papers import signing
from rpp.studies.text import writing
from tests.studies.conftest import World


def together(world: World, *acts: Callable[[Any], Any]) -> list[str]:
    """Run each act in a thread and a transaction of its own; say how each ended."""
    start, ends = Barrier(len(acts)), [""] * len(acts)

    def run(n: int, act: Callable[[Any], Any]) -> None:
        start.wait()
        try:
            with world.make.writing() as session:
                act(session)
            ends[n] = "done"
        except DomainError as error:
            ends[n] = error.sentence

    threads = [Thread(target=run, args=(n, act)) for n, act in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return ends


def signing_for(world: World, study: Any, person: Any, party: str) -> Callable[[Any], Any]:
    viewer = world.viewer(person)
    return lambda session: signing.sign_study(
        session,
        viewer,
        study.id,
        party=party,
        text_hash=study.frozen_hash,
        title="In office",
        authority="Board policy",
        conflicts="None",
    )


def test_the_last_two_signatures_at_once_complete_it(world: World) -> None:
    study = world.study("frozen")
    world.sign(study, world.lead, "lead")
    ends = together(
        world,
        signing_for(world, study, world.city_signer, f"lea:{world.city.id}"),
        signing_for(world, study, world.county_signer, f"lea:{world.county.id}"),
    )
    assert ends == ["done", "done"]
    assert world.fresh(study).status == "signed"
    assert len(world.make.all(Signature)) == 3


def test_two_signatories_of_one_district_at_once_sign_once(world: World) -> None:
    study = world.study("frozen")
    second = world.make.member(world.city, signatory=True)
    party = f"lea:{world.city.id}"
    ends = together(
        world,
        signing_for(world, study, world.city_signer, party),
        signing_for(world, study, second, party),
    )
    assert sorted(ends) == ["This party has signed already.", "done"]
    assert len(world.make.all(Signature)) == 1


def test_a_signature_against_an_unfreeze_leaves_no_signature_in_force(world: World) -> None:
    study = world.study("frozen")
    lead = world.viewer(world.lead)
    ends = together(
        world,
        signing_for(world, study, world.city_signer, f"lea:{world.city.id}"),
        lambda session: signing.open_text_again(session, lead, study.id, "One word changes."),
    )
    assert ends[1] == "done"
    assert world.fresh(study).status == "co_design"
    assert [s for s in world.make.all(Signature) if s.void_at is None] == []


def test_an_edit_against_a_freeze_is_in_the_text_or_refused(world: World) -> None:
    study = world.study("co_design")
    world.write_all(study)
    lead, co_lead = world.viewer(world.lead), world.viewer(world.co_lead)
    ends = together(
        world,
        lambda session: signing.freeze_text(session, lead, study.id, "listed"),
        lambda session: writing.save_section(
            session, co_lead, study.id, "asks", "Ten hours of one clerk.", 1
        ),
    )
    assert ends[0] == "done"
    fresh = world.fresh(study)
    body = next(
        s.body for s in world.make.all(StudySection) if s.study_id == study.id and s.key == "asks"
    )
    assert body in fresh.frozen_text
    assert (ends[1] == "done") == (body == "Ten hours of one clerk.")


def test_an_invitation_redeemed_twice_at_once_counts_once(world: World) -> None:
    study = world.study("proposal")
    made = world.do(
        partners.invite,
        world.lead,
        study.id,
        organization_id=world.city.id,
        email=world.co_lead.email,
        role="co_lead",
    )
    viewer = world.viewer(world.co_lead)
    ends = together(
        world,
        *[lambda session: partners.accept_invitation(session, viewer, made.id)] * 3,
    )
    assert sorted(ends).count("done") == 1
    assert len(world.make.all(StudyMember)) == 2


def test_two_edits_of_one_version_at_once_lose_none(world: World) -> None:
    study = world.study("co_design")
    viewers = [world.viewer(p) for p in (world.lead, world.co_lead)]
    ends = together(
        world,
        *(
            lambda session, v=v: writing.save_section(
                session, v, study.id, "design", f"The text of {v.name}.", 0
            )
            for v in viewers
        ),
    )
    assert ends.count("done") == 1
    (body,) = [
        s.body for s in world.make.all(StudySection) if s.study_id == study.id and s.key == "design"
    ]
    assert body == f"The text of {viewers[ends.index('done')].name}."
