"""From two judgments to a decision: at once where they agree, by a third where they differ."""

from collections.abc import Mapping, Sequence

from sqlmodel import Session

from rpp import clock, history
from rpp.errors import DomainError
from rpp.evidence.findings.contrast import Contrast
from rpp.evidence.ratings import by_rules, judgments
from rpp.evidence.ratings.facts import facts_of, hash_of
from rpp.evidence.ratings.judgments import Answered, DecidedTier, Judgment, Judgments, Key
from rpp.evidence.ratings.life import LIFE, PLACE, Action, Part
from rpp.evidence.ratings.models import Rating, RatingDecision, RatingReviewer
from rpp.evidence.ratings.places import BLIND, THIRD, barred_from, held, standing
from rpp.evidence.ratings.reviewers import is_reviewer
from rpp.evidence.tiers import computing
from rpp.evidence.tiers import operations as tiers
from rpp.policy import Viewer

SETTLED_BY = "adjudicator"


def differences(first: Judgments, second: Judgments) -> list[Key]:
    """What two people answered differently, or only one of them answered, in a fixed order."""
    nothing = Judgment()
    keys = dict.fromkeys([*first, *second])
    return [
        key for key in keys if first.get(key, nothing).answer != second.get(key, nothing).answer
    ]


def meet(session: Session, rating: Rating, contrasts: Sequence[Contrast]) -> None:
    """Once both have sent: decide, or hand the differences to a third. No event names anyone."""
    sent = [one for one in standing(session, rating) if one.status == "sent"]
    if [one.place for one in sent] != list(BLIND):
        return
    first, second = (judgments.read(one.judgments) for one in sent)
    if differences(first, second):
        LIFE.require(rating, Action.DIFFER)
        history.move(
            session, rating, "adjudication", "differ", None, detail={"title": rating.title}
        )
        return
    LIFE.require(rating, Action.AGREE)
    agreed = [Answered(*key, one.answer) for key, one in first.items()]
    _decide(session, rating, contrasts, agreed)


def settle(
    session: Session,
    actor: Viewer,
    rating_id: int,
    reviewer_id: int,
    settled: Judgments,
    *,
    facts_read: str,
) -> RatingReviewer:
    """Settle each difference with an answer and a reason; the rating is decided by it."""
    rating, reviewer = _third(session, actor, rating_id, reviewer_id)
    LIFE.require(rating, Action.SETTLE)
    if why := barred_from(session, rating, reviewer.person_id):
        raise DomainError(f"You cannot settle this any more. {' '.join(why)} Please give it back.")
    contrasts = facts_of(session, (rating.subject_kind, rating.subject_id))
    if hash_of(contrasts) != facts_read:
        raise DomainError(
            "The recorded facts changed since you opened this page. Look at them again, then send."
        )
    first, second = both(session, rating)
    open_keys = differences(first, second)
    if lacking := unsettled(rating.rule_set, open_keys, settled):
        raise DomainError(next(iter(lacking.values())))
    reviewer.judgments = judgments.kept({key: settled[key] for key in open_keys})
    reviewer.facts_hash, reviewer.sent_at = facts_read, clock.now()
    history.move(session, reviewer, "sent", "sent", actor.id, private=True)
    agreed = [Answered(*key, one.answer) for key, one in first.items() if key not in open_keys]
    by_third = [
        Answered(*key, settled[key].answer, SETTLED_BY, settled[key].note) for key in open_keys
    ]
    _decide(session, rating, contrasts, [*agreed, *by_third])
    return reviewer


def save(
    session: Session, actor: Viewer, rating_id: int, reviewer_id: int, settled: Judgments
) -> RatingReviewer:
    """Keep a draft of what settles the differences."""
    rating, reviewer = _third(session, actor, rating_id, reviewer_id)
    LIFE.require(rating, Action.SETTLE)
    reviewer.judgments = judgments.kept(settled)
    session.add(reviewer)
    session.flush()
    return reviewer


def _third(
    session: Session, actor: Viewer, rating_id: int, reviewer_id: int
) -> tuple[Rating, RatingReviewer]:
    rating, reviewer = held(session, rating_id, reviewer_id)
    if reviewer.person_id != actor.id or reviewer.place != THIRD:
        raise DomainError("This place is not yours.")
    if not is_reviewer(actor, rating):
        raise DomainError("You are no evidence reviewer any more.")
    PLACE.require(reviewer, Part.SEND)
    return rating, reviewer


def both(session: Session, rating: Rating) -> tuple[dict[Key, Judgment], dict[Key, Judgment]]:
    """What the two judged in the review that goes on; a DomainError before both have sent."""
    sent = {one.place: one for one in standing(session, rating) if one.status == "sent"}
    if not set(BLIND) <= set(sent):
        raise DomainError("Both reviewers must have sent their judgments first.")
    return judgments.read(sent["A"].judgments), judgments.read(sent["B"].judgments)


def unsettled(code: str, keys: Sequence[Key], settled: Judgments) -> Mapping[Key, str]:
    """What is missing before differences are settled, by question."""
    return {key: lack for key in keys if (lack := _lack(code, key, settled.get(key)))}


def _lack(code: str, key: Key, judgment: Judgment | None) -> str:
    title = by_rules.criterion_words(code, *key)
    if judgment is None or not by_rules.is_answer(code, key[0], judgment.answer):
        return f"Choose an answer to “{title}”."
    return "" if judgment.note else f"Give your reason on “{title}”."


def _decide(
    session: Session, rating: Rating, contrasts: Sequence[Contrast], answers: list[Answered]
) -> None:
    """Write down what was decided, as it stays: answers, facts, what follows by the rule set."""
    assert rating.id is not None
    subject = rating.subject_kind, rating.subject_id
    decision = RatingDecision(
        rating_id=rating.id,
        number=rating.number,
        rule_set=rating.rule_set,
        facts_hash=hash_of(contrasts),
        answers=sorted(answers, key=lambda one: (one.criterion, one.domain)),
        decided_at=clock.now(),
    )
    session.add(decision)
    session.flush()
    # What follows is computed as everywhere: by the answers that are decided from now on.
    found = computing.of(session, [subject])[subject]
    decision.rating = found.rating.rating or ""
    decision.tiers = [DecidedTier(one.domain, one.tier) for one in found.tiers]
    history.move(
        session, rating, "decided", "decided", None,
        detail={"title": rating.title, "rating": decision.rating},
    )  # fmt: skip
    tiers.refresh(session, subject)
