"""Pages of a long list by keyset: the last page costs what the first costs."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session

# The largest id a column of the database holds; whatever is larger names nothing.
LARGEST = 2**31 - 1


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
class Slice:
    """Rows of one page, and the keys that lead on: None where nothing follows."""

    rows: Sequence[Any]
    back: int | None = None
    on: int | None = None

    def __iter__(self) -> Any:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)


def page_of(
    session: Session,
    statement: Any,
    key: Any,
    cursor: Cursor,
    *,
    limit: int,
    descending: bool = True,
) -> Slice:
    """Read one page of `statement` ordered by the integer column `key`, which it selects as `id`.

    One statement whatever the page; `limit` rows at most.
    """
    onward, backward = (key.desc(), key.asc()) if descending else (key.asc(), key.desc())
    reverse = cursor.end or cursor.before is not None
    if cursor.past is not None:
        statement = statement.where(key < cursor.past if descending else key > cursor.past)
    elif cursor.before is not None:
        statement = statement.where(key > cursor.before if descending else key < cursor.before)
    ordered = statement.order_by(backward if reverse else onward).limit(limit + 1)
    rows = list(session.execute(ordered))
    more = len(rows) > limit
    rows = rows[:limit]
    if reverse:
        rows.reverse()
    if not rows:
        return Slice(rows)
    first, last = rows[0].id, rows[-1].id
    if reverse:
        return Slice(rows, first if more else None, None if cursor.end else last)
    return Slice(rows, first if cursor.past is not None else None, last if more else None)
