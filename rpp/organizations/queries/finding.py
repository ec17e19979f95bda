"""Finds an organization by what a person types of it."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, case, func, or_, select
from sqlmodel import Session, col

from rpp.organizations import names
from rpp.organizations.models import Organization
from rpp.organizations.queries.listed import LISTED, Listed

FOUND = 20
# So many that hold the words are compared with what was typed.
LOOKED_AT = 400
OTHERS = ("sea", "intermediary", "school_network")


@dataclass(frozen=True, slots=True)
class Candidate(Listed):
    """An organization that holds the words, with what it is found by."""

    finder: str


@dataclass(frozen=True, slots=True)
class Found:
    """Organizations that fit the words, the best first, and whether there are more."""

    rows: Sequence[Candidate] = ()
    more: bool = False


def find(session: Session, q: str, type_: str = "") -> Found:
    """Organizations that a person may mean by `q`: names, aliases, city, state or LEAID.

    Each word must be there, but for those that only say what kind of district it is.
    """
    if len(names.plain(q)) < 2:
        return Found()
    wanted = names.asked(q)
    found = _find(session, wanted, names.plain(q), type_)
    if not found.rows and (fewer := wanted.without_numbers()):
        # The directory leaves out what numbers many states give their districts.
        found = _find(session, fewer, "", type_)
    return found


def _find(session: Session, wanted: names.Asked, text: str, type_: str) -> Found:
    finder, leaid = col(Organization.finder), col(Organization.leaid)
    conditions = [_holds(word) for word in wanted.required]
    exact = ""
    if text.isdigit() and len(text) in (6, 7):
        # Spreadsheets drop the leading zero of a LEAID.
        exact = text.zfill(7)
        conditions = [or_(leaid == exact, *conditions)]
    begins = finder.contains(f"{names.PART.lstrip()}{wanted.begins}", autoescape=True)
    statement = (
        select(*LISTED, finder)
        .where(*conditions)
        .order_by(
            case((leaid == exact, 0), (begins, 1), else_=2),
            func.coalesce(col(Organization.enrollment), -1).desc(),
            col(Organization.id),
        )
        .limit(LOOKED_AT)
    )
    if type_:
        statement = statement.where(
            col(Organization.type).in_(OTHERS if type_ == "other" else (type_,))
        )
    rows = [Candidate(*row) for row in session.execute(statement)]
    rows = names.best(wanted, rows, exact)
    return Found(rows[:FOUND], len(rows) > FOUND)


def _holds(word: str) -> ColumnElement[bool]:
    finder = col(Organization.finder)
    if len(word) > 2 and not word.isdigit():
        return finder.contains(word, autoescape=True)
    # Two letters stand in nearly every name, digits in many LEAIDs: they count where a word
    # begins, or as a state.
    begins = finder.contains(f" {word}", autoescape=True)
    return or_(begins, col(Organization.state) == word.upper())
