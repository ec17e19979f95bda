"""What waits for a person, gathered from the rooms."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import or_, select
from sqlmodel import Session, col

from rpp import clock, dates
from rpp.briefs import adoptions, repository
from rpp.briefs import desk as briefs
from rpp.contact import queries as contact
from rpp.discussions import reports
from rpp.networks import membership
from rpp.networks.models import Network, NetworkMembership
from rpp.organizations.models import Membership, Organization
from rpp.organizations.queries import claims, decisions, members
from rpp.people.models import Person
from rpp.policy import Viewer
from rpp.problems import queries as problems
from rpp.rounds import queries as rounds
from rpp.studies import desk
from rpp.studies import queries as studies

ROUND_STEPS = {
    "count": ("Close and count “{title}”", "Voting is over.", "Close and count"),
    "late": ("Open “{title}”", "It was scheduled to open.", "Open the round"),
    "draft": ("Finish the round “{title}”", "It is a draft.", "Continue"),
}


@dataclass(frozen=True)
class Duty:
    """One thing that waits for a person."""

    title: str
    sentence: str
    href: str
    button: str
    due: datetime | None = None
    # In which its date is said; "" is the portal's own.
    zone: str = ""

    @property
    def when(self) -> tuple[str, str]:
        """How near it is, and the date: ("8 days", "Fri, Mar 20")."""
        if self.due is None:
            return "No date", ""
        zone = self.zone or dates.site_zone()
        # What ends at midnight ends with the day before.
        day = dates.date_in(self.due - timedelta(microseconds=1), zone)
        days = (day - dates.today(zone)).days
        near = {0: "Today", 1: "Tomorrow"}.get(days, f"{days} days" if days > 0 else "Overdue")
        return near, f"{day:%a}, {day:%b} {day.day}"


def duties(session: Session, viewer: Viewer) -> list[Duty]:
    """What waits for the person, the nearest date first."""
    found = [
        *_first_step(viewer),
        *_votes(session, viewer),
        *(Duty(**d) for d in desk.waiting_for(session, viewer)),
        *(Duty(**d) for d in briefs.waiting_for(session, viewer)),
        *(Duty(**d) for d in adoptions.waiting_for(session, viewer)),
        *_problems(session, viewer),
        *_requests(session, viewer),
        *_delegates(session, viewer),
        *_networks(session, viewer),
        *_administration(session, viewer),
        *_reports(session, viewer),
    ]
    far = datetime.max.replace(tzinfo=clock.now().tzinfo)
    return sorted(found, key=lambda duty: duty.due or far)


def _first_step(viewer: Viewer) -> list[Duty]:
    """Where a newcomer works: nobody can post, vote or sign before that is known."""
    belongs = viewer.member_of or viewer.stewards or viewer.brokers or viewer.is_admin
    if belongs or viewer.asked_names:
        return []
    return [
        Duty(
            "Find your district or institution",
            "You post problems, vote and sign on behalf of one. To read, you need none.",
            "/join",
            "Find yours",
        )
    ]


def _votes(session: Session, viewer: Viewer) -> list[Duty]:
    made = []
    for row in rounds.waiting_for(session, viewer):
        if row.what == "vote":
            closes = dates.closing_in(row.closes_at, row.timezone)
            made.append(
                Duty(
                    f"Cast the ballot of {row.organization_name}",
                    f"{row.title}, {row.network_name}. Open until {closes}.",
                    f"/rounds/{row.id}/ballot",
                    "Open the ballot",
                    row.closes_at,
                    row.timezone,
                )
            )
        elif row.what == "certify":
            made.append(
                Duty(
                    f"Certify “{row.title}”",
                    f"It was counted. Confirm it for {row.organization_name}, or refuse it with a "
                    "reason.",
                    f"/rounds/{row.id}/certify",
                    "Check the count",
                )
            )
        else:
            title, sentence, button = ROUND_STEPS[row.what]
            made.append(Duty(title.format(title=row.title), sentence, f"/rounds/{row.id}", button))
    return made


def _problems(session: Session, viewer: Viewer) -> list[Duty]:
    made: list[Duty] = []
    if viewer.stewards:
        for row in problems.to_triage(session, viewer):
            since = dates.day_in(row.status_since, row.zone or dates.site_zone())
            made.append(
                Duty(
                    f"Read “{row.title}”",
                    f"{row.organization}, {row.state} submitted it on {since}. "
                    "Open it, or return it with a reason.",
                    f"/problems/{row.id}",
                    "Read the problem",
                )
            )
    for row in problems.mine(session, viewer):
        if row.status == "draft" and row.organization_id in viewer.member_of:
            made.append(
                Duty(
                    f"Finish “{row.title or 'A draft without a title'}”",
                    "It is a draft. Submit it after you have seen what is already known.",
                    f"/problems/{row.id}",
                    "Continue",
                )
            )
        if row.status == "returned":
            made.append(
                Duty(
                    f"Change “{row.title}”",
                    "A steward returned it with a reason.",
                    f"/problems/{row.id}",
                    "See why",
                )
            )
    for merge in problems.merges_to_settle(session, viewer) if viewer.leads else ():
        made.append(
            Duty(
                f"Decide on a merge of “{merge.from_title}”",
                f"It would become part of “{merge.into_title}”. Your district must agree.",
                f"/problems/{merge.from_id}",
                "Decide",
            )
        )
    return made


def _requests(session: Session, viewer: Viewer) -> list[Duty]:
    """People and districts that ask to join, where the viewer may decide."""
    made: list[Duty] = []
    if viewer.leads or viewer.stewards:
        own_networks = select(col(NetworkMembership.organization_id)).where(
            col(NetworkMembership.network_id).in_(sorted(viewer.stewards)),
            col(NetworkMembership.status) == "active",
        )
        asking = (
            select(
                col(Person.name),
                col(Organization.name),
                col(Organization.id),
                col(Membership.status_since),
            )
            .select_from(Membership)
            .join(Person, col(Person.id) == col(Membership.person_id))
            .join(Organization, col(Organization.id) == col(Membership.organization_id))
            .where(
                col(Membership.status) == "pending",
                col(Membership.person_id) != viewer.id,
                or_(
                    col(Organization.id).in_(sorted(viewer.leads)),
                    col(Organization.id).in_(own_networks),
                ),
            )
            .order_by(col(Membership.id))
            .limit(20)
        )
        for person, organization, number, since in session.execute(asking):
            asked = dates.day_in(since, dates.site_zone())
            made.append(
                Duty(
                    f"Decide whether {person} belongs to {organization}",
                    f"{person} has been waiting since {asked}.",
                    f"/organizations/{number}/manage",
                    "Decide",
                )
            )
    if viewer.stewards:
        districts = (
            select(
                col(Organization.name),
                col(Network.name),
                col(Network.slug),
                col(Network.timezone),
                col(NetworkMembership.status_since),
            )
            .select_from(NetworkMembership)
            .join(Organization, col(Organization.id) == col(NetworkMembership.organization_id))
            .join(Network, col(Network.id) == col(NetworkMembership.network_id))
            .where(
                col(NetworkMembership.status) == "pending",
                col(Network.id).in_(sorted(viewer.stewards)),
            )
            .order_by(col(NetworkMembership.id))
            .limit(20)
        )
        for organization, network, slug, zone, since in session.execute(districts):
            made.append(
                Duty(
                    f"Decide whether {organization} joins {network}",
                    f"Its leader asked on {dates.day_in(since, zone)}.",
                    f"/networks/{slug}/steward",
                    "Decide",
                )
            )
    return made


def _delegates(session: Session, viewer: Viewer) -> list[Duty]:
    """Districts that the viewer leads and that could not vote, since they have no delegate."""
    return [
        Duty(
            f"Appoint a delegate for {row.name}",
            "Without a delegate, your district cannot vote in its network’s rounds.",
            f"/organizations/{row.id}/manage#appoint",
            "Appoint a delegate",
        )
        for row in members.without_delegate(session, viewer.leads)
    ]


def _networks(session: Session, viewer: Viewer) -> list[Duty]:
    """Districts that the viewer leads and that are in no network: nobody reads their problems."""
    return [
        Duty(
            f"Bring {name} to a network",
            "A network’s stewards read your problems, and its districts choose what is studied.",
            "/networks",
            "See the networks",
        )
        for _, name in membership.in_none(session, viewer)
    ]


def _administration(session: Session, viewer: Viewer) -> list[Duty]:
    """What waits for an administrator and nobody else."""
    if not viewer.is_admin:
        return []
    made = [
        Duty(
            f"Decide who joins {row.name}",
            f"{row.waiting} {'person has' if row.waiting == 1 else 'people have'} been waiting "
            f"since {dates.day_in(row.since, dates.site_zone())}. It has no leader and no steward "
            "who could decide.",
            f"/organizations/{row.id}/manage",
            "Decide",
        )
        for row in decisions.waiting_organizations(session, nobody_else=True)
    ]
    made += [
        Duty(
            f"Check the e-mail domain {row.domain}",
            f"{row.name} says that it is its own. Once you verify it, everyone with an address "
            "there joins at once.",
            "/admin#domains",
            "Check it",
        )
        for row in claims.domains_waiting(session)
    ]
    if count := contact.waiting(session):
        made.append(
            Duty(
                "Answer a question" if count == 1 else f"Answer {count} questions",
                f"{'It' if count == 1 else 'They'} came by the form that each page links to.",
                "/admin/messages",
                "Read it" if count == 1 else "Read them",
            )
        )
    return made


def _reports(session: Session, viewer: Viewer) -> list[Duty]:
    """Comments that readers reported, where the viewer moderates."""
    return [
        Duty(
            f"Decide about a comment by {one.author}",
            f"{one.reporter} reported it on {dates.day_in(one.at, dates.site_zone())}.",
            f"/reports/{one.id}",
            "Decide",
        )
        for one in reports.waiting(session, viewer, 20)
    ]


@dataclass(frozen=True)
class Asked:
    """An organization that a person waits to join, and who decides."""

    id: int
    name: str
    since: datetime
    who: str


def asked(session: Session, viewer: Viewer) -> list[Asked]:
    """The requests of a person that still wait, each with who decides."""
    if not viewer.asked_names or viewer.id is None:
        return []
    made = []
    for row in members.my_requests(session, viewer.id):
        ties = decisions.ties(session, row.id, about=viewer.id)
        who = str(decisions.deciders(session, ties)) if ties else "Somebody"
        said = f"{who[:1].upper()}{who[1:]}"
        made.append(Asked(row.id, row.name, row.since, said))
    return made


def stations(session: Session, viewer: Viewer) -> list[dict[str, Any]]:
    """The way from problem to brief, with its numbers and one real thing at each station."""
    counted = problems.counts(session, viewer)
    problem = problems.latest_open(session, viewer)
    voting = rounds.open_rounds(session, 1)
    study = studies.latest_listed(session, 1)
    under_way = studies.counts(session)
    votes = rounds.counts(session).open
    running = sum(
        under_way[s] for s in ("signed", "active", "paused", "findings_shared", "interpreted")
    )
    made = [
        {
            "state": "waiting",
            "name": "Problem",
            "number": counted.get("open", 0),
            "label": "open",
        },
        {
            "state": "underway",
            "name": "Vote",
            "number": votes,
            "label": "round open" if votes == 1 else "rounds open",
        },
        {"state": "current", "name": "Study", "number": running, "label": "under way"},
        {
            "state": "done",
            "name": "Brief",
            "number": repository.published(session),
            "label": "published",
        },
    ]
    if problem:
        made[0] |= {
            "title": problem.title,
            "href": f"/problems/{problem.id}",
            "sentence": f"Posted by {problem.organization}, {problem.state}.",
        }
    for vote in voting:
        closes = dates.closing_in(vote.closes_at, vote.timezone)
        made[1] |= {
            "title": vote.title,
            "href": f"/rounds/{vote.id}",
            "sentence": f"{vote.ballots} of {vote.electors} districts have voted. Closes {closes}.",
        }
    for row in study:
        made[2] |= {
            "title": row.title,
            "href": f"/studies/{row.id}",
            "sentence": f"Since {dates.day_in(row.status_since, row.zone)}.",
        }
    for newest in repository.latest(session, 1):
        made[3] |= {
            "title": newest.title,
            "href": f"/briefs/{newest.brief_id}",
            "sentence": f"Published {dates.day_in(newest.published_at, newest.zone)}.",
        }
    return made
