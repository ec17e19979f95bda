"""Which record holds a DOI or an ERIC number: the key of `evidence_identifier` says one alone."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import delete
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session

from rpp.evidence.importing.values import RecordValues
from rpp.evidence.references import identifiers
from rpp.evidence.references.models import IDENTIFIERS

CHUNK = 500


class Claim(NamedTuple):
    """An identifier for a record, and the entry that brings it."""

    scheme: str
    value: str
    record_id: int
    row_id: int | None = None


def take(session: Session, claims: Iterable[Claim]) -> None:
    """Give identifiers to their records; what another record holds stays there.

    They are taken in one order by all who write: so none waits for another in a circle.
    """
    first: dict[tuple[str, str], Claim] = {}
    for one in claims:
        first.setdefault(one[:2], one)
    wanted = [first[key]._asdict() for key in sorted(first)]
    own = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    for start in range(0, len(wanted), CHUNK):
        statement = own.insert(IDENTIFIERS).values(wanted[start : start + CHUNK])
        session.execute(statement.on_conflict_do_nothing(index_elements=["scheme", "value"]))


def release(session: Session, record_ids: Sequence[int]) -> None:
    """Take from records what entries brought; what their own source says stays."""
    session.execute(
        delete(IDENTIFIERS).where(
            IDENTIFIERS.c.record_id.in_(record_ids), IDENTIFIERS.c.row_id.is_not(None)
        )
    )


def of_reviewed(session: Session, records: Mapping[int, RecordValues]) -> None:
    """Claim what reviewed studies are known by: their ERIC number, the DOI in their citation."""
    take(session, (claim for id_, values in records.items() for claim in _of(id_, values)))


def _of(record_id: int, values: RecordValues) -> Iterable[Claim]:
    given = (
        ("eric", identifiers.eric_id(values.eric_id)),
        ("doi", identifiers.doi(values.citation)),
    )
    return (Claim(scheme, value, record_id) for scheme, value in given if value)
