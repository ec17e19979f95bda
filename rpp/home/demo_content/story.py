"""What the rooms of the demo share: who is who, and what was made so far."""

import tomllib
from collections.abc import Callable
from datetime import date, datetime
from functools import partial
from typing import Any

from sqlmodel import Session, col, select

from rpp import clock
from rpp.cli import seed_folder
from rpp.evidence.models import EvidenceRecord
from rpp.home.demo_content.agenda import Act, Agenda, Calendar
from rpp.networks.roles import roles_of
from rpp.organizations.models import Organization
from rpp.people.models import Person
from rpp.policy import Viewer

Told = dict[str, Any]


class Story:
    """The ids of everything told so far, by the keys of the files."""

    def __init__(self, session: Session, networks: list[Told]) -> None:
        self.session = session
        self.told_networks = networks
        self.calendar = Calendar(clock.now())
        self.agenda = Agenda()
        self.zones = {told["slug"]: told["timezone"] for told in networks}
        self.organizations = self._organizations()
        # What the files say of each person, by key.
        self.cast: dict[str, Told] = {}
        self.people: dict[str, int] = {}
        self.networks: dict[str, int] = {}
        self.problems: dict[str, int] = {}
        self.studies: dict[str, int] = {}
        self.briefs: dict[str, int] = {}
        # In whose time a problem, study or brief lives: the slug of its network, by its key.
        self.homes: dict[str, str] = {}
        self.memberships: dict[str, int] = {}
        # What the files say of each study, for its brief.
        self.told_studies: dict[str, Told] = {}
        self._viewers: dict[str, Viewer] = {}

    def _organizations(self) -> dict[str, int]:
        """Ids of all districts and research organizations, by LEAID or ROR id."""
        rows = self.session.execute(
            select(col(Organization.id), col(Organization.leaid), col(Organization.ror))
        )
        return {leaid or ror: id_ for id_, leaid, ror in rows if leaid or ror}

    def then(self, where: str, day: date, hour: str, act: Act, key: str = "") -> None:
        """Plan an act near an hour of a day of the files, in the time of the network `where`."""
        self.agenda.add(self.calendar.at(self.zones[where], day, hour, key), act)

    def in_the_time_of(self, told: Told) -> Callable[..., None]:
        """`then` in the network of what is told, e.g. of a study, with its key."""
        return partial(self.then, self.homes[told["key"]], key=told["key"])

    def then_at(self, where: str, moment: datetime, act: Act) -> None:
        """Plan an act at a moment of the files, in the time of the network `where`."""
        self.agenda.add(self.calendar.local(self.zones[where], moment), act)

    def who(self, key: str) -> Viewer:
        """The person as the portal sees them now."""
        if key not in self._viewers:
            person = self.session.get_one(Person, self.people[key])
            self._viewers[key] = Viewer(
                id=person.id,
                name=person.name,
                email=person.email,
                title=person.title,
                is_admin=person.is_admin,
                **roles_of(self.session, self.people[key]),
            )
        return self._viewers[key]

    def roles_changed(self) -> None:
        """Read the roles of people anew."""
        self._viewers.clear()

    def reviewed(self, study: str) -> EvidenceRecord:
        """A study that the What Works Clearinghouse reviewed, by its number there."""
        key = f"wwc:study:{study}"
        return self.session.exec(select(EvidenceRecord).where(EvidenceRecord.key == key)).one()

    def appointed(self, organization: str, role: str) -> str:
        """The key of the person whom an organization appointed as "delegate" or "signatory"."""
        return self._first(organization, role, True)

    def leader(self, organization: str) -> str:
        """The key of an organization's first leader; "" where it has none."""
        return self._first(organization, "role", "leader")

    def _first(self, organization: str, what: str, value: object) -> str:
        of_it = (k for k, told in self.cast.items() if told["organization"] == organization)
        return next((key for key in of_it if self.cast[key][what] == value), "")


def read(name: str) -> Told:
    """One file of the demo's content, its texts with the days and months that they name now."""
    path = seed_folder() / "demo" / f"{name}.toml"
    return Calendar(clock.now()).texts(tomllib.loads(path.read_text("utf-8")))
