"""What the other rooms know of rounds: who may know of one, and who hears of it."""

from sqlalchemy import Select, select
from sqlmodel import Session, col

from rpp import kinds
from rpp.dates import closing_in
from rpp.history import Event
from rpp.kinds import ByEmail, Telling
from rpp.organizations.kind import members
from rpp.organizations.models import Appointment, Membership
from rpp.policy import Viewer
from rpp.rounds import queries
from rpp.rounds.api import RESOURCE
from rpp.rounds.models import Elector, Round
from rpp.rounds.verbs import ROUND


def _readers(viewer: Viewer) -> Select[int | None]:
    return select(col(Round.id)).where(queries.visible_to(viewer))


def _tell(session: Session, event: Event, round_: Round) -> Telling:
    page = kinds.href("round", event.subject_id)
    people = _delegates(session, round_)
    if event.verb == "closed" and "won" in event.detail:
        # Who opened the round does not certify it.
        people = (people | _leading(session, round_)) - {round_.opened_by or 0}
    return Telling(people, page, email=_of_opening(event, round_, page))


def _of_opening(event: Event, round_: Round, page: str) -> ByEmail | None:
    """What the delegates can do from now on."""
    if event.verb != "opened":
        return None
    closes = closing_in(round_.closes_at, round_.timezone)
    return ByEmail(
        "round",
        f"Your district can vote: {round_.title}",
        "you vote for your district",
        f"You can cast the one ballot of your district until {closes}.",
        f"{page}/ballot",
    )


def _delegates(session: Session, round_: Round) -> set[int]:
    """The delegates of the districts that may vote in a round."""
    statement = (
        select(col(Appointment.person_id))
        .join(Elector, col(Elector.organization_id) == col(Appointment.organization_id))
        .where(
            col(Elector.round_id) == round_.id,
            col(Appointment.role) == "delegate",
            col(Appointment.ended_at).is_(None),
        )
    )
    return set(session.execute(statement).scalars())


def _leading(session: Session, round_: Round) -> set[int]:
    """The leaders of the districts that may vote in a round."""
    districts = select(col(Elector.organization_id)).where(col(Elector.round_id) == round_.id)
    return set(session.execute(members(districts, col(Membership.role) == "leader")).scalars())


kinds.register(
    kinds.Kind(
        "round",
        readers=_readers,
        verbs=ROUND,
        address=("rounds.show", "round_id"),
        tell=_tell,
        api=RESOURCE,
    )
)
