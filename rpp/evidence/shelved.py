"""How reviewed studies and reports from elsewhere stand in the repository."""

from collections.abc import Collection, Iterator, Mapping
from datetime import date

from sqlalchemy import select
from sqlmodel import Session

from rpp import vocabulary
from rpp.citations.work import Work
from rpp.db import columns_of
from rpp.evidence import citing, queries
from rpp.evidence.citing import Cited
from rpp.evidence.entries import row_of
from rpp.evidence.models import RECORDS, EvidenceRecord
from rpp.evidence.tiers.queries import NONE, best_of
from rpp.evidence.topics import FORMS
from rpp.shelf import NO_TIER, Listed, Row, Shelf

# In no list: collections of findings whose intervention is not named, and what was withdrawn.
IN_A_LIST = RECORDS.c.form.in_(FORMS)


def listed(session: Session, ids: Collection[int] | None) -> Iterator[Listed]:
    """The records, of some ids or all; one statement."""
    tags = vocabulary.tags_column(EvidenceRecord.kind, RECORDS.c.id)
    statement = select(
        RECORDS.c.id, RECORDS.c.year, RECORDS.c.updated_at, RECORDS.c.source, tags
    ).where(IN_A_LIST)
    if ids is not None:
        statement = statement.where(RECORDS.c.id.in_(ids))
    for id_, year, at, source, tagged in session.execute(statement):
        of_it = vocabulary.tags_in(tagged)
        designs = of_it.get("design", [])
        # Of most only the year is known: it stands before all days of that year.
        issued = date(year, 1, 1) if year and 0 < year < 10_000 else date.min
        yield Listed(
            id_,
            issued,
            at,
            {
                **of_it,
                "band": vocabulary.bands_of(of_it.get("grade", ())),
                "tier": of_it.get("tier", [NO_TIER]),
                # In the words of its source, and in those of /vocabulary.
                "design": [*designs, *(code.lower() for code in designs)],
                "source": [source],
            },
        )


def rows(session: Session, ids: Collection[int]) -> Mapping[int, Row]:
    """Records as lists show them; two statements."""
    tiers = best_of(session, EvidenceRecord.kind, ids)
    return {one.id: row_of(one, tiers.get(one.id, NONE)) for one in queries.of_ids(session, ids)}


def works(session: Session, ids: Collection[int]) -> Mapping[int, Work]:
    """Records as they are cited; one statement."""
    statement = select(*columns_of(Cited, RECORDS)).where(RECORDS.c.id.in_(ids), IN_A_LIST)
    return {row.id: citing.work(Cited(*row)) for row in session.execute(statement)}


SHELF = Shelf("Studies and reports from elsewhere", listed, rows, works, own=False)
