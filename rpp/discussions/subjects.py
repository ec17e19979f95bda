"""What can be discussed: rooms above say how their things are found."""

from collections.abc import Callable
from dataclasses import dataclass

from sqlmodel import Session

from rpp.policy import Viewer


@dataclass(frozen=True)
class Subject:
    """A thing under discussion, as far as this room knows it."""

    kind: str
    id: int
    title: str
    href: str
    network_id: int | None
    # In which its days are said; "" is the portal's own.
    zone: str = ""


@dataclass(frozen=True)
class Talk:
    """What a discussion's events are recorded on."""

    kind: str
    id: int
    subject: Subject


Finder = Callable[[Session, Viewer, int], Subject | None]
_finders: dict[str, Finder] = {}


def open_to_comments(kind: str, find: Finder) -> None:
    """Let things of a kind be discussed; `find` returns None where the viewer may not know."""
    _finders[kind] = find


def find(session: Session, viewer: Viewer, kind: str, subject_id: int) -> Subject | None:
    """The subject, if there is one that the viewer may see."""
    finder = _finders.get(kind)
    return finder(session, viewer, subject_id) if finder else None
