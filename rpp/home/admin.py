"""The operator's pages, and the probe that says whether the portal can serve."""

from flask import Blueprint, current_app, jsonify, make_response, url_for
from flask.typing import ResponseReturnValue
from htmx_flask import request

from rpp import db, mail
from rpp.briefs.doi import registering
from rpp.config import Settings
from rpp.home import commands, health, oversight
from rpp.networks import operations as networks
from rpp.networks.forms import NetworkForm
from rpp.organizations import operations as organizations
from rpp.organizations.forms import OrganizationForm
from rpp.people import operations as people
from rpp.people import portal_roles
from rpp.people.models import Person
from rpp.web import (
    NEVER,
    arg,
    cursor,
    kept,
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

bp = Blueprint("admin", __name__, cli_group=None)
commands.register(bp)


@bp.get("/readyz")
@kept(NEVER)
@public()
def readyz() -> ResponseReturnValue:
    """Whether the database answers and has the form that this release expects."""
    trouble = health.trouble_by_now()
    response = make_response(jsonify(ready=not trouble, database=trouble or "ok"))
    response.status_code = 503 if trouble else 200
    return response


@bp.get("/admin")
@requires("admin.use")
def index() -> ResponseReturnValue:
    settings: Settings = current_app.extensions["rpp.settings"]
    view = oversight.of(db.session(), viewer(), settings)
    return page("admin/index.html", view=view, events=view.events)


@bp.get("/admin/events")
@requires("admin.use")
def events() -> ResponseReturnValue:
    found = oversight.recent_events(db.session(), viewer(), cursor(), limit=50)
    return page("admin/events.html", events=found, pager=pager(found))


@bp.post("/admin/emails/<id:email_id>/resend")
@requires("admin.use")
def resend_email(email_id: int) -> ResponseReturnValue:
    done = "It will be tried again."
    return submit_and_redirect(mail.resend, email_id, back=url_for("admin.index"), done=done)


@bp.post("/admin/emails/<id:email_id>/dismiss")
@requires("admin.use")
def dismiss_email(email_id: int) -> ResponseReturnValue:
    done = "The e-mail is dismissed."
    return submit_and_redirect(mail.dismiss, email_id, back=url_for("admin.index"), done=done)


@bp.post("/admin/dois/<id:doi_id>/retry")
@requires("admin.use")
def retry_doi(doi_id: int) -> ResponseReturnValue:
    done = "DataCite is asked again within a minute."
    return submit_and_redirect(
        registering.try_again, doi_id, back=url_for("admin.index"), done=done
    )


@bp.get("/admin/people")
@requires("admin.use")
def find_people() -> ResponseReturnValue:
    q = arg("q")
    return page("admin/people.html", q=q, people=oversight.search_people(db.session(), q))


@bp.post("/admin/people/<id:person_id>/admin")
@requires("admin.use")
def set_admin(person_id: int) -> ResponseReturnValue:
    person = or_404(db.session().get(Person, person_id))
    back = url_for("admin.find_people", q=person.email)
    if request.form.get("admin") == "1":
        done = f"{person.name} is now an administrator of the portal."
        return submit_and_redirect(people.make_admin, viewer().id, person_id, back=back, done=done)
    done = f"{person.name} is no longer an administrator of the portal."
    return submit_and_redirect(people.unmake_admin, viewer(), person_id, back=back, done=done)


@bp.post("/admin/people/<id:person_id>/reviewer")
@requires("reviewer.appoint")
def set_reviewer(person_id: int) -> ResponseReturnValue:
    person = or_404(db.session().get(Person, person_id))
    back = url_for("admin.find_people", q=person.email)
    if request.form.get("reviewer") == "1":
        done = f"{person.name} can now rate evidence for the whole portal."
        return submit_and_redirect(
            portal_roles.make_reviewer, viewer(), person_id, back=back, done=done
        )
    done = f"{person.name} no longer rates evidence for the whole portal."
    return submit_and_redirect(
        portal_roles.unmake_reviewer, viewer(), person_id, back=back, done=done
    )


@bp.route("/admin/networks/new", methods=["GET", "POST"])
@requires("network.create")
def new_network() -> ResponseReturnValue:
    form = NetworkForm()
    if form.validate_on_submit() and (
        network := run_or_show_error(
            form,
            networks.create_network,
            viewer(),
            name=form.name.data,
            slug=form.slug.data,
            purpose=form.purpose.data,
            about=form.about.data or "",
            timezone=form.timezone.data,
            steward_email=form.steward_email.data,
        )
    ):
        return redirect_with_flash(
            "networks.show", done=f"{network.name} is open.", slug=network.slug
        )
    return page("admin/network.html", form=form)


@bp.route("/admin/organizations/new", methods=["GET", "POST"])
@requires("admin.use")
def new_organization() -> ResponseReturnValue:
    form = OrganizationForm()
    if form.validate_on_submit() and (
        added := run_or_show_error(
            form,
            organizations.add_organization,
            viewer(),
            type=form.type.data,
            name=form.name.data,
            city=form.city.data,
            state=form.state.data,
            website=form.website.data or "",
        )
    ):
        return redirect_with_flash(
            "organizations.show",
            done=(f"{added.name} is added and can now be found."),
            organization_id=added.id,
        )
    return page("admin/organization.html", form=form)
