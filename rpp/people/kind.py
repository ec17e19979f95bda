"""What the other rooms know of people as things."""

from sqlalchemy import Select, select
from sqlmodel import col

from rpp import kinds
from rpp.db import columns
from rpp.people.models import Person
from rpp.people.verbs import PERSON
from rpp.policy import Viewer


def _readers(viewer: Viewer) -> Select[int] | None:
    """What happened to an account is for its owner, and for the operator."""
    return (
        None if viewer.is_admin else select(columns(Person).id).where(col(Person.id) == viewer.id)
    )


kinds.register(kinds.Kind("person", readers=_readers, verbs=PERSON))
