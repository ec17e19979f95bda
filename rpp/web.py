"""What every request goes through: access, fragments, headers, errors, frame."""

import gzip
import hashlib
import re
import time
import unicodedata
from collections.abc import Callable
from contextlib import suppress
from functools import wraps
from typing import Any, NamedTuple, TypeVar
from urllib.parse import quote, urlencode

from flask import (
    Flask,
    Response,
    abort,
    current_app,
    flash,
    g,
    make_response,
    redirect,
    render_template,
    url_for,
)
from flask import session as cookie
from flask.sessions import SecureCookieSessionInterface, SessionMixin
from flask.typing import ResponseReturnValue
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_login import LoginManager, current_user
from flask_wtf.csrf import CSRFError, CSRFProtect
from htmx_flask import Htmx, request
from itsdangerous import URLSafeTimedSerializer
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import Forbidden, HTTPException
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.routing import BaseConverter, ValidationError

from rpp import addresses, charts, db, layout, outage, policy, resend, saves
from rpp.config import Settings
from rpp.db import READS
from rpp.errors import DomainError
from rpp.forms import browser_mark, once_key, render_ahead
from rpp.paging import LARGEST, Cursor, Slice, whole
from rpp.personal_names import first_name, initials
from rpp.policy import Viewer

T = TypeVar("T")
View = Callable[..., ResponseReturnValue]

csrf = CSRFProtect()
htmx_extension = Htmx()
login = LoginManager()
login.session_protection = None  # sessions are rows in the database, see rpp.people
login.anonymous_user = lambda: policy.ANYONE


def _caller() -> str:
    person = viewer()
    return f"person:{person.id}" if person.id else get_remote_address()


class ChangesLimiter(Limiter):
    """Limits how often one may change something; of reads only those that declare a limit."""

    def _check_request_limit(
        self, callable_name: str | None = None, in_middleware: bool = True
    ) -> None:
        # Looking up that a plain read has no limit would cost a sixth of answering it with a 304.
        if not in_middleware or request.method not in READS:
            super()._check_request_limit(callable_name, in_middleware)


limiter = ChangesLimiter(
    key_func=_caller,
    default_limits=["60 per minute"],
    default_limits_exempt_when=lambda: request.method in READS,
    headers_enabled=False,
    # Without Redis each process counts for itself, as it does where none is set.
    in_memory_fallback_enabled=True,
    swallow_errors=True,
    # All are looked at, so that the wait that is said is the longest.
    fail_on_first_breach=False,
)


def reads_of_many() -> str:
    """The limit of a read that costs: behind one address there may be a whole class."""
    return "120 per minute" if viewer().id else "600 per minute"


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


class KeptCookie(SecureCookieSessionInterface):
    """The signed cookie of a session; one that did not change costs an answer nothing."""

    _serializer: URLSafeTimedSerializer | None = None

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        if self._serializer is None:
            self._serializer = super().get_signing_serializer(app)
        return self._serializer

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        if session.modified or "Cookie" not in response.headers.get("Vary", ""):
            super().save_session(app, session, response)


# --- who asks, and what they may do ---------------------------------------------------------


def viewer() -> Viewer:
    """The person who asks, or ANYONE."""
    answer: Viewer = current_user._get_current_object()
    return answer


def public(load: Callable[..., Any] | None = None) -> Callable[[View], View]:
    """Declare a route open to all; `load` turns its arguments into the thing, or 404."""
    return _access("public", load)


def requires(permission: str, load: Callable[..., Any] | None = None) -> Callable[[View], View]:
    """Declare the permission a route needs: 404 first, then sign-in, then 403."""
    assert permission in policy.PERMISSIONS, permission
    return _access(permission, load)


