"""Pages with which anyone reaches those who run the portal."""

from flask import Blueprint, current_app, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_limiter.util import get_remote_address
from htmx_flask import request

from rpp import addresses, db, resend
from rpp.contact import operations, queries
from rpp.contact.forms import ContactForm
from rpp.contact.models import ContactMessage
from rpp.layout import Choice
from rpp.web import (
    arg,
    cursor,
    limiter,
    or_404,
    page,
    pager,
    public,
    requires,
    run_or_show_error,
    submit_and_redirect,
    viewer,
)

bp = Blueprint("contact", __name__)


@bp.route("/contact", methods=["GET", "POST"])
@limiter.limit(
    "5 per hour; 20 per day",
    methods=["POST"],
    key_func=get_remote_address,
    deduct_when=lambda response: 300 <= response.status_code < 400,
)
@public()
def write() -> ResponseReturnValue:
    person = viewer()
    form = ContactForm(
        data={
            "about": _place(arg("about", 300)),
            "body": arg("question", 500),
            "name": person.name,
            "email": person.email,
        }
    )
    form.about.data = about = _place(form.about.data or "")
    if form.validate_on_submit():
        # A program gets the same answer as a person, and learns nothing from it.
        if form.website.data:
            return redirect(url_for("contact.sent"), 303)
        if run_or_show_error(
            form,
            operations.send,
            person,
            body=form.body.data,
            name=form.name.data or "",
            email=form.email.data,
            about=about,
            to=current_app.extensions["rpp.settings"].help_email,
            page=addresses.public("home.index").rstrip("/") + about if about else "",
        ):
            return redirect(url_for("contact.sent"), 303)
    return page("contact/write.html", form=form, about=about)


def _place(path: str) -> str:
    """A path of this portal, or nothing: the message must not carry a stranger's link."""
    return path if resend.is_ours(path) else ""


@bp.get("/contact/sent")
@public()
def sent() -> ResponseReturnValue:
    return page("contact/sent.html")


@bp.get("/admin/messages")
@requires("contact.answer")
def messages() -> ResponseReturnValue:
    status = "answered" if arg("state", 10) == "answered" else "open"
    found = queries.listed(db.session(), status, cursor())
    states = [
        Choice("Open", url_for("contact.messages"), status == "open"),
        Choice("Answered", url_for("contact.messages", state="answered"), status == "answered"),
    ]
    return page(
        "contact/messages.html", found=found, status=status, states=states, pager=pager(found)
    )


@bp.post("/admin/messages/<id:message_id>/state")
@requires("contact.answer")
def set_state(message_id: int) -> ResponseReturnValue:
    or_404(db.session().get(ContactMessage, message_id))
    status = request.form.get("status", "")
    return submit_and_redirect(
        operations.set_state,
        viewer(),
        message_id,
        status,
        back=url_for("contact.messages"),
        done="It is marked as answered." if status == "answered" else "It is open again.",
    )
