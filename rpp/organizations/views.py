"""Pages of organizations: finding one, its page, and joining it."""

from flask import url_for
from flask.typing import ResponseReturnValue

from rpp import db
from rpp.organizations import manage_views, operations, pages  # noqa: F401
from rpp.organizations.forms import JoinForm
from rpp.organizations.loaders import bp, load
from rpp.organizations.queries import finding, members
from rpp.organizations.queries.listed import Shown
from rpp.web import (
    arg,
    limiter,
    page,
    public,
    reads_of_many,
    redirect_with_flash,
    requires,
    run_or_show_error,
    submit_and_redirect,
    viewer,
)

# What is looked for, by the part of the address, as a sentence names it.
ASKED = {
    "": "organization",
    "lea": "school district",
    "research": "research organization",
    "other": "other organization",
}


@bp.get("/join")
@requires("organization.join")
def choose() -> ResponseReturnValue:
    person_id = viewer().id
    assert person_id is not None
    return page("organizations/choose.html", waiting=members.my_requests(db.session(), person_id))


@bp.get("/organizations")
@bp.get("/organizations/find")
@limiter.limit(reads_of_many)
@public()
def find() -> ResponseReturnValue:
    q, type_, like = arg("q"), arg("type"), arg("like", 300)
    type_ = type_ if type_ in ASKED else ""
    return page(
        "organizations/find.html",
        fragment="organizations/_found.html",
        q=q,
        type=type_,
        asked=ASKED[type_],
        found=finding.find(db.session(), q, type_),
        like=pages.choosing(like),
    )


@bp.get("/organizations/<id:organization_id>")
@public(load)
def show(organization: Shown) -> ResponseReturnValue:
    return page("organizations/show.html", view=pages.of(db.session(), viewer(), organization))


@bp.route("/organizations/<id:organization_id>/join", methods=["GET", "POST"])
@requires("organization.join", load)
def join(organization: Shown) -> ResponseReturnValue:
    session, me = db.session(), viewer()
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
    joining = pages.joining(session, me, organization)
    return page("organizations/join.html", form=form, organization=organization, joining=joining)


@bp.post("/organizations/<id:organization_id>/take-back")
@requires("organization.join", load)
def take_back(organization: Shown) -> ResponseReturnValue:
    return submit_and_redirect(
        operations.take_back,
        viewer(),
        organization.id,
        back=url_for("organizations.show", organization_id=organization.id),
        done="You canceled your request.",
    )


@bp.post("/organizations/<id:organization_id>/leave")
@requires("organization.join", load)
def leave(organization: Shown) -> ResponseReturnValue:
    return submit_and_redirect(
        operations.leave,
        viewer(),
        organization.id,
        back=url_for("organizations.show", organization_id=organization.id),
        done=f"You are no longer a member of {organization.name}.",
    )
