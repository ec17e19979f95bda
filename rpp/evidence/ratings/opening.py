"""Asking for a rating, opening one, and withdrawing it."""

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from rpp import clock, db, history
from rpp.errors import DomainError
from rpp.evidence.ratings import subjects
from rpp.evidence.ratings.by_rules import RULE_SET
from rpp.evidence.ratings.life import LIFE, PLACE, Action, Part
from rpp.evidence.ratings.models import Rating, RatingReviewer
from rpp.evidence.ratings.subjects import Ratable
from rpp.evidence.tiers import operations as tiers
from rpp.history import only
from rpp.policy import Viewer

THERE_IS_ONE = "There is a rating of this already. Open it, and go on there."


def request_rating(session: Session, actor: Viewer, subject: Ratable) -> Rating:
    """Ask that a study that one took part in be rated; whoever may open it hears of it."""
    if subject.team_id is None or subject.team_id != actor.id:
        raise DomainError("Only those who took part in the study can ask for its rating.")
    return _add(session, actor, subject, subject.network_id, "requested")


def open_rating(
    session: Session, actor: Viewer, subject: Ratable, network_id: int | None
) -> Rating:
    """Have a subject rated by the reviewers of a network, or by the portal's (None)."""
    if subject.network_id is not None and network_id != subject.network_id:
        raise DomainError("A study is rated for the network in which it was done.", "network")
    if network_id not in opens_for(actor, subject):
        raise DomainError("Choose whose reviewers rate it.", "network")
    return _add(session, actor, subject, network_id, "open")


def _may_open_for(actor: Viewer) -> set[int | None]:
    """For which networks somebody may open a rating; None: for the portal."""
    own: set[int | None] = {*actor.stewards, *actor.brokers, *actor.reviews_for}
    return own | {None} if actor.is_admin or actor.reviews else own


def opens_for(actor: Viewer, subject: Ratable) -> list[int | None]:
    """Whose reviewers somebody may have rate a subject, the portal's (None) first."""
    if subject.network_id is None:
        return sorted(_may_open_for(actor), key=lambda one: one or 0)
    everywhere = actor.is_admin or actor.reviews
    return [subject.network_id] if everywhere or subject.network_id in _may_open_for(actor) else []


def open_requested(session: Session, actor: Viewer, rating_id: int) -> Rating:
    """Open a rating that a study's team asked for."""
    rating = db.lock(session, Rating, rating_id)
    LIFE.require(rating, Action.OPEN)
    history.move(session, rating, "open", "opened", actor.id)
    return rating


def withdraw(session: Session, actor: Viewer, rating_id: int, reason: str) -> Rating:
    """End a rating that is not decided, with a reason; places in it end with it."""
    rating = db.lock(session, Rating, rating_id)
    LIFE.require(rating, Action.WITHDRAW)
    demand(reason, "Say why it is withdrawn. Everyone can read it.")
    history.move(
        session, rating, "withdrawn", "withdrawn", actor.id, reason=reason.strip(),
        detail={"title": rating.title},
    )  # fmt: skip
    tiers.refresh(session, (rating.subject_kind, rating.subject_id))
    waiting = session.exec(
        select(RatingReviewer).where(
            RatingReviewer.rating_id == rating_id,
            col(RatingReviewer.status).in_(("asked", "accepted")),
        )
    ).all()
    for one in waiting:
        PLACE.require(one, Part.RELEASE)
        one.reason = "The rating was withdrawn."
        history.move(
            session, one, "released", "released", actor.id,
            detail={"title": rating.title}, audience=only([one.person_id]), private=True,
        )  # fmt: skip
    return rating


def demand(reason: str, sentence: str, field: str = "reason") -> None:
    """Refuse an empty reason with a sentence."""
    if not reason.strip():
        raise DomainError(sentence, field)


def _add(
    session: Session, actor: Viewer, subject: Ratable, network_id: int | None, status: str
) -> Rating:
    assert actor.id is not None
    if subjects.find(session, actor, subject.kind, subject.id) is None:
        raise DomainError("This cannot be rated now.")
    rating = Rating(
        subject_kind=subject.kind,
        subject_id=subject.id,
        title=subject.title,
        rule_set=RULE_SET,
        network_id=network_id,
        status=status,
        status_since=clock.now(),
        opened_by=actor.id,
        opened_at=clock.now(),
    )
    try:
        with session.begin_nested():
            session.add(rating)
    except IntegrityError:
        raise DomainError(THERE_IS_ONE) from None
    history.record(session, rating, "requested" if status == "requested" else "opened", actor.id)
    return rating
