"""How the districts of a brief compare with another one, by the facts of the directory alone."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import Table, select
from sqlmodel import Session

from rpp.db import columns_of
from rpp.organizations.models import Organization, setting, size_band

ORGANIZATIONS: Table = Organization.__table__  # type: ignore[attr-defined]
UNKNOWN = "not known"


@dataclass(frozen=True, slots=True)
class District:
    """A district as the directory knows it today."""

    id: int
    name: str
    state: str
    leaid: str | None
    locale: int | None
    enrollment: int | None

    @property
    def full_name(self) -> str:
        return f"{self.name}, {self.state}"

    @property
    def setting(self) -> str:
        return setting(self.locale) or UNKNOWN

    @property
    def students(self) -> str:
        return UNKNOWN if self.enrollment is None else f"{self.enrollment:,}"


def districts(session: Session, ids: Sequence[int]) -> list[District]:
    """Districts of the directory in the order of their ids given; one statement."""
    rows = session.execute(
        select(*columns_of(District, ORGANIZATIONS)).where(
            ORGANIZATIONS.c.id.in_(ids), ORGANIZATIONS.c.type == "lea"
        )
    )
    found = {row[0]: District(*row) for row in rows}
    return [found[id_] for id_ in ids if id_ in found]


def rows(own: District, studied: Sequence[District]) -> list[tuple[str, str, str, str]]:
    """The facts beside each other, the reader's own district first."""
    return [
        (f"{one.full_name}{' (yours)' if one is own else ''}", one.setting, one.students, one.state)
        for one in (own, *studied)
    ]


def sentences(own: District, studied: Sequence[District]) -> list[str]:
    """What the facts say, and what they do not: no score, no guess."""
    others = [one for one in studied if one.id != own.id]
    said = [f"{own.full_name} took part in it itself."] if len(others) < len(studied) else []
    if not studied:
        said.append("The brief names no district, so there is nothing to compare with.")
    return said + (list(_compared(own, others)) if others else [])


# A district's setting, as a sentence says it.
SETTINGS = {"City": "in a city", "Suburb": "in a suburb", "Town": "in a town", "Rural": "rural"}


def _compared(own: District, others: Sequence[District]) -> Iterator[str]:
    yield _alike(own, others, lambda one: SETTINGS.get(setting(one.locale), ""), "setting")
    yield _alike(own, others, _size, "enrollment")
    yield _alike(own, others, lambda one: f"in {one.state}" if one.state else "", "state")
    yield (
        "The directory does not tell what else may matter: staff, schedules, money, or what was "
        "tried before."
    )


def _size(one: District) -> str:
    known = one.enrollment is not None
    return f"a district of {size_band(one.enrollment)} students" if known else ""


def _alike(
    own: District, others: Sequence[District], of: Callable[[District], str], fact: str
) -> str:
    """How many of the others are as one's own, in a sentence."""
    mine = of(own)
    if not mine:
        return f"The directory does not know the {fact} of {own.full_name}."
    same = sum(of(one) == mine for one in others)
    if len(others) == 1:
        return f"The other district is {mine}, as yours is." if same else (
            f"The other district is not {mine}, but yours is."
        )  # fmt: skip
    if not same:
        return f"None of the {len(others)} other districts is {mine}, but yours is."
    return f"{same} of the {len(others)} other districts {_are(same)} {mine}, as yours is."


def _are(number: int) -> str:
    return "is" if number == 1 else "are"
