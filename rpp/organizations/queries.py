"""Reads organizations and who belongs to them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import Row, and_, case, column, exists, func, or_, select, table, union_all
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from rpp import dates
from rpp.db import UTCDateTime
from rpp.history import Event
from rpp.organizations import directory, domains, names
from rpp.organizations.domains import STATES
from rpp.organizations.models import (
    Appointment,
    EmailDomain,
    Membership,
    Organization,
    setting,
    size_band,
)
from rpp.people.models import Person
from rpp.policy import NOBODY, Viewer

# Networks are a room above: this one reads their tables by column.
network = table("network", column("id"), column("slug"), column("name"))
network_membership = table(
    "network_membership",
    column("id"),
    column("network_id"),
    column("organization_id"),
    column("status"),
    column("status_since", UTCDateTime),
)
network_role = table("network_role", column("network_id"), column("person_id"), column("role"))

FOUND = 20
# So many that hold the words are compared with what was typed.
LOOKED_AT = 400
OTHERS = ("sea", "intermediary", "school_network")


# --- finding -------------------------------------------------------------------------------


@dataclass(frozen=True)
class Found:
    """Organizations that fit the words, the best first, and whether there are more."""

    rows: Sequence[Row[Any]] = ()
    more: bool = False


def find(session: Session, q: str, type_: str = "") -> Found:
    """Organizations that a person may mean by `q`: names, aliases, city, state or LEAID.

    Each word must be there, but for those that only say what kind of district it is.
    """
    if len(names.plain(q)) < 2:
        return Found()
    wanted = names.asked(q)
    found = _find(session, wanted, names.plain(q), type_)
    if not found.rows and (fewer := wanted.without_numbers()):
        # The directory leaves out what numbers many states give their districts.
        found = _find(session, fewer, "", type_)
    return found


def _find(session: Session, wanted: names.Asked, text: str, type_: str) -> Found:
    finder, leaid = col(Organization.finder), col(Organization.leaid)
    conditions = [_holds(word) for word in wanted.required]
    exact = ""
    if text.isdigit() and len(text) in (6, 7):
        # Spreadsheets drop the leading zero of a LEAID.
        exact = text.zfill(7)
        conditions = [or_(leaid == exact, *conditions)]
    begins = finder.contains(f"{names.PART.lstrip()}{wanted.begins}", autoescape=True)
    statement = (
        select(
            col(Organization.id),
            col(Organization.name),
            col(Organization.type),
            col(Organization.city),
            col(Organization.state),
            col(Organization.county),
            col(Organization.locale),
            col(Organization.enrollment),
            finder,
            leaid,
        )
        .where(*conditions)
        .order_by(
            case((leaid == exact, 0), (begins, 1), else_=2),
            func.coalesce(col(Organization.enrollment), -1).desc(),
            col(Organization.id),
        )
        .limit(LOOKED_AT)
    )
    if type_:
        statement = statement.where(
            col(Organization.type).in_(OTHERS if type_ == "other" else (type_,))
        )
    rows = names.best(wanted, session.execute(statement), exact)
    return Found(rows[:FOUND], len(rows) > FOUND)


def _holds(word: str) -> Any:
    finder = col(Organization.finder)
    if len(word) > 2 and not word.isdigit():
        return finder.contains(word, autoescape=True)
    # Two letters stand in nearly every name, digits in many LEAIDs: they count where a word
    # begins, or as a state.
    begins = finder.contains(f" {word}", autoescape=True)
    return or_(begins, col(Organization.state) == word.upper())


def line(row: Any) -> str:
    """What tells one district from the 84 others of its name: place, setting, size, LEAID."""
    place = ", ".join(filter(None, (row.city, row.state)))
    county = f"({row.county})" if row.type == "lea" and row.county else ""
    parts = [" ".join(filter(None, (place, county)))]
    if row.type == "lea":
        size = f"{row.enrollment:,} students" if row.enrollment is not None else "size unknown"
        parts += [", ".join(filter(None, (setting(row.locale), size)))]
        parts += [f"NCES {row.leaid}" if row.leaid else ""]
    return " · ".join(filter(None, parts))


def place(row: Any) -> str:
    """City and state, or what is known of them."""
    return ", ".join(filter(None, (row.city, STATES.get(row.state, row.state))))


# --- one organization ----------------------------------------------------------------------


@dataclass(frozen=True)
class Ties:
    """Who may decide about an organization's people."""

    organization_id: int
    name: str
    type: str
    network_ids: frozenset[int] = NOBODY
    has_leader: bool = False
    has_steward: bool = False
    # The person whom a decision is about, if any: they do not count as leader or steward.
    person_id: int | None = None
    membership_id: int | None = None
    person_name: str = ""


