"""Keeping what a person types before it is saved."""

from sqlmodel import Session

from rpp import db, resend, unsaved
from rpp.errors import DomainError
from rpp.people.models import Person
from rpp.policy import Viewer
from rpp.unsaved import Unsaved

# A form that this long still holds is a document; nothing here is longer.
LONGEST = 400_000


def keep_unsaved(
    session: Session, actor: Viewer, place: str, key: str, fields: list[tuple[str, str]]
) -> Unsaved | None:
    """Keep what stands in a form; None where that form was sent meanwhile.

    Its sender is held, to whom a form that is being sent points: what comes late waits for it,
    and brings nothing back.
    """
    assert actor.id is not None
    if not key or not resend.is_ours(place) or len(place) > 200:
        raise DomainError("This form cannot be kept. Save it.")
    if sum(len(value) for _name, value in fields) > LONGEST:
        raise DomainError("This is more than can be kept. Save it.")
    db.lock(session, Person, actor.id)
    if resend.was_sent(session, actor.id, key):
        return None
    return unsaved.keep(session, actor.id, place, key, fields)


def drop_unsaved(session: Session, actor: Viewer, key: str) -> None:
    """Forget what was typed; what is saved stands."""
    assert actor.id is not None
    db.lock(session, Person, actor.id)
    unsaved.forget(session, actor.id, key)
