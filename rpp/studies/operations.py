"""What people do with a study, from proposing it to the brief."""

from collections.abc import Sequence
from datetime import date, timedelta

from sqlmodel import Session

from rpp import clock, dates, markup
from rpp.errors import DomainError
from rpp.policy import Viewer
from rpp.problems import queries as problems
from rpp.studies import guards, parts, passages
from rpp.studies.guards import running
from rpp.studies.lines import held, move, record
from rpp.studies.models import (
    ENDED,
    Sensemaking,
    SensemakingParticipant,
    Study,
    StudyFinding,
    StudyMember,
    StudySection,
)

SMALL = 10  # fewer people than this in one number could be recognized


def propose_study(
    session: Session,
    actor: Viewer,
    problem_id: int,
    *,
    title: str,
    question: str,
    organization_id: int,
) -> Study:
    """Propose a study on an open or prioritized problem that the researcher may see.

    On a resolved one it is a follow-up.
    """
    if organization_id not in actor.researches_at:
        raise DomainError("Choose a research organization of yours.", "organization_id")
    problem = problems.problem(session, actor, problem_id)
    if problem is None or problem.status not in ("open", "prioritized", "resolved"):
        raise DomainError("This problem takes no new study: it was never opened, or it has ended.")
    if problem.network_id is None:
        raise DomainError("This problem belongs to no network yet, so no study can begin.")
    now = clock.now()
    assert actor.id is not None
    study = Study(
        problem_id=problem_id,
        network_id=problem.network_id,
        lead_id=actor.id,
        organization_id=organization_id,
        title=title,
        status_since=now,
        created_at=now,
    )
    session.add(study)
    session.flush()
    assert study.id is not None
    html = markup.render(question)
    anchors, following = passages.carried([], [], passages.texts(html), 1)
    session.add(
        StudySection(
            study_id=study.id,
            key="question",
            body=question,
            body_html=html,
            markup_version=markup.VERSION,
            version=1,
            edited_by=actor.id,
            edited_at=now,
            anchors=anchors,
            next_anchor=following,
        )
    )
    session.add(
        StudyMember(
            study_id=study.id,
            person_id=actor.id,
            organization_id=organization_id,
            role="lead",
            since=now,
        )
    )
    record(session, study, "proposed", actor.id, detail={"problem_id": problem_id})
    return study


def start_study(session: Session, actor: Viewer, study_id: int) -> Study:
    """Start the signed study, once the agreements its design calls for are in force."""
    study = held(session, study_id)
    running(study, "Only a study that all parties have signed can start.", "signed")
    guards.demand(guards.before_running(study.design, parts.agreements(session, study_id)))
    move(session, study, "active", "started", actor.id)
    return study


def pause_study(session: Session, actor: Viewer, study_id: int, reason: str) -> Study:
    """Pause the study, from either side, with a reason."""
    study = held(session, study_id)
    running(study, "Only a study that is under way can be paused.", "active")
    study.reason = reason
    move(session, study, "paused", "paused", actor.id, reason=reason)
    return study


def resume_study(session: Session, actor: Viewer, study_id: int, reason: str) -> Study:
    """Take a paused study up again, with a reason; its agreements must still be in force."""
    study = held(session, study_id)
    running(study, "Only a paused study can be taken up again.", "paused")
    guards.demand(guards.before_running(study.design, parts.agreements(session, study_id)))
    study.reason = ""
    move(session, study, "active", "resumed", actor.id, reason=reason)
    return study


def withdraw_study(session: Session, actor: Viewer, study_id: int, reason: str) -> Study:
    """End the study before its findings are shared, with a reason."""
    study = held(session, study_id)
    if study.status in ("findings_shared", "interpreted", "published"):
        raise DomainError(
            "The findings are shared, so the study can no longer be withdrawn. A district may "
            "leave it, and the study says so."
        )
    running(study, "The study is withdrawn already.", *set(study.transitions) - set(ENDED))
    study.reason = reason
    move(session, study, "withdrawn", "withdrawn", actor.id, reason=reason)
    return study


# --- findings and sensemaking --------------------------------------------------------------


def add_finding(
    session: Session,
    actor: Viewer,
    study_id: int,
    *,
    outcome: str,
    comparison: str,
    result: str,
    estimate: float | None = None,
    low: float | None = None,
    high: float | None = None,
    unit: str = "",
    n: int | None = None,
) -> StudyFinding:
    """Enter one result: one outcome, one comparison; an estimate comes with its interval."""
    study = held(session, study_id)
    running(
        study,
        "Findings are entered while the study is under way, and until they are interpreted.",
        "active",
        "findings_shared",
    )
    if n is not None and n < SMALL:
        raise DomainError(
            f"A result on fewer than {SMALL} people could show who they are. Join groups until "
            f"there are at least {SMALL}, or leave this result out.",
            "n",
        )
    given = [value is not None for value in (estimate, low, high)]
    if any(given) and not all(given):
        raise DomainError(
            "Give the estimate with both ends of its interval, or none of the three.", "estimate"
        )
    if (
        estimate is not None
        and low is not None
        and high is not None
        and not low <= estimate <= high
    ):
        raise DomainError("The estimate must lie between the two ends of its interval.", "estimate")
    if estimate is not None and n is None:
        raise DomainError("Say how many people the estimate rests on.", "n")
    assert actor.id is not None
    finding = StudyFinding(
        study_id=study_id,
        outcome=outcome,
        comparison=comparison,
        result=result,
        estimate=estimate,
        low=low,
        high=high,
        unit=unit,
        n=n,
        entered_by=actor.id,
    )
    session.add(finding)
    record(session, study, "finding_entered", actor.id, detail={"outcome": outcome}, private=True)
    return finding


