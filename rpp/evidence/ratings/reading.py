"""What reviewers decided of subjects: for what is computed, listed or checked elsewhere."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, func, or_, select
from sqlmodel import Session

from rpp.evidence.ratings.judgments import Key
from rpp.evidence.ratings.models import DECISIONS, RATINGS

# A thing that can be rated: its kind ("evidence", "study") and its id.
Subject = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Decided:
    """The newest decision on a subject.

    `answers` are by criterion and outcome domain ("" for the whole study); `rating` is "without",
    "with", "not" or "". `is_reopened`: it is under review again, and this is the former result.
    """

    rating_id: int
    rule_set: str
    rating: str
    answers: Mapping[Key, str]
    decided_at: datetime
    facts_hash: str
    is_reopened: bool


def newest(session: Session) -> int:
    """The number of the newest decision on anything: it grows with each; one statement."""
    return session.execute(select(func.max(DECISIONS.c.id))).scalar() or 0


def decided_of(session: Session, subjects: Collection[Subject]) -> dict[Subject, Decided]:
    """The newest decision on each of the subjects that has one; one statement."""
    if not subjects:
        return {}
    rating, decision = RATINGS.c, DECISIONS.c
    newest = (
        select(func.max(decision.number))
        .where(decision.rating_id == rating.id)
        .correlate(RATINGS)
        .scalar_subquery()
    )
    by_kind: dict[str, set[int]] = {}
    for kind, id_ in subjects:
        by_kind.setdefault(kind, set()).add(id_)
    statement = (
        select(
            *(rating.subject_kind, rating.subject_id, rating.id, decision.rule_set),
            *(decision.rating, decision.answers, decision.decided_at, decision.facts_hash),
            rating.status != "decided",
        )
        .join_from(RATINGS, DECISIONS, decision.rating_id == rating.id)
        .where(
            decision.number == newest,
            rating.status != "withdrawn",
            or_(
                *(
                    and_(rating.subject_kind == kind, rating.subject_id.in_(sorted(ids)))
                    for kind, ids in sorted(by_kind.items())
                )
            ),
        )
        # Of several rule sets the one that was decided last counts.
        .order_by(decision.decided_at, decision.id)
    )
    found: dict[Subject, Decided] = {}
    for (
        kind,
        id_,
        rating_id,
        rule_set,
        verdict,
        answers,
        at,
        facts_hash,
        reopened,
    ) in session.execute(statement):
        by_key = {(one.criterion, one.domain): one.answer for one in answers}
        found[kind, id_] = Decided(
            rating_id, rule_set, verdict, by_key, at, facts_hash, bool(reopened)
        )
    return found
