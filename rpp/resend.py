"""Forms that are sent twice, late, or after the sign-in ended: nothing typed is lost."""

import hashlib
import json
from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any

from flask import Response, g, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from htmx_flask import request
from sqlalchemy.exc import IntegrityError
from sqlmodel import Field, Session, SQLModel

from rpp import clock, db, unsaved
from rpp.db import READS, UTCDateTime
from rpp.forms import browser_mark, whose

View = Callable[..., ResponseReturnValue]


class SentForm(SQLModel, table=True):
    """A form that was taken, and where its sender was led."""

    __tablename__ = "sent_form"

    person_id: int = Field(primary_key=True, foreign_key="person.id")
    key: str = Field(primary_key=True, max_length=64)
    location: str = Field(default="", max_length=400)
    # Of what was sent; empty for a form that was taken before this was kept.
    digest: str = Field(default="", max_length=64)
    at: Any = Field(sa_type=UTCDateTime)


def once(view: View) -> View:
    """Take a form sent twice only once: the second sender is led where the first was.

    The same key with other words is no second click: the form is shown again with them, see
    `OnceMixin`. The key is spent when the view leads on; a page in answer leaves it as it was.
    """

    @wraps(view)
    def guarded(*args: Any, **kwargs: Any) -> ResponseReturnValue:
        key, person = request.form.get("once", "")[:64], current_user.id
        if request.method in READS or not key or person is None:
            return view(*args, **kwargs)
        session, digest = db.session(), _digest()
        taken = claim(session, person, key)
        if taken is not None and taken.digest in ("", digest):
            return redirect(taken.location or url_for("home.me"), 303)
        g.sent_before = taken.location if taken is not None else None
        response = make_response(view(*args, **kwargs))
        # An answer with errors was rolled back, and the key with it.
        sent = session.get(SentForm, (person, key))
        if sent is not None and 300 <= response.status_code < 400:
            sent.location, sent.digest = (response.location or "")[:400], digest
            unsaved.forget(session, person, key)
            session.flush()
        elif sent is not None and taken is None and response.status_code < 300:
            session.delete(sent)
            session.flush()
        return response

    return guarded


def claim(session: Session, person: int, key: str) -> SentForm | None:
    """Take a key; what took it before, if there is one. Of two at once the second waits."""
    taken = session.get(SentForm, (person, key))
    if taken is None:
        try:
            with session.begin_nested():
                session.add(SentForm(person_id=person, key=key, at=clock.now()))
        except IntegrityError:
            taken = session.get(SentForm, (person, key), populate_existing=True)
    return taken


def spend(session: Session, person: int, key: str, location: str, digest: str) -> None:
    """Note what came of what was sent with a key that was taken."""
    sent = session.get_one(SentForm, (person, key))
    sent.location, sent.digest = location, digest
    session.flush()


def _digest() -> str:
    """The hash of what was sent, and to where; a file counts with its bytes."""
    hashed = hashlib.sha256(request.full_path.encode())
    for name, value in sorted(typed()):
        if name != "once":
            hashed.update(repr((name, value.replace("\r\n", "\n").strip())).encode())
    for name, upload in sorted(request.files.items(multi=True), key=lambda one: one[0]):
        upload.stream.seek(0)
        inside = hashlib.sha256(upload.stream.read()).hexdigest()
        upload.stream.seek(0)
        hashed.update(repr((name, upload.filename, inside)).encode())
    return hashed.hexdigest()


def was_sent(session: Session, person_id: int, key: str) -> bool:
    """Whether a person's form with this key was taken."""
    return session.get(SentForm, (person_id, key)) is not None


def is_own(fields: Iterable[tuple[str, str]]) -> bool:
    """Whether a form may be offered to whoever is signed in: nobody else had opened its page."""
    keys = [value for name, value in fields if name == "once"]
    return all(whose(key) in ("", browser_mark(current_user.id or 0)) for key in keys)


def typed() -> list[tuple[str, str]]:
    """What was typed into the form at hand, without tokens and without passwords.

    The name of each field for a password says so; a test looks at all forms.
    """
    return [
        (name, value)
        for name, value in request.form.items(multi=True)
        if name not in ("csrf_token", "kept") and "password" not in name
    ]


def from_our_page() -> bool:
    """Whether the browser says that a page of this portal sent the form.

    Only such a form is offered again: a stranger's page must not put words in a person's mouth.
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site:
        answer: bool = site == "same-origin"
        return answer
    origin = request.headers.get("Origin") or request.headers.get("Referer") or ""
    # Compared as text, never parsed: what a stranger sends may be no address at all.
    host = origin.partition("://")[2].partition("/")[0]
    return bool(host) and host == request.host


def signed_out() -> ResponseReturnValue:
    """Say that the sign-in ended; what was typed goes along to be sent after signing in."""
    if request.htmx or request.headers.get("X-Requested-With") == "fetch":
        return Response("You are signed out. Sign in again; your text is kept here.", 401)
    kept = json.dumps({"to": request.path, "fields": typed()}) if from_our_page() else ""
    return Response(render_template("errors/signed_out.html", kept=kept), 401)


def again(to: str, fields: list[tuple[str, str]]) -> Response:
    """Show what was typed, with a button that sends it with a fresh token."""
    shown = [(_CALLED.get(n, n), value) for n, value in fields if value and not _for_the_portal(n)]
    response = make_response(
        render_template("errors/again.html", to=to, fields=fields, shown=shown)
    )
    response.status_code = 400
    return response


# Fields whose names say nothing to a person.
_CALLED = {"body": "Text"}
# Fields that say something to the portal and nothing to a person.
_OURS = frozenset(("once", "next", "read", "version", "page", "proof", "key"))


def _for_the_portal(name: str) -> bool:
    return name in _OURS or name.endswith("_id")


def kept_form(kept: str) -> tuple[str, list[tuple[str, str]]] | None:
    """Read back a form carried through sign-in; None where it is not one of ours."""
    try:
        parcel = json.loads(kept)
        to, fields = parcel["to"], [(str(n), str(v)) for n, v in parcel["fields"]]
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    return (to, fields) if isinstance(to, str) and is_ours(to) else None


def is_ours(target: str) -> bool:
    """Whether an address is a path of this portal, however a browser reads it."""
    # Browsers leave out tabs and line ends, and take a backslash for a slash.
    strange = "\\" in target or any(c < " " for c in target)
    return target.startswith("/") and not target.startswith("//") and not strange
