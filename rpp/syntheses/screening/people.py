"""Who screens beside those who keep a synthesis: asked by them, and free to leave."""

from sqlalchemy import select, update
from sqlmodel import Session, col

from rpp import clock, history
from rpp.errors import DomainError
from rpp.forms import NOT_OFFERED
from rpp.networks.candidates import candidates
from rpp.people.models import Person
from rpp.policy import Viewer
from rpp.syntheses.life import LIFE, Action
from rpp.syntheses.models import Synthesis
from rpp.syntheses.operations import held
from rpp.syntheses.screening.models import SCREENERS, Screener


def invite(
    session: Session,
    actor: Viewer,
    synthesis_id: int,
    *,
    email: str = "",
    person_id: int | None = None,
) -> Screener:
    """Ask someone to screen: one chosen by name, or one by the address of their account."""
    made = held(session, synthesis_id)
    LIFE.require(made, Action.WRITE)
    person, field = _chosen(session, made, email, person_id)
    statement = select(Screener).where(
        SCREENERS.c.synthesis_id == synthesis_id, SCREENERS.c.person_id == person.id
    )
    row = session.execute(statement).scalar()
    if row is not None and row.left_at is None:
        raise DomainError(f"{person.name} screens here already.", field)
    if row is None:
        row = Screener(synthesis_id=synthesis_id, person_id=person.id or 0, since=clock.now())
    row.invited_by, row.since, row.left_at = actor.id, clock.now(), None
    session.add(row)
    history.record(
        session,
        made,
        "screener_asked",
        actor.id,
        detail={"person_id": person.id, "name": person.name},
        audience=history.only({person.id or 0}, "/screening"),
    )
    return row


def _chosen(
    session: Session, made: Synthesis, email: str, person_id: int | None
) -> tuple[Person, str]:
    if person_id is not None:
        if person_id not in {one.id for one in candidates(session, made.network_id)}:
            raise DomainError(NOT_OFFERED, "person")
        return session.get_one(Person, person_id), "person"
    statement = select(Person).where(
        col(Person.email) == email, col(Person.confirmed_at).is_not(None)
    )
    person = session.execute(statement).scalar()
    if person is None:
        raise DomainError("There is no confirmed account with this address.", "email")
    return person, "email"


def end(session: Session, actor: Viewer, synthesis_id: int, person_id: int) -> Synthesis:
    """Someone no longer screens: they leave, or a keeper ends it. What they decided stays.

    Where only they had decided on a candidate, it waits for a second person as before.
    """
    made = held(session, synthesis_id)
    statement = select(Screener).where(
        SCREENERS.c.synthesis_id == synthesis_id,
        SCREENERS.c.person_id == person_id,
        SCREENERS.c.left_at.is_(None),
    )
    row = session.execute(statement).scalar()
    if row is None:
        raise DomainError("They do not screen here any more.")
    row.left_at = clock.now()
    session.add(row)
    name = session.get_one(Person, person_id).name
    verb = "screener_left" if actor.id == person_id else "screener_ended"
    detail = {"person_id": person_id, "name": name}
    history.record(session, made, verb, actor.id, detail=detail, private=True)
    return made


def forget(session: Session, actor: Viewer) -> None:
    """Whoever closes their account screens nowhere any more."""
    own = SCREENERS.c.person_id == actor.id, SCREENERS.c.left_at.is_(None)
    session.execute(update(SCREENERS).where(*own).values(left_at=clock.now()))
