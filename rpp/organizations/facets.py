"""The codes by which things are found that districts did: whose, and in what kind of place."""

from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple

from sqlalchemy import select
from sqlmodel import Session, col

from rpp.organizations.models import LOCALES, Organization

# The four types of NCES, by their first digit.
LOCALE: dict[str, str] = {
    "city": "City",
    "suburb": "Suburb",
    "town": "Town",
    "rural": "Rural",
}
# The bands of `models.SIZES`.
SIZE: dict[str, str] = {
    "small": "Small: under 1,000 students",
    "medium": "Medium: 1,000 to 4,999 students",
    "large": "Large: 5,000 to 24,999 students",
    "largest": "Largest: 25,000 students and more",
}
TOPS = ((1_000, "small"), (5_000, "medium"), (25_000, "large"))


class Place(NamedTuple):
    """What of a district its things are found by: these columns of it."""

    leaid: str | None
    state: str
    locale: int | None
    enrollment: int | None


PLACE = (
    *(col(Organization.leaid), col(Organization.state)),
    *(col(Organization.locale), col(Organization.enrollment)),
)
Codes = dict[str, list[str]]


def locale(code: int | None) -> str:
    """The type of an NCES locale (11 to 43), "" where it is not known."""
    return LOCALES.get((code or 0) // 10, "").lower()


def size(enrollment: int | None) -> str:
    """The band of a size, "" where it is not known; a district without students is of none."""
    if not enrollment:
        return ""
    return next((code for top, code in TOPS if enrollment < top), "largest")


def of(places: Iterable[Place]) -> Codes:
    """The codes of what some districts did, each once: "lea", "state", "locale", "size"."""
    held = list(places)
    found = {
        "lea": [one.leaid or "" for one in held],
        "state": [one.state for one in held],
        "locale": [locale(one.locale) for one in held],
        "size": [size(one.enrollment) for one in held],
    }
    return {facet: list(dict.fromkeys(filter(None, codes))) for facet, codes in found.items()}


def places(session: Session, ids: Collection[int]) -> Mapping[int, Place]:
    """What of some districts their things are found by, by id; one statement, none without ids.

    Who is no district is left out.
    """
    if not ids:
        return {}
    statement = select(col(Organization.id), *PLACE).where(
        col(Organization.id).in_(ids), col(Organization.type) == "lea"
    )
    return {id_: Place(*told) for id_, *told in session.execute(statement)}


def joined(*parts: Mapping[str, Collection[str]]) -> Codes:
    """Codes from several sources, each once, facet by facet."""
    found: dict[str, dict[str, None]] = {}
    for part in parts:
        for facet, codes in part.items():
            found.setdefault(facet, {}).update(dict.fromkeys(codes))
    return {facet: list(codes) for facet, codes in found.items() if codes}
