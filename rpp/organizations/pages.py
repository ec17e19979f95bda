"""What the page of an organization shows, and that of joining it."""

from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode

from flask import url_for
from sqlmodel import Session

from rpp import dates, policy, resend
from rpp.layout import Box, Happened, Link, several
from rpp.organizations.models import KINDS
from rpp.organizations.queries import claims, decisions, history, listed, members
from rpp.organizations.queries.decisions import Deciders
from rpp.organizations.queries.listed import InNetwork, Shown
from rpp.organizations.queries.members import Counts, Member, Own
from rpp.policy import Viewer

# --- one organization ----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Work:
    """A list of what the organization has a part in."""

    title: str
    href: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Page:
    """One organization as its page shows it to the viewer."""

    organization: Shown
    kind: str
    # Setting and size of a district, "" where its setting is unknown.
    byline: str
    box: Box
    is_member: bool
    leads: bool
    decides: bool
    lacks_delegate: bool
    work: list[Work]
    counts: Counts
    members: list[Member]
    networks: list[InNetwork]
    history: list[Happened]

    @property
    def more_members(self) -> str:
        """How many of its members are shown, where that is not all."""
        shown, all_ = len(self.members), self.counts.members
        return f"{shown} of {all_} are shown." if all_ > shown else ""

    @property
    def counted(self) -> str:
        """Its people, for those who may not read their names."""
        leaders = several(self.counts.leaders, "of them leads", "of them lead")
        return f"{several(self.counts.members, 'person', 'people')}, {leaders} it."

    @property
    def first_checked_by(self) -> str:
        """Who checks the first person that joins."""
        return "a steward of its network" if self.networks else "an administrator"

    @property
    def website(self) -> Link | None:
        """Its website, where the address is one."""
        address = self.organization.website
        if not address.startswith(("https://", "http://")):
            return None
        return Link(address.removeprefix("https://").removeprefix("http://"), address)


def of(session: Session, me: Viewer, organization: Shown) -> Page:
    """The page of an organization, as the viewer sees it."""
    ties = decisions.ties(session, organization.id)
    decides = policy.may(me, "organization.manage", ties)
    mine = _own(session, me, organization.id)
    active = mine is not None and mine.status == "active"
    counts = members.counts(session, organization.id)
    waiting = len(decisions.requests_of(session, organization.id)) if decides else 0
    leads = organization.id in me.leads
    return Page(
        organization=organization,
        kind=KINDS[organization.type],
        byline=_byline(organization),
        box=_box(me, organization, mine, counts, waiting, decides),
        is_member=active,
        leads=leads,
        decides=decides,
        lacks_delegate=leads and bool(members.without_delegate(session, [organization.id])),
        work=_work(organization, active),
        counts=counts,
        members=members.members(session, organization.id) if me.id is not None else [],
        networks=listed.networks_of(session, organization.id),
        history=history.history_of(session, organization.id, me, private=decides),
    )


def _own(session: Session, me: Viewer, organization_id: int) -> Own | None:
    return None if me.id is None else members.my_membership(session, me.id, organization_id)


def _byline(organization: Shown) -> str:
    if not organization.is_lea or not organization.setting:
        return ""
    if organization.enrollment is None:
        return organization.setting
    return f"{organization.setting}, {organization.enrollment:,} students"


def _work(organization: Shown, active: bool) -> list[Work]:
    lea, id_ = organization.is_lea, organization.id
    name = "this district" if lea else "this organization"
    problems = Work(
        f"Problems of {name}",
        f"/problems?organization={id_}",
        "The problems it posted, and the status of each.",
    )
    studies = Work(
        f"Studies with {name}",
        f"/studies?organization={id_}",
        "The studies it designs and runs with others.",
    )
    schools = Work(
        "What studies ask of our schools",
        f"/studies/schools/{id_}",
        "All studies in one calendar: hours, tests, dates, and conflicts.",
    )
    alike = Work(
        "Districts like this one",
        f"/organizations/{id_}/like",
        "Those of its kind of place, size, poverty and students, and what they did here.",
    )
    adopted = Work(
        f"Since {name} adopted this",
        f"/organizations/{id_}/adopted",
        "What changed in the evidence behind the briefs that it uses.",
    )
    briefs = Work(
        f"Briefs of {name}", f"/briefs?organization={id_}", "What was learned, to read and use."
    )
    return [
        *([problems] if lea else []),
        studies,
        *([schools] if lea and active else []),
        briefs,
        *([adopted, alike] if lea else []),
    ]


