"""What the other rooms know of ratings: who may know what of one, and who hears of it."""

from sqlalchemy import SelectBase, select
from sqlmodel import Session, col

from rpp import kinds
from rpp.evidence.ratings import leaving, of_records, recorders, subjects, verbs
from rpp.evidence.ratings.models import (
    CHALLENGES,
    RATINGS,
    REVIEWERS,
    Rating,
    RatingChallenge,
    RatingReviewer,
)
from rpp.evidence.ratings.reviewers import people
from rpp.evidence.ratings.visibility import managers, places_known_to
from rpp.history import Event
from rpp.kinds import ByEmail, Telling
from rpp.networks.models import NetworkRole
from rpp.people.models import Person

__all__ = ["of_records", "recorders"]


def _page(rating_id: int | None) -> str:
    return f"/ratings/{rating_id}"


# --- ratings -------------------------------------------------------------------------------


def _tell(session: Session, event: Event, rating: Rating) -> Telling:
    page = _page(rating.id)
    followed = ((rating.subject_kind, rating.subject_id),)
    if event.verb == "requested":
        return Telling(_openers(session, rating), page)
    if event.verb == "opened":
        return Telling(_reviewers(session, rating), page)
    if event.verb == "differ":
        free = _reviewers(session, rating) - _judging(session, rating)
        needed = ByEmail(
            "review",
            f"A third reviewer is needed: {rating.title}",
            "you are an evidence reviewer",
            "Two reviewers judged this study and differ on some criteria. A third settles these, "
            "each with a reason.",
        )
        return Telling(free, page, email=needed)
    email: ByEmail | None = None
    if event.verb == "decided":
        email = ByEmail(
            "review",
            f"A rating is decided: {rating.title}",
            "you took part in this study, opened its rating, or judged it",
            "Its page shows each judgment, where they differed, and why it was decided so.",
            people=_concerned(session, rating),
        )
    return Telling(_concerned(session, rating), page, followed, email)


def _concerned(session: Session, rating: Rating) -> set[int]:
    """Who opened it, who took part in the study, and who judges or judged in this review."""
    team = subjects.team(session, rating.subject_kind, rating.subject_id)
    return {rating.opened_by} | team | _judging(session, rating)


def _judging(session: Session, rating: Rating) -> set[int]:
    statement = select(REVIEWERS.c.person_id).where(
        REVIEWERS.c.rating_id == rating.id, REVIEWERS.c.number == rating.number
    )
    return set(session.execute(statement).scalars())


def _reviewers(session: Session, rating: Rating) -> set[int]:
    """Those who can rate it by their role."""
    return set(session.execute(people(rating.network_id)).scalars())


def _openers(session: Session, rating: Rating) -> set[int]:
    """Who can open what a team asked for: the network's stewards, or the administrators."""
    stewards = select(col(NetworkRole.person_id)).where(
        col(NetworkRole.network_id) == rating.network_id, col(NetworkRole.role) == "steward"
    )
    admins = select(col(Person.id)).where(col(Person.is_admin).is_(True))
    found = set(session.execute(stewards).scalars())
    return found or set(session.execute(admins).scalars())


kinds.register(
    kinds.Kind(
        "rating",
        readers=lambda _viewer: select(RATINGS.c.id),
        verbs=verbs.RATING,
        address=("ratings.show", "rating_id"),
        one="Rating",
        many="Ratings",
        pages=lambda: select(RATINGS.c.id),
        tell=_tell,
    )
)


# --- places --------------------------------------------------------------------------------


def _tell_of_place(session: Session, event: Event, place: RatingReviewer) -> Telling:
    page = _page(place.rating_id)
    told = session.execute(managers(place.rating_id)).scalars()
    if event.audience is None:
        return Telling(told, page)
    return Telling((), page, email=_email(event, page))


def _email(event: Event, page: str) -> ByEmail | None:
    title = event.detail.get("title", "")
    if event.verb == "asked":
        return ByEmail(
            "review",
            f"Will you rate a study? {title}",
            "you are an evidence reviewer and were asked",
            "Two people judge it, each alone. Say first whether anything ties you to it.",
            f"{page}/answer",
        )
    if event.verb == "reminded":
        return ByEmail(
            "review",
            f"A rating waits for you: {title}",
            "you were asked to rate this study",
            "Rate it, or give it back so that somebody else can.",
        )
    if event.verb == "set_aside":
        return ByEmail(
            "review",
            f"Your judgments were set aside: {title}",
            "you rated this study",
        )
    return None


def _audience_of_place(session: Session, place_id: int, _inner: bool) -> SelectBase:
    place = session.get_one(RatingReviewer, place_id)
    own = select(REVIEWERS.c.person_id).where(REVIEWERS.c.id == place_id)
    return own.union(managers(place.rating_id))


kinds.register(
    kinds.Kind(
        "rating review",
        readers=places_known_to,
        verbs=verbs.REVIEW,
        tell=_tell_of_place,
        audience=_audience_of_place,
    )
)


# --- challenges ----------------------------------------------------------------------------


def _tell_of_challenge(session: Session, event: Event, made: RatingChallenge) -> Telling:
    rating = session.get_one(Rating, made.rating_id)
    page = f"{_page(rating.id)}#challenge-{made.id}"
    if event.verb == "challenged":
        judged = _judging(session, rating)
        answer = ByEmail(
            "review",
            f"A rating is challenged: {rating.title}",
            "you are an evidence reviewer who did not judge this study",
            "Answer it on the record: uphold it, or decline it with your reasons.",
            people=_reviewers(session, rating) - judged,
        )
        return Telling(_reviewers(session, rating) | judged, page, email=answer)
    answered = ByEmail(
        "review",
        f"Your challenge is answered: {rating.title}",
        "you argued against this rating",
        f"The reasons:\n{event.reason}",
        people={made.person_id},
    )
    return Telling(_concerned(session, rating), page, email=answered)


kinds.register(
    kinds.Kind(
        "rating challenge",
        readers=lambda _viewer: select(CHALLENGES.c.id),
        verbs=verbs.CHALLENGE,
        tell=_tell_of_challenge,
    )
)
leaving.init()
