"""What the other rooms know of people as things."""

from sqlalchemy import Select, select
from sqlmodel import Session, col

from rpp import kinds
from rpp.db import columns
from rpp.history import Event
from rpp.kinds import ByEmail, Telling
from rpp.people.models import Person
from rpp.people.verbs import PERSON
from rpp.policy import Viewer


def _readers(viewer: Viewer) -> Select[int] | None:
    """What happened to an account is for its owner, and for the operator."""
    return (
        None if viewer.is_admin else select(columns(Person).id).where(col(Person.id) == viewer.id)
    )


def _tell(_session: Session, event: Event, _person: Person) -> Telling:
    """What the portal makes of a person is told to that person alone."""
    made = ByEmail(
        "membership",
        "You are now an evidence reviewer",
        "you were given this role",
        "Ratings that wait for you are listed on your own page after you sign in.",
    )
    return Telling((), "/ratings", email=made if event.verb == "reviewer_made" else None)


kinds.register(kinds.Kind("person", readers=_readers, verbs=PERSON, tell=_tell))
