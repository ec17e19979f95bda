"""What the pages of briefs share: the blueprint, and loading a brief."""

from flask import Blueprint
from sqlmodel import Session

from rpp import db
from rpp.briefs import checks, makers, queries, sheet
from rpp.briefs.queries import Seen
from rpp.web import or_404, viewer

bp = Blueprint("briefs", __name__)


def brief(brief_id: int) -> Seen:
    """The brief, for whoever may know of it."""
    return or_404(queries.brief(db.session(), viewer(), brief_id))


def draft_sheet(session: Session, seen: Seen) -> sheet.Sheet:
    """The draft as its page would show it."""
    draft = seen.draft
    people = makers.makers(session, seen.study_id, draft)
    return sheet.of_draft(
        seen.current + 1,
        draft,
        makers.voices(draft, people),
        makers.authors(draft, people),
        makers.basis(session, seen.study_id),
    )


def checks_of(session: Session, seen: Seen) -> list[checks.Check]:
    """What the draft needs before others read it."""
    return checks.checks(seen.draft, queries.topics(session, seen.study_id, seen.problem_id))