def organization(session: Session, organization_id: int) -> Row[Any] | None:
    """The columns of one organization, its id also as `organization_id`."""
    columns = [col(getattr(Organization, name)) for name in _SHOWN]
    statement = select(*columns, col(Organization.id).label("organization_id"))
    return session.execute(statement.where(col(Organization.id) == organization_id)).first()


_SHOWN = (
    *("id", "type", "name", "city", "state", "county", "leaid", "ror", "locale", "enrollment"),
    *("latitude", "longitude", "website"),
)


def facts(row: Any) -> dict[str, str]:
    """An organization's setting and size in words."""
    return {"setting": setting(row.locale), "size": size_band(row.enrollment)}


def source(row: Any) -> str:
    """Where the entry comes from and of when it is."""
    if row.leaid:
        return directory.SOURCES["lea"]
    return directory.SOURCES["research"] if row.ror else "Added by an administrator"


def ties(session: Session, organization_id: int, about: int | None = None) -> Ties | None:
    """Who may decide about the people of an organization, `about` (a person) left out."""
    inside = and_(
        network_membership.c.network_id == network_role.c.network_id,
        network_membership.c.organization_id == organization_id,
        network_membership.c.status == "active",
    )
    another_steward = (network_role.c.role == "steward") & (
        network_role.c.person_id != (about or 0)
    )
    another_leader = (
        (col(Membership.organization_id) == organization_id)
        & (col(Membership.role) == "leader")
        & (col(Membership.status) == "active")
        & (col(Membership.person_id) != (about or 0))
    )
    row = session.execute(
        select(
            col(Organization.name),
            col(Organization.type),
            exists().where(another_leader).label("has_leader"),
            exists().where(inside, another_steward).label("has_steward"),
        ).where(col(Organization.id) == organization_id)
    ).first()
    if row is None:
        return None
    ids = session.execute(
        select(network_membership.c.network_id).where(
            network_membership.c.organization_id == organization_id,
            network_membership.c.status == "active",
        )
    ).scalars()
    return Ties(
        organization_id, row.name, row.type, frozenset(ids), row.has_leader, row.has_steward, about
    )


def ties_of_membership(
    session: Session, membership_id: int, *, leave_out: bool = True
) -> Ties | None:
    """The ties of a membership's organization, its person left out where they ask to join."""
    row = session.execute(
        select(col(Membership.organization_id), col(Membership.person_id), col(Person.name))
        .join(Person, col(Person.id) == col(Membership.person_id))
        .where(col(Membership.id) == membership_id)
    ).first()
    if row is None:
        return None
    found = ties(session, row.organization_id, about=row.person_id if leave_out else None)
    about = {"person_id": row.person_id, "person_name": row.name, "membership_id": membership_id}
    return found and replace(found, **about)


@dataclass
class MemberLine:
    """One member as the page shows them."""

    membership_id: int
    person_id: int
    name: str
    title: str
    role: str
    since: Any
    appointments: dict[str, int] = field(default_factory=dict)

    @property
    def roles(self) -> str:
        words = ["leader"] if self.role == "leader" else []
        return ", ".join([*words, *sorted(self.appointments)]).capitalize() or "Member"


