"""Networks are a room above: this one reads their tables by column."""

from sqlalchemy import ColumnElement, column, table
from sqlmodel import col

from rpp.db import UTCDateTime
from rpp.organizations.models import Organization

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

NETWORK, MEMBER, ROLE = network.c, network_membership.c, network_role.c


def in_a_network() -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """The organization of the statement around is in the network of this row."""
    return MEMBER.organization_id == col(Organization.id), MEMBER.status == "active"
