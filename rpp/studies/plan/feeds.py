"""Which dates a person's calendar reads, and the secret address it reads them under."""

import secrets
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlmodel import Session, col

from rpp import clock, db
from rpp.networks.roles import roles_of
from rpp.people import sessions
from rpp.people.models import Person
from rpp.people.sessions import digest
from rpp.policy import Viewer
from rpp.studies.models import CalendarFeed, Milestone, Study
from rpp.studies.visibility import takes_part


def subscriber(session: Session, token: str) -> Viewer | None:
    """Whose calendar asks, with the roles they have now; None where no address is this one."""
    row = session.execute(
        select(col(Person.id), col(Person.name), col(Person.email))
        .join(CalendarFeed, col(CalendarFeed.person_id) == col(Person.id))
        .where(col(CalendarFeed.token_hash) == digest(token))
    ).first()
    if row is None:
        return None
    return Viewer(id=row.id, name=row.name, email=row.email, **roles_of(session, row.id))


def made_at(session: Session, viewer: Viewer) -> datetime | None:
    """When the viewer's address was made, or None."""
    feed = session.get(CalendarFeed, viewer.id)
    return feed.made_at if feed else None


@dataclass(frozen=True, slots=True)
class Dated:
    """A milestone of one of a person's studies."""

    id: int
    study_id: int
    title: str
    due_on: date
    done_at: datetime | None
    study: str
    owner: str | None


def dates_for(session: Session, viewer: Viewer) -> list[Dated]:
    """The milestones of all studies that the viewer takes part in now; one statement."""
    rows = session.execute(
        select(
            col(Milestone.id),
            col(Milestone.study_id),
            col(Milestone.title),
            col(Milestone.due_on),
            col(Milestone.done_at),
            col(Study.title).label("study"),
            col(Person.name).label("owner"),
        )
        .select_from(Milestone)
        .join(Study, col(Study.id) == col(Milestone.study_id))
        .outerjoin(Person, col(Person.id) == col(Milestone.owner_id))
        .where(takes_part(viewer), col(Study.status) != "withdrawn")
        .order_by(col(Milestone.due_on), col(Milestone.id))
        .limit(2_000)
    )
    return [Dated(*row) for row in rows]


def renew_feed(session: Session, actor: Viewer) -> str:
    """Make the secret address, or a new one: the old one dies. Returns its token, kept nowhere."""
    assert actor.id is not None
    token = secrets.token_urlsafe(32)
    db.lock(session, Person, actor.id)
    feed = session.get(CalendarFeed, actor.id, populate_existing=True)
    if feed is None:
        feed = CalendarFeed(person_id=actor.id, token_hash="", made_at=clock.now())
    feed.token_hash, feed.made_at = digest(token), clock.now()
    session.add(feed)
    session.flush()
    return token


def end_feed(session: Session, actor: Viewer) -> bool:
    """Let the address die."""
    assert actor.id is not None
    forget(session, actor.id)
    return True


def forget(session: Session, person_id: int) -> None:
    """Let a person's address die: their password changed, or they signed out everywhere."""
    db.lock(session, Person, person_id)
    if feed := session.get(CalendarFeed, person_id, populate_existing=True):
        session.delete(feed)
        session.flush()


sessions.ends_too(forget)
