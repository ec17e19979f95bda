"""What people do with briefs."""

from dataclasses import replace

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, select

from rpp import clock, db, history, unsaved
from rpp.briefs import queries, types
from rpp.briefs.checks import checks
from rpp.briefs.files.keeping import let_go_of_files
from rpp.briefs.first_draft import first_draft
from rpp.briefs.life import LIFE, Action
from rpp.briefs.life import WRITING as WRITING
from rpp.briefs.models import Brief
from rpp.briefs.onepage.forgetting import forget_pages
from rpp.briefs.review.deciding import tell_of_change
from rpp.briefs.review.forgetting import forget_review
from rpp.briefs.texts import Dissent, Draft, Texts
from rpp.errors import DomainError
from rpp.policy import Viewer
from rpp.studies.lifecycle.life import LIFE as STUDY
from rpp.studies.lifecycle.life import Action as StudyAction
from rpp.studies.lifecycle.operations import brief_started
from rpp.studies.models import Study

# --- the draft -----------------------------------------------------------------------------


def draft_brief(session: Session, actor: Viewer, study_id: int) -> Brief:
    """Begin the brief of an interpreted study from what its partners wrote already."""
    study = db.lock(session, Study, study_id)
    if not STUDY.allows(study, StudyAction.PUBLISH):
        raise DomainError(
            "A brief is drafted after sensemaking. Record the meeting in which the partners "
            "interpreted the findings first."
        )
    draft = first_draft(session, study_id, study.title)
    # A draft that was deleted left its row, so that its number names no other brief.
    before = session.exec(
        select(Brief).where(Brief.study_id == study_id, Brief.status == "deleted")
    ).first()
    brief = before or Brief(
        study_id=study_id,
        problem_id=study.problem_id,
        network_id=study.network_id,
        begun_by=actor.id,
        status_since=clock.now(),
        title="",
        created_at=clock.now(),
    )
    brief.title, brief.bottom_line, brief.draft = draft.title, draft.bottom_line, draft
    brief.draft_by, brief.draft_at = actor.id, clock.now()
    if before is not None:
        brief.status, brief.status_since = "draft", clock.now()
        brief.draft_version += 1
    try:
        with session.begin_nested():
            session.add(brief)
            session.flush()
    except IntegrityError:
        raise DomainError("This study already has a brief. Find it on the study’s page.") from None
    assert actor.id is not None
    assert brief.id is not None
    history.record(session, brief, "drafted", actor.id, detail={"study_id": study_id}, private=True)
    brief_started(session, actor.id, study_id, brief.id)
    return brief


def delete_draft(session: Session, actor: Viewer, brief_id: int) -> Brief:
    """Delete a draft: its texts go for good; the study may begin another brief."""
    brief = db.lock(session, Brief, brief_id)
    LIFE.require(brief, Action.DELETE)
    assert actor.id is not None
    brief.title, brief.bottom_line, brief.draft = "", "", Draft()
    brief.draft_by = brief.draft_at = None
    let_go_of_files(session, brief)
    history.move(session, brief, "deleted", "deleted", actor.id, private=True)
    history.forget_titles(session, brief)
    for page in ("edit", "about"):
        unsaved.forget_place(session, f"/briefs/{brief_id}/{page}")
    forget_pages(session, actor, brief_id)
    forget_review(session, actor, brief)
    types.of(brief).after_deleting(session, actor, brief)
    return brief


def save_draft(
    session: Session,
    actor: Viewer,
    brief_id: int,
    texts: Texts,
    *,
    confirmed: bool = False,
) -> Brief:
    """Save the texts of a draft, or of a correction that is being prepared.

    `confirmed`: the writer said that what looks like a student is none.
    """
    brief = db.lock(session, Brief, brief_id)
    LIFE.require(brief, Action.WRITE)
    draft = brief.draft.with_texts(texts, not_a_student=confirmed)
    if draft != brief.draft:
        brief.draft_version += 1
        brief.draft = draft.rendered()
        brief.draft_by, brief.draft_at = actor.id, clock.now()
        if brief.status == "draft":
            brief.title, brief.bottom_line = draft.title, draft.bottom_line
        session.add(brief)
        session.flush()
    history.record(session, brief, "edited", actor.id, private=True)
    return brief


def move_to_new_sections(session: Session, actor: Viewer, brief_id: int) -> Brief:
    """Move a draft of the first sections to the newest, with all that was written in them."""
    brief = db.lock(session, Brief, brief_id)
    LIFE.require(brief, Action.WRITE)
    if (moved := brief.draft.moved()) != brief.draft:
        brief.draft = moved
        brief.draft_version += 1
        session.add(brief)
        history.record(session, brief, "moved_to_new_sections", actor.id, private=True)
    return brief


def print_dissent(session: Session, actor: Viewer, brief_id: int, text: str) -> Brief:
    """Print what a partner sees differently, in their own words; an empty text takes it out."""
    brief = db.lock(session, Brief, brief_id)
    LIFE.require(brief, Action.DISSENT, "text")
    before = brief.draft.dissent
    voices = [voice for voice in before if voice.person_id != actor.id]
    if text:
        voices.append(Dissent(actor.id, text))
    if voices != before:
        brief.draft = replace(brief.draft, dissent=voices)
        if brief.status == "in_review":
            # What is published must be what was read.
            brief.draft_version += 1
        session.add(brief)
        verb = "dissented" if text else "dissent_taken_out"
        history.record(session, brief, verb, actor.id, private=True)
        if brief.status == "in_review":
            tell_of_change(session, actor, brief)
    return brief


def drop_correction(session: Session, actor: Viewer, brief_id: int) -> Brief:
    """Forget a correction that is being prepared; the published text is the draft again."""
    brief = db.lock(session, Brief, brief_id)
    LIFE.require(brief, Action.DISCARD)
    published = queries.version(session, brief_id, brief.current)
    brief.draft = published.as_draft(not_a_student=brief.draft.not_a_student)
    let_go_of_files(session, brief)
    brief.draft_version += 1
    brief.draft_by, brief.draft_at = actor.id, clock.now()
    session.add(brief)
    history.record(session, brief, "correction_dropped", actor.id, private=True)
    return brief


# --- review --------------------------------------------------------------------------------


def send_to_review(session: Session, actor: Viewer, brief_id: int) -> Brief:
    """Give the draft to all who take part in making it to read."""
    brief = db.lock(session, Brief, brief_id)
    LIFE.require(brief, Action.SEND_TO_REVIEW)
    demand_complete(session, brief)
    history.move(session, brief, "in_review", "sent_to_review", actor.id, private=True)
    tell_of_change(session, actor, brief)
    return brief


def return_to_draft(session: Session, actor: Viewer, brief_id: int) -> Brief:
    """Take a draft back from review, to change it."""
    brief = db.lock(session, Brief, brief_id)
    # A deleted draft becomes one again only where its study begins another brief.
    LIFE.require(brief, Action.RETURN)
    brief.draft = brief.draft.moved()
    history.move(session, brief, "draft", "returned_to_draft", actor.id, private=True)
    return brief


def demand_complete(session: Session, brief: Brief) -> None:
    """Refuse a draft that lacks something; the refusal stands beside its field."""
    for check in checks(brief.draft, types.of(brief).topics(session, brief)):
        if not check.ok:
            raise DomainError(check.advice, check.field)
