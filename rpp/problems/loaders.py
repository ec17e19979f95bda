"""What the pages of problems are about, or 404."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from rpp import db
from rpp.asking import Ask, ask
from rpp.forms import Form
from rpp.layout import Link
from rpp.problems import queries
from rpp.problems.models import Problem
from rpp.web import (
    or_404,
    viewer,
)

bp = Blueprint("problems", __name__)


def problem(problem_id: int) -> Problem:
    return or_404(queries.problem(db.session(), viewer(), problem_id))


def ask_of_problem(
    form: Form, problem: Problem, title: str, text: str, button: str
) -> ResponseReturnValue:
    """A page with one short form about a problem."""
    back = f"/problems/{problem.id}"
    what = Ask(title, button, back, text=text, crumbs=crumbs(problem), about=problem.title)
    return ask(form, what)


def crumbs(problem: Problem) -> list[Link]:
    """Where a page below a problem's is."""
    return [Link(f"Problem {problem.id}", f"/problems/{problem.id}")]