def _access(permission: str, load: Callable[..., Any] | None) -> Callable[[View], View]:
    def declare(view: View) -> View:
        @wraps(view)
        def guarded(**arguments: Any) -> ResponseReturnValue:
            if request.method not in READS and viewer().id is not None:
                render_ahead(request.form)
            thing = load(**arguments) if load else None
            if permission != "public":
                if viewer().id is None:
                    return _ask_to_sign_in()
                if not policy.may(viewer(), permission, thing):
                    raise NotAllowed(permission)
            return view(thing) if load else view(**arguments)

        guarded.access = permission  # type: ignore[attr-defined]
        return guarded

    return declare


class NotAllowed(Forbidden):
    """A permission that the viewer does not have; some say why and where to go on."""

    def __init__(self, permission: str) -> None:
        super().__init__()
        self.refusal = policy.REFUSALS.get(permission)


def or_404(thing: T | None) -> T:
    """The thing, or 404 where there is none that the viewer may know of."""
    if thing is None:
        abort(404)
    return thing


# --- answers -------------------------------------------------------------------------------


def page(template: str, fragment: str = "", **values: Any) -> Response:
    """Render a page, or for an htmx request its `fragment`; 422 where a form has errors."""
    hx = request.htmx
    partial = fragment and hx and not hx.boosted and not hx.history_restore_request
    response = make_response(render_template(fragment if partial else template, **values))
    if request.method not in READS and any(
        getattr(value, "errors", None) for name, value in values.items() if name.endswith("form")
    ):
        response.status_code = 422
    return response


def redirect_with_flash(
    endpoint: str, done: str = "", anchor: str = "", **values: Any
) -> ResponseReturnValue:
    """Redirect after a change, and say there what was done."""
    if done:
        flash(done)
    return redirect(url_for(endpoint, _anchor=anchor or None, **values), 303)


def run_or_show_error(
    form: Any, operation: Callable[..., T], *args: Any, **kwargs: Any
) -> T | None:
    """Run one operation; a broken rule is rolled back and put on its form field.

    A form of saved values is compared with what is saved first, see `saves.agree`.
    Returns what the operation returns, or None after an error: operations return their thing.
    """
    try:
        saves.agree(form)
        return operation(db.session(), *args, **kwargs)
    except DomainError as error:
        db.session().rollback()
        if isinstance(error, saves.Changed):
            form.lay_beside(error.saved)
        field = form._fields.get(error.field or "")
        if field is None:
            form.form_errors = [*form.form_errors, error.sentence]
        else:
            field.errors = [*field.errors, error.sentence]
        return None


def submit_and_redirect(
    operation: Callable[..., T],
    *args: Any,
    back: str,
    done: str | Callable[[T], str] = "",
    **kwargs: Any,
) -> ResponseReturnValue:
    """Run the operation of a lone button and go `back`; a broken rule is said there instead.

    `done` says what was done, where that is not always the same by what the operation returns.
    """
    try:
        made = operation(db.session(), *args, **kwargs)
        if said := done(made) if callable(done) else done:
            flash(said)
    except DomainError as error:
        db.session().rollback()
        flash(error.sentence, "error")
    return redirect(back, 303)


def unchanged(*key: Any) -> Response | None:
    """A 304 where the reader already has this version; else remember the key for the answer."""
    person = viewer()
    parts = (*key, vars(person), current_app.extensions["rpp.release"])
    etag = hashlib.blake2s(repr(parts).encode(), digest_size=12).hexdigest()
    # A message waiting to be shown is part of no version.
    if "_flashes" in cookie or request.htmx:
        return None
    if etag in request.if_none_match:
        return Response(status=304, headers={"ETag": f'"{etag}"'})
    g.etag = etag
    return None


def download(response: Response, name: str, *, shown: bool = False) -> Response:
    """Have the answer saved under a name that people gave, or `shown` under it in the browser.

    Headers hold Latin letters only: others go into `filename*` (RFC 6266), beside a plain name.
    """
    name = "".join(c if c.isprintable() else " " for c in name).strip() or "file"
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    plain = re.sub(r"[^A-Za-z0-9 ._()-]", "_", plain).strip()
    stem, dot, ending = plain.rpartition(".")
    if dot and not stem.strip(" ._"):
        plain = f"file.{ending}"
    value = f'{"inline" if shown else "attachment"}; filename="{plain or "file"}"'
    if plain != name:
        value += f"; filename*=UTF-8''{quote(name, safe='')}"
    response.headers["Content-Disposition"] = value
    return response


