"""What a study under way asks of those who act for a side: sign an amendment, see the findings."""

from collections.abc import Collection
from datetime import UTC, datetime, time
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, false, or_, select
from sqlmodel import Session, col

from rpp import clock, dates
from rpp.policy import Viewer
from rpp.studies import life, sensemaking
from rpp.studies.models import (
    Amendment,
    FindingsSeen,
    Signature,
    Study,
    StudyMember,
    StudyPartner,
)
from rpp.studies.visibility import in_standing, offices_of


def waiting_for(session: Session, viewer: Viewer, but_not: Collection[int] = ()) -> list[Any]:
    """Amendments to sign, and findings to see in studies `but_not` these; two statements."""
    if viewer.id is None:
        return []
    return [*_to_sign(session, viewer), *_to_see(session, viewer, but_not)]


def _here(*conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    """A district of the study that these hold of takes part."""
    return (
        exists()
        .where(
            col(StudyPartner.study_id) == col(Study.id),
            col(StudyPartner.left_at).is_(None),
            *conditions,
        )
        .correlate(Study.__table__)  # type: ignore[attr-defined]
    )


def _unsigned(party: str) -> ColumnElement[bool]:
    return ~(
        exists()
        .where(
            col(Signature.study_id) == col(Study.id),
            col(Signature.text_hash) == col(Amendment.text_hash),
            col(Signature.party) == party,
            col(Signature.void_at).is_(None),
        )
        .correlate(Study.__table__, Amendment.__table__)  # type: ignore[attr-defined]
    )


def _to_sign(session: Session, viewer: Viewer) -> list[Any]:
    sides = [and_(col(Study.lead_id) == viewer.id, _unsigned("lead"))]
    sides += [
        and_(_here(col(StudyPartner.organization_id) == lea), _unsigned(f"lea:{lea}"))
        for lea in sorted(viewer.signs_for)
    ]
    rows = session.execute(
        select(col(Study.id), col(Study.title), col(Amendment.number))
        .join(Amendment, col(Amendment.study_id) == col(Study.id))
        .where(col(Amendment.status) == "signing", col(Study.status).in_(life.RUNNING), or_(*sides))
        .order_by(col(Study.id))
    )
    return [
        {
            "title": row.title,
            "sentence": f"Amendment {row.number} is frozen. Read it and sign for your side.",
            "href": f"/studies/{row.id}/amendments/{row.number}/sign",
            "due": None,
            "button": "Read and sign",
        }
        for row in rows
    ]


def _to_see(session: Session, viewer: Viewer, but_not: Collection[int]) -> list[Any]:
    offices = offices_of(viewer)
    leads = (
        exists()
        .where(
            col(StudyMember.study_id) == col(Study.id),
            col(StudyMember.person_id) == viewer.id,
            col(StudyMember.role) == "co_lead",
            in_standing(StudyMember),
            _here(col(StudyPartner.organization_id) == col(StudyMember.organization_id)).correlate(
                StudyMember.__table__  # type: ignore[attr-defined]
            ),
        )
        .correlate(Study.__table__)  # type: ignore[attr-defined]
    )
    seen = (
        exists()
        .where(
            col(FindingsSeen.study_id) == col(Study.id), col(FindingsSeen.person_id) == viewer.id
        )
        .correlate(Study.__table__)  # type: ignore[attr-defined]
    )
    by_office = _here(col(StudyPartner.organization_id).in_(offices)) if offices else false()
    rows = session.execute(
        select(col(Study.id), col(Study.title), col(Study.shared_at), col(Study.window_days))
        .where(col(Study.status).in_(life.SHARED), ~seen, or_(leads, by_office))
        .order_by(col(Study.id))
    )
    found = [(row, sensemaking.window_ends(row)) for row in rows if row.id not in but_not]
    return [
        {
            "title": row.title,
            "sentence": "Your district sees the findings before anyone outside, until "
            f"{dates.day(last)}. Read them, and say that you have.",
            "href": f"/studies/{row.id}#findings",
            "due": datetime.combine(last, time(12), UTC),
            "button": "See the findings",
        }
        for row, last in found
        if last is not None and last >= clock.now().date()
    ]
