"""How many wrong passwords are borne: few from one place for one account, and nobody is locked out.

A browser that signed in to an account before is known by a signed cookie and counted by itself, so
that a stranger's guesses take nothing from it (OWASP's "device cookies"). All others are counted
by where they call from, and together for each account. Only a password that did not fit counts.
"""

import hashlib
import secrets
from collections.abc import Callable
from typing import Any, TypedDict

from flask import Response, after_this_request, current_app, g
from flask_limiter.util import get_remote_address
from htmx_flask import request
from itsdangerous import BadData, URLSafeSerializer

from rpp.people.forms import address
from rpp.web import View, limiter

COOKIE = "rpp_known"
YEAR = 365 * 24 * 3600
MOST_KNOWN = 8

Limit = Callable[[View], View]


def missed() -> None:
    """Note that the password of this request did not fit."""
    g.password_missed = True


def _wrong(_response: Response) -> bool:
    return bool(g.get("password_missed"))


def _done(response: Response) -> bool:
    return 300 <= response.status_code < 400


def account() -> str:
    """The account that was typed."""
    return f"account:{address(request.form.get('email', ''))[:254]}"


def _from_here() -> str:
    kept = _kept()
    place = kept["browser"] if _is_known() else get_remote_address()
    return f"{place} {account()}"


def _link() -> str:
    return f"link:{(request.view_args or {}).get('token', '')[:100]}"


def posts(
    limit: str, key: Callable[[], str] | None = get_remote_address, **when: Any
) -> Callable[[View], View]:
    """Limit the posts of a view, by address unless another key is named."""
    return limiter.limit(limit, methods=["POST"], key_func=key, **when)


def _all(*limits: Limit) -> Limit:
    def put_on(view: View) -> View:
        for one in limits:
            view = one(view)
        return view

    return put_on


# What one address may send at all: each costs a hash of a password.
ANY = posts("120 per minute")

signing_in = _all(
    ANY,
    posts("100 per hour", deduct_when=_wrong, exempt_when=lambda: _is_known()),
    posts("15 per hour", _from_here, deduct_when=_wrong),
    posts("100 per day", account, deduct_when=_wrong, exempt_when=lambda: _is_known()),
)
# Forms that write to an address: refused ones write nothing. A class joins behind one address.
writing_to = _all(
    ANY,
    posts("100 per hour", deduct_when=_done),
    posts("5 per hour", _from_here, deduct_when=_done),
    posts("20 per day", account, deduct_when=_done),
)
following_a_link = _all(ANY, posts("20 per hour", _link, deduct_when=_wrong))
# Many mail programs post from the machines of one provider: each link is counted by itself.
following_a_way_out = _all(posts("600 per hour"), posts("20 per hour", _link))
# Someone who is signed in types the password once more.
confirming = posts("20 per hour", None, deduct_when=_wrong)


# --- browsers that are known ---------------------------------------------------------------


def know(email: str) -> None:
    """Remember in this browser that it signed in to an account."""
    kept = _kept()
    known = [_mark(email), *(one for one in kept["known"] if one != _mark(email))][:MOST_KNOWN]
    value = _serializer().dumps(kept | {"known": known})

    @after_this_request
    def remember(response: Response) -> Response:
        secure = current_app.config["SESSION_COOKIE_SECURE"]
        response.set_cookie(
            COOKIE, value, max_age=YEAR, secure=secure, httponly=True, samesite="Lax"
        )
        return response


def _is_known() -> bool:
    return _mark(address(request.form.get("email", ""))) in _kept()["known"]


class Kept(TypedDict):
    """What the cookie of a browser holds: its name, and marks of the addresses it signed in as."""

    browser: str
    known: list[str]


def _kept() -> Kept:
    try:
        answer: Kept = _serializer().loads(request.cookies.get(COOKIE, ""))
        return answer
    except BadData:
        return {"browser": secrets.token_urlsafe(12), "known": []}


def _serializer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.secret_key or "", salt="a known browser")


def _mark(email: str) -> str:
    # Keyed: who reads the cookie of a shared computer cannot try out addresses.
    key = hashlib.blake2s(str(current_app.secret_key).encode(), digest_size=32).digest()
    return hashlib.blake2s(email.encode(), key=key, digest_size=12).hexdigest()
