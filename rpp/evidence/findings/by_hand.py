"""A publication that somebody adds by hand: an import of one entry, so nothing is doubled."""

from typing import NamedTuple

from sqlalchemy import select
from sqlmodel import Session

from rpp.errors import DomainError
from rpp.evidence.references import identifiers, operations, running
from rpp.evidence.references.models import ROWS, ReferenceImport
from rpp.policy import Viewer

ORIGIN = "Added by hand"


class Added(NamedTuple):
    """What became of it: the record that it made or joined; None where a person has to decide."""

    record_id: int | None
    is_new: bool
    import_id: int


def add(
    session: Session,
    actor: Viewer,
    *,
    title: str,
    authors: str = "",
    year: str = "",
    publication: str = "",
    doi: str = "",
    eric_id: str = "",
    url: str = "",
) -> Added:
    """Add a publication, or find it where it is here already; `authors` are one a line.

    It goes the way of every import: what proves that it is here joins it, what only looks so is
    left for a person. DomainError beside the field that cannot be read.
    """
    if year and not (year.isascii() and year.isdigit() and 1500 <= int(year) <= 2100):
        raise DomainError("Give the year as four figures, for example 2019.", "year")
    if doi and not identifiers.doi(doi):
        raise DomainError("This is no DOI. One looks like 10.3102/0002831219853550.", "doi")
    if eric_id and not identifiers.eric_id(eric_id):
        raise DomainError("This is no ERIC number. One looks like EJ1234567.", "eric_id")
    if url and not url.startswith(("http://", "https://")):
        raise DomainError("Start with https:// and leave out spaces.", "url")
    lines = [
        ("TY", "JOUR" if publication else "GEN"),
        ("TI", title),
        *(("AU", name) for name in authors.splitlines()),
        *(("PY", year), ("T2", publication), ("DO", doi), ("AN", eric_id), ("UR", url)),
        ("ER", ""),
    ]
    text = "".join(f"{tag}  - {_line(value)}\n" for tag, value in lines if value or tag == "ER")
    one = operations.receive(
        session,
        actor,
        name=f"{ORIGIN}: {title}",
        data=text.encode(),
        format="ris",
        encoding="utf-8",
        origin=ORIGIN,
    )
    return _written(session, actor, one)


def _line(text: str) -> str:
    return " ".join(text.split())


def _written(session: Session, actor: Viewer, one: ReferenceImport) -> Added:
    """Read, and write what is clear; all within the transaction that is open."""
    assert one.id is not None
    running.read_within(session, one)
    found = select(ROWS.c.found).where(ROWS.c.import_id == one.id)
    if session.execute(found).scalars().all() == ["refused"]:
        raise DomainError("This could not be read as a publication. Check its title.", "title")
    operations.approve(session, actor, one.id)
    running.write_within(session, one.id)
    row = session.execute(
        select(ROWS.c.record_id, ROWS.c.outcome).where(ROWS.c.import_id == one.id)
    ).one()
    return Added(row.record_id, row.outcome == "added", one.id)
