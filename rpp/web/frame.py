"""What every request goes through."""

import gzip
from collections.abc import MutableMapping
from typing import Any

from flask import Flask, Request, Response, current_app
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface, SessionMixin
from flask.templating import Environment
from flask_wtf.csrf import CSRFError, CSRFProtect
from htmx_flask import Htmx, request
from itsdangerous import URLSafeTimedSerializer
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import HTTPException
from werkzeug.middleware.proxy_fix import ProxyFix

from rpp import addresses, charts, layout, policy
from rpp.config import Settings
from rpp.forms import browser_mark, once_key
from rpp.personal_names import first_name, initials
from rpp.web import caching, errors
from rpp.web.access import login, viewer
from rpp.web.addressing import Slug, WholeNumber, here
from rpp.web.limits import limiter
from rpp.web.machines import PROBLEM, challenge

csrf = CSRFProtect()
htmx_extension = Htmx()

CSP = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "font-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
)


# Arguments of an address that hold what somebody typed, or the way on to it.
TYPED = frozenset(("q", "question", "title", "next"))


class KeptCookie(SecureCookieSessionInterface):
    """The signed cookie of a session; one that did not change costs an answer nothing."""

    _serializer: URLSafeTimedSerializer | None = None

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        if self._serializer is None:
            self._serializer = super().get_signing_serializer(app)
        return self._serializer

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        # Programs are known by their token alone, see `machines.answers_json`.
        return SecureCookieSession() if challenge() else super().open_session(app, request)

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        # Whether an answer varies with it is said by `caching`.
        if session.modified:
            super().save_session(app, session, response)


def _headers(response: Response) -> Response:
    headers = response.headers
    headers.setdefault("Content-Security-Policy", CSP)
    headers["X-Content-Type-Options"] = "nosniff"
    # A link that signs in, and what people ask or look for, is told to nobody, not even to our own
    # log of style sheets.
    secret = "token" in (request.view_args or {}) or not TYPED.isdisjoint(request.args)
    headers.setdefault("Referrer-Policy", "strict-origin" if secret else "same-origin")
    headers["Cross-Origin-Opener-Policy"] = "same-origin"
    headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()"
    if request.is_secure:
        headers["Strict-Transport-Security"] = current_app.config["hsts"]
    return response


def _compress(response: Response) -> Response:
    if (
        response.mimetype in ("text/html", "application/json", PROBLEM)
        and not response.is_streamed
        and "gzip" in request.headers.get("Accept-Encoding", "")
        and len(body := response.get_data()) > 1000
    ):
        response.set_data(gzip.compress(body, 4, mtime=0))
        response.headers["Content-Encoding"] = "gzip"
    return response


# What a template knows, by name.
Names = MutableMapping[str, Any]


class Templates(Environment):
    """Templates that share their globals: none has any of its own.

    Jinja looks through a chain of two mappings wherever a page imports macros, a twentieth of
    the CPU of a page.
    """

    def make_globals(self, d: Names | None) -> Names:
        return super().make_globals(d) if d else self.globals


def init_app(app: Flask, settings: Settings) -> None:
    """Set up the frame of every request."""
    app.jinja_environment = Templates
    app.url_map.converters |= {"id": WholeNumber, "slug": Slug}
    if settings.proxies:
        count = settings.proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, count, count, count, 0, 0)  # type: ignore[method-assign]
    app.session_interface = KeptCookie()
    csrf.init_app(app)
    login.init_app(app)
    limiter.init_app(app)
    htmx_extension.init_app(app)
    # The last registered runs first: the ETag is of the body before it is compressed.
    app.after_request(_compress)
    app.after_request(_headers)
    app.after_request(caching.settle)
    app.register_error_handler(HTTPException, errors.say)
    app.register_error_handler(SQLAlchemyError, errors.say_database)
    app.register_error_handler(CSRFError, errors.say_csrf)
    app.jinja_env.filters["wrapped"] = charts.wrap
    app.jinja_env.filters["first_name"] = first_name
    app.jinja_env.filters["initials"] = initials
    app.jinja_env.filters["several"] = layout.several
    app.jinja_env.globals |= {
        "chart_bars": charts.bars,
        "may": lambda permission, thing=None: policy.may(viewer(), permission, thing),
        "here": here,
        "full_address": addresses.public,
        "full_path": addresses.of,
        "once_key": once_key,
        "settings": settings,
    }

    @app.context_processor
    def frame() -> dict[str, object]:
        person = viewer()
        if not person.id:
            return {"viewer": None}
        return {"viewer": person, "browser_mark": browser_mark(person.id)}