def members(session: Session, organization_id: int, limit: int = 100) -> list[MemberLine]:
    """Active members, leaders first, with their appointments; two statements."""
    rows = session.execute(
        select(
            col(Membership.id),
            col(Person.id),
            col(Person.name),
            col(Person.title),
            col(Membership.role),
            col(Membership.status_since),
        )
        .join(Person, col(Person.id) == col(Membership.person_id))
        .where(
            col(Membership.organization_id) == organization_id, col(Membership.status) == "active"
        )
        .order_by(col(Membership.role), func.lower(col(Person.name)), col(Person.id))
        .limit(limit)
    )
    lines = {row[1]: MemberLine(*row) for row in rows}
    appointed = session.execute(
        select(col(Appointment.person_id), col(Appointment.role), col(Appointment.id)).where(
            col(Appointment.organization_id) == organization_id,
            col(Appointment.ended_at).is_(None),
        )
    )
    for person_id, role, appointment_id in appointed:
        if person_id in lines:
            lines[person_id].appointments[role] = appointment_id
    return list(lines.values())


def counts(session: Session, organization_id: int) -> dict[str, int]:
    """How many active members and leaders an organization has, for those who see no names."""
    rows = session.execute(
        select(col(Membership.role), func.count())
        .where(
            col(Membership.organization_id) == organization_id, col(Membership.status) == "active"
        )
        .group_by(col(Membership.role))
    )
    by_role = {row[0]: row[1] for row in rows}
    return {"members": sum(by_role.values()), "leaders": by_role.get("leader", 0)}


def networks_of(session: Session, organization_id: int) -> Sequence[Row[Any]]:
    """Networks the organization is in."""
    return session.execute(
        select(network.c.name, network.c.slug, network_membership.c.status_since.label("since"))
        .select_from(
            network_membership.join(network, network.c.id == network_membership.c.network_id)
        )
        .where(
            network_membership.c.organization_id == organization_id,
            network_membership.c.status == "active",
        )
        .order_by(network.c.name)
    ).all()


def my_membership(session: Session, person_id: int, organization_id: int) -> Row[Any] | None:
    """The viewer's own place in the organization, whatever its status."""
    return session.execute(
        select(
            col(Membership.id),
            col(Membership.role),
            col(Membership.status),
            col(Membership.status_since),
        ).where(
            col(Membership.person_id) == person_id,
            col(Membership.organization_id) == organization_id,
        )
    ).first()


def my_requests(session: Session, person_id: int) -> Sequence[Row[Any]]:
    """Organizations the person waits to join."""
    return session.execute(
        select(
            col(Organization.id),
            col(Organization.name),
            col(Membership.status_since).label("since"),
        )
        .join(Membership, col(Membership.organization_id) == col(Organization.id))
        .where(col(Membership.person_id) == person_id, col(Membership.status) == "pending")
        .order_by(col(Membership.status_since))
    ).all()


def without_delegate(session: Session, organization_ids: Iterable[int]) -> Sequence[Row[Any]]:
    """Those of the LEAs that are in a network and have no delegate, so that they cannot vote."""
    ids = sorted(organization_ids)
    if not ids:
        return []
    return session.execute(
        select(col(Organization.id), col(Organization.name))
        .where(
            col(Organization.id).in_(ids),
            col(Organization.type) == "lea",
            exists().where(
                network_membership.c.organization_id == col(Organization.id),
                network_membership.c.status == "active",
            ),
            ~exists().where(
                col(Appointment.organization_id) == col(Organization.id),
                col(Appointment.role) == "delegate",
                col(Appointment.ended_at).is_(None),
            ),
        )
        .order_by(col(Organization.name), col(Organization.id))
    ).all()


def belongs_by_mail(session: Session, email: str, organization_id: int) -> bool:
    """Whether the address shows that its owner belongs to the organization."""
    domain = domains.of(email)
    if domains.shared(domain):
        return False
    answer: bool = session.execute(
        select(
            exists().where(
                col(EmailDomain.organization_id) == organization_id,
                col(EmailDomain.domain) == domain,
                col(EmailDomain.verified_at).is_not(None),
            )
        )
    ).scalar_one()
    return answer


