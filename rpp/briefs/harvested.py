"""What machines may take away of briefs: the newest version of each that anyone may read."""

from collections.abc import Collection, Iterator, Mapping

from sqlalchemy import ColumnElement, and_, or_, select, tuple_
from sqlmodel import Session, col

from rpp import vocabulary
from rpp.briefs import citing
from rpp.briefs.citing import Where
from rpp.briefs.models import BRIEFS, NEWEST, READ, VERSIONS, Brief
from rpp.briefs.queries import zone
from rpp.briefs.versions import Version
from rpp.citations.work import Work
from rpp.db import columns_of
from rpp.kinds import Harvested
from rpp.networks.models import Network
from rpp.policy import ANYONE
from rpp.problems import queries as problems
from rpp.problems.models import Problem
from rpp.vocabulary import SUBJECTS

# Where a brief stands, its tags, and one of its versions.
Read = tuple[str | None, Where, Version, dict[str, list[str]]]


def works(
    session: Session, ids: Collection[int], numbers: Mapping[int, int] | None = None
) -> dict[int, Harvested]:
    """Those of the briefs that anyone may read; one statement.

    `numbers` are the versions of some of them, by id; of all others it is the newest.
    """
    found = {}
    which = (col(Brief.id).in_(ids), col(Brief.status).in_(READ))
    for slug, where, version, tags in _read(session, _version(numbers or {}), *which):
        networks = (f"network:{slug}",) if slug else ()
        specs = (*networks, *(f"topic:{code}" for code in tags.get("subject", ())))
        found[where.id] = Harvested(citing.work(where, version, tags), specs)
    return found


def of_version(session: Session, brief_id: int, number: int) -> Work:
    """One version of a brief that was published, as anyone may know of it; one statement."""
    one = and_(VERSIONS.c.brief_id == BRIEFS.c.id, VERSIONS.c.number == number)
    ((_, where, version, tags),) = _read(session, one, col(Brief.id) == brief_id)
    return citing.work(where, version, tags)


def _read(
    session: Session, newest: ColumnElement[bool], *which: ColumnElement[bool]
) -> Iterator[Read]:
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
        .join(VERSIONS, newest)
        .outerjoin(Network, col(Network.id) == col(Brief.network_id))
        .outerjoin(Problem, known)
        .where(*which)
    )
    for slug, tagged, *row in session.execute(statement):
        yield slug, Where(*row[:5]), Version(*row[5:]), vocabulary.tags_in(tagged)


def _version(numbers: Mapping[int, int]) -> ColumnElement[bool]:
    """The version of a brief: the one of its number, or the newest."""
    if not numbers:
        return NEWEST
    which = tuple_(VERSIONS.c.brief_id, VERSIONS.c.number).in_(list(numbers.items()))
    of_it = VERSIONS.c.brief_id == col(Brief.id)
    return of_it & or_(which, and_(NEWEST, col(Brief.id).not_in(list(numbers))))


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
