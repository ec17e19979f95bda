"""The page that asks for a reason, or for a last word, before something is done."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from flask import Response
from wtforms import Field, HiddenField, TextAreaField

from rpp.forms import Form
from rpp.layout import Link
from rpp.web import page


@dataclass(frozen=True, slots=True)
class Ask:
    """What is asked: a heading, what follows from it, one short form, one button.

    `text` and `quote` may be safe HTML; `hints` are by the name of the form's field.
    """

    title: str
    button: str
    # Where one goes who does not want it, and the words for that.
    back: str
    cancel: str = "Cancel"
    text: str = ""
    # Where one is, over the title; the thing it is about as people named it, and a passage of it.
    crumbs: Sequence[Link] = ()
    about: str = ""
    on: Link | None = None
    quote: str = ""
    hints: Mapping[str, str] = field(default_factory=dict)
    # The title of the browser's window, where it is not the heading.
    window: str = ""
    rows: int = 4


class AskedField(NamedTuple):
    """A field of the form as the page lays it out; `rows` of a longer text, else 0."""

    field: Field
    hint: str
    rows: int


def ask(form: Form, what: Ask, room: str = "") -> Response:
    """The page of `what`; 422 where the form has errors. `room` is the part of the top line."""
    hidden = [one for one in form if isinstance(one, HiddenField)]
    fields = list(_fields(form, what))
    return page("ask.html", form=form, ask=what, hidden=hidden, fields=fields, room=room)


def _fields(form: Form, what: Ask) -> Iterator[AskedField]:
    for one in form:
        if isinstance(one, HiddenField) or one.name == "not_a_student":
            continue
        rows = what.rows if isinstance(one, TextAreaField) else 0
        yield AskedField(one, what.hints.get(one.name, ""), rows)
    # Last, since it is about what the others hold; offered only after a passage was found.
    if getattr(form, "offers_confirmation", False):
        yield AskedField(form["not_a_student"], "", 0)
