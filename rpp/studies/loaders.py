"""What the pages of studies share: the blueprint, loading a study, asking for a reason."""

from typing import Any

from flask import Blueprint, abort, request
from flask.typing import ResponseReturnValue

from rpp import db
from rpp.asking import Ask
from rpp.asking import ask as ask_page
from rpp.layout import Link
from rpp.studies import queries
from rpp.studies.queries import Seen
from rpp.web import or_404, viewer

bp = Blueprint("studies", __name__)


def seen(study_id: int, **_more: Any) -> Seen:
    """The study, for whoever may know of it."""
    return or_404(queries.study(db.session(), viewer(), study_id))


def inside(study_id: int, **_more: Any) -> Seen:
    """The study, for those who take part in it, if only to read."""
    found = seen(study_id)
    if not found.is_inside:
        abort(404)
    return found


def before_writing(study_id: int, **_more: Any) -> Seen:
    """The study, read apart: a password is compared before the write begins."""
    with db.before_write() as own:
        return or_404(queries.study(own, viewer(), study_id))


def given(name: str) -> int:
    """A number in the address besides the study's."""
    value: int = (request.view_args or {})[name]
    return value


def given_key() -> str:
    """The key of a section in the address."""
    key: str = (request.view_args or {})["key"]
    return key


def ask(form: Any, study: Seen, title: str, text: str, button: str) -> ResponseReturnValue:
    """The page of a step that asks for a few words."""
    href = f"/studies/{study.id}"
    crumbs = [Link(f"Study {study.id}", href)]
    return ask_page(form, Ask(title, button, href, text=text, crumbs=crumbs, about=study.title))
