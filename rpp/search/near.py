"""What districts like one did: how near each hit is, and that in words."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import select, tuple_
from sqlmodel import Session

from rpp.evidence import facts
from rpp.evidence.studied import studied
from rpp.organizations import profiles
from rpp.organizations.alike import ALIKE, FEWEST, Alike, alike
from rpp.organizations.likeness import compare, degree
from rpp.organizations.overlap import overlap
from rpp.organizations.profiles import Profile
from rpp.policy import Viewer
from rpp.search.models import DOCUMENTS

LEA = "lea:"


class Thing(NamedTuple):
    """A hit as far as it is compared: its kind and id, and its codes as "facet:code"."""

    kind: str
    id: int
    facets: Iterable[str]


@dataclass(frozen=True, slots=True)
class Like:
    """A district whose like are looked for; `is_own` where the viewer belongs to it."""

    own: Profile
    alike: Alike
    is_own: bool

    @property
    def known(self) -> bool:
        """Whether enough is known of it to tell who is like it."""
        return len(self.alike.parts) >= FEWEST

    @property
    def whose(self) -> str:
        """How it is called beside the numbers of others."""
        return "yours" if self.is_own else self.own.name

    @property
    def within(self) -> float:
        """How far a district may be that is called alike."""
        return ALIKE

    @property
    def label(self) -> str:
        """Those that are like it, as a filter is called."""
        return f"Districts like {'yours' if self.is_own else self.own.name}"


def like(session: Session, viewer: Viewer, organization_id: int | None) -> Like | None:
    """The district that an address names, or else the viewer's own; one statement at most."""
    own = profiles.chosen(session, viewer, organization_id)
    if own is None:
        return None
    return Like(own, alike(own), own.organization_id in viewer.leas)


def left(session: Session, like: Like, things: Collection[tuple[str, int]]) -> set[tuple[str, int]]:
    """Those of some things that a district did which is called alike; one statement."""
    return {
        (one.kind, one.id)
        for one in _held(session, things)
        if any(like.alike.get(code, 2.0) <= like.within for code in _districts(one.facets))
    }


def of(
    session: Session, like: Like, things: Collection[tuple[str, int]]
) -> Mapping[tuple[str, int], str]:
    """What `words` says of some things that the index holds; four statements at most."""
    return words(session, like, _held(session, things)) if things else {}


def _held(session: Session, things: Collection[tuple[str, int]]) -> list[Thing]:
    """Some things as the index holds them; one statement."""
    statement = select(DOCUMENTS.c.kind, DOCUMENTS.c.subject_id, DOCUMENTS.c.facets).where(
        tuple_(DOCUMENTS.c.kind, DOCUMENTS.c.subject_id).in_(sorted(things)), ~DOCUMENTS.c.gone
    )
    return [Thing(*row) for row in session.execute(statement)]


def words(session: Session, like: Like, things: Iterable[Thing]) -> Mapping[tuple[str, int], str]:
    """How like the district of each thing is, or whether its sample and setting overlap.

    Three statements at most, however many things there are. Who did several districts' work is
    spoken of by the nearest. Of what says nothing of either, nothing is said.
    """
    held = list(things)
    nearest = {(one.kind, one.id): lea for one in held if (lea := _nearest(like, one))}
    named = profiles.of_leaids(session, nearest.values()) if nearest else {}
    records = [one.id for one in held if one.kind == "evidence"]
    found = {thing: _said(like, named[lea]) for thing, lea in nearest.items() if lea in named}
    for id_, told in (facts.of(session, records) if records else {}).items():
        found["evidence", id_] = overlap(studied(told), like.own).sentence
    return found


def _nearest(like: Like, thing: Thing) -> str:
    """The LEAID of the nearest of a thing's districts; its own counts before all others."""
    codes = _districts(thing.facets)
    if like.own.leaid in codes:
        return like.own.leaid
    return min(codes, key=lambda code: (like.alike.get(code, 2.0), code), default="")


def _districts(facets: Iterable[str]) -> list[str]:
    """The LEAIDs among the codes of a thing."""
    return [code.removeprefix(LEA) for code in facets if code.startswith(LEA)]


def _said(like: Like, other: Profile) -> str:
    who = f"{other.name}, {other.state}"
    if other.leaid == like.own.leaid:
        return "Your own district." if like.is_own else f"{who}."
    told = compare(other, like.own, like.whose).sentence
    distance = like.alike.get(other.leaid)
    if distance is None:
        return f"{who}: {told[0].lower()}{told[1:]}"
    return f"{who}: {degree(distance).lower()}. {told}"
