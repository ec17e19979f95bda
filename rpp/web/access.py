"""Who asks, and what they may do."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from flask import abort, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_login import LoginManager, current_user
from htmx_flask import request
from werkzeug.exceptions import Forbidden, Unauthorized

from rpp import policy, resend
from rpp.db import READS
from rpp.forms import render_ahead
from rpp.policy import Viewer
from rpp.web.machines import is_machine

T = TypeVar("T")
View = Callable[..., ResponseReturnValue]

login = LoginManager()
login.session_protection = None  # sessions are rows in the database, see rpp.people
login.anonymous_user = lambda: policy.ANYONE


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


def _ask_to_sign_in() -> ResponseReturnValue:
    if is_machine():
        raise Unauthorized
    if request.method in READS:
        return redirect(url_for("people.sign_in", next=request.full_path.rstrip("?")))
    return resend.signed_out()
