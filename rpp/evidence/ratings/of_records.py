"""Reviewed studies as things that can be rated."""

import re
import unicodedata
from collections.abc import Collection, Mapping

from sqlalchemy import select
from sqlmodel import Session

from rpp import personal_names
from rpp.evidence.models import RECORDS
from rpp.evidence.ratings import subjects
from rpp.evidence.ratings.subjects import Ratable, Room
from rpp.policy import Viewer

# Records of one study or publication; those of an intervention speak of many.
RATED_FORMS = ("study", "reference")


def _find(session: Session, _viewer: Viewer, record_id: int) -> Ratable | None:
    record = RECORDS.c
    row = session.execute(
        select(record.title, record.citation).where(
            record.id == record_id, record.form.in_(RATED_FORMS)
        )
    ).first()
    if row is None:
        return None
    return Ratable("evidence", record_id, row[0], f"/evidence/{record_id}", cited=row[1])


def _bars(_session: Session, _ids: Collection[int], _person_id: int) -> Mapping[int, list[str]]:
    """Authors of outside studies have no account by which they are known: they are asked."""
    return {}


def _team(_session: Session, _record_id: int) -> set[int]:
    return set()


def namesake(name: str, cited: str) -> str:
    """The author of a citation whose name a person's is like ("Jacob, R."); "" for none.

    Family name and first initial, whatever the titles, degrees, capitals and accents.
    """
    parts = personal_names.read(name)
    family, given = _bare(parts.family), _bare(parts.given)
    if not family or not given:
        return ""
    pattern = rf"\b{re.escape(family)},?\s+{re.escape(given[0])}\w*\.?"
    first = rf"\b{re.escape(given.split()[0])}\s+(?:\w\.?\s+)*{re.escape(family)}\b"
    bare = _bare(cited)
    found = re.search(pattern, bare) or re.search(first, bare)
    # The same place in the citation as it is written: both have the same length.
    return (
        cited[found.start() : found.end()]
        if found and len(bare) == len(cited)
        else (found.group() if found else "")
    )


def _bare(text: str) -> str:
    letters = (unicodedata.normalize("NFKD", c)[:1] or c for c in text)
    return "".join(letters).lower()


subjects.register("evidence", Room(_find, _bars, _team))
