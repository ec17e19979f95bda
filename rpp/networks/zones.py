"""The time zone in which a network's days begin and end."""

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, false, or_, select
from sqlmodel import Session, col

from rpp import dates
from rpp.networks.models import Network


def zone_of(session: Session, network_id: int | None) -> str:
    """A network's time zone, by its IANA name; without a network the portal's own."""
    network = session.get(Network, network_id) if network_id is not None else None
    return network.timezone if network else dates.site_zone()


def today_in(session: Session, network_id: int | None) -> date:
    """The day that it is now in a network."""
    return dates.today(zone_of(session, network_id))


def todays(session: Session) -> dict[str, date]:
    """The day that it is now, by the zones that networks have."""
    zones = session.execute(select(col(Network.timezone)).distinct()).scalars()
    return {zone: dates.today(zone) for zone in zones}


def each_day(days: dict[str, date], condition: Any) -> ColumnElement[bool]:
    """That `condition(today)` holds with the day of the network; the statement joins it."""
    return or_(
        false(), *((col(Network.timezone) == zone) & condition(day) for zone, day in days.items())
    )
