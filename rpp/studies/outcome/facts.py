"""What a study run here tells the room of findings: whose they are, and what they begin with."""

from collections.abc import Collection

from sqlalchemy import Select, or_, select
from sqlmodel import Session, col

from rpp.db import columns, columns_of
from rpp.evidence.findings import operations
from rpp.evidence.findings.contrast import DESIGNS, Arm, Contrast
from rpp.evidence.findings.list_page import counted
from rpp.evidence.findings.queries import of_subject as recorded_of
from rpp.evidence.findings.subjects import About, Begun, SubjectKind
from rpp.layout import Link
from rpp.policy import Viewer
from rpp.studies import queries
from rpp.studies.models import Study, StudyFinding
from rpp.studies.parts import Finding
from rpp.studies.visibility import takes_part

OPEN = ("active", "findings_shared", "interpreted", "published")
CLOSED = "The facts of findings are recorded once the study is under way."


def _readers(viewer: Viewer) -> Select[int | None]:
    """Findings are the partners' until the brief is out."""
    published = col(Study.status) == "published"
    return select(col(Study.id)).where(or_(published, takes_part(viewer)))


def _about(session: Session, viewer: Viewer, study_id: int) -> About | None:
    seen = queries.study(session, viewer, study_id)
    if seen is None or not seen.shows_findings:
        return None
    return about_of(seen)


def about_of(seen: queries.Seen) -> About:
    """The study as the room of findings knows it."""
    return About(
        "study",
        seen.id,
        seen.title,
        seen.base,
        f"Study {seen.id}",
        role=seen.role,
        is_public=seen.status == "published",
        closed="" if seen.status in OPEN else CLOSED,
    )


def _begun(session: Session, ids: Collection[int]) -> dict[int, list[Begun]]:
    """The results that studies entered, as far as they are facts; one statement."""
    finding, study = columns(StudyFinding), columns(Study)
    rows = session.execute(
        select(study.id, study.design, *columns_of(Finding, finding.id.table))
        .join(study.id.table, study.id == finding.study_id)
        .where(study.id.in_(ids))
        .order_by(finding.id)
    )
    found: dict[int, list[Begun]] = {id_: [] for id_ in ids}
    for study_id, design, *own in rows:
        result = Finding(*own)
        found[study_id].append(Begun(key_of(result.id), result.outcome, _facts(result, design)))
    return found


def key_of(finding_id: int) -> str:
    """How the facts of a result name it."""
    return f"result:{finding_id}"


def _facts(one: Finding, design: str) -> Contrast:
    return Contrast(
        outcome=one.outcome,
        comparison=one.comparison,
        design=design if design in DESIGNS else "",
        treated=Arm(
            n=one.n_treated,
            clusters=one.clusters_treated,
            mean=one.mean_treated,
            sd=one.sd_treated,
        ),
        compared=Arm(
            n=one.n_compared,
            clusters=one.clusters_compared,
            mean=one.mean_compared,
            sd=one.sd_compared,
        ),
        n=one.n,
    )


def _touched(session: Session, study_id: int) -> Study:
    return session.get_one(Study, study_id)


KIND = SubjectKind("study", _readers, _about, _begun, _touched, own_students=True)


def link(session: Session, seen: queries.Seen) -> Link:
    """What leads to the facts of a study's findings, with how many are complete."""
    about = about_of(seen)
    recorded = recorded_of(session, about.key)
    known = {one.of_key for one in recorded}
    left = [one for one in _begun(session, [seen.id])[seen.id] if one.key not in known]
    told = counted(recorded, left)
    return Link(f"Findings as facts: {told}" if told else "Findings as facts", about.base)


def forget(session: Session, actor: Viewer, study: Study, finding_id: int) -> None:
    """Remove the facts of a result that is taken out."""
    about = About("study", study.id or 0, study.title, "", "", role="member")
    reason = "The study took the result out."
    operations.remove_of_key(session, actor, about, key_of(finding_id), reason)
