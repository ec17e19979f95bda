"""Reads what was counted, and what certifiers said of it."""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import func, select
from sqlmodel import Session, col

from rpp.organizations.models import Organization
from rpp.people.models import Person
from rpp.rounds.models import PublishedBallot, Round, RoundCertification
from rpp.rounds.queries.rounds import RoundRow
from rpp.rounds.result import Result, Tables


@dataclass(frozen=True, slots=True)
class Counted:
    """What the close wrote down: the count with its steps, the tables, the file of ballots."""

    seed: str
    seed_hash: str
    result: Result
    tables: Tables
    ballots_pb: str
    inputs_sha256: str


def counted(session: Session, round_: RoundRow) -> Counted | None:
    """What was written at the close; None before it, or where nothing was counted."""
    if not round_.counted:
        return None
    statement = select(
        col(Round.seed),
        col(Round.seed_hash),
        col(Round.result),
        col(Round.tables),
        col(Round.ballots_pb),
        col(Round.inputs_sha256),
    ).where(col(Round.id) == round_.id)
    row = session.execute(statement).one()
    return Counted(*row) if row.result else None


def published(session: Session, round_: RoundRow, code: str) -> dict[int, int] | None:
    """The published ballot under a code: {option id: points, 1 or rank}."""
    if not round_.counted:
        return None
    statement = select(col(PublishedBallot.choices)).where(
        col(PublishedBallot.round_id) == round_.id, col(PublishedBallot.code) == code
    )
    choices = session.execute(statement).scalar_one_or_none()
    return None if choices is None else {int(option): n for option, n in choices.items()}


class Listed(NamedTuple):
    """A ballot as everyone reads it; `name` is its district's in open rounds, else empty."""

    code: str
    choices: dict[int, int]
    name: str


def published_list(session: Session, round_: RoundRow, limit: int = 500) -> list[Listed]:
    """The published ballots in the order of their codes."""
    statement = (
        select(
            col(PublishedBallot.code),
            col(PublishedBallot.choices),
            func.coalesce(col(Organization.name), ""),
        )
        .outerjoin(Organization, col(Organization.id) == col(PublishedBallot.organization_id))
        .where(col(PublishedBallot.round_id) == round_.id)
        .order_by(col(PublishedBallot.code))
        .limit(limit)
    )
    return [
        Listed(code, {int(option): n for option, n in choices.items()}, name)
        for code, choices, name in session.execute(statement)
    ]


class Certification(NamedTuple):
    """What a certifier said."""

    person_id: int
    organization_id: int
    person: str
    organization: str
    confirms: bool
    reason: str
    at: datetime


def certifications(session: Session, round_id: int) -> list[Certification]:
    """What certifiers said of a round, first to last."""
    statement = (
        select(
            col(RoundCertification.person_id),
            col(RoundCertification.organization_id),
            col(Person.name),
            col(Organization.name),
            col(RoundCertification.confirms),
            col(RoundCertification.reason),
            col(RoundCertification.at),
        )
        .join(Person, col(Person.id) == col(RoundCertification.person_id))
        .join(Organization, col(Organization.id) == col(RoundCertification.organization_id))
        .where(col(RoundCertification.round_id) == round_id)
        .order_by(col(RoundCertification.id))
    )
    return [Certification(*row) for row in session.execute(statement)]
