"""The list of studies, in words."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlmodel import Session

from rpp import ranking
from rpp.paging import Slice, whole
from rpp.policy import Viewer
from rpp.studies import lists
from rpp.studies.lifecycle import states
from rpp.studies.lists import Filters, Listed
from rpp.studies.papers import expiry
from rpp.web import clean

NAMED = 3


@dataclass(frozen=True, slots=True)
class Row:
    """A study as the list shows it."""

    href: str
    title: str
    sentence: str
    state: tuple[str, str, str]
    districts: str
    organization: str
    private: bool
    lapsed: bool


def asked_of(given: Mapping[str, str]) -> Filters:
    """What the arguments of an address ask of the list; what makes no sense is left out."""
    status = given.get("status", "")
    return Filters(
        status=status if status in states.STATES else "",
        network_id=whole(given.get("network")),
        organization_id=whole(given.get("organization")),
        problem_id=whole(given.get("problem")),
        query=clean(given.get("q", ""), ranking.LONGEST),
    )


def rows_of(session: Session, viewer: Viewer, found: Slice[Listed]) -> list[Row]:
    """The rows of one page; two statements."""
    ids = [study.id for study in found]
    partners = lists.partner_names(session, ids)
    lapsed = expiry.lapsed_among(session, viewer, ids)
    return [
        Row(
            f"/studies/{study.id}",
            study.title,
            study.sentence,
            (study.words.glyph, study.words.label, f"since {study.since}"),
            named(partners.get(study.id, [])),
            study.organization,
            not study.is_public,
            study.id in lapsed,
        )
        for study in found
    ]


def named(districts: list[str]) -> str:
    """The districts of a study: the first three, and how many more."""
    if not districts:
        return "No district yet"
    more = len(districts) - NAMED
    return ", ".join(districts[:NAMED]) + (f" and {more} more" if more > 0 else "")
