"""Reads a few published briefs to lay them side by side."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlmodel import Session, col

from rpp import vocabulary
from rpp.briefs.models import NEWEST, READ, VERSIONS, Brief
from rpp.briefs.queries import zone
from rpp.briefs.versions import Version
from rpp.db import columns_of
from rpp.networks.models import Network

# So many fit beside each other.
MOST = 4


@dataclass(frozen=True, slots=True)
class Compared:
    """The newest version of a brief, with its tags, and the zone in which its days are said."""

    id: int
    status: str
    zone: str
    tags: dict[str, list[str]]
    version: Version


def compared(session: Session, ids: Sequence[int]) -> list[Compared]:
    """Those of the briefs that are published or superseded, in the order asked; one statement."""
    statement = (
        select(
            col(Brief.id),
            col(Brief.status),
            zone(),
            vocabulary.tags_column("brief", col(Brief.id)),
            *columns_of(Version, VERSIONS),
        )
        .select_from(Brief)
        .join(VERSIONS, NEWEST)
        .outerjoin(Network, col(Network.id) == col(Brief.network_id))
        .where(col(Brief.id).in_(ids), col(Brief.status).in_(READ))
    )
    found = {
        id_: Compared(id_, status, zone, vocabulary.tags_in(tags), Version(*version))
        for id_, status, zone, tags, *version in session.execute(statement)
    }
    return [found[id_] for id_ in ids if id_ in found]
