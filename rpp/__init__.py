"""RPP Commons: school districts and researchers, on the same problem."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module

from flask import Flask

from rpp.config import ROOT, Settings, read


def create_app(settings: Settings | None = None) -> Flask:
    """Build the portal: shared files first, then the rooms, floor by floor."""
    with made_to_stay():
        return build(settings)


@contextmanager
def made_to_stay() -> Iterator[None]:
    """Keep the garbage collector from what is made here: it lives as long as the process.

    Looking through the portal's own parts again and again took a tenth of a page's time, and
    writes to memory that workers share. A page makes fewer things than the first threshold.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.set_threshold(10_000, 20, 20)
        gc.enable()


def build(settings: Settings | None) -> Flask:
    settings = settings or read()
    settings.refuse_an_open_demo()
    settings.refuse_half_a_datacite()
    app = Flask(__name__, template_folder=str(ROOT / "templates"), static_folder=None)
    configure(app, settings)

    from rpp import assets, cli, dates, db, logs, web

    logs.init_app(app, settings)
    db.init_app(app, settings.url)
    web.init_app(app, settings)
    assets.init_app(app)
    dates.init_app(app, settings)
    cli.init_app(app)
    open_rooms(app, settings)
    return app


def configure(app: Flask, settings: Settings) -> None:
    """Turn the portal's settings into those of Flask and its extensions."""
    app.config.update(
        SECRET_KEY=settings.key(),
        demo=settings.demo,
        contact=settings.help_email,
        hsts="max-age=31536000" + ("; includeSubDomains" if settings.hsts_subdomains else ""),
        MAX_CONTENT_LENGTH=1_000_000,
        MAX_FORM_MEMORY_SIZE=500_000,
        MAX_FORM_PARTS=500,
        SESSION_COOKIE_NAME="rpp",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.proxies > 0,
        SESSION_REFRESH_EACH_REQUEST=False,
        PERMANENT_SESSION_LIFETIME=14 * 24 * 3600,
        # A token lives as long as the sign-in: a long page must not expire while one writes.
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_SSL_STRICT=False,
        RATELIMIT_ENABLED=settings.rate_limits,
        RATELIMIT_STORAGE_URI=settings.redis_url or "memory://",
        RATELIMIT_STORAGE_OPTIONS=(
            {"socket_connect_timeout": 1, "socket_timeout": 1} if settings.redis_url else {}
        ),
        RATELIMIT_STRATEGY="moving-window",
    )
    app.extensions["rpp.settings"] = settings


# The rooms that say of their things who may read them (rpp.kinds); what can be found stands in
# this order in the search.
THINGS = (
    *("people", "organizations", "networks", "discussions"),
    *("problems", "rounds", "studies", "briefs", "briefs.review", "briefs.onepage", "briefs.uses"),
    *("evidence", "evidence.findings", "evidence.references", "evidence.ratings"),
    *("collections", "contact", "saved_searches", "ask.unanswered", "claims.register", "syntheses"),
    "adopted",
)


def open_rooms(app: Flask, settings: Settings) -> None:
    """Register each room's things and pages, and those who listen to events."""
    for room in THINGS:
        import_module(f"rpp.{room}.kind")
    for room in ("organizations", "networks", "studies.members"):
        import_module(f"rpp.{room}.closing")
    from rpp import (
        adopted,
        api,
        ask,
        claims,
        harvest,
        kinds,
        models,
        notices,
        repository,
        saved_searches,
        search,
    )
    from rpp import syntheses as living
    from rpp.adopted import views as adopted_views
    from rpp.api import token_views as tokens
    from rpp.api import views as api_views
    from rpp.ask import views as ask_views
    from rpp.briefs import views as briefs
    from rpp.briefs.uses import views as uses
    from rpp.claims import views as claim_views
    from rpp.collections import views as collections
    from rpp.concepts import views as concepts
    from rpp.contact import views as contact
    from rpp.discussions import views as discussions
    from rpp.evidence import rules_views
    from rpp.evidence import views as evidence
    from rpp.evidence.findings import views as findings
    from rpp.evidence.ratings import judging_views as ratings
    from rpp.evidence.references import views as references
    from rpp.harvest import views as harvest_views
    from rpp.home import admin, rendering
    from rpp.home import views as home
    from rpp.networks import roles
    from rpp.networks import views as networks
    from rpp.notices import views as notice_views
    from rpp.organizations import views as organizations
    from rpp.peers import views as peers
    from rpp.people import account_views as account
    from rpp.people import drafting_views, email_views, sessions
    from rpp.people import views as people
    from rpp.problems import views as problems
    from rpp.repository import machine_views as repository_views
    from rpp.rounds import views as rounds
    from rpp.saved_searches import views as saved_search_views
    from rpp.search import views as search_views
    from rpp.studies import views as studies
    from rpp.syntheses import views as syntheses
    from rpp.syntheses.analysis import views as analysis
    from rpp.syntheses.screening import keeping_views as screening

    sessions.init_app(app, roles.READER)
    notices.init_app(app)
    search.init_app(app)
    ask.init_app(app)
    claims.init_app(app)
    adopted.init_app(app)
    harvest.init_app(app)
    repository.init_app(app)
    saved_searches.init_app(app)
    living.init_app(app)
    rendering.init_app(app)
    api.init_app(app)
    app.register_blueprint(api_views.doors())
    for pages in (
        concepts,
        people,
        account,
        drafting_views,
        email_views,
        organizations,
        networks,
        discussions,
        evidence,
        rules_views,
        references,
        findings,
        ratings,
        problems,
        rounds,
        studies,
        briefs,
        uses,
        syntheses,
        analysis,
        screening,
        collections,
        peers,
        search_views,
        ask_views,
        claim_views,
        adopted_views,
        harvest_views,
        repository_views,
        saved_search_views,
        notice_views,
        contact,
        api_views,
        tokens,
        home,
        admin,
    ):
        app.register_blueprint(pages.bp)
    if settings.demo:
        from rpp.home import demo

        app.register_blueprint(demo.bp)
    kinds.check(app, models.things())
