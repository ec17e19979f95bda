"""How published briefs stand in the repository."""

from collections.abc import Collection, Iterator, Mapping

from sqlalchemy import func, select
from sqlmodel import Session, col

from rpp import dates, vocabulary
from rpp.briefs import harvested, repository, tiered
from rpp.briefs.models import NEWEST, VERSIONS, Brief, BriefOrganization
from rpp.briefs.pages.listed import row_of
from rpp.briefs.queries import zone
from rpp.citations.work import Work
from rpp.evidence.tiers.queries import NONE
from rpp.networks.models import Network
from rpp.shelf import Listed, Row, Shelf


def listed(session: Session, ids: Collection[int] | None) -> Iterator[Listed]:
    """The published briefs, of some ids or all; one statement."""
    states = (
        select(func.aggregate_strings(col(BriefOrganization.state), " "))
        .where(col(BriefOrganization.brief_id) == col(Brief.id))
        .correlate(Brief)
        .scalar_subquery()
    )
    statement = (
        select(
            col(Brief.id),
            col(Brief.published_at),
            VERSIONS.c.published_at,
            col(Brief.network_id),
            zone(),
            col(Brief.type),
            states,
            vocabulary.tags_column("brief", col(Brief.id)),
        )
        .outerjoin(Network, col(Network.id) == col(Brief.network_id))
        .outerjoin(VERSIONS, NEWEST)
        .where(col(Brief.status) == "published")
    )
    if ids is not None:
        statement = statement.where(col(Brief.id).in_(ids))
    tiers = tiered.best_of(session, ids)
    for brief_id, at, corrected, network_id, where, type_, state, tags in session.execute(
        statement
    ):
        of_it = vocabulary.tags_in(tags)
        yield Listed(
            brief_id,
            dates.date_in(at, where),
            corrected or at,
            {
                **of_it,
                "type": [type_],
                "band": vocabulary.bands_of(of_it.get("grade", ())),
                "state": (state or "").split(),
                "network": [str(network_id)] if network_id else [],
                "tier": tiered.codes(tiers.get(brief_id, NONE)),
            },
        )


def rows(session: Session, ids: Collection[int]) -> Mapping[int, Row]:
    """Published briefs as lists show them; two statements."""
    tiers = tiered.best_of(session, ids)
    return {
        one.brief_id: row_of(one, tiers.get(one.brief_id, NONE))
        for one in repository.of_ids(session, ids)
    }


def works(session: Session, ids: Collection[int]) -> Mapping[int, Work]:
    """Briefs as they are cited; one statement."""
    return {id_: thing.work for id_, thing in harvested.works(session, ids).items()}


SHELF = Shelf("Briefs of this portal", listed, rows, works)
