"""Makes the things that a test is not about, in one line each."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from flask import Flask
from sqlmodel import Session, SQLModel, col, select

from rpp import clock, db
from rpp.citations.identifiers import ROR, ror_check
from rpp.history import Event
from rpp.networks.models import Network, NetworkMembership, NetworkRole
from rpp.notices.models import Notice
from rpp.notices.queries import sentence
from rpp.organizations.models import Appointment, Membership, Organization
from rpp.organizations.names import finder_text
from rpp.people import sessions
from rpp.people.models import Person

if TYPE_CHECKING:
    from tests.support.starts import Starts

T = TypeVar("T")
PASSWORD = "correct horse battery"


class Told(NamedTuple):
    """A notice as its reader sees it."""

    id: int
    person_id: int
    event_id: int
    text: str
    href: str
    read_at: datetime | None


class Factories:
    """Each method commits, and returns a detached thing whose columns can be read."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.made = 0
        self.starts: Starts | None = None

    def _next(self) -> int:
        self.made += 1
        return self.made

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A session that commits."""
        with self.app.app_context(), db.transaction() as session:
            session.expire_on_commit = False
            yield session

    def begin(self, name: Hashable, build: Callable[[], T]) -> T:
        """What `build` makes, put back where another test made it before: see `Starts`."""
        # Without a name of the portal no e-mail is written.
        name = (name, self.app.extensions["rpp.settings"].site_url)
        return self.starts.begin(name, build) if self.starts else build()

    def add(self, thing: Any) -> Any:
        with self.writing() as session:
            session.add(thing)
        return thing

    def session_token(self, person: Any) -> str:
        with self.writing() as session:
            return sessions.start(session, person.id)

    def person(self, name: str = "", **values: Any) -> Person:
        n = self._next()
        values = {
            "name": name or f"Person {n}",
            "email": f"person{n}@district{n}.example",
            "confirmed_at": clock.now(),
            "created_at": clock.now() - timedelta(days=30),
        } | values
        return self.add(Person(**values))

    def admin(self) -> Person:
        return self.person("Ada Admin", is_admin=True)

    def organization(self, name: str = "", type: str = "lea", **values: Any) -> Organization:
        n = self._next()
        name = name or (f"District {n}" if type == "lea" else f"Institute {n}")
        values = {
            "state": "AL",
            "city": "Town",
            "locale": 32,
            "enrollment": 5_000,
            "leaid": f"{n:07}" if type == "lea" else None,
            "ror": None if type == "lea" else f"{ROR}/0{n:06}{ror_check(f'{n:06}')}",
            "finder": finder_text(name, city="Town", state="AL", leaid=f"{n:07}"),
        } | values
        return self.add(Organization(name=name, type=type, **values))

    def member(
        self,
        organization: Organization,
        role: str = "member",
        *,
        name: str = "",
        delegate: bool = False,
        signatory: bool = False,
        person: Person | None = None,
    ) -> Person:
        """A person (new unless given) who belongs to the organization."""
        person = person or self.person(name)
        self.add(
            Membership(
                person_id=person.id,
                organization_id=organization.id,
                role=role,
                status="active",
                status_since=clock.now(),
            )
        )
        for appointed, what in ((delegate, "delegate"), (signatory, "signatory")):
            if appointed:
                self.add(
                    Appointment(
                        organization_id=organization.id,
                        person_id=person.id,
                        role=what,
                        appointed_at=clock.now(),
                    )
                )
        return person

    def leader(self, organization: Organization, name: str = "", **appointed: bool) -> Person:
        return self.member(organization, "leader", name=name, **appointed)

    def researcher(self, organization: Organization | None = None, name: str = "") -> Person:
        return self.member(organization or self.organization(type="research"), name=name)

    def network(self, *organizations: Organization, slug: str = "", **values: Any) -> Network:
        n = self._next()
        values = {
            "name": f"Network {n}",
            "purpose": "Districts that learn together.",
            "created_at": clock.now(),
        } | values
        network = self.add(Network(slug=slug or f"network-{n}", **values))
        for organization in organizations:
            self.join(network, organization)
        return network

    def join(self, network: Network, organization: Organization, status: str = "active") -> None:
        self.add(
            NetworkMembership(
                network_id=network.id,
                organization_id=organization.id,
                status=status,
                status_since=clock.now(),
            )
        )

    def steward(
        self, network: Network, person: Person | None = None, role: str = "steward"
    ) -> Person:
        person = person or self.person()
        self.add(
            NetworkRole(network_id=network.id, person_id=person.id, role=role, since=clock.now())
        )
        return person

    def notices(self) -> list[Told]:
        """All notices as their readers see them, in the order of their key."""
        statement = (
            select(Notice, Event)
            .join(Event, col(Event.id) == Notice.event_id)
            .order_by(col(Notice.id))
        )
        with self.app.app_context(), Session(self.app.extensions["rpp.engine"]) as session:
            return [
                Told(n.id, n.person_id, n.event_id, sentence(event, n.who), n.href, n.read_at)
                for n, event in session.exec(statement)
            ]

    def all(self, model: type[SQLModel]) -> list[Any]:
        """All rows of a table, in the order of their key."""
        key = [column for column in db.columns(model) if column.primary_key]
        with self.app.app_context(), Session(self.app.extensions["rpp.engine"]) as session:
            session.expire_on_commit = False
            return list(session.exec(select(model).order_by(*key)))
