"""The repository's lists for machines: whole lists as files, and the news of a search."""

from datetime import UTC, datetime

from flask import Response, request, stream_with_context
from flask.typing import ResponseReturnValue

from rpp import addresses, db
from rpp.citations import lists
from rpp.harvest import feeds
from rpp.harvest.queries import Record
from rpp.paging import Cursor
from rpp.repository import exporting, finding
from rpp.repository.facets import EITHER, EVERYTHING, RECORDS, Asked, Listing, asked_of
from rpp.repository.index import CHANGED, Index
from rpp.repository.pages.list_page import labels
from rpp.repository.views import bp
from rpp.web import cursor, download, here, limiter, public, reads_of_many, unchanged

ANY = f"any({', '.join(repr(form) for form in lists.FORMATS)})"


@bp.get(f"/briefs/export.<{ANY}:form>")
@public()
@limiter.limit(reads_of_many)
def export(form: str) -> ResponseReturnValue:
    """The list of briefs and records under some filters, as a file."""
    return _file(EVERYTHING, form)


@bp.get(f"/evidence/export.<{ANY}:form>")
@public()
@limiter.limit(reads_of_many)
def export_records(form: str) -> ResponseReturnValue:
    """The list of records under some filters, as a file."""
    return _file(RECORDS, form)


def _file(listing: Listing, form: str) -> ResponseReturnValue:
    """A list as a file; a `Link` leads to the next file where one does not hold it."""
    session, asked = db.session(), asked_of(listing, request.args)
    found = finding.find(session, asked)
    if not asked.query and (same := unchanged(found.index.version)):
        return same
    name = exporting.name(asked, finding.networks(session), form)
    entries, on = exporting.part(found, cursor())
    # The file may take long; what it says is read in sessions of its own.
    db.let_go()
    text = stream_with_context(exporting.written(found, entries, form))
    type_ = lists.FORMATS[form].type
    response = download(Response(text, content_type=f"{type_}; charset=utf-8"), name)
    if on is not None:
        after = addresses.of(here(past=on, before=None, end=None))
        response.headers["Link"] = f'<{after}>; rel="next"'
    return response


@bp.get("/feeds/search.atom")
@public()
@limiter.limit(reads_of_many)
def feed() -> ResponseReturnValue:
    """What a list under some filters holds, the last changed first."""
    session, asked = db.session(), asked_of(EITHER, request.args)
    found = finding.find(session, asked)
    networks = finding.networks(session)
    # What a search finds hangs on an index of its own.
    if not asked.query and (same := unchanged(found.index.version, networks)):
        return same
    entries = found.index.page(CHANGED, found.matched, Cursor(), feeds.ENTRIES).rows
    works = finding.works(session, found.index, entries)
    told_of = [(_record(found.index, at), works[at]) for at in entries if at in works]
    query = request.query_string.decode("ascii", "ignore")
    ending = f"?{query}" if query else ""
    told = feeds.atom(
        f"{addresses.public('repository.feed')}{ending}",
        _title(asked, networks),
        f"{addresses.public('repository.index')}{ending}",
        told_of,
    )
    return Response(told, content_type="application/atom+xml; charset=utf-8")


def _record(index: Index, at: int) -> Record:
    kind, id_ = index.thing(at)
    moment = datetime.fromtimestamp(index.changed[at] / 1_000_000, UTC)
    return Record(at, kind, id_, moment, False)


def _title(asked: Asked, networks: dict[str, str]) -> str:
    words = [*([f"“{asked.query}”"] if asked.query else []), *labels(asked, networks)]
    return ": ".join(filter(None, ("Briefs and reviewed studies", ", ".join(words))))
