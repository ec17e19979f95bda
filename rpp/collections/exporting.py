"""A list as a file for reference managers: what is in it that anyone may cite."""

from collections.abc import Mapping, Sequence

from sqlmodel import Session

from rpp import kinds
from rpp.briefs import harvested
from rpp.citations.lists import FORMATS
from rpp.citations.work import Work
from rpp.collections.queries import Item


def written(session: Session, items: Sequence[Item], form: str) -> tuple[str, str]:
    """The works of a list in one of the formats, in the order of the list, and its media type."""
    kept = FORMATS[form]
    return "".join(kept.write(_works(session, items))), kept.type


def _works(session: Session, items: Sequence[Item]) -> list[Work]:
    """What is cited of each thing that the viewer may read and anyone may cite."""
    read = [item for item in items if item.subject is not None]
    found = {
        (name, id_): work
        for name in sorted({item.kind for item in read})
        for id_, work in _of_kind(session, name, [one for one in read if one.kind == name]).items()
    }
    ordered = (found.get((item.kind, item.subject_id)) for item in read)
    return [work for work in ordered if work is not None]


def _of_kind(session: Session, name: str, items: Sequence[Item]) -> Mapping[int, Work]:
    """The works of one kind; of a brief the version that the list keeps to, or the newest."""
    ids = [item.subject_id for item in items]
    if name == "brief":
        numbers = {item.subject_id: item.version for item in items if item.version}
        return {id_: one.work for id_, one in harvested.works(session, ids, numbers).items()}
    kind = kinds.get(name)
    return kind.shelf.works(session, ids) if kind and kind.shelf else {}
