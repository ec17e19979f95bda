"""The way from a problem to a brief, as the first page shows it."""

from dataclasses import dataclass

from sqlmodel import Session

from rpp import dates
from rpp.briefs import repository
from rpp.layout import some_have
from rpp.policy import Viewer
from rpp.problems import queries as problems
from rpp.rounds import queries as rounds
from rpp.studies import lists as studies

RUNNING = ("signed", "active", "paused", "findings_shared", "interpreted")


@dataclass(frozen=True, slots=True)
class Latest:
    """One real thing of a station."""

    title: str
    href: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Station:
    """One part of the way: a shape of components/signs.html, how many things, and the latest."""

    state: str
    name: str
    number: int
    label: str
    latest: Latest | None


def stations(session: Session, viewer: Viewer) -> list[Station]:
    """The way from problem to brief, with its numbers and one real thing at each station."""
    return [
        _problem(session, viewer),
        _vote(session),
        _study(session),
        _brief(session),
    ]


def _problem(session: Session, viewer: Viewer) -> Station:
    number = problems.counts(session, viewer).get("open", 0)
    found = problems.latest_open(session, viewer)
    latest = found and Latest(
        found.title,
        f"/problems/{found.id}",
        f"Posted by {found.organization}, {found.state}.",
    )
    return Station("waiting", "Problem", number, "open", latest)


def _vote(session: Session) -> Station:
    latest, number = None, rounds.counts(session).open
    for vote in rounds.open_rounds(session, 1):
        closes = dates.closing_in(vote.closes_at, vote.timezone)
        said = f"{some_have(vote.ballots, vote.electors, 'district')} voted. Closes {closes}."
        latest = Latest(vote.title, f"/rounds/{vote.id}", said)
    label = "round open" if number == 1 else "rounds open"
    return Station("underway", "Vote", number, label, latest)


def _study(session: Session) -> Station:
    latest, under_way = None, studies.counts(session)
    for row in studies.latest_listed(session, 1):
        since = f"Since {dates.day_in(row.status_since, row.zone)}."
        latest = Latest(row.title, f"/studies/{row.id}", since)
    number = sum(under_way[status] for status in RUNNING)
    return Station("current", "Study", number, "under way", latest)


def _brief(session: Session) -> Station:
    latest = None
    for newest in repository.latest(session, 1):
        on = f"Published {dates.day_in(newest.published_at, newest.zone)}."
        latest = Latest(newest.title, f"/briefs/{newest.brief_id}", on)
    return Station("done", "Brief", repository.published(session), "published", latest)
