"""Pages of studies: the list, the workspace, invitations, and the steps of a study's life."""

from typing import Any

from flask import Response, request
from flask.typing import ResponseReturnValue

from rpp import dates, db, life_pictures, mail, policy
from rpp.discussions import queries as discussions
from rpp.forms import EmptyForm, whole
from rpp.people.sessions import digest
from rpp.problems import queries as problems
from rpp.problems.models import Problem
from rpp.resend import once
from rpp.studies import queries
from rpp.studies import workspace as workspaces
from rpp.studies.co_design import groundwork
from rpp.studies.co_design.comments import DISCUSSING
from rpp.studies.forms import ReasonForm
from rpp.studies.lifecycle import guards, operations, states
from rpp.studies.lifecycle.life import LIFE, WRITING
from rpp.studies.loaders import ask, bp, inside, seen
from rpp.studies.members import partners
from rpp.studies.members.candidates import candidates
from rpp.studies.members.forms import InviteForm, LeaveForm
from rpp.studies.models import DESIGNS, GRANTS, LISTINGS, PARTS, ROLES
from rpp.studies.offers.forms import ProposeForm
from rpp.studies.papers import expiry
from rpp.studies.parts import role_name
from rpp.studies.plan import updates
from rpp.studies.queries import Filters, Invited, Seen
from rpp.studies.text.designs import REACH
from rpp.web import (
    arg,
    cursor,
    here,
    or_404,
    page,
    pager,
    public,
    redirect_with_flash,
    requires,
    run_or_show_error,
    submit_and_redirect,
    viewer,
)

# Their pages.
from rpp.studies.members import handover_views  # noqa: F401  isort: skip
from rpp.studies.co_design import comment_views, known_views, suggestion_views  # noqa: F401  isort: skip
from rpp.studies.text import section_views, text_views  # noqa: F401  isort: skip
from rpp.studies.offers import fit_views, interest_views  # noqa: F401  isort: skip
from rpp.studies.outcome import finding_views, sense_views  # noqa: F401  isort: skip
from rpp.studies.papers import (  # noqa: F401  isort: skip
    agreement_views,
    amendment_views,
    packet_views,
    signing_views,
)
from rpp.studies.plan import (  # noqa: F401  isort: skip
    calendar_views,
    milestone_views,
    school_views,
)


# --- reading -------------------------------------------------------------------------------


@bp.get("/studies")
@public()
def index() -> ResponseReturnValue:
    session, person = db.session(), viewer()
    status = arg("status", 20)
    wanted = Filters(
        status=status if status in states.STATES else "",
        network_id=whole(arg("network", 19)),
        organization_id=whole(arg("organization", 19)),
        problem_id=whole(arg("problem", 19)),
    )
    found = queries.listed(session, person, wanted, cursor())
    organization = problem = None
    if wanted.organization_id is not None:
        organization = queries.organization(session, wanted.organization_id)
    if wanted.problem_id is not None:
        problem = problems.problem(session, person, wanted.problem_id)
    first = {"past": None, "before": None, "end": None}
    asked = []
    if organization is not None:
        asked.append({"label": organization.name, "href": here(organization=None, **first)})
    if wanted.status:
        label = states.STATES[wanted.status].label
        asked.append({"label": label, "href": here(status=None, **first)})
    return page(
        "studies/index.html",
        found=found,
        asked=asked,
        partners=queries.partner_names(session, [row.id for row in found]),
        lapsed=expiry.lapsed_among(session, person, [row.id for row in found]),
        words=states.STATES,
        first_words=queries.first_words,
        wanted=wanted,
        networks=queries.networks(session),
        problem=problem,
        pager=pager(found),
    )


@bp.get("/studies/<id:study_id>")
@public(seen)
def show(study: Seen) -> ResponseReturnValue:
    session, person = db.session(), viewer()
    work = workspaces.workspace(session, person, study)
    subject = queries.as_subject(study)
    return page(
        "studies/show.html",
        study=study,
        work=work,
        box=workspaces.standing(person, work),
        steps=workspaces.stations(work),
        further=groundwork.further(session, person, study.id) if study.has_further else [],
        lines=workspaces.lines(work.events[-workspaces.RECENT :], study.zone),
        plan=updates.plan(session, study),
        writes=study.status in WRITING and policy.may(person, "study.write", study),
        thread=discussions.thread(session, person, subject, cursor()) if subject else None,
        discusses=study.is_inside and study.status in DISCUSSING,
        leads=policy.may(person, "study.lead", study),
        reach=REACH.get(study.design),
        designs=DESIGNS,
        listings=LISTINGS,
        roles=ROLES,
        meeting_parts=PARTS,
    )


@bp.get("/help/studies")
@public()
def life_of_studies() -> ResponseReturnValue:
    return page(
        "studies/lifecycle/life.html",
        picture=life_pictures.svg(LIFE),
        steps=LIFE.steps,
        labels=LIFE.labels,
        holders=LIFE.holders,
    )


@bp.get("/studies/<id:study_id>/history")
@public(seen)
def history_of(study: Seen) -> ResponseReturnValue:
    events = queries.events(db.session(), study, 500)
    lines = workspaces.lines(events, study.zone)
    return page("studies/lifecycle/history.html", study=study, lines=lines)


