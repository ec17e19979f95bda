"""What a view answers: a page, what a form or a button came to, a file."""

import re
import unicodedata
from collections.abc import Callable
from typing import Any, TypeVar
from urllib.parse import quote

from flask import Response, flash, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from htmx_flask import request
from wtforms.form import BaseForm

from rpp import db, saves
from rpp.db import READS
from rpp.errors import DomainError
from rpp.web.machines import is_machine, problem

T = TypeVar("T")


def page(template: str, fragment: str = "", **values: Any) -> Response:
    """Render a page, or for an htmx request its `fragment`; 422 where a form has errors."""
    wrong = [] if request.method in READS else _wrong(values)
    if wrong and is_machine():
        changed = any(getattr(form, "stands", None) is not None for form in wrong)
        return problem(409 if changed else 422, errors=[form.errors for form in wrong])
    hx = request.htmx
    partial = fragment and hx and not hx.boosted and not hx.history_restore_request
    response = make_response(render_template(fragment if partial else template, **values))
    if wrong:
        response.status_code = 422
    return response


def _wrong(values: dict[str, Any]) -> list[BaseForm]:
    """The forms of a page that have errors."""
    forms = (value for name, value in values.items() if name.endswith("form"))
    return [form for form in forms if getattr(form, "errors", None)]


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
        if is_machine():
            return problem(409, error.sentence)
        flash(error.sentence, "error")
    return redirect(back, 303)


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
