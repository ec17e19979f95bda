"""What a person is for the whole portal beside an administrator: an evidence reviewer."""

from sqlmodel import Session, select

from rpp import clock, db, history
from rpp.errors import DomainError
from rpp.history import only
from rpp.people.models import Person, PortalRole
from rpp.policy import Viewer

REVIEWER = "reviewer"


def make_reviewer(session: Session, actor: Viewer, person_id: int) -> Person:
    """Let a person rate evidence for the whole portal; they are told."""
    # Held, so that of two administrators who do it at once one does.
    person = db.lock(session, Person, person_id)
    if person.confirmed_at is None or person.closed_at is not None:
        raise DomainError(f"{person.name} has no account that is in use.")
    if _role(session, person_id) is None:
        session.add(PortalRole(person_id=person_id, role=REVIEWER, since=clock.now()))
        history.record(
            session,
            person,
            "reviewer_made",
            actor.id,
            audience=only([person_id]),
            private=True,
        )
    return person


def unmake_reviewer(session: Session, actor: Viewer, person_id: int) -> Person:
    """End it; what they rated stays on the record, and rooms above end what they have begun."""
    person = db.lock(session, Person, person_id)
    role = _role(session, person_id)
    if role is not None:
        session.delete(role)
        history.record(
            session,
            person,
            "reviewer_unmade",
            actor.id,
            audience=only([person_id]),
            private=True,
        )
    return person


def _role(session: Session, person_id: int) -> PortalRole | None:
    return session.exec(
        select(PortalRole).where(PortalRole.person_id == person_id, PortalRole.role == REVIEWER)
    ).first()
