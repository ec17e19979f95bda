"""Who asks below `/api/v1`: nobody, or the owner of the token that came along; never a cookie."""

from collections.abc import Callable
from contextlib import nullcontext
from functools import wraps

from flask import Request, Response, g
from flask.typing import ResponseReturnValue
from flask_limiter.util import get_remote_address
from htmx_flask import request

from rpp import db
from rpp.api import tokens
from rpp.api.tokens import Token
from rpp.db import READS
from rpp.policy import Viewer
from rpp.web import View, limiter, public, viewer
from rpp.web.machines import PROBLEM, problem

PREFIX = "/api/v1"
CHALLENGE = 'Bearer realm="RPP Commons"'
# By token, or by where they call from.
LIMIT = "600 per minute"
WRONG = "This token does not work here. It may be misspelled, revoked, or past its last day."
NEEDS_ONE = "This needs a personal token, which you make at /me/tokens."
# What scripts of other sites may do: read as nobody. They see these headers, too.
METHODS = "GET, HEAD, OPTIONS"
SHOWN = "ETag, Link, Retry-After, X-Request-ID"


def load(asked: Request) -> Viewer | None:
    """The owner of the token of a request, or None; two statements."""
    kind, _, secret = asked.headers.get("Authorization", "").partition(" ")
    secret = secret.strip()
    if not is_below(asked) or kind.lower() != "bearer" or not 20 < len(secret) < 200:
        return None
    # As for browsers: a request that writes begins its transaction later.
    reads = asked.method in READS or "session" in g
    with nullcontext(db.session()) if reads else db.before_write() as session:
        found = tokens.find(session, secret)
        g.api_token = found
        return tokens.viewer_of(session, found) if found else None


def is_below(asked: Request) -> bool:
    """Whether a request is for the API."""
    return f"{asked.path}/".startswith(f"{PREFIX}/")


def _caller() -> str:
    """Whom a limit counts: each token by itself, and who has none by where they call from."""
    person = viewer()
    token: Token | None = g.get("api_token")
    return f"token:{token.id}" if token and person.id else get_remote_address()


def door(scope: str = tokens.READ, *, open_to_all: bool = True) -> Callable[[View], View]:
    """Declare a route of the API: which scope a token needs, and whether one is needed at all."""

    def declare(view: View) -> View:
        @public()
        @wraps(view)
        def guarded(**arguments: int) -> ResponseReturnValue:
            return _refusal(scope, open_to_all) or view(**arguments)

        # Reads are counted, too, by token; whatever writes has the limits of all forms as well.
        limited: View = limiter.limit(lambda: LIMIT, key_func=_caller)(guarded)
        limited.access = "public"  # type: ignore[attr-defined]
        return limited

    return declare


def _refusal(scope: str, open_to_all: bool) -> Response | None:
    person = viewer()
    if "Authorization" not in request.headers:
        return None if open_to_all else problem(401, NEEDS_ONE)
    token: Token | None = g.get("api_token")
    if token is None or person.id is None:
        return _asked_for(problem(401, WRONG), 'error="invalid_token"')
    if not token.allows(scope):
        told = f"This token may not be used for this: it lacks the scope “{scope}”."
        return _asked_for(problem(403, told), f'error="insufficient_scope", scope="{scope}"')
    tokens.note_use(token)
    return None


def _asked_for(response: Response, why: str) -> Response:
    """Say to a program what was wrong with its token (RFC 6750, 3.1)."""
    response.headers["WWW-Authenticate"] = f"{CHALLENGE}, {why}"
    return response


def share(response: Response) -> Response:
    """Let scripts of any site read what anyone reads; none may send a token from a browser."""
    if is_below(request) and request.method in READS and "Authorization" not in request.headers:
        headers = response.headers
        headers["Access-Control-Allow-Origin"] = "*"
        headers["Access-Control-Expose-Headers"] = SHOWN
        if request.method == "OPTIONS":
            headers["Access-Control-Allow-Methods"] = METHODS
            headers["Access-Control-Allow-Headers"] = "Accept, If-None-Match"
            headers["Access-Control-Max-Age"] = "86400"
    return response


__all__ = ["PREFIX", "PROBLEM", "door", "is_below", "load", "share"]
