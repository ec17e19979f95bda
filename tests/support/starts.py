"""What tests begin from, made once in a worker and put back for each."""

import io
import pickle
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

from rpp import clock
from rpp.config import Settings
from tests.support.databases import Database, engine_for
from tests.support.factories import Factories

T = TypeVar("T")


@dataclass
class Kept:
    """A start: what the database and the portal's folder held, what was given to the test, and
    how far its factories were."""

    rows: Any
    files: dict[Path, bytes]
    things: bytes
    made: int


class Starts:
    """Takes a test to a start, as long as nothing else has happened in its database.

    What is made of a start is a start of its own: a study of a world, for instance.
    """

    def __init__(self, shelf: dict[Hashable, Kept], database: Database, make: Factories) -> None:
        self._shelf, self._database, self._make = shelf, database, make
        self._stands: tuple[Hashable, ...] = (database.url,)
        self._mark: object = database.mark()

    def share(self) -> None:
        """From now on another process has the database open: nothing is put back under it."""
        self._mark = None

    def begin(self, name: Hashable, build: Callable[[], T]) -> T:
        """What `build` makes: built the first time, later put back, with its rows.

        Built as ever where the database is in use or was written to since the last start, or
        where a test says what time it is, counting from now.
        """
        fixed = clock._fixed.get()
        if not self._untouched() or (fixed and fixed.microsecond):
            return build()
        # What was made in another hour may be of another day.
        stands = (*self._stands, name, fixed or f"{datetime.now(UTC):%d %H}")
        if kept := self._shelf.get(stands):
            self._database.load(kept.rows)
            _put_back(kept.files)
            self._make.made = kept.made
        else:
            kept = self._shelf[stands] = self._built(build)
        self._stands, self._mark = stands, self._database.mark()
        return _read(kept.things, self._make)

    def _built(self, build: Callable[[], object]) -> Kept:
        # What a start is made of is none of its own.
        mark, self._mark = self._mark, None
        before = self._files()
        try:
            things = _written(build())
        except BaseException:
            self._mark = mark
            raise
        files = {path: path.read_bytes() for path in self._files() - before}
        return Kept(self._database.save(), files, things, self._make.made)

    def _files(self) -> set[Path]:
        """The papers that are attached to studies."""
        settings: Settings = self._make.app.extensions["rpp.settings"]
        return set((settings.instance / "attachments").glob("*"))

    def _untouched(self) -> bool:
        return (
            engine_for(self._database.url).pool.checkedout() == 0  # type: ignore[attr-defined]
            and self._database.mark() == self._mark
        )


def _put_back(files: dict[Path, bytes]) -> None:
    # A test of what tidies the folder has removed them: its database knew nothing of them.
    for path, held in files.items():
        if not path.exists():
            path.write_bytes(held)


class _Pickler(pickle.Pickler):
    def persistent_id(self, thing: object) -> str | None:
        # Each test has factories of its own.
        return "factories" if isinstance(thing, Factories) else None


class _Unpickler(pickle.Unpickler):
    def __init__(self, file: io.BytesIO, make: Factories) -> None:
        super().__init__(file)
        self._make = make

    def persistent_load(self, _name: str) -> Factories:
        return self._make


def _written(things: object) -> bytes:
    file = io.BytesIO()
    _Pickler(file).dump(things)
    return file.getvalue()


def _read(things: bytes, make: Factories) -> Any:
    return _Unpickler(io.BytesIO(things), make).load()
