"""Sign-in as someone of the demo; exists only with RPP_DEMO=1."""

from dataclasses import dataclass

from flask import Blueprint, abort, redirect
from flask.typing import ResponseReturnValue
from htmx_flask import request
from sqlalchemy import select
from sqlmodel import Session, col

from rpp import db, mail
from rpp.networks.models import Network, NetworkRole
from rpp.organizations.models import Membership, Organization
from rpp.people import operations, passwords, sessions
from rpp.people.models import Person
from rpp.web import NEVER, kept, page, public, viewer

bp = Blueprint("demo", __name__)

# What each persona is and should try first, in the order of the page.
PERSONAS: dict[str, tuple[str, str]] = {
    "leader": (
        "District leader",
        "See what the district needs to do, read what is known about its problem, cast its ballot.",
    ),
    "researcher": (
        "Researcher",
        "Look for an open problem, then answer a comment in a study that is being designed.",
    ),
    "member": (
        "Network member",
        "Read the network’s problems and add your district’s context to one of them.",
    ),
    "steward": (
        "Network steward",
        "Open or return a submitted problem, then look at the round that is under way.",
    ),
    "broker": (
        "Knowledge broker",
        "Find a problem that a brief already answers, and link the brief to it.",
    ),
    "reviewer": (
        "Evidence reviewer",
        "Look up a reviewed study and check how it got its rating.",
    ),
    "admin": (
        "Admin",
        "See what needs a decision at /admin: requests to join, and e-mail domains to verify.",
    ),
}


@dataclass
class Persona:
    """One person of the demo, as its button shows them."""

    key: str
    what: str
    first: str
    name: str = ""
    title: str = ""
    organization: str = ""
    kind: str = "other"


def personas(session: Session) -> list[Persona]:
    """Those of the demo's people who can be tried; two statements."""
    found = {
        row.persona: Persona(row.persona, *PERSONAS[row.persona], row.name, row.title)
        for row in session.execute(
            select(col(Person.persona), col(Person.name), col(Person.title)).where(
                col(Person.persona).in_(PERSONAS)
            )
        )
    }
    belongs = (
        select(col(Person.persona), col(Organization.name), col(Organization.type))
        .join(Membership, col(Membership.person_id) == col(Person.id))
        .join(Organization, col(Organization.id) == col(Membership.organization_id))
        .where(col(Person.persona).in_(PERSONAS), col(Membership.status) == "active")
    )
    serves = (
        select(col(Person.persona), col(Network.name), col(NetworkRole.role))
        .join(NetworkRole, col(NetworkRole.person_id) == col(Person.id))
        .join(Network, col(Network.id) == col(NetworkRole.network_id))
        .where(col(Person.persona).in_(PERSONAS))
    )
    for key, name, kind in session.execute(belongs.union_all(serves)):
        who = found[key]
        if kind not in ("steward", "broker"):
            who.kind = {"lea": "lea", "research": "researcher"}.get(kind, "other")
        if name not in who.organization:
            who.organization = ", ".join(filter(None, (who.organization, name)))
    return [found[key] for key in PERSONAS if key in found]


@bp.get("/demo")
@public()
def index() -> ResponseReturnValue:
    return page("demo/index.html", personas=personas(db.session()), password=passwords.OF_THE_DEMO)


@bp.post("/demo/sign-in")
@public()
def sign_in() -> ResponseReturnValue:
    key = request.form.get("persona", "")
    if key not in PERSONAS:
        abort(404)
    session = db.session()
    person = session.execute(
        select(col(Person.id), col(Person.password_hash)).where(col(Person.persona) == key)
    ).first()
    if person is None:
        abort(404)
    before = viewer()
    if before.id is not None:
        operations.sign_out(session, before)
    token = operations.sign_in(session, person.id, person.password_hash, None)
    sessions.enter(token)
    return redirect("/me", 303)


@bp.get("/dev/mail")
@kept(NEVER)
@public()
def emails() -> ResponseReturnValue:
    return page("demo/mail.html", emails=mail.latest(db.session()))
