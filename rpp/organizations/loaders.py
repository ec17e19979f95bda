"""What the pages of organizations share: the blueprint, and loading what an address names."""

from flask import Blueprint, abort

from rpp import db, kinds, policy
from rpp.organizations.queries import claims, decisions, listed, members
from rpp.organizations.queries.claims import Claim
from rpp.organizations.queries.decisions import Ties
from rpp.organizations.queries.listed import Shown
from rpp.organizations.queries.members import Appointed
from rpp.web import or_404, viewer

bp = Blueprint("organizations", __name__)


def load(organization_id: int) -> Shown:
    return or_404(listed.organization(db.session(), organization_id))


def load_ties(organization_id: int) -> Ties:
    return or_404(decisions.ties(db.session(), organization_id))


def load_request(membership_id: int) -> Ties:
    _must_know("membership", membership_id)
    return or_404(decisions.ties_of_membership(db.session(), membership_id))


def load_member(membership_id: int) -> Ties:
    _must_know("membership", membership_id)
    return or_404(decisions.ties_of_membership(db.session(), membership_id, leave_out=False))


def load_appointment(appointment_id: int) -> Appointed:
    _must_know("appointment", appointment_id)
    return or_404(members.appointment(db.session(), appointment_id))


def _must_know(kind: str, subject_id: int) -> None:
    """404 where the viewer may not know of it; who is signed out is asked to sign in first."""
    person = viewer()
    if person.id is not None and not kinds.may_know(db.session(), person, kind, subject_id):
        abort(404)


def load_domain(domain_id: int) -> Claim:
    """A claim, which those know of who decide about the people of its organization."""
    claim = or_404(claims.domain(db.session(), domain_id))
    manages = policy.may(viewer(), "organization.manage", load_ties(claim.organization_id))
    return or_404(claim if manages else None)
