"""What is said when a request cannot be answered: a page for people, a problem for machines."""

from contextlib import suppress

from flask import Response, current_app, g, make_response, render_template
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from htmx_flask import request
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import HTTPException

from rpp import db, outage, policy, resend
from rpp.web.access import NotAllowed, viewer
from rpp.web.limits import lasting, wait
from rpp.web.machines import DETAILS, is_machine, problem

SENTENCES: dict[int, tuple[str, str]] = {
    400: (
        "We could not read that",
        "The address or the form was not complete. Go back and try again.",
    ),
    401: ("You are signed out", "Sign in, then do it again."),
    403: (
        "You cannot do this here",
        "This step belongs to someone else, or it is already done, for example in another window. "
        "Nothing was changed now.",
    ),
    404: (
        "Page not found",
        "It may have moved, or you may not have access to it. Search for it, or sign in.",
    ),
    405: ("That is not possible here", "Go back and use the buttons on the page."),
    413: (
        "That is too much text",
        "The form is longer than we can accept, about 500,000 characters. Go back, shorten it and "
        "send it again; your browser still has your text.",
    ),
    429: (
        "Too many tries",
        "You did this many times in a short while. Wait {wait}, then go back and send it again; "
        "your browser still has your text.",
    ),
    503: (
        "The portal is not available right now",
        "Its database does not answer. Nothing was changed. Wait a minute, then try again; if you "
        "sent a form, go back and send it again: your browser still has your text.",
    ),
    500: (
        "Something went wrong on our side",
        "Nothing you did caused this, and nothing was changed. Try again in a minute.",
    ),
}


def _way_back() -> dict[str, str]:
    """The page of ours that one came from: it says where things stand."""
    # Compared as text, never parsed: what a stranger sends may be no address at all.
    before, ours, path = (request.referrer or "").partition(request.host_url)
    # Of a page whose address holds what was typed, browsers name the portal alone.
    if before or not ours or not path or path.startswith(("/", "\\")):
        return {}
    return {"action_href": f"/{path}", "action_label": "Back to the page"}


def say(error: HTTPException) -> ResponseReturnValue:
    """Answer an error as whoever asked can read it."""
    code = error.code or 500
    if code < 400:
        return error.get_response()
    # Before anything else: the page below may take its time, and what was begun holds the database.
    db.let_go()
    seconds = wait() if code == 429 else 0
    response = _problem(error, seconds) if is_machine() else _page(error, seconds)
    if seconds:
        response.headers["Retry-After"] = str(seconds)
    for name, value in error.get_headers():
        if name in ("Allow", "Retry-After"):
            response.headers[name] = value
    return response


def _problem(error: HTTPException, seconds: int) -> Response:
    code = error.code or 500
    detail = DETAILS.get(code, error.description or "").format(wait=lasting(seconds))
    if isinstance(error, NotAllowed) and error.refusal:
        detail = error.refusal[1]
    return problem(code, detail)


def _page(error: HTTPException, seconds: int) -> Response:
    code = error.code or 500
    title, text = SENTENCES.get(code, SENTENCES[400 if code < 500 else 500])
    # A button pressed twice is refused, and so is one on a page from before.
    action = _way_back() if code == 403 else {}
    if isinstance(error, NotAllowed) and error.refusal:
        title, text, action["action_href"], action["action_label"] = error.refusal
    _settle_who_looks(code)
    body = render_template(
        "errors/error.html",
        code=code,
        title=title,
        text=text.format(wait=lasting(seconds)),
        reference=g.get("request_id", "") if code >= 500 else "",
        **action,
    )
    return make_response(body, code)


def say_database(error: SQLAlchemyError) -> ResponseReturnValue:
    """Answer an outage of the database; any other error of it is one of ours."""
    answer = outage.answer(error)
    if not isinstance(answer, HTTPException):
        raise answer
    return say(answer)


def _settle_who_looks(code: int) -> None:
    """Know who looks at an error page without a database that may be what is out of order."""
    if "_login_user" in g:
        return
    with suppress(SQLAlchemyError):
        if code < 500 and viewer():
            return
    g._login_user = policy.ANYONE


def say_csrf(error: CSRFError) -> ResponseReturnValue:
    """Answer a form without a valid token: what was typed into one of ours is offered again."""
    if is_machine():
        return problem(401) if _is_signed_out() else say(error)
    # Bytes that are no text leave no field: then there is nothing to offer again.
    if not resend.from_our_page() or not resend.typed():
        return say(error)
    if _is_signed_out():
        return resend.signed_out()
    if not resend.is_own(resend.typed()):
        return say(error)
    return resend.again(request.path, resend.typed())


def _is_signed_out() -> bool:
    """Whether this address needs a sign-in that has ended."""
    view = current_app.view_functions.get(request.endpoint or "")
    return viewer().id is None and getattr(view, "access", "public") != "public"
