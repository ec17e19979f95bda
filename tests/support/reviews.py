"""Has a brief reviewed in one line, where a test is not about its review."""

from rpp import clock
from rpp.briefs.models import Brief
from rpp.briefs.review.checklist import POINTS, Answer
from rpp.briefs.review.models import BriefReviewer, BriefVerdict
from rpp.briefs.review.text import hash_of
from rpp.people.models import Person
from tests.support.factories import Factories


def review(make: Factories, brief_id: int) -> tuple[Person, Person]:
    """Have two people approve the text of a brief as it stands, the first of a district."""
    district, center = make.organization("Reviewing"), make.organization(type="research")
    people = make.member(district, name="Dana Ortiz"), make.member(center, name="Noor Haddad")
    with make.writing() as session:
        brief = session.get_one(Brief, brief_id)
        for person, organization in zip(people, (district, center), strict=True):
            one = BriefReviewer(
                brief_id=brief_id,
                person_id=person.id,
                organization_id=organization.id,
                practitioner=organization is district,
                status="accepted",
                status_since=clock.now(),
                asked_at=clock.now(),
                asked_by=person.id,
                may_name=True,
            )
            session.add(one)
            session.flush()
            session.add(
                BriefVerdict(
                    brief_id=brief_id,
                    reviewer_id=one.id,
                    approved=True,
                    answers=dict.fromkeys(POINTS, Answer("yes")),
                    text=brief.draft,
                    text_hash=hash_of(brief.draft),
                    draft_version=brief.draft_version,
                    decided_at=clock.now(),
                )
            )
    return people