def deciders(session: Session, ties: Ties) -> tuple[str, list[str]]:
    """Who decides a request to join, in words, and some of their names."""
    if ties.has_leader:
        names = session.execute(
            select(col(Person.name))
            .join(Membership, col(Membership.person_id) == col(Person.id))
            .where(
                col(Membership.organization_id) == ties.organization_id,
                col(Membership.status) == "active",
                col(Membership.role) == "leader",
                col(Person.id) != (ties.person_id or 0),
            )
            .order_by(col(Person.name))
            .limit(3)
        ).scalars()
        return f"a leader of {ties.name}", list(names)
    if ties.has_steward:
        names = session.execute(
            select(col(Person.name))
            .distinct()
            .join(network_role, network_role.c.person_id == col(Person.id))
            .where(
                network_role.c.network_id.in_(ties.network_ids),
                network_role.c.role == "steward",
                col(Person.id) != (ties.person_id or 0),
            )
            .order_by(col(Person.name))
            .limit(3)
        ).scalars()
        return "a steward of its network", list(names)
    return "an administrator of this portal", []


def requests_of(session: Session, organization_id: int) -> Sequence[Row[Any]]:
    """Requests that wait, the oldest first, with what a decider needs to know."""
    return session.execute(
        select(
            col(Membership.id),
            col(Membership.person_id),
            col(Membership.note),
            col(Membership.status_since).label("since"),
            col(Person.name),
            col(Person.title),
            col(Person.email),
        )
        .join(Person, col(Person.id) == col(Membership.person_id))
        .where(
            col(Membership.organization_id) == organization_id, col(Membership.status) == "pending"
        )
        .order_by(col(Membership.id))
        .limit(100)
    ).all()


def requests_to_decide(session: Session, ties: Ties) -> list[tuple[Row[Any], Ties]]:
    """Requests that wait, each with what tells who may decide it; two statements."""
    stewards = set(
        session.execute(
            select(network_role.c.person_id).where(
                network_role.c.network_id.in_(ties.network_ids), network_role.c.role == "steward"
            )
        ).scalars()
    )
    return [
        (
            row,
            replace(ties, person_id=row.person_id, has_steward=bool(stewards - {row.person_id})),
        )
        for row in requests_of(session, ties.organization_id)
    ]


def waiting_organizations(
    session: Session, *, network_ids: Iterable[int] = (), nobody_else: bool = False
) -> Sequence[Row[Any]]:
    """Organizations where requests wait: of some networks, or where only administrators decide."""
    statement = (
        select(
            col(Organization.id),
            col(Organization.name),
            col(Organization.city),
            col(Organization.state),
            func.count().label("waiting"),
            func.min(col(Membership.status_since)).label("since"),
        )
        .join(Membership, col(Membership.organization_id) == col(Organization.id))
        .where(col(Membership.status) == "pending")
        .group_by(
            col(Organization.id),
            col(Organization.name),
            col(Organization.city),
            col(Organization.state),
        )
        .order_by(func.min(col(Membership.status_since)), col(Organization.id))
        .limit(100)
    )
    active = (
        network_membership.c.organization_id == col(Organization.id),
        network_membership.c.status == "active",
    )
    if nobody_else:
        leader = aliased(Membership)
        statement = statement.where(
            ~exists().where(
                col(leader.organization_id) == col(Organization.id),
                col(leader.role) == "leader",
                col(leader.status) == "active",
            ),
            ~exists().where(
                *active,
                network_role.c.network_id == network_membership.c.network_id,
                network_role.c.role == "steward",
                # A steward who asks for themselves cannot decide.
                network_role.c.person_id != col(Membership.person_id),
            ),
        )
    else:
        statement = statement.where(
            exists().where(*active, network_membership.c.network_id.in_(list(network_ids)))
        )
    return session.execute(statement).all()


def domains_of(session: Session, organization_id: int) -> Sequence[Row[Any]]:
    """Mail domains the organization claims, with their state."""
    return session.execute(
        select(col(EmailDomain.id), col(EmailDomain.domain), col(EmailDomain.verified_at))
        .where(col(EmailDomain.organization_id) == organization_id)
        .order_by(col(EmailDomain.domain))
    ).all()


