"""What pages of saved searches say."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session

from rpp import dates, kinds
from rpp.layout import Link, State, several
from rpp.policy import Viewer
from rpp.saved_searches.places import Asked
from rpp.saved_searches.queries import Match, Saved
from rpp.saved_searches.rule import NO_WORDS, WORDS


def said(session: Session, viewer: Viewer, asked: Asked) -> str:
    """What a search asks, on one line: "“attendance”, Open, in problems"."""
    return ", ".join(asked.said(session, viewer))


def rule(asked: Asked) -> str:
    """By which rule something new matches."""
    return WORDS if asked.query else NO_WORDS


def suggested(session: Session, viewer: Viewer, asked: Asked) -> str:
    """A name for a search: its words, or what it is narrowed to."""
    return (asked.query or said(session, viewer, asked))[:120]


@dataclass(frozen=True, slots=True)
class Listed:
    """A saved search in the list of them."""

    name: str
    href: str
    said: str
    found: str
    run: str
    paused: bool


def listed(session: Session, viewer: Viewer, one: Saved) -> Listed:
    """A search as the list of them shows it."""
    found = f"{several(one.found, 'match', 'matches')} since {_day(one)}"
    return Listed(
        one.name, one.href, said(session, viewer, one.asked), found, one.asked.href, one.is_paused
    )


def _day(one: Saved) -> str:
    return dates.day_in(one.saved_at, dates.site_zone())


@dataclass(frozen=True, slots=True)
class Row:
    """Something that was found."""

    title: str
    href: str
    noun: str
    line: str
    found: str


@dataclass(frozen=True, slots=True)
class SearchPage:
    """One saved search, and what was found for it."""

    name: str
    href: str
    said: str
    state: State | None
    since: str
    rule: str
    run: str
    rows: list[Row]
    # The button that changes whether its person hears of it: its address and its words.
    turn: Link


def search_page(
    session: Session, viewer: Viewer, one: Saved, matches: Sequence[Match]
) -> SearchPage:
    """The page of one search of the viewer's."""
    paused = State("paused", "Paused", "You hear nothing of it") if one.is_paused else None
    return SearchPage(
        one.name,
        one.href,
        said(session, viewer, one.asked),
        paused,
        f"saved {_day(one)}",
        rule(one.asked),
        one.asked.href,
        [_row(match) for match in matches],
        Link("Resume it", f"{one.href}/resume")
        if one.is_paused
        else Link("Pause it", f"{one.href}/pause"),
    )


def _row(match: Match) -> Row:
    kind = kinds.get(match.kind)
    return Row(
        match.title,
        kinds.href(match.kind, match.subject_id),
        kind.one if kind else "",
        match.line,
        f"found {dates.day_in(match.at, dates.site_zone())}",
    )
