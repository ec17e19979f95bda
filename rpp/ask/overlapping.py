"""Whether the sources of an answer match the district of whoever asks."""

from collections.abc import Iterable
from dataclasses import replace

from sqlmodel import Session

from rpp.ask.answer import Quote
from rpp.policy import Viewer
from rpp.search import near


def beside(
    session: Session, viewer: Viewer, quotes: Iterable[Quote], district_id: int | None = None
) -> tuple[Quote, ...]:
    """Quotes with how their sources match a district, of that id or the viewer's own, in words.

    Of studies and reports whether sample and setting overlap with it, of what districts did how
    like it these are. Five statements at most, none for who belongs to no district.
    """
    held = tuple(quotes)
    asks = bool(held and (district_id or viewer.leas))
    like = near.like(session, viewer, district_id) if asks else None
    if like is None:
        return held
    said = near.of(session, like, {(one.kind, one.subject_id) for one in held})
    return tuple(replace(one, overlap=said.get((one.kind, one.subject_id), "")) for one in held)
