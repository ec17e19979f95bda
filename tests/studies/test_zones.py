"""Days of a study begin and end where its network is."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from rpp import clock
from rpp.errors import DomainError
from rpp.home import duties as home
from rpp.studies.lifecycle import guards
from rpp.studies.members import partners
from rpp.studies.models import Agreement, Milestone, StudyPartner
from rpp.studies.outcome import sensemaking
from rpp.studies.papers import agreements, expiry, packet, packet_data
from rpp.studies.plan import milestones
from tests.studies.conftest import World
from tests.support import pdfs
from tests.support.mailbox import emails

# 7:30 p.m. Central on Monday, November 30, 2026: in Greenwich it is the first of December.
EVENING = datetime(2026, 12, 1, 1, 30, tzinfo=UTC)
LAST, NEXT = date(2026, 11, 30), date(2026, 12, 1)
MIDNIGHT = datetime(2026, 12, 1, 6, tzinfo=UTC)


def signed(world: World) -> Any:
    with clock.at(EVENING):
        return world.study("signed")


def test_a_signature_of_the_evening_is_of_that_day_on_page_history_and_paper(
    browser_as: Any, world: World
) -> None:
    study = signed(world)
    with clock.at(EVENING + timedelta(days=2)):
        page = browser_as(world.co_lead).read(f"/studies/{study.id}").text
        history = browser_as(world.co_lead).read(f"/studies/{study.id}/history").text
        with world.make.writing() as session:
            words = pdfs.read(packet.packet(session, study.id) or b"")
    assert "signed Nov 30, 2026" in page
    assert "Days are in Central time." in page
    assert "Nov 30, 2026 Tomas Brandt signed for Albertville City" in history
    assert "Signed on November 30, 2026, 7:30 p.m. Central" in words
    assert "the last on November 30, 2026, Central time." in words
    for said in (page, history, words):
        assert "Dec 1, 2026" not in said
        assert "December 1, 2026" not in said


def test_the_day_is_that_of_the_network_and_not_of_the_portal(world: World) -> None:
    with world.make.writing() as session:
        session.merge(world.network).timezone = "Pacific/Auckland"
    study = signed(world)
    with world.make.writing() as session:
        text = packet_data.text_of(session, session.merge(study))
        assert text is not None
        made = packet_data.made_of(session, session.merge(study), text)
    assert ["Signed on", "December 1, 2026, 2:30 p.m. Pacific/Auckland"] in (
        made["signatures"][0]["rows"]
    )


def test_a_milestone_is_late_when_its_day_is_over_where_the_study_is(
    browser_as: Any, world: World
) -> None:
    with clock.at(EVENING):
        study = world.study("co_design")
        about = {"title": "Forms are back", "due_on": LAST, "owner_id": world.co_lead.id}
        world.do(milestones.add_milestone, world.lead, study.id, **about)
    for moment, late in ((EVENING, False), (MIDNIGHT, True)):
        with clock.at(moment):
            page = browser_as(world.co_lead).read(f"/studies/{study.id}/milestones").text
            mine = browser_as(world.co_lead).read("/me").text
        assert ("Overdue" in page) is late
        assert ("Overdue since November 30, 2026" in mine) is late
        assert ("Today Mon, Nov 30" in mine) is not late


def test_a_milestone_is_told_ahead_by_the_day_of_its_network(world: World) -> None:
    with clock.at(EVENING):
        study = world.study("co_design")
        for ahead in (0, 7, 8):
            about = {"title": f"In {ahead}", "due_on": LAST + timedelta(days=ahead)}
            world.do(
                milestones.add_milestone,
                *(world.lead, study.id),
                **about,
                owner_id=world.lead.id,
            )
        with world.make.writing() as session:
            assert milestones.tell_ahead(session) == 2
        told = {m.title for m in world.make.all(Milestone) if m.told_of}
    assert told == {"In 0", "In 7"}


def test_what_waits_reaches_two_weeks_of_the_networks_days(world: World) -> None:
    with clock.at(EVENING):
        study = world.study("co_design")
        for ahead in (14, 15):
            due = LAST + timedelta(days=ahead)
            about = {"title": f"In {ahead}", "due_on": due, "owner_id": world.lead.id}
            world.do(milestones.add_milestone, world.lead, study.id, **about)
        with world.make.writing() as session:
            found = milestones.waiting_for(session, world.viewer(world.lead, session))
    assert [row.title for row in found] == ["In 14"]


def agreement(world: World, study: Any, **about: Any) -> Any:
    facts = {"type": "approval", "parties": "The board", "signed_on": LAST} | about
    return world.do(agreements.record_agreement, world.lead, study.id, **facts)


def test_an_agreement_holds_through_its_last_day(browser_as: Any, world: World) -> None:
    with clock.at(EVENING):
        study = world.study("active")
        agreement(world, study, expires_on=LAST)
        at = f"/studies/{study.id}/agreements"
        assert "In force until November 30, 2026" in browser_as(world.lead).read(at).text
        with world.make.writing() as session:
            (row,) = expiry.waiting_for(session, world.viewer(world.lead, session))
        assert "it expires on November 30, 2026" in row["sentence"]
        assert home.Duty(**row).when == ("Today", "Mon, Nov 30")
        with world.make.writing() as session:
            expiry.warn(session)
        said = [n.text for n in world.make.notices() if "this expires" in n.text]
        assert said
        assert all("expires today" in text for text in said)
    with clock.at(MIDNIGHT):
        assert "Expired on November 30, 2026" in browser_as(world.lead).read(at).text
        with world.make.writing() as session:
            (row,) = expiry.waiting_for(session, world.viewer(world.lead, session))
            assert "it expired on November 30, 2026" in row["sentence"]
            assert expiry.lapsed_among(session, world.viewer(world.lead, session), [study.id])


def test_an_agreement_of_tomorrow_is_still_to_come(world: World) -> None:
    with clock.at(EVENING):
        study = world.study("co_design")
        with pytest.raises(DomainError, match="in the future"):
            agreement(world, study, signed_on=NEXT)
        agreement(world, study, signed_on=LAST)
    assert len(world.make.all(Agreement)) == 1


@pytest.mark.parametrize(
    ("day", "held"), [(LAST - timedelta(days=1), False), (LAST, True), (NEXT, False)]
)
def test_a_study_starts_on_agreements_that_hold_on_the_very_day(day: date, held: bool) -> None:
    class Paper:
        signed_on = expires_on = day

    papers = []
    for kind in ("DSA", "IRB"):
        paper = Paper()
        paper.type = kind  # type: ignore[attr-defined]
        papers.append(paper)
    checks = guards.before_running("rct", papers, LAST)
    assert all(check.ok for check in checks) is held


def test_the_window_and_a_delay_count_days_of_the_network(browser_as: Any, world: World) -> None:
    with clock.at(EVENING):
        study = world.study("interpreted")
        world.do(
            sensemaking.delay,
            world.city_leader,
            study.id,
            organization_id=world.city.id,
            days=30,
            reason="The board meets first.",
        )
        assert sensemaking.window_ends(study, "America/Chicago") == date(2026, 12, 14)
    (partner,) = [p for p in world.make.all(StudyPartner) if p.delayed_until]
    assert partner.delayed_until == date(2026, 12, 30)
    reader = type("Reader", (), {"name": "R", "organization": "O", "seen_at": None})
    reader.organization_id = partner.organization_id  # type: ignore[attr-defined]

    def open_at(moment: datetime) -> list[bool]:
        with clock.at(moment), world.make.writing() as session:
            from rpp.studies import parts

            checks = sensemaking.before_publishing(
                study, [reader], parts.partners(session, study.id), "America/Chicago"
            )
        return [check.ok for check in checks]

    # The last evening of each, and the midnight after it, in Chicago.
    assert open_at(datetime(2026, 12, 15, 1, 30, tzinfo=UTC)) == [False, False]
    assert open_at(datetime(2026, 12, 15, 6, tzinfo=UTC)) == [True, False]
    assert open_at(datetime(2026, 12, 30, 1, 30, tzinfo=UTC)) == [True, False]
    assert open_at(datetime(2026, 12, 30, 6, tzinfo=UTC)) == [True, True]


def test_a_meeting_of_the_evening_is_of_that_day(world: World) -> None:
    with clock.at(EVENING):
        study = world.study("findings_shared")
        for day, said in ((NEXT, "in the future"), (LAST - timedelta(days=1), "comes after")):
            with pytest.raises(DomainError, match=said):
                world.meet(study, held_on=day)
        world.meet(study, held_on=LAST)


def test_an_invitation_says_by_email_when_it_ends_and_where(world: World) -> None:
    with clock.at(EVENING):
        study = world.study("co_design")
        world.do(
            partners.invite,
            world.lead,
            study.id,
            organization_id=world.city.id,
            email="una.new@partner.example",
            role="member",
            link=lambda token: f"https://x.example/{token}",
        )
    (sent,) = emails(world.make, "una.new@partner.example")
    assert "ends on December 14, 2026, 7:30 p.m. Central" in sent.body
