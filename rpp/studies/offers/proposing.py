"""A researcher proposes a study on a problem."""

from sqlmodel import Session

from rpp import clock, db, markup
from rpp.errors import DomainError
from rpp.policy import Viewer
from rpp.problems import queries as problems
from rpp.problems.models import Problem
from rpp.studies.lifecycle.audit import record
from rpp.studies.models import Study, StudyMember, StudySection
from rpp.studies.text import passages


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
        raise DomainError("Choose one of your research organizations.", "organization_id")
    known = problems.problem(session, actor, problem_id)
    # Held: it may be retired or merged at this moment.
    problem = db.lock(session, Problem, problem_id) if known else None
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
