"""Who may know who judges: those who run a rating, unless they judge themselves.

A rating is public from the start. Who has which place is not, before it is decided.
"""

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select, true
from sqlmodel import col

from rpp.db import columns
from rpp.evidence.ratings.models import RATINGS, REVIEWERS
from rpp.networks.models import NetworkRole
from rpp.people.models import Person
from rpp.policy import Viewer


def places_known_to(viewer: Viewer) -> Select[int]:
    """Select the places of which a viewer may know: their own, and those they manage.

    Who judges in a review that goes on knows of no other place in it, whatever else they are.
    """
    place = REVIEWERS.c
    statement = select(place.id).join_from(REVIEWERS, RATINGS, RATINGS.c.id == place.rating_id)
    return statement.where(
        or_(place.person_id == viewer.id, and_(manages(viewer), ~_judges(viewer)))
    )


def manages(viewer: Viewer) -> ColumnElement[bool]:
    """The viewer runs the rating of the row."""
    if viewer.is_admin:
        return true()
    found: ColumnElement[bool] = RATINGS.c.network_id.in_(sorted(viewer.stewards))
    return found


def _judges(viewer: Viewer) -> ColumnElement[bool]:
    """The viewer has or had a place in the review that goes on."""
    own = REVIEWERS.alias("own_place")
    found: ColumnElement[bool] = exists(
        select(own.c.id).where(
            own.c.rating_id == RATINGS.c.id,
            own.c.number == RATINGS.c.number,
            own.c.person_id == viewer.id,
            RATINGS.c.status != "decided",
        )
    )
    return found


def managers(rating_id: int) -> Select[int]:
    """Select those who run a rating and have no place in the review that goes on."""
    people, rating = columns(Person), RATINGS.c
    stewards = (
        select(col(NetworkRole.person_id))
        .join(RATINGS, rating.network_id == col(NetworkRole.network_id))
        .where(rating.id == rating_id, col(NetworkRole.role) == "steward")
    )
    judge = (
        select(REVIEWERS.c.person_id)
        .join(RATINGS, rating.id == REVIEWERS.c.rating_id)
        .where(rating.id == rating_id, REVIEWERS.c.number == rating.number)
    )
    return select(people.id).where(
        or_(people.id.in_(stewards), people.is_admin.is_(True)), people.id.not_in(judge)
    )
