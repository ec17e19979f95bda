"""Closing an account: what must be handed over first, and what ends with it.

Rooms above register here what they know of.
"""

from collections.abc import Callable, Iterable
from typing import NamedTuple

from sqlmodel import Session, col, select

from rpp.errors import DomainError
from rpp.people.models import Person
from rpp.policy import Viewer


class HandOver(NamedTuple):
    """Something that only this person can do now: a sentence, where it is given on, and how."""

    text: str
    href: str
    label: str

    def error(self) -> DomainError:
        return DomainError(f"{self.text} {self.label} first.")


Asks = Callable[[Session, int], Iterable[HandOver]]
Ends = Callable[[Session, Viewer], object]
_asks: list[Asks] = []
_ends: list[Ends] = []
ONLY_ADMIN = HandOver(
    "You are the only administrator.", "/admin/people", "Make someone else an administrator"
)


def before_closing(asks: Asks) -> None:
    """Have `asks(session, person_id)` tell what a person must hand over first."""
    _asks.append(asks)


def with_closing(ends: Ends) -> None:
    """Have `ends(session, actor)` end what a person has in a room.

    It holds what it ends, so that of two who leave at once the second is asked to stay.
    """
    if ends not in _ends:
        _ends.append(ends)


def to_hand_over(session: Session, person_id: int) -> list[HandOver]:
    """What a person must hand over before the account can be closed."""
    return [one for asks in _asks for one in asks(session, person_id)]


def end(session: Session, actor: Viewer) -> None:
    """End what a person has in every room."""
    for ends in _ends:
        ends(session, actor)


def _only_admin(session: Session, person_id: int) -> list[HandOver]:
    admins = session.exec(select(Person.id).where(col(Person.is_admin))).all()
    return [ONLY_ADMIN] if list(admins) == [person_id] else []


before_closing(_only_admin)