def arg(name: str, limit: int = 200) -> str:
    """One query argument as a clean short text."""
    value = "".join(c if c >= " " else " " for c in request.args.get(name, ""))
    return value.strip()[:limit]


def cursor() -> Cursor:
    """Where in a list the reader is, from the arguments `past`, `before` and `end`."""

    past, before = whole(request.args.get("past")), whole(request.args.get("before"))
    return Cursor(past, before, request.args.get("end") == "1")


def here(**changes: Any) -> str:
    """This address with some arguments changed; None takes one away."""
    arguments = {k: v for k, v in request.args.to_dict(flat=False).items() if k not in changes}
    arguments |= {k: [v] for k, v in changes.items() if v not in (None, "")}
    return f"{request.path}?{urlencode(arguments, doseq=True)}" if arguments else request.path


class Pager(NamedTuple):
    """The addresses of the pages before and after in a list, "" where there is none."""

    newer: str = ""
    older: str = ""


def first_page(**changes: Any) -> str:
    """This address with some arguments changed, at the first page of its list."""
    return here(past=None, before=None, end=None, **changes)


def pager(found: Slice[object], anchor: str = "") -> Pager:
    """Where one goes on from a page of a list at this address; `anchor` is the list's."""
    return Pager(
        here(before=found.back, past=None, end=None) + anchor if found.back else "",
        here(past=found.on, before=None, end=None) + anchor if found.on else "",
    )


def safe_next(target: str) -> str:
    """A path of this portal to go on to, or the person's own page."""
    return target if resend.is_ours(target) else url_for("home.me")


def _ask_to_sign_in() -> ResponseReturnValue:
    if request.method in READS:
        return redirect(url_for("people.sign_in", next=request.full_path.rstrip("?")))
    return resend.signed_out()


# --- the frame -----------------------------------------------------------------------------


class WholeNumber(BaseConverter):
    """An id; a number that no column holds is no address of ours."""

    regex = r"[0-9]{1,19}"

    def to_python(self, value: str) -> int:
        number = int(value)
        if number > LARGEST:
            raise ValidationError
        return number


class Slug(BaseConverter):
    """Small letters, digits and hyphens."""

    regex = r"[a-z0-9][a-z0-9-]{0,79}"


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
    if before or not ours or path.startswith(("/", "\\")):
        return {}
    return {"action_href": f"/{path}", "action_label": "Back to the page"}


def _error_page(error: HTTPException) -> ResponseReturnValue:
    code = error.code or 500
    if code < 400:
        return error.get_response()
    title, text = SENTENCES.get(code, SENTENCES[400 if code < 500 else 500])
    # Before anything else: the page below may take its time, and what was begun holds the database.
    db.let_go()
    action: dict[str, str] = {}
    if code == 403:
        # A button pressed twice is refused, and so is one on a page from before.
        action = _way_back()
    if isinstance(error, NotAllowed) and error.refusal:
        title, text, action["action_href"], action["action_label"] = error.refusal
    wait = _wait() if code == 429 else 0
    text = text.format(wait=lasting(wait))
    _settle_who_looks(code)
    reference = g.get("request_id", "") if code >= 500 else ""
    body = render_template(
        "errors/error.html", code=code, title=title, text=text, reference=reference, **action
    )
    response = make_response(body, code)
    if wait:
        response.headers["Retry-After"] = str(wait)
    for name, value in error.get_headers():
        if name in ("Allow", "Retry-After"):
            response.headers[name] = value
    return response


def _database_error(error: SQLAlchemyError) -> ResponseReturnValue:
    answer = outage.answer(error)
    if not isinstance(answer, HTTPException):
        raise answer
    return _error_page(answer)


