"""Reads the review of one brief: the viewer's part in it, and what reviewers suggest."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from sqlalchemy import select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from rpp.briefs.models import BRIEFS, Brief
from rpp.briefs.queries import Seen
from rpp.briefs.review.life import SUGGESTION, Change
from rpp.briefs.review.models import REVIEWERS, SUGGESTIONS, VERDICTS
from rpp.briefs.review.visibility import networks_of
from rpp.briefs.texts import Draft
from rpp.organizations.models import Organization
from rpp.people.models import Person
from rpp.policy import Viewer


@dataclass(frozen=True, slots=True)
class Part:
    """The viewer's own part in a review, as the policy asks about it."""

    kind: ClassVar[str] = "brief review"

    id: int
    brief_id: int
    person_id: int
    organization_id: int
    practitioner: bool
    status: str
    status_since: datetime
    may_name: bool
    conflict: str


@dataclass(frozen=True, slots=True)
class InReview:
    """A brief and its review, with what the policy asks about it."""

    seen: Seen
    # In which the brief finds its reviewers.
    network_ids: frozenset[int]
    part: Part | None

    @property
    def role(self) -> str:
        """The viewer's part in making the brief."""
        return self.seen.role

    @property
    def is_deposited(self) -> bool:
        """No study stands behind it, so no leader of one names its reviewers."""
        return self.seen.study_id is None

    @property
    def reviewer_id(self) -> int | None:
        """The viewer's id, where they review the brief."""
        return self.part.person_id if self.part and self.part.status == "accepted" else None


def in_review(session: Session, viewer: Viewer, seen: Seen) -> InReview:
    """The review of a brief that the viewer may know of; two statements."""
    brief = session.get_one(Brief, seen.id)
    networks = session.execute(networks_of(brief)).scalars()
    own = part(session, viewer, seen.id)
    # They review for their organization while they belong to it.
    belongs = own is not None and own.organization_id in viewer.member_of
    return InReview(seen, frozenset(networks), own if belongs else None)


def part(session: Session, viewer: Viewer, brief_id: int) -> Part | None:
    """The viewer's part in the review of a brief, if they were asked."""
    reviewer = REVIEWERS.c
    row = session.execute(
        select(
            reviewer.id,
            reviewer.brief_id,
            reviewer.person_id,
            reviewer.organization_id,
            reviewer.practitioner,
            reviewer.status,
            reviewer.status_since,
            reviewer.may_name,
            reviewer.conflict,
        ).where(reviewer.brief_id == brief_id, reviewer.person_id == viewer.id)
    ).first()
    return Part(*row) if row is not None else None


@dataclass(frozen=True, slots=True)
class Invited:
    """What someone who is asked to review may know of a brief before they take it on."""

    brief_id: int
    title: str
    status: str
    study_id: int | None
    asked_by: str
    part: Part
    organization: str

    # What the policy asks.
    @property
    def person_id(self) -> int:
        return self.part.person_id


def invited(session: Session, viewer: Viewer, brief_id: int) -> Invited | None:
    """The question to the viewer whether they review a brief; two statements."""
    own = part(session, viewer, brief_id)
    if own is None:
        return None
    asker = aliased(Person)
    row = session.execute(
        select(
            BRIEFS.c.id,
            BRIEFS.c.title,
            BRIEFS.c.status,
            BRIEFS.c.study_id,
            col(asker.name),
            col(Organization.name),
        )
        .join(REVIEWERS, REVIEWERS.c.brief_id == BRIEFS.c.id)
        .join(asker, col(asker.id) == REVIEWERS.c.asked_by)
        .join(Organization, col(Organization.id) == REVIEWERS.c.organization_id)
        .where(REVIEWERS.c.id == own.id, BRIEFS.c.status != "deleted")
    ).first()
    if row is None:
        return None
    id_, title, status, study_id, asked_by, organization = row
    return Invited(id_, title, status, study_id, asked_by, own, organization)


# --- what they suggest ---------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Suggested:
    """A suggestion with its answer; names are those of today."""

    id: int
    section: str
    passage: str
    wording: str
    why: str
    status: str
    text_hash: str
    answer: str
    created_at: datetime
    person_id: int
    reviewer: str
    organization: str
    answered_by: str | None

    @property
    def is_open(self) -> bool:
        return SUGGESTION.allows(self, Change.TAKE_UP)


def suggestions(session: Session, brief_id: int) -> list[Suggested]:
    """What the reviewers of a brief suggest, those without an answer first; one statement."""
    made, decider = SUGGESTIONS.c, aliased(Person)
    rows = session.execute(
        select(
            made.id,
            made.section,
            made.passage,
            made.wording,
            made.why,
            made.status,
            made.text_hash,
            made.answer,
            made.created_at,
            col(Person.id),
            col(Person.name),
            col(Organization.name),
            col(decider.name),
        )
        .select_from(SUGGESTIONS)
        .join(REVIEWERS, REVIEWERS.c.id == made.reviewer_id)
        .join(Person, col(Person.id) == REVIEWERS.c.person_id)
        .join(Organization, col(Organization.id) == REVIEWERS.c.organization_id)
        .outerjoin(decider, col(decider.id) == made.answered_by)
        .where(made.brief_id == brief_id)
        .order_by(made.status != "open", made.id)
        .limit(200)
    )
    return [Suggested(*row) for row in rows]


def texts_read(session: Session, brief_id: int) -> Mapping[int, Draft]:
    """By reviewer: the text on which they decided last."""
    verdict = VERDICTS.c
    rows = session.execute(
        select(verdict.reviewer_id, verdict.text)
        .where(verdict.brief_id == brief_id)
        .order_by(verdict.id)
    )
    return {row[0]: row[1] for row in rows}


def reviewer_people(session: Session, brief_id: int) -> list[int]:
    """The ids of the people who review a brief."""
    statement = select(REVIEWERS.c.person_id).where(
        REVIEWERS.c.brief_id == brief_id, REVIEWERS.c.status == "accepted"
    )
    return list(session.execute(statement).scalars())
