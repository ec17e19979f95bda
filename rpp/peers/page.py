"""What the page of districts like one says."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from flask import url_for
from sqlmodel import Session

from rpp import kinds
from rpp.layout import Link, several
from rpp.organizations import profiles
from rpp.organizations.alike import ALIKE, FEWEST, PARTS, Alike, alike
from rpp.organizations.likeness import SOMEWHAT, Likeness, compare, degree, place
from rpp.organizations.profiles import GROUPS, Profile
from rpp.peers import queries
from rpp.peers.queries import POSTED, STUDIED, USED, Done
from rpp.policy import Viewer

# As many as state report cards name (Ohio's similar districts are 20).
NEAREST = 20
HERE = 10
KINDS = {POSTED: "problem", STUDIED: "study", USED: "use"}
VERBS = {POSTED: "Posted", STUDIED: "Studied", USED: "Used"}
LISTS = {POSTED: "/problems?organization={}", STUDIED: "/studies?organization={}"}


class Cell(NamedTuple):
    """A characteristic of a district: what is so, and how it compares in words."""

    title: str
    number: str
    words: str


class Activity(NamedTuple):
    """What a district did of one kind: its newest things, and where the rest is."""

    verb: str
    things: list[Link]
    more: Link | None
    others: str


class Peer(NamedTuple):
    """A district beside the one that is asked about."""

    name: str
    href: str
    state: str
    degree: str
    cells: list[Cell]
    sentence: str
    did: list[Activity]
    # Whether it did something here.
    here: bool

    @property
    def line(self) -> str:
        """Its state, and that it is here."""
        return f"{self.state}, takes part here" if self.here else self.state


@dataclass(frozen=True, slots=True)
class PeersPage:
    """A district, those most like it that are here, and those most like it of all."""

    name: str
    href: str
    own: list[Cell]
    titles: list[str]
    # What is not compared, in a sentence; "" where everything is.
    missing: str
    too_little: bool
    here: list[Peer]
    alike_here: int
    nearest: list[Peer]
    compared_with: int
    alike: int
    search: Link
    choose: Link

    @property
    def here_counted(self) -> str:
        """How many of those who are here are alike."""
        return f"{several(self.alike_here, 'district')} here {_is(self.alike_here)} alike"

    @property
    def nearest_counted(self) -> str:
        return f"{len(self.nearest)} of {self.compared_with:,}"

    @property
    def rule(self) -> str:
        """From when on districts are called alike, and who is left out."""
        return (
            "Two districts are called alike where they differ on average by a quarter of how far "
            f"apart districts are, or less. In the country {several(self.alike, 'district')} "
            f"{_is(self.alike)} like this one. Compared are the {self.compared_with:,} of which "
            "the directory knows the same things; of many charter schools and service agencies "
            "it knows less."
        )


def _is(number: int) -> str:
    return "is" if number == 1 else "are"


def peers_page(session: Session, viewer: Viewer, own: Profile) -> PeersPage:
    """The page of the districts like one; three statements, one where too little is known."""
    found, whose = alike(own), "yours" if own.organization_id in viewer.leas else own.name
    here = [one for one in _here(session, found) if found[one.leaid] <= SOMEWHAT]
    nearest = found.nearest(NEAREST)
    known = profiles.of_leaids(session, nearest) if nearest else {}
    active = {one.leaid for one in here}
    shown = here[:HERE]
    did = _by_district(queries.done(session, _ids(shown)) if shown else [])
    return PeersPage(
        name=own.name,
        href=_href(own),
        own=_own(own),
        titles=list(PARTS.values()),
        missing=_missing(found),
        too_little=len(found.parts) < FEWEST,
        here=[_peer(one, found, whose, did, True) for one in shown],
        alike_here=sum(found[one.leaid] <= ALIKE for one in here),
        nearest=[
            _peer(known[leaid], found, whose, {}, leaid in active)
            for leaid in nearest
            if leaid in known
        ],
        compared_with=len(found),
        alike=len(found.within()),
        search=Link(
            "Search what districts like it did",
            f"/search?like={own.organization_id}&alike=1&sort=near",
        ),
        choose=Link(
            "Choose another district",
            url_for("organizations.find", type="lea", like=url_for("peers.choose")),
        ),
    )


def _here(session: Session, found: Alike) -> list[Profile]:
    """The districts that did something here, the most alike first; it is none of them."""
    others = [one for one in queries.active(session) if one.leaid in found]
    return sorted(others, key=lambda one: (found[one.leaid], one.leaid))


def _ids(districts: Iterable[Profile]) -> list[int]:
    return [one.organization_id for one in districts if one.organization_id is not None]


def _href(district: Profile) -> str:
    return url_for("organizations.show", organization_id=district.organization_id)


def _own(own: Profile) -> list[Cell]:
    """What is known of the district itself."""
    size = f"{own.enrollment:,} students" if own.enrollment else ""
    poverty = f"{own.poverty:.0%} of children" if own.poverty is not None else ""
    groups = sorted(own.groups.items(), key=lambda pair: -pair[1])[:3]
    race = ", ".join(f"{share:.0%} {GROUPS[name]}" for name, share in groups if share >= 0.005)
    told = (place(own.locale).capitalize(), size, poverty, race)
    return [
        Cell(title, number or "Not known", "")
        for title, number in zip(PARTS.values(), told, strict=True)
    ]


def _missing(found: Alike) -> str:
    if not found.missing:
        return ""
    names = " and ".join(filter(None, (", ".join(found.missing[:-1]), found.missing[-1]))).lower()
    return f"The directory does not know its {names}, so districts are compared by the rest."


def _peer(other: Profile, found: Alike, whose: str, did: dict[int, list[Done]], here: bool) -> Peer:
    told = compare(other, found.own, whose)
    return Peer(
        other.name,
        _href(other),
        other.state,
        degree(found.get(other.leaid)),
        [_cell(part) for part in told.parts],
        told.sentence,
        _activities(other, did.get(other.organization_id or 0, [])),
        here,
    )


def _cell(part: Likeness) -> Cell:
    return Cell(part.title, part.number or "Not known", part.way if part.number else "")


def _by_district(done: Sequence[Done]) -> dict[int, list[Done]]:
    found: dict[int, list[Done]] = {}
    for one in done:
        found.setdefault(one.organization_id, []).append(one)
    return found


def _activities(district: Profile, done: Sequence[Done]) -> list[Activity]:
    """What it posted, studied and used, in this order."""
    found = []
    for what in VERBS:
        things = [one for one in done if one.what == what]
        if not things:
            continue
        more = things[0].total - len(things)
        href = LISTS.get(what, "").format(district.organization_id)
        links = [Link(one.title, kinds.href(KINDS[what], one.id)) for one in things]
        words = f"and {more} more" if more else ""
        found.append(
            Activity(
                VERBS[what],
                links,
                Link(words, href) if more and href else None,
                "" if href else words,
            )
        )
    return found
