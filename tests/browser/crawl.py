"""Every page of the portal, found by following links as each who may see it."""

import re
from collections import Counter, deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urldefrag, urljoin, urlsplit

from flask import Flask
from werkzeug.exceptions import HTTPException

from rpp import db
from rpp.people import sessions
from tests.support.html import Page

# Files and machines' answers: no pages for a browser.
NO_PAGE = {"static", "admin.readyz", "home.healthz", "studies.text", "briefs.text"}
# Pages that differ by who reads them, not only by where their thing stands.
UNLIKE = {
    *("home.index", "home.me", "notices.index", "problems.show", "problems.index"),
    *("rounds.show", "studies.show", "briefs.show", "networks.show", "organizations.show"),
}
FIRST = ("/", "/about", "/demo", "/dev/mail", "/rounds", "/organizations", "/search?q=bus")
OWN = ("/me", "/notices", "/me/account", "/join")


@dataclass(frozen=True)
class Found:
    """One page: who sees it, where, and what makes it unlike others of its endpoint."""

    who: str
    endpoint: str
    path: str
    state: str = ""
    code: int = 200

    @property
    def name(self) -> str:
        return "-".join(filter(None, (self.endpoint.replace(".", "-"), self.state, self.who)))


def endpoint_of(app: Flask, path: str) -> str:
    try:
        return app.url_map.bind("localhost").match(urlsplit(path).path)[0]
    except HTTPException:
        return ""


@dataclass
class Walk:
    """What one person met when they followed every link."""

    pages: list[Found] = field(default_factory=list)
    dead: list[str] = field(default_factory=list)


def crawl(app: Flask, who: str, person_id: int | None, *, deep: bool = False) -> Walk:
    """The pages that a person reaches: one of each endpoint, and of each state where `deep`.

    Asks the app itself, without a browser, for a few addresses of each endpoint.
    """
    client, limit, walk = app.test_client(), 30 if deep else 4, Walk()
    if person_id is not None:
        with app.app_context(), db.transaction() as session:
            token = sessions.start(session, person_id)
        with client.session_transaction() as cookie:
            cookie["_user_id"], cookie["_fresh"] = token, True
    queue = deque((path, "") for path in (*FIRST, *(OWN if person_id else ())))
    seen = {path for path, _ in queue}
    known: set[tuple[str, str]] = set()
    read: Counter[str] = Counter()
    while queue:
        path, where = queue.popleft()
        endpoint = endpoint_of(app, path)
        if endpoint in NO_PAGE or read[endpoint] >= limit:
            continue
        read[endpoint] += bool(endpoint)
        # Closed at once: what streams is not read to its end.
        with client.get(path) as answer:
            html = answer.text if answer.mimetype == "text/html" else ""
        if answer.status_code >= 400:
            walk.dead.append(f"{where} leads {who or 'anyone'} to {path}: {answer.status_code}")
        if answer.status_code != 200 or not html:
            continue
        state = _state(endpoint, html) if deep else ""
        # A fragment is part of the page that asks for it.
        if (endpoint, state) not in known and html.startswith("<!doctype"):
            known.add((endpoint, state))
            walk.pages.append(Found(who, endpoint, path, state))
        for link in (*Page(html).links, *re.findall(r'hx-get="([^"]+)"', html)):
            address = urldefrag(urljoin(path, link.replace("&amp;", "&"))).url
            if address.startswith("/") and not address.startswith("//") and address not in seen:
                seen.add(address)
                queue.append((address, path))
    return walk


def every_page(app: Flask, people: Mapping[str, int], *, deep: bool = False) -> list[Walk]:
    """What anyone and each of these people see; what looks alike for all stands there once."""
    told: set[tuple[str, str]] = set()
    walks = []
    for who in ("", *people):
        walk = crawl(app, who, people.get(who), deep=deep)
        walk.pages = [
            page
            for page in walk.pages
            if (page.endpoint, page.state) not in told or page.endpoint in UNLIKE
        ]
        told |= {(page.endpoint, page.state) for page in walk.pages}
        walks.append(walk)
    return walks


def _state(endpoint: str, html: str) -> str:
    """Where the thing of a page stands, from its box on sand."""
    if not endpoint.endswith(".show") or "standing" not in html:
        return ""
    found = re.search(r'<aside class="standing".*?<b>(.*?)</b>', html, re.DOTALL)
    return re.sub(r"[^a-z]+", "-", found[1].lower()).strip("-") if found else ""
