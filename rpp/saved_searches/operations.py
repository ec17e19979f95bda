"""What people do with their saved searches. None of it is in the history: it is theirs alone."""

from sqlalchemy import ColumnElement, delete, func, select, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from rpp import clock, db
from rpp.errors import DomainError
from rpp.notices import operations as notices
from rpp.people.models import Person
from rpp.policy import Viewer
from rpp.saved_searches.models import MATCHES, NEWS, SEARCHES, SavedSearch, SearchNews
from rpp.saved_searches.places import Asked
from rpp.search import changes

MOST = 50
FULL = f"You have {MOST} saved searches, which is the most one person can have. Delete one first."
TWICE = "You saved this search before. You find it among your saved searches."


def save_search(session: Session, actor: Viewer, name: str, asked: Asked) -> SavedSearch:
    """Save a search: its person hears of what is new from now on and matches it.

    DomainError where the person has too many, or has this one already.
    """
    assert actor.id is not None
    # Of two requests at once the second counts what the first saved.
    db.lock(session, Person, actor.id)
    own = select(func.count()).select_from(SEARCHES).where(SEARCHES.c.person_id == actor.id)
    if session.execute(own).scalar_one() >= MOST:
        raise DomainError(FULL)
    made = SavedSearch(
        person_id=actor.id,
        name=name,
        place=asked.place,
        arguments=dict(asked.arguments),
        digest=asked.digest,
        looked_id=changes.newest(session).id,
        saved_at=clock.now(),
    )
    try:
        with session.begin_nested():
            session.add(made)
    except IntegrityError as error:
        raise DomainError(TWICE) from error
    return made


def rename_search(session: Session, actor: Viewer, search_id: int, name: str) -> SavedSearch:
    """Call a search by another name."""
    made = _held(session, actor, search_id)
    made.name = name
    session.flush()
    return made


def pause_search(session: Session, actor: Viewer, search_id: int) -> SavedSearch:
    """Hear nothing new of a search until it is resumed."""
    made = _held(session, actor, search_id)
    made.is_paused = True
    session.flush()
    return made


def resume_search(session: Session, actor: Viewer, search_id: int) -> SavedSearch:
    """Hear again of what is new from now on; what came meanwhile is not told."""
    made = _held(session, actor, search_id)
    if made.is_paused:
        made.is_paused, made.looked_id = False, changes.newest(session).id
        session.flush()
    return made


def delete_search(session: Session, actor: Viewer, search_id: int) -> bool:
    """Delete a search for good, with its notices and what was found for it."""
    _held(session, actor, search_id)
    news = select(NEWS.c.id).where(NEWS.c.saved_search_id == search_id)
    notices.take_back(session, actor, SearchNews.kind, list(session.execute(news).scalars()))
    _drop(session, SEARCHES.c.id == search_id)
    return True


def forget(session: Session, actor: Viewer) -> None:
    """The saved searches of a person who closes the account end with it."""
    _drop(session, SEARCHES.c.person_id == actor.id)


def _held(session: Session, actor: Viewer, search_id: int) -> SavedSearch:
    made = db.lock(session, SavedSearch, search_id)
    if made.person_id != actor.id:
        raise DomainError("This search is no longer there.")
    return made


def _drop(session: Session, which: ColumnElement[bool]) -> None:
    ids = select(SEARCHES.c.id).where(which)
    # Held, so that nothing is found for it meanwhile.
    session.execute(update(SEARCHES).where(which).values(is_paused=True))
    for table in (MATCHES, NEWS):
        session.execute(delete(table).where(table.c.saved_search_id.in_(ids)))
    session.execute(delete(SEARCHES).where(which))
