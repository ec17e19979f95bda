"""Signing up, in and out, and a person's account."""

from typing import Any

from flask import Blueprint, flash, redirect
from flask import session as cookie
from flask.typing import ResponseReturnValue
from htmx_flask import request

from rpp import db, resend, saves
from rpp.people import guesses, operations, passwords, queries, sessions
from rpp.people.forms import (
    AccountForm,
    AddressForm,
    ConfirmForm,
    PasswordForm,
    ResetForm,
    SignInForm,
    SignUpForm,
)
from rpp.people.models import Person
from rpp.web import (
    arg,
    page,
    public,
    redirect_with_flash,
    requires,
    run_or_show_error,
    safe_next,
    viewer,
)

bp = Blueprint("people", __name__)

WRONG = "The e-mail address or the password is not right. Check both, or choose a new password."


def _enter(token: str, email: str) -> None:
    """Give the browser its session; from now on it is known to belong to this account."""
    sessions.enter(token)
    guesses.know(email)


# --- a new account -------------------------------------------------------------------------


@bp.route("/sign-up", methods=["GET", "POST"])
@guesses.writing_to
@public()
def sign_up() -> ResponseReturnValue:
    form = SignUpForm()
    if form.validate_on_submit():
        name, email = form.name.data or "", form.email.data or ""
        hashed = passwords.hashed(form.password.data or "")
        if run_or_show_error(form, operations.sign_up, name, email, hashed):
            cookie["wrote_to"] = email
            return redirect_with_flash("people.email_sent")
    return page("people/sign_up.html", form=form)


@bp.get("/sign-up/sent")
@public()
def email_sent() -> ResponseReturnValue:
    return page("people/email_sent.html", email=cookie.get("wrote_to", ""))


@bp.post("/confirm")
@guesses.writing_to
@public()
def send_confirmation() -> ResponseReturnValue:
    form = AddressForm()
    if form.validate() and run_or_show_error(form, operations.send_confirmation, form.email.data):
        cookie["wrote_to"] = form.email.data
        return redirect_with_flash(
            "people.email_sent", done="We sent another e-mail. Use the newest one."
        )
    return page("people/dead_link.html", form=form, purpose="confirm")


@bp.route("/confirm/<token>", methods=["GET", "POST"])
@guesses.following_a_link
@public()
def confirm(token: str) -> ResponseReturnValue:
    """A mail scanner that follows the link reads this page; only its button uses the link up."""
    with db.before_write() as own:
        link = queries.live_link(own, token, "confirm")
    if link is None:
        return _dead_link("confirm")
    form = ConfirmForm()
    if form.validate_on_submit():
        if not passwords.right(link.password_hash, form.password.data or ""):
            guesses.missed()
            form.password.errors = ["This is not the password you chose when you signed up."]
        elif session := run_or_show_error(form, operations.confirm, token, link.person_id):
            _enter(session, link.email)
            return redirect_with_flash(
                "organizations.choose", done="Your address is confirmed. You are signed in."
            )
    return page("people/confirm.html", form=form, email=link.email)


def _dead_link(purpose: str) -> ResponseReturnValue:
    response = page("people/dead_link.html", form=AddressForm(formdata=None), purpose=purpose)
    response.status_code = 410
    return response


# --- in and out ----------------------------------------------------------------------------


@bp.route("/sign-in", methods=["GET", "POST"])
@guesses.signing_in
@public()
def sign_in() -> ResponseReturnValue:
    form = SignInForm()
    if request.method == "GET":
        if viewer().id is not None:
            return redirect(safe_next(arg("next", 2_000) or "/me"))
        form.next.data = arg("next", 2_000)
    unconfirmed = ""
    if form.validate_on_submit():
        with db.before_write() as own:
            known = queries.credentials(own, email=form.email.data or "")
        fits = passwords.right(known.password_hash if known else "", form.password.data or "")
        if known is None or not fits:
            guesses.missed()
            form.form_errors = [WRONG]
        elif known.confirmed_at is None:
            unconfirmed = known.email
            form.form_errors = [
                f"First confirm your address: look for our e-mail to {known.email}."
            ]
        elif token := run_or_show_error(
            form, operations.sign_in, known.id, known.password_hash, viewer().session_id
        ):
            _enter(token, known.email)
            return _onward(form)
    return page("people/sign_in.html", form=form, unconfirmed=unconfirmed)


