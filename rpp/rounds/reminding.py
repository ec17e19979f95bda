"""E-mails to those who have not voted; nobody is told who they are."""

from datetime import timedelta

from sqlalchemy import and_, or_, select
from sqlmodel import Session, col

from rpp import clock, db, history, jobs, mail
from rpp.dates import closing_in
from rpp.errors import DomainError
from rpp.organizations.models import Appointment, Organization
from rpp.people import emails
from rpp.people.models import Person
from rpp.policy import Viewer
from rpp.rounds import queries
from rpp.rounds.life import Action
from rpp.rounds.models import Ballot, Elector, Round
from rpp.rounds.on_time import on_time
from rpp.rounds.operations import require_voting

REMIND_AFTER = timedelta(hours=20)
LAST_DAYS = timedelta(days=2)


def remind(session: Session, actor: Viewer, round_id: int) -> Round:
    """Write to those who have not voted; nobody is told who they are."""
    round_ = db.lock(session, Round, round_id)
    require_voting(round_, Action.REMIND)
    if round_.reminded_at and clock.now() - round_.reminded_at < REMIND_AFTER:
        raise DomainError("The districts were already reminded today. Wait until tomorrow.")
    return _remind(session, round_, actor.id)


def _remind(session: Session, round_: Round, actor_id: int | None) -> Round:
    round_id = round_.id or 0
    round_.reminded_at = clock.now()
    session.add(round_)
    link = mail.link("rounds.ballot", round_id=round_id)
    closes = closing_in(round_.closes_at, round_.timezone)
    for person_id, district in _silent(session, round_id):
        emails.tell(
            session,
            [person_id],
            "round",
            f"Your district has not voted yet: {round_.title}",
            "reminder",
            why=f"you can vote for {district}",
            title=round_.title,
            district=district,
            closes=closes,
            link=link,
        )
    history.record(session, round_, "reminded", actor_id)
    return round_


def _silent(session: Session, round_id: int) -> list[tuple[int, str]]:
    """The ids of those who could still cast a ballot that is missing, and their districts."""
    voted = select(col(Ballot.organization_id)).where(col(Ballot.round_id) == round_id)
    delegates = (
        select(col(Appointment.person_id), col(Organization.name))
        .select_from(Elector)
        .join(Organization, col(Organization.id) == col(Elector.organization_id))
        .join(Appointment, col(Appointment.organization_id) == col(Elector.organization_id))
        .where(
            col(Elector.round_id) == round_id,
            col(Elector.organization_id).not_in(voted),
            col(Appointment.role) == "delegate",
            col(Appointment.ended_at).is_(None),
        )
    )
    substitutes = (
        select(col(Person.id), col(Organization.name))
        .select_from(Elector)
        .join(Organization, col(Organization.id) == col(Elector.organization_id))
        .join(Person, col(Person.id) == col(Elector.substitute_id))
        .where(
            col(Elector.round_id) == round_id,
            col(Elector.organization_id).not_in(voted),
            queries.stands_in(col(Person.id)),
        )
    )
    rows = (session.execute(delegates).all(), session.execute(substitutes).all())
    return sorted({(row[0], row[1]) for found in rows for row in found})


def remind_due(session: Session) -> int:
    """Write to those who have not voted when the close is near, unless somebody just did."""
    now = clock.now()
    near = (
        col(Round.closes_at) > now,
        col(Round.closes_at) <= now + LAST_DAYS,
        col(Round.opened_at) <= now - REMIND_AFTER,
        or_(col(Round.reminded_at).is_(None), col(Round.reminded_at) <= now - LAST_DAYS),
    )
    return on_time(session, "open", and_(*near), _remind)


jobs.register("remind districts", remind_due)
