"""What machines may take away of briefs: the newest version of each that anyone may read."""

from collections.abc import Collection, Iterator

from sqlalchemy import and_, select
from sqlmodel import Session, col

from rpp import vocabulary
from rpp.briefs import citing
from rpp.briefs.citing import Where
from rpp.briefs.models import NEWEST, READ, VERSIONS, Brief
from rpp.briefs.queries import zone
from rpp.briefs.versions import Version
from rpp.db import columns_of
from rpp.kinds import Harvested
from rpp.networks.models import Network
from rpp.policy import ANYONE
from rpp.problems import queries as problems
from rpp.problems.models import Problem
from rpp.vocabulary import SUBJECTS


def works(session: Session, ids: Collection[int]) -> dict[int, Harvested]:
    """Those of the briefs that anyone may read; one statement."""
    known = and_(col(Problem.id) == col(Brief.problem_id), problems.visible_to(ANYONE))
    statement = (
        select(
            col(Network.slug),
            vocabulary.tags_column("brief", col(Brief.id)),
            col(Brief.id),
            zone(),
            col(Brief.study_id),
            col(Problem.id),
            col(Brief.superseded_by),
            *columns_of(Version, VERSIONS),
        )
        .select_from(Brief)
        .join(VERSIONS, NEWEST)
        .outerjoin(Network, col(Network.id) == col(Brief.network_id))
        .outerjoin(Problem, known)
        .where(col(Brief.id).in_(ids), col(Brief.status).in_(READ))
    )
    found = {}
    for slug, tagged, *row in session.execute(statement):
        where, version = Where(*row[:5]), Version(*row[5:])
        tags = vocabulary.tags_in(tagged)
        networks = (f"network:{slug}",) if slug else ()
        specs = (*networks, *(f"topic:{code}" for code in tags.get("subject", ())))
        found[where.id] = Harvested(citing.work(where, version, tags), specs)
    return found


def sets(session: Session) -> Iterator[tuple[str, str]]:
    """The networks that published, and the topics of what they published."""
    yield "network", "Networks"
    yield "topic", "Topics"
    networks = select(col(Network.slug), col(Network.name)).where(
        col(Network.id).in_(select(col(Brief.network_id)).where(col(Brief.network_id).is_not(None)))
    )
    for slug, name in session.execute(networks):
        yield f"network:{slug}", name
    for code, label in SUBJECTS.items():
        yield f"topic:{code}", label
