"""The doors for libraries and catalogs."""

from collections.abc import Iterable

from flask import Blueprint, Response, current_app, request
from flask.typing import ResponseReturnValue
from sqlmodel import Session

from rpp import addresses, db, kinds
from rpp.config import Settings
from rpp.harvest import feeds, queries
from rpp.harvest import oai as protocol
from rpp.web import csrf, or_404, public

bp = Blueprint("harvest", __name__)
NAME = "RPP Commons"
# Pages that are of no kind.
PAGES = (
    "/",
    "/about",
    "/problems",
    "/rounds",
    "/studies",
    "/briefs",
    "/syntheses",
    "/evidence",
    "/networks",
    "/vocabulary",
    "/ask",
    "/ask/unanswered",
    "/ai",
)


# Feeds that are not of a network or a topic: the set of each, and what it is called, also while
# nothing is in it.
NAMED = {"briefs": ("", "Practitioner briefs"), "syntheses": ("synthesis", "Syntheses")}


@bp.get("/oai")
@public()
def oai() -> ResponseReturnValue:
    """OAI-PMH, asked by address."""
    return _answer(db.session(), request.args.items(multi=True))


@bp.post("/oai")
@csrf.exempt
@public()
def oai_by_form() -> ResponseReturnValue:
    """OAI-PMH, asked by a form, as long questions are; it changes nothing."""
    with db.reading_replica() as session:
        return _answer(session, request.form.items(multi=True))


@bp.get("/feeds/<slug:name>.atom")
@public()
def feed(name: str) -> ResponseReturnValue:
    """What was published last: of all, of a network (`network-<slug>`), of a topic."""
    session = db.session()
    spec, title = NAMED.get(name) or (_spec(name), "")
    title = title or dict(queries.sets(session)).get(spec, "")
    newest = queries.newest(session, spec, feeds.ENTRIES)
    works = queries.works_of(session, newest)
    found = ((one, works.get((one.kind, one.subject_id))) for one in newest)
    entries = [(one, thing.work) for one, thing in found if thing]
    told = feeds.atom(
        addresses.public("harvest.feed", name=name),
        or_404(title or None),
        addresses.public("repository.index"),
        entries,
    )
    return Response(told, content_type="application/atom+xml; charset=utf-8")


def _spec(name: str) -> str:
    """The set of a network or a topic; 404 for a name that neither has."""
    kind, _, rest = name.partition("-")
    or_404((kind in ("network", "topic") and rest) or None)
    return f"{kind}:{rest}"


@bp.get("/sitemap.xml")
@public()
def sitemap() -> ResponseReturnValue:
    """The maps of the site for search engines, one for each kind of pages and 40,000 ids."""
    names = [
        f"{kind}-{part}"
        for kind, highest in queries.mapped(db.session())
        for part in range(highest // feeds.MAPPED + 1)
    ]
    return _xml(feeds.sitemap_index(["pages-0", *names]))


@bp.get("/sitemaps/<slug:name>.xml")
@public()
def sitemap_of(name: str) -> ResponseReturnValue:
    """One map: the pages of a kind that anyone may read."""
    kind, _, part = name.rpartition("-")
    or_404((part.isdecimal() and len(part) < 6) or None)
    if kind == "pages":
        or_404(part == "0" or None)
        return _xml(feeds.sitemap(PAGES))
    or_404(kind in kinds.mapped() or None)
    first = int(part) * feeds.MAPPED
    ids = queries.readable(db.session(), kind, first, first + feeds.MAPPED - 1)
    return _xml(feeds.sitemap(kinds.href(kind, id_) for id_ in ids))


def _xml(text: str) -> Response:
    return Response(text, content_type="application/xml; charset=utf-8")


def _answer(session: Session, sent: Iterable[tuple[str, str]]) -> Response:
    settings: Settings = current_app.extensions["rpp.settings"]
    told = protocol.Settings(NAME, settings.help_email)
    text = protocol.answer(session, told, sent)
    return Response(text, content_type="text/xml; charset=utf-8")
