"""Reads what is on the ballot, as far as the viewer may know of it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import NamedTuple

from sqlalchemy import bindparam, func, or_, select
from sqlmodel import Session, col

from rpp.db import columns
from rpp.organizations.models import Organization
from rpp.people.models import Person
from rpp.policy import Viewer
from rpp.problems import queries as problems
from rpp.problems.models import LocalContext, Problem
from rpp.rounds.models import RoundOption
from rpp.rounds.words import HIDDEN

_DISTRICT = col(Organization.name) + ", " + col(Organization.state)


@dataclass(frozen=True, slots=True)
class OptionRow:
    """A problem on the ballot; where the viewer may not know of it, `title` is None."""

    id: int
    problem_id: int
    status: str
    title: str | None
    summary: str
    district: str
    others: int
    effort: int
    note: str
    note_by: str
    withdrawn: bool
    total: int | None
    supporters: int | None
    place: int | None
    won: bool

    @property
    def name(self) -> str:
        return self.title or HIDDEN

    def hidden(self) -> "OptionRow":
        """The same without a name and all that is told of it."""
        return replace(self, title=None, summary="", district="", others=0, note="")

    @property
    def href(self) -> str:
        """Its page, where the viewer may know of it."""
        return f"/problems/{self.problem_id}" if self.title else ""

    @property
    def whose(self) -> str:
        """The district that told it, and how many others know it too."""
        if not self.others:
            return self.district
        return f"{self.district} and {self.others} other{'' if self.others == 1 else 's'}"


def efforts_differ(options: Iterable[OptionRow]) -> bool:
    """Whether problems differ in what they take, so that capacity is not a number of them."""
    return any(option.effort != 1 for option in options)


def options(session: Session, viewer: Viewer, round_id: int) -> list[OptionRow]:
    """The problems of a round, in the order of the ballot."""
    others = (
        select(func.count())
        .where(
            col(LocalContext.problem_id) == col(Problem.id),
            col(LocalContext.organization_id) != col(Problem.organization_id),
        )
        .correlate(Problem)
        .scalar_subquery()
    )
    statement = (
        select(
            col(RoundOption.id),
            col(Problem.id),
            col(Problem.status),
            col(Problem.title),
            col(Problem.summary),
            _DISTRICT,
            others,
            col(RoundOption.effort),
            col(RoundOption.note),
            func.coalesce(col(Person.name), ""),
            col(RoundOption.withdrawn),
            col(RoundOption.total),
            col(RoundOption.supporters),
            col(RoundOption.place),
            col(RoundOption.won),
            problems.visible_to(viewer),
        )
        .join(Problem, col(Problem.id) == col(RoundOption.problem_id))
        .join(Organization, col(Organization.id) == col(Problem.organization_id))
        .outerjoin(Person, col(Person.id) == col(RoundOption.note_by))
        .where(col(RoundOption.round_id) == round_id)
        .order_by(col(RoundOption.position), col(RoundOption.id))
    )
    rows = [(OptionRow(*row), visible) for *row, visible in session.execute(statement)]
    return [option if visible else option.hidden() for option, visible in rows]


class Choice(NamedTuple):
    """A problem that a round may offer."""

    id: int
    title: str
    summary: str
    district: str
    open: bool


_OPTION = columns(RoundOption)
_OPEN_TO_VOTES = (
    select(_OPTION.id, _OPTION.withdrawn)
    .where(_OPTION.round_id == bindparam("round_id"))
    .order_by(_OPTION.position, _OPTION.id)
)


def open_to_votes(session: Session, round_id: int) -> dict[int, bool]:
    """The options of a round in ballot order, and whether each can still be voted for."""
    rows = session.execute(_OPEN_TO_VOTES, {"round_id": round_id})
    return {id_: not withdrawn for id_, withdrawn in rows}


def choosable(session: Session, network_id: int, chosen: Iterable[int] = ()) -> list[Choice]:
    """The open problems of a network, and those a plan has chosen already; first opened first."""
    statement = (
        select(
            col(Problem.id),
            col(Problem.title),
            col(Problem.summary),
            _DISTRICT,
            col(Problem.status) == "open",
        )
        .join(Organization, col(Organization.id) == col(Problem.organization_id))
        .where(
            col(Problem.network_id) == network_id,
            or_(col(Problem.status) == "open", col(Problem.id).in_(list(chosen))),
        )
        .order_by(col(Problem.opened_at), col(Problem.id))
    )
    return [Choice(*row) for row in session.execute(statement)]


def chosen(session: Session, round_id: int) -> dict[int, int]:
    """The problems of a round and their options: {problem id: option id}, in ballot order."""
    statement = (
        select(col(RoundOption.problem_id), col(RoundOption.id))
        .where(col(RoundOption.round_id) == round_id)
        .order_by(col(RoundOption.position), col(RoundOption.id))
    )
    return {row[0]: row[1] for row in session.execute(statement)}


def efforts(session: Session, round_id: int) -> dict[int, int]:
    """What each problem of a round takes: {problem id: points of effort}."""
    statement = select(col(RoundOption.problem_id), col(RoundOption.effort)).where(
        col(RoundOption.round_id) == round_id
    )
    return {row[0]: row[1] for row in session.execute(statement)}


def note_of(session: Session, round_id: int, option_id: int) -> str:
    """What stands beside an option on how it could be studied."""
    statement = select(col(RoundOption.note)).where(
        col(RoundOption.round_id) == round_id, col(RoundOption.id) == option_id
    )
    return session.execute(statement).scalar() or ""
