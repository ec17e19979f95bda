"""Reads what waits for a delegate, a leader or a steward."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import and_, or_, select
from sqlmodel import Session, col

from rpp import clock
from rpp.networks.models import Network
from rpp.organizations.models import Organization
from rpp.policy import Viewer
from rpp.rounds.models import Ballot, Elector, Round, RoundCertification
from rpp.rounds.queries.electorate import stands_in


class Waiting(NamedTuple):
    """A round that waits for the viewer.

    `what`: "vote" (their LEA has no ballot), "certify" (counted, and they may say whether it
    stands), or, for a steward, "count" (due to close), "late" (could not open on time) or "draft".
    """

    what: str
    id: int
    title: str
    network_name: str
    closes_at: datetime
    timezone: str
    organization_id: int | None = None
    organization_name: str = ""
    has_voted: bool = False


_HEAD = (
    *(col(Round.id), col(Round.title), col(Network.name)),
    *(col(Round.closes_at), col(Round.timezone)),
)
# The districts of each round, with it.
_ELECTORS = (
    select(*_HEAD, col(Organization.id), col(Organization.name))
    .select_from(Round)
    .join(Network, col(Network.id) == col(Round.network_id))
    .join(Elector, col(Elector.round_id) == col(Round.id))
    .join(Organization, col(Organization.id) == col(Elector.organization_id))
    .order_by(col(Round.closes_at), col(Round.id), col(Organization.id))
)


def waiting_for(session: Session, viewer: Viewer) -> list[Waiting]:
    """What waits for a delegate or a steward, the nearest date first."""
    found = []
    if viewer.leas:
        found += _to_vote(session, viewer)
    if viewer.delegate_for | viewer.leads:
        found += _to_certify(session, viewer)
    if viewer.stewards:
        found += _to_run(session, viewer)
    return found


def _to_vote(session: Session, viewer: Viewer) -> list[Waiting]:
    """Votes of districts that have no ballot yet, and whose ballot the viewer casts."""
    voted = select(col(Ballot.id)).where(
        col(Ballot.round_id) == col(Round.id),
        col(Ballot.organization_id) == col(Elector.organization_id),
    )
    statement = _ELECTORS.where(
        col(Round.status) == "open",
        col(Round.closes_at) > clock.now(),
        or_(
            col(Elector.organization_id).in_(sorted(viewer.delegate_for)),
            stands_in(viewer.id),
        ),
        ~voted.exists(),
    )
    return [Waiting("vote", *row) for row in session.execute(statement)]


def _to_certify(session: Session, viewer: Viewer) -> list[Waiting]:
    """Counts on which neither the viewer nor their district has said anything."""
    said = select(col(RoundCertification.id)).where(
        col(RoundCertification.round_id) == col(Round.id),
        or_(
            col(RoundCertification.person_id) == viewer.id,
            col(RoundCertification.organization_id) == col(Elector.organization_id),
        ),
    )
    statement = _ELECTORS.where(
        col(Round.status) == "closed",
        col(Round.result).is_not(None),
        or_(col(Round.opened_by).is_(None), col(Round.opened_by) != viewer.id),
        col(Elector.organization_id).in_(sorted(viewer.delegate_for | viewer.leads)),
        ~said.exists(),
    )
    return [Waiting("certify", *row) for row in session.execute(statement)]


def _to_run(session: Session, viewer: Viewer) -> list[Waiting]:
    """Rounds that a steward must count, open or finish planning."""
    now = clock.now()
    due = and_(col(Round.status) == "open", col(Round.closes_at) <= now)
    late = and_(col(Round.status) == "scheduled", col(Round.opens_at) <= now)
    statement = (
        select(*_HEAD, col(Round.status))
        .join(Network, col(Network.id) == col(Round.network_id))
        .where(
            col(Round.network_id).in_(sorted(viewer.stewards)),
            or_(due, late, col(Round.status) == "draft"),
        )
        .order_by(col(Round.closes_at), col(Round.id))
    )
    words = {"open": "count", "scheduled": "late", "draft": "draft"}
    return [Waiting(words[row[-1]], *row[:-1]) for row in session.execute(statement)]
