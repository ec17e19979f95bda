"""Pages of organizations: finding, joining, and their people."""

from typing import Any

from flask import Blueprint, abort, url_for
from flask.typing import ResponseReturnValue
from htmx_flask import request

from rpp import db, kinds, policy
from rpp.forms import options
from rpp.organizations import operations, queries
from rpp.organizations.forms import AppointForm, DomainForm, JoinForm
from rpp.organizations.models import KINDS
from rpp.organizations.queries import Ties
from rpp.web import (
    arg,
    limiter,
    or_404,
    page,
    public,
    reads_of_many,
    redirect_with_flash,
    requires,
    run_or_show_error,
    submit_and_redirect,
    viewer,
)

bp = Blueprint("organizations", __name__)

ASKED = {
    "lea": "school district",
    "research": "research organization",
    "other": "other organization",
}


def load(organization_id: int) -> Any:
    return or_404(queries.organization(db.session(), organization_id))


def load_ties(organization_id: int) -> Ties:
    return or_404(queries.ties(db.session(), organization_id))


def load_request(membership_id: int) -> Ties:
    _must_know("membership", membership_id)
    return or_404(queries.ties_of_membership(db.session(), membership_id))


def load_member(membership_id: int) -> Ties:
    _must_know("membership", membership_id)
    return or_404(queries.ties_of_membership(db.session(), membership_id, leave_out=False))


def load_appointment(appointment_id: int) -> Any:
    _must_know("appointment", appointment_id)
    return or_404(queries.appointment(db.session(), appointment_id))


def _must_know(kind: str, subject_id: int) -> None:
    """404 where the viewer may not know of it; who is signed out is asked to sign in first."""
    person = viewer()
    if person.id is not None and not kinds.may_know(db.session(), person, kind, subject_id):
        abort(404)


def load_domain(domain_id: int) -> Any:
    """A claim, which those know of who decide about the people of its organization."""
    claim = or_404(queries.domain(db.session(), domain_id))
    manages = policy.may(viewer(), "organization.manage", load_ties(claim.organization_id))
    return or_404(claim if manages else None)


def _manage(organization_id: int) -> str:
    return url_for("organizations.manage", organization_id=organization_id)


# --- finding -------------------------------------------------------------------------------


@bp.get("/join")
@requires("organization.join")
def choose() -> ResponseReturnValue:
    person_id = viewer().id
    assert person_id is not None
    return page("organizations/choose.html", waiting=queries.my_requests(db.session(), person_id))


@bp.get("/organizations")
@bp.get("/organizations/find")
@limiter.limit(reads_of_many)
@public()
def find() -> ResponseReturnValue:
    q, type_ = arg("q"), arg("type")
    type_ = type_ if type_ in ASKED else ""
    found = queries.find(db.session(), q, type_)
    return page(
        "organizations/find.html",
        fragment="organizations/_found.html",
        q=q,
        type=type_,
        asked=ASKED.get(type_, "organization"),
        found=found,
        line=queries.line,
    )


# --- one organization ----------------------------------------------------------------------


@bp.get("/organizations/<id:organization_id>")
@public(load)
def show(organization: Any) -> ResponseReturnValue:
    session, me = db.session(), viewer()
    ties = or_404(queries.ties(session, organization.id))
    decides = policy.may(me, "organization.manage", ties)
    return page(
        "organizations/show.html",
        organization=organization,
        kind=KINDS[organization.type],
        place=queries.place(organization),
        facts=queries.facts(organization),
        source=queries.source(organization),
        members=queries.members(session, organization.id) if me.id is not None else [],
        counts=queries.counts(session, organization.id),
        networks=queries.networks_of(session, organization.id),
        mine=queries.my_membership(session, me.id, organization.id) if me.id is not None else None,
        waiting=len(queries.requests_of(session, organization.id)) if decides else 0,
        decides=decides,
        no_delegate=organization.id in me.leads
        and bool(queries.without_delegate(session, [organization.id])),
        history=queries.history_of(session, organization.id, me, private=decides),
    )


@bp.route("/organizations/<id:organization_id>/join", methods=["GET", "POST"])
@requires("organization.join", load)
def join(organization: Any) -> ResponseReturnValue:
    session, me = db.session(), viewer()
    assert me.id is not None
    form = JoinForm()
    if form.validate_on_submit():
        joined = run_or_show_error(
            form, operations.ask_to_join, me, organization.id, form.note.data or ""
        )
        if joined and joined.status == "active":
            return redirect_with_flash(
                "organizations.show",
                done=(
                    f"You are now a member of {organization.name}, because your e-mail "
                    f"address belongs to it."
                ),
                organization_id=organization.id,
            )
        if joined:
            return redirect_with_flash("organizations.join", organization_id=organization.id)
    ties = or_404(queries.ties(session, organization.id, about=me.id))
    return page(
        "organizations/join.html",
        form=form,
        organization=organization,
        line=queries.line(organization),
        mine=queries.my_membership(session, me.id, organization.id),
        at_once=queries.belongs_by_mail(session, me.email, organization.id),
        deciders=queries.deciders(session, ties),
    )


@bp.post("/organizations/<id:organization_id>/take-back")
@requires("organization.join", load)
def take_back(organization: Any) -> ResponseReturnValue:
    return submit_and_redirect(
        operations.take_back,
        viewer(),
        organization.id,
        back=url_for("organizations.show", organization_id=organization.id),
        done="You canceled your request.",
    )


