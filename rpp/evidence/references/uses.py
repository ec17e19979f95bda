"""Who refers to evidence records: rooms above say so, since evidence knows none of them."""

from collections.abc import Callable, Collection

from sqlmodel import Session

# Those of some records that a room refers to.
Find = Callable[[Session, Collection[int]], set[int]]
_finders: list[Find] = []


def register(find: Find) -> None:
    """Have a room asked before a record is withdrawn."""
    if find not in _finders:
        _finders.append(find)


def referred(session: Session, record_ids: Collection[int]) -> set[int]:
    """Those of some records that anything refers to."""
    return {id_ for find in _finders for id_ in find(session, record_ids)} if record_ids else set()
