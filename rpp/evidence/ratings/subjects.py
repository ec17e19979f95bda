"""What can be rated: each room whose things can be registers how they are found, and who is barred.

A subject is known by its kind and id. Whoever has a part in it cannot rate it.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from sqlmodel import Session

from rpp.evidence.ratings.reading import Subject
from rpp.policy import Viewer


@dataclass(frozen=True, slots=True)
class Ratable:
    """A thing that can be rated, as its own room names it to a viewer.

    `network_id` is the network it was done in, None for what came from outside; `cited` names its
    authors as a citation does; `team_id` is the viewer’s where they took part in it.
    """

    kind: str
    id: int
    title: str
    href: str
    network_id: int | None = None
    cited: str = ""
    team_id: int | None = None


# Why a person cannot rate each of these ids, in sentences; a fixed number of statements.
Bars = Callable[[Session, Collection[int], int], Mapping[int, list[str]]]


@dataclass(frozen=True)
class Room:
    """What a room tells of its things: `find` gives one that everyone may read and that can be
    rated now, `bars` why a person cannot rate it, `team` who hears of its rating."""

    find: Callable[[Session, Viewer, int], Ratable | None]
    bars: Bars
    team: Callable[[Session, int], set[int]]


_rooms: dict[str, Room] = {}
_more: list[Callable[[Session, Collection[Subject], int], Mapping[Subject, list[str]]]] = []


def register(kind: str, room: Room) -> None:
    """Make things of a kind ratable."""
    _rooms[kind] = room


def bar(more: Callable[[Session, Collection[Subject], int], Mapping[Subject, list[str]]]) -> None:
    """Have a room above say, too, why a person cannot rate subjects of any kind."""
    if more not in _more:
        _more.append(more)


def find(session: Session, viewer: Viewer, kind: str, subject_id: int) -> Ratable | None:
    """The thing, where everyone may read it and it can be rated."""
    room = _rooms.get(kind)
    return room.find(session, viewer, subject_id) if room else None


def team(session: Session, kind: str, subject_id: int) -> set[int]:
    """Who took part in it: they hear of its rating."""
    room = _rooms.get(kind)
    return room.team(session, subject_id) if room else set()


def barred(
    session: Session, things: Collection[Subject], person_id: int
) -> dict[Subject, list[str]]:
    """Why a person cannot rate each of the subjects, in sentences that begin with "You".

    A fixed number of statements for each kind.
    """
    found: dict[Subject, list[str]] = {thing: [] for thing in things}
    for kind, room in _rooms.items():
        ids = sorted({id_ for name, id_ in found if name == kind})
        for id_, why in (room.bars(session, ids, person_id) if ids else {}).items():
            found[kind, id_] += why
    for more in _more if found else ():
        for thing, why in more(session, list(found), person_id).items():
            found[thing] += why
    return found
