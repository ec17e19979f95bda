"""Pages of a long list by keyset: the last page costs what the first costs."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Generic, TypeVar

import typing_extensions
from sqlalchemy import BindParameter, ColumnElement, Integer, Row, Select, bindparam, func, select
from sqlalchemy.orm import Mapped
from sqlmodel import Session

T_co = typing_extensions.TypeVar("T_co", default=Any, covariant=True)
R = TypeVar("R")
# A row as the database answered it: `Slice.of` makes what a list is made of.
Found = Row[*tuple[Any, ...]]
Statement = Select[*tuple[Any, ...]]
Key = Mapped[int] | Mapped[int | None] | ColumnElement[int]

# The largest id a column of the database holds; whatever is larger names nothing.
LARGEST = 2**31 - 1
# Counting further costs more than it tells.
MOST_COUNTED = 1000


def whole(value: str | None) -> int | None:
    """The id that a text names; None where it is no number, or one too large to be an id."""
    text = value or ""
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0
    return number if 0 < number <= LARGEST else None


@dataclass(frozen=True)
class Cursor:
    """Where in a list to read: just past a key, just before one, or at the far end."""

    past: int | None = None
    before: int | None = None
    end: bool = False


@dataclass(frozen=True)
class Slice(Generic[T_co]):
    """Rows of one page, and the keys that lead on: None where nothing follows."""

    rows: Sequence[T_co]
    back: int | None = None
    on: int | None = None
    # How many the whole list holds, up to one more than are counted; None: not counted.
    total: int | None = None

    def counted(self, one: str, several: str) -> str:
        """What a list says of its length: "12 studies", "25 of 224 studies"."""
        total = len(self.rows) if self.total is None else self.total
        words = one if total == 1 else several
        if total <= len(self.rows):
            return f"{total} {words}"
        of = f"more than {MOST_COUNTED:,}" if total > MOST_COUNTED else f"{total:,}"
        return f"{len(self.rows)} of {of} {words}"

    def of(self, kind: Callable[..., R]) -> "Slice[R]":
        """The same page, with each row made a `kind` of its columns, in their order."""
        columns: Sequence[Any] = self.rows
        return Slice([kind(*row) for row in columns], self.back, self.on, self.total)

    def __iter__(self) -> Iterator[T_co]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)


class Pages:
    """The pages of one list: `statement` ordered by the integer column `key`, labelled `id`.

    Kept by a list that many read, it builds its statements once; bound values come with `read`.
    """

    def __init__(
        self, statement: Statement, key: Key, *, limit: int, descending: bool = True
    ) -> None:
        self.statement, self.key, self.limit, self.descending = statement, key, limit, descending
        self._built: dict[tuple[bool, bool, bool], Statement] = {}

    def read(
        self, session: Session, cursor: Cursor, values: Mapping[str, object] | None = None
    ) -> Slice[Found]:
        """One page: one statement whatever the page, `limit` rows at most."""
        limit, past = self.limit, cursor.past is not None
        reverse = cursor.end or cursor.before is not None
        way = (reverse, past, not past and cursor.before is not None)
        if way not in self._built:
            self._built[way] = self._ordered(*way)
        at = cursor.past if past else cursor.before
        keys = {} if at is None else {"page_key": at}
        rows: Sequence[Found] = session.execute(self._built[way], {**(values or {}), **keys}).all()
        more = len(rows) > limit
        rows = rows[:limit]
        if reverse:
            rows = rows[::-1]
        if not rows:
            return Slice(rows)
        first, last = rows[0].id, rows[-1].id
        if reverse:
            return Slice(rows, first if more else None, None if cursor.end else last)
        return Slice(rows, first if past else None, last if more else None)

    def _ordered(self, reverse: bool, past: bool, before: bool) -> Statement:
        key, statement = self.key, self.statement
        at: BindParameter[int] = bindparam("page_key", type_=Integer)
        if past:
            statement = statement.where(key < at if self.descending else key > at)
        elif before:
            statement = statement.where(key > at if self.descending else key < at)
        falling = self.descending is not reverse
        return statement.order_by(key.desc() if falling else key.asc()).limit(self.limit + 1)


def page_of(
    session: Session,
    statement: Statement,
    key: Key,
    cursor: Cursor,
    *,
    limit: int,
    descending: bool = True,
    count: bool = False,
) -> Slice[Found]:
    """Read one page of `statement` ordered by the integer column `key`, which it selects as `id`.

    One statement whatever the page; `limit` rows at most. With `count` a second one tells how
    many there are in all, where one page does not hold them.
    """
    found = Pages(statement, key, limit=limit, descending=descending).read(session, cursor)
    if not count:
        return found
    if found.back is None and found.on is None and not (cursor.past or cursor.before):
        return replace(found, total=len(found))
    ids = statement.with_only_columns(key).order_by(None).limit(MOST_COUNTED + 1).subquery()
    total = session.execute(select(func.count()).select_from(ids)).scalar_one()
    return replace(found, total=total)


def page_of_ids(ids: Sequence[int], cursor: Cursor, limit: int) -> Slice[int]:
    """One page of ids that stand in an order already; a key that is not among them begins anew."""
    start, stop = 0, limit
    if cursor.end:
        start, stop = max(len(ids) - limit, 0), len(ids)
    elif cursor.past in ids:
        start = ids.index(cursor.past) + 1
        stop = start + limit
    elif cursor.past is None and cursor.before in ids:
        stop = ids.index(cursor.before)
        start = max(stop - limit, 0)
    rows = ids[start:stop]
    if not rows:
        return Slice(rows)
    return Slice(rows, rows[0] if start else None, rows[-1] if stop < len(ids) else None)