def remove_finding(session: Session, actor: Viewer, study_id: int, finding_id: int) -> Study:
    """Take a result out again before the findings are interpreted."""
    study = held(session, study_id)
    running(
        study, "The findings are interpreted and stay as they are.", "active", "findings_shared"
    )
    finding = session.get(StudyFinding, finding_id)
    if finding is None or finding.study_id != study_id:
        raise DomainError("This finding is gone already.")
    if study.status == "findings_shared" and len(parts.findings(session, study_id)) == 1:
        raise DomainError("The findings are shared, so one must stay. Enter the right one first.")
    outcome = finding.outcome
    session.delete(finding)
    record(session, study, "finding_removed", actor.id, detail={"outcome": outcome}, private=True)
    return study


def share_findings(session: Session, actor: Viewer, study_id: int) -> Study:
    """Share the findings with all partners, at least one."""
    study = held(session, study_id)
    running(study, "Findings are shared by a study that is under way.", "active")
    if not parts.findings(session, study_id):
        raise DomainError("Enter at least one finding first. Any member of the study can.")
    move(session, study, "findings_shared", "findings_shared", actor.id)
    return study


def record_sensemaking(
    session: Session,
    actor: Viewer,
    study_id: int,
    *,
    held_on: date,
    participants: Sequence[tuple[int, str]],
    interpretations: str,
    dissent: str = "",
    dissent_by: int | None = None,
) -> Sensemaking:
    """Record how the partners interpreted the findings; `participants`: (person id, part).

    Every LEA that takes part must have been heard through a practitioner of its own.
    """
    study = held(session, study_id)
    running(
        study,
        "Sensemaking comes once, after the findings are shared with all partners.",
        "findings_shared",
    )
    if held_on > clock.now().date() + timedelta(days=1):
        raise DomainError("This day is still to come. Record the meeting after it.", "held_on")
    if held_on < study.status_since.date() - timedelta(days=1):
        raise DomainError(
            "The meeting comes after the findings were shared with all partners.", "held_on"
        )
    members = {member.id: member for member in parts.members(session, study_id)}
    partners = parts.partners(session, study_id)
    leas = {partner.id for partner in partners}
    present = dict(participants)
    for person_id, part in present.items():
        member = members.get(person_id)
        if member is None:
            raise DomainError("Only members of the study can be listed.", "participants")
        if part == "practitioner" and member.organization_id not in leas:
            raise DomainError(
                f"{member.name} is not from one of the districts, so not as a practitioner.",
                "participants",
            )
    guards.demand(
        guards.practitioners_of_each(
            partners, [(members[p].organization_id, part) for p, part in present.items()]
        )
    )
    if bool(dissent) != (dissent_by is not None):
        raise DomainError("Give both: the dissent, and who dissents.", "dissent")
    if dissent_by is not None and dissent_by not in present:
        raise DomainError("Whoever dissents took part in the meeting.", "dissent_by")
    assert actor.id is not None
    meeting = Sensemaking(
        study_id=study_id,
        held_on=held_on,
        interpretations=interpretations,
        interpretations_html=markup.render(interpretations),
        markup_version=markup.VERSION,
        dissent=dissent,
        dissent_by=dissent_by,
        recorded_by=actor.id,
    )
    session.add(meeting)
    session.flush()
    assert meeting.id is not None
    for person_id, part in present.items():
        session.add(
            SensemakingParticipant(
                sensemaking_id=meeting.id,
                person_id=person_id,
                organization_id=members[person_id].organization_id,
                role=part,
            )
        )
    detail = {
        "held_on": held_on.isoformat(),
        "held": dates.day(held_on),
        "participants": len(present),
    }
    move(session, study, "interpreted", "interpreted", actor.id, detail=detail)
    return meeting


# --- called by the briefs, a floor above ---------------------------------------------------


def brief_started(session: Session, actor_id: int, study_id: int, brief_id: int) -> Study:
    """Note the brief that reports the study, once its draft exists."""
    study = held(session, study_id)
    running(study, "A brief follows once the findings are interpreted.", "interpreted")
    study.brief_id = brief_id
    record(session, study, "brief_started", actor_id, detail={"brief_id": brief_id}, private=True)
    return study


def mark_published(
    session: Session, actor_id: int, study_id: int, brief_id: int | None = None
) -> Study:
    """Note that the study's brief is published; from now on everyone may know of the study."""
    study = held(session, study_id)
    running(study, "A brief follows once the findings are interpreted.", "interpreted")
    study.brief_id = brief_id or study.brief_id
    detail = {"brief_id": study.brief_id}
    move(session, study, "published", "published", actor_id, detail=detail)
    return study
