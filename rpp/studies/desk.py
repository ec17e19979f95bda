"""What waits for a person in her studies, and which studies are hers."""

from datetime import UTC, datetime, time
from typing import Any, TypedDict

from sqlalchemy import select
from sqlmodel import Session, col

from rpp import clock, dates
from rpp.organizations.models import Organization
from rpp.people.models import Person
from rpp.policy import Viewer
from rpp.studies import expiry, milestones
from rpp.studies.models import (
    Signature,
    Study,
    StudyInvitation,
    StudyMember,
    StudyPartner,
    StudySection,
)
from rpp.studies.parts import role_name
from rpp.studies.states import STATES
from rpp.studies.visibility import in_standing, takes_part


class Waiting(TypedDict):
    """One thing that waits for a person: a verb, a date, one button."""

    title: str
    sentence: str
    href: str
    due: datetime | None
    button: str


def invitations_for(session: Session, viewer: Viewer) -> list[Any]:
    """Open invitations to the viewer's address, the first to run out first."""
    return list(
        session.execute(
            select(
                col(StudyInvitation.id),
                col(StudyInvitation.role),
                col(StudyInvitation.expires_at),
                col(Study.title),
                col(Organization.name).label("organization"),
                col(Person.name).label("inviter"),
            )
            .join(Study, col(Study.id) == col(StudyInvitation.study_id))
            .join(Organization, col(Organization.id) == col(StudyInvitation.organization_id))
            .join(Person, col(Person.id) == col(StudyInvitation.invited_by))
            .where(
                col(StudyInvitation.email) == viewer.email,
                col(StudyInvitation.used_at).is_(None),
                col(StudyInvitation.revoked_at).is_(None),
                col(StudyInvitation.expires_at) > clock.now(),
                col(Study.status).not_in(("withdrawn", "published")),
            )
            .order_by(col(StudyInvitation.expires_at), col(StudyInvitation.id))
        )
    )


def mine(session: Session, viewer: Viewer) -> list[dict[str, Any]]:
    """The viewer's studies, the newest first: id, title, status, its sign and words, role, href."""
    if viewer.id is None:
        return []
    rows = session.execute(
        select(
            col(Study.id),
            col(Study.title),
            col(Study.status),
            col(Study.status_since),
            col(StudyMember.role),
        )
        .outerjoin(
            StudyMember,
            (col(StudyMember.study_id) == col(Study.id))
            & (col(StudyMember.person_id) == viewer.id)
            & in_standing(StudyMember),
        )
        .where(takes_part(viewer))
        .order_by(col(Study.id).desc())
        .limit(100)
    )
    return [
        {
            "id": row.id,
            "title": row.title,
            "status": row.status,
            "since": row.status_since,
            "glyph": STATES[row.status].glyph,
            "label": STATES[row.status].label,
            "role": role_name(row.role or "leader"),
            "href": f"/studies/{row.id}",
        }
        for row in rows
    ]


def waiting_for(session: Session, viewer: Viewer) -> list[Waiting]:
    """What the viewer's studies ask of her now; six statements at most."""
    if viewer.id is None:
        return []
    waiting: list[Waiting] = [
        {
            "title": f"Answer {row.inviter}’s invitation to “{row.title}”",
            "sentence": f"You are invited as {role_name(row.role)} for {row.organization}.",
            "href": f"/studies/invitations/{row.id}",
            "due": row.expires_at,
            "button": "Read the invitation",
        }
        for row in invitations_for(session, viewer)
    ]
    waiting += [_due(row) for row in milestones.waiting_for(session, viewer)]
    rows = session.execute(
        select(
            col(Study.id),
            col(Study.title),
            col(Study.status),
            col(Study.lead_id),
            col(Study.frozen_hash),
            col(Study.brief_id),
            col(StudyMember.role),
        )
        .outerjoin(
            StudyMember,
            (col(StudyMember.study_id) == col(Study.id))
            & (col(StudyMember.person_id) == viewer.id)
            & in_standing(StudyMember),
        )
        .where(takes_part(viewer), col(Study.status).not_in(("published", "withdrawn", "paused")))
        .order_by(col(Study.id))
        .limit(200)
    ).all()
    empty = _empty_sections(session, [row.id for row in rows if row.status == "co_design"])
    unsigned = _unsigned(session, viewer, [row for row in rows if row.status == "frozen"])
    invited = _invited(session, [row.id for row in rows if row.status == "proposal"])
    for row in rows:
        if step := _step(row, empty.get(row.id, 0), row.id in unsigned, row.id in invited):
            sentence, href, button = step
            waiting.append(
                {
                    "title": row.title,
                    "sentence": sentence,
                    "href": f"/studies/{row.id}{href}" if not href.startswith("/briefs") else href,
                    "due": None,
                    "button": button,
                }
            )
    return [*waiting, *expiry.waiting_for(session, viewer)]


