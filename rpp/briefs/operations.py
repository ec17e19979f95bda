"""What people do with briefs."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select as sa_select
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from rpp import clock, db, history, markup, unsaved, vocabulary
from rpp.briefs import content, material
from rpp.briefs.life import LIFE, Action
from rpp.briefs.life import WRITING as WRITING
from rpp.briefs.models import PARTS, Brief, BriefOrganization, BriefVersion
from rpp.errors import DomainError
from rpp.policy import Viewer
from rpp.problems.models import Problem
from rpp.problems.operations import resolve_problem
from rpp.studies.lifecycle.audit import problems_of
from rpp.studies.lifecycle.life import LIFE as STUDY
from rpp.studies.lifecycle.life import Action as StudyAction
from rpp.studies.lifecycle.operations import brief_dropped, brief_started, mark_published
from rpp.studies.models import Study
from rpp.studies.outcome.sensemaking import demand_publishable

# --- the draft -----------------------------------------------------------------------------


def draft_brief(session: Session, actor: Viewer, study_id: int) -> Brief:
    """Begin the brief of an interpreted study from what its partners wrote already."""
    study = db.lock(session, Study, study_id)
    if not STUDY.allows(study, StudyAction.PUBLISH):
        raise DomainError(
            "A brief is drafted after sensemaking. Record the meeting in which the partners "
            "interpreted the findings first."
        )
    draft = material.first_draft(session, study_id, study.title)
    # A draft that was deleted left its row, so that its number names no other brief.
    before = session.exec(
        select(Brief).where(Brief.study_id == study_id, Brief.status == "deleted")
    ).first()
    brief = before or Brief(
        study_id=study_id,
        problem_id=study.problem_id,
        network_id=study.network_id,
        status_since=clock.now(),
        title="",
        created_at=clock.now(),
    )
    brief.title, brief.bottom_line, brief.draft = draft["title"], draft["bottom_line"], draft
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
    brief.title, brief.bottom_line, brief.draft = "", "", {}
    brief.draft_by = brief.draft_at = None
    history.move(session, brief, "deleted", "deleted", actor.id, private=True)
    unsaved.forget_place(session, f"/briefs/{brief_id}/edit")
    brief_dropped(session, actor.id, brief.study_id)
    return brief


def save_draft(
    session: Session,
    actor: Viewer,
    brief_id: int,
    texts: Mapping[str, Any],
    *,
    confirmed: bool = False,
) -> Brief:
    """Save the texts of a draft, or of a correction that is being prepared."""
    brief = db.lock(session, Brief, brief_id)
    LIFE.require(brief, Action.WRITE)
    draft = brief.draft | {key: texts[key] for key in EDITED if key in texts}
    draft["not_a_student"] = confirmed
    if draft != brief.draft:
        draft["parts_html"] = {key: markup.render(draft["parts"][key]) for key in PARTS}
        brief.draft_version += 1
        brief.draft, brief.draft_by, brief.draft_at = draft, actor.id, clock.now()
        if brief.status == "draft":
            brief.title, brief.bottom_line = draft["title"], draft["bottom_line"]
        session.add(brief)
        session.flush()
    history.record(session, brief, "edited", actor.id, private=True)
    return brief


# What the form of a draft changes; dissent is each partner's own.
EDITED = ("title", "bottom_line", "parts", "figures", "chart", "authors")


def print_dissent(session: Session, actor: Viewer, brief_id: int, text: str) -> Brief:
    """Print what a partner sees differently, in their own words; an empty text takes it out."""
    brief = db.lock(session, Brief, brief_id)
    LIFE.require(brief, Action.DISSENT, "text")
    before = brief.draft["dissent"]
    voices = [voice for voice in before if voice["person_id"] != actor.id]
    if text:
        voices.append({"person_id": actor.id, "text": text})
    if voices != before:
        brief.draft = brief.draft | {"dissent": voices}
        if brief.status == "in_review":
            # What is published must be what was read.
            brief.draft_version += 1
        session.add(brief)
        verb = "dissented" if text else "dissent_taken_out"
        history.record(session, brief, verb, actor.id, private=True)
    return brief


def drop_correction(session: Session, actor: Viewer, brief_id: int) -> Brief:
    """Forget a correction that is being prepared; the published text is the draft again."""
    brief = db.lock(session, Brief, brief_id)
    LIFE.require(brief, Action.DISCARD)
    brief.draft = material.draft_of(_current(session, brief), brief.draft)
    brief.draft_version += 1
    brief.draft_by, brief.draft_at = actor.id, clock.now()
    session.add(brief)
    history.record(session, brief, "correction_dropped", actor.id, private=True)
    return brief


# --- review and publication ----------------------------------------------------------------


def send_to_review(session: Session, actor: Viewer, brief_id: int) -> Brief:
    """Give the draft to every member of the study to read."""
    brief = db.lock(session, Brief, brief_id)
    LIFE.require(brief, Action.SEND_TO_REVIEW)
    _demand(session, brief)
    history.move(session, brief, "in_review", "sent_to_review", actor.id, private=True)
    return brief


def return_to_draft(session: Session, actor: Viewer, brief_id: int) -> Brief:
    """Take a draft back from review, to change it."""
    brief = db.lock(session, Brief, brief_id)
    # A deleted draft becomes one again only where its study begins another brief.
    LIFE.require(brief, Action.RETURN)
    history.move(session, brief, "draft", "returned_to_draft", actor.id, private=True)
    return brief


def publish_brief(
    session: Session, actor: Viewer, brief_id: int, *, version: int | None = None
) -> Brief:
    """Publish version 1, for good; the study is published and its problem resolved with it.

    `version` is the version of the draft that was read before; another one is refused.
    """
    brief = db.lock(session, Brief, brief_id)
    LIFE.require(brief, Action.PUBLISH)
    study = db.lock(session, Study, brief.study_id)
    if not STUDY.allows(study, StudyAction.PUBLISH):
        raise DomainError("The study must be interpreted by its partners before it is published.")
    demand_publishable(session, study)
    _same(brief, version)
    _demand(session, brief)
    made = _add_version(session, actor, brief, "")
    brief.published_at, brief.published_seq = made.published_at, made.id
    _name_organizations(session, brief, made)
    for element, codes in vocabulary.tags_of(session, "problem", brief.problem_id).items():
        if element in ("grade", "subject"):
            vocabulary.set_tags(session, "brief", brief_id, element, codes)
    history.move(
        session,
        brief,
        "published",
        "published",
        actor.id,
        text_hash=made.text_hash,
        detail={"version": 1},
    )
    assert actor.id is not None
    mark_published(session, actor.id, brief.study_id)
    for problem_id in problems_of(session, brief.study_id):
        resolve_problem(session, actor.id, problem_id, brief_id)
    return brief


def correct_brief(
    session: Session, actor: Viewer, brief_id: int, note: str, *, version: int | None = None
) -> Brief:
    """Publish the prepared correction as the next version, and say what changed."""
    brief = db.lock(session, Brief, brief_id)
    LIFE.require(brief, Action.CORRECT)
    _same(brief, version)
    if not note.strip():
        raise DomainError("Say what changed and why, in a sentence.", "note")
    _demand(session, brief)
    before = _current(session, brief)
    title, bottom_line, frozen, authors = _to_freeze(session, brief)
    if (title, bottom_line, frozen, authors) == (
        before.title,
        before.bottom_line,
        before.content,
        before.authors,
    ):
        raise DomainError(
            f"Nothing has changed from version {brief.current}. Edit the text before you publish a "
            "correction."
        )
    made = _add_version(session, actor, brief, note.strip())
    _name_organizations(session, brief, made)
    history.move(
        session,
        brief,
        "published",
        "corrected",
        actor.id,
        reason=made.correction,
        text_hash=made.text_hash,
        detail={"version": made.number},
    )
    return brief


def withdraw_brief(session: Session, actor: Viewer, brief_id: int, reason: str) -> Brief:
    """Withdraw a published brief with a reason; its address stays and says so."""
    brief = db.lock(session, Brief, brief_id)
    LIFE.require(brief, Action.WITHDRAW)
    if not reason.strip():
        raise DomainError(
            "Say why it is withdrawn. Everyone who cited it will read this.", "reason"
        )
    brief.reason = reason.strip()
    history.move(session, brief, "withdrawn", "withdrawn", actor.id, reason=brief.reason)
    return brief


def supersede_brief(
    session: Session, actor: Viewer, brief_id: int, newer_id: int, reason: str
) -> Brief:
    """Say that a newer published brief takes the place of this one, which stays readable."""
    there = sa_select(col(Brief.id)).where(col(Brief.id).in_((brief_id, newer_id)))
    # Both held, in the order of their ids: the newer one may be withdrawn at this moment.
    found = {key: db.lock(session, Brief, key) for key in sorted(session.execute(there).scalars())}
    brief, newer = found[brief_id], found.get(newer_id)
    LIFE.require(brief, Action.SUPERSEDE)
    if newer is None or newer.status != "published" or newer is brief:
        raise DomainError("Give the number of another brief that is published here.", "newer")
    brief.superseded_by, brief.reason = newer_id, reason.strip()
    history.move(
        session,
        brief,
        "superseded",
        "superseded",
        actor.id,
        reason=brief.reason,
        detail={"newer_id": newer_id},
    )
    return brief


# --- what they share -----------------------------------------------------------------------


def _same(brief: Brief, version: int | None) -> None:
    if version is not None and version != brief.draft_version:
        raise DomainError(
            "The text changed while you read it. Read it again before you publish it."
        )


def _demand(session: Session, brief: Brief) -> None:
    for check in content.checks(brief.draft, topics(session, brief)):
        if not check.ok:
            raise DomainError(check.advice, check.field)


def topics(session: Session, brief: Any) -> list[str]:
    """Titles that name a topic, so that none of them can be the brief's own."""
    study = sa_select(col(Study.title)).where(col(Study.id) == brief.study_id)
    problem = sa_select(col(Problem.title)).where(col(Problem.id) == brief.problem_id)
    return list(session.execute(study.union_all(problem)).scalars())


