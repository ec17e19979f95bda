"""What people do with the facts of findings: record, correct, remove, put in order."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col

from rpp import clock, db, history
from rpp.errors import DomainError
from rpp.evidence.findings import checks, subjects
from rpp.evidence.findings.columns import changed
from rpp.evidence.findings.contrast import Contrast
from rpp.evidence.findings.models import RECORDED, Finding, FindingRevision
from rpp.evidence.findings.subjects import About
from rpp.policy import Viewer

TAKEN = "Somebody else has recorded the facts of this finding meanwhile. Correct them instead."
REMOVED = "This finding was removed."


def record(
    session: Session, actor: Viewer, about: About, facts: Contrast, *, of_key: str = ""
) -> Finding:
    """Record the facts of a finding; `of_key` names the one of the source that they complete.

    Raises DomainError on the fact that cannot be so.
    """
    finding = add(session, actor, about, facts, of_key=of_key)
    _tell(session, actor, about, finding, "recorded")
    return finding


def add(
    session: Session,
    actor: Viewer,
    about: About,
    facts: Contrast,
    *,
    of_key: str = "",
    file: str = "",
) -> Finding:
    """The same, without telling the history of the subject: who adds many tells it once."""
    demand_open(about)
    demand_possible(about, facts)
    last = select(func.max(RECORDED.c.position)).where(*_of(about))
    assert actor.id is not None
    finding = Finding(
        subject_kind=about.kind,
        subject_id=about.id,
        of_key=of_key or None,
        position=(session.execute(last).scalar() or 0) + 1,
        facts=facts,
        recorded_by=actor.id,
        recorded_at=clock.now(),
    )
    try:
        with session.begin_nested():
            session.add(finding)
    except IntegrityError as error:
        raise DomainError(TAKEN) from error
    detail: dict[str, Any] = {"outcome": facts.outcome}
    if file:
        detail["file"] = file
    history.record(session, finding, "recorded", actor.id, detail=detail)
    return finding


def correct(
    session: Session, actor: Viewer, about: About, finding_id: int, facts: Contrast, *, reason: str
) -> Finding:
    """Put other facts in the place of those that stand; these are kept, with the reason."""
    finding = held(session, about, finding_id)
    if not changed(finding.facts, facts):
        raise DomainError("Nothing was changed.")
    replace_facts(session, actor, about, finding, facts, reason=reason)
    _tell(session, actor, about, finding, "corrected", reason=reason)
    return finding


def replace_facts(
    session: Session,
    actor: Viewer,
    about: About,
    finding: Finding,
    facts: Contrast,
    *,
    reason: str,
    file: str = "",
) -> None:
    """The same, without telling the history of the subject."""
    demand_open(about)
    demand_possible(about, facts)
    told = changed(finding.facts, facts)
    number = select(func.count()).where(col(FindingRevision.finding_id) == finding.id)
    assert actor.id is not None
    assert finding.id is not None
    session.add(
        FindingRevision(
            finding_id=finding.id,
            number=session.execute(number).scalar_one() + 1,
            facts=finding.facts,
            changed_by=actor.id,
            changed_at=clock.now(),
            reason=reason,
        )
    )
    finding.facts = facts
    session.add(finding)
    detail: dict[str, Any] = {"outcome": facts.outcome, "facts": [one.title for one in told]}
    if file:
        detail["file"] = file
    history.record(session, finding, "corrected", actor.id, reason=reason, detail=detail)


def remove(
    session: Session, actor: Viewer, about: About, finding_id: int, *, reason: str
) -> Finding:
    """Take a finding out of all lists; its facts and the reason stay in its history."""
    finding = held(session, about, finding_id)
    _remove(session, actor, about, finding, reason)
    return finding


def remove_of_key(session: Session, actor: Viewer, about: About, of_key: str, reason: str) -> None:
    """Remove the facts that completed what is no longer there."""
    found = session.execute(
        select(Finding).where(*_of(about), RECORDED.c.of_key == of_key)
    ).scalar_one_or_none()
    if found is not None:
        _remove(session, actor, about, found, reason)


def _remove(session: Session, actor: Viewer, about: About, finding: Finding, reason: str) -> None:
    finding.removed_at, finding.of_key = clock.now(), None
    session.add(finding)
    detail = {"outcome": finding.facts.outcome}
    history.record(session, finding, "removed", actor.id, reason=reason, detail=detail)
    _tell(session, actor, about, finding, "removed", reason=reason)


def move(session: Session, actor: Viewer, about: About, finding_id: int, *, up: bool) -> Finding:
    """Put a finding before the one above it, or after the one below it; the first stays first."""
    finding = held(session, about, finding_id)
    demand_open(about)
    rows: Sequence[Finding] = (
        session.execute(
            select(Finding)
            .where(*_of(about), RECORDED.c.removed_at.is_(None))
            .order_by(RECORDED.c.position, RECORDED.c.id)
        )
        .scalars()
        .all()
    )
    at = rows.index(finding)
    to = at + (-1 if up else 1)
    if not 0 <= to < len(rows):
        return finding
    order = list(rows)
    order[at], order[to] = order[to], order[at]
    for place, one in enumerate(order, 1):
        one.position = place
        session.add(one)
    history.record(session, finding, "moved", actor.id)
    _tell(session, actor, about, finding, "moved")
    return finding


def held(session: Session, about: About, finding_id: int) -> Finding:
    """The finding, held until the end of the transaction; refused where it was removed."""
    finding = db.lock(session, Finding, finding_id)
    if (finding.subject_kind, finding.subject_id) != about.key:
        raise DomainError("This finding is of another study.")
    if finding.removed_at is not None:
        raise DomainError(REMOVED)
    return finding


def demand_open(about: About) -> None:
    """Refuse with the reason where nothing can be recorded of the subject now."""
    if about.closed:
        raise DomainError(about.closed)


def demand_possible(about: About, facts: Contrast) -> None:
    """Refuse what cannot be so, with the sentence of the first such fact."""
    kind = subjects.get(about.kind)
    found = checks.impossible(facts, own_students=bool(kind and kind.own_students))
    if found:
        raise DomainError(found[0].words, found[0].name)


def _of(about: About) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return RECORDED.c.subject_kind == about.kind, RECORDED.c.subject_id == about.id


def _tell(
    session: Session, actor: Viewer, about: About, finding: Finding, verb: str, reason: str = ""
) -> None:
    detail = {"outcome": finding.facts.outcome, "finding_id": finding.id}
    tell(session, actor, about, f"facts_{verb}", detail, reason)


def tell(
    session: Session,
    actor: Viewer,
    about: About,
    verb: str,
    detail: dict[str, Any],
    reason: str = "",
) -> None:
    """Write the change into the history of the study or the record, and let others hear of it."""
    subjects.record(session, about.key, verb, actor.id, reason=reason, detail=detail)
    subjects.tell(session, about.key)
