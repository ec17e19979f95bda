"""Who is responsible that a section gets written, and when it is called ready."""

from sqlmodel import Session, col, select

from rpp import clock
from rpp.errors import DomainError
from rpp.history import only
from rpp.people.models import Person
from rpp.policy import Viewer
from rpp.studies.lifecycle.audit import record
from rpp.studies.models import Study, StudyMember, StudySection
from rpp.studies.text.opening import open_section
from rpp.studies.visibility import in_standing

# Who reads along writes nothing, so they answer for no section.
READS = ("observer",)


def give_owner(
    session: Session, actor: Viewer, study_id: int, key: str, person_id: int | None
) -> StudySection:
    """Give a section to a member who writes, or to no one."""
    study, section = open_section(session, study_id, key)
    name: str | None = ""
    if person_id is not None:
        name = session.execute(
            select(col(Person.name))
            .join(StudyMember, col(StudyMember.person_id) == col(Person.id))
            .where(
                col(StudyMember.study_id) == study_id,
                col(StudyMember.person_id) == person_id,
                col(StudyMember.role).not_in(READS),
                in_standing(StudyMember),
            )
        ).scalar()
        if name is None:
            raise DomainError("Choose a member of the study who writes.", "person_id")
    if section.owner_id == person_id:
        return section
    section.owner_id = person_id
    to_owner = only([person_id] if person_id else (), f"#{key}")
    detail = {"section": key, "owner": name}
    record(session, study, "section_given", actor.id, detail=detail, audience=to_owner)
    return section


def mark_ready(
    session: Session, actor: Viewer, study_id: int, key: str, version: int, *, leads: bool
) -> StudySection:
    """Call a section ready as read at `version`; its owner does, or a lead (`leads`)."""
    study, section = open_section(session, study_id, key)
    _may_mark(session, actor, section, leads)
    if not section.body.strip():
        raise DomainError("An empty section cannot be ready. Any member can write it.")
    if section.version != version:
        raise DomainError(
            "The section was changed since you read it. Read the new text, then mark it ready."
        )
    if section.ready_at is None:
        section.ready_by, section.ready_at = actor.id, clock.now()
        record(session, study, "section_ready", actor.id, detail={"section": key})
    return section


def unmark_ready(
    session: Session, actor: Viewer, study_id: int, key: str, *, leads: bool
) -> StudySection:
    """Take the mark off again."""
    study, section = open_section(session, study_id, key)
    _may_mark(session, actor, section, leads)
    if section.ready_at is not None:
        section.ready_by = section.ready_at = None
        record(session, study, "section_not_ready", actor.id, detail={"section": key})
    return section


def end(session: Session, study: Study, section: StudySection, actor: Viewer) -> None:
    """A section that was edited is no longer ready; its owner and who marked it hear so."""
    if section.ready_at is None:
        return
    told = {person for person in (section.owner_id, section.ready_by) if person}
    section.ready_by = section.ready_at = None
    record(
        session,
        study,
        "section_ready_ended",
        actor.id,
        detail={"section": section.key},
        audience=only(told, f"#{section.key}"),
    )


def _may_mark(session: Session, actor: Viewer, section: StudySection, leads: bool) -> None:
    if leads or section.owner_id == actor.id:
        return
    owner = session.get(Person, section.owner_id) if section.owner_id else None
    who = f"{owner.name}, who owns it," if owner else "The lead researcher"
    raise DomainError(f"{who} or a district co-lead says when this section is ready.")
