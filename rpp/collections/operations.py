"""What those who keep a list do with it."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, delete, func, select, update
from sqlmodel import Session, col

from rpp import clock, db, history, kinds
from rpp.collections.models import AUDIENCES, COLLECTIONS, ITEMS, Collection, CollectionItem
from rpp.collections.queries import KEPT, kept_by
from rpp.errors import DomainError
from rpp.people.models import Person
from rpp.policy import Viewer

MOST_LISTS = 100
MOST_ITEMS = 300
FIRST = "My list"


@dataclass(frozen=True, slots=True)
class About:
    """What a list says of itself, and who may read it."""

    title: str
    about: str = ""
    audience: str = "private"


def create_collection(
    session: Session, actor: Viewer, about: About, network_id: int | None = None
) -> Collection:
    """Begin a list of one's own, or a shelf of a network that one serves as a steward."""
    if network_id is not None and network_id not in actor.stewards:
        raise DomainError("Only stewards of the network keep its shelves.", "network_id")
    _check(about)
    own = select(func.count()).select_from(COLLECTIONS).where(kept_by(actor))
    if session.execute(own).scalar_one() >= MOST_LISTS:
        raise DomainError(f"You keep {MOST_LISTS} lists already. Delete one that you do not need.")
    now = clock.now()
    made = Collection(
        person_id=actor.id if network_id is None else None,
        network_id=network_id,
        title=about.title,
        about=about.about,
        audience=about.audience,
        link_number=int(about.audience == "link"),
        created_at=now,
        changed_at=now,
    )
    session.add(made)
    history.record(session, made, "created", actor.id)
    return made


def _check(about: About) -> None:
    if about.audience not in AUDIENCES:
        raise DomainError("Choose who may read it.", "audience")


def edit_collection(
    session: Session, actor: Viewer, collection_id: int, about: About
) -> Collection:
    """Change what a list says of itself, and who may read it; a link of before never comes back."""
    _check(about)
    made = _held(session, collection_id)
    if about.audience == "link" and made.audience != "link":
        made.link_number += 1
    made.title, made.about, made.audience = about.title, about.about, about.audience
    return _changed(session, actor, made, "edited")


def renew_link(session: Session, actor: Viewer, collection_id: int) -> Collection:
    """Make a new link: the one of before leads nowhere."""
    made = _held(session, collection_id)
    if made.audience != "link":
        raise DomainError("This list has no link. Choose “Whoever has its link” first.")
    made.link_number += 1
    return _changed(session, actor, made, "link_renewed")


def delete_collection(session: Session, actor: Viewer, collection_id: int) -> Collection:
    """Delete a list with its notes, for good."""
    made = _held(session, collection_id)
    _empty(session, made)
    return _changed(session, actor, made, "deleted")


def _empty(session: Session, made: Collection) -> None:
    session.execute(delete(ITEMS).where(ITEMS.c.collection_id == made.id))
    made.title, made.about, made.audience = "", "", "deleted"


def _held(session: Session, collection_id: int) -> Collection:
    """The list, held: what is in it changes one at a time."""
    made = db.lock(session, Collection, collection_id)
    if made.audience == "deleted":
        raise DomainError("This list was deleted.")
    return made


def _changed(session: Session, actor: Viewer, made: Collection, verb: str) -> Collection:
    made.changed_at = clock.now()
    session.add(made)
    history.record(session, made, verb, actor.id)
    return made


# --- what is in it -------------------------------------------------------------------------


def save_to_list(
    session: Session, actor: Viewer, kind: str, subject_id: int, collection_id: int | None = None
) -> Collection:
    """Put a thing in a list, once; without one, in the own list that was changed last.

    Whoever has none yet gets one. DomainError where the thing cannot be read or the list is full.
    """
    if kind not in KEPT or not kinds.named(session, actor, [(kind, subject_id)]):
        raise DomainError("This cannot be kept in a list.")
    made = _held(session, _own(session, actor, collection_id))
    if _holds(session, made, kind, subject_id):
        return made
    of_it = ITEMS.c.collection_id == made.id
    count, last = session.execute(
        select(func.count(), func.max(ITEMS.c.position)).where(of_it)
    ).one()
    if count >= MOST_ITEMS:
        raise DomainError(f"A list holds at most {MOST_ITEMS} things. Begin another one.")
    assert made.id is not None
    assert actor.id is not None
    session.add(
        CollectionItem(
            collection_id=made.id,
            kind=kind,
            subject_id=subject_id,
            position=(last or 0) + 1,
            added_by=actor.id,
            added_at=clock.now(),
        )
    )
    return _changed(session, actor, made, "added")


