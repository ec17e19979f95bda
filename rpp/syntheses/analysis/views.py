"""Pages of an analysis: a reader's own choice, what the average hangs on, files of a version."""

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue

from rpp import db
from rpp.organizations import profiles
from rpp.paging import whole
from rpp.syntheses.analysis import files, queries
from rpp.syntheses.analysis.choice import chosen
from rpp.syntheses.analysis.page import ChecksPage, shown
from rpp.syntheses.analysis.queries import Version
from rpp.web import arg, download, or_404, page, public, viewer

bp = Blueprint("analysis", __name__)


def numbered(slug: str, number: int) -> Version:
    """A version, for whoever may know of the synthesis."""
    return or_404(queries.version(db.session(), viewer(), slug, number))


@bp.get("/syntheses/<slug:slug>/v<id:number>/analysis")
@public(numbered)
def analysis(version: Version) -> ResponseReturnValue:
    district = profiles.chosen(db.session(), viewer(), whole(arg("like", 19)))
    found = shown(version, chosen(request.args), district)
    return _apart(
        page("syntheses/analysis/show.html", "syntheses/analysis/_analysis.html", a=found)
    )


@bp.get("/syntheses/<slug:slug>/v<id:number>/checks")
@public(numbered)
def checks(version: Version) -> ResponseReturnValue:
    district = profiles.chosen(db.session(), viewer(), whole(arg("like", 19)))
    found = shown(version, chosen(request.args), district)
    return _apart(page("syntheses/analysis/checks.html", it=ChecksPage(version, found.analysis)))


def _apart(response: Response) -> Response:
    """A reader's own view is not the synthesis, and no search engine takes it for that."""
    response.headers["X-Robots-Tag"] = "noindex"
    return response


@bp.get("/syntheses/<slug:slug>/v<id:number>.csv")
@public(numbered)
def as_csv(version: Version) -> ResponseReturnValue:
    text = files.as_csv(version).encode("utf-8-sig")
    return download(Response(text, mimetype="text/csv"), f"{version.name}.csv")


@bp.get("/syntheses/<slug:slug>/v<id:number>.json")
@public(numbered)
def as_json(version: Version) -> ResponseReturnValue:
    text = files.as_json(version)
    return download(Response(text, mimetype="application/json"), f"{version.name}.json", shown=True)
