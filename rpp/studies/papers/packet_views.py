"""The packet of a study as a download, for those who take part in it."""

from flask import abort, request
from flask.typing import ResponseReturnValue

from rpp import db
from rpp.files import store
from rpp.studies.loaders import bp, inside
from rpp.studies.papers import packet
from rpp.studies.papers.agreement_views import as_download
from rpp.studies.queries import Seen
from rpp.web import limiter, requires


@bp.get("/studies/<id:study_id>/packet.pdf")
@limiter.limit("30 per minute")
@requires("account.use", inside)
def study_packet(study: Seen) -> ResponseReturnValue:
    """The signed packet as it is kept; before that, and with ?today=1, as things stand."""
    # It names the problem: whoever may not know of that gets neither the text nor the packet.
    if not study.problem:
        abort(404)
    session = db.session()
    kept = None if request.args.get("today") else packet.stored(session, study.id)
    if kept is not None and (data := store.read(kept.stored, kept.sha256)):
        return as_download(data, kept.name)
    made = packet.packet(session, study.id)
    if made is None:
        abort(404)
    return as_download(made, f"study-{study.id}-packet.pdf")
