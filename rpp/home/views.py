"""The first page, a person's own page, and what the portal says of itself."""

from flask import Blueprint, Response, current_app
from flask.typing import ResponseReturnValue

from rpp import addresses, dates, db
from rpp.ask.page import examples
from rpp.briefs import repository
from rpp.config import Settings
from rpp.home import journey, own_page
from rpp.rounds import queries as rounds
from rpp.web import DAY, NEVER, kept, page, public, requires, viewer

bp = Blueprint("home", __name__)


@bp.get("/")
@public()
def index() -> ResponseReturnValue:
    session, person = db.session(), viewer()
    return page(
        "home/index.html",
        stations=journey.stations(session, person),
        briefs=repository.latest(session, 3),
        brief_count=repository.published(session),
        rounds=rounds.open_rounds(session, 3),
        today=dates.today(dates.site_zone()),
        examples=examples(),
    )


@bp.get("/me")
@requires("account.use")
def me() -> ResponseReturnValue:
    settings: Settings = current_app.extensions["rpp.settings"]
    view = own_page.of(db.session(), viewer(), settings)
    return page("home/me.html", view=view, today=dates.today(dates.site_zone()))


# What only signed-in people use, and what makes a page or a file of whatever is asked. A list is
# met by its first page, and what it holds by the maps of the site. The star is no more than the
# prefix says; without it some readers of these rules drop the question mark, and the list with it.
NOT_FOR_ROBOTS = (
    *("/admin", "/api/v1", "/dev", "/me", "/organizations/find", "/search", "/sign-in"),
    *("/ask?*", "/ask/unanswered/new", "/contact?*"),
    *("/briefs/compare", "/briefs/export.", "/evidence/export.", "/feeds/search.atom"),
    *("/briefs?*", "/evidence?*", "/problems?*", "/studies?*", "/rounds?*", "/networks?*"),
)
POLICY = """\
# Anyone may read and keep what is public here. Crawl gently: one request a second, no lists under
# filters, no files of whole lists. To take the whole repository, harvest it: {oai}
# (OAI-PMH 2.0, incremental). What the portal publishes last: {feed}
"""


@bp.get("/robots.txt")
@kept(DAY)
@public()
def robots() -> ResponseReturnValue:
    """What crawlers may take, how fast, and the better ways to take all of it (RFC 9309)."""
    feed = addresses.public("harvest.feed", name="briefs")
    policy = POLICY.format(oai=addresses.public("harvest.oai"), feed=feed)
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in NOT_FOR_ROBOTS), "Crawl-delay: 1"]
    if addresses.is_known():
        lines += ["", f"Sitemap: {addresses.public('harvest.sitemap')}"]
    return Response(policy + "\n".join([*lines, ""]), mimetype="text/plain")


@bp.get("/about")
@public()
def about() -> ResponseReturnValue:
    return page("home/about.html")


@bp.get("/privacy")
@public()
def privacy() -> ResponseReturnValue:
    return page("home/privacy.html")


@bp.get("/accessibility")
@public()
def accessibility() -> ResponseReturnValue:
    return page("home/accessibility.html")


@bp.get("/healthz")
@kept(NEVER)
@public()
def healthz() -> ResponseReturnValue:
    return "ok", 200, {"Content-Type": "text/plain"}
