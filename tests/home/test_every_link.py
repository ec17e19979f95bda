"""Every link that a page of the demo offers leads somewhere, whoever follows it."""

import re
from collections import Counter
from collections.abc import Callable
from urllib.parse import urljoin, urlsplit

import pytest

from rpp.home.demo import PERSONAS
from tests.support.client import Browser
from tests.support.html import Page

BEGIN = ("/", "/demo", "/me", "/dev/mail")
# Thousands of pages are alike: of filters, and of what came from the directories, a few are read.
FEW = (
    (re.compile(r"\?"), 2),
    (re.compile(r"^/(evidence|organizations)/#"), 6),
    # Each word has a page.
    (re.compile(r"^/vocabulary/"), 2),
    # A search each: their pages differ by the problem alone.
    (re.compile(r"^/problems/#/known"), 4),
)
# Lists, files and feeds under any filters, and the words of a scheme.
NARROWED = re.compile(r"^/(briefs|evidence|search|feeds/search)(/export)?(\.\w+)?$")
CONCEPT = re.compile(r"^(/vocabulary/[^/.]+/)[^/.]+")
# A page that is fetched in parts names the addresses of these parts.
PART = re.compile(r'hx-get="([^"]+)"')


def shape(path: str) -> str:
    """An address without its numbers and the values of its arguments; many arguments are alike."""
    bare, _, query = path.partition("?")
    names = sorted({pair.split("=")[0] for pair in query.split("&")}) if query else []
    told = "&".join(names) if len(names) < 3 and not NARROWED.match(bare) else "many"
    bare = CONCEPT.sub(r"\1#", bare)
    return re.sub(r"\d+", "#", bare) + (f"?{told}" if names else "")


def follow(browser: Browser) -> tuple[dict[str, str], list[str]]:
    """Read all pages that can be reached by links; return those read, and what is wrong."""
    read: dict[str, str] = {}
    wrong: list[str] = []
    alike: Counter[str] = Counter()
    waiting = [(path, "") for path in BEGIN]
    while waiting:
        path, source = waiting.pop()
        kind = shape(path)
        if path in read or alike[kind] >= min(
            (most for pattern, most in FEW if pattern.search(kind)), default=10_000
        ):
            continue
        alike[kind] += 1
        read[path] = source
        try:
            # The client itself finds fault with the HTML of whole pages.
            answer = browser.get(path)
        except AssertionError as fault:
            wrong.append(f"{fault} (offered by {source})")
            continue
        if answer.status_code not in (200, 302, 303):
            wrong.append(f"{path}: {answer.status_code} (offered by {source})")
        elif answer.status_code != 200:
            waiting.append((answer.headers["Location"], path))
        elif answer.mimetype == "text/html":
            html = answer.get_data(as_text=True)
            for link in (*Page(html).links, *PART.findall(html)):
                parts = urlsplit(urljoin(f"http://localhost{path}", link.replace("&amp;", "&")))
                if (parts.scheme, parts.netloc) == ("http", "localhost"):
                    on = f"{parts.path}?{parts.query}" if parts.query else parts.path
                    waiting.append((on, path))
    return read, wrong


@pytest.mark.parametrize("persona", ["", *PERSONAS])
def test_every_link_leads_somewhere(be: Callable[[str], Browser], persona: str) -> None:
    read, wrong = follow(be(persona))
    assert not wrong, "\n".join(wrong)
    kinds = {shape(path) for path in read}
    public = {"/problems/#", "/rounds/#", "/studies/#", "/briefs/#", "/briefs/#/v#", "/evidence/#"}
    assert kinds >= public | {"/networks", "/organizations/#", "/search"}, "pages nobody links to"
    own = {"leader": "/rounds/#/ballot", "steward": "/problems/#/return", "admin": "/admin"}
    assert own.get(persona, "/") in kinds
