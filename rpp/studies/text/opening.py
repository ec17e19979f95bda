"""Opens a section for a change: the text is open, and nobody saved it unseen."""

from sqlmodel import Session, select

from rpp import dates
from rpp.errors import DomainError
from rpp.networks.zones import zone_of
from rpp.people.models import Person
from rpp.studies.lifecycle.audit import held
from rpp.studies.lifecycle.life import LIFE, Action
from rpp.studies.models import Study, StudySection
from rpp.studies.sections import SECTIONS


class Conflict(DomainError):
    """Someone else saved the section since it was read."""


def open_section(session: Session, study_id: int, key: str) -> tuple[Study, StudySection]:
    """The study, held, and one of its sections, to be written in; it is made when first needed."""
    study = held(session, study_id)
    LIFE.require(study, Action.WRITE)
    return study, section_of(session, study_id, key)


def section_of(session: Session, study_id: int, key: str) -> StudySection:
    """One section of a study that is held; it is made when first needed."""
    section = session.exec(
        select(StudySection)
        .where(StudySection.study_id == study_id, StudySection.key == key)
        .execution_options(populate_existing=True)
    ).first()
    if section is None:
        if key not in SECTIONS:
            raise DomainError("There is no such section.")
        section = StudySection(study_id=study_id, key=key)
        session.add(section)
        session.flush()
    return section


def agree(session: Session, section: StudySection, version: int) -> None:
    """Refuse to change a section that someone saved since it was read at `version`."""
    if section.version != version:
        raise Conflict(_changed_by(session, section), "body")


def _changed_by(session: Session, section: StudySection) -> str:
    person = session.get(Person, section.edited_by) if section.edited_by else None
    who = person.name if person else "Someone"
    study = session.get_one(Study, section.study_id)
    zone = zone_of(session, study.network_id)
    when = f" on {dates.day_in(section.edited_at, zone)}" if section.edited_at else ""
    return f"{who} changed this section{when} while you were writing. Your text is not lost."
