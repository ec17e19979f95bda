"""The page of an organization's leaders, and of those who decide who joins."""

from flask import url_for
from flask.typing import ResponseReturnValue
from htmx_flask import request

from rpp import db
from rpp.forms import options
from rpp.organizations import appointing, claiming, operations, people_page
from rpp.organizations.forms import AppointForm, DomainForm
from rpp.organizations.loaders import (
    bp,
    load_appointment,
    load_domain,
    load_member,
    load_request,
    load_ties,
)
from rpp.organizations.queries import members
from rpp.organizations.queries.claims import Claim
from rpp.organizations.queries.decisions import Ties
from rpp.organizations.queries.members import Appointed
from rpp.web import (
    page,
    redirect_with_flash,
    requires,
    run_or_show_error,
    submit_and_redirect,
    viewer,
)


def _manage(organization_id: int) -> str:
    return url_for("organizations.manage", organization_id=organization_id)


@bp.get("/organizations/<id:organization_id>/manage")
@requires("organization.manage", load_ties)
def manage(ties: Ties) -> ResponseReturnValue:
    return _manage_page(ties)


def _manage_page(
    ties: Ties, form: AppointForm | None = None, domain_form: DomainForm | None = None
) -> ResponseReturnValue:
    session = db.session()
    people = members.members(session, ties.organization_id)
    form = form or AppointForm(formdata=None)
    form.person.choices = options({one.person_id: one.name for one in people})
    form.role.choices = options(appointing.offices(ties.type))
    return page(
        "organizations/manage.html",
        view=people_page.page_of(session, viewer(), ties, people),
        form=form,
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
    names = {one.person_id: one.name for one in members.members(db.session(), ties.organization_id)}
    form.person.choices = options(names)
    if form.validate() and (
        made := run_or_show_error(
            form,
            appointing.appoint,
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
def end_appointment(appointment: Appointed) -> ResponseReturnValue:
    return submit_and_redirect(
        appointing.end_appointment,
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
            form, claiming.claim_domain, viewer(), ties.organization_id, form.domain.data
        )
    ):
        return _done(ties, f"An administrator will check {claim.domain}.")
    return _manage_page(ties, domain_form=form)


@bp.post("/domains/<id:domain_id>/drop")
@requires("organization.claim_domain", load_domain)
def drop_domain(domain: Claim) -> ResponseReturnValue:
    return submit_and_redirect(
        claiming.drop_domain,
        viewer(),
        domain.id,
        back=_manage(domain.organization_id),
        done=f"No one joins through {domain.domain} now.",
    )


@bp.post("/domains/<id:domain_id>/verify")
@requires("organization.verify_domain", load_domain)
def verify_domain(domain: Claim) -> ResponseReturnValue:
    return submit_and_redirect(
        claiming.verify_domain,
        viewer(),
        domain.id,
        back="/admin",
        done=f"People with an address at {domain.domain} now join right away.",
    )


@bp.post("/domains/<id:domain_id>/refuse")
@requires("organization.verify_domain", load_domain)
def refuse_domain(domain: Claim) -> ResponseReturnValue:
    return submit_and_redirect(
        claiming.refuse_domain,
        viewer(),
        domain.id,
        back="/admin",
        done=f"{domain.domain} is refused as a domain for joining.",
    )


def _done(ties: Ties, done: str) -> ResponseReturnValue:
    return redirect_with_flash(
        "organizations.manage", done=done, organization_id=ties.organization_id
    )
