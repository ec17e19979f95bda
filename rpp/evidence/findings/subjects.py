"""Of what findings are: records of other sources, and what higher rooms register (studies).

A kind says whose findings a viewer may read, who may record them, and what they can begin with.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, literal, or_, select
from sqlmodel import Session

from rpp import history
from rpp.evidence.findings.contrast import Contrast
from rpp.policy import ANYONE, Viewer

Subject = tuple[str, int]


@dataclass(frozen=True, slots=True)
class About:
    """A thing with findings as one viewer sees it; `role` is theirs in a study."""

    kind: str
    id: int
    title: str
    href: str
    # What leads back to it: "Study 4".
    crumb: str
    role: str = ""
    # Everyone may read its findings.
    is_public: bool = True
    # Why nothing can be recorded now, "" where it can.
    closed: str = ""

    @property
    def key(self) -> Subject:
        return self.kind, self.id

    @property
    def base(self) -> str:
        """The address of its findings."""
        return f"/findings/of/{self.kind}/{self.id}"


@dataclass(frozen=True, slots=True)
class Begun:
    """A finding that is there in part: of its source, or a result that a study entered."""

    key: str
    title: str
    facts: Contrast


@dataclass(frozen=True, slots=True)
class SubjectKind:
    """One kind of things with findings."""

    name: str
    # Selects the ids of those whose findings a viewer may read; None where these are all.
    readers: Callable[[Viewer], Any]
    # One of them, for whoever may read its findings.
    about: Callable[[Session, Viewer, int], About | None]
    # What of these is there in part; a fixed number of statements.
    begun: Callable[[Session, Collection[int]], dict[int, list[Begun]]]
    # The thing as the history names it, after a change of its findings.
    touched: Callable[[Session, int], Any]
    # Whether its numbers are of students of a district here: then small cells are refused.
    own_students: bool = False


class _Named(NamedTuple):
    """A thing as the history names it, where its room tells nothing else."""

    kind: str
    id: int


_kinds: dict[str, SubjectKind] = {}
_hearers: list[Callable[[Session, Subject], object]] = []


def register(kind: SubjectKind) -> None:
    """Make a kind of things with findings known; its room does so once."""
    _kinds[kind.name] = kind


def heard_by(hearer: Callable[[Session, Subject], object]) -> None:
    """Have `hearer` called in the transaction after the findings of a subject changed."""
    if hearer not in _hearers:
        _hearers.append(hearer)


def tell(session: Session, subject: Subject) -> None:
    """Let all who listen know that the findings of a subject changed."""
    for hearer in _hearers:
        hearer(session, subject)


def record(
    session: Session, subject: Subject, verb: str, actor_id: int | None, **about: Any
) -> None:
    """Write into the history of a thing what happened to its findings, or what came of that.

    As long as not everyone may read them it is for its insiders.
    """
    kind = _kinds.get(subject[0])
    thing = kind.touched(session, subject[1]) if kind else _Named(*subject)
    private = not is_open(session, subject)
    history.record(session, thing, verb, actor_id, private=private, **about)


def get(name: str) -> SubjectKind | None:
    """The kind of this name, if there is one."""
    return _kinds.get(name)


def every() -> Iterable[SubjectKind]:
    """All kinds, in the order of their rooms."""
    return _kinds.values()


def about(session: Session, viewer: Viewer, subject: Subject) -> About | None:
    """The thing, for whoever may read its findings."""
    kind = _kinds.get(subject[0])
    return kind.about(session, viewer, subject[1]) if kind else None


def is_open(session: Session, subject: Subject) -> bool:
    """Whether anyone may read the findings of a thing; one statement at most."""
    kind = _kinds.get(subject[0])
    ids = kind.readers(ANYONE) if kind else select(literal(0))
    if ids is None:
        return True
    found = ids.subquery()
    (column,) = found.c
    return session.execute(select(column).where(column == subject[1])).first() is not None


def readable(viewer: Viewer, kind: Any, subject_id: Any) -> ColumnElement[bool]:
    """The findings of things of these columns that the viewer may read."""
    found: list[ColumnElement[bool]] = []
    for one in _kinds.values():
        ids = one.readers(viewer)
        of_it = kind == one.name
        found.append(of_it if ids is None else and_(of_it, subject_id.in_(ids)))
    return or_(*found)
