"""What the pages of administrators show."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Table, exists, func, or_, select
from sqlmodel import Session, col

from rpp import kinds, mail
from rpp.briefs.doi import registering
from rpp.briefs.doi.registering import Troubled
from rpp.config import Settings
from rpp.contact import queries as contact
from rpp.discussions import reports
from rpp.history import Event
from rpp.home import watch
from rpp.home.findings import Finding
from rpp.layout import in_words
from rpp.mail import Email
from rpp.networks import listing
from rpp.networks.listing import NetworkLine
from rpp.organizations.models import Membership, Organization
from rpp.organizations.queries import claims, decisions
from rpp.organizations.queries.claims import ToVerify
from rpp.organizations.queries.decisions import Waiting
from rpp.paging import Cursor, Slice, Statement, page_of
from rpp.people.models import Person, PortalRole
from rpp.people.portal_roles import REVIEWER
from rpp.policy import Viewer

PEOPLE: Table = Person.__table__  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class EventLine:
    """A line of the whole history, without its reason."""

    id: int
    kind: str
    subject_id: int
    verb: str
    at: datetime
    who: str | None
    organization: str | None

    @property
    def what(self) -> str:
        """Who did what to which thing, in the words of the log."""
        verb = self.verb.replace("_", " ")
        return f"{self.who or 'The portal'}: {self.kind} {self.subject_id} {verb}"


@dataclass(frozen=True, slots=True)
class Page:
    """The first page of an administrator."""

    overdue: list[Finding]
    lost: list[Email]
    dois: list[Troubled]
    waiting: list[Waiting]
    domains: list[ToVerify]
    # How many questions and reports are open.
    questions: int
    reported: int
    networks: list[NetworkLine]
    events: Slice[EventLine]

    @property
    def headline(self) -> str:
        number = len(self.waiting) + len(self.domains) + self.questions + self.reported
        if number:
            waits = "thing waits" if number == 1 else "things wait"
            return f"{in_words(number)} {waits} for an administrator."
        needed = self.overdue or self.lost or self.dois
        return "The portal needs its operator." if needed else "Nothing needs an administrator now."


def of(session: Session, viewer: Viewer, settings: Settings) -> Page:
    """What waits for an administrator, and what happened last."""
    return Page(
        overdue=[one for one in watch.overdue_work(session, settings) if one.wrong],
        lost=mail.given_up(session, limit=20),
        dois=registering.troubled(session, limit=20),
        waiting=decisions.waiting_organizations(session, nobody_else=True),
        domains=claims.domains_waiting(session),
        questions=contact.waiting(session),
        reported=len(reports.waiting(session, viewer)),
        networks=listing.networks(session),
        events=recent_events(session, viewer, Cursor(), limit=10),
    )


def recent_events(
    session: Session, viewer: Viewer, cursor: Cursor, *, limit: int
) -> Slice[EventLine]:
    """The newest lines of the whole history that the viewer may know of.

    Who runs the portal takes part in no study and belongs to no district by that.
    """
    statement: Statement = (
        select(
            col(Event.id),
            col(Event.kind),
            col(Event.subject_id),
            col(Event.verb),
            col(Event.at),
            col(Person.name),
            col(Organization.name),
        )
        .outerjoin(Person, col(Person.id) == col(Event.actor_id))
        .outerjoin(Organization, col(Organization.id) == col(Event.organization_id))
        .where(kinds.known(viewer, col(Event.kind), col(Event.subject_id), col(Event.private)))
    )
    return page_of(session, statement, col(Event.id), cursor, limit=limit).of(EventLine)


@dataclass(frozen=True, slots=True)
class PersonLine:
    """A person in the list of all."""

    id: int
    name: str
    email: str
    is_admin: bool
    is_reviewer: bool
    confirmed_at: datetime | None
    created_at: datetime
    closed_at: datetime | None
    organizations: int

    @property
    def may_review(self) -> bool:
        """Whether the account is in use, so that its owner can be made a reviewer."""
        return self.confirmed_at is not None and self.closed_at is None

    @property
    def waits(self) -> bool:
        """Whether the address was never confirmed."""
        return not self.confirmed_at and not self.closed_at


def search_people(session: Session, q: str, limit: int = 30) -> list[PersonLine]:
    """People whose name or address holds the text; the newest where there is none."""
    statement: Statement = select(
        col(Person.id),
        col(Person.name),
        col(Person.email),
        col(Person.is_admin),
        exists()
        .where(col(PortalRole.person_id) == col(Person.id), col(PortalRole.role) == REVIEWER)
        .correlate(PEOPLE),
        col(Person.confirmed_at),
        col(Person.created_at),
        col(Person.closed_at),
        select(func.count())
        .where(col(Membership.person_id) == col(Person.id), col(Membership.status) == "active")
        .scalar_subquery(),
    ).order_by(col(Person.id).desc())
    if q:
        text = q.lower()
        statement = statement.where(
            or_(
                func.lower(col(Person.name)).contains(text, autoescape=True),
                col(Person.email).contains(text, autoescape=True),
            )
        )
    return [PersonLine(*row) for row in session.execute(statement.limit(limit))]
