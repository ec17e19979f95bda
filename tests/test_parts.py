"""The parts of pages, each in every state: the page for those who build the portal."""

from datetime import UTC, datetime

from flask import Flask, render_template
from werkzeug.datastructures import MultiDict
from wtforms import (
    BooleanField,
    IntegerField,
    RadioField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import Optional

from rpp.discussions.queries import Remark
from rpp.forms import Form, OneOf, TextForm, options, words
from rpp.layout import Happened, Step
from tests.support.html import Page

SETTINGS = options({"city": "City", "rural": "Rural"})


class Failed(TextForm):
    who = StringField("Who is affected", validators=words(5))
    seen = TextAreaField("What you saw", validators=words(5))


class Clean(Form):
    name = StringField("Name")
    text = TextAreaField("Text")
    number = IntegerField("Number", validators=[Optional()])
    sure = BooleanField("Sure")
    setting = RadioField("Setting", choices=SETTINGS)
    settings = SelectMultipleField("Settings", choices=SETTINGS)
    lea = OneOf("District", choices=options({1: "Albertville City"}))


def remark(id_: int, status: str, replies: list[Remark]) -> Remark:
    return Remark(
        id_,
        author_name="Renata Oakes",
        author_initials="RO",
        author_mark="lea",
        author_line="Superintendent, Albertville City",
        at=datetime(2026, 3, 9, tzinfo=UTC),
        body_html="<p>Few come back.</p>",
        status=status,
        reason="It named a teacher." if status == "hidden" else "",
        href=f"/comments/{id_}/reply",
        actions="",
        replies=replies,
    )


def drawn(app: Flask) -> str:
    with app.test_request_context("/", method="POST"):
        form = Failed(formdata=MultiDict({"who": "", "seen": "x"}), meta={"csrf": False})
        form.validate()
        replies = [remark(2, "edited", []), remark(3, "hidden", []), remark(4, "deleted", [])]
        return render_template(
            "parts.html",
            form=form,
            clean=Clean(formdata=None),
            comments=[remark(1, "shown", replies)],
            timeline=[
                Step("Proposal", "done", "Jan 4", note="Read it", href="/studies/1"),
                Step("Co-design", "current", "Feb 2"),
                Step("Signed", "future"),
            ],
            events=[Happened("Mar 9, 2026", "Renata Oakes", "joined", "She leads it.")],
        )


def test_every_part_is_drawn_in_every_state(one_app: Flask) -> None:
    text = Page(drawn(one_app)).text
    for said in (
        "Two answers need another look",
        "A steward hid this comment: It named a teacher.",
        "The author deleted this comment.",
        "still to come",
        "Renata Oakes joined She leads it.",
        "Step 2 of 4: The problem",
    ):
        assert said in text, said


def test_an_error_leads_to_its_field(one_app: Flask) -> None:
    html = drawn(one_app)
    assert 'href="#who"' in html
    assert 'id="who-error"' in html
