"""Asking people to review a brief, and what they answer."""

from sqlmodel import Session, select

from rpp import clock, db, history
from rpp.briefs.life import LIFE, Action
from rpp.briefs.models import Brief
from rpp.briefs.review.candidates import Candidate, candidates, has_part
from rpp.briefs.review.life import REVIEWER, Part
from rpp.briefs.review.models import BriefReviewer
from rpp.briefs.review.standing import ENOUGH, Standing, standing
from rpp.briefs.review.visibility import networks_of
from rpp.errors import DomainError
from rpp.history import only
from rpp.policy import Viewer


def ask_reviewer(
    session: Session, actor: Viewer, brief_id: int, person_id: int, organization_id: int
) -> BriefReviewer:
    """Ask someone of the network to review a brief, for one of their organizations."""
    # Held, so that two people who ask at once do not ask three.
    brief = db.lock(session, Brief, brief_id)
    LIFE.require(brief, Action.NAME_REVIEWER)
    found = _candidate(session, brief, person_id, organization_id)
    _demand_room(standing(session, brief), found)
    asked = session.exec(
        select(BriefReviewer).where(
            BriefReviewer.brief_id == brief_id, BriefReviewer.person_id == person_id
        )
    ).first()
    about = {"title": brief.title, "person": found.name}
    to_them = only([person_id], "/answer")
    assert actor.id is not None
    if asked is not None:
        REVIEWER.require(asked, Part.ASK_AGAIN, "reviewer")
        asked.organization_id, asked.practitioner = organization_id, found.practitioner
        asked.asked_by, asked.reminded_at = actor.id, None
        if asked.status == "ended":
            asked.asked_at = clock.now()
        history.move(
            session, asked, "asked", "asked", actor.id, detail=about, audience=to_them, private=True
        )
        return asked
    made = BriefReviewer(
        brief_id=brief_id,
        person_id=person_id,
        organization_id=organization_id,
        practitioner=found.practitioner,
        status_since=clock.now(),
        asked_at=clock.now(),
        asked_by=actor.id,
    )
    session.add(made)
    history.record(session, made, "asked", actor.id, detail=about, audience=to_them, private=True)
    return made


def _candidate(session: Session, brief: Brief, person_id: int, organization_id: int) -> Candidate:
    for one in candidates(session, brief):
        if (one.person_id, one.organization_id) == (person_id, organization_id):
            return one
    raise DomainError(
        "Choose someone of the network who has no part in this brief and its study.", "reviewer"
    )


def _demand_room(stands: Standing, found: Candidate) -> None:
    if len(stands.standing) >= ENOUGH:
        raise DomainError(
            "Two people review this brief already. To ask someone else, replace one of them first."
        )
    if stands.lacks_practitioner and not found.practitioner:
        raise DomainError(
            "One of the two reviewers works in a school district. Choose someone who does.",
            "reviewer",
        )


def accept_review(
    session: Session, actor: Viewer, reviewer_id: int, *, may_name: bool, conflict: str
) -> BriefReviewer:
    """Take a review on; from now on one sees the text.

    `may_name`: the brief may name one as its reviewer. `conflict` is what could pull one to one
    side, "" for nothing; it is printed with one's review.
    """
    brief, reviewer = _held(session, reviewer_id)
    REVIEWER.require(reviewer, Part.ACCEPT)
    # Returned meanwhile, it is a draft that its reviewers read all the same.
    if brief.status != "draft":
        LIFE.require(brief, Action.NAME_REVIEWER)
    if has_part(session, brief, reviewer.person_id):
        raise DomainError(
            "You have a part in this brief now, so someone else must review it. Please decline."
        )
    reviewer.may_name, reviewer.conflict = may_name, conflict.strip()
    _move(session, brief, reviewer, "accepted", actor)
    return reviewer


def decline_review(
    session: Session, actor: Viewer, reviewer_id: int, reason: str = ""
) -> BriefReviewer:
    """Decline a review, or give it back; one does not see the text any more."""
    brief, reviewer = _held(session, reviewer_id)
    REVIEWER.require(reviewer, Part.DECLINE)
    _move(session, brief, reviewer, "declined", actor, reason.strip())
    return reviewer


def release_reviewer(
    session: Session, actor: Viewer, brief_id: int, reviewer_id: int
) -> BriefReviewer:
    """Have someone review no more, so that another person can be asked.

    Who returned the brief stays unless a steward decides: nobody picks the reviewers that suit.
    """
    brief, reviewer = _held(session, reviewer_id)
    if brief.id != brief_id:
        raise DomainError("This person does not review this brief.")
    REVIEWER.require(reviewer, Part.RELEASE)
    if not serves(session, actor, brief) and _has_returned(session, brief, reviewer_id):
        raise DomainError(
            "This reviewer returned the brief. Only a steward of the network can replace them."
        )
    _move(session, brief, reviewer, "released", actor, audience=True)
    return reviewer


def serves(session: Session, actor: Viewer, brief: Brief) -> bool:
    """Whether someone is a steward of where the brief finds its reviewers, or an administrator."""
    networks = session.execute(networks_of(brief)).scalars()
    return actor.is_admin or bool(actor.stewards & set(networks))


def _has_returned(session: Session, brief: Brief, reviewer_id: int) -> bool:
    returns = standing(session, brief).returns
    return any(one.reviewer_id == reviewer_id for one in returns)


def _held(session: Session, reviewer_id: int) -> tuple[Brief, BriefReviewer]:
    """The brief, held first as everywhere, and the reviewer as they stand now."""
    found = session.get_one(BriefReviewer, reviewer_id)
    brief = db.lock(session, Brief, found.brief_id)
    return brief, db.lock(session, BriefReviewer, reviewer_id)


def _move(
    session: Session,
    brief: Brief,
    reviewer: BriefReviewer,
    to: str,
    actor: Viewer,
    reason: str = "",
    *,
    audience: bool = False,
) -> None:
    history.move(
        session,
        reviewer,
        to,
        to,
        actor.id,
        reason=reason,
        detail={"title": brief.title},
        audience=only([reviewer.person_id], "/answer") if audience else None,
        private=True,
    )
