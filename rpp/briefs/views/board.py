"""The packet that a district takes to its board, from a published brief."""

from flask import Response
from flask.typing import ResponseReturnValue

from rpp import clock, db
from rpp.briefs import queries, sheet
from rpp.briefs.models import READ
from rpp.briefs.pages.boarded import board_page
from rpp.briefs.printed import board, paper
from rpp.briefs.queries import Seen
from rpp.briefs.views import machines
from rpp.briefs.views.frame import bp, brief
from rpp.documents import docx
from rpp.documents.document import Document, pdf
from rpp.web import download, limiter, or_404, page, requires, viewer


def published(brief_id: int) -> Seen:
    """A brief that anyone may read."""
    seen = brief(brief_id)
    or_404(seen.status in READ or None)
    return seen


def of_district(brief_id: int, organization_id: int) -> tuple[Seen, int]:
    """A brief that anyone may read, and a district of the viewer's own."""
    seen = published(brief_id)
    or_404(viewer().id is None or organization_id in viewer().leas or None)
    return seen, organization_id


@bp.get("/briefs/<id:brief_id>/board")
@requires("brief.packet", published)
def board_packet(seen: Seen) -> ResponseReturnValue:
    """What the packet holds, and the districts for which the viewer may make it."""
    return page("briefs/board.html", page=board_page(seen, viewer()))


@bp.get("/briefs/<id:brief_id>/board/<id:organization_id>.pdf")
@limiter.limit("30 per minute")
@requires("brief.packet", of_district)
def board_pdf(which: tuple[Seen, int]) -> ResponseReturnValue:
    """The packet as PDF."""
    made = pdf(_packet(*which))
    return download(Response(made, mimetype="application/pdf"), f"{_name(*which)}.pdf")


@bp.get("/briefs/<id:brief_id>/board/<id:organization_id>.docx")
@limiter.limit("30 per minute")
@requires("brief.packet", of_district)
def board_docx(which: tuple[Seen, int]) -> ResponseReturnValue:
    """The packet as a file that a word processor opens."""
    made = docx.docx(_packet(*which))
    return download(Response(made, mimetype=docx.TYPE), f"{_name(*which)}.docx")


def _name(seen: Seen, organization_id: int) -> str:
    return f"brief-{seen.id}-board-{organization_id}"


def _packet(seen: Seen, organization_id: int) -> Document:
    session = db.session()
    version = queries.version(session, seen.id, seen.current)
    shown, work = sheet.of_version(version), machines.work_of(seen, version)
    known = or_404(board.facts(session, viewer(), seen, shown, organization_id))
    images = paper.images(session, seen, shown)
    return board.packet(seen, shown, work, known, images, clock.now())
