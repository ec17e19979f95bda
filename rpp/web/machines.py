"""Doors for machines: where JSON is asked for, errors are problem details (RFC 9457)."""

import json
from collections.abc import Iterable, Iterator, Mapping
from urllib.parse import quote

from flask import Response, current_app, g
from htmx_flask import request
from werkzeug.http import HTTP_STATUS_CODES

PROBLEM = "application/problem+json"
# Every 401 must name a way to sign in (RFC 9110, 15.5.2); ours is a form and its cookie.
SIGN_IN = 'Cookie form-action="/sign-in", cookie-name="{}"'

DETAILS = {
    400: "The request was not complete or could not be read.",
    401: "Sign in first.",
    403: "You may not do this here.",
    404: "There is nothing at this address, or you may not have access to it.",
    405: "This address does not take this method: see the header Allow.",
    409: "It was changed meanwhile: read it again first.",
    415: "Send JSON, with a Content-Type that names it.",
    413: "The request is larger than this address accepts.",
    422: "Some fields need a change: see errors.",
    429: "Too many requests. Wait {wait}, then try again.",
    500: "Something went wrong on our side. Nothing was changed.",
    503: "The database does not answer. Nothing was changed. Try again in a minute.",
}

# Prefixes of addresses that are for programs alone, with how one is known there.
_prefixes: dict[str, str] = {}


def answers_json(prefix: str, challenge: str = "") -> None:
    """Keep a prefix, such as "/api/v1", for programs: errors are JSON, whatever is accepted.

    With a `challenge`, what a 401 asks for (RFC 9110, 11.6.1), cookies count for nothing there:
    neither does a page of another site act for whoever is signed in here.
    """
    _prefixes[prefix.rstrip("/")] = challenge


def challenge() -> str | None:
    """What a 401 asks for at this address; None where no prefix of programs holds it."""
    at = f"{request.path}/"
    found = (told for prefix, told in _prefixes.items() if at.startswith(f"{prefix}/"))
    return next(found, None)


def is_machine() -> bool:
    """Whether errors are JSON here: by the address, or as JSON is accepted rather than HTML."""
    if challenge() is not None:
        return True
    accepted = request.accept_mimetypes
    asks = max(accepted.quality(kind) for kind in ("application/json", PROBLEM))
    return bool(asks > accepted.quality("text/html") and not request.htmx)


def problem(code: int, detail: str = "", errors: Iterable[object] = ()) -> Response:
    """An error as a machine reads it; `errors`: those of fields as WTForms tells them."""
    said: dict[str, object] = {
        # Nothing more is to be known of its type than the status code says.
        "type": "about:blank",
        "title": HTTP_STATUS_CODES.get(code, "Error"),
        "status": code,
        "detail": detail or DETAILS.get(code, ""),
        "instance": _instance(),
        "request_id": g.get("request_id", ""),
    }
    if fields := [one for form in errors for one in _pointed(form, "")]:
        said["errors"] = fields
    response = Response(json.dumps(said, ensure_ascii=False), code, content_type=PROBLEM)
    if code == 401:
        name = current_app.config["SESSION_COOKIE_NAME"]
        response.headers["WWW-Authenticate"] = challenge() or SIGN_IN.format(name)
    return response


def _instance() -> str:
    """Where it happened; a secret in an address is not repeated."""
    rule = request.url_rule
    return rule.rule if rule and "token" in (request.view_args or {}) else quote(request.path)


def _pointed(errors: object, at: str) -> Iterator[dict[str, str]]:
    """Errors of a form and of forms inside, each with a JSON Pointer (RFC 6901) to its field."""
    if isinstance(errors, Mapping):
        for name, found in errors.items():
            # WTForms keeps under None what belongs to no field.
            yield from _pointed(found, at if name is None else f"{at}/{name}")
    elif isinstance(errors, list | tuple):
        for number, one in enumerate(errors):
            inside = isinstance(one, Mapping | list | tuple)
            yield from _pointed(one, f"{at}/{number}" if inside else at)
    else:
        yield {"pointer": f"#{at}", "detail": str(errors)}