def _onward(form: SignInForm) -> ResponseReturnValue:
    """Where they wanted to go; a form that waited for the sign-in is shown to be sent."""
    if form.kept.data and (kept := resend.kept_form(form.kept.data)):
        if resend.is_own(kept[1]):
            response = resend.again(*kept)
            response.status_code = 200
            return response
        flash("A form typed by someone else was waiting in this browser. It was not sent.")
    return redirect(safe_next(form.next.data or "/me"), 303)


@bp.post("/sign-out")
@public()
def sign_out() -> ResponseReturnValue:
    operations.sign_out(db.session(), viewer())
    cookie.clear()
    flash("You are signed out.")
    response = redirect("/", 303)
    # Whoever sits down next finds nothing of theirs: no unsent text, and no page to go back to.
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


# --- a new password ------------------------------------------------------------------------


@bp.route("/reset", methods=["GET", "POST"])
@guesses.writing_to
@public()
def reset() -> ResponseReturnValue:
    form = AddressForm()
    if form.validate_on_submit() and run_or_show_error(form, operations.ask_reset, form.email.data):
        cookie["wrote_to"] = form.email.data
        return redirect_with_flash("people.reset_sent")
    return page("people/reset.html", form=form)


@bp.get("/reset/sent")
@public()
def reset_sent() -> ResponseReturnValue:
    return page("people/reset_sent.html", email=cookie.get("wrote_to", ""))


@bp.route("/reset/<token>", methods=["GET", "POST"])
@guesses.following_a_link
@public()
def choose_password(token: str) -> ResponseReturnValue:
    """As with `confirm`, only the button uses the link up."""
    with db.before_write() as own:
        link = queries.live_link(own, token, "reset")
    if link is None:
        return _dead_link("reset")
    form = ResetForm()
    form.own_words = (link.name, link.email)
    if form.validate_on_submit():
        hashed = passwords.hashed(form.password.data or "")
        if session := run_or_show_error(
            form, operations.reset_password, token, link.person_id, hashed
        ):
            _enter(session, link.email)
            return redirect_with_flash("people.account", done="Your new password is set.")
    return page("people/choose_password.html", form=form, email=link.email)


# --- the account ---------------------------------------------------------------------------


@bp.route("/me/account", methods=["GET", "POST"])
@requires("account.use")
def account() -> ResponseReturnValue:
    form = _own_page()
    if form.validate_on_submit() and run_or_show_error(
        form,
        operations.edit_account,
        viewer(),
        form.name.data,
        form.title.data or "",
        form.expertise.data or "",
    ):
        return redirect_with_flash(
            "people.account", done="Your account is updated. Others can see the changes."
        )
    return _account_page(form=form)


@bp.post("/me/password")
@guesses.confirming
@requires("account.use")
def change_password() -> ResponseReturnValue:
    form = PasswordForm()
    form.own_words = (viewer().name, viewer().email)
    if form.validate():
        with db.before_write() as own:
            known = queries.credentials(own, person_id=viewer().id)
        if known is None or not passwords.right(
            known.password_hash, form.current_password.data or ""
        ):
            guesses.missed()
            form.current_password.errors = ["This is not your current password."]
        else:
            hashed = passwords.hashed(form.password.data or "")
            if token := run_or_show_error(
                form, operations.change_password, viewer(), known.password_hash, hashed
            ):
                _enter(token, viewer().email)
                return redirect_with_flash(
                    "people.account",
                    done="Your password is changed. Every other browser is signed out, and every "
                    "token for programs has ended.",
                )
    return _account_page(password_form=form)


@bp.post("/me/sign-out-elsewhere")
@requires("account.use")
def sign_out_elsewhere() -> ResponseReturnValue:
    sessions.enter(operations.sign_out_elsewhere(db.session(), viewer()))
    return redirect_with_flash("people.account", done="Every other browser is signed out.")


def _me() -> int:
    person_id = viewer().id
    assert person_id is not None
    return person_id


def _own_page(**about: Any) -> AccountForm:
    return saves.edit(
        AccountForm, Person, _me(), lambda session: queries.own_words(session, _me()), **about
    )


def _account_page(
    form: AccountForm | None = None, password_form: PasswordForm | None = None
) -> ResponseReturnValue:
    session = db.session()
    kept = queries.account(session, _me())
    return page(
        "people/account.html",
        kept=kept,
        form=form or _own_page(formdata=None),
        password_form=password_form or PasswordForm(formdata=None),
        sessions=queries.sessions_of(session, _me()),
    )
