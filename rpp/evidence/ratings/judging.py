"""What reviewers judge: drafts are theirs alone, and what is sent does not change."""

from collections.abc import Mapping, Sequence

from sqlmodel import Session

from rpp import clock, history
from rpp.errors import DomainError
from rpp.evidence.findings.contrast import Contrast
from rpp.evidence.ratings.by_rules import Asked, asked
from rpp.evidence.ratings.deciding import meet
from rpp.evidence.ratings.facts import facts_of, hash_of
from rpp.evidence.ratings.judgments import Judgment, Judgments, Key, kept
from rpp.evidence.ratings.life import LIFE, PLACE, Action, Part
from rpp.evidence.ratings.models import Rating, RatingReviewer
from rpp.evidence.ratings.places import BLIND, barred_from, held
from rpp.evidence.ratings.reviewers import is_reviewer
from rpp.policy import Viewer

CHANGED = (
    "The recorded facts changed since you opened this page. What you typed is below. Look at the "
    "facts again, then send it."
)


def save(
    session: Session, actor: Viewer, rating_id: int, reviewer_id: int, judgments: Judgments
) -> RatingReviewer:
    """Keep a draft of judgments, whole or not; only who made it can read it."""
    rating, reviewer = _own(session, actor, rating_id, reviewer_id, Part.SAVE)
    LIFE.require(rating, Action.JUDGE)
    reviewer.judgments = kept(judgments)
    session.add(reviewer)
    session.flush()
    return reviewer


def send(
    session: Session,
    actor: Viewer,
    rating_id: int,
    reviewer_id: int,
    judgments: Judgments,
    *,
    facts_read: str,
) -> RatingReviewer:
    """Send judgments for good; the second of two decides the rating, or finds the differences.

    `facts_read` is the hash of the facts that were read; others are refused.
    """
    rating, reviewer = _own(session, actor, rating_id, reviewer_id, Part.SEND)
    LIFE.require(rating, Action.JUDGE)
    if why := barred_from(session, rating, reviewer.person_id):
        raise DomainError(f"You cannot rate this any more. {' '.join(why)} Please give it back.")
    contrasts = facts_of(session, (rating.subject_kind, rating.subject_id))
    _demand_facts(contrasts, facts_read)
    questions = asked(rating.rule_set, contrasts)
    if lacking := missing(questions, judgments):
        raise DomainError(f"Something is missing: {next(iter(lacking.values()))}")
    own = {one.key: judgments[one.key] for one in questions}
    reviewer.judgments, reviewer.facts_hash = kept(own), facts_read
    reviewer.sent_at = clock.now()
    history.move(session, reviewer, "sent", "sent", actor.id, private=True)
    meet(session, rating, contrasts)
    return reviewer


def _own(
    session: Session, actor: Viewer, rating_id: int, reviewer_id: int, part: Part
) -> tuple[Rating, RatingReviewer]:
    """The rating and one's own place in it, both held."""
    rating, reviewer = held(session, rating_id, reviewer_id)
    if reviewer.person_id != actor.id or reviewer.place not in BLIND:
        raise DomainError("This place is not yours.")
    if not is_reviewer(actor, rating):
        raise DomainError("You are no evidence reviewer any more.")
    PLACE.require(reviewer, part)
    return rating, reviewer


def _demand_facts(contrasts: Sequence[Contrast], facts_read: str) -> None:
    if not contrasts:
        raise DomainError("No findings are recorded of it now, so there is nothing to rate.")
    if hash_of(contrasts) != facts_read:
        raise DomainError(CHANGED)


def missing(questions: Sequence[Asked], judgments: Judgments) -> Mapping[Key, str]:
    """What a judgment lacks before it can be sent, by question: an answer, a passage, a page."""
    return {one.key: lack for one in questions if (lack := _lack(one, judgments.get(one.key)))}


def _lack(question: Asked, judgment: Judgment | None) -> str:
    if judgment is None or judgment.answer not in question.answers:
        return f"Choose an answer to “{question.title}”."
    if judgment.answer == "na":
        return ""
    if judgment.answer == "unclear":
        told = judgment.note or judgment.passage
        return "" if told else f"Say where you looked for “{question.title}”."
    if not judgment.passage:
        return f"Copy the words of the study that your answer to “{question.title}” rests on."
    return "" if judgment.page else f"Say on which page these words stand: “{question.title}”."
