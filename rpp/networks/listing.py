"""Reads all networks, for their list."""

from collections import Counter
from dataclasses import dataclass, field

from sqlalchemy import func, select
from sqlmodel import Session, col

from rpp.layout import several
from rpp.networks.models import Network, NetworkMembership
from rpp.organizations.models import Organization, setting


@dataclass
class NetworkLine:
    """One network as the list shows it."""

    id: int
    slug: str
    name: str
    purpose: str
    leas: int = 0
    others: int = 0
    settings: Counter[str] = field(default_factory=Counter)

    @property
    def members(self) -> str:
        """Its members in words: "8 districts: 3 rural, 2 city"."""
        words = [f"{n} {name.lower()}" for name, n in self.settings.most_common()]
        leas = several(self.leas, "district")
        return f"{leas}: {', '.join(words)}" if words else leas

    @property
    def further(self) -> str:
        """Its members that are no districts, in words; "" without any."""
        return several(self.others, "research or other organization") if self.others else ""


def networks(session: Session, limit: int = 200) -> list[NetworkLine]:
    """All networks by name, with their members counted by setting; two statements."""
    rows = session.execute(
        select(col(Network.id), col(Network.slug), col(Network.name), col(Network.purpose))
        .order_by(func.lower(col(Network.name)), col(Network.id))
        .limit(limit)
    )
    lines = {row.id: NetworkLine(*row) for row in rows}
    counted = session.execute(
        select(
            col(NetworkMembership.network_id),
            col(Organization.type),
            col(Organization.locale),
            func.count(),
        )
        .join(Organization, col(Organization.id) == col(NetworkMembership.organization_id))
        .where(col(NetworkMembership.status) == "active")
        .group_by(
            col(NetworkMembership.network_id), col(Organization.type), col(Organization.locale)
        )
    )
    for network_id, type_, locale, number in counted:
        line = lines.get(network_id)
        if line is None:
            continue
        if type_ != "lea":
            line.others += number
            continue
        line.leas += number
        if setting(locale):
            line.settings[setting(locale)] += number
    return list(lines.values())
