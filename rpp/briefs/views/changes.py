"""What changed from one published version of a brief to another."""

from flask import abort
from flask.typing import ResponseReturnValue

from rpp import db
from rpp.briefs import queries
from rpp.briefs.pages.versions import versions_page
from rpp.briefs.queries import Seen
from rpp.briefs.views.frame import bp, brief
from rpp.web import or_404, page, public


@bp.get("/briefs/<id:brief_id>/compare/<id:before>..<id:after>")
@public(lambda brief_id, before, after: (brief(brief_id), before, after))
def changes(which: tuple[Seen, int, int]) -> ResponseReturnValue:
    """What changed between two published versions, word by word."""
    seen, before, after = which
    or_404(1 <= before < after <= seen.current or None)
    if seen.status == "withdrawn":
        abort(410, "This brief was withdrawn. Its page says why.")
    found = {one.number: one for one in queries.versions(db.session(), seen.id)}
    between = [found[number] for number in range(before + 1, after + 1)]
    shown = versions_page(seen, found[before], found[after], between)
    return page("briefs/versions.html", page=shown)
