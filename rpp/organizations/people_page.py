"""What the page shows where an organization's people are decided about."""

from dataclasses import dataclass, field

from flask import url_for
from sqlmodel import Session

from rpp import policy
from rpp.layout import several
from rpp.organizations.queries import claims, decisions
from rpp.organizations.queries.claims import Claim
from rpp.organizations.queries.decisions import Request, Ties
from rpp.organizations.queries.members import Member
from rpp.policy import Viewer


@dataclass(frozen=True, slots=True)
class Change:
    """A button that changes something about a member: its label, where it is sent, and for whom."""

    label: str
    action: str
    of: str
    hidden: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Managed:
    """A member with what the viewer may change about them."""

    member: Member
    changes: list[Change]


@dataclass(frozen=True, slots=True)
class Asks:
    """A request to join, and why the viewer cannot decide it ("" where they can)."""

    request: Request
    why_not: str


@dataclass(frozen=True, slots=True)
class People:
    """The people of an organization, for those who may decide about them."""

    organization_id: int
    name: str
    is_lea: bool
    # Who leads it appoints, and claims domains.
    leads: bool
    # Whether the viewer may let somebody join as a leader, and whether that is suggested.
    may_make_leader: bool
    suggests_leader: bool
    waiting: list[Asks]
    members: list[Managed]
    domains: list[Claim]

    @property
    def lead(self) -> str:
        if not self.waiting:
            return "No one is waiting to join."
        return f"{several(len(self.waiting), 'person is', 'people are')} waiting for your answer."


def page_of(session: Session, me: Viewer, ties: Ties, people: list[Member]) -> People:
    """The page where an organization's people are decided about."""
    leads = policy.may(me, "organization.appoint", ties)
    make_leader = policy.may(me, "organization.make_leader", ties)
    return People(
        ties.organization_id,
        ties.name,
        ties.type == "lea",
        leads,
        make_leader,
        make_leader and not ties.has_leader,
        [
            Asks(request, _why_not(me, request, asked))
            for request, asked in decisions.requests_to_decide(session, ties)
        ],
        [Managed(one, _changes(me, one, leads, make_leader)) for one in people],
        claims.domains_of(session, ties.organization_id),
    )


def _why_not(me: Viewer, request: Request, ties: Ties) -> str:
    if policy.may(me, "organization.decide_membership", ties):
        return ""
    if request.person_id == me.id:
        return "You cannot decide about your own request."
    return "A leader or a steward decides about this one."


def _changes(me: Viewer, one: Member, leads: bool, make_leader: bool) -> list[Change]:
    found, whose = list[Change](), f": {one.name}"
    if make_leader and (leads or not one.leads):
        label = "No longer a leader" if one.leads else "Make a leader"
        action = url_for("organizations.set_leader", membership_id=one.membership_id)
        found.append(Change(label, action, whose, {"leader": "0" if one.leads else "1"}))
    if not leads:
        return found
    for role, id_ in one.appointments.items():
        action = url_for("organizations.end_appointment", appointment_id=id_)
        found.append(Change(f"No longer {role}", action, whose))
    if one.person_id != me.id:
        action = url_for("organizations.end_membership", membership_id=one.membership_id)
        found.append(Change("Remove", action, f" {one.name}"))
    return found
