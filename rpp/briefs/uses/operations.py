"""A district says what it did with a brief; a second person of it confirms that."""

from dataclasses import asdict, dataclass
from datetime import date

from sqlalchemy import select
from sqlmodel import Session, col

from rpp import clock, dates, db, history
from rpp.briefs.life import LIFE as BRIEF_LIFE
from rpp.briefs.life import Action as BriefAction
from rpp.briefs.models import Brief
from rpp.briefs.uses import queries
from rpp.briefs.uses.life import LIFE, Action
from rpp.briefs.uses.models import BriefUse, BriefUseRevision
from rpp.briefs.uses.words import STAGES, WAYS
from rpp.errors import DomainError
from rpp.organizations.kind import name_of
from rpp.policy import Viewer

FIRST_DAY = date(2000, 1, 1)


@dataclass(frozen=True, slots=True)
class Said:
    """What a district says of its use; `network_id` is the network it is shown to, None: all."""

    version: int
    stage: str
    way: str
    used_on: date | None
    decision: str
    why: str
    evidence: str = ""
    network_id: int | None = None


def record_use(
    session: Session, actor: Viewer, brief_id: int, organization_id: int | None, said: Said
) -> BriefUse:
    """Say what one's district did with a brief; answers the open question to it, if there is one.

    DomainError names the field where something is missing or not possible.
    """
    brief = db.lock(session, Brief, brief_id)
    BRIEF_LIFE.require(brief, BriefAction.USE)
    if organization_id is None or organization_id not in actor.leas:
        raise DomainError("Choose your own district.", "organization_id")
    _check(session, brief, organization_id, said)
    use = _open_question(session, brief_id, organization_id) or BriefUse(
        brief_id=brief_id,
        organization_id=organization_id,
        version=said.version,
        status_since=clock.now(),
    )
    facts = _facts(session, use, brief)
    _put(use, said, actor)
    if use.id is None:
        session.add(use)
        _record(session, use, facts, actor)
        return use
    LIFE.require(use, Action.ANSWER)
    _move(session, use, Action.ANSWER, "recorded", actor, facts)
    return use


def _open_question(session: Session, brief_id: int, organization_id: int) -> BriefUse | None:
    statement = (
        select(BriefUse)
        .where(
            col(BriefUse.brief_id) == brief_id,
            col(BriefUse.organization_id) == organization_id,
            col(BriefUse.status) == "asked",
        )
        .order_by(col(BriefUse.asked_month).desc())
        .limit(1)
        .with_for_update()
    )
    return session.execute(statement).scalars().first()


def _check(session: Session, brief: Brief, organization_id: int, said: Said) -> None:
    """Refuse what cannot be so, each beside its field."""
    if said.stage not in STAGES:
        raise DomainError("Choose how far your district is.", "stage")
    if said.way not in WAYS:
        raise DomainError("Choose what comes closest.", "way")
    if not 1 <= said.version <= brief.current:
        raise DomainError("Choose one of its versions.", "version")
    if said.used_on is None or said.used_on < FIRST_DAY:
        raise DomainError("Give a day in this century.", "used_on")
    if said.stage != "planning" and said.used_on > dates.latest_today():
        raise DomainError(
            "This day is still to come. Choose “planning”, or another day.", "used_on"
        )
    if said.network_id is not None:
        own = {place.network_id for place in queries.places(session, [organization_id])}
        if said.network_id not in own:
            raise DomainError("Your district does not belong to this network.", "network_id")


def _put(use: BriefUse, said: Said, actor: Viewer) -> None:
    for name, value in asdict(said).items():
        setattr(use, name, value)
    use.said_by, use.said_at = actor.id, clock.now()
    use.confirmed_by = use.confirmed_at = None


def correct_use(session: Session, actor: Viewer, use_id: int, said: Said) -> BriefUse:
    """Put other words in the place of what the district said; they wait to be confirmed again."""
    use = db.lock(session, BriefUse, use_id)
    LIFE.require(use, Action.CORRECT)
    brief = session.get_one(Brief, use.brief_id)
    _check(session, brief, use.organization_id, said)
    facts = _facts(session, use, brief)
    session.add(_as_it_stood(use))
    _put(use, said, actor)
    use.revision += 1
    _move(session, use, Action.CORRECT, "corrected", actor, facts)
    return use


def _as_it_stood(use: BriefUse) -> BriefUseRevision:
    assert use.id is not None
    assert use.used_on is not None
    assert use.said_by is not None
    assert use.said_at is not None
    return BriefUseRevision(
        use_id=use.id,
        revision=use.revision,
        version=use.version,
        stage=use.stage,
        way=use.way,
        used_on=use.used_on,
        decision=use.decision,
        why=use.why,
        evidence=use.evidence,
        said_by=use.said_by,
        said_at=use.said_at,
    )


def confirm_use(session: Session, actor: Viewer, use_id: int, revision: int) -> BriefUse:
    """Confirm, as a second person of the district, the words that one has read (`revision`)."""
    use = _as_second(session, actor, use_id, Action.CONFIRM)
    if use.revision != revision:
        raise DomainError("It was corrected after you read it. Read what it says now.")
    facts = _facts(session, use)
    use.confirmed_by, use.confirmed_at = actor.id, clock.now()
    _move(session, use, Action.CONFIRM, "confirmed", actor, facts)
    return use


def dispute_use(session: Session, actor: Viewer, use_id: int, reason: str) -> BriefUse:
    """Say, as a second person of the district, that it is not so; from then only it sees that."""
    use = _as_second(session, actor, use_id, Action.DISPUTE)
    facts = _facts(session, use)
    use.confirmed_by = use.confirmed_at = None
    _move(session, use, Action.DISPUTE, "disputed", actor, facts, reason)
    return use


def _as_second(session: Session, actor: Viewer, use_id: int, action: Action) -> BriefUse:
    use = db.lock(session, BriefUse, use_id)
    LIFE.require(use, action)
    if use.said_by == actor.id:
        raise DomainError("Someone else of your district confirms what you said.")
    return use


def take_back_use(session: Session, actor: Viewer, use_id: int, reason: str) -> BriefUse:
    """Take back what the district said: only the district sees it from then on."""
    use = db.lock(session, BriefUse, use_id)
    LIFE.require(use, Action.TAKE_BACK)
    facts = _facts(session, use)
    use.confirmed_by = use.confirmed_at = None
    _move(session, use, Action.TAKE_BACK, "taken_back", actor, facts, reason)
    return use


def _facts(session: Session, use: BriefUse, brief: Brief | None = None) -> dict[str, str]:
    """What an event tells, read before the use changes: half a change must not be flushed."""
    of = brief or session.get_one(Brief, use.brief_id)
    return {"title": of.title, "organization": name_of(session, use.organization_id)}


def _move(
    session: Session,
    use: BriefUse,
    action: Action,
    verb: str,
    actor: Viewer,
    facts: dict[str, str],
    reason: str = "",
) -> None:
    history.move(
        session,
        use,
        LIFE.step(action).to,
        verb,
        actor.id,
        organization_id=use.organization_id,
        detail=facts,
        reason=reason,
        # What the district says among its own people.
        private=verb in ("disputed", "taken_back"),
    )


def _record(session: Session, use: BriefUse, facts: dict[str, str], actor: Viewer) -> None:
    history.record(
        session, use, "recorded", actor.id, organization_id=use.organization_id, detail=facts
    )
