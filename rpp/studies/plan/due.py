"""What a person owes the others of a study: their signature, and a look at the findings."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import or_, select
from sqlmodel import Session, col

from rpp.policy import Viewer
from rpp.studies.lifecycle.life import RUNNING, SHARED
from rpp.studies.models import Amendment, FindingsSeen, Signature, Study, StudyPartner
from rpp.studies.parts import Waiting
from rpp.studies.visibility import offices_of


def unsigned(session: Session, viewer: Viewer, rows: Sequence[Any]) -> set[int]:
    """The frozen studies with a party that the viewer may sign for, and nobody has yet."""
    if not rows:
        return set()
    ids = [row.id for row in rows]
    due = {(row.id, "lead") for row in rows if row.lead_id == viewer.id}
    partners = session.execute(
        select(col(StudyPartner.study_id), col(StudyPartner.organization_id)).where(
            col(StudyPartner.study_id).in_(ids), col(StudyPartner.left_at).is_(None)
        )
    )
    due |= {(study_id, f"lea:{lea}") for study_id, lea in partners if lea in viewer.signs_for}
    signed = session.execute(
        select(col(Signature.study_id), col(Signature.party)).where(
            col(Signature.study_id).in_(ids), col(Signature.void_at).is_(None)
        )
    )
    return {study_id for study_id, _ in due - {(row[0], row[1]) for row in signed}}


def amendments_to_sign(session: Session, viewer: Viewer) -> list[Waiting]:
    """Amendments that wait for a signature of the viewer; a second statement where any may."""
    signs_for = sorted(viewer.signs_for)
    rows = session.execute(
        select(
            col(Study.id),
            col(Study.title),
            col(Study.lead_id),
            col(Amendment.number),
            col(Amendment.text_hash),
            col(StudyPartner.organization_id),
        )
        .select_from(Amendment)
        .join(Study, col(Study.id) == col(Amendment.study_id))
        .join(
            StudyPartner,
            (col(StudyPartner.study_id) == col(Study.id)) & col(StudyPartner.left_at).is_(None),
        )
        .where(
            col(Amendment.status) == "signing",
            col(Study.status).in_(RUNNING),
            or_(col(Study.lead_id) == viewer.id, col(StudyPartner.organization_id).in_(signs_for)),
        )
        .order_by(col(Study.id), col(StudyPartner.id))
    ).all()
    if not rows:
        return []
    hashes = {row.text_hash for row in rows}
    signed = {
        (text_hash, party)
        for text_hash, party in session.execute(
            select(col(Signature.text_hash), col(Signature.party)).where(
                col(Signature.text_hash).in_(hashes), col(Signature.void_at).is_(None)
            )
        )
    }
    due: dict[int, Waiting] = {}
    for row in rows:
        parties = {"lead"} if row.lead_id == viewer.id else set()
        if row.organization_id in viewer.signs_for:
            parties.add(f"lea:{row.organization_id}")
        if any((row.text_hash, party) not in signed for party in parties):
            due[row.id] = {
                "title": row.title,
                "sentence": f"Amendment {row.number} is frozen. Read what changes and sign for "
                "your side.",
                "href": f"/studies/{row.id}/amendments/{row.number}",
                "due": None,
                "button": "Read and sign",
            }
    return list(due.values())


def unseen(session: Session, viewer: Viewer, rows: Sequence[Any]) -> set[int]:
    """The studies whose findings the viewer is to see first, and has not said that they did."""
    ids = [row.id for row in rows if row.status in SHARED]
    if not ids:
        return set()
    here = col(StudyPartner.study_id).in_(ids), col(StudyPartner.left_at).is_(None)
    by_office = session.execute(
        select(col(StudyPartner.study_id)).where(
            *here, col(StudyPartner.organization_id).in_(offices_of(viewer))
        )
    ).scalars()
    seen = session.execute(
        select(col(FindingsSeen.study_id)).where(
            col(FindingsSeen.person_id) == viewer.id, col(FindingsSeen.study_id).in_(ids)
        )
    ).scalars()
    leads = {row.id for row in rows if row.id in ids and row.role == "co_lead"}
    return (leads | set(by_office)) - set(seen)
