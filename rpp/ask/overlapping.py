"""Whether the sources of an answer match the district of whoever asks."""

from collections.abc import Iterable
from dataclasses import replace

from sqlmodel import Session

from rpp.ask.answer import Quote
from rpp.policy import Viewer
from rpp.search import near


def beside(session: Session, viewer: Viewer, quotes: Iterable[Quote]) -> tuple[Quote, ...]:
    """Quotes with how their sources match the viewer's own district, in words.

    Of studies and reports whether sample and setting overlap with it, of what districts did how
    like it these are. Five statements at most, none for who belongs to no district.
    """
    held = tuple(quotes)
    like = near.like(session, viewer, None) if held and viewer.leas else None
    if like is None:
        return held
    said = near.of(session, like, {(one.kind, one.subject_id) for one in held})
    return tuple(replace(one, overlap=said.get((one.kind, one.subject_id), "")) for one in held)
