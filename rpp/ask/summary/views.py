"""The summary of an answer, and the word with which a question may leave this machine."""

from flask import Response, current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue

from rpp import db
from rpp.ask import answering
from rpp.ask.doors import bp
from rpp.ask.page import LONGEST, in_order
from rpp.ask.summary import consent, endpoint, writing
from rpp.ask.summary.checked import Clause
from rpp.web import limiter, page, public, viewer


@bp.post("/ask/summary")
@limiter.limit("20 per minute; 200 per day")
@public()
def summary() -> ResponseReturnValue:
    """A summary where the asker agreed and the model says one that keeps to the quotes.

    Nothing is written, and the answer below it is as it was, whatever comes of it.
    """
    model = endpoint.of(current_app.extensions["rpp.settings"])
    question = request.form.get("q", "")[:LONGEST]
    found: list[Clause] = []
    if model and consent.given(model):
        with db.before_write() as session:
            answer = answering.answer(session, viewer(), question)
            quotes = writing.sendable(session, in_order(answer))
        # What was read is let go: nobody waits for a connection while the model writes.
        found = writing.summary(model, answer.question, quotes)
    return page(
        "ask/summary.html",
        fragment="ask/_summary.html",
        clauses=found,
        model=model,
        question=question,
    )


@bp.post("/ask/consent")
@public()
def agree() -> Response:
    """Agree that questions go to the operator's model, or take that back."""
    model = endpoint.of(current_app.extensions["rpp.settings"])
    if model and request.form.get("agree") == "yes":
        consent.give(model)
    else:
        consent.take_back()
    question = request.form.get("q", "")[:LONGEST]
    back = url_for("ask.ask", q=question or None)
    return redirect(back, 303)  # type: ignore[return-value]
