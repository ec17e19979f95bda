"""What reviewers decide on a text, and what follows from a change of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlmodel import Session, select

from rpp import clock, dates, db, history
from rpp.briefs.life import LIFE, Action
from rpp.briefs.models import Brief
from rpp.briefs.review.candidates import has_part
from rpp.briefs.review.checklist import POINTS, Answer
from rpp.briefs.review.life import REVIEWER, Part
from rpp.briefs.review.models import BriefReviewer, BriefVerdict
from rpp.briefs.review.printed import Opinion, Review, Reviewer
from rpp.briefs.review.standing import ENOUGH, RETURNS, Reviewing, Standing, Verdict, standing
from rpp.briefs.review.text import hash_of
from rpp.errors import DomainError
from rpp.history import only
from rpp.networks.zones import zone_of
from rpp.policy import Viewer


@dataclass(frozen=True, slots=True)
class Decision:
    """What a reviewer sends: approve or return, a comment, and the checklist's answers by key."""

    approved: bool
    comment: str = ""
    answers: Mapping[str, Answer] = field(default_factory=dict)


def decide(
    session: Session,
    actor: Viewer,
    brief_id: int,
    decision: Decision,
    *,
    version: int | None = None,
) -> BriefVerdict:
    """Approve the text of a brief, or return it to those who write it, with a reason.

    `version` is the version of the draft that was read; another one is refused. Returned, the
    brief is a draft again.
    """
    brief = db.lock(session, Brief, brief_id)
    LIFE.require(brief, Action.APPROVE if decision.approved else Action.SEND_BACK)
    reviewer = own_part(session, brief, actor)
    if version is not None and version != brief.draft_version:
        raise DomainError(
            "The text changed while you read it. What you wrote is below; read the text again "
            "before you send it."
        )
    _demand_answers(decision)
    text_hash = hash_of(brief.draft)
    last = _last(session, reviewer)
    if decision.approved and last and last.approved and last.text_hash == text_hash:
        raise DomainError("You approved this text already.")
    assert reviewer.id is not None
    made = BriefVerdict(
        brief_id=brief_id,
        reviewer_id=reviewer.id,
        approved=decision.approved,
        comment=decision.comment.strip(),
        answers=dict(decision.answers),
        text=brief.draft,
        text_hash=text_hash,
        draft_version=brief.draft_version,
        decided_at=clock.now(),
    )
    session.add(made)
    if decision.approved:
        history.record(
            session,
            reviewer,
            "approved",
            actor.id,
            text_hash=text_hash,
            detail={"title": brief.title},
            private=True,
        )
    else:
        history.move(
            session,
            brief,
            "draft",
            "sent_back",
            actor.id,
            reason=made.comment,
            text_hash=text_hash,
            private=True,
        )
    return made


def own_part(session: Session, brief: Brief, actor: Viewer) -> BriefReviewer:
    """The part of someone who reviews the brief or its page; DomainError for anyone else."""
    reviewer = session.exec(
        select(BriefReviewer).where(
            BriefReviewer.brief_id == brief.id, BriefReviewer.person_id == actor.id
        )
    ).first()
    if reviewer is None:
        raise DomainError(REVIEWER.step(Part.DECIDE).refusal)
    REVIEWER.require(reviewer, Part.DECIDE)
    if has_part(session, brief, reviewer.person_id):
        raise DomainError(
            "You have a part in this brief now, so someone else must review it. Please decline."
        )
    return reviewer


def _demand_answers(decision: Decision) -> None:
    for key, point in POINTS.items():
        if key not in decision.answers:
            raise DomainError(f"Answer this point: {point.title.lower()}.", key)
    if not decision.approved and len(decision.comment.strip()) < 10:
        raise DomainError("Say what must change before it is published.", "comment")


def _last(session: Session, reviewer: BriefReviewer) -> BriefVerdict | None:
    statement = select(BriefVerdict).where(BriefVerdict.reviewer_id == reviewer.id)
    newest = statement.order_by(db.columns(BriefVerdict).id.desc()).limit(1)
    return session.exec(newest).first()


# --- after a change ------------------------------------------------------------------------


def tell_of_change(session: Session, actor: Viewer, brief: Brief) -> None:
    """Tell those whose decision was on another text than that of now: it does not count for it.

    Call it once a text goes to review, and when a text that is in review changed.
    """
    stands = standing(session, brief)
    for one in stands.standing:
        last = stands.newest(one.id)
        if last is None or last.text_hash == stands.text_hash:
            continue
        history.record(
            session,
            session.get_one(BriefReviewer, one.id),
            "text_changed",
            actor.id,
            detail={"title": brief.title, "approved": last.approved},
            audience=only([one.person_id], ""),
            private=True,
        )


# --- before publication --------------------------------------------------------------------


def reviewed(session: Session, brief: Brief) -> Review:
    """What publishing the brief prints of its review; DomainError where it may not be yet."""
    stands, zone = standing(session, brief), zone_of(session, brief.network_id)
    if not stands.way:
        raise DomainError(why_not(stands, zone))
    if stands.way == "approved":
        for one in stands.approvals:
            if has_part(session, brief, one.person_id):
                raise DomainError(
                    f"{one.name} has a part in this brief now, so their approval does not count. "
                    "Ask another person to review it."
                )
    return printed(stands, brief.current + 1, zone)


def why_not(stands: Standing, zone: str) -> str:
    """What a brief in review waits for, and until when at most."""
    given = len(stands.approvals)
    count = "No reviewer has" if not given else "One of two reviewers has"
    if len(stands.standing) < ENOUGH and not stands.nobody:
        said = f"{count} approved this text. Two people must be asked to review it."
    else:
        said = f"{count} approved this text."
    if stands.until:
        day = dates.day_in(stands.until, zone)
        return f"{said} From {day} on, it can be published without two approvals."
    return said


def printed(stands: Standing, number: int, zone: str) -> Review:
    """What version `number` says of its review, with names as they are today."""
    asked = min((one.asked_at for one in stands.reviewers), default=None)
    opinions = (
        [_opinion(stands, one, last, zone) for one, last in _approvals(stands)]
        if stands.way == "approved"
        else [_opinion(stands, one, said, zone, aloud=True) for one, said in _said(stands)]
    )
    return Review(number, stands.way, opinions, dates.day_in(asked, zone))


def _approvals(stands: Standing) -> list[tuple[Reviewing, Verdict]]:
    found = ((one, stands.of_now(one)) for one in stands.approvals)
    return [(one, last) for one, last in found if last]


def _said(stands: Standing) -> list[tuple[Reviewing, Verdict]]:
    """Every return, and what each reviewer said last: also of those who review it no more."""
    people = {one.id: one for one in stands.reviewers}
    last = {id_: stands.newest(id_) for id_ in people}
    return [
        (people[one.reviewer_id], one)
        for one in stands.verdicts
        if not one.approved or last[one.reviewer_id] == one
    ]


def _opinion(
    stands: Standing, one: Reviewing, said: Verdict, zone: str, *, aloud: bool = False
) -> Opinion:
    named = one.name if one.may_name else ""
    return Opinion(
        Reviewer(named, one.organization if one.may_name else "", one.practitioner, one.conflict),
        said.approved,
        dates.day_in(said.decided_at, zone),
        said.comment if aloud else "",
        said.text_hash != stands.text_hash,
    )


def may_soon(stands: Standing) -> bool:
    """Whether one more return would let the brief be published with its reviewers' comments."""
    return len(stands.returns) == RETURNS - 1
