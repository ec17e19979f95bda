"""Casting a ballot: the one thing that many do at once, so its statements are made beforehand."""

import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple, Protocol

from sqlalchemy import Integer, and_, bindparam, delete, func, insert, select, update
from sqlmodel import Session

from rpp import clock
from rpp.dates import closing_in, moment_in
from rpp.db import columns
from rpp.errors import DomainError
from rpp.organizations.models import Appointment, Membership, Organization
from rpp.policy import Viewer
from rpp.rounds.ballot_rules import Given, check_choices
from rpp.rounds.life import LIFE, PLANNED, Action
from rpp.rounds.models import Ballot, BallotPoints, Elector, Round, RoundOption

# Letters and digits that nobody takes for one another.
CODE = "23456789ABCDEFGHJKMNPQRSTVWXYZ"

ROUND, OPTION, ELECTOR = columns(Round), columns(RoundOption), columns(Elector)
BALLOT, POINTS = columns(Ballot), columns(BallotPoints)
ORGANIZATION, APPOINTMENT = columns(Organization), columns(Appointment)
MEMBERSHIP = columns(Membership)
OF_ROUND = bindparam("round_id", type_=Integer)
OF_LEA = bindparam("lea", type_=Integer)
OF_PERSON = bindparam("person_id", type_=Integer)

_ROUND = (
    select(ROUND.status, ROUND.closes_at, ROUND.timezone, ROUND.ballot, ROUND.points)
    .where(ROUND.id == OF_ROUND)
    .with_for_update(read=True)
)
_ELECTOR = (
    select(ORGANIZATION.name, ORGANIZATION.state, ELECTOR.id, ELECTOR.substitute_id)
    .join_from(ELECTOR.id.table, ORGANIZATION.id.table, ORGANIZATION.id == ELECTOR.organization_id)
    .where(ELECTOR.round_id == OF_ROUND, ELECTOR.organization_id == OF_LEA)
    .with_for_update(of=ELECTOR.id.table)
)
_DELEGATE = (
    select(APPOINTMENT.id)
    .where(
        APPOINTMENT.organization_id == OF_LEA,
        APPOINTMENT.person_id == OF_PERSON,
        APPOINTMENT.role == "delegate",
        APPOINTMENT.ended_at.is_(None),
    )
    .with_for_update(read=True)
)
_MEMBER = (
    select(MEMBERSHIP.id)
    .where(
        MEMBERSHIP.organization_id == OF_LEA,
        MEMBERSHIP.person_id == OF_PERSON,
        MEMBERSHIP.status == "active",
    )
    .with_for_update(read=True)
)
# Each option, in ballot order, with what the ballot of the LEA gives it now.
_SHEET = (
    select(
        *(OPTION.id, OPTION.withdrawn, POINTS.points),
        *(BALLOT.id, BALLOT.version, BALLOT.cast_by, BALLOT.changed_at),
    )
    .select_from(
        OPTION.id.table.outerjoin(
            BALLOT.id.table,
            and_(BALLOT.round_id == OPTION.round_id, BALLOT.organization_id == OF_LEA),
        ).outerjoin(
            POINTS.points.table,
            and_(POINTS.ballot_id == BALLOT.id, POINTS.option_id == OPTION.id),
        )
    )
    .where(OPTION.round_id == OF_ROUND)
    .order_by(OPTION.position, OPTION.id)
)
_CAST = insert(BALLOT.id.table)
_CHANGE = (
    update(BALLOT.id.table)
    .where(BALLOT.id == bindparam("ballot_id"))
    .values(
        cast_by=OF_PERSON,
        changed_at=bindparam("now"),
        version=BALLOT.version + 1,
        receipt=func.coalesce(bindparam("code"), BALLOT.receipt),
    )
)
_EMPTY = delete(POINTS.points.table).where(POINTS.ballot_id == bindparam("ballot_id"))
_GIVE = insert(POINTS.points.table)


class Vote(Protocol):
    """A round, as far as it matters whether it takes ballots now."""

    @property
    def status(self) -> str: ...
    @property
    def closes_at(self) -> datetime: ...
    @property
    def timezone(self) -> str: ...


class HeldRound(NamedTuple):
    """A round that cannot close meanwhile, with its kind of ballot."""

    status: str
    closes_at: datetime
    timezone: str
    ballot: str
    points: int


class HeldElector(NamedTuple):
    """A district that votes, by its name and state, and who may stand in for its delegate."""

    name: str
    state: str
    id: int
    substitute_id: int | None

    @property
    def district(self) -> str:
        return f"{self.name}, {self.state}"


class Cast(NamedTuple):
    """A ballot that was cast, and for whom; its version grows with each change."""

    ballot_id: int
    version: int
    district: str


