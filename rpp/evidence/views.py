"""Pages of evidence records: each record with its findings."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from rpp import db
from rpp.evidence import commands, queries
from rpp.evidence.record_page import record_page
from rpp.evidence.reference_page import reference_page
from rpp.evidence.references import queries as imported
from rpp.evidence.tiers import computing
from rpp.evidence.tiers.queries import best_of
from rpp.organizations import profiles
from rpp.paging import whole
from rpp.web import arg, cursor, or_404, page, pager, public, unchanged, viewer

__all__ = ["bp", "commands"]

bp = Blueprint("evidence", __name__)


@bp.get("/evidence/<id:record_id>")
@public()
def record(record_id: int) -> ResponseReturnValue:
    session = db.session()
    district = profiles.chosen(session, viewer(), whole(arg("like", 19)))
    if fresh := unchanged("evidence", record_id, queries.version(session, record_id), district):
        return fresh
    found = or_404(queries.record(session, record_id))
    if found.form == "withdrawn":
        return page("evidence/withdrawn.html", title=found.title), 410
    sources = imported.sources(session, record_id) if found.reference else []
    if found.form == "reference":
        return page("evidence/reference.html", record=reference_page(found, sources))
    findings = queries.findings_of(session, record_id, cursor())
    rated = computing.of(session, [("evidence", record_id)], district)["evidence", record_id]
    related = queries.related(session, record_id)
    shown = record_page(
        found,
        findings,
        pager(findings, "#findings"),
        related,
        sources,
        district,
        rated=rated,
        related_tiers=best_of(session, "evidence", [one.id for one in related]),
        own=bool(district and district.organization_id in viewer().leas),
    )
    return page("evidence/record.html", record=shown)
