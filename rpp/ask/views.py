"""The page on which people ask, and what models there are."""

from flask import Response, current_app
from flask import request as asked
from flask.typing import ResponseReturnValue

from rpp import db
from rpp.ask import ai_page, answering
from rpp.ask.doors import bp
from rpp.ask.feedback import views as feedback
from rpp.ask.page import LONGEST, AskPage
from rpp.ask.summary import endpoint
from rpp.ask.summary import views as summary
from rpp.ask.unanswered import views as unanswered
from rpp.privacy import student_data
from rpp.web import OWN, kept, limiter, page, public, reads_of_many, viewer

# The pages below `/ask` are registered as soon as their modules are known.
__all__ = ["bp", "feedback", "summary", "unanswered"]


# Never for others: it hangs on who asks, and its address holds what they ask.
@bp.get("/ask")
@kept(OWN)
@public()
@limiter.limit(reads_of_many)
def ask() -> ResponseReturnValue:
    view = _page(question())
    answer = page("ask/ask.html", view=view, form=view.feedback)
    if view.error:
        answer.status_code = 422
    return answer


def question() -> str:
    """What is asked in the address, whole: what is too long is shown again and not cut."""
    text = asked.args.get("q", "")
    return "".join(sign if sign >= " " else " " for sign in text).strip()


def _page(text: str) -> AskPage:
    person, model = viewer(), endpoint.of(current_app.extensions["rpp.settings"])
    if not text:
        return AskPage("", person, model=model)
    if len(text) > LONGEST:
        error = (
            f"Your question has {len(text):,} characters. Please use at most {LONGEST}: one "
            "question, in your own words."
        )
        return AskPage(text, person, error=error, model=model)
    found = answering.answer(db.session(), person, text)
    return AskPage(text, person, found, suspicion=student_data(text), model=model)


@bp.get("/ai")
@public()
def ai() -> Response:
    """Which models there are, what for, how often they err, and what leaves the machine."""
    return page("ask/ai.html", view=ai_page.of(current_app.extensions["rpp.settings"]))
