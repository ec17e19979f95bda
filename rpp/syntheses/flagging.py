"""The worker marks what is included and was withdrawn since, and tells who keeps the synthesis."""

from sqlalchemy import Select, select, union_all
from sqlmodel import Session, col

from rpp import db, history
from rpp.briefs.models import BRIEFS
from rpp.evidence.models import RECORDS
from rpp.history import only
from rpp.syntheses.life import KEPT
from rpp.syntheses.models import STUDIES, SYNTHESES, SynthesisStudy
from rpp.syntheses.operations import held

WITHDRAWN = "withdrawn"


def flag() -> int:
    """Mark included studies that were withdrawn, and unmark what came back; how many."""
    with db.before_write() as session:
        ids = _changed(session)
    if not ids:
        return 0
    with db.transaction() as session:
        # Another worker, or a decision, may have come first.
        return sum(_mark(session, id_) for id_ in _changed(session))


def _withdrawn() -> Select[int]:
    """Selects the candidates whose record or brief was withdrawn."""
    record = select(STUDIES.c.id).join(RECORDS, RECORDS.c.id == STUDIES.c.subject_id)
    own = select(STUDIES.c.id).join(BRIEFS, BRIEFS.c.id == STUDIES.c.subject_id)
    of_study = select(STUDIES.c.id).join(BRIEFS, BRIEFS.c.study_id == STUDIES.c.subject_id)
    gone = BRIEFS.c.status == "withdrawn"
    found = union_all(
        record.where(STUDIES.c.subject_kind == "evidence", RECORDS.c.form == "withdrawn"),
        own.where(STUDIES.c.subject_kind == "brief", gone),
        of_study.where(STUDIES.c.subject_kind == "study", gone),
    ).subquery()
    return select(found.c.id)


def _changed(session: Session) -> list[int]:
    kept = STUDIES.c.synthesis_id.in_(
        select(SYNTHESES.c.id).where(SYNTHESES.c.status.in_((*KEPT, "retired")))
    )
    newly = (STUDIES.c.status == "included", STUDIES.c.flag == "", STUDIES.c.id.in_(_withdrawn()))
    back = (STUDIES.c.flag == WITHDRAWN, STUDIES.c.id.not_in(_withdrawn()))
    found = union_all(
        select(STUDIES.c.id).where(kept, *newly), select(STUDIES.c.id).where(*back)
    ).subquery()
    return sorted(session.execute(select(found.c.id)).scalars())


def _mark(session: Session, study_id: int) -> int:
    of = select(col(SynthesisStudy.synthesis_id)).where(col(SynthesisStudy.id) == study_id)
    made = held(session, session.execute(of).scalar_one())
    study = db.lock(session, SynthesisStudy, study_id)
    study.flag = "" if study.flag else WITHDRAWN
    session.add(study)
    if study.flag:
        keeper = frozenset({made.keeper_id} if made.keeper_id else ())
        detail = {"study": study.title}
        history.record(
            session, made, "flagged", None, detail=detail, audience=only(keeper), private=True
        )
    return 1
