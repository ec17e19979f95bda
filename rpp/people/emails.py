"""E-mail about what happens: who wants which, and the way out that each one names."""

import logging
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any, NamedTuple, cast

from flask import current_app
from itsdangerous import BadData, URLSafeSerializer
from sqlalchemy import ColumnElement, Select, exists, select
from sqlmodel import Session, col

from rpp import addresses, clock, db, mail
from rpp.db import columns
from rpp.mail import Topic
from rpp.people.models import NoticePreference, Person
from rpp.personal_names import first_name
from rpp.policy import Viewer

log = logging.getLogger(__name__)


@cache
def _warn_once(demo: bool) -> None:
    """Say once in a process why no e-mail is written; a demo that is being loaded writes none."""
    if not demo:
        log.warning("no e-mail is written: RPP_SITE_URL is not set")


class Words(NamedTuple):
    """What a topic is called, on its own and within a sentence, and what it covers."""

    label: str
    within: str
    covers: str


TOPICS: dict[Topic, Words] = {
    "membership": Words(
        "Membership",
        "membership",
        "An organization answers your request to join it, a network answers your district’s, "
        "or you get a role in a network.",
    ),
    "problem": Words(
        "Your problems", "your problems", "A problem you wrote is opened or returned to you."
    ),
    "round": Words(
        "Votes",
        "votes",
        "A vote opens for your district, or closes in two days and your district has not voted.",
    ),
    "study": Words(
        "Studies",
        "studies",
        "A study needs your signature, your decision, or your reading of its findings.",
    ),
    "review": Words(
        "Reviews and ratings",
        "reviews and ratings",
        "You are asked to review a brief or to rate a study, or reviewers decide on yours.",
    ),
    "invitation": Words(
        "Invitations", "invitations to studies", "Someone invites you to take part in a study."
    ),
    "search": Words(
        "Saved searches",
        "saved searches",
        "Something new matches a search that you saved: at most one e-mail a day for each search.",
    ),
    "synthesis": Words(
        "Syntheses",
        "syntheses",
        "A synthesis that you follow or keep has a new version, or one on which a brief rests that "
        "your district adopted.",
    ),
}


# --- writing -------------------------------------------------------------------------------


def tell(
    session: Session,
    people: Iterable[int],
    topic: Topic,
    subject: str,
    template: str,
    *,
    why: str,
    event_id: int | None = None,
    **values: Any,
) -> int:
    """Write to those of the people who want e-mail about the topic; how many e-mails.

    `why` completes "You get this e-mail because …". Where nobody said under which name the portal
    is found no e-mail could lead to it, so none is written: what happened goes on without.
    """
    told = sorted(set(people))
    if told and not addresses.is_known():
        _warn_once(current_app.config["demo"])
        return 0
    found = session.execute(_who_want(told, topic)).all() if told else []
    for person in found:
        way_out = addresses.absolute("emails.unsubscribe", token=token(person.id, topic))
        mail.write(
            session,
            person.email,
            subject,
            template,
            about=mail.About(person.id, topic, way_out, event_id),
            first_name=first_name(person.name),
            why=why,
            topic=TOPICS[topic].within,
            way_out=way_out,
            preferences=addresses.absolute("emails.preferences"),
            **values,
        )
    return len(found)


def tell_address(
    session: Session, address: str, topic: Topic, subject: str, template: str, **values: Any
) -> int:
    """Write to an address, as `tell` does where it is that of an account; how many e-mails."""
    statement = select(col(Person.id)).where(_has(address))
    person_id = session.execute(statement).scalar()
    if person_id is not None:
        return tell(session, [person_id], topic, subject, template, **values)
    mail.write(session, address, subject, template, **values)
    return 1


def _has(address: str) -> ColumnElement[bool]:
    return (col(Person.email) == address) & col(Person.confirmed_at).is_not(None)


def _who_want(people: list[int], topic: Topic) -> Select[int, str, str]:
    # The demo's people have addresses that no mail server knows (RFC 2606): only a demo shows them.
    shown = current_app.config["demo"] or col(Person.email).not_like("%.example")
    return (
        select(columns(Person).id, col(Person.name), col(Person.email))
        .where(
            col(Person.id).in_(people),
            # An address that was never confirmed may be a stranger's.
            col(Person.confirmed_at).is_not(None),
            shown,
            ~exists().where(
                col(NoticePreference.person_id) == col(Person.id),
                col(NoticePreference.topic) == topic,
                col(NoticePreference.wanted).is_(False),
            ),
        )
        .order_by(col(Person.id))
    )


# --- preferences ---------------------------------------------------------------------------


def preferences(session: Session, person_id: int) -> dict[str, bool]:
    """Which topics a person wants e-mail about; each one unless turned off."""
    statement = select(col(NoticePreference.topic), col(NoticePreference.wanted)).where(
        col(NoticePreference.person_id) == person_id
    )
    said = {row[0]: row[1] for row in session.execute(statement)}
    return {topic: said.get(topic, True) for topic in TOPICS}


def choose(session: Session, person_id: int, wanted: Mapping[str, bool]) -> bool:
    """Turn e-mail about some topics on or off."""
    # Two requests at once: the second finds the row of the first.
    db.lock(session, Person, person_id)
    before = preferences(session, person_id)
    for topic, wants in wanted.items():
        if wants != before[topic]:
            row = NoticePreference(
                person_id=person_id, topic=topic, wanted=wants, since=clock.now()
            )
            session.merge(row)
    session.flush()
    return True


def edit_preferences(session: Session, actor: Viewer, wanted: Mapping[str, bool]) -> bool:
    """Choose the e-mails one gets."""
    assert actor.id is not None
    return choose(session, actor.id, wanted)


# --- the way out ---------------------------------------------------------------------------


class Subscription(NamedTuple):
    """A person and a topic, as the link of an e-mail names them."""

    person_id: int
    topic: Topic


def token(person_id: int, topic: Topic) -> str:
    """What turns e-mail of one topic off for one person, for whoever holds their e-mail."""
    return _signer().dumps([person_id, topic])


def subscription(session: Session, token: str) -> Subscription | None:
    """The person and the topic that a token names; None for one that is not ours."""
    try:
        person_id, topic = _signer().loads(token)
    except (BadData, ValueError, TypeError):
        return None
    if topic not in TOPICS or session.get(Person, person_id) is None:
        return None
    return Subscription(person_id, cast(Topic, topic))


def _signer() -> URLSafeSerializer:
    key = current_app.secret_key
    assert key is not None
    return URLSafeSerializer(key, salt="rpp.way-out")
