"""Atom feeds (RFC 4287) of what was published last, and maps of the site for search engines."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from lxml import etree

from rpp import addresses, clock, dates
from rpp.citations.work import Work
from rpp.citations.xml import Element, add
from rpp.harvest.queries import Record

ATOM = "http://www.w3.org/2005/Atom"
SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
# How many things a feed holds; how many addresses one map may hold (sitemaps.org: 50,000).
ENTRIES = 30
MAPPED = 40_000


def _document(root: Element) -> str:
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8").decode()


def _root(tag: str, namespace: str) -> Element:
    prefixes: dict[str | None, str] = {None: namespace}
    return etree.Element(f"{{{namespace}}}{tag}", nsmap=prefixes)  # type: ignore[arg-type]


def atom(address: str, title: str, page: str, entries: Sequence[tuple[Record, Work]]) -> str:
    """A feed at `address`, of what is listed on `page`, the newest first."""
    feed = _root("feed", ATOM)
    add(feed, "id", address)
    add(feed, "title", f"{title} | RPP Commons")
    changed = max((record.changed_at for record, _ in entries), default=datetime.min)
    add(feed, "updated", dates.iso(changed if entries else clock.now()))
    add(feed, "link", rel="self", type="application/atom+xml", href=address)
    add(feed, "link", rel="alternate", type="text/html", href=page)
    add(add(feed, "author"), "name", "RPP Commons")
    for record, work in entries:
        _entry(add(feed, "entry"), record, work)
    return _document(feed)


def _entry(entry: Element, record: Record, work: Work) -> None:
    # The address of all its versions: a correction is news of the same thing.
    same = next((r.address for r in work.related if r.relation == "IsVersionOf"), work.url)
    add(entry, "id", same)
    add(entry, "title", work.title)
    add(entry, "updated", dates.iso(record.changed_at))
    add(entry, "link", rel="alternate", type="text/html", href=work.url)
    for name in work.authors:
        add(add(entry, "author"), "name", name.whole)
    add(entry, "summary", work.abstract)
    if work.license_url:
        add(entry, "link", rel="license", href=work.license_url)
    for subject in (*work.subjects, *work.grades):
        add(entry, "category", term=subject.term, scheme=subject.iri)


def sitemap_index(names: Iterable[str]) -> str:
    """The maps of the site."""
    root = _root("sitemapindex", SITEMAP)
    for name in names:
        where = addresses.public("harvest.sitemap_of", name=name)
        add(add(root, "sitemap"), "loc", where)
    return _document(root)


def sitemap(paths: Iterable[str]) -> str:
    """A map: the addresses of pages that anyone may read."""
    root = _root("urlset", SITEMAP)
    for path in paths:
        add(add(root, "url"), "loc", addresses.of(path))
    return _document(root)