def _box(
    me: Viewer,
    organization: Shown,
    mine: Own | None,
    counts: Counts,
    waiting: int,
    decides: bool,
) -> Box:
    """The viewer's part in it, and what comes next for them."""
    manage = url_for("organizations.manage", organization_id=organization.id)
    join = url_for("organizations.join", organization_id=organization.id)
    since = dates.day_in(mine.since, dates.site_zone()) if mine else ""
    if mine is not None and mine.status == "active":
        label = "You lead it" if mine.leads else "You belong here"
        decide = Link("Decide who joins" if waiting else "Manage its people", manage)
        post = Link("Post a problem", "/problems/new") if organization.is_lea else None
        text = _for_member(organization, mine, waiting)
        return Box("done", label, f"since {since}", text, decide if decides else post)
    if mine is not None and mine.status == "pending":
        text = "Someone has to decide about it."
        return Box("waiting", "You asked to join", since, text, Link("See who decides", join))
    if decides and waiting:
        decide = Link("Decide who joins", manage)
        return Box("act", "You must act", "", _waiting(waiting), decide)
    known = several(counts.members, "member")
    nobody = f"No one from {organization.name} has joined yet"
    return Box(
        "done" if counts.members else "waiting",
        "In the portal" if counts.members else "No members yet",
        text=f"{known if counts.members else nobody}. Do you work there?",
        button=Link("Sign in and join it" if me.id is None else "Join it", join),
        links=[Link("Manage its people", manage)] if decides else [],
    )


def _for_member(organization: Shown, mine: Own, waiting: int) -> str:
    if waiting:
        return _waiting(waiting)
    if mine.leads:
        return "You decide who joins and who is appointed."
    if organization.is_lea:
        return "You can post problems for it and add how a shared problem looks there."
    return "You can take part in its studies."


def _waiting(number: int) -> str:
    return f"{several(number, 'person is', 'people are')} waiting to join."


# --- choosing one --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Choosing:
    """A page of the portal for which a district is chosen, to compare it with."""

    page: str = ""

    def href(self, organization_id: int) -> str:
        """Where a district leads to: its own page, or that page with it."""
        if not self.page:
            return url_for("organizations.show", organization_id=organization_id)
        path, _, query = self.page.partition("?")
        kept = [(name, value) for name, value in parse_qsl(query) if name != "like"]
        return f"{path}?{urlencode([*kept, ('like', organization_id)])}"


def choosing(address: str) -> Choosing:
    """The page to go on to with a district, where the address is one of this portal."""
    return Choosing(address if resend.is_ours(address) else "")


# --- joining it ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Joining:
    """How the viewer would join, or what became of their request."""

    status: str
    # The day of that status, in words.
    since: str
    deciders: Deciders
    # Their address shows that they belong there, and nobody refused them.
    at_once: bool
    box: Box | None

    @property
    def is_member(self) -> bool:
        return self.status == "active"

    @property
    def waits(self) -> bool:
        return self.status == "pending"

    @property
    def was_refused(self) -> bool:
        return self.status == "refused"

    @property
    def can_ask(self) -> bool:
        """Also while a request waits, where they would join at once by now."""
        return self.at_once or self.status not in ("active", "pending")


def joining(session: Session, me: Viewer, organization: Shown) -> Joining:
    """What the page of joining says to the viewer."""
    ties = decisions.ties(session, organization.id, about=me.id)
    assert ties is not None
    mine, who = _own(session, me, organization.id), decisions.deciders(session, ties)
    status = mine.status if mine else ""
    since = dates.day_in(mine.since, dates.site_zone()) if mine else ""
    by_mail = claims.belongs_by_mail(session, me.email, organization.id)
    at_once = by_mail and status != "refused"
    box = Box("waiting", "Waiting", f"since {since}") if status == "pending" else None
    return Joining(status, since, who, at_once, box)
