"""Tells people what happened to the things they have a part in."""

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Table, delete, insert, or_, select, tuple_, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col

from rpp import addresses, clock, kinds, verbs
from rpp.discussions.models import Comment
from rpp.history import Audience, Event, Recorded
from rpp.kinds import Kind, Telling
from rpp.mail import Email
from rpp.networks.roles import viewer_of
from rpp.notices.models import Follow, Notice
from rpp.notices.queries import sentence, still_theirs
from rpp.people import emails
from rpp.people.models import Person
from rpp.policy import Viewer

NOTICES: Table = Notice.__table__  # type: ignore[attr-defined]
FOLLOWS: Table = Follow.__table__  # type: ignore[attr-defined]
PEOPLE: Table = Person.__table__  # type: ignore[attr-defined]


def on_event(session: Session, recorded: Recorded) -> None:
    """After an event, tell those whom it concerns; never the person who did it."""
    event = recorded.event
    name, _, talk = event.kind.partition(":")
    kind = kinds.get(name)
    if kind is None or not verbs.of(event.kind).is_told(event.verb):
        return
    telling = _of_comment(session, event, kind) if talk else _of(session, recorded, kind)
    if telling is None:
        return
    named = event.audience or Audience()
    people = set(named.people)
    if not named.only:
        people |= {*telling.people} | _followers(session, telling.followers)
    if kind.audience:
        # Whoever followed it, wrote it or spoke of it once may no longer know of it.
        inner = not talk and (named.only or event.private)
        people = _among(session, people, kind.audience(session, event.subject_id, inner))
    _tell(session, event, people, replace(telling, href=telling.href + named.at))


def _of(session: Session, recorded: Recorded, kind: Kind) -> Telling | None:
    return kind.tell(session, recorded.event, recorded.subject) if kind.tell else None


def _of_comment(session: Session, event: Event, kind: Kind) -> Telling | None:
    page = f"/comments/{event.detail.get('comment_id')}"
    if event.verb == "comment_hidden":
        return Telling({event.detail["author_id"]}, page)
    if kind.talk is None:
        return None
    talk = kind.talk(session, event.subject_id)
    people = set(talk.people)
    if answered := event.detail.get("reply_to"):
        thread = select(col(Comment.author_id)).where(
            or_(col(Comment.id) == answered, col(Comment.reply_to) == answered)
        )
        people |= set(session.execute(thread).scalars())
    followed = ((kind.name, event.subject_id),) if talk.followed else ()
    return Telling(people, page, followed)


def _among(session: Session, people: Iterable[int], readers: Any) -> set[int]:
    """Those of the people whom the statement `readers` selects; all of them without one."""
    told = set(people)
    if readers is None or not told:
        return told
    still = select(PEOPLE.c.id).where(PEOPLE.c.id.in_(sorted(told)), PEOPLE.c.id.in_(readers))
    return set(session.execute(still).scalars())


def _followers(session: Session, things: Iterable[tuple[str, int]]) -> set[int]:
    wanted = list(things)
    if not wanted:
        return set()
    statement = select(FOLLOWS.c.person_id).where(
        tuple_(FOLLOWS.c.kind, FOLLOWS.c.subject_id).in_(wanted)
    )
    return set(session.execute(statement).scalars())


def _tell(session: Session, event: Event, people: set[int], telling: Telling) -> None:
    told = sorted(people - {event.actor_id})
    if not told:
        return
    who = _name(session, event.actor_id)
    alike = {"event_id": event.id, "who": who, "href": telling.href, "at": event.at}
    rows = [{"person_id": person, **alike} for person in told]
    session.execute(insert(NOTICES), rows)
    session.execute(update(PEOPLE).where(PEOPLE.c.id.in_(told)).values(unread=PEOPLE.c.unread + 1))
    _write(session, event, set(told), sentence(event, who), telling)


def _write(session: Session, event: Event, told: set[int], text: str, telling: Telling) -> None:
    """Tell by e-mail what cannot wait, those alone who are told of it anyway."""
    if (about := telling.email) is None:
        return
    emails.tell(
        session,
        told if about.people is None else told & set(about.people),
        about.topic,
        about.subject,
        "happened",
        why=about.why,
        event_id=event.id,
        text=about.text or text,
        then=about.then,
        link=addresses.of(about.href or telling.href),
    )


def still_to_tell(session: Session, email: Email) -> bool:
    """Whether an e-mail's reader wants it and may know of what it tells, now that it is sent.

    What waits for an address that is no longer the reader's is not sent: it may be anyone's.
    """
    if email.person_id is None:
        return True
    reader = session.get_one(Person, email.person_id)
    if reader.confirmed_at is None or reader.email != email.recipient:
        return False
    if not emails.preferences(session, email.person_id)[email.topic]:
        return False
    if email.event_id is None:
        return True
    viewer = viewer_of(session, email.person_id)
    known = select(col(Event.id)).where(col(Event.id) == email.event_id, still_theirs(viewer))
    return session.execute(known).first() is not None


def _name(session: Session, person_id: int | None) -> str:
    if person_id is None:
        return ""
    name: str = session.execute(select(PEOPLE.c.name).where(PEOPLE.c.id == person_id)).scalar_one()
    return name


def follow(session: Session, actor: Viewer, kind: str, subject_id: int) -> Follow:
    """Get notices of a thing from now on; following twice is following once."""
    assert actor.id is not None
    key = (actor.id, kind, subject_id)
    if held := session.get(Follow, key):
        return held
    made = Follow(person_id=actor.id, kind=kind, subject_id=subject_id, since=clock.now())
    try:
        with session.begin_nested():
            session.add(made)
    except IntegrityError:
        # Two requests at once.
        return session.get_one(Follow, key)
    return made


def unfollow(session: Session, actor: Viewer, kind: str, subject_id: int) -> bool:
    """Get no more notices of a thing."""
    of_it = FOLLOWS.c.kind == kind, FOLLOWS.c.subject_id == subject_id
    session.execute(delete(FOLLOWS).where(FOLLOWS.c.person_id == actor.id, *of_it))
    return True


def forget(session: Session, actor: Viewer) -> None:
    """Delete what a person who closes the account follows, and their notices."""
    for table in (FOLLOWS, NOTICES):
        session.execute(delete(table).where(table.c.person_id == actor.id))


def mark_read(session: Session, actor: Viewer, until: int) -> bool:
    """Mark a person's notices up to one as read."""
    now: datetime = clock.now()
    session.execute(
        update(NOTICES)
        .where(NOTICES.c.person_id == actor.id, NOTICES.c.id <= until, NOTICES.c.read_at.is_(None))
        .values(read_at=now)
    )
    _count_again(session, actor)
    return True


def take_back(session: Session, actor: Viewer, kind: str, subject_ids: Collection[int]) -> None:
    """Delete a person's notices of things of a kind that are theirs alone, and are no more."""
    events = select(col(Event.id)).where(
        col(Event.kind) == kind, col(Event.subject_id).in_(subject_ids)
    )
    own = NOTICES.c.person_id == actor.id
    session.execute(delete(NOTICES).where(own, NOTICES.c.event_id.in_(events)))
    _count_again(session, actor)


def _count_again(session: Session, actor: Viewer) -> None:
    left = (
        select(NOTICES.c.id)
        .join(Event, col(Event.id) == NOTICES.c.event_id)
        .where(NOTICES.c.person_id == actor.id, NOTICES.c.read_at.is_(None), still_theirs(actor))
    )
    unread = len(session.execute(left).all())
    session.execute(update(PEOPLE).where(PEOPLE.c.id == actor.id).values(unread=unread))
