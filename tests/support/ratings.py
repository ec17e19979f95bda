"""A rating with one of each thing that hangs on it, for tests that set where these stand."""

from dataclasses import dataclass
from typing import Any

from sqlmodel import select

from rpp import clock
from rpp.evidence.models import EvidenceRecord
from rpp.evidence.ratings.challenging import Argument
from rpp.evidence.ratings.models import Rating, RatingChallenge, RatingReviewer
from rpp.people.models import Person, PortalRole
from rpp.policy import Viewer
from tests.support.factories import Factories


@dataclass
class Ratings:
    """A rating, a place in it, a challenge, and a viewer who may do everything with these."""

    rating: Rating
    place: RatingReviewer
    challenge: RatingChallenge
    viewer: Viewer
    other: Person

    argument = Argument(("design", ""), "They were drawn by lot.", "14", "So it is a trial.")

    def third(self, session: Any) -> int:
        """The viewer's place, made that of a third reviewer: its id."""
        place = session.exec(select(RatingReviewer)).first()
        place.place = "C"
        session.flush()
        return int(place.id)


def build(make: Factories) -> Ratings:
    now = clock.now()
    record = make.add(
        EvidenceRecord(
            key="wwc:study:901", source="wwc", form="study", imported_at=now, updated_at=now
        )
    )
    person, other = make.person(), make.person()
    for one in (person, other):
        make.add(PortalRole(person_id=one.id, role="reviewer", since=now))
    rating = make.add(
        Rating(
            subject_kind="evidence",
            subject_id=record.id,
            rule_set="wwc-5.0",
            status_since=now,
            opened_by=person.id,
            opened_at=now,
        )
    )
    about = {"rating_id": rating.id, "number": 1, "status_since": now}
    place = make.add(RatingReviewer(place="A", person_id=person.id, **about))
    challenge = make.add(
        RatingChallenge(person_id=other.id, criterion="design", created_at=now, **about)
    )
    return Ratings(rating, place, challenge, Viewer(id=person.id, reviews=True), other)
