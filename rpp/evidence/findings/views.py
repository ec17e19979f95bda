"""Pages of findings: each one with its facts, the list of a study or record."""

from flask import redirect
from flask.typing import ResponseReturnValue
from sqlmodel import Session

from rpp import db, history
from rpp.evidence.figures_page import figures_shown
from rpp.evidence.findings import (
    file_views,
    list_page,
    queries,
    reading,
    record_views,
    writing_views,
)
from rpp.evidence.findings import page as pages
from rpp.evidence.findings.contrast import Contrast
from rpp.evidence.findings.loaders import Opened, begun_of, bp, given, of, opened
from rpp.evidence.findings.queries import Given, Recorded
from rpp.evidence.findings.subjects import About
from rpp.policy import may
from rpp.web import page, public, viewer

# The other pages of this blueprint.
__all__ = ["bp", "file_views", "record_views", "writing_views"]


@bp.get("/findings/<id:finding_id>")
@public(opened)
def show(one: Opened) -> ResponseReturnValue:
    session, recorded = db.session(), one.recorded
    if recorded.removed_at is not None:
        lines = history.timeline(session, "finding", recorded.id, private=False)
        return page("findings/removed.html", page=pages.removed_page(one.about, lines)), 410
    contrast = _whole(session, recorded)
    shown = pages.finding_page(
        one.about,
        recorded,
        contrast,
        history.timeline(session, "finding", recorded.id, private=False),
        queries.revisions(session, recorded.id),
        writes=may(viewer(), "finding.record", one),
    )
    return page("findings/show.html", page=shown, figures=figures_shown(contrast))


def _whole(session: Session, recorded: Recorded) -> Contrast:
    """The finding with what its source says of it."""
    keys = {recorded.of_key, f"finding:{recorded.id}"}
    found = reading.contrasts_of(session, [recorded.subject])[recorded.subject]
    return next((one for one in found if one.key in keys), recorded.facts)


@bp.get("/evidence/findings/<id:finding_id>")
@public(given)
def show_given(found: tuple[About, Given]) -> ResponseReturnValue:
    about, one = found
    if one.completed is not None:
        return redirect(f"/findings/{one.completed}")
    writes = may(viewer(), "finding.record", about)
    shown = pages.given_page(about, one.contrast, writes=writes)
    return page("findings/show.html", page=shown, figures=figures_shown(one.contrast))


@bp.get("/findings/of/<kind>/<id:subject_id>")
@public(of)
def listing(about: About) -> ResponseReturnValue:
    session = db.session()
    shown = list_page.list_page(
        about,
        queries.of_subject(session, about.key),
        begun_of(session, about),
        writes=may(viewer(), "finding.record", about),
    )
    return page("findings/list.html", page=shown)
