"""Reads ratings: the ledger, one rating, and what a viewer may know of who judges it and how.

What is blind is decided here, in `judged` and `places`, and nowhere else.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from rpp.db import columns_of
from rpp.evidence.ratings.judgments import Answered, DecidedTier, Judged
from rpp.evidence.ratings.models import CHALLENGES, DECISIONS, RATINGS, REVIEWERS
from rpp.evidence.ratings.reading import Subject
from rpp.evidence.ratings.visibility import places_known_to
from rpp.networks.models import Network
from rpp.paging import Cursor, Slice, page_of
from rpp.people.models import Person
from rpp.policy import Viewer

PAGE = 25
# A tab of the ledger, and the states in it.
TABS = {
    "decided": ("decided",),
    "review": ("open", "in_review", "adjudication"),
    "requested": ("requested",),
    "withdrawn": ("withdrawn",),
}


@dataclass(frozen=True, slots=True)
class Listed:
    """A rating in the ledger; `rating` is its newest decision, None before one."""

    id: int
    title: str
    subject_kind: str
    status: str
    status_since: datetime
    number: int
    rating: str | None
    network: str | None


def listed(session: Session, tab: str, cursor: Cursor) -> Slice[Listed]:
    """One page of the ratings of a tab, the newest first; one statement."""
    rating = RATINGS.c
    statement = (
        select(
            *(rating.id, rating.title, rating.subject_kind, rating.status),
            *(rating.status_since, rating.number, _newest_decision(), col(Network.name)),
        )
        .join_from(RATINGS, Network, col(Network.id) == rating.network_id, isouter=True)
        .where(rating.status.in_(TABS[tab]))
    )
    return page_of(session, statement, rating.id, cursor, limit=PAGE).of(Listed)


def _newest_decision() -> ColumnElement[str | None]:
    return (
        select(DECISIONS.c.rating)
        .where(DECISIONS.c.rating_id == RATINGS.c.id)
        .order_by(DECISIONS.c.number.desc())
        .limit(1)
        .correlate(RATINGS)
        .scalar_subquery()
    )


@dataclass(frozen=True, slots=True)
class Own:
    """The viewer's own place in the review that goes on."""

    kind: ClassVar[str] = "rating review"

    id: int
    place: str
    status: str
    may_name: bool
    interests: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A rating, with what the policy asks about it and the viewer's own place."""

    kind: ClassVar[str] = "rating"

    id: int
    subject_kind: str
    subject_id: int
    title: str
    rule_set: str
    network_id: int | None
    network: str | None
    number: int
    status: str
    status_since: datetime
    opened_by: str
    opened_at: datetime
    viewer_id: int | None = None
    own: Own | None = None

    @property
    def subject(self) -> Subject:
        return self.subject_kind, self.subject_id

    @property
    def place_of(self) -> int | None:
        """The viewer's id, where they have a place or are asked for one."""
        held = self.own is not None and self.own.status in ("asked", "accepted", "sent")
        return self.viewer_id if held else None

    @property
    def href(self) -> str:
        return f"/ratings/{self.id}"


def rating(session: Session, viewer: Viewer, rating_id: int) -> Shown | None:
    """One rating, and the viewer's place in the review that goes on; one statement."""
    of, place = RATINGS.c, REVIEWERS.c
    own = and_(place.rating_id == of.id, place.number == of.number, place.person_id == viewer.id)
    row = session.execute(
        select(
            *(of.id, of.subject_kind, of.subject_id, of.title, of.rule_set, of.network_id),
            *(col(Network.name), of.number, of.status, of.status_since),
            *(col(Person.name), of.opened_at, *columns_of(Own, REVIEWERS)),
        )
        .join_from(RATINGS, Person, col(Person.id) == of.opened_by)
        .join(Network, col(Network.id) == of.network_id, isouter=True)
        .join(REVIEWERS, own, isouter=True)
        .where(of.id == rating_id)
    ).first()
    if row is None:
        return None
    told: list[Any] = list(row)
    mine = Own(*told[12:]) if told[12] is not None else None
    return replace(Shown(*told[:12]), viewer_id=viewer.id, own=mine)


@dataclass(frozen=True, slots=True)
class OfSubject:
    """A rating on the page of what it is of."""

    id: int
    status: str
    status_since: datetime
    number: int
    rating: str | None


def of_subject(session: Session, subject: Subject) -> list[OfSubject]:
    """The ratings of one subject, the newest first; one statement."""
    rating = RATINGS.c
    rows = session.execute(
        select(rating.id, rating.status, rating.status_since, rating.number, _newest_decision())
        .where(rating.subject_kind == subject[0], rating.subject_id == subject[1])
        .order_by(rating.id.desc())
    )
    return [OfSubject(*row) for row in rows]


# --- who judges, and how -------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Place:
    """Somebody's place in a review; `number` is that of the review."""

    kind: ClassVar[str] = "rating review"

    id: int
    number: int
    place: str
    person_id: int
    name: str
    status: str
    status_since: datetime
    may_name: bool
    interests: str
    reason: str
    sent_at: datetime | None


def places(session: Session, viewer: Viewer, rating_id: int) -> list[Place]:
    """The places that the viewer may know of, and all of reviews that were decided.

    One statement, in the order of the reviews and places.
    """
    place = REVIEWERS.c
    rows = session.execute(
        select(
            *(place.id, place.number, place.place, place.person_id, col(Person.name)),
            *(place.status, place.status_since, place.may_name, place.interests),
            *(place.reason, place.sent_at),
        )
        .join_from(REVIEWERS, Person, col(Person.id) == place.person_id)
        .where(
            place.rating_id == rating_id,
            or_(_is_decided(), place.id.in_(places_known_to(viewer))),
        )
        .order_by(place.number, place.place, place.id)
    )
    return [Place(*row) for row in rows]


