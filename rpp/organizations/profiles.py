"""What the directory tells of each district: where it is, how many students, who they are.

The file of the seed is read once by a process into plain arrays of about 1 MB, in which whole
columns can be compared at once; nothing of it changes until the next release.
"""

import csv
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from itertools import chain
from math import isnan, nan

from sqlalchemy import select
from sqlmodel import Session, col

from rpp.config import ROOT
from rpp.organizations.models import Organization
from rpp.policy import Viewer

FILE = ROOT / "seed" / "lea_directory.csv"
# Race and ethnicity as NCES has them: each student is in one group.
GROUPS: dict[str, str] = {
    "white": "White",
    "hispanic": "Hispanic",
    "black": "Black",
    "asian": "Asian",
    "american_indian": "American Indian or Alaska Native",
    "pacific_islander": "Native Hawaiian or Pacific Islander",
    "two_or_more": "Two or more races",
}
# The columns that are held, beside those of the groups.
FACTS = ("locale", "enrollment", "poverty", "frl")
# Groups that add up to this are all that the source has: one that it leaves blank is nobody.
WHOLE = 0.98


@dataclass(frozen=True, slots=True)
class Profile:
    """A district as the directory tells of it; None and an empty mapping where it does not.

    `locale` is the NCES code (11 to 43); `poverty` the share of its children of 5 to 17 years in
    poverty (SAIPE); `frl` that of its students with free or reduced-price lunch; `groups` their
    shares by race and ethnicity. Shares are between 0 and 1.
    """

    leaid: str
    name: str = ""
    state: str = ""
    locale: int | None = None
    enrollment: int | None = None
    poverty: float | None = None
    frl: float | None = None
    groups: Mapping[str, float] = field(default_factory=dict)
    organization_id: int | None = None


@dataclass(frozen=True, slots=True)
class Directory:
    """All districts of the directory, ordered by LEAID; what is not known is NaN."""

    leaids: "array[int]"
    columns: Mapping[str, "array[float]"]

    def place(self, leaid: str | None) -> int | None:
        """Where a district stands in the columns; None for one that is not in the directory."""
        if not leaid or not (leaid.isascii() and leaid.isdigit()):
            return None
        number = int(leaid)
        at = bisect_left(self.leaids, number)
        return at if at < len(self.leaids) and self.leaids[at] == number else None

    def leaid(self, at: int) -> str:
        """The LEAID of a place."""
        return f"{self.leaids[at]:07}"

    def known(self, name: str, at: int) -> float | None:
        """What a column says of a place."""
        value = self.columns[name][at]
        return None if isnan(value) else value

    def profile(self, at: int) -> Profile:
        """What the directory tells of the district at a place."""
        told = {name: self.known(name, at) for name in (*FACTS, *GROUPS)}
        return Profile(
            self.leaid(at),
            locale=_whole(told["locale"]),
            enrollment=_whole(told["enrollment"]),
            poverty=told["poverty"],
            frl=told["frl"],
            groups={name: share for name in GROUPS if (share := told[name]) is not None},
        )


@cache
def directory() -> Directory:
    """The directory, read at the first need of a process (about 0.1 s)."""
    with FILE.open(encoding="utf-8", newline="") as file:
        rows = csv.reader(file)
        place = {name: at for at, name in enumerate(next(rows))}
        leaids, held = array("l"), [array("f") for _ in (*FACTS, *GROUPS)]
        for row in rows:
            leaids.append(int(row[place["leaid"]]))
            for column, value in zip(held, _values(row, place), strict=True):
                column.append(value)
    return Directory(leaids, dict(zip((*FACTS, *GROUPS), held, strict=True)))


def _values(row: list[str], place: Mapping[str, int]) -> Iterable[float]:
    """The columns of one row, in the order of FACTS and GROUPS.

    A district without students, or a share above one, is an error of the source: not known.
    """

    def number(name: str) -> float:
        return float(row[place[name]] or nan)

    children, poor, lunch = (
        number(name) for name in ("children_5_17", "children_5_17_in_poverty", "frl_share")
    )
    enrollment, groups = number("enrollment"), [number(name) for name in GROUPS]
    if sum(share for share in groups if not isnan(share)) >= WHOLE:
        groups = [0.0 if isnan(share) else share for share in groups]
    else:
        groups = [nan for _ in groups]
    return chain(
        (
            float(row[place["locale_code"]] or nan),
            enrollment if enrollment > 0 else nan,
            poor / children if children > 0 else nan,
            lunch if lunch <= 1 else nan,
        ),
        groups,
    )


def _whole(value: float | None) -> int | None:
    return None if value is None else round(value)


ONE = (
    *(col(Organization.id), col(Organization.name), col(Organization.state)),
    *(col(Organization.leaid), col(Organization.locale), col(Organization.enrollment)),
)


def profile(session: Session, organization_id: int) -> Profile | None:
    """A district of the portal, or None for anything else; one statement.

    Its setting and size are those of its page.
    """
    statement = select(*ONE).where(
        col(Organization.id) == organization_id, col(Organization.type) == "lea"
    )
    row = session.execute(statement).first()
    return of_row(*row) if row else None


def of_leaids(session: Session, leaids: Iterable[str]) -> dict[str, Profile]:
    """Districts of the portal by LEAID; one statement."""
    statement = select(*ONE).where(col(Organization.leaid).in_(sorted(set(leaids))))
    found = [of_row(*row) for row in session.execute(statement)]
    return {one.leaid: one for one in found}


def of_row(
    id_: int,
    name: str,
    state: str,
    leaid: str | None,
    locale: int | None,
    enrollment: int | None,
) -> Profile:
    """A row of the columns ONE with the shares that the directory has."""
    at = directory().place(leaid)
    told = Profile("") if at is None else directory().profile(at)
    return Profile(
        leaid or "",
        name,
        state,
        locale,
        enrollment or None,
        told.poverty,
        told.frl,
        told.groups,
        id_,
    )


def chosen(session: Session, viewer: Viewer, organization_id: int | None) -> Profile | None:
    """The district that an address names, or else the viewer's own; one statement at most.

    Of several own districts it is the one that stands first by name.
    """
    own = sorted(viewer.leas, key=lambda id_: (viewer.organization_names.get(id_, ""), id_))
    wanted = organization_id or next(iter(own), None)
    return profile(session, wanted) if wanted else None
