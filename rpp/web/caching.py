"""What may be kept of an answer, and by whom; when it need not be sent again.

`settle` decides for every answer, by what it shows and to whom:

- NEVER: secrets, papers and files of few, refusals, and ways on (redirects).
- OWN: whatever is one person's, or holds a form: their browser keeps it and asks each time whether
  it still holds, so that Back finds what was typed. Signing out empties that (Clear-Site-Data).
- SHARED: what anyone reads without signing in; a proxy may serve it to others for a minute.
- FOREVER: files whose address holds their hash.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import TypeVar

from flask import Response, current_app, g
from flask import session as cookie
from flask.typing import ResponseReturnValue
from htmx_flask import request

from rpp import db, history
from rpp.db import READS
from rpp.web.access import View, viewer
from rpp.web.machines import PROBLEM, challenge

NEVER = "no-store"
OWN = "private, no-cache"
SHARED = "public, max-age=0, s-maxage=60"
DAY = "public, max-age=86400"
FOREVER = "public, max-age=31536000, immutable"

# Answers to reads that may be kept; answers to a form that may show again what was typed into it.
READ = frozenset((200, 206, 304))
SHOWN = frozenset((200, 400, 401, 422))
# What an answer depends on, besides its address.
VARY = "Cookie, HX-Request, Accept-Encoding"
# Of answers to programs, which are known by a token and by no cookie.
VARY_OF_PROGRAMS = "Authorization, Accept-Encoding"

F = TypeVar("F", bound=Callable[..., object])


def kept(rule: str) -> Callable[[F], F]:
    """Declare how answers of a route are kept, where it is not as `settle` would say."""

    def declare(view: F) -> F:
        view.kept = rule  # type: ignore[attr-defined]
        return view

    return declare


def unchanged(*key: object) -> Response | None:
    """A 304 where the reader already has this version; else remember the key for the answer."""
    person = viewer()
    parts = (*key, vars(person), current_app.extensions["rpp.release"])
    # With our key: nobody can ask by guessing whether something they may not see has changed.
    secret = hashlib.sha256(str(current_app.secret_key).encode()).digest()
    etag = hashlib.blake2s(repr(parts).encode(), key=secret, digest_size=12).hexdigest()
    # A message waiting to be shown is part of no version.
    if "_flashes" in cookie or request.htmx:
        return None
    g.etag = etag
    # Weakly: it is the same whether compressed or not, and proxies that compress say so too.
    return Response(status=304) if request.if_none_match.contains_weak(etag) else None


@dataclass
class Seen:
    """A thing that a browser has seen; whoever loads the viewer may tell its version as well."""

    kind: str
    id: int
    version: tuple[int, int] | None = None


def versioned(kind: str) -> Callable[[View], View]:
    """Declare that the page of a thing stays the same until its history or discussion grows.

    Whoever sends the ETag of the version they were shown is answered by the statement that finds
    out who they are: what they may see hangs on who they are and on events, and both are in it.
    """

    def declare(view: View) -> View:
        @wraps(view)
        def guarded(**arguments: int) -> ResponseReturnValue:
            if request.if_none_match:
                (subject,) = arguments.values()
                g.seen = seen = Seen(kind, subject)
                if viewer().id is None or seen.version is None:
                    seen.version = history.version_of(db.session(), kind, subject)
                if same := unchanged(kind, subject, seen.version):
                    return same
            return view(**arguments)

        return guarded

    return declare


def settle(response: Response) -> Response:
    """Say how an answer may be kept."""
    rule = _rule(response)
    headers = response.headers
    headers["Cache-Control"] = rule
    if rule in (DAY, FOREVER):
        headers["Vary"] = "Accept-Encoding"
        return response
    # Errors are pages or JSON, and who is not signed in is led on or told so.
    by_form = "Accept" in response.vary or response.status_code not in (200, 304)
    if challenge():
        headers["Vary"] = VARY_OF_PROGRAMS
    else:
        headers["Vary"] = f"{VARY}, Accept" if by_form else VARY
    etag = g.pop("etag", None)
    if etag and response.status_code in READ:
        response.set_etag(etag, weak=True)
    elif rule == SHARED and response.status_code == 200 and not response.is_streamed:
        response.add_etag(weak=True)
        if request.if_none_match.contains_weak(response.get_etag()[0] or ""):
            response.status_code = 304
            response.set_data(b"")
    return response


def _rule(response: Response) -> str:
    reads, code = request.method in READS, response.status_code
    if code not in (READ if reads else SHOWN):
        return NEVER
    view = current_app.view_functions.get(request.endpoint or "")
    declared: str | None = getattr(view, "kept", None)
    if declared is not None:
        return declared
    if "token" in (request.view_args or {}) or response.mimetype == PROBLEM:
        return NEVER
    if _is_signed_in():
        return OWN if response.mimetype in ("text/html", "application/json") else NEVER
    personal = cookie.modified or "csrf_token" in g or "Set-Cookie" in response.headers
    return SHARED if reads and not personal and not request.htmx else OWN


def _is_signed_in() -> bool:
    """Whether somebody was looked for and found; where nobody asked, whether somebody may be."""
    person = g.get("_login_user")
    return "_user_id" in cookie if person is None else person.id is not None