def domain(session: Session, domain_id: int) -> Row[Any] | None:
    """One claim, for a permission."""
    return session.execute(
        select(
            col(EmailDomain.id), col(EmailDomain.domain), col(EmailDomain.organization_id)
        ).where(col(EmailDomain.id) == domain_id)
    ).first()


def appointment(session: Session, appointment_id: int) -> Row[Any] | None:
    """One appointment, for a permission."""
    return session.execute(
        select(col(Appointment.id), col(Appointment.organization_id)).where(
            col(Appointment.id) == appointment_id
        )
    ).first()


def domains_waiting(session: Session) -> Sequence[Row[Any]]:
    """Claims an administrator has to look at, with who claims and who else has the domain."""
    other = aliased(EmailDomain)
    owner = (
        select(col(Organization.name))
        .join(other, col(other.organization_id) == col(Organization.id))
        .where(col(other.domain) == col(EmailDomain.domain), col(other.verified_at).is_not(None))
        .scalar_subquery()
    )
    return session.execute(
        select(
            col(EmailDomain.id),
            col(EmailDomain.domain),
            col(Organization.id).label("organization_id"),
            col(Organization.name),
            col(Organization.city),
            col(Organization.state),
            col(Organization.website),
            col(Person.name).label("claimed_by"),
            col(Person.email).label("claimed_from"),
            owner.label("owner"),
        )
        .join(Organization, col(Organization.id) == col(EmailDomain.organization_id))
        .outerjoin(Person, col(Person.id) == col(EmailDomain.claimed_by))
        .where(col(EmailDomain.verified_at).is_(None))
        .order_by(col(EmailDomain.id))
        .limit(100)
    ).all()


# --- its history ---------------------------------------------------------------------------

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


def history_of(session: Session, organization_id: int, viewer: Viewer, *, private: bool) -> Any:
    """The organization's history, newest first, as {when, who, what, reason} for a timeline.

    Names are for people who are signed in; requests and refusals for those who decide.
    """
    event = Event.__table__  # type: ignore[attr-defined]
    columns = (event.c.id, event.c.kind, event.c.verb, event.c.reason, event.c.detail, event.c.at)

    def about(kind: str, source: Any, of_it: Any, who: Any) -> Any:
        return (
            select(*columns, event.c.private, who.label("who"))
            .select_from(source)
            .where(event.c.kind == kind, of_it)
        )

    person = Person.__table__  # type: ignore[attr-defined]
    member = Membership.__table__  # type: ignore[attr-defined]
    appointed = Appointment.__table__  # type: ignore[attr-defined]
    lines = union_all(
        about(
            "organization",
            event.outerjoin(person, person.c.id == event.c.actor_id),
            event.c.subject_id == organization_id,
            person.c.name,
        ),
        about(
            "membership",
            event.join(member, member.c.id == event.c.subject_id).join(
                person, person.c.id == member.c.person_id
            ),
            member.c.organization_id == organization_id,
            person.c.name,
        ),
        about(
            "appointment",
            event.join(appointed, appointed.c.id == event.c.subject_id).join(
                person, person.c.id == appointed.c.person_id
            ),
            appointed.c.organization_id == organization_id,
            person.c.name,
        ),
        about(
            "network membership",
            event.join(network_membership, network_membership.c.id == event.c.subject_id).join(
                network, network.c.id == network_membership.c.network_id
            ),
            network_membership.c.organization_id == organization_id,
            network.c.name,
        ),
    ).subquery()
    statement = select(lines).order_by(lines.c.id.desc()).limit(60)
    if not private:
        statement = statement.where(lines.c.private.is_(False))
    return [_said(row, viewer) for row in session.execute(statement)]


def _said(row: Any, viewer: Viewer) -> dict[str, Any]:
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
    return {
        "when": dates.day_in(row.at, dates.site_zone()),
        "who": who,
        "what": what,
        "reason": row.reason,
    }
