"""A brief as files for paper."""

from flask import Response, abort
from flask.typing import ResponseReturnValue

from rpp import db
from rpp.briefs import queries, sheet
from rpp.briefs.printed import card, paper
from rpp.briefs.queries import Seen
from rpp.briefs.views import machines
from rpp.briefs.views.frame import bp, brief, draft_sheet, reads_draft
from rpp.citations.work import Work
from rpp.web import download, limiter, or_404, public, requires
from rpp.web.limits import reads_of_many

PDF = "application/pdf"


@bp.get("/briefs/<id:brief_id>.pdf")
@limiter.limit(reads_of_many)
@public(brief)
def newest_pdf(seen: Seen) -> ResponseReturnValue:
    """The newest version for paper."""
    return _pdf(seen, seen.current)


@bp.get("/briefs/<id:brief_id>/v<id:number>.pdf")
@limiter.limit(reads_of_many)
@public(lambda brief_id, number: (brief(brief_id), number))
def version_pdf(which: tuple[Seen, int]) -> ResponseReturnValue:
    """A version for paper."""
    return _pdf(*which)


def _pdf(seen: Seen, number: int) -> Response:
    shown, work = _published(seen, number)
    images = paper.images(db.session(), seen, shown)
    made = paper.made(paper.of_version(seen, shown, work, images))
    return download(Response(made, mimetype=PDF), f"brief-{seen.id}-v{number}.pdf", shown=True)


def _published(seen: Seen, number: int) -> tuple[sheet.Sheet, Work]:
    """A version and how it is cited; 410 once the brief was withdrawn, 404 before there is one."""
    or_404(1 <= number <= seen.current or None)
    if seen.status == "withdrawn":
        abort(410, "This brief was withdrawn. Its page says why.")
    version = queries.version(db.session(), seen.id, number)
    return sheet.of_version(version), machines.work_of(seen, version)


@bp.get("/briefs/<id:brief_id>/v<id:number>/card.png")
@limiter.limit(reads_of_many)
@public(lambda brief_id, number: (brief(brief_id), number))
def version_card(which: tuple[Seen, int]) -> ResponseReturnValue:
    """The picture that stands where a version is shared."""
    seen, number = which
    shown, work = _published(seen, number)
    made = card.picture(seen, shown, work)
    response = Response(made, mimetype="image/png")
    return download(response, f"brief-{seen.id}-v{number}.png", shown=True)


@bp.get("/briefs/<id:brief_id>/draft.pdf")
@limiter.limit("30 per minute")
@requires("account.use", brief)
def draft_pdf(seen: Seen) -> ResponseReturnValue:
    """The draft, or the correction that is being prepared, for those who may read it as a page."""
    or_404(reads_draft(seen) or None)
    session = db.session()
    shown = draft_sheet(session, seen)
    made = paper.made(paper.of_draft(seen, shown, paper.images(session, seen, shown)))
    return download(Response(made, mimetype=PDF), f"brief-{seen.id}-draft.pdf")