def _own(session: Session, actor: Viewer, collection_id: int | None) -> int:
    """A list that the person keeps: this one, or the own one that was changed last."""
    if collection_id is None:
        return _last(session, actor)
    chosen = select(COLLECTIONS.c.id).where(COLLECTIONS.c.id == collection_id, kept_by(actor))
    if session.execute(chosen).first() is None:
        raise DomainError("Choose one of your lists.", "collection_id")
    return collection_id


def _last(session: Session, actor: Viewer) -> int:
    """The own list that was changed last, begun where there is none; two at once begin one."""
    assert actor.id is not None
    db.lock(session, Person, actor.id)
    found = session.execute(
        select(COLLECTIONS.c.id)
        .where(COLLECTIONS.c.person_id == actor.id, COLLECTIONS.c.audience != "deleted")
        .order_by(COLLECTIONS.c.changed_at.desc(), COLLECTIONS.c.id.desc())
        .limit(1)
    ).scalar()
    made: int | None = found or create_collection(session, actor, About(FIRST)).id
    assert made is not None
    return made


def _holds(session: Session, made: Collection, kind: str, subject_id: int) -> bool:
    statement = select(ITEMS.c.id).where(
        ITEMS.c.collection_id == made.id,
        ITEMS.c.kind == kind,
        ITEMS.c.subject_id == subject_id,
    )
    return session.execute(statement).first() is not None


def remove_item(session: Session, actor: Viewer, collection_id: int, item_id: int) -> Collection:
    """Remove one thing from a list, with its note; removing twice is removing once."""
    made = _held(session, collection_id)
    session.execute(delete(ITEMS).where(_one(collection_id, item_id)))
    return _changed(session, actor, made, "removed")


def move_item(
    session: Session, actor: Viewer, collection_id: int, item_id: int, *, up: bool
) -> Collection:
    """Change places with the thing above or below; the first goes no higher."""
    made = _held(session, collection_id)
    ordered = list(
        session.execute(
            select(ITEMS.c.id)
            .where(ITEMS.c.collection_id == collection_id)
            .order_by(ITEMS.c.position, ITEMS.c.id)
        ).scalars()
    )
    if item_id not in ordered:
        raise DomainError("This is no longer in the list.")
    at = ordered.index(item_id)
    to = at - 1 if up else at + 1
    if not 0 <= to < len(ordered):
        return made
    ordered[at], ordered[to] = ordered[to], ordered[at]
    for place, id_ in enumerate(ordered, 1):
        session.execute(update(ITEMS).where(ITEMS.c.id == id_).values(position=place))
    return _changed(session, actor, made, "moved")


def note_item(
    session: Session,
    actor: Viewer,
    collection_id: int,
    item_id: int,
    note: str,
    version: int | None,
) -> Collection:
    """Say something of one thing in a list; of a brief, which version is meant (None: newest)."""
    made = _held(session, collection_id)
    values = {"note": note, "version": version}
    session.execute(update(ITEMS).where(_one(collection_id, item_id)).values(values))
    return _changed(session, actor, made, "noted")


def _one(collection_id: int, item_id: int) -> ColumnElement[bool]:
    return and_(ITEMS.c.collection_id == collection_id, ITEMS.c.id == item_id)


def forget(session: Session, actor: Viewer) -> None:
    """The lists of a person who closes the account end with it."""
    own = select(Collection).where(col(Collection.person_id) == actor.id)
    for made in session.execute(own.with_for_update()).scalars().all():
        if made.audience != "deleted":
            _empty(session, made)
            _changed(session, actor, made, "deleted")
