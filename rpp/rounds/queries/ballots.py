"""Reads ballots, each for its own district's delegate alone."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Integer, and_, bindparam, or_, select
from sqlmodel import Session

from rpp.db import columns
from rpp.organizations.models import Appointment, Organization
from rpp.people.models import Person
from rpp.policy import Viewer
from rpp.rounds.models import Ballot, BallotPoints
from rpp.rounds.queries.electorate import ELECTOR, stands_in
from rpp.rounds.queries.rounds import RoundRow


@dataclass(frozen=True, slots=True)
class OwnBallot:
    """What a district of the viewer's has cast, or that it has not."""

    organization_id: int
    name: str
    version: int
    changed_at: datetime | None
    cast_by: str
    points: dict[int, int]
    receipt: str = ""

    @property
    def cast(self) -> bool:
        return self.version > 0


LEA, PERSON, BALLOT = columns(Organization), columns(Person), columns(Ballot)
POINTS, APPOINTMENT = columns(BallotPoints), columns(Appointment)
_OF_ROUND = bindparam("round_id", type_=Integer)
_VIEWER = bindparam("viewer", type_=Integer)
# Asked of the database again: they may have been replaced since this request began.
_DELEGATED = select(APPOINTMENT.organization_id).where(
    APPOINTMENT.person_id == _VIEWER,
    APPOINTMENT.role == "delegate",
    APPOINTMENT.ended_at.is_(None),
)
_STANDING_IN = select(ELECTOR.organization_id).where(
    ELECTOR.round_id == _OF_ROUND, stands_in(_VIEWER)
)
# The LEAs of a round for which a person votes now, with their ballots.
_OWN = (
    select(
        *(LEA.id, LEA.name, LEA.state, BALLOT.version, BALLOT.changed_at, PERSON.name),
        *(BALLOT.receipt, BALLOT.cast_by, POINTS.option_id, POINTS.points),
    )
    .select_from(
        LEA.id.table.outerjoin(
            BALLOT.id.table,
            and_(BALLOT.organization_id == LEA.id, BALLOT.round_id == _OF_ROUND),
        )
        .outerjoin(PERSON.id.table, PERSON.id == BALLOT.cast_by)
        .outerjoin(POINTS.points.table, POINTS.ballot_id == BALLOT.id)
    )
    .where(
        or_(
            and_(LEA.id.in_(bindparam("leas", expanding=True)), LEA.id.in_(_DELEGATED)),
            LEA.id.in_(_STANDING_IN),
        )
    )
    .order_by(LEA.name, LEA.id, POINTS.option_id)
)


def own_ballots(session: Session, viewer: Viewer, round_: RoundRow) -> list[OwnBallot]:
    """The ballots of the LEAs in this round for which the viewer votes now, by name."""
    if not round_.elector_ids | round_.stands_in_ids:
        return []
    asked = {"round_id": round_.id, "viewer": viewer.id, "leas": sorted(round_.elector_ids)}
    found: dict[int, OwnBallot] = {}
    for id_, name, state, version, at, who, receipt, by, option_id, points in session.execute(
        _OWN, asked
    ):
        # The code belongs to whoever cast the ballot as it is now.
        code = receipt if by == viewer.id else ""
        own = found.setdefault(
            id_, OwnBallot(id_, f"{name}, {state}", version or 0, at, who or "", {}, code or "")
        )
        if option_id is not None:
            own.points[option_id] = points
    return list(found.values())
