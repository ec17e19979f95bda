"""What the ledger of ratings shows, and what the page of a subject says of its ratings."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import url_for

from rpp import dates
from rpp.evidence.ratings import opening
from rpp.evidence.ratings.queries import Listed, OfSubject
from rpp.evidence.ratings.subjects import Ratable
from rpp.evidence.ratings.words import RATINGS, STATES
from rpp.layout import Choice, State
from rpp.paging import Slice
from rpp.policy import Viewer, may

TAB_NAMES = {
    "decided": "Decided",
    "review": "In review",
    "requested": "Asked for",
    "withdrawn": "Withdrawn",
}
NOTHING = {
    "decided": "No rating is decided yet.",
    "review": "No rating is in review now.",
    "requested": "No study’s team asks for a rating now.",
    "withdrawn": "No rating was withdrawn.",
}


@dataclass(frozen=True, slots=True)
class Line:
    """A rating in a list."""

    title: str
    href: str
    said: str
    state: State
    about: list[str]


@dataclass(frozen=True, slots=True)
class LedgerPage:
    """The ledger, one tab of it."""

    tabs: list[Choice]
    lines: list[Line]
    nothing: str


def ledger_page(found: Slice[Listed], tab: str) -> LedgerPage:
    """A page of the ledger."""
    tabs = [
        Choice(name, url_for("ratings.index", state=key), key == tab)
        for key, name in TAB_NAMES.items()
    ]
    return LedgerPage(tabs, [_line(one) for one in found], NOTHING[tab])


def _line(one: Listed) -> Line:
    sign, label, _ = STATES[one.status]
    since = dates.day_in(one.status_since, dates.site_zone())
    about = ["A study run here" if one.subject_kind == "study" else "A study from elsewhere"]
    if one.network:
        about.append(one.network)
    if one.number > 1:
        about.append(f"reviewed {one.number} times")
    return Line(one.title, f"/ratings/{one.id}", _said(one), State(sign, label, since), about)


def _said(one: Listed | OfSubject) -> str:
    """What was decided, if anything was; a former result says so."""
    if one.rating is None:
        return ""
    words = RATINGS.get(one.rating, one.rating)
    return words if one.status == "decided" else f"{words} (former result, under review again)"


@dataclass(frozen=True, slots=True)
class OfSubjectPage:
    """The ratings of one subject, and what the viewer can do about them."""

    title: str
    href: str
    lines: list[Line]
    open_at: str
    request_at: str


def of_subject_page(
    subject: Ratable, ratings: Sequence[OfSubject], viewer: Viewer
) -> OfSubjectPage:
    """How a subject was rated."""
    at = f"/ratings/of/{subject.kind}/{subject.id}"
    goes_on = any(one.status != "withdrawn" for one in ratings)
    opens = may(viewer, "rating.open", subject) and bool(opening.opens_for(viewer, subject))
    asks = may(viewer, "rating.request", subject) and not opens
    return OfSubjectPage(
        subject.title,
        subject.href,
        [_of_subject(one) for one in ratings],
        f"{at}/open" if opens and not goes_on else "",
        f"{at}/request" if asks and not goes_on else "",
    )


def _of_subject(one: OfSubject) -> Line:
    sign, label, _ = STATES[one.status]
    since = dates.day_in(one.status_since, dates.site_zone())
    return Line(
        "How this was rated", f"/ratings/{one.id}", _said(one), State(sign, label, since), []
    )
