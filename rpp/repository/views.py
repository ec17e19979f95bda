"""The repository's lists, and the map of what is known."""

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from rpp import db
from rpp.briefs import facets as of_briefs
from rpp.evidence import queries as evidence
from rpp.repository import finding, gaps, topics
from rpp.repository.facets import EVERYTHING, RECORDS, Asked, asked_of
from rpp.repository.pages.list_page import ListPage, list_page, records_page
from rpp.repository.pages.map_page import map_page
from rpp.repository.pages.topic_page import topic_list, topic_page
from rpp.vocabulary import SUBJECTS
from rpp.web import cursor, limiter, or_404, page, public, reads_of_many, unchanged, viewer

bp = Blueprint("repository", __name__)


@bp.get("/briefs")
@public()
@limiter.limit(reads_of_many)
def index() -> ResponseReturnValue:
    """Briefs, and what others found, by what anyone asks."""
    shown = _list(asked_of(EVERYTHING, request.args))
    return page("repository/index.html", page=shown) if isinstance(shown, ListPage) else shown


@bp.get("/evidence")
@public()
@limiter.limit(reads_of_many)
def records() -> ResponseReturnValue:
    """The records that others published alone."""
    asked, session = asked_of(RECORDS, request.args), db.session()
    shown = _list(asked)
    if not isinstance(shown, ListPage):
        return shown
    collections = [] if asked.is_narrowed else evidence.collections(session)
    around = records_page(viewer(), evidence.totals(session), collections)
    return page("repository/evidence.html", page=shown, around=around)


def _list(asked: Asked) -> ListPage | ResponseReturnValue:
    """What a list says, or that the reader has it already."""
    session = db.session()
    found = finding.find(session, asked)
    networks = finding.networks(session) if "network" in asked.listing.facets else {}
    names = of_briefs.names(session, viewer(), asked.organization, asked.problem)
    # What a search finds hangs on an index of its own.
    if not asked.query and (same := unchanged(found.index.version, networks, names)):
        return same
    shown = found.page(cursor())
    rows = finding.rows(session, found.index, shown.rows)
    return list_page(viewer(), found, shown, rows, names, networks)


@bp.get("/briefs/topics")
@public()
def topic_index() -> ResponseReturnValue:
    """The topics, and what is known on each."""
    grid = gaps.grid(db.session(), viewer())
    return page("repository/topics.html", topics=topic_list(grid))


@bp.get("/briefs/topics/<slug:subject>")
@public()
def topic(subject: str) -> ResponseReturnValue:
    """What is known on a topic, what is missing, and what districts ask."""
    or_404(subject in SUBJECTS or None)
    known = topics.known(db.session(), viewer(), subject)
    return page("repository/topic.html", topic=topic_page(viewer(), known))


@bp.get("/briefs/map")
@public()
def gap_map() -> ResponseReturnValue:
    """What is known on which subject for which grades, and what is missing."""
    return page("repository/map.html", map=map_page(gaps.grid(db.session(), viewer())))
