"""The demo's people: how they came to their organizations, and these to their networks."""

from datetime import date, timedelta
from functools import partial

from sqlmodel import col, select

from rpp import clock, history
from rpp.home.demo_content.agenda import TOLD, Act
from rpp.home.demo_content.story import Story, Told
from rpp.networks import operations as networks
from rpp.notices import operations as notices
from rpp.notices.models import Notice
from rpp.organizations import appointing, claiming
from rpp.organizations import operations as organizations
from rpp.people import operations as accounts
from rpp.people.models import Person

# The first weeks of the story, before any problem was written.
BEGIN = date(2025, 6, 2)
LEADERS, MEMBERS, NETWORKS, APPLY, ADMIT, BROKERS, APPOINT = (
    BEGIN + timedelta(days=n) for n in (7, 14, 21, 24, 28, 29, 42)
)
DAY = timedelta(days=1)
# A week before the story ends everyone has read their notices; what came since is new to them.
READ = TOLD.date() - timedelta(days=7)
ZONE = "America/Chicago"


def tell(story: Story, file: dict[str, list[Told]]) -> None:
    """Plan the first weeks: people join organizations, and these join networks."""
    story.cast = {told["key"]: told for told in file["person"]}
    admin = next(key for key, told in story.cast.items() if told.get("persona") == "admin")
    then(story, BEGIN, "09:00", partial(_operator, story, admin))
    for key, told in story.cast.items():
        if key != admin:
            _come(story, key, told, admin)
        if told.get("joined", BEGIN) < READ:
            then(story, READ, "18:00", partial(_read, story, key), key)
    for network in story.told_networks:
        _found(story, network, admin)
    for domain in file["domain"]:
        _claim(story, domain, admin)


def then(story: Story, day: date, hour: str, act: Act, key: str = "") -> None:
    """Plan an act near an hour of a day, where no network's time is meant."""
    story.agenda.add(story.calendar.at(ZONE, day, hour, key), act)


def join(story: Story, key: str, told: Told) -> None:
    """Plan how someone whom another file tells of comes to their organization."""
    admin = next(key for key, one in story.cast.items() if one.get("persona") == "admin")
    story.cast[key] = told
    _come(story, key, told, admin)
    then(story, READ, "18:00", partial(_read, story, key), key)


def _come(story: Story, key: str, told: Told, admin: str) -> None:
    """Leaders are let in by the operator, and let in everyone else."""
    leads = told["role"] == "leader"
    leader = story.leader(told["organization"]) or admin
    day = told.get("joined", LEADERS if leads else MEMBERS)
    then(story, day, "09:00", partial(_sign_up, story, key), key)
    then(story, day, "10:00", partial(_ask, story, key), key)
    if "waits" in told:
        return
    decides = admin if leads else leader
    then(story, day + DAY, "11:00", partial(_approve, story, key, decides), key)
    for role in ("delegate", "signatory"):
        if told[role]:
            act = partial(_appoint, story, key, leader, role)
            then(story, day + 2 * DAY if "joined" in told else APPOINT, "10:00", act, key)
    if "applies_to" in told:
        apply = partial(_apply, story, told["applies_to"], told["organization"])
        then(story, told["applied"], "10:00", apply, key)


# --- accounts ------------------------------------------------------------------------------


def _operator(story: Story, key: str) -> None:
    told = story.cast[key]
    _enter(story, key, accounts.create_admin(story.session, told["name"], told["email"], ""))


def _sign_up(story: Story, key: str) -> None:
    """Create an account without the e-mail that confirms it; it has no password to sign in with."""
    told = story.cast[key]
    now = clock.now()
    person = Person(name=told["name"], email=told["email"], confirmed_at=now, created_at=now)
    story.session.add(person)
    history.record(story.session, person, "confirmed", None, private=True)
    _enter(story, key, person)


def _enter(story: Story, key: str, person: Person) -> None:
    assert person.id is not None
    told = story.cast[key]
    person.persona = told.get("persona", "")
    story.people[key] = person.id
    accounts.edit_account(
        story.session, story.who(key), told["name"], told["title"], told.get("expertise", "")
    )
    story.roles_changed()


def _read(story: Story, key: str) -> None:
    person = story.who(key)
    last = story.session.exec(
        select(Notice.id).where(Notice.person_id == person.id).order_by(col(Notice.id).desc())
    ).first()
    if last is not None:
        notices.mark_read(story.session, person, last)


# --- organizations -------------------------------------------------------------------------


def _ask(story: Story, key: str) -> None:
    organization = story.organizations[story.cast[key]["organization"]]
    membership = organizations.ask_to_join(story.session, story.who(key), organization)
    assert membership.id is not None
    story.memberships[key] = membership.id


def _approve(story: Story, key: str, decides: str) -> None:
    role = story.cast[key]["role"]
    organizations.approve(story.session, story.who(decides), story.memberships[key], role)
    story.roles_changed()


def _appoint(story: Story, key: str, leader: str, role: str) -> None:
    organization = story.organizations[story.cast[key]["organization"]]
    appointing.appoint(story.session, story.who(leader), organization, story.people[key], role)
    story.roles_changed()


def _claim(story: Story, told: Told, admin: str) -> None:
    claims: list[int] = []

    def claim() -> None:
        made = claiming.claim_domain(
            story.session,
            story.who(told["by"]),
            story.organizations[told["organization"]],
            told["domain"],
        )
        assert made.id is not None
        claims.append(made.id)

    def verify() -> None:
        claiming.verify_domain(story.session, story.who(admin), claims[0])

    then(story, told["claimed"], "10:00", claim)
    if "verified" in told:
        then(story, told["verified"], "10:00", verify)


# --- networks ------------------------------------------------------------------------------


def _found(story: Story, told: Told, admin: str) -> None:
    slug, steward = told["slug"], told["stewards"][0]
    then(story, NETWORKS, "10:00", partial(_create, story, told, admin), slug)
    for organization in told["organizations"]:
        then(
            story, APPLY, "10:00", partial(_apply, story, slug, organization, steward), organization
        )
    for broker in told["brokers"]:
        then(story, BROKERS, "10:00", partial(_broker, story, slug, broker, steward), slug)


def _create(story: Story, told: Told, admin: str) -> None:
    network = networks.create_network(
        story.session,
        story.who(admin),
        **{name: told[name] for name in ("name", "slug", "purpose", "timezone")},
        about=told["about"].strip(),
        steward_email=story.cast[told["stewards"][0]]["email"],
    )
    assert network.id is not None
    story.networks[told["slug"]] = network.id
    story.roles_changed()


def _apply(story: Story, slug: str, organization: str, admits: str = "") -> None:
    """Ask that an organization joins; the steward `admits` it some days later."""
    place = networks.apply(
        story.session,
        story.who(story.leader(organization)),
        story.networks[slug],
        story.organizations[organization],
    )
    assert place.id is not None
    if admits:
        then(story, ADMIT, "10:00", partial(_admit, story, admits, place.id), organization)


def _admit(story: Story, steward: str, place_id: int) -> None:
    networks.admit(story.session, story.who(steward), place_id)
    story.roles_changed()


def _broker(story: Story, slug: str, broker: str, steward: str) -> None:
    networks.give_role(
        story.session,
        story.who(steward),
        story.networks[slug],
        "broker",
        email=story.cast[broker]["email"],
    )
    story.roles_changed()
