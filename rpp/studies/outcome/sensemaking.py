"""Making sense together: the no-surprises window, the meeting, each district's own word."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import and_, select
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col
from sqlmodel import select as find

from rpp import clock, dates, markup
from rpp.errors import DomainError
from rpp.history import also
from rpp.networks.zones import today_in, zone_of
from rpp.organizations.models import Appointment, Membership, Organization
from rpp.people.models import Person
from rpp.policy import Viewer
from rpp.saves import Values
from rpp.studies import parts
from rpp.studies.lifecycle import guards
from rpp.studies.lifecycle.audit import held, in_office, move, record
from rpp.studies.lifecycle.guards import Check
from rpp.studies.lifecycle.life import LIFE, Action
from rpp.studies.members.partners import speaks_for
from rpp.studies.models import (
    FindingsSeen,
    Sensemaking,
    SensemakingParticipant,
    Study,
    StudyMember,
    StudyPartner,
)
from rpp.studies.parts import Partner
from rpp.studies.queries import Seen
from rpp.studies.visibility import in_standing

# --- the no-surprises window ---------------------------------------------------------------


class Reader(NamedTuple):
    """Someone who is to see the findings before anyone else, and when they have."""

    id: int
    name: str
    organization_id: int
    organization: str
    seen_at: datetime | None


def must_see(session: Session, study_id: int) -> list[Reader]:
    """Each district's co-leads, leaders and signatories; one statement."""
    here = (
        select(col(StudyPartner.organization_id))
        .where(col(StudyPartner.study_id) == study_id, col(StudyPartner.left_at).is_(None))
        .scalar_subquery()
    )
    leads = and_(
        col(StudyMember.study_id) == study_id,
        col(StudyMember.role) == "co_lead",
        in_standing(StudyMember),
    )
    offices = (
        select(col(StudyMember.person_id), col(StudyMember.organization_id))
        .where(leads, col(StudyMember.organization_id).in_(here))
        .union(
            select(col(Membership.person_id), col(Membership.organization_id)).where(
                col(Membership.organization_id).in_(here),
                col(Membership.role) == "leader",
                col(Membership.status) == "active",
            ),
            select(col(Appointment.person_id), col(Appointment.organization_id)).where(
                col(Appointment.organization_id).in_(here),
                col(Appointment.role) == "signatory",
                col(Appointment.ended_at).is_(None),
            ),
        )
        .subquery()
    )
    seen = and_(
        col(FindingsSeen.study_id) == study_id, col(FindingsSeen.person_id) == col(Person.id)
    )
    rows = session.execute(
        select(
            col(Person.id),
            col(Person.name),
            col(Organization.id).label("organization_id"),
            col(Organization.name).label("organization"),
            col(FindingsSeen.at).label("seen_at"),
        )
        .select_from(offices)
        .join(Person, col(Person.id) == offices.c.person_id)
        .join(Organization, col(Organization.id) == offices.c.organization_id)
        .outerjoin(FindingsSeen, seen)
        .order_by(col(Organization.name), col(Person.name), col(Person.id))
    )
    return [Reader(*row) for row in rows]


def window_ends(study: Study | Seen, zone: str) -> date | None:
    """The last day of the window in the network's zone; none before the findings are shared."""
    if study.shared_at is None:
        return None
    return dates.date_in(study.shared_at, zone) + timedelta(days=study.window_days)


def before_publishing(
    study: Study, readers: Sequence[Reader], partners: Sequence[Partner], zone: str
) -> list[Check]:
    """The window is over, or everyone has seen the findings; and no district's delay runs.

    Days are those of the network's zone.
    """
    day, last = dates.today(zone), window_ends(study, zone)
    waiting = [f"{reader.name} ({reader.organization})" for reader in readers if not reader.seen_at]
    asked = {reader.organization_id for reader in readers}
    # A district in which nobody could see them has its days all the same.
    empty = [p.name for p in partners if p.left_at is None and p.id not in asked]
    over = last is None or day > last or not (waiting or empty)
    held_back = [
        (p.name, p.delayed_until, p.delay_reason)
        for p in partners
        if p.left_at is None and p.delayed_until is not None and p.delayed_until > day
    ]
    until = f" until {dates.day(last)}" if last else ""
    return [
        Check(
            over,
            "The no-surprises window",
            f"The districts have{until} to see the findings first. "
            + " ".join(
                [f"{guards.named(waiting)} can confirm it on the study’s page."] * bool(waiting)
                + [
                    f"{guards.named(empty)} has no one who could; a leader of the district can "
                    f"appoint a signatory, or the lead researcher can invite a co-lead."
                ]
                * bool(empty)
            )
            if waiting or empty
            else "",
        ),
        Check(
            not held_back,
            "No district delays it",
            " ".join(
                f"{name} delays the brief until {dates.day(until_day)}: “{why}”"
                for name, until_day, why in held_back
            ),
        ),
    ]


def demand_publishable(session: Session, study: Study) -> None:
    """Refuse with what still stands before the brief, and until when."""
    assert study.id is not None
    readers, partners = must_see(session, study.id), parts.partners(session, study.id)
    zone = zone_of(session, study.network_id)
    guards.demand(before_publishing(study, readers, partners, zone))


def confirm_seen(session: Session, actor: Viewer, study_id: int) -> Study:
    """Say that one has seen the findings."""
    study = held(session, study_id)
    LIFE.require(study, Action.MARK_SEEN)
    assert actor.id is not None
    try:
        with session.begin_nested():
            session.add(FindingsSeen(study_id=study_id, person_id=actor.id, at=clock.now()))
    except IntegrityError:
        return study
    record(session, study, "findings_seen", actor.id, private=True)
    return study


