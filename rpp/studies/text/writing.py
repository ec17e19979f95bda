"""The text of a study: sections, references, title and kind of design."""

from datetime import timedelta

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from rpp import clock, dates, kinds, markup
from rpp.errors import DomainError
from rpp.networks.zones import zone_of
from rpp.policy import Viewer
from rpp.studies.lifecycle.audit import held, record
from rpp.studies.lifecycle.life import LIFE, Action
from rpp.studies.models import DESIGNS, SectionRevision, Study, StudyReference, StudySection
from rpp.studies.text import passages, readiness
from rpp.studies.text.opening import Conflict as Conflict
from rpp.studies.text.opening import agree, open_section

# Saves of one person within this time count as one edit: one line, one earlier text.
SITTING = timedelta(minutes=30)


def save_section(
    session: Session,
    actor: Viewer,
    study_id: int,
    key: str,
    body: str,
    version: int | None = None,
    *,
    keep: bool = False,
) -> StudySection:
    """Save a section; the text before is kept among the earlier ones.

    Raises Conflict where another `version` than this one stands, if one is given; `keep` keeps the
    replaced text in any case.
    """
    study, section = open_section(session, study_id, key)
    if section.body == body:
        return section
    if version is not None:
        agree(session, section, version)
    if not put(session, study, section, actor, body, keep=keep):
        record(session, study, "section_edited", actor.id, detail={"section": key})
    return section


def restore_section(
    session: Session, actor: Viewer, study_id: int, key: str, earlier: int, version: int
) -> StudySection:
    """Take a section back to an earlier text; the one that is replaced is kept.

    Raises Conflict where someone saved since `version` was read.
    """
    study, section = open_section(session, study_id, key)
    agree(session, section, version)
    old = session.exec(
        select(SectionRevision).where(
            SectionRevision.section_id == section.id, SectionRevision.version == earlier
        )
    ).first()
    if old is None:
        raise DomainError("There is no such earlier text.")
    if old.body == section.body:
        raise DomainError("The current text is the same as this one.")
    put(session, study, section, actor, old.body, keep=True)
    detail = {
        "section": key,
        "version": earlier,
        "of": dates.date_in(old.edited_at, zone_of(session, study.network_id)).isoformat(),
    }
    record(session, study, "section_restored", actor.id, detail=detail)
    return section


def put(
    session: Session,
    study: Study,
    section: StudySection,
    actor: Viewer,
    body: str,
    *,
    keep: bool = False,
) -> bool:
    """Put a new text in a section: keep the one before, number its paragraphs, end "ready".

    Returns whether it goes on an edit of the same person that the history tells already.
    """
    now = clock.now()
    same_sitting = (
        section.edited_by == actor.id
        and section.edited_at is not None
        and now - section.edited_at < SITTING
    )
    if section.body and section.edited_at is not None and (keep or not same_sitting):
        session.add(
            SectionRevision(
                section_id=section.id,  # type: ignore[arg-type]
                version=section.version,
                body=section.body,
                edited_by=section.edited_by,
                edited_at=section.edited_at,
            )
        )
    html = markup.render(body)
    section.anchors, section.next_anchor = passages.renumbered(
        section.body_html, section.anchors, html, section.next_anchor
    )
    section.body, section.body_html, section.markup_version = body, html, markup.VERSION
    section.version += 1
    section.edited_by, section.edited_at = actor.id, now
    session.flush()
    readiness.end(session, study, section, actor)
    return same_sitting


def basics(session: Session, study_id: int) -> dict[str, str]:
    """The title and the kind of design, as they are saved."""
    study = session.get_one(Study, study_id)
    return {"title": study.title, "design": study.design}


def edit_basics(
    session: Session, actor: Viewer, study_id: int, *, title: str, design: str
) -> Study:
    """Change the title, or choose the kind of design."""
    study = held(session, study_id)
    LIFE.require(study, Action.WRITE)
    if design and design not in DESIGNS:
        raise DomainError("Choose a kind of design from the list.", "design")
    if (title, design) != (study.title, study.design):
        study.title, study.design = title, design
        record(session, study, "basics_edited", actor.id)
    return study


def add_reference(
    session: Session,
    actor: Viewer,
    study_id: int,
    *,
    source_kind: str,
    source_id: int,
    leaves_open: str,
) -> StudyReference:
    """Link a reviewed study ("evidence") or a brief, with one line on what it leaves open."""
    study = held(session, study_id)
    LIFE.require(study, Action.WRITE)
    title = title_of(session, source_kind, source_id)
    if title is None:
        raise DomainError("There is no such reviewed study or brief here.", "source")
    reference = StudyReference(
        study_id=study_id,
        source_kind=source_kind,
        source_id=source_id,
        title=title[:300],
        leaves_open=leaves_open,
    )
    try:
        with session.begin_nested():
            session.add(reference)
    except IntegrityError as error:
        raise DomainError("The study already links this one.", "source") from error
    record(session, study, "reference_added", actor.id, detail={"reference": reference.title})
    return reference


def title_of(session: Session, kind: str, source_id: int) -> str | None:
    """The title of a reviewed study or brief that everyone may see."""
    # Only what everyone may read: the title is shown to all who read the study.
    return kinds.citable(session, kind, source_id)


def remove_reference(session: Session, actor: Viewer, study_id: int, reference_id: int) -> Study:
    """Take a link out while the text is open."""
    study = held(session, study_id)
    LIFE.require(study, Action.WRITE)
    reference = session.exec(
        select(StudyReference).where(
            col(StudyReference.id) == reference_id, StudyReference.study_id == study_id
        )
    ).first()
    if reference is None:
        raise DomainError("This link is already removed.")
    title = reference.title
    session.delete(reference)
    record(session, study, "reference_removed", actor.id, detail={"reference": title})
    return study
