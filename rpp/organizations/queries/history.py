"""What happened in an organization."""

from sqlalchemy import select, union_all
from sqlmodel import Session

from rpp import dates
from rpp.db import columns
from rpp.history import Event
from rpp.layout import Happened
from rpp.organizations.models import Appointment, Membership
from rpp.organizations.queries.tables import MEMBER, NETWORK, network, network_membership
from rpp.paging import Found, Statement
from rpp.people.models import Person
from rpp.policy import Viewer

SAID = {
    ("organization", "added"): "added this organization",
    ("organization", "domain_claimed"): "claimed the e-mail domain",
    ("organization", "domain_verified"): "verified the e-mail domain",
    ("organization", "domain_refused"): "did not verify the e-mail domain",
    ("organization", "domain_dropped"): "removed the e-mail domain",
    ("membership", "requested"): "asked to join",
    ("membership", "joined"): "joined",
    ("membership", "refused"): "was refused",
    ("membership", "ended"): "left",
    ("membership", "taken_back"): "canceled the request",
    ("membership", "made_leader"): "became a leader",
    ("membership", "unmade_leader"): "is no longer a leader",
    ("appointment", "appointed"): "was appointed",
    ("appointment", "replaced"): "was replaced",
    ("appointment", "ended"): "is no longer",
    ("network membership", "requested"): "asked to join",
    ("network membership", "admitted"): "joined",
    ("network membership", "refused"): "was refused by",
    ("network membership", "ended"): "left",
}


EVENT = columns(Event)
LINE = (EVENT.id, EVENT.kind, EVENT.verb, EVENT.reason, EVENT.detail, EVENT.at, EVENT.private)


def history_of(
    session: Session, organization_id: int, viewer: Viewer, *, private: bool
) -> list[Happened]:
    """The organization's history, newest first.

    Names are for people who are signed in; requests and refusals for those who decide.
    """
    lines = union_all(*_events_of(organization_id)).subquery()
    statement = select(lines).order_by(lines.c.id.desc()).limit(60)
    if not private:
        statement = statement.where(lines.c.private.is_(False))
    return [_said(row, viewer) for row in session.execute(statement)]


def _events_of(organization_id: int) -> list[Statement]:
    """Selects of LINE and of whom it is about: itself, its people, whom it appointed, networks."""
    person, member, appointed = columns(Person), columns(Membership), columns(Appointment)
    return [
        select(*LINE, person.name.label("who"))
        .join_from(EVENT.id.table, person.id.table, person.id == EVENT.actor_id, isouter=True)
        .where(EVENT.kind == "organization", EVENT.subject_id == organization_id),
        select(*LINE, person.name)
        .join_from(EVENT.id.table, member.id.table, member.id == EVENT.subject_id)
        .join(person.id.table, person.id == member.person_id)
        .where(EVENT.kind == "membership", member.organization_id == organization_id),
        select(*LINE, person.name)
        .join_from(EVENT.id.table, appointed.id.table, appointed.id == EVENT.subject_id)
        .join(person.id.table, person.id == appointed.person_id)
        .where(EVENT.kind == "appointment", appointed.organization_id == organization_id),
        select(*LINE, NETWORK.name)
        .join_from(EVENT.id.table, network_membership, MEMBER.id == EVENT.subject_id)
        .join(network, NETWORK.id == MEMBER.network_id)
        .where(EVENT.kind == "network membership", MEMBER.organization_id == organization_id),
    ]


def _said(row: Found, viewer: Viewer) -> Happened:
    what = SAID.get((row.kind, row.verb), row.verb.replace("_", " "))
    who = row.who or "The operator"
    if row.kind == "network membership":
        who, what = "The organization", f"{what} {who}"
    else:
        role = row.detail.get("role", "")
        if row.kind == "appointment":
            what = f"{what} {'as ' if row.verb != 'ended' else ''}{role}"
        if row.detail.get("domain"):
            what = f"{what} {row.detail['domain']}"
        if row.verb == "joined" and row.detail.get("by") == "mail":
            what = "joined through the e-mail domain"
        who = who if viewer.id is not None else "Someone"
    return Happened(dates.day_in(row.at, dates.site_zone()), who, what, row.reason)
