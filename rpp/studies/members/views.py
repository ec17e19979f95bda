"""Pages of who takes part: people, invitations, a district that leaves."""

from typing import Any

from flask import request
from flask.typing import ResponseReturnValue

from rpp import dates, db, mail, policy
from rpp.forms import EmptyForm
from rpp.people.sessions import digest
from rpp.resend import once
from rpp.studies.loaders import ask, bp, inside, seen
from rpp.studies.members import invitations, partners, people_page
from rpp.studies.members.candidates import candidates
from rpp.studies.members.forms import InviteForm, LeaveForm
from rpp.studies.members.invitations import Invited
from rpp.studies.queries import Seen
from rpp.web import (
    or_404,
    page,
    public,
    redirect_with_flash,
    requires,
    run_or_show_error,
    submit_and_redirect,
    viewer,
)


@bp.get("/studies/<id:study_id>/people")
@requires("account.use", inside)
def people(study: Seen) -> ResponseReturnValue:
    return _people(study)


def _people(study: Seen, form: InviteForm | None = None) -> ResponseReturnValue:
    session, person = db.session(), viewer()
    if form is None and policy.may(person, "study.invite", study):
        form = _invite_form(study)
    return page(
        "studies/members/people.html",
        study=study,
        view=people_page.people(session, person, study),
        form=form,
    )


def _invite_form(study: Seen, **about: Any) -> InviteForm:
    form = InviteForm(**about)
    form.organization_id.choices = [
        (row.id, f"{row.name}, {row.state}" + (" (has this problem)" if row.has_it else ""))
        for row in invitations.invitable(db.session(), study)
    ]
    named = candidates(db.session(), study)
    form.person.choices = [("", "Choose a person"), *((one.id, one.label) for one in named)]
    form.named = {one.id: one for one in named}
    return form


@bp.post("/studies/<id:study_id>/people")
@requires("study.invite", seen)
@once
def invite(study: Seen) -> ResponseReturnValue:
    form = _invite_form(study)
    chosen = form.named.get(form.person.data or 0)
    if form.validate() and (
        made := run_or_show_error(
            form,
            partners.invite,
            viewer(),
            study.id,
            organization_id=chosen.organization_id if chosen else form.organization_id.data,
            email=chosen.email if chosen else form.email.data,
            person_id=chosen and chosen.id,
            role=form.role.data,
            link=lambda token: mail.link("studies.by_link", token=token),
        )
    ):
        until = dates.day_in(made.expires_at, study.zone)
        whom = chosen.name if chosen else made.email
        done = f"The invitation to {whom} was sent. It ends on {until}."
        return redirect_with_flash("studies.people", done, study_id=study.id)
    return _people(study, form)


@bp.post("/studies/<id:study_id>/people/<id:invitation_id>/revoke")
@requires("study.invite", seen)
def revoke(study: Seen) -> ResponseReturnValue:
    return submit_and_redirect(
        partners.revoke_invitation,
        viewer(),
        study.id,
        (request.view_args or {})["invitation_id"],
        back=f"/studies/{study.id}/people",
        done="The invitation is canceled. Its link no longer works.",
    )


def by_token(token: str) -> Invited:
    return or_404(invitations.invitation(db.session(), viewer(), token_hash=digest(token)))


def to_me(invitation_id: int) -> Invited:
    return or_404(invitations.invitation(db.session(), viewer(), id_=invitation_id))


@bp.get("/studies/invitation/<token>")
@public(by_token)
def by_link(invited: Invited) -> ResponseReturnValue:
    """Show an invitation before it is used; to others than its addressee only that there is one."""
    return _invitation(invited)


@bp.get("/studies/invitations/<id:invitation_id>")
@requires("account.use", to_me)
def invitation(invited: Invited) -> ResponseReturnValue:
    return _invitation(invited)


def _invitation(invited: Invited, form: EmptyForm | None = None) -> ResponseReturnValue:
    return page(
        "studies/members/invitation.html",
        invited=invited,
        belongs=invited.organization_id in viewer().member_of,
        form=form or EmptyForm(formdata=None),
    )


@bp.post("/studies/invitations/<id:invitation_id>/accept")
@requires("account.use", to_me)
def accept(invited: Invited) -> ResponseReturnValue:
    form = EmptyForm()
    if form.validate() and (
        study := run_or_show_error(form, partners.accept_invitation, viewer(), invited.id)
    ):
        return redirect_with_flash(
            "studies.show", "You take part in this study now.", study_id=study.id
        )
    return _invitation(invited, form)


@bp.route("/studies/<id:study_id>/leave", methods=["GET", "POST"])
@requires("study.speak", seen)
def leave(study: Seen) -> ResponseReturnValue:
    form = LeaveForm()
    form.organization_id.choices = [(p.id, p.name) for p in study.spoken_for(viewer())]
    if form.validate_on_submit() and run_or_show_error(
        form,
        partners.leave_study,
        viewer(),
        study.id,
        form.organization_id.data,
        form.reason.data,
    ):
        return redirect_with_flash("studies.index", "The study now says that your district left.")
    return ask(
        form,
        study,
        "Your district leaves the study",
        "The study continues without it and says so, with your reason. What the district "
        "agreed to and did so far stays in the history. Its members can still read.",
        "Leave the study",
    )
