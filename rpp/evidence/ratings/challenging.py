"""Arguing against a decided rating, criterion by criterion, and answering on the record."""

from dataclasses import dataclass

from sqlalchemy import func
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from rpp import clock, db, history
from rpp.errors import DomainError
from rpp.evidence.ratings.judgments import Key
from rpp.evidence.ratings.life import CHALLENGE, LIFE, Action, Argue
from rpp.evidence.ratings.models import Rating, RatingChallenge, RatingDecision, RatingReviewer
from rpp.evidence.ratings.opening import demand
from rpp.evidence.ratings.places import BLIND, barred_from
from rpp.evidence.ratings.reviewers import is_reviewer, people
from rpp.evidence.tiers import operations as tiers
from rpp.history import also, only
from rpp.people.models import Person
from rpp.policy import Viewer

# So many challenges of one person may wait for an answer.
MOST_OPEN = 3


@dataclass(frozen=True, slots=True)
class Argument:
    """An argument against one answer: the words of the study, where they stand, and why.

    `number` is the review whose answer was read; None where that does not matter.
    """

    key: Key
    passage: str
    page: str
    argument: str
    number: int | None = None


def challenge(session: Session, actor: Viewer, rating_id: int, argued: Argument) -> RatingChallenge:
    """Argue against one answer of a decided rating; it is answered on the record."""
    assert actor.id is not None
    # Held by the person, so that forms sent at once cannot pass the limit together.
    db.lock(session, Person, actor.id)
    rating = db.lock(session, Rating, rating_id)
    LIFE.require(rating, Action.CHALLENGE)
    if argued.number not in (None, rating.number):
        raise DomainError(
            "It was decided again since you opened this page. Read the new decision first."
        )
    _demand_decided(session, rating, argued.key)
    _demand_room(session, rating, actor.id, argued.key)
    made = RatingChallenge(
        rating_id=rating_id,
        number=rating.number,
        person_id=actor.id,
        criterion=argued.key[0],
        domain=argued.key[1],
        passage=argued.passage,
        page=argued.page,
        argument=argued.argument,
        status_since=clock.now(),
        created_at=clock.now(),
    )
    try:
        with session.begin_nested():
            session.add(made)
    except IntegrityError:
        raise DomainError("You argue against this already. It waits for an answer.") from None
    history.record(session, made, "challenged", actor.id, detail={"title": rating.title})
    return made


def _demand_decided(session: Session, rating: Rating, key: Key) -> None:
    decision = session.exec(
        select(RatingDecision).where(
            RatingDecision.rating_id == rating.id, RatingDecision.number == rating.number
        )
    ).one()
    if key not in {(one.criterion, one.domain) for one in decision.answers}:
        raise DomainError("Choose one of the criteria.", "answer")


def _demand_room(session: Session, rating: Rating, person_id: int, key: Key) -> None:
    own = RatingChallenge
    waiting = session.exec(
        select(func.count()).where(own.person_id == person_id, own.status == "open")
    ).one()
    if waiting >= MOST_OPEN:
        raise DomainError(
            f"{MOST_OPEN} of your challenges wait for an answer. Wait for these, or take one back."
        )
    before = session.exec(
        select(own.id).where(
            own.rating_id == rating.id,
            own.number == rating.number,
            own.person_id == person_id,
            own.criterion == key[0],
            own.domain == key[1],
            own.status == "declined",
        )
    ).first()
    if before is not None:
        raise DomainError(
            "You argued against this answer before, and were answered. Somebody else can, or you "
            "can argue against another one.",
            "answer",
        )


def take_back(session: Session, actor: Viewer, challenge_id: int) -> RatingChallenge:
    """Take one's challenge back; it stays on the record as that."""
    _, made = _held(session, challenge_id)
    CHALLENGE.require(made, Argue.TAKE_BACK)
    history.move(session, made, "taken_back", "taken_back", actor.id)
    return made


