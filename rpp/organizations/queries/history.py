"""What happened in an organization."""

from sqlalchemy import select, union_all
from sqlmodel import Session

from rpp import dates, verbs
from rpp.db import columns
from rpp.history import Event
from rpp.layout import Happened
from rpp.organizations.models import Appointment, Membership
from rpp.organizations.queries.tables import MEMBER, NETWORK, network, network_membership
from rpp.organizations.verbs import IN_NETWORK
from rpp.paging import Found, Statement
from rpp.people.models import Person
from rpp.policy import Viewer

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
    what = verbs.of(row.kind).sentence(row.verb, row.detail)
    who = row.who or "The operator"
    if row.kind == "network membership":
        who, what = "The organization", f"{IN_NETWORK.get(row.verb, what)} {who}"
    elif viewer.id is None:
        who = "Someone"
    return Happened(dates.day_in(row.at, dates.site_zone()), who, what, row.reason)