def _due(row: Any) -> Waiting:
    """A milestone that the viewer sees to."""
    late = row.due_on < clock.now().date()
    return {
        "title": row.title,
        "sentence": f"{'Overdue since ' + dates.day(row.due_on) if late else 'A milestone'}: "
        f"“{row.study}”.",
        "href": f"/studies/{row.study_id}/milestones#m{row.id}",
        # Noon in Greenwich is the same day in all of the United States.
        "due": datetime.combine(row.due_on, time(12), UTC),
        "button": "Say it is done" if late else "See the milestone",
    }


def _step(row: Any, empty: int, unsigned: bool, invited: bool) -> tuple[str, str, str] | None:
    """What one study asks of its member: sentence, address, button."""
    leads = row.role in ("lead", "co_lead")
    if row.status == "co_design" and row.role and row.role != "observer" and empty:
        words = "One section is" if empty == 1 else f"{empty} sections are"
        return f"{words} still empty.", "", "Write it" if empty == 1 else "Write them"
    if row.status == "frozen" and unsigned:
        return "The text is frozen. Read it and sign for your side.", "/sign", "Read and sign"
    if not leads:
        return None
    if row.status == "proposal" and not invited:
        return "No district takes part yet.", "/people", "Invite a co-lead"
    if row.status == "co_design":
        return "All sections are written.", "/freeze", "Freeze the text"
    if row.status == "signed":
        return "All have signed. Record the agreements and start.", "/start", "Start the study"
    if row.status == "active" and row.role == "lead":
        return "The study is under way.", "/findings", "Enter findings"
    if row.status == "findings_shared":
        return "The findings wait to be interpreted together.", "/sensemaking", "Record the meeting"
    if row.status == "interpreted" and row.brief_id is None:
        return "The findings are interpreted.", f"/briefs/new?study={row.id}", "Draft the brief"
    return None


def _empty_sections(session: Session, study_ids: list[int]) -> dict[int, int]:
    if not study_ids:
        return {}
    rows = session.execute(
        select(col(StudySection.study_id)).where(
            col(StudySection.study_id).in_(study_ids), col(StudySection.body) == ""
        )
    ).scalars()
    counts: dict[int, int] = {}
    for study_id in rows:
        counts[study_id] = counts.get(study_id, 0) + 1
    return counts


def _invited(session: Session, study_ids: list[int]) -> set[int]:
    """Those of the studies with an invitation that still waits for its answer."""
    if not study_ids:
        return set()
    rows = session.execute(
        select(col(StudyInvitation.study_id)).where(
            col(StudyInvitation.study_id).in_(study_ids),
            col(StudyInvitation.role) == "co_lead",
            col(StudyInvitation.used_at).is_(None),
            col(StudyInvitation.revoked_at).is_(None),
            col(StudyInvitation.expires_at) > clock.now(),
        )
    )
    return set(rows.scalars())


def _unsigned(session: Session, viewer: Viewer, rows: list[Any]) -> set[int]:
    """The studies with a party that the viewer may sign for, and nobody has yet."""
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
