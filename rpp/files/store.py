"""Where attached files lie, and which of them no row names any more."""

import hashlib
import os
import re
import secrets
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import NamedTuple

from flask import current_app
from sqlalchemy import Table, select, union
from sqlmodel import Session

from rpp import clock, db, jobs
from rpp.config import Settings

WAIT = timedelta(hours=1)
PAUSE = timedelta(minutes=10)
STORED = re.compile(r"[0-9a-f]{64}\Z")


class Holder(NamedTuple):
    """A table whose rows name files (`stored`, `size`, `name`), and whose they are."""

    table: Table
    of: str
    key: str


class Missing(NamedTuple):
    """A file that is gone, or is not as long as it was, and whose it is: "study", 7."""

    name: str
    of: str
    key: int


_holders: list[Holder] = []


def register(table: Table, of: str) -> None:
    """Tell of a table whose rows name files: each belongs to the thing `of`, by `<of>_id`."""
    _holders.append(Holder(table, of, f"{of}_id"))


def place() -> Path:
    """Where the files lie, whether or not the folder is there."""
    settings: Settings = current_app.extensions["rpp.settings"]
    return settings.instance / "attachments"


def folder() -> Path:
    """Where the files lie, for the portal alone; made when it is missing."""
    path = place()
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.chmod(0o700)
    return path


def put(data: bytes) -> str:
    """Write a file that survives a power cut, under a random name, and return that name."""
    where, name = folder(), secrets.token_hex(32)
    handle = os.open(where / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    directory = os.open(where, os.O_RDONLY)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)
    return name


def read(stored: str, sha256: str) -> bytes | None:
    """The bytes of a file; None where it is missing or is not what was stored."""
    if not STORED.match(stored):
        return None
    try:
        data = (folder() / stored).read_bytes()
    except FileNotFoundError:
        return None
    return data if hashlib.sha256(data).hexdigest() == sha256 else None


def drop(session: Session, stored: str) -> None:
    """Remove a file once the change at hand is committed."""
    db.after_commit(session, partial(_unlink, folder() / stored))


def _unlink(path: Path) -> None:
    # What cannot be deleted now, the worker deletes later.
    with suppress(OSError):
        path.unlink()


# --- what is missing, and what was left behind ---------------------------------------------


def missing(session: Session) -> list[Missing]:
    """Files that are gone, or are not as long as they were: a backup without its folder."""
    where, found = place(), []
    for table, of, key in _holders:
        rows = session.execute(
            select(table.c.stored, table.c.size, table.c.name, table.c[key]).order_by(table.c.id)
        )
        found += [
            Missing(name, of, thing)
            for stored, size, name, thing in rows
            if not _lies_there(where / stored, size)
        ]
    return found


def _lies_there(path: Path, size: int) -> bool:
    try:
        return path.stat().st_size == size
    except OSError:
        return False


def remove_orphans(session: Session) -> int:
    """Delete files that no row of any table names and that are older than an hour; how many."""
    before = (clock.now() - WAIT).timestamp()
    old = sorted(path for path in _files() if path.stat().st_mtime < before)
    gone = 0
    for at in range(0, len(old), 400):
        some = old[at : at + 400]
        known = _named(session, [path.name for path in some])
        for path in some:
            if path.name not in known:
                path.unlink(missing_ok=True)
                gone += 1
    return gone


def _named(session: Session, names: list[str]) -> set[str]:
    """Those of the names that a row of some table holds."""
    if not _holders:
        raise RuntimeError("no table is known whose rows name files")
    held = (select(one.table.c.stored).where(one.table.c.stored.in_(names)) for one in _holders)
    return set(session.execute(union(*held)).scalars())


def _files() -> Iterator[Path]:
    return (path for path in folder().iterdir() if STORED.match(path.name) and path.is_file())


_looked: dict[Path, datetime] = {}


def tidy(session: Session) -> int:
    """`remove_orphans`, but not at every turn of the worker."""
    where, now = folder(), clock.now()
    last = _looked.get(where)
    if last is not None and timedelta() <= now - last < PAUSE:
        return 0
    _looked[where] = now
    return remove_orphans(session)


jobs.register("remove files without a row", tidy)