def _is_decided() -> ColumnElement[bool]:
    """The review of the place of the row was decided."""
    found: ColumnElement[bool] = exists(
        select(DECISIONS.c.id)
        .where(
            DECISIONS.c.rating_id == REVIEWERS.c.rating_id,
            DECISIONS.c.number == REVIEWERS.c.number,
        )
        .correlate(REVIEWERS)
    )
    return found


@dataclass(frozen=True, slots=True)
class Sent:
    """What somebody judged and sent in a review."""

    number: int
    place: str
    judgments: list[Judged]
    facts_hash: str


def judged(session: Session, viewer: Viewer, rating_id: int) -> list[Sent]:
    """What was sent, as far as the viewer may read it; one statement.

    Everyone reads the judgments of a review that was decided. Before that nobody does, but for
    those who have a place in it once both have sent and a third settles the differences.
    """
    place = REVIEWERS.c
    own = REVIEWERS.alias("own_place")
    has_place = exists(
        select(own.c.id).where(
            own.c.rating_id == place.rating_id,
            own.c.number == place.number,
            own.c.person_id == viewer.id,
            own.c.status.in_(("accepted", "sent")),
        )
    )
    settling = and_(RATINGS.c.status == "adjudication", RATINGS.c.number == place.number, has_place)
    rows = session.execute(
        select(place.number, place.place, place.judgments, place.facts_hash)
        .join_from(REVIEWERS, RATINGS, RATINGS.c.id == place.rating_id)
        .where(
            place.rating_id == rating_id,
            place.status == "sent",
            or_(_is_decided(), settling),
        )
        .order_by(place.number, place.place)
    )
    return [Sent(*row) for row in rows]


def own_draft(session: Session, viewer: Viewer, place_id: int) -> list[Judged]:
    """What the viewer judged so far in their own place; one statement."""
    statement = select(REVIEWERS.c.judgments).where(
        REVIEWERS.c.id == place_id, REVIEWERS.c.person_id == viewer.id
    )
    found: list[Judged] | None = session.execute(statement).scalar()
    return found or []


# --- what was decided, and argued ----------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Decision:
    """What a review came to."""

    number: int
    rule_set: str
    facts_hash: str
    rating: str
    tiers: list[DecidedTier]
    answers: list[Answered]
    decided_at: datetime


def decisions(session: Session, rating_id: int) -> list[Decision]:
    """What the reviews of a rating came to, the newest first; one statement."""
    rows = session.execute(
        select(*columns_of(Decision, DECISIONS))
        .where(DECISIONS.c.rating_id == rating_id)
        .order_by(DECISIONS.c.number.desc())
    )
    return [Decision(*row) for row in rows]


@dataclass(frozen=True, slots=True)
class Challenge:
    """An argument against a decided answer, with what the policy asks of it."""

    kind: ClassVar[str] = "rating challenge"

    id: int
    rating_id: int
    number: int
    criterion: str
    domain: str
    passage: str
    page: str
    argument: str
    status: str
    status_since: datetime
    created_at: datetime
    author_id: int
    author: str
    answer: str
    answered_by: str | None
    network_id: int | None
    # Who judged in the review that it argues against.
    judge_ids: frozenset[int] = frozenset()


def challenges(session: Session, rating_id: int, only: int | None = None) -> list[Challenge]:
    """What was argued against a rating, oldest first, or the `only` one; two statements."""
    made, answerer = CHALLENGES.c, aliased(Person)
    rows = session.execute(
        select(
            *(made.id, made.rating_id, made.number, made.criterion, made.domain, made.passage),
            *(made.page, made.argument, made.status, made.status_since, made.created_at),
            *(made.person_id, col(Person.name), made.answer, col(answerer.name)),
            RATINGS.c.network_id,
        )
        .join_from(CHALLENGES, Person, col(Person.id) == made.person_id)
        .join(RATINGS, RATINGS.c.id == made.rating_id)
        .join(answerer, col(answerer.id) == made.answered_by, isouter=True)
        .where(made.rating_id == rating_id, *([made.id == only] if only else ()))
        .order_by(made.id)
        .limit(200)
    ).all()
    judges = _judges(session, rating_id) if rows else {}
    found = [Challenge(*row) for row in rows]
    return [replace(one, judge_ids=judges.get(one.number, frozenset())) for one in found]


def _judges(session: Session, rating_id: int) -> dict[int, frozenset[int]]:
    place = REVIEWERS.c
    rows = session.execute(
        select(place.number, place.person_id).where(
            place.rating_id == rating_id, place.status == "sent", place.place.in_(("A", "B"))
        )
    ).all()
    return {number: frozenset(person for at, person in rows if at == number) for number, _ in rows}


def challenge(session: Session, challenge_id: int) -> Challenge | None:
    """One challenge; three statements."""
    statement = select(CHALLENGES.c.rating_id).where(CHALLENGES.c.id == challenge_id)
    rating_id = session.execute(statement).scalar()
    found = challenges(session, rating_id, challenge_id) if rating_id is not None else []
    return found[0] if found else None


def people_with_places(session: Session, rating_id: int, number: int) -> Sequence[int]:
    """Who has or had a place in a review and cannot be asked for it; one statement."""
    place = REVIEWERS.c
    statement = select(place.person_id).where(
        place.rating_id == rating_id,
        place.number == number,
        place.status.not_in(("declined", "released")),
    )
    return list(session.execute(statement).scalars())