# --- proposing -----------------------------------------------------------------------------


def on_problem() -> Problem:
    problem_id = whole(arg("problem", 19))
    return or_404(problems.problem(db.session(), viewer(), problem_id) if problem_id else None)


@bp.route("/studies/new", methods=["GET", "POST"])
@requires("study.propose", on_problem)
@once
def new(problem: Problem) -> ResponseReturnValue:
    form = ProposeForm()
    own = viewer().researches_at
    form.organization_id.choices = [(i, viewer().organization_names[i]) for i in sorted(own)]
    if form.validate_on_submit() and (
        made := run_or_show_error(
            form,
            operations.propose_study,
            viewer(),
            problem.id,
            title=form.title.data,
            question=form.question.data,
            organization_id=form.organization_id.data,
        )
    ):
        done = "Your proposal is saved. Only you see it. Next, say what is already known."
        return redirect_with_flash("studies.references", done, study_id=made.id)
    return page("studies/new.html", form=form, problem=problem)


# --- people and invitations ----------------------------------------------------------------


@bp.get("/studies/<id:study_id>/people")
@requires("account.use", inside)
def people(study: Seen) -> ResponseReturnValue:
    return _people(study)


def _people(study: Seen, form: InviteForm | None = None) -> ResponseReturnValue:
    session, person = db.session(), viewer()
    work = workspaces.workspace(session, person, study, whole=True)
    if form is None and policy.may(person, "study.invite", study):
        form = _invite_form(study)
    return page(
        "studies/members/people.html",
        study=study,
        work=work,
        before_inviting=guards.before_inviting(work.sections, work.references),
        form=form,
        roles=ROLES,
    )


def _invite_form(study: Seen, **about: Any) -> InviteForm:
    form = InviteForm(**about)
    form.organization_id.choices = [
        (row.id, f"{row.name}, {row.state}" + (" (has this problem)" if row.has_it else ""))
        for row in queries.invitable(db.session(), study)
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
    return or_404(queries.invitation(db.session(), viewer(), token_hash=digest(token)))


def to_me(invitation_id: int) -> Invited:
    return or_404(queries.invitation(db.session(), viewer(), id_=invitation_id))


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
        open=queries.is_open(invited),
        role=role_name(invited.role),
        grants=GRANTS[invited.role],
        belongs=invited.organization_id in viewer().member_of,
        question=queries.first_words(invited.question or "", 600),
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
    form.organization_id.choices = [(p.id, p.name) for p in workspaces.own_leas(viewer(), study)]
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


# --- the steps of its life -----------------------------------------------------------------


@bp.route("/studies/<id:study_id>/start", methods=["GET", "POST"])
@requires("study.lead", seen)
def start(study: Seen) -> ResponseReturnValue:
    form = EmptyForm()
    if form.validate_on_submit() and run_or_show_error(
        form, operations.start_study, viewer(), study.id
    ):
        return redirect_with_flash("studies.show", "The study is under way.", study_id=study.id)
    work = workspaces.workspace(db.session(), viewer(), study)
    return page("studies/lifecycle/start.html", study=study, work=work, form=form)


def _with_reason(
    study: Seen, operation: Any, done: str, title: str, text: str, button: str
) -> ResponseReturnValue:
    form = ReasonForm()
    if form.validate_on_submit() and run_or_show_error(
        form, operation, viewer(), study.id, form.reason.data
    ):
        return redirect_with_flash("studies.show", done, study_id=study.id)
    return ask(form, study, title, text, button)


@bp.route("/studies/<id:study_id>/pause", methods=["GET", "POST"])
@requires("study.pause", seen)
def pause(study: Seen) -> ResponseReturnValue:
    return _with_reason(
        study,
        operations.pause_study,
        "The study is paused. Every partner is told why.",
        "Pause the study",
        "Either side can pause. While it is paused, nothing is asked of the schools. "
        + ("Everyone reads the reason." if study.is_public else "The partners read the reason."),
        "Pause the study",
    )


@bp.route("/studies/<id:study_id>/resume", methods=["GET", "POST"])
@requires("study.pause", seen)
def resume(study: Seen) -> ResponseReturnValue:
    return _with_reason(
        study,
        operations.resume_study,
        "The study is under way again.",
        "Resume the study",
        "Its agreements must still be in force. Say what has changed since the pause.",
        "Resume it",
    )


@bp.route("/studies/<id:study_id>/withdraw", methods=["GET", "POST"])
@requires("study.lead", seen)
def withdraw(study: Seen) -> ResponseReturnValue:
    tombstone = (
        "Its page stays, with your reason on it."
        if study.is_public
        else "Only its partners knew about it. No one else will."
    )
    return _with_reason(
        study,
        operations.withdraw_study,
        "The study is withdrawn.",
        "Withdraw the study",
        f"This ends the study for every partner and cannot be undone. {tombstone}",
        "Withdraw the study",
    )


@bp.get("/studies/<id:study_id>/text")
@public(seen)
def text(study: Seen) -> ResponseReturnValue:
    """The frozen text as it is signed, byte for byte, so that anyone can compute its hash."""
    # It names the problem: whoever may not know of that does not get the text.
    words = queries.frozen_text(db.session(), study.id) if study.problem else ""
    return Response(or_404(words or None), mimetype="text/plain")
