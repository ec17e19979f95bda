"""Organizations as lists show them, and one as its own page does."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlmodel import Session, col

from rpp.organizations import directory
from rpp.organizations.domains import STATES
from rpp.organizations.models import Organization, setting, size_band
from rpp.organizations.queries.tables import MEMBER, NETWORK, network, network_membership

LISTED = (
    *(col(Organization.id), col(Organization.name), col(Organization.type)),
    *(col(Organization.city), col(Organization.state), col(Organization.county)),
    *(col(Organization.locale), col(Organization.enrollment), col(Organization.leaid)),
)


@dataclass(frozen=True, slots=True)
class Listed:
    """An organization in a list: made of the columns LISTED."""

    id: int
    name: str
    type: str
    city: str
    state: str
    county: str
    locale: int | None
    enrollment: int | None
    leaid: str | None

    @property
    def line(self) -> str:
        """What tells one district from the 84 others of its name: place, setting, size, LEAID."""
        lea = self.type == "lea"
        county = f"({self.county})" if lea and self.county else ""
        parts = [" ".join(filter(None, (self.town, county)))]
        if lea:
            known = self.enrollment is not None
            size = f"{self.enrollment:,} students" if known else "size unknown"
            parts += [", ".join(filter(None, (setting(self.locale), size)))]
            parts += [f"NCES {self.leaid}" if self.leaid else ""]
        return " · ".join(filter(None, parts))

    @property
    def town(self) -> str:
        """City and state, as an address has them."""
        return ", ".join(filter(None, (self.city, self.state)))

    @property
    def place(self) -> str:
        """City and state in words, or what is known of them."""
        return ", ".join(filter(None, (self.city, STATES.get(self.state, self.state))))

    @property
    def is_lea(self) -> bool:
        return self.type == "lea"

    @property
    def setting(self) -> str:
        """City, Suburb, Town or Rural; "" if unknown."""
        return setting(self.locale)

    @property
    def size(self) -> str:
        """The band of its size."""
        return size_band(self.enrollment)


@dataclass(frozen=True, slots=True)
class Shown(Listed):
    """An organization as its own page shows it."""

    ror: str | None
    website: str

    @property
    def organization_id(self) -> int:
        return self.id

    @property
    def source(self) -> str:
        """Where the entry comes from and of when it is."""
        if self.leaid:
            return directory.SOURCES["lea"]
        return directory.SOURCES["research"] if self.ror else "Added by an administrator"


def organization(session: Session, organization_id: int) -> Shown | None:
    """One organization, for its page."""
    statement = select(*LISTED, col(Organization.ror), col(Organization.website))
    row = session.execute(statement.where(col(Organization.id) == organization_id)).first()
    return Shown(*row) if row else None


@dataclass(frozen=True, slots=True)
class InNetwork:
    """A network that an organization is in."""

    name: str
    slug: str
    since: datetime


def networks_of(session: Session, organization_id: int) -> list[InNetwork]:
    """Networks the organization is in."""
    rows = session.execute(
        select(NETWORK.name, NETWORK.slug, MEMBER.status_since)
        .select_from(network_membership.join(network, NETWORK.id == MEMBER.network_id))
        .where(MEMBER.organization_id == organization_id, MEMBER.status == "active")
        .order_by(NETWORK.name)
    )
    return [InNetwork(*row) for row in rows]
