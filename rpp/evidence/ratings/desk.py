"""What ratings ask of a person: to answer, to judge, to settle, to answer challenges, to open."""

from collections.abc import Iterator
from typing import TypedDict

from sqlalchemy import ColumnElement, exists, func, or_, select, true
from sqlmodel import Session

from rpp.evidence.ratings import subjects
from rpp.evidence.ratings.models import CHALLENGES, RATINGS, REVIEWERS, STANDING
from rpp.policy import Viewer

MOST = 10
HELD = {
    ("asked", "C"): ("Say whether you settle the rating of “{}”", "answer", "Answer"),
    ("accepted", "C"): ("Settle the rating of “{}”", "settle", "See the differences"),
    ("asked", ""): ("Say whether you rate “{}”", "answer", "Answer"),
    ("accepted", ""): ("Rate “{}”", "judge", "Go on"),
}
SENTENCES = {
    ("asked", "C"): "Two reviewers differ on some criteria. A third settles these, with reasons.",
    ("accepted", "C"): "Give an answer and a reason where the two reviewers differ.",
    ("asked", ""): "Two people judge it, each alone. Say first whether anything ties you to it.",
    (
        "accepted",
        "",
    ): "Judge each criterion with a passage of the study. Your draft is yours alone.",
}


class Waiting(TypedDict):
    """One thing that waits for a person: the fields of `home.duty.Duty`."""

    title: str
    sentence: str
    href: str
    button: str


def waiting_for(session: Session, viewer: Viewer) -> list[Waiting]:
    """The ratings that wait for the viewer; a fixed number of statements, none for most people."""
    if viewer.id is None:
        return []
    found = list(_held(session, viewer)) if _rates(viewer) else []
    if _rates(viewer):
        found += [*_free(session, viewer), *_argued(session, viewer)]
    if viewer.stewards or viewer.is_admin:
        found += _requested(session, viewer)
    return found


def _rates(viewer: Viewer) -> bool:
    return viewer.reviews or bool(viewer.reviews_for)


def _of_theirs(viewer: Viewer) -> ColumnElement[bool]:
    """The viewer may rate it by their role."""
    if viewer.reviews:
        return true()
    found: ColumnElement[bool] = RATINGS.c.network_id.in_(sorted(viewer.reviews_for))
    return found


def _held(session: Session, viewer: Viewer) -> Iterator[Waiting]:
    """Places that they have or are asked for, in which nothing was sent."""
    place = REVIEWERS.c
    rows = session.execute(
        select(RATINGS.c.id, RATINGS.c.title, place.status, place.place)
        .join_from(REVIEWERS, RATINGS, RATINGS.c.id == place.rating_id)
        .where(
            place.person_id == viewer.id,
            place.status.in_(("asked", "accepted")),
            place.number == RATINGS.c.number,
            RATINGS.c.status.in_(("open", "in_review", "adjudication")),
        )
        .order_by(place.status_since, place.id)
        .limit(MOST)
    )
    for rating_id, title, status, which in rows:
        key = status, which if which == "C" else ""
        words, at, button = HELD[key]
        yield {
            "title": words.format(title),
            "sentence": SENTENCES[key],
            "href": f"/ratings/{rating_id}/{at}",
            "button": button,
        }


def _free(session: Session, viewer: Viewer) -> Iterator[Waiting]:
    """Ratings that lack a reviewer, where nothing bars the viewer."""
    place = REVIEWERS.c
    taken = (
        select(func.count())
        .select_from(REVIEWERS)
        .where(
            place.rating_id == RATINGS.c.id,
            place.number == RATINGS.c.number,
            place.status.in_(STANDING),
        )
        .correlate(RATINGS)
        .scalar_subquery()
    )
    own = exists().where(
        place.rating_id == RATINGS.c.id,
        place.number == RATINGS.c.number,
        place.person_id == viewer.id,
    )
    lacks = or_(
        (RATINGS.c.status == "open") & (taken < 2),
        (RATINGS.c.status == "adjudication") & (taken < 3),
    )
    rows = session.execute(
        select(
            *(RATINGS.c.id, RATINGS.c.title, RATINGS.c.status),
            *(RATINGS.c.subject_kind, RATINGS.c.subject_id),
        )
        .where(lacks, _of_theirs(viewer), ~own)
        .order_by(RATINGS.c.status_since, RATINGS.c.id)
        .limit(MOST)
    ).all()
    assert viewer.id is not None
    barred = subjects.barred(session, [(row[3], row[4]) for row in rows], viewer.id)
    for rating_id, title, status, kind, subject_id in rows:
        if barred[kind, subject_id]:
            continue
        settle = status == "adjudication"
        yield {
            "title": f"{'Settle the rating of' if settle else 'Rate'} “{title}”",
            "sentence": "Two reviewers differ, and a third is missing."
            if settle
            else "A reviewer is missing. Take the place if nothing ties you to the study.",
            "href": f"/ratings/{rating_id}/take",
            "button": "Take the place",
        }


def _argued(session: Session, viewer: Viewer) -> Iterator[Waiting]:
    """Challenges to ratings in which they did not judge."""
    place = REVIEWERS.c
    judged = exists().where(
        place.rating_id == CHALLENGES.c.rating_id,
        place.number == CHALLENGES.c.number,
        place.person_id == viewer.id,
        place.place.in_(("A", "B")),
        place.status == "sent",
    )
    rows = session.execute(
        select(CHALLENGES.c.id, RATINGS.c.title)
        .join_from(CHALLENGES, RATINGS, RATINGS.c.id == CHALLENGES.c.rating_id)
        .where(
            CHALLENGES.c.status == "open",
            CHALLENGES.c.person_id != viewer.id,
            _of_theirs(viewer),
            ~judged,
        )
        .order_by(CHALLENGES.c.id)
        .limit(MOST)
    )
    for challenge_id, title in rows:
        yield {
            "title": f"Answer a challenge to the rating of “{title}”",
            "sentence": "Uphold it, or decline it, with reasons that everyone reads.",
            "href": f"/ratings/challenges/{challenge_id}/answer",
            "button": "Read and answer",
        }


def _requested(session: Session, viewer: Viewer) -> Iterator[Waiting]:
    """Ratings that a study's team asked for, to open or decline."""
    mine = true() if viewer.is_admin else RATINGS.c.network_id.in_(sorted(viewer.stewards))
    rows = session.execute(
        select(RATINGS.c.id, RATINGS.c.title)
        .where(RATINGS.c.status == "requested", mine)
        .order_by(RATINGS.c.id)
        .limit(MOST)
    )
    for rating_id, title in rows:
        yield {
            "title": f"Open the rating of “{title}”",
            "sentence": "Those who did the study ask to have it rated. Open it, or decline.",
            "href": f"/ratings/{rating_id}",
            "button": "See it",
        }
