"""Saving what catalogs say of a brief."""

from collections.abc import Iterable

from sqlalchemy import select
from sqlmodel import Session, col

from rpp import clock, db, history
from rpp.briefs import types
from rpp.briefs.details.schema import Details
from rpp.briefs.life import LIFE, Action
from rpp.briefs.models import Brief
from rpp.errors import DomainError
from rpp.organizations.models import Organization
from rpp.policy import Viewer


def save_details(
    session: Session, actor: Viewer, brief_id: int, details: Details, *, confirmed: bool = False
) -> Brief:
    """Save the details of a draft, or of a correction that is being prepared.

    `confirmed`: the writer said that what looks like a student is none.
    """
    brief = db.lock(session, Brief, brief_id)
    LIFE.require(brief, Action.WRITE)
    _demand_people(session, brief, details)
    _demand_districts(session, details)
    before = brief.draft
    draft = before.with_details(details, not_a_student=confirmed or before.not_a_student)
    if draft != before:
        brief.draft = draft
        brief.draft_version += 1
        brief.draft_by, brief.draft_at = actor.id, clock.now()
        session.add(brief)
        session.flush()
    history.record(session, brief, "described", actor.id, private=True)
    return brief


def _demand_people(session: Session, brief: Brief, details: Details) -> None:
    """Someone is named by their account only where they have a part in making the brief."""
    people = types.of(brief).makers(session, brief, brief.draft)
    if any(one.person_id and one.person_id not in people for one in details.authors):
        raise DomainError("Choose an author from the list, or type a name.", "people")


def _demand_districts(session: Session, details: Details) -> None:
    """Each LEAID is one of the directory."""
    strange = _strange(session, (one.leaid for one in details.organizations))
    if strange:
        raise DomainError(f"No district has the LEAID {strange[0]}.", "organizations")
    if strange := _strange(session, (one.leaid for one in details.authors)):
        raise DomainError(f"No district has the LEAID {strange[0]}.", "people")


def _strange(session: Session, leaids: Iterable[str]) -> list[str]:
    asked = sorted({leaid for leaid in leaids if leaid})
    if not asked:
        return []
    statement = select(col(Organization.leaid)).where(col(Organization.leaid).in_(asked))
    known = set(session.execute(statement).scalars())
    return [leaid for leaid in asked if leaid not in known]
