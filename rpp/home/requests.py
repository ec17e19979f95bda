"""What people and districts ask for, and who waits for the answer."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select
from sqlmodel import Session, col

from rpp import dates
from rpp.config import Settings
from rpp.contact import queries as contact
from rpp.discussions import reports
from rpp.home import watch
from rpp.home.duty import Duty
from rpp.layout import in_words
from rpp.networks import membership
from rpp.networks.models import Network, NetworkMembership
from rpp.organizations.models import Membership, Organization
from rpp.organizations.queries import claims, decisions, members
from rpp.people.models import Person
from rpp.policy import Viewer


def requests(session: Session, viewer: Viewer) -> list[Duty]:
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


def delegates(session: Session, viewer: Viewer) -> list[Duty]:
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


def networks(session: Session, viewer: Viewer) -> list[Duty]:
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


def administration(session: Session, viewer: Viewer) -> list[Duty]:
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


def operation(session: Session, viewer: Viewer, settings: Settings) -> list[Duty]:
    """What the portal itself needs, such as its worker; only an administrator is told."""
    if not viewer.is_admin:
        return []
    wrong = [one for one in watch.overdue_work(session, settings) if one.wrong]
    if not wrong:
        return []
    first = "".join(text for text, _ in wrong[0].parts)
    more = f" And {in_words(len(wrong) - 1).lower()} more." if wrong[1:] else ""
    return [
        Duty(
            "See what the portal needs to run",
            first + more,
            "/admin#operation",
            "See what it needs",
        )
    ]


def reported(session: Session, viewer: Viewer) -> list[Duty]:
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


@dataclass(frozen=True, slots=True)
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