# --- each district's own word --------------------------------------------------------------


def _own(session: Session, actor: Viewer, study_id: int, organization_id: int) -> StudyPartner:
    """The partner LEA that the person speaks for; else a DomainError."""
    partner = session.exec(
        find(StudyPartner).where(
            StudyPartner.study_id == study_id,
            StudyPartner.organization_id == organization_id,
            col(StudyPartner.left_at).is_(None),
        )
    ).first()
    if partner is None:
        raise DomainError("This district does not take part.", "organization_id")
    if not speaks_for(session, actor, study_id, organization_id):
        raise DomainError(
            "Only the district’s co-lead, leader or signatory can act for it here.",
            "organization_id",
        )
    return partner


def responded(session: Session, study_id: int, organization_id: int) -> Values:
    """What an LEA said it makes of the findings; nothing for one that does not take part."""
    partners = parts.partners(session, study_id)
    said = [p.response for p in partners if p.id == organization_id]
    return {"organization_id": organization_id, "response": said[0]} if said else {}


def respond(
    session: Session, actor: Viewer, study_id: int, *, organization_id: int, response: str
) -> Study:
    """Say for one's district what it makes of the findings and will do; the brief carries it."""
    study = held(session, study_id)
    LIFE.require(study, Action.RESPOND)
    partner = _own(session, actor, study_id, organization_id)
    partner.response = response
    partner.responded_by, partner.responded_at = actor.id, clock.now()
    _tell(session, study, "responded", actor, organization_id)
    return study


def delay(
    session: Session,
    actor: Viewer,
    study_id: int,
    *,
    organization_id: int,
    days: int,
    reason: str,
) -> Study:
    """Delay the brief for one's district, once, by at most the days that were agreed."""
    study = held(session, study_id)
    LIFE.require(study, Action.DELAY)
    partner = _own(session, actor, study_id, organization_id)
    if partner.delayed_until is not None:
        raise DomainError(
            f"The district has already delayed the brief once, until "
            f"{dates.day(partner.delayed_until)}. "
            "It can respond or dissent; both are printed.",
            "days",
        )
    if not 1 <= days <= study.delay_days:
        raise DomainError(
            f"The partners agreed on at most {study.delay_days} days."
            if study.delay_days
            else "The partners agreed that no district can delay the brief.",
            "days",
        )
    partner.delayed_until = today_in(session, study.network_id) + timedelta(days=days)
    partner.delay_reason = reason
    detail = {"delayed_until": partner.delayed_until.isoformat()}
    _tell(session, study, "delayed", actor, organization_id, reason=reason, detail=detail)
    return study


def _tell(
    session: Session, study: Study, verb: str, actor: Viewer, organization_id: int, **about: Any
) -> None:
    organization = session.get_one(Organization, organization_id)
    detail = {"organization": organization.name} | about.pop("detail", {})
    record(
        session,
        study,
        verb,
        actor.id,
        organization_id=organization_id,
        detail=detail,
        audience=also(in_office(session, study)),
        private=True,
        **about,
    )


# --- the meeting ---------------------------------------------------------------------------


def record_sensemaking(
    session: Session,
    actor: Viewer,
    study_id: int,
    *,
    held_on: date,
    participants: Sequence[tuple[int, str]],
    interpretations: str,
    dissent: str = "",
    dissent_by: int | None = None,
) -> Sensemaking:
    """Record how the partners interpreted the findings; `participants`: (person id, part).

    Every LEA that takes part must have been heard through a practitioner of its own.
    """
    study = held(session, study_id)
    LIFE.require(study, Action.INTERPRET)
    zone = zone_of(session, study.network_id)
    if held_on > dates.today(zone):
        raise DomainError(
            "This date is in the future. Record the meeting after it takes place.", "held_on"
        )
    if held_on < dates.date_in(study.status_since, zone):
        raise DomainError(
            "The meeting comes after the findings were shared with all partners.", "held_on"
        )
    members = {member.id: member for member in parts.members(session, study_id)}
    partners = parts.partners(session, study_id)
    leas = {partner.id for partner in partners}
    present = dict(participants)
    for person_id, part in present.items():
        member = members.get(person_id)
        if member is None:
            raise DomainError("Only members of the study can be listed.", "participants")
        if part == "practitioner" and member.organization_id not in leas:
            raise DomainError(
                f"{member.name} is not from one of the districts, so cannot take part as a "
                f"practitioner.",
                "participants",
            )
    guards.demand(
        guards.practitioners_of_each(
            partners, [(members[p].organization_id, part) for p, part in present.items()]
        )
    )
    if bool(dissent) != (dissent_by is not None):
        raise DomainError("Give both: the dissent, and who dissents.", "dissent")
    if dissent_by is not None and dissent_by not in present:
        raise DomainError("Only someone who took part in the meeting can dissent.", "dissent_by")
    assert actor.id is not None
    meeting = Sensemaking(
        study_id=study_id,
        held_on=held_on,
        interpretations=interpretations,
        interpretations_html=markup.render(interpretations),
        markup_version=markup.VERSION,
        dissent=dissent,
        dissent_by=dissent_by,
        recorded_by=actor.id,
    )
    session.add(meeting)
    session.flush()
    assert meeting.id is not None
    for person_id, part in present.items():
        session.add(
            SensemakingParticipant(
                sensemaking_id=meeting.id,
                person_id=person_id,
                organization_id=members[person_id].organization_id,
                role=part,
            )
        )
    detail = {"held_on": held_on.isoformat(), "participants": len(present)}
    move(session, study, "interpreted", "interpreted", actor.id, detail=detail)
    return meeting