def _current(session: Session, brief: Brief) -> BriefVersion:
    statement = select(BriefVersion).where(
        BriefVersion.brief_id == brief.id, BriefVersion.number == brief.current
    )
    return session.exec(statement).one()


def _to_freeze(session: Session, brief: Brief) -> tuple[str, str, Any, list[dict[str, str]]]:
    draft = brief.draft
    people = material.people(session, brief.study_id, draft)
    basis = material.basis(session, brief.study_id) | {
        "people": {
            "authors": [id_ for id_ in draft["authors"] if id_ in people],
            "dissent": [voice["person_id"] for voice in draft["dissent"]],
        }
    }
    return (
        draft["title"],
        draft["bottom_line"],
        content.frozen(draft, material.voices(draft, people), basis),
        material.authors(draft, people),
    )


def _add_version(session: Session, actor: Viewer, brief: Brief, note: str) -> BriefVersion:
    """Write the next version as the draft stands; the database lets each number be used once."""
    assert brief.id is not None
    assert actor.id is not None
    title, bottom_line, frozen, authors = _to_freeze(session, brief)
    made = BriefVersion(
        brief_id=brief.id,
        number=brief.current + 1,
        title=title,
        bottom_line=bottom_line,
        content=frozen,
        parts_html={key: markup.render(text) for key, text in frozen["parts"].items()},
        markup_version=markup.VERSION,
        authors=authors,
        correction=note,
        text_hash="",
        published_by=actor.id,
        published_at=clock.now(),
    )
    made.text_hash = content.text_hash(made)
    try:
        with session.begin_nested():
            session.add(made)
            session.flush()
    except IntegrityError:
        raise DomainError("Someone published this version a moment ago. Reload the page.") from None
    brief.current, brief.title, brief.bottom_line = made.number, title, bottom_line
    brief.districts = len(frozen["basis"]["districts"])
    brief.sample = frozen["basis"]["sample"]
    session.add(brief)
    return made


def _name_organizations(session: Session, brief: Brief, made: BriefVersion) -> None:
    """Keep which organizations made the brief, with their states, for lists."""
    assert brief.id is not None
    known = set(
        session.exec(
            select(BriefOrganization.organization_id).where(BriefOrganization.brief_id == brief.id)
        )
    )
    basis = made.content["basis"]
    for organization in (*basis["districts"], *basis["organizations"]):
        if organization["id"] not in known:
            known.add(organization["id"])
            session.add(
                BriefOrganization(
                    brief_id=brief.id,
                    organization_id=organization["id"],
                    state=organization["state"],
                )
            )
    session.flush()
