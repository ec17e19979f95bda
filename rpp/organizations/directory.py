"""The directory: districts of NCES and research organizations of ROR, and how they are found."""

import csv
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Table, bindparam, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col

from rpp.organizations.domains import STATES
from rpp.organizations.models import Organization
from rpp.organizations.names import FORM, finder_text
from rpp.vocabulary import CedsOption

# What the reference data are and of when, as pages say it; seed/README.md says more.
SOURCES = {
    "lea": "NCES Common Core of Data: directory of 2018–19, enrollment of 2023–24",
    "research": "Research Organization Registry (ROR)",
}
CHUNK = 1_000
N = TypeVar("N", int, float)
# A row of a table as it is saved, by column.
Values = dict[str, str | int | float | None]

# Kept in capitals where a whole name is written so.
_CAPITALS = frozenset(
    """ISD CISD USD CUSD UHSD CSD USD ESD SAU SD UD RSD MSD HSD JUSD BOCES DOE NYC II III IV VI
    KIPP STEM LEA PK K12 CCSD PSD RE LLC""".split()  # noqa: SIM905
)
_JOINTS = frozenset(("OF", "AND", "THE", "FOR", "IN", "AT", "ON"))


def readable(name: str) -> str:
    """A name as people write it: some states send theirs in capitals alone."""
    if name != name.upper() or not any(c.isalpha() for c in name):
        return name

    def word(match: re.Match[str]) -> str:
        text = match.group(0)
        if text in _CAPITALS or any(c.isdigit() for c in text):
            return text
        if text in _JOINTS and match.start():
            return text.lower()
        if text.startswith("MC") and len(text) > 3:
            return "Mc" + text[2:].capitalize()
        return text.capitalize()

    return re.sub(r"[^\W_]+(?:['’][^\W_]+)?", word, name)


def load_leas(session: Session, folder: Path) -> int:
    """Load the LEA directory; return how many rows changed (0 when all are there already)."""
    with (folder / "lea_directory.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    if _count(session, "lea") >= len(rows):
        return 0
    aliases = _lea_aliases(folder)

    def organizations() -> Iterator[Values]:
        for row in rows:
            place = {"city": readable(row["city"]), "state": row["state"]}
            finder = finder_text(row["name"], *aliases[row["leaid"]], **place, leaid=row["leaid"])
            yield {
                "type": "lea",
                "name": readable(row["name"]),
                **place,
                "county": row["county"],
                "leaid": row["leaid"],
                "ror": None,
                "locale": _number(row["locale_code"], int),
                "enrollment": _number(row["enrollment"], int),
                "latitude": _number(row["latitude"], float),
                "longitude": _number(row["longitude"], float),
                "website": "",
                "finder": finder,
            }

    return _save(session, _table(Organization), organizations(), "leaid")


def load_research_organizations(session: Session, folder: Path) -> int:
    """Load the active research organizations; return how many rows changed."""
    with (folder / "research_organizations.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["status"] == "active"]
    if _count(session, "research") >= len(rows):
        return 0

    def organizations() -> Iterator[Values]:
        for row in rows:
            state = row["state"] if row["state"] in STATES else ""
            place = {"city": row["city"], "state": state}
            yield {
                "type": "research",
                "name": row["name"][:200],
                **place,
                "county": "",
                "leaid": None,
                "ror": row["ror_id"],
                "locale": None,
                "enrollment": None,
                "latitude": None,
                "longitude": None,
                "website": row["website"][:300],
                "finder": finder_text(row["name"], *_named(row), **place),
            }

    return _save(session, _table(Organization), organizations(), "ror")


def _lea_aliases(folder: Path) -> dict[str, list[str]]:
    """The names that districts go by, beside that of the directory."""
    aliases = defaultdict(list)
    with (folder / "lea_aliases.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            aliases[row["leaid"]].append(row["alias"])
    return aliases


def _ror_aliases(folder: Path) -> dict[str, list[str]]:
    with (folder / "research_organizations.csv").open(encoding="utf-8", newline="") as file:
        return {row["ror_id"]: _named(row) for row in csv.DictReader(file)}


def _named(row: dict[str, str]) -> list[str]:
    return [*row["aliases"].split(" | "), *row["acronyms"].split(" | ")]


def renew(session: Session, folder: Path) -> int:
    """Spell anew what organizations are found by, where a release before did; how many it were."""
    old = select(
        col(Organization.id), col(Organization.name), col(Organization.city),
        col(Organization.state), col(Organization.leaid), col(Organization.ror),
    ).where(~col(Organization.finder).startswith(FORM))  # fmt: skip
    rows = session.execute(old).all()
    if not rows:
        return 0
    others = _lea_aliases(folder) | _ror_aliases(folder)
    table = _table(Organization)
    change = table.update().where(table.c.id == bindparam("of"))
    session.execute(
        change.values(finder=bindparam("text")),
        [
            {
                "of": row.id,
                "text": finder_text(
                    row.name,
                    *others.get(row.leaid or row.ror or "", ()),
                    city=row.city,
                    state=row.state,
                    leaid=row.leaid,
                ),
            }
            for row in rows
        ],
    )
    return len(rows)


def load_ceds(session: Session, folder: Path) -> int:
    """Load the CEDS option sets; return how many rows changed."""
    with (folder / "ceds_options.csv").open(encoding="utf-8", newline="") as file:
        rows: list[Values] = list(csv.DictReader(file))
    if session.execute(select(func.count()).select_from(CedsOption)).scalar_one() >= len(rows):
        return 0
    return _save(session, _table(CedsOption), rows, "iri")


def is_loaded(session: Session) -> bool:
    """Whether the LEA directory is there."""
    return _count(session, "lea") > 10_000


def _count(session: Session, type_: str) -> int:
    known = Organization.leaid if type_ == "lea" else Organization.ror
    statement = select(func.count()).where(col(known).is_not(None), col(Organization.type) == type_)
    answer: int = session.execute(statement).scalar_one()
    return answer


def _table(model: Any) -> Table:
    answer: Table = model.__table__
    return answer


def _number(text: str, kind: Callable[[str], N]) -> N | None:
    return kind(text) if text else None


def _save(session: Session, table: Table, rows: Iterable[Values], key: str) -> int:
    """Insert what is new and update what is there, by its public identifier."""
    dialect = session.get_bind().dialect.name
    insert: Any = postgresql.insert(table) if dialect == "postgresql" else sqlite.insert(table)
    saved, chunk = 0, list[Values]()

    def write() -> None:
        updated = {name: insert.excluded[name] for name in chunk[0] if name != key}
        statement = insert.on_conflict_do_update(index_elements=[key], set_=updated)
        session.execute(statement, chunk)
        chunk.clear()

    for row in rows:
        chunk.append(row)
        saved += 1
        if len(chunk) == CHUNK:
            write()
    if chunk:
        write()
    return saved
