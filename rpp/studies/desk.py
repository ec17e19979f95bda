"""What waits for a person in their studies, and which studies are theirs."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import func, select
from sqlmodel import Session, col

from rpp import clock, dates
from rpp.networks.models import Network
from rpp.organizations.models import Organization
from rpp.people.models import Person
from rpp.policy import Viewer
from rpp.studies.lifecycle.life import WRITING
from rpp.studies.lifecycle.states import STATES
from rpp.studies.models import Study, StudyInvitation, StudyMember, StudySection
from rpp.studies.papers import expiry
from rpp.studies.parts import Waiting as Waiting
from rpp.studies.parts import role_name
from rpp.studies.plan import due, milestones
from rpp.studies.sections import SECTIONS, numbers, required
from rpp.studies.visibility import in_standing, takes_part


class Asked(NamedTuple):
    """An open invitation to the viewer's address."""

    id: int
    role: str
    expires_at: datetime
    title: str
    organization: str
    inviter: str
    zone: str


def invitations_for(session: Session, viewer: Viewer) -> list[Asked]:
    """Open invitations to the viewer's address, the first to run out first."""
    rows = session.execute(
        select(
            col(StudyInvitation.id),
            col(StudyInvitation.role),
            col(StudyInvitation.expires_at),
            col(Study.title),
            col(Organization.name).label("organization"),
            col(Person.name).label("inviter"),
            col(Network.timezone).label("zone"),
        )
        .join(Study, col(Study.id) == col(StudyInvitation.study_id))
        .join(Network, col(Network.id) == col(Study.network_id))
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
    return [Asked(*row) for row in rows]


@dataclass(frozen=True, slots=True)
class Mine:
    """A study that one takes part in, in words."""

    id: int
    title: str
    status: str
    since: str
    glyph: str
    label: str
    role: str
    href: str


def mine(session: Session, viewer: Viewer) -> list[Mine]:
    """The viewer's studies, the newest first."""
    if viewer.id is None:
        return []
    rows = session.execute(
        select(
            col(Study.id),
            col(Study.title),
            col(Study.status),
            col(Study.status_since),
            col(StudyMember.role),
            col(Network.timezone).label("zone"),
        )
        .join(Network, col(Network.id) == col(Study.network_id))
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
        Mine(
            row.id,
            row.title,
            row.status,
            dates.short_day_in(row.status_since, row.zone),
            STATES[row.status].glyph,
            STATES[row.status].label,
            role_name(row.role or "leader"),
            f"/studies/{row.id}",
        )
        for row in rows
    ]


def waiting_for(session: Session, viewer: Viewer) -> list[Waiting]:
    """What the viewer's studies ask of them now; nine statements at most."""
    if viewer.id is None:
        return []
    waiting: list[Waiting] = [
        {
            "title": f"Answer {row.inviter}’s invitation to “{row.title}”",
            "sentence": f"You are invited as {role_name(row.role)} for {row.organization}.",
            "href": f"/studies/invitations/{row.id}",
            "due": row.expires_at,
            "zone": row.zone,
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
            col(Study.design),
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
    texts = _texts(session, viewer, {row.id: row.design for row in rows if row.status in WRITING})
    frozen = [row for row in rows if row.status == "frozen"]
    unsigned = due.unsigned(session, viewer, frozen)
    unseen = due.unseen(session, viewer, rows)
    invited = _invited(session, [row.id for row in rows if row.status == "proposal"])
    for row in rows:
        text = texts.get(row.id)
        if text and text.owned and row.role not in (None, "observer"):
            waiting.append(_of_owner(row.title, row.id, text))
            continue
        empty = text.empty if text else 0
        if row.id in unseen:
            waiting.append(_to_see(row))
        elif step := _step(row, empty, row.id in unsigned, row.id in invited):
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
    signing = due.amendments_to_sign(session, viewer)
    return [*waiting, *signing, *expiry.waiting_for(session, viewer)]


def _due(row: Any) -> Waiting:
    """A milestone that the viewer sees to."""
    late = row.due_on < dates.today(row.zone)
    return {
        "title": row.title,
        "sentence": f"{'Overdue since ' + dates.day(row.due_on) if late else 'A milestone'}: "
        f"“{row.study}”.",
        "href": f"/studies/{row.study_id}/milestones#m{row.id}",
        "due": dates.end_of(row.due_on, row.zone),
        "zone": row.zone,
        "button": "Mark it done" if late else "See the milestone",
    }


def _to_see(row: Any) -> Waiting:
    """Findings that they are to see before anyone outside."""
    return {
        "title": row.title,
        "sentence": "The findings are ready. You see them before anyone outside the study.",
        "href": f"/studies/{row.id}#window",
        "due": None,
        "button": "Read the findings",
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
        ready = "The findings are ready to be interpreted together."
        return ready, "/sensemaking", "Record the meeting"
    if row.status == "interpreted" and row.brief_id is None:
        return "The findings are interpreted.", f"/briefs/new?study={row.id}", "Draft the brief"
    return None


class Writing(NamedTuple):
    """What the text of one study still asks of a person."""

    empty: int
    # (number, key, title) of the sections they own that are not ready.
    owned: list[tuple[int, str, str]]


def _texts(session: Session, viewer: Viewer, designs: dict[int, str]) -> dict[int, Writing]:
    """How far the texts of these studies are, by their designs."""
    if not designs:
        return {}
    rows = session.execute(
        select(
            col(StudySection.study_id),
            col(StudySection.key),
            (func.trim(col(StudySection.body)) != "").label("written"),
            col(StudySection.owner_id),
            col(StudySection.ready_at),
        ).where(col(StudySection.study_id).in_(designs))
    ).all()
    found = {}
    for study_id, design in designs.items():
        mine = [row for row in rows if row.study_id == study_id]
        written = {row.key for row in mine if row.written}
        number = numbers(design, written, writing=True)
        owned = [
            (number.get(row.key, 0), row.key, SECTIONS[row.key].title)
            for row in mine
            if row.owner_id == viewer.id and row.ready_at is None
        ]
        found[study_id] = Writing(len(required(design) - written), sorted(owned))
    return found


def _of_owner(title: str, study_id: int, text: Writing) -> Waiting:
    """The sections that wait for their owner."""
    number, key, name = text.owned[0]
    first = f"Section {number}, “{name},”" if number else f"“{name}”"
    more = len(text.owned) - 1
    sentence = f"{first} waits for you." + (f" So do {more} more." if more > 1 else "")
    return {
        "title": title,
        "sentence": sentence + (" So does one more." if more == 1 else ""),
        "href": f"/studies/{study_id}/sections/{key}",
        "due": None,
        "button": f"Write section {number}" if number else "Write it",
    }


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
