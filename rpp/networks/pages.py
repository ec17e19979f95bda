"""What the pages of a network show, ready to be laid out."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import url_for
from sqlmodel import Session

from rpp import dates, policy
from rpp.layout import Box, Happened, Link, several
from rpp.networks import atlas, membership, queries
from rpp.networks.atlas import Map
from rpp.networks.membership import Application, Led, Member
from rpp.networks.models import ROLES
from rpp.networks.queries import Serving, Shown
from rpp.organizations.queries import decisions
from rpp.organizations.queries.decisions import Waiting
from rpp.policy import Viewer


@dataclass(frozen=True, slots=True)
class Page:
    """A network as its page shows it to the viewer."""

    network: Shown
    box: Box
    leas: list[Member]
    others: list[Member]
    # Drawn wide and narrow; None where too few places are known.
    maps: tuple[Map, Map] | None
    serving: list[Serving]
    # What the viewer leads and could bring here, and what of it is here.
    free: list[Led]
    own: list[Member]
    history: list[Happened]

    @property
    def districts(self) -> str:
        return several(len(self.leas), "district")

    @property
    def further(self) -> str:
        """Its members that are no districts, in words; "" without any."""
        return several(len(self.others), "research or other organization") if self.others else ""

    @property
    def counted(self) -> str:
        """Who serves it, for those who may not read their names."""
        roles = [one.role for one in self.serving]
        # Reviewers are mentioned where a network has some; not each has its own.
        named = [role for role in ROLES if role != "reviewer" or role in roles]
        return ", ".join(several(roles.count(role), ROLES[role]) for role in named) + "."


def of(session: Session, me: Viewer, network: Shown) -> Page:
    """The page of a network, as the viewer sees it."""
    members = membership.members(session, network.id)
    led = membership.led_by(session, me, network.id)
    free = [one for one in led if one.status not in ("active", "pending")]
    steward = policy.may(me, "network.admit", network)
    waiting = len(membership.applications(session, network.id)) if steward else 0
    return Page(
        network=network,
        box=_steward_box(network, waiting) if steward else _box(me, network, led, free),
        leas=[one for one in members if one.is_lea],
        others=[one for one in members if not one.is_lea],
        maps=_maps(members),
        serving=queries.serving(session, network.id),
        free=free,
        own=[one for one in members if one.id in me.leads],
        history=queries.history_of(session, network.id, me, private=steward),
    )


def _maps(members: Sequence[Member]) -> tuple[Map, Map] | None:
    points = [(one.name, one.latitude, one.longitude) for one in members]
    wide, narrow = atlas.draw(points, 700, 420), atlas.draw(points, 340, 340)
    return (wide, narrow) if wide and narrow else None


def _steward_box(network: Shown, waiting: int) -> Box:
    asks = several(waiting, "organization asks", "organizations ask")
    return Box(
        "act" if waiting else "underway",
        "You are its steward",
        text=f"{asks} to join." if waiting else "No organization is waiting to join.",
        button=Link("Open the steward’s page", url_for("networks.steward", slug=network.slug)),
    )


def _box(me: Viewer, network: Shown, led: list[Led], free: list[Led]) -> Box:
    """The part that the viewer's organizations have in it."""
    asked = [one for one in led if one.status == "pending"]
    if asked and asked[0].since:
        on = f"on {dates.day_in(asked[0].since, network.timezone)}"
        names = ", ".join(one.name for one in asked)
        return Box("waiting", "You asked to join", on, f"A steward answers for {names}.")
    if network.id in me.networks or any(one.status == "active" for one in led):
        return Box(
            "done",
            "Your organization is a member",
            text="You can post problems here, describe how a shared problem looks in your "
            "district, and see its rounds.",
            button=Link("See its problems", f"/problems?network={network.id}"),
        )
    names = ", ".join(one.name for one in free)
    leader = "A leader of a district can ask to bring it here. A steward answers."
    return Box(
        "underway",
        "Open to more districts",
        text=f"You lead {names}. Ask to bring it here." if free else leader,
        button=Link("Bring your district", "#bring" if free else _first_step(me)),
    )


def _first_step(me: Viewer) -> str:
    return url_for("people.sign_up" if me.id is None else "organizations.choose")


@dataclass(frozen=True, slots=True)
class StewardPage:
    """What those who serve a network decide about it."""

    network: Shown
    # Whether the viewer is its steward; an administrator names stewards alone.
    is_steward: bool
    applications: list[Application]
    people: list[Waiting]
    members: list[Member]
    serving: list[Serving]

    @property
    def title(self) -> str:
        number = len(self.applications) + len(self.people)
        if not number:
            return "No request to join is waiting"
        return f"{several(number, 'request')} to join {'is' if number == 1 else 'are'} waiting"


def for_steward(session: Session, me: Viewer, network: Shown) -> StewardPage:
    """The page of a network's steward."""
    return StewardPage(
        network=network,
        is_steward=policy.may(me, "network.admit", network),
        applications=membership.applications(session, network.id),
        people=decisions.waiting_organizations(session, network_ids=[network.id]),
        members=membership.members(session, network.id),
        serving=queries.serving(session, network.id),
    )