def decline(session: Session, actor: Viewer, challenge_id: int, reasons: str) -> RatingChallenge:
    """Answer that the decision stands, with reasons that everyone reads."""
    rating, made = _held(session, challenge_id)
    CHALLENGE.require(made, Argue.DECLINE)
    _answer(session, actor, rating, made, "declined", reasons)
    return made


def uphold(
    session: Session, actor: Viewer, challenge_id: int, reasons: str, *, same_reviewers: bool
) -> RatingChallenge:
    """Answer that the challenge is right: the rating is reviewed again, from the start.

    `same_reviewers`: those who judged before are asked first, as far as they still can.
    """
    rating, made = _held(session, challenge_id)
    CHALLENGE.require(made, Argue.UPHOLD)
    before = rating.number
    _answer(session, actor, rating, made, "upheld", reasons)
    if not LIFE.allows(rating, Action.REOPEN):
        # Reopened by another challenge already: the review that goes on takes this one in.
        return made
    rating.number += 1
    history.move(
        session, rating, "open", "reopened", actor.id, reason=reasons.strip(),
        detail={"title": rating.title},
    )  # fmt: skip
    tiers.refresh(session, (rating.subject_kind, rating.subject_id))
    if same_reviewers:
        _ask_again(session, actor, rating, before)
    return made


def _ask_again(session: Session, actor: Viewer, rating: Rating, before: int) -> None:
    assert rating.id is not None
    judged = session.exec(
        select(RatingReviewer)
        .where(
            RatingReviewer.rating_id == rating.id,
            RatingReviewer.number == before,
            RatingReviewer.status == "sent",
            col(RatingReviewer.place).in_(BLIND),
            col(RatingReviewer.person_id).in_(people(rating.network_id)),
        )
        .order_by(col(RatingReviewer.place))
    ).all()
    for one in judged:
        if barred_from(session, rating, one.person_id):
            continue
        again = RatingReviewer(
            rating_id=rating.id,
            number=rating.number,
            place=one.place,
            person_id=one.person_id,
            status="asked",
            status_since=clock.now(),
            asked_by=actor.id,
        )
        session.add(again)
        history.record(
            session, again, "asked", actor.id, detail={"title": rating.title},
            audience=only([one.person_id], "/answer"), private=True,
        )  # fmt: skip


def _answer(
    session: Session,
    actor: Viewer,
    rating: Rating,
    made: RatingChallenge,
    to: str,
    reasons: str,
) -> None:
    assert actor.id is not None
    demand(reasons, "Give your reasons. Everyone can read them.", "reasons")
    if not is_reviewer(actor, rating) and not actor.is_admin:
        raise DomainError("Only an evidence reviewer answers challenges.")
    if actor.id in judged_by(session, made.rating_id, made.number):
        raise DomainError("You judged this yourself, so somebody else must answer.")
    if actor.id == made.person_id:
        raise DomainError("This is your own challenge, so somebody else must answer.")
    if why := barred_from(session, rating, actor.id):
        raise DomainError(f"You cannot answer this. {' '.join(why)}")
    made.answer, made.answered_by = reasons.strip(), actor.id
    history.move(
        session, made, to, to, actor.id, reason=reasons.strip(),
        detail={"title": rating.title}, audience=also([made.person_id]),
    )  # fmt: skip


def judged_by(session: Session, rating_id: int, number: int) -> set[int]:
    """The two whose judgments a decision rests on: they cannot answer what is argued against it."""
    statement = select(RatingReviewer.person_id).where(
        RatingReviewer.rating_id == rating_id,
        RatingReviewer.number == number,
        col(RatingReviewer.place).in_(BLIND),
        RatingReviewer.status == "sent",
    )
    return set(session.exec(statement).all())


def _held(session: Session, challenge_id: int) -> tuple[Rating, RatingChallenge]:
    """The rating, held first as everywhere, and the challenge as it stands now."""
    found = session.get_one(RatingChallenge, challenge_id)
    rating = db.lock(session, Rating, found.rating_id)
    return rating, db.lock(session, RatingChallenge, challenge_id)
