"""A person's tokens: seen, made and shown once, revoked."""

from dataclasses import dataclass

from flask import Blueprint, current_app
from flask.typing import ResponseReturnValue

from rpp import dates, db
from rpp.api import tokens
from rpp.api.forms import TokenForm
from rpp.api.tokens import SCOPES, Listed
from rpp.people import guesses, passwords
from rpp.people.account_views import fitting
from rpp.web import NEVER, kept, page, requires, run_or_show_error, submit_and_redirect, viewer

bp = Blueprint("tokens", __name__)
WHAT = {tokens.READ: "Reads what you may read", tokens.DEPOSIT: "Deposits drafts of yours"}
ASKED = "A token outlives your sign-in, so we ask once more."
IN_THE_DEMO = f"Demo people have no password of their own: type “{passwords.OF_THE_DEMO}”."


@dataclass(frozen=True, slots=True)
class Line:
    """A token as the page lists it; `revoke` is the address of its button, "" where it ended."""

    name: str
    what: str
    when: str
    used: str
    revoke: str


def _line(token: Listed, zone: str) -> Line:
    scopes = [WHAT[scope] for scope in SCOPES if scope in token.scopes.split()]
    used = token.last_used_at
    return Line(
        token.name,
        ", ".join(scopes),
        _until(token, zone),
        f"Last used {dates.day_in(used, zone)}" if used else "Never used",
        f"/me/tokens/{token.id}/revoke" if token.works else "",
    )


def _until(token: Listed, zone: str) -> str:
    made = f"Made {dates.day_in(token.made_at, zone)}"
    if token.revoked_at:
        return f"{made}, revoked {dates.day_in(token.revoked_at, zone)}"
    ends = "works until" if token.works else "ended"
    return f"{made}, {ends} {dates.day_in(token.expires_at, zone)}"


@bp.route("/me/tokens", methods=["GET", "POST"])
@kept(NEVER)
@guesses.confirming
@requires("account.use")
def listed() -> ResponseReturnValue:
    """A new token is shown in the answer to its form, this once."""
    form, secret, demo = TokenForm(), "", bool(current_app.config["demo"])
    compared = fitting(form, demo=demo) if form.validate_on_submit() else None
    if compared is not None:
        secret = (
            run_or_show_error(
                form,
                tokens.make,
                viewer(),
                compared,
                form.name.data or "",
                form.scopes.data or (),
                form.days.data,
            )
            or ""
        )
    if secret:
        form = TokenForm(formdata=None)
    lines = [_line(one, dates.site_zone()) for one in tokens.of(db.session(), viewer().id or 0)]
    hint = IN_THE_DEMO if demo else ASKED
    return page("api/tokens.html", form=form, secret=secret, tokens=lines, hint=hint)


@bp.post("/me/tokens/<id:token_id>/revoke")
@requires("account.use")
def revoke(token_id: int) -> ResponseReturnValue:
    """One of one's own; that of somebody else is none."""
    return submit_and_redirect(
        tokens.revoke,
        viewer(),
        token_id,
        back="/me/tokens",
        done="The token no longer works.",
    )