def cast_ballot(
    session: Session,
    actor: Viewer,
    round_id: int,
    organization_id: int,
    choices: Mapping[int, int],
    seen: int | None = None,
) -> Cast:
    """Cast or change the one ballot of an LEA.

    `choices` by option id: points, 1 for a tick, or a rank from 1; those of zero may stand.

    `seen` is the version of the ballot that the delegate had before them (0 for none): where
    another change came between, nothing is overwritten and a DomainError says so. No event is
    recorded: a time in the history would tie a voter to a ballot.
    """
    round_ = hold_for_voting(session, round_id)
    check_taking(round_)
    elector = hold_elector(session, round_id, organization_id)
    _check_delegate(session, actor, organization_id, elector)
    # Read after the locks: nobody changes this ballot until the end of the transaction.
    rows = session.execute(_SHEET, {"round_id": round_id, "lea": organization_id})
    sheet = [Given(*row) for row in rows]
    given = check_choices(round_.ballot, round_.points, sheet, choices)
    before = sheet[0]
    if before.ballot_id is None:
        ballot_id, version = _first(session, actor, round_id, organization_id), 1
    else:
        ballot_id, version = before.ballot_id, before.version or 0
        same = {row.id: row.points for row in sheet if row.points} == given
        if same and before.cast_by == actor.id:
            return Cast(ballot_id, version, elector.district)
        if seen is not None and seen != version:
            assert before.changed_at is not None
            raise DomainError(
                f"The ballot of {elector.name} was cast or changed while you filled this in, "
                f"on {moment_in(before.changed_at, round_.timezone)}. Your version was not "
                f"cast. Compare the two, then check and cast again."
            )
        _again(session, actor, ballot_id, own=before.cast_by == actor.id)
        version += 1
    session.execute(
        _GIVE, [{"ballot_id": ballot_id, "option_id": o, "points": n} for o, n in given.items()]
    )
    return Cast(ballot_id, version, elector.district)


def _first(session: Session, actor: Viewer, round_id: int, organization_id: int) -> int:
    """Write the ballot that an LEA casts for the first time; its id."""
    now = clock.now()
    row = {
        "round_id": round_id,
        "organization_id": organization_id,
        "cast_by": actor.id,
        "cast_at": now,
        "changed_at": now,
        "version": 1,
        "receipt": _receipt(),
    }
    made: Any = session.execute(_CAST, row)
    return int(made.inserted_primary_key[0])


def _again(session: Session, actor: Viewer, ballot_id: int, *, own: bool) -> None:
    """Empty a ballot that is cast again; `own`: by the person who cast it before."""
    change = {
        "ballot_id": ballot_id,
        "person_id": actor.id,
        "now": clock.now(),
        # Who voted before keeps no key to what is voted now.
        "code": None if own else _receipt(),
    }
    session.execute(_CHANGE, change)
    session.execute(_EMPTY, {"ballot_id": ballot_id})


def _receipt() -> str:
    """A code of 78 random bits in four groups of four."""
    letters = [secrets.choice(CODE) for _ in range(16)]
    return "-".join("".join(letters[at : at + 4]) for at in range(0, 16, 4))


def hold_for_voting(session: Session, round_id: int) -> HeldRound:
    """The round, which cannot close before this ballot is in; voters do not wait on each other."""
    return HeldRound(*session.execute(_ROUND, {"round_id": round_id}).one())


def check_taking(round_: Vote) -> None:
    """Raise a DomainError unless ballots may be cast now."""
    if sentence := why_not(round_):
        raise DomainError(sentence)


def why_not(round_: Vote) -> str:
    """Why a round takes no ballot now; empty where it does."""
    if LIFE.allows(round_, Action.VOTE) and clock.now() < round_.closes_at:
        return ""
    if round_.status in (*PLANNED, "cancelled", "deleted"):
        return LIFE.why_not(round_, Action.VOTE)
    return (
        f"Voting was open until {closing_in(round_.closes_at, round_.timezone)}. This was not "
        "cast. "
        "A ballot that your district cast before then still counts."
    )


def hold_elector(session: Session, round_id: int, organization_id: int) -> HeldElector:
    """The LEA as an elector, held so that two ballots for it come one after the other."""
    asked = {"round_id": round_id, "lea": organization_id}
    elector = session.execute(_ELECTOR, asked).one_or_none()
    if elector is None:
        raise DomainError("This district has no vote in this round, so nothing was cast.")
    return HeldElector(*elector)


def _check_delegate(
    session: Session, actor: Viewer, organization_id: int, elector: HeldElector
) -> None:
    """Ask again inside the transaction: they may have been replaced a moment ago."""
    hers = {"lea": organization_id, "person_id": actor.id or 0}
    if session.execute(_DELEGATE, hers).first() is not None:
        return
    stands_in = elector.substitute_id is not None and elector.substitute_id == actor.id
    if not (stands_in and is_member(session, organization_id, actor.id or 0)):
        raise DomainError(
            f"You are no longer the delegate of {elector.name}, so nothing was cast. "
            "Your district’s leader can tell you who is."
        )


def is_member(session: Session, organization_id: int, person_id: int) -> bool:
    """Whether the person belongs to the LEA, which stays so until the transaction ends."""
    asked = {"lea": organization_id, "person_id": person_id}
    return session.execute(_MEMBER, asked).first() is not None