def _settle_who_looks(code: int) -> None:
    """Know who looks at an error page without a database that may be what is out of order."""
    if "_login_user" in g:
        return
    with suppress(SQLAlchemyError):
        if code < 500 and viewer():
            return
    g._login_user = policy.ANYONE


def _wait() -> int:
    """The seconds until none of the limits that stopped this request does any more."""
    ends = [one.reset_at for one in limiter.current_limits if one.breached]
    return max(1, max(ends, default=0) - int(time.time()))


def lasting(seconds: int) -> str:
    """A wait in words, rounded up, such as "40 seconds" or "2 hours"."""
    for size, name in ((3600, "hour"), (60, "minute")):
        if seconds > size:
            return f"{-(-seconds // size)} {name}s"
    return {1: "1 second", 60: "1 minute"}.get(seconds, f"{seconds} seconds")


def _csrf_error(error: CSRFError) -> ResponseReturnValue:
    # Bytes that are no text leave no field: then there is nothing to offer again.
    if not resend.from_our_page() or not resend.typed():
        return _error_page(error)
    view = current_app.view_functions.get(request.endpoint or "")
    if viewer().id is None and getattr(view, "access", "public") != "public":
        return resend.signed_out()
    if not resend.is_own(resend.typed()):
        return _error_page(error)
    return resend.again(request.path, resend.typed())


def _headers(response: Response) -> Response:
    headers = response.headers
    headers.setdefault("Content-Security-Policy", CSP)
    headers["X-Content-Type-Options"] = "nosniff"
    # A link that signs in is told to nobody, not even to our own log of style sheets.
    secret = "token" in (request.view_args or {})
    headers.setdefault("Referrer-Policy", "strict-origin" if secret else "same-origin")
    headers["Cross-Origin-Opener-Policy"] = "same-origin"
    headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()"
    if request.is_secure:
        headers["Strict-Transport-Security"] = current_app.config["hsts"]
    if "Cache-Control" not in headers:
        headers["Cache-Control"] = "private, no-cache"
        headers["Vary"] = "HX-Request, Cookie, Accept-Encoding"
    if etag := g.pop("etag", None):
        headers["ETag"] = f'"{etag}"'
    return response


def _compress(response: Response) -> Response:
    if (
        response.mimetype in ("text/html", "application/json")
        and not response.is_streamed
        and "gzip" in request.headers.get("Accept-Encoding", "")
        and len(body := response.get_data()) > 1000
    ):
        response.set_data(gzip.compress(body, 4, mtime=0))
        response.headers["Content-Encoding"] = "gzip"
    return response


def init_app(app: Flask, settings: Settings) -> None:
    """Set up the frame of every request."""
    app.url_map.converters |= {"id": WholeNumber, "slug": Slug}
    if settings.proxies:
        count = settings.proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, count, count, count, 0, 0)  # type: ignore[method-assign]
    app.session_interface = KeptCookie()
    csrf.init_app(app)
    login.init_app(app)
    limiter.init_app(app)
    htmx_extension.init_app(app)
    # The last registered runs first: headers go on before the body is compressed.
    app.after_request(_compress)
    app.after_request(_headers)
    app.register_error_handler(HTTPException, _error_page)
    app.register_error_handler(SQLAlchemyError, _database_error)
    app.register_error_handler(CSRFError, _csrf_error)
    app.jinja_env.filters["wrapped"] = charts.wrap
    app.jinja_env.filters["first_name"] = first_name
    app.jinja_env.filters["initials"] = initials
    app.jinja_env.filters["several"] = layout.several
    app.jinja_env.globals |= {
        "chart_bars": charts.bars,
        "may": lambda permission, thing=None: policy.may(viewer(), permission, thing),
        "here": here,
        "full_address": addresses.public,
        "once_key": once_key,
        "settings": settings,
    }

    @app.context_processor
    def frame() -> dict[str, Any]:
        person = viewer()
        if not person.id:
            return {"viewer": None}
        return {"viewer": person, "browser_mark": browser_mark(person.id)}
