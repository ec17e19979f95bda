"""What ends with the part of a reviewer: places in which nothing was sent yet."""

from sqlmodel import Session, col, select

from rpp import history
from rpp.evidence.ratings import places
from rpp.evidence.ratings.models import Rating, RatingReviewer
from rpp.history import Recorded
from rpp.networks.roles import viewer_of
from rpp.people import closing, portal_roles
from rpp.policy import Viewer

REASON = "They are no evidence reviewer any more."


def on_event(session: Session, recorded: Recorded) -> None:
    """Somebody is no reviewer any more, of a network or of the portal."""
    event = recorded.event
    if event.kind == "network" and event.verb == "role_ended":
        if event.detail["role"] == portal_roles.REVIEWER:
            _free_places(session, event.detail["person_id"])
    elif event.kind == "person" and event.verb == "reviewer_unmade":
        _free_places(session, event.subject_id)


def _free_places(session: Session, person_id: int) -> None:
    still = viewer_of(session, person_id)
    if still.reviews:
        return
    found = session.exec(
        select(RatingReviewer.rating_id, RatingReviewer.id, Rating.network_id)
        .join(Rating, col(Rating.id) == col(RatingReviewer.rating_id))
        .where(
            RatingReviewer.person_id == person_id,
            col(RatingReviewer.status).in_(("asked", "accepted")),
        )
        .order_by(col(RatingReviewer.rating_id), col(RatingReviewer.id))
    ).all()
    for rating_id, reviewer_id, network_id in found:
        if network_id not in still.reviews_for and reviewer_id is not None:
            places.end_of(session, rating_id, reviewer_id, REASON)


def end_portal_role(session: Session, actor: Viewer) -> None:
    """A person who closes the account is no reviewer of the portal any more."""
    assert actor.id is not None
    portal_roles.unmake_reviewer(session, actor, actor.id)


def init() -> None:
    """Listen to what ends somebody's part."""
    history.listen(on_event)
    closing.with_closing(end_portal_role)
