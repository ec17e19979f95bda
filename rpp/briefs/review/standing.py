"""How far the review of a brief has come, and whether it may be published."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlmodel import Session, col

from rpp import clock
from rpp.briefs.models import Brief
from rpp.briefs.review.candidates import can_review, candidates
from rpp.briefs.review.checklist import Answer
from rpp.briefs.review.models import REVIEWERS, STANDING, VERDICTS
from rpp.briefs.review.text import hash_of
from rpp.organizations.models import Organization
from rpp.people.models import Person

# So many people review a brief, one of a school district.
ENOUGH = 2
# So often it may be returned, and so long may it wait: review is no veto.
RETURNS = 2
LONGEST = timedelta(days=21)


@dataclass(frozen=True, slots=True)
class Reviewing:
    """Someone who was asked to review a brief."""

    id: int
    person_id: int
    name: str
    organization_id: int
    organization: str
    practitioner: bool
    status: str
    status_since: datetime
    asked_at: datetime
    may_name: bool
    conflict: str

    @property
    def is_standing(self) -> bool:
        """Whether they count: they were asked or took it on, and neither declined nor left."""
        return self.status in STANDING

    @property
    def full_name(self) -> str:
        return f"{self.name}, {self.organization}"

    @property
    def mark(self) -> str:
        """The sign beside their name, see components/signs.html."""
        return "lea" if self.practitioner else "researcher"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a reviewer decided on one text."""

    id: int
    reviewer_id: int
    approved: bool
    comment: str
    answers: dict[str, Answer]
    text_hash: str
    decided_at: datetime


@dataclass(frozen=True, slots=True)
class Standing:
    """A review: whom it asked, what they decided in the order in which they did, and on what.

    `since`: since when the text of now is in review; None where it is not. `nobody`: nobody could
    be asked who has no part in the brief.
    """

    reviewers: Sequence[Reviewing]
    verdicts: Sequence[Verdict]
    text_hash: str
    since: datetime | None
    nobody: bool = False

    @property
    def standing(self) -> list[Reviewing]:
        """Those who review it, or were asked to and have not answered."""
        return [one for one in self.reviewers if one.is_standing]

    def newest(self, reviewer_id: int) -> Verdict | None:
        """What a reviewer decided last."""
        own = (one for one in reversed(self.verdicts) if one.reviewer_id == reviewer_id)
        return next(own, None)

    def of_now(self, reviewer: Reviewing) -> Verdict | None:
        """What a reviewer decided on the text of now."""
        last = self.newest(reviewer.id)
        return last if last and last.text_hash == self.text_hash else None

    @property
    def approvals(self) -> list[Reviewing]:
        """Who approved the text of now, and still reviews it."""
        return [
            one
            for one in self.reviewers
            if one.status == "accepted" and (last := self.of_now(one)) and last.approved
        ]

    @property
    def voided(self) -> list[Reviewing]:
        """Who approved a text that was changed since."""
        return [
            one
            for one in self.reviewers
            if one.status == "accepted"
            and (last := self.newest(one.id))
            and last.approved
            and last.text_hash != self.text_hash
        ]

    @property
    def returns(self) -> list[Verdict]:
        return [one for one in self.verdicts if not one.approved]

    @property
    def lacks_practitioner(self) -> bool:
        """Whether the next person must be of a district."""
        standing = self.standing
        return len(standing) == ENOUGH - 1 and not any(one.practitioner for one in standing)

    @property
    def asked_since(self) -> datetime | None:
        """Since when two people, one of a district, have been asked; those who declined count.

        A reviewer who is replaced does not make the brief wait anew.
        """
        asked: list[Reviewing] = []
        for one in sorted(self.reviewers, key=lambda one: (one.asked_at, one.id)):
            asked.append(one)
            if len(asked) >= ENOUGH and any(one.practitioner for one in asked):
                return one.asked_at
        return None

    @property
    def until(self) -> datetime | None:
        """When it has waited long enough; None before it began to wait."""
        asked = self.since if self.nobody else self.asked_since
        if self.since is None or asked is None:
            return None
        return max(self.since, asked) + LONGEST

    @property
    def way(self) -> str:
        """How it may be published, a key of `printed.WAYS`; "" where it may not yet."""
        if self.since is None:
            return ""
        return next(self._ways(), "")

    def _ways(self) -> Iterator[str]:
        approvals = self.approvals
        if len(approvals) >= ENOUGH and any(one.practitioner for one in approvals):
            yield "approved"
        if len(self.returns) >= RETURNS:
            yield "returned"
        if self.until and clock.now() >= self.until:
            yield "waited"


def of_page(
    session: Session,
    brief_id: int,
    verdicts: Sequence[Verdict],
    text_hash: str,
    since: datetime | None,
) -> Standing:
    """How far the review of something has come that the reviewers of a brief read as well."""
    return Standing(_reviewers(session, brief_id), verdicts, text_hash, since)


def standing(session: Session, brief: Brief) -> Standing:
    """How far the review of a brief has come; at most four statements."""
    assert brief.id is not None
    found = _reviewers(session, brief.id)
    in_review = brief.status == "in_review"
    made = Standing(
        found,
        _verdicts(session, brief.id),
        hash_of(brief.draft),
        brief.status_since if in_review else None,
    )
    if in_review and made.asked_since is None and not can_review(candidates(session, brief)):
        return Standing(made.reviewers, made.verdicts, made.text_hash, made.since, nobody=True)
    return made


def _reviewers(session: Session, brief_id: int) -> list[Reviewing]:
    reviewer = REVIEWERS.c
    rows = session.execute(
        select(
            reviewer.id,
            reviewer.person_id,
            col(Person.name),
            reviewer.organization_id,
            col(Organization.name),
            reviewer.practitioner,
            reviewer.status,
            reviewer.status_since,
            reviewer.asked_at,
            reviewer.may_name,
            reviewer.conflict,
        )
        .join(Person, col(Person.id) == reviewer.person_id)
        .join(Organization, col(Organization.id) == reviewer.organization_id)
        .where(reviewer.brief_id == brief_id, reviewer.status != "ended")
        .order_by(reviewer.asked_at, reviewer.id)
    )
    return [Reviewing(*row) for row in rows]


def _verdicts(session: Session, brief_id: int) -> list[Verdict]:
    verdict = VERDICTS.c
    rows = session.execute(
        select(
            verdict.id,
            verdict.reviewer_id,
            verdict.approved,
            verdict.comment,
            verdict.answers,
            verdict.text_hash,
            verdict.decided_at,
        )
        .where(verdict.brief_id == brief_id)
        .order_by(verdict.id)
    )
    return [Verdict(*row) for row in rows]
