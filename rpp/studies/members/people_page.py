"""What the page of a study's people shows."""

from dataclasses import dataclass

from sqlmodel import Session

from rpp.layout import Link
from rpp.policy import Viewer, may
from rpp.studies import parts
from rpp.studies.lifecycle import guards
from rpp.studies.parts import Invitation, Member
from rpp.studies.queries import Seen
from rpp.studies.text import queries as texts


@dataclass(frozen=True, slots=True)
class People:
    """Who takes part, who is invited, and what the viewer can do about their own part."""

    members: list[Member]
    # The names of the districts that left.
    left: str
    invitations: list[Invitation]
    # What must be said before a district can be invited; "" where nothing is missing.
    missing: str
    own: Link | None


def people(session: Session, viewer: Viewer, study: Seen) -> People:
    """The people of a study; its invitations for those who can invite."""
    invites = may(viewer, "study.invite", study)
    missing = ""
    if invites and study.status == "proposal":
        sections = texts.sections(session, study.id)
        missing = guards.before_inviting(sections, parts.references(session, study.id)).missing
    return People(
        parts.members(session, study.id),
        ", ".join(partner.name for partner in study.left),
        parts.invitations(session, study.id) if invites else [],
        missing,
        _own(viewer, study),
    )


def _own(viewer: Viewer, study: Seen) -> Link | None:
    """How the viewer gives up their own part."""
    if study.role in ("lead", "co_lead") and may(viewer, "study.lead", study):
        return Link("Hand over your role", f"{study.base}/hand-over")
    # Whoever is here by an office leaves with the office.
    if study.role not in ("leader", "signatory") and may(viewer, "study.write", study):
        return Link("Leave the study yourself", f"{study.base}/step-down")
    return None
