"""Two at once, on a text that is signed, discussed or read: nothing half done, nothing lost."""

from collections.abc import Callable
from typing import Any

from rpp.studies.co_design import comments, suggestions
from rpp.studies.lifecycle import operations
from rpp.studies.members import handover
from rpp.studies.models import (
    AmendedSection,
    Amendment,
    CalendarFeed,
    PassageComment,
    Signature,
    StudyMember,
    StudyPartner,
    StudySection,
)
from rpp.studies.outcome import sensemaking
from rpp.studies.papers import amendments, canonical, signing
from rpp.studies.plan import feeds
from rpp.studies.text import writing
from tests.studies.conftest import World
from tests.studies.papers.test_amendments import NEW, asks, frozen_amendment, parties, put_name
from tests.studies.test_races import signing_for, together

Act = Callable[[Any], Any]


def doing(world: World, person: Any, operation: Any, *args: Any, **about: Any) -> Act:
    viewer = world.viewer(person)
    return lambda session: operation(session, viewer, *args, **about)


def begun(world: World, study: Any, body: str = NEW) -> Any:
    made = world.do(amendments.propose_amendment, world.co_lead, study.id, "A clerk left us.")
    world.do(amendments.amend_section, world.co_lead, study.id, made.number, "asks", body)
    return made


def fresh(world: World, made: Any) -> Any:
    return next(a for a in world.make.all(Amendment) if a.id == made.id)


def test_a_change_against_a_freeze_of_the_amendment_is_in_its_text_or_refused(
    world: World,
) -> None:
    study = world.study("active")
    made = begun(world, study)
    ends = together(
        world,
        doing(world, world.lead, amendments.freeze_amendment, study.id, made.number),
        doing(
            world, world.co_lead, amendments.amend_section, study.id, made.number, "asks", "One."
        ),
    )
    assert ends[0] == "done"
    frozen = fresh(world, made)
    (body,) = [c.body for c in world.make.all(AmendedSection) if c.amendment_id == made.id]
    assert body in frozen.text
    assert (ends[1] == "done") == (body == "One.")
    assert canonical.fingerprint(frozen.text) == frozen.text_hash


def test_of_two_amendments_frozen_at_once_one_is_signed(world: World) -> None:
    study = world.study("active")
    one, other = begun(world, study), begun(world, study, "Another text.")
    ends = together(
        world,
        *(
            doing(world, world.lead, amendments.freeze_amendment, study.id, made.number)
            for made in (one, other)
        ),
    )
    assert ends.count("done") == 1
    assert "Another amendment is waiting" in " ".join(ends)
    states = sorted(fresh(world, made).status for made in (one, other))
    assert states == ["open", "signing"]


def test_the_last_signatures_on_an_amendment_at_once_put_it_in_force_once(world: World) -> None:
    study = world.study("active")
    made = frozen_amendment(world, study)
    put_name(world, study, made, *parties(world)[0])
    ends = together(
        world,
        *(
            doing(
                world,
                person,
                amendments.sign_amendment,
                study.id,
                made.number,
                party=party,
                text_hash=made.text_hash,
                title="Chief",
                authority="Board policy",
                conflicts="None",
            )
            for person, party in parties(world)[1:]
        ),
    )
    assert ends == ["done", "done"]
    assert fresh(world, made).status == "in_force"
    assert asks(world, study) == NEW


def test_a_signature_against_the_reopening_of_the_amendment_leaves_none_in_force(
    world: World,
) -> None:
    study = world.study("active")
    made = frozen_amendment(world, study)
    signer = world.viewer(world.city_signer)
    ends = together(
        world,
        lambda session: sign(session, world, signer, study, made),
        doing(
            world,
            world.lead,
            amendments.open_amendment_again,
            study.id,
            made.number,
            "A number was wrong.",
        ),
    )
    assert ends[1] == "done"
    on_it = [s for s in world.make.all(Signature) if s.text_hash == made.text_hash]
    assert all(s.void_at is not None for s in on_it)
    assert fresh(world, made).status == "open"


def sign(session: Any, world: World, viewer: Any, study: Any, made: Any) -> Any:
    return amendments.sign_amendment(
        session,
        viewer,
        study.id,
        made.number,
        party=f"lea:{world.city.id}",
        text_hash=made.text_hash,
        title="Chief",
        authority="Board policy",
        conflicts="None",
    )


def test_a_suggestion_accepted_against_an_edit_loses_neither_text(world: World) -> None:
    study = world.study("co_design")
    world.do(writing.save_section, world.lead, study.id, "asks", "The first text.", 0)
    made = world.do(
        suggestions.suggest,
        world.co_lead,
        study.id,
        "asks",
        body="The suggested text.",
        reason="It is clearer.",
    )
    ends = together(
        world,
        doing(world, world.lead, suggestions.accept, study.id, made.number, word="Yes.", version=1),
        doing(
            world, world.county_lead, writing.save_section, study.id, "asks", "Typed meanwhile.", 1
        ),
    )
    assert ends.count("done") == 1
    assert asks(world, study) == (
        "The suggested text." if ends[0] == "done" else "Typed meanwhile."
    )
    assert fresh(world, made).status == ("accepted" if ends[0] == "done" else "open")


def test_a_suggestion_is_decided_once(world: World) -> None:
    study = world.study("co_design")
    world.do(writing.save_section, world.lead, study.id, "asks", "The first text.", 0)
    made = world.do(
        suggestions.suggest, world.co_lead, study.id, "asks", body="Other.", reason="Clearer."
    )
    ends = together(
        world,
        doing(world, world.lead, suggestions.accept, study.id, made.number, word="Yes.", version=1),
        doing(world, world.county_lead, suggestions.reject, study.id, made.number, word="No."),
        doing(world, world.co_lead, suggestions.take_back, study.id, made.number),
    )
    assert ends.count("done") == 1
    assert fresh(world, made).status == ("accepted", "rejected", "taken_back")[ends.index("done")]


