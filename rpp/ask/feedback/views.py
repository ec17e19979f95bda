"""Pages on which readers say whether an answer helped, and on which brokers read it."""

from flask.typing import ResponseReturnValue
from flask_limiter.util import get_remote_address

from rpp import db
from rpp.ask.doors import bp
from rpp.ask.feedback import operations, page, queries, tokens
from rpp.ask.feedback.forms import FeedbackForm
from rpp.ask.feedback.models import AskFeedback
from rpp.ask.feedback.tokens import Asked
from rpp.web import cursor, limiter, pager, public, requires, run_or_show_error, viewer
from rpp.web import page as answered

TOO_OLD = "This page is too old to be answered. Ask again, then say whether it helped."


@bp.post("/ask/feedback")
@limiter.limit("60 per hour; 200 per day", key_func=get_remote_address)
@public()
def give() -> ResponseReturnValue:
    form = FeedbackForm()
    asked = tokens.read(form.page.data or "")
    form = FeedbackForm.sent(asked)
    if asked is None:
        form.form_errors = [TOO_OLD]
    elif form.validate() and _taken(form, asked):
        question = asked.question
        return answered("ask/thanks.html", fragment="ask/_thanks.html", question=question)
    question = asked.question if asked else ""
    fragment = "ask/_feedback.html"
    return answered("ask/feedback.html", fragment=fragment, form=form, question=question)


def _taken(form: FeedbackForm, asked: Asked) -> AskFeedback | None:
    return run_or_show_error(
        form,
        operations.give,
        asked,
        helped=form.has_helped,
        wrong=[int(number) for number in form.wrong.data or ()],
        note=form.note.data or "",
    )


@bp.get("/ask/feedback")
@requires("ask.read_feedback")
def feedback() -> ResponseReturnValue:
    """What readers said, for knowledge brokers."""
    found = queries.listed(db.session(), cursor())
    named = queries.named(db.session(), viewer(), found)
    rows = [page.row(one, named) for one in found]
    return answered("ask/given.html", rows=rows, pager=pager(found))
