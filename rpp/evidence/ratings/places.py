"""Who judges: places are taken, offered, given back, released, and set aside."""

from datetime import timedelta
from typing import Protocol

from sqlmodel import Session, col, select

from rpp import clock, db, history
from rpp.errors import DomainError
from rpp.evidence.ratings import subjects
from rpp.evidence.ratings.life import LIFE, PLACE, Action, Part
from rpp.evidence.ratings.models import STANDING, Rating, RatingReviewer
from rpp.evidence.ratings.opening import demand
from rpp.evidence.ratings.reviewers import is_reviewer
from rpp.evidence.tiers import operations as tiers
from rpp.history import only
from rpp.policy import Viewer

BLIND = ("A", "B")
THIRD = "C"
REMIND_AFTER = timedelta(days=3)
NO_PLACE = "Somebody else took the place a moment ago. Nothing more is needed from you."


class Declared(Protocol):
    """What a reviewer says when they take a place: what bars them, what could pull them."""

    @property
    def grounds(self) -> list[str]: ...

    @property
    def interests(self) -> str: ...

    @property
    def may_name(self) -> bool: ...


def take(session: Session, actor: Viewer, rating_id: int, declared: Declared) -> RatingReviewer:
    """Take a place that is free, or the one that one was asked for."""
    assert actor.id is not None
    rating = db.lock(session, Rating, rating_id)
    place = _free_place(session, rating, actor.id)
    _demand_unbarred(session, rating, actor, declared)
    reviewer = of_person(session, rating, actor.id)
    if reviewer is None:
        reviewer = _place(rating, place, actor.id)
        session.add(reviewer)
    else:
        reviewer.status, reviewer.status_since = "accepted", clock.now()
    reviewer.may_name, reviewer.interests = declared.may_name, declared.interests.strip()
    history.record(session, reviewer, "accepted", actor.id, private=True)
    _begin(session, rating)
    return reviewer


def _free_place(session: Session, rating: Rating, person_id: int) -> str:
    """The place that a person can take now: the one they were asked for, or a free one."""
    own = of_person(session, rating, person_id)
    LIFE.require(rating, Action.TAKE)
    if own is not None:
        PLACE.require(own, Part.ACCEPT)
        return own.place
    free = _free(session, rating)
    if not free:
        raise DomainError(NO_PLACE)
    return free[0]


def _free(session: Session, rating: Rating) -> list[str]:
    wanted = [THIRD] if rating.status == "adjudication" else list(BLIND)
    taken = {one.place for one in standing(session, rating)}
    return [one for one in wanted if one not in taken]


def _place(rating: Rating, place: str, person_id: int) -> RatingReviewer:
    assert rating.id is not None
    return RatingReviewer(
        rating_id=rating.id,
        number=rating.number,
        place=place,
        person_id=person_id,
        status_since=clock.now(),
    )


def _demand_unbarred(
    session: Session, rating: Rating, actor: Viewer, declared: Declared | None = None
) -> None:
    assert actor.id is not None
    if not is_reviewer(actor, rating):
        raise DomainError("Only an evidence reviewer of this network or of the portal can rate it.")
    why = barred_from(session, rating, actor.id)
    if why:
        raise DomainError(f"You cannot rate this. {' '.join(why)}")
    if declared and declared.grounds:
        raise DomainError(
            "What you checked keeps you from rating this: somebody without a part in it must. "
            "Thank you for saying so; nothing more is needed.",
            "grounds",
        )


def barred_from(session: Session, rating: Rating, person_id: int) -> list[str]:
    """Why a person cannot rate it, in sentences; empty where they can."""
    thing = (rating.subject_kind, rating.subject_id)
    return subjects.barred(session, [thing], person_id)[thing]


def _begin(session: Session, rating: Rating) -> None:
    """Both places are taken: the review begins; no event says by whom."""
    taken = [one for one in standing(session, rating) if one.status in ("accepted", "sent")]
    if rating.status == "open" and len(taken) == len(BLIND):
        history.move(session, rating, "in_review", "begun", None)


# --- asked by those who run it -------------------------------------------------------------


def ask(session: Session, actor: Viewer, rating_id: int, person_id: int) -> RatingReviewer:
    """Ask a reviewer to take a place; it is kept for them until they answer."""
    assert actor.id is not None
    rating = db.lock(session, Rating, rating_id)
    LIFE.require(rating, Action.ASK)
    free = _free(session, rating)
    if not free:
        raise DomainError("No place is free. Release somebody first, to ask someone else.")
    reviewer = of_person(session, rating, person_id)
    if reviewer is None:
        reviewer = _place(rating, free[0], person_id)
        reviewer.status = "asked"
    else:
        PLACE.require(reviewer, Part.ASK_AGAIN, "person")
        reviewer.status, reviewer.status_since, reviewer.place = "asked", clock.now(), free[0]
        reviewer.reason = ""
    reviewer.asked_by, reviewer.reminded_at = actor.id, None
    session.add(reviewer)
    _tell(session, reviewer, rating, "asked", actor.id)
    return reviewer


def decline(
    session: Session, actor: Viewer, rating_id: int, reviewer_id: int, reason: str
) -> RatingReviewer:
    """Decline a place, or give it back; what was drafted is seen by nobody."""
    rating, reviewer = held(session, rating_id, reviewer_id)
    PLACE.require(reviewer, Part.DECLINE)
    _end(session, rating, reviewer, "declined", actor.id, reason.strip())
    return reviewer


