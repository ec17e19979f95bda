"""Versions of a synthesis, and how it ends and begins again."""

from sqlalchemy import select
from sqlmodel import Session

from rpp import clock, history
from rpp.errors import DomainError
from rpp.policy import Viewer
from rpp.syntheses.comparing import Change, compared
from rpp.syntheses.freezing import Frozen, freeze
from rpp.syntheses.life import LIFE, Action
from rpp.syntheses.models import VERSIONS, Synthesis, SynthesisVersion
from rpp.syntheses.operations import held
from rpp.syntheses.plan import ENDINGS


def publish(session: Session, actor: Viewer, synthesis_id: int) -> Synthesis:
    """Publish version 1: an answer, and at least one study that is included."""
    made = held(session, synthesis_id)
    LIFE.require(made, Action.PUBLISH)
    frozen = _whole(session, made)
    _keep(session, actor, made, frozen, Change("The first version."), "")
    made.published_at = made.changed_at
    history.move(session, made, "published", "published", actor.id, detail={"version": 1})
    return made


def renew(session: Session, actor: Viewer, synthesis_id: int, note: str = "") -> Synthesis:
    """Publish what changed as the next version; the versions before stay as they were.

    DomainError where nothing changed and no `note` says why there is a new one.
    """
    made = held(session, synthesis_id)
    LIFE.require(made, Action.RENEW)
    frozen = _whole(session, made)
    statement = select(SynthesisVersion).where(
        VERSIONS.c.synthesis_id == synthesis_id, VERSIONS.c.number == made.current
    )
    before = session.execute(statement).scalar_one()
    change = compared(before, frozen)
    if not change.changed and not note:
        raise DomainError(
            f"Nothing changed since version {made.current}. Say in a note why there is a new one.",
            "note",
        )
    _keep(session, actor, made, frozen, change, note)
    detail = {"version": made.current, "change": change.words.rstrip(".")}
    history.move(session, made, "published", "renewed", actor.id, reason=note, detail=detail)
    return made


def _whole(session: Session, made: Synthesis) -> Frozen:
    if not made.answer:
        raise DomainError("Write the answer first: a reader begins there.")
    frozen = freeze(session, made)
    if not frozen.flow.included:
        raise DomainError("Include a study first: nothing answers the question yet.")
    if gone := [one.title for one in frozen.studies if one.flag and one.stands == "included"]:
        raise DomainError(f"“{gone[0]}” was withdrawn. Leave it out first, and say why.")
    return frozen


def _keep(
    session: Session, actor: Viewer, made: Synthesis, frozen: Frozen, change: Change, note: str
) -> None:
    made.current += 1
    made.changed_at = clock.now()
    session.add(
        SynthesisVersion(
            synthesis_id=made.id or 0,
            number=made.current,
            title=frozen.title,
            said=frozen.said,
            studies=frozen.studies,
            effects=frozen.effects,
            results=frozen.results,
            flow=frozen.flow,
            change=change.words,
            note=note,
            stands=change.stands,
            text_hash=frozen.text_hash,
            published_by=actor.id,
            published_at=made.changed_at,
        )
    )


def retire(
    session: Session, actor: Viewer, synthesis_id: int, ending: str, reason: str
) -> Synthesis:
    """End it for one of four reasons: its page and its versions stay, and nothing is searched."""
    made = held(session, synthesis_id)
    LIFE.require(made, Action.RETIRE)
    if ending not in ENDINGS:
        raise DomainError("Choose why it is retired.", "ending")
    made.ending, made.reason = ending, reason
    detail = {"ending": ending}
    history.move(session, made, "retired", "retired", actor.id, reason=reason, detail=detail)
    return made


def reopen(session: Session, actor: Viewer, synthesis_id: int, reason: str) -> Synthesis:
    """Keep it up to date again."""
    made = held(session, synthesis_id)
    LIFE.require(made, Action.REOPEN)
    made.ending, made.reason = "", ""
    history.move(session, made, "published", "reopened", actor.id, reason=reason)
    return made