def test_a_comment_against_an_edit_stands_at_its_paragraph_or_among_the_lost(
    world: World,
) -> None:
    study = world.study("co_design")
    text = "Three buses.\n\nTwo schools."
    world.do(writing.save_section, world.lead, study.id, "asks", text, 0)
    ends = together(
        world,
        doing(world, world.co_lead, comments.comment_on, study.id, "asks", 2, "Which two?"),
        doing(world, world.lead, writing.save_section, study.id, "asks", "Three buses.", 1),
    )
    assert ends[1] == "done"
    remarks = world.make.all(PassageComment)
    if ends[0] == "done":
        # It was written before the paragraph went, and still says what it was about.
        assert [r.quote for r in remarks] == ["Two schools."]
    else:
        assert "has since been removed" in ends[0]
        assert remarks == []
    (section,) = [
        s for s in world.make.all(StudySection) if s.study_id == study.id and s.key == "asks"
    ]
    assert 2 not in section.anchors


def test_a_handover_against_the_freeze_of_an_amendment_names_who_leads(world: World) -> None:
    study = world.study("active")
    heir = world.make.researcher(world.university, name="Jo Heir")
    world.join(study, heir, world.university, "member")
    made = begun(world, study)
    ends = together(
        world,
        doing(
            world, world.lead, handover.hand_over, study.id, successor_id=heir.id, note="I retire."
        ),
        doing(world, world.co_lead, amendments.freeze_amendment, study.id, made.number),
    )
    assert ends[1] == "done"
    leads = world.fresh(study).lead_id
    name = heir.name if leads == heir.id else world.lead.name
    assert f"Lead researcher: {name}" in fresh(world, made).text
    assert (ends[0] == "done") == (leads == heir.id)


def test_two_handovers_at_once_leave_one_lead(world: World) -> None:
    study = world.study("co_design")
    heirs = [world.make.researcher(world.university) for _ in range(2)]
    for heir in heirs:
        world.join(study, heir, world.university, "member")
    ends = together(
        world,
        *(
            doing(world, world.lead, handover.hand_over, study.id, successor_id=h.id, note="Go.")
            for h in heirs
        ),
    )
    assert ends.count("done") == 1
    lead = [m.person_id for m in world.make.all(StudyMember) if m.role == "lead"]
    assert lead == [heirs[ends.index("done")].id] == [world.fresh(study).lead_id]


def test_a_freeze_against_a_handover_signs_the_name_of_who_leads(world: World) -> None:
    study = world.study("co_design")
    world.write_all(study)
    heir = world.make.researcher(world.university, name="Jo Heir")
    world.join(study, heir, world.university, "member")
    together(
        world,
        doing(world, world.lead, handover.hand_over, study.id, successor_id=heir.id, note="Go."),
        doing(world, world.co_lead, signing.freeze_text, study.id, "listed"),
    )
    now = world.fresh(study)
    name = heir.name if now.lead_id == heir.id else world.lead.name
    assert f"Lead researcher: {name}" in now.frozen_text


def test_a_delay_against_the_publication_holds_it_back_or_is_refused(world: World) -> None:
    study = world.study("interpreted")
    world.see(study)

    def publish(session: Any) -> None:
        from rpp.studies.lifecycle.audit import held

        sensemaking.demand_publishable(session, held(session, study.id or 0))
        operations.mark_published(session, world.lead.id, study.id or 0, None)

    ends = together(
        world,
        doing(
            world,
            world.co_lead,
            sensemaking.delay,
            study.id,
            organization_id=world.city.id,
            days=5,
            reason="Our board meets on Monday.",
        ),
        publish,
    )
    assert ends.count("done") == 1
    held_back = [p for p in world.make.all(StudyPartner) if p.delayed_until is not None]
    assert (world.fresh(study).status == "published") == (held_back == [])


def test_two_delays_of_one_district_at_once_count_once(world: World) -> None:
    study = world.study("interpreted")
    ends = together(
        world,
        *(
            doing(
                world,
                person,
                sensemaking.delay,
                study.id,
                organization_id=world.city.id,
                days=days,
                reason="Our board meets on Monday.",
            )
            for person, days in ((world.co_lead, 5), (world.city_signer, 30))
        ),
    )
    assert ends.count("done") == 1


def test_an_address_made_twice_at_once_leaves_one_that_works(world: World) -> None:
    made: list[str] = []
    viewer = world.viewer(world.lead)

    def renew(session: Any) -> None:
        made.append(feeds.renew_feed(session, viewer))

    assert together(world, renew, renew, renew) == ["done"] * 3
    assert len(world.make.all(CalendarFeed)) == 1
    with world.make.writing() as session:
        alive = [token for token in made if feeds.subscriber(session, token)]
    assert len(alive) == 1


def test_a_signature_against_a_withdrawal_is_before_it_or_refused(world: World) -> None:
    study = world.study("frozen")
    ends = together(
        world,
        signing_for(world, study, world.city_signer, f"lea:{world.city.id}"),
        doing(world, world.lead, operations.withdraw_study, study.id, "The vendor left."),
    )
    assert ends[1] == "done"
    assert (ends[0] == "done") == (len(world.make.all(Signature)) == 1)
    assert world.fresh(study).status == "withdrawn"
