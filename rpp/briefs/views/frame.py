"""What the pages of briefs share: the blueprint, and loading a brief."""

from flask import Blueprint, request
from sqlmodel import Session

from rpp import db, markup, policy
from rpp.briefs import checks, makers, queries, sheet, types
from rpp.briefs.queries import Seen
from rpp.briefs.texts import Draft
from rpp.db import READS
from rpp.web import or_404, viewer

bp = Blueprint("briefs", __name__)


def brief(brief_id: int) -> Seen:
    """The brief, for whoever may know of it."""
    return or_404(queries.brief(db.session(), viewer(), brief_id))


def reads_draft(seen: Seen) -> bool:
    """Whether the viewer may read the draft, or the correction that is being prepared.

    Whoever may know of a brief before it is out reads it: its makers, reviewers, stewards.
    """
    if seen.status not in ("draft", "in_review", "published"):
        return False
    return policy.may(viewer(), "brief.write", seen) if seen.current else not seen.is_out


def before_writing(brief_id: int) -> Seen:
    """The brief, read apart: its texts are rendered before the write begins."""
    with db.before_write() as own:
        return or_404(queries.brief(own, viewer(), brief_id))


def render_ahead(draft: Draft) -> None:
    """Render what a write is about to store of a draft: `markup` remembers it."""
    if request.method not in READS and draft.markup_version != markup.VERSION:
        draft.rendered()


def draft_sheet(session: Session, seen: Seen) -> sheet.Sheet:
    """The draft as its page would show it."""
    draft, made = seen.draft, types.of(seen)
    people = made.makers(session, seen, draft)
    return sheet.of_draft(
        seen.current + 1,
        draft,
        makers.voices(draft, people),
        makers.authors(draft, people),
        made.basis(session, seen),
        makers.details(draft, people),
    )


def checks_of(session: Session, seen: Seen) -> list[checks.Check]:
    """What the draft needs before others read it, and what is better mended."""
    needed = checks.checks(seen.draft, types.of(seen).topics(session, seen))
    return [*needed, *checks.warnings(seen.draft)]