def release(
    session: Session, actor: Viewer, rating_id: int, reviewer_id: int, reason: str
) -> RatingReviewer:
    """Have somebody who has not sent judge no more; another can take the place."""
    rating, reviewer = held(session, rating_id, reviewer_id)
    PLACE.require(reviewer, Part.RELEASE)
    demand(reason, "Say why. The reviewer reads it, and it stays on the record.")
    _end(session, rating, reviewer, "released", actor.id, reason.strip(), tell=True)
    return reviewer


def remind(session: Session, actor: Viewer, rating_id: int, reviewer_id: int) -> RatingReviewer:
    """Remind a reviewer, at most every three days."""
    rating, reviewer = held(session, rating_id, reviewer_id)
    PLACE.require(reviewer, Part.REMIND)
    last = reviewer.reminded_at or reviewer.status_since
    if clock.now() - last < REMIND_AFTER:
        raise DomainError("They heard of it less than three days ago. Give them some time.")
    reviewer.reminded_at = clock.now()
    session.add(reviewer)
    _tell(session, reviewer, rating, "reminded", actor.id)
    return reviewer


def set_aside(
    session: Session, actor: Viewer, rating_id: int, reviewer_id: int, reason: str
) -> RatingReviewer:
    """Have judgments not count, with a reason: a conflict of interest came to light.

    A rating that is decided or adjudicated is reviewed anew, since it rests on them.
    """
    rating, reviewer = held(session, rating_id, reviewer_id)
    PLACE.require(reviewer, Part.SET_ASIDE)
    demand(reason, "Say what came to light. Everyone can read it.")
    LIFE.require(rating, Action.SET_ASIDE)
    if reviewer.number != rating.number:
        raise DomainError("The rating was reviewed again since. These judgments count no more.")
    reviewer.reason = reason.strip()
    _leave(session, rating, reviewer, "set_aside", actor.id, tell=True)
    why, about = reviewer.reason, {"title": rating.title}
    if rating.status == "open" or (rating.status == "adjudication" and reviewer.place == THIRD):
        history.record(session, rating, "judgments_set_aside", actor.id, reason=why, detail=about)
        return reviewer
    if rating.status == "decided":
        # What was decided stays as the former result; all begins anew.
        rating.number += 1
    else:
        _release_third(session, rating)
    history.move(session, rating, "open", "judgments_set_aside", actor.id, reason=why, detail=about)
    tiers.refresh(session, (rating.subject_kind, rating.subject_id))
    return reviewer


def _release_third(session: Session, rating: Rating) -> None:
    """Who settles differences has seen both: they cannot go on before there are two again."""
    for one in standing(session, rating):
        if one.place == THIRD:
            one.reason = "Judgments were set aside, so there is nothing to settle yet."
            _leave(session, rating, one, "released", None, tell=True)


def end_of(session: Session, rating_id: int, reviewer_id: int, reason: str) -> None:
    """End the place of somebody who is no reviewer any more, if they have not sent."""
    rating, reviewer = held(session, rating_id, reviewer_id)
    if reviewer.status in ("asked", "accepted"):
        _end(session, rating, reviewer, "released", None, reason)


# --- shared --------------------------------------------------------------------------------


def held(session: Session, rating_id: int, reviewer_id: int) -> tuple[Rating, RatingReviewer]:
    """The rating, held first as everywhere, and one of its reviewers as they stand now."""
    rating = db.lock(session, Rating, rating_id)
    reviewer = db.lock(session, RatingReviewer, reviewer_id)
    if reviewer.rating_id != rating_id:
        raise DomainError("This person has no place in this rating.")
    return rating, reviewer


def of_person(session: Session, rating: Rating, person_id: int) -> RatingReviewer | None:
    """A person's place in the review that goes on, whatever became of it."""
    return session.exec(
        select(RatingReviewer).where(
            RatingReviewer.rating_id == rating.id,
            RatingReviewer.number == rating.number,
            RatingReviewer.person_id == person_id,
        )
    ).first()


def standing(session: Session, rating: Rating) -> list[RatingReviewer]:
    """Those who hold a place in the review that goes on, in the order of the places."""
    return list(
        session.exec(
            select(RatingReviewer)
            .where(
                RatingReviewer.rating_id == rating.id,
                RatingReviewer.number == rating.number,
                col(RatingReviewer.status).in_(STANDING),
            )
            .order_by(col(RatingReviewer.place))
        )
    )


def _end(
    session: Session,
    rating: Rating,
    reviewer: RatingReviewer,
    to: str,
    actor_id: int | None,
    reason: str,
    *,
    tell: bool = False,
) -> None:
    """End a place; while both judged, the review waits for another reviewer."""
    reviewer.reason = reason
    _leave(session, rating, reviewer, to, actor_id, tell=tell)
    if rating.status == "in_review":
        history.move(session, rating, "open", "freed", None)


def _leave(
    session: Session,
    rating: Rating,
    reviewer: RatingReviewer,
    to: str,
    actor_id: int | None,
    *,
    tell: bool = False,
) -> None:
    audience = only([reviewer.person_id]) if tell else None
    history.move(
        session, reviewer, to, to, actor_id, reason=reviewer.reason,
        detail={"title": rating.title}, audience=audience, private=True,
    )  # fmt: skip


def _tell(
    session: Session, reviewer: RatingReviewer, rating: Rating, verb: str, actor_id: int | None
) -> None:
    history.record(
        session, reviewer, verb, actor_id, detail={"title": rating.title},
        audience=only([reviewer.person_id], "/answer" if reviewer.status == "asked" else ""),
        private=True,
    )  # fmt: skip
