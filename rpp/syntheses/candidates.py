"""Candidates of a synthesis: how each comes, and the one way in which it is decided on."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlmodel import Session, col

from rpp import clock, db, history
from rpp.errors import DomainError
from rpp.policy import Viewer
from rpp.syntheses.life import CANDIDATE, LIFE, REASONS, STAGES, Action, Verdict
from rpp.syntheses.models import STUDIES, Synthesis, SynthesisStudy

# The verdict by which a candidate comes to stand where it is.
_VERDICTS = {CANDIDATE.step(verdict).to: verdict for verdict in Verdict}


@dataclass(frozen=True, slots=True)
class Named:
    """Something that may answer a question; `key` says what it is, for good."""

    key: str
    title: str
    subject_kind: str = ""
    subject_id: int | None = None
    year: int | None = None
    citation: str = ""
    address: str = ""


def add(
    session: Session,
    synthesis: Synthesis,
    named: Collection[Named],
    *,
    source_id: int | None = None,
    suggested_by: int | None = None,
) -> list[SynthesisStudy]:
    """Make candidates of what is none yet; call it while the synthesis is held.

    What was a candidate before stays where it stands.
    """
    LIFE.require(synthesis, Action.SEARCH)
    keys = {one.key for one in named}
    held = select(STUDIES.c.key).where(
        STUDIES.c.synthesis_id == synthesis.id, STUDIES.c.key.in_(keys)
    )
    there = set(session.execute(held).scalars())
    now = clock.now()
    assert synthesis.id is not None
    made = [
        SynthesisStudy(
            synthesis_id=synthesis.id,
            key=one.key,
            subject_kind=one.subject_kind,
            subject_id=one.subject_id,
            title=one.title,
            year=one.year,
            citation=one.citation,
            address=one.address,
            source_id=source_id,
            suggested_by=suggested_by,
            found_at=now,
            status_since=now,
        )
        for one in {one.key: one for one in named}.values()
        if one.key not in there
    ]
    session.add_all(made)
    session.flush()
    return made


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided on a candidate, at which stage, and why.

    `stands` is a state of `life.CANDIDATE`; `reason` a key of REASONS for what is left out;
    `duplicate_of` the id of the candidate that it repeats.
    """

    stands: str
    stage: str = "text"
    reason: str = ""
    note: str = ""
    duplicate_of: int | None = None


def decide(session: Session, actor: Viewer, study_id: int, decision: Decision) -> SynthesisStudy:
    """Say where a candidate stands: the one way in which that changes.

    Who may decide, and whether two agree, is asked before. DomainError where the synthesis is not
    kept now, a reason is missing, or the duplicate is of another synthesis, or of a duplicate.
    """
    synthesis, study = _held(session, study_id)
    LIFE.require(synthesis, Action.SCREEN)
    if decision.stands not in _VERDICTS:
        raise DomainError("Choose what is decided.", "stands")
    CANDIDATE.require(study, _VERDICTS[decision.stands])
    _check(session, study, decision)
    undone = decision.stands == "candidate"
    study.stage = "" if undone else decision.stage
    study.reason = decision.reason if decision.stands == "excluded" else ""
    study.note = "" if undone else decision.note
    study.duplicate_of = decision.duplicate_of if decision.stands == "duplicate" else None
    history.move(
        session,
        study,
        decision.stands,
        decision.stands,
        actor.id,
        reason=study.note,
        detail=_facts(study, decision.stands),
        private=True,
    )
    return study


def _held(session: Session, study_id: int) -> tuple[Synthesis, SynthesisStudy]:
    """A candidate with its synthesis, both held: a version is made of what stands then."""
    of = select(STUDIES.c.synthesis_id).where(STUDIES.c.id == study_id)
    synthesis = db.lock(session, Synthesis, session.execute(of).scalar_one())
    return synthesis, db.lock(session, SynthesisStudy, study_id)


def _check(session: Session, study: SynthesisStudy, decision: Decision) -> None:
    if decision.stage not in STAGES:
        raise DomainError("Choose the stage.", "stage")
    if decision.stands == "excluded" and decision.reason not in REASONS:
        raise DomainError("Say why it is left out.", "reason")
    if decision.stands != "duplicate":
        return
    other = select(col(SynthesisStudy.status)).where(
        col(SynthesisStudy.id) == decision.duplicate_of,
        col(SynthesisStudy.synthesis_id) == study.synthesis_id,
    )
    status = session.execute(other).scalar()
    if status is None or decision.duplicate_of == study.id:
        raise DomainError("Choose the candidate that it repeats.", "duplicate_of")
    repeated = select(STUDIES.c.id).where(STUDIES.c.duplicate_of == study.id).limit(1)
    if status == "duplicate" or session.execute(repeated).first():
        raise DomainError(
            "A duplicate repeats a candidate that is no duplicate itself, and has none of its own.",
            "duplicate_of",
        )


def _facts(study: SynthesisStudy, stands: str) -> dict[str, object]:
    if stands == "duplicate":
        return {"of": study.duplicate_of}
    if stands == "excluded":
        return {"stage": study.stage, "code": study.reason}
    return {"stage": study.stage} if study.stage else {}


def standing(session: Session, synthesis_id: int) -> Sequence[SynthesisStudy]:
    """All candidates of a synthesis, in the order in which they came."""
    statement = select(SynthesisStudy).where(col(SynthesisStudy.synthesis_id) == synthesis_id)
    return session.execute(statement.order_by(col(SynthesisStudy.id))).scalars().all()
