"""A person’s own account: a new address, and the end of it."""

from typing import Protocol

from flask import Blueprint, flash, redirect
from flask import session as cookie
from flask.typing import ResponseReturnValue
from wtforms import PasswordField

from rpp import db
from rpp.people import account, closing, guesses, passwords, queries, sessions
from rpp.people.forms import NewEmailForm, OwnPasswordForm
from rpp.web import page, public, redirect_with_flash, requires, run_or_show_error, viewer

bp = Blueprint("account", __name__)
NOT_YOURS = "This is not your current password."


class AsksPassword(Protocol):
    """A form that asks whoever is signed in for their password once more."""

    password: PasswordField


def fitting(form: AsksPassword, *, demo: bool = False) -> str | None:
    """The stored hash that the typed password fits; else the field says that it does not.

    `demo`: whether people of the demo, who have no password, may confirm it, see `passwords`.
    """
    with db.before_write() as own:
        known = queries.credentials(own, person_id=viewer().id)
    typed = form.password.data or ""
    if known and passwords.confirms(known.password_hash, typed, demo=demo):
        return known.password_hash
    guesses.missed()
    form.password.errors = [NOT_YOURS]
    return None


@bp.route("/me/email", methods=["GET", "POST"])
@guesses.writing_to
@guesses.confirming
@requires("account.use")
def new_email() -> ResponseReturnValue:
    form = NewEmailForm()
    if form.validate_on_submit() and (compared := fitting(form)) is not None:
        email = form.email.data or ""
        if run_or_show_error(form, account.ask_new_email, viewer(), compared, email):
            done = f"We e-mailed {email}. Follow the link within a day to finish the change."
            return redirect_with_flash("people.account", done)
    return page("people/new_email.html", form=form, email=viewer().email)


@bp.route("/email/<token>", methods=["GET", "POST"])
@guesses.following_a_link
@public()
def confirm_email(token: str) -> ResponseReturnValue:
    """The link may have gone to a stranger by a slip of the pen: it asks for the password, too."""
    with db.before_write() as own:
        link = queries.live_link(own, token, "email")
    if link is None:
        response = page("people/dead_email.html")
        response.status_code = 410
        return response
    form = OwnPasswordForm()
    if form.validate_on_submit():
        if not passwords.right(link.password_hash, form.password.data or ""):
            guesses.missed()
            form.password.errors = [NOT_YOURS]
        elif session := run_or_show_error(
            form, account.change_email, token, link.person_id, link.password_hash
        ):
            sessions.enter(session)
            guesses.know(link.new_email)
            done = "Your new address is set. Every other browser is signed out."
            return redirect_with_flash("people.account", done)
    return page("people/confirm_email.html", form=form, email=link.new_email)


@bp.route("/me/close", methods=["GET", "POST"])
@guesses.confirming
@requires("account.use")
def close() -> ResponseReturnValue:
    person = viewer()
    form = OwnPasswordForm()
    compared = fitting(form) if form.validate_on_submit() else None
    if compared is not None and (
        _closed := run_or_show_error(form, account.close_account, person, compared)
    ):
        cookie.clear()
        flash("Your account is closed.")
        return redirect("/", 303)
    left = closing.to_hand_over(db.session(), person.id or 0)
    return page("people/close.html", form=form, left=left, email=person.email)