@bp.post("/organizations/<id:organization_id>/leave")
@requires("organization.join", load)
def leave(organization: Any) -> ResponseReturnValue:
    return submit_and_redirect(
        operations.leave,
        viewer(),
        organization.id,
        back=url_for("organizations.show", organization_id=organization.id),
        done=f"You are no longer a member of {organization.name}.",
    )


# --- its leaders, and those who decide -----------------------------------------------------


@bp.get("/organizations/<id:organization_id>/manage")
@requires("organization.manage", load_ties)
def manage(ties: Ties) -> ResponseReturnValue:
    return _manage_page(ties)


def _manage_page(
    ties: Ties, form: AppointForm | None = None, domain_form: DomainForm | None = None
) -> ResponseReturnValue:
    session = db.session()
    return page(
        "organizations/manage.html",
        ties=ties,
        organization=or_404(queries.organization(session, ties.organization_id)),
        members=queries.members(session, ties.organization_id),
        waiting=queries.requests_to_decide(session, ties),
        domains=queries.domains_of(session, ties.organization_id),
        form=form or AppointForm(formdata=None),
        domain_form=domain_form or DomainForm(formdata=None),
    )


@bp.post("/memberships/<id:membership_id>/decide")
@requires("organization.decide_membership", load_request)
def decide(ties: Ties) -> ResponseReturnValue:
    back = _manage(ties.organization_id)
    reason = request.form.get("reason", "")
    if request.form.get("decision") == "refuse":
        return submit_and_redirect(
            operations.refuse,
            viewer(),
            ties.membership_id,
            reason,
            back=back,
            done=f"You refused {ties.person_name}, who can read your reason.",
        )
    role = request.form.get("role", "member")
    return submit_and_redirect(
        operations.approve,
        viewer(),
        ties.membership_id,
        role,
        back=back,
        done=f"{ties.person_name} is now a member of {ties.name}.",
    )


@bp.post("/memberships/<id:membership_id>/leader")
@requires("organization.make_leader", load_member)
def set_leader(ties: Ties) -> ResponseReturnValue:
    leader = request.form.get("leader") == "1"
    # Who steps down may not see the leaders' page afterwards.
    own = ties.person_id == viewer().id
    shown = url_for("organizations.show", organization_id=ties.organization_id)
    return submit_and_redirect(
        operations.set_leader,
        viewer(),
        ties.membership_id,
        leader,
        back=shown if own else _manage(ties.organization_id),
        done=f"{ties.person_name} is {'a leader now' if leader else 'no longer a leader'}.",
    )


@bp.post("/memberships/<id:membership_id>/end")
@requires("organization.appoint", load_member)
def end_membership(ties: Ties) -> ResponseReturnValue:
    return submit_and_redirect(
        operations.end_membership,
        viewer(),
        ties.membership_id,
        back=_manage(ties.organization_id),
        done=f"{ties.person_name} is no longer a member of {ties.name}.",
    )


@bp.post("/organizations/<id:organization_id>/appointments")
@requires("organization.appoint", load_ties)
def appoint(ties: Ties) -> ResponseReturnValue:
    form = AppointForm()
    names = {one.person_id: one.name for one in queries.members(db.session(), ties.organization_id)}
    form.person.choices = options(names)
    if form.validate() and (
        made := run_or_show_error(
            form,
            operations.appoint,
            viewer(),
            ties.organization_id,
            form.person.data,
            form.role.data,
        )
    ):
        return _done(ties, f"{names[made.person_id]} is now {made.role} of {ties.name}.")
    return _manage_page(ties, form=form)


@bp.post("/appointments/<id:appointment_id>/end")
@requires("organization.appoint", load_appointment)
def end_appointment(appointment: Any) -> ResponseReturnValue:
    return submit_and_redirect(
        operations.end_appointment,
        viewer(),
        appointment.id,
        back=_manage(appointment.organization_id),
        done="The appointment has ended.",
    )


@bp.post("/organizations/<id:organization_id>/domains")
@requires("organization.claim_domain", load_ties)
def claim_domain(ties: Ties) -> ResponseReturnValue:
    form = DomainForm()
    if form.validate() and (
        claim := run_or_show_error(
            form, operations.claim_domain, viewer(), ties.organization_id, form.domain.data
        )
    ):
        return _done(ties, f"An administrator will check {claim.domain}.")
    return _manage_page(ties, domain_form=form)


@bp.post("/domains/<id:domain_id>/drop")
@requires("organization.claim_domain", load_domain)
def drop_domain(domain: Any) -> ResponseReturnValue:
    return submit_and_redirect(
        operations.drop_domain,
        viewer(),
        domain.id,
        back=_manage(domain.organization_id),
        done=f"No one joins through {domain.domain} now.",
    )


@bp.post("/domains/<id:domain_id>/verify")
@requires("organization.verify_domain", load_domain)
def verify_domain(domain: Any) -> ResponseReturnValue:
    return submit_and_redirect(
        operations.verify_domain,
        viewer(),
        domain.id,
        back="/admin",
        done=f"People with an address at {domain.domain} now join right away.",
    )


@bp.post("/domains/<id:domain_id>/refuse")
@requires("organization.verify_domain", load_domain)
def refuse_domain(domain: Any) -> ResponseReturnValue:
    return submit_and_redirect(
        operations.refuse_domain,
        viewer(),
        domain.id,
        back="/admin",
        done=f"{domain.domain} is refused as a domain for joining.",
    )


def _done(ties: Ties, done: str) -> ResponseReturnValue:
    return redirect_with_flash(
        "organizations.manage", done=done, organization_id=ties.organization_id
    )
