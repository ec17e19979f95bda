"""Markdown to safe HTML, and nowhere else.

What people write is what is shown: a sign is taken for markup only where it cannot be meant
otherwise, and whatever is no markup stays as it was typed, angle brackets included.
"""

import re
from functools import lru_cache
from html import escape
from urllib.parse import urlsplit

# Raise it when the output changes; `flask markup refresh` then renders stored texts again.
VERSION = 2

TAGS = frozenset(
    """p br strong em del sup sub code pre blockquote ul ol li a h3 h4 h5 h6 hr
    table thead tbody tr th td""".split()  # noqa: SIM905
)
PROTOCOLS = frozenset({"http", "https", "mailto"})
REL = "nofollow noopener ugc"

# Longer ones are no single text of a person.
MOST_TEXT = 80_000
# What it costs to clean a tag, an entity, or eighty characters of a text, is one. This is some
# fifth of a second; what people write takes a tenth of it.
MOST_WORK = 6_500
_PASSAGES = re.compile(r"\n[ \t]*\n")
_NUMBER = re.compile(r"0|[1-9]\d{0,2}")
_OUTSIDE = re.compile(r"(?:https?://\w|mailto:[^\s@]+@)[^\s\\`\x00-\x1f\x7f]*", re.IGNORECASE)
_INSIDE = re.compile(r"/(?![/\\])[^\s\\`:\x00-\x1f\x7f]*")


class TooMuch(Exception):
    """A text asks for more work than any text that a person writes."""


@lru_cache(maxsize=128)
def render(text: str) -> str:
    """Render Markdown as clean HTML; headings start at h3, since pages own h1 and h2.

    A text made to take long, such as a table of many thousand cells, is shown as it was typed.
    The last texts are remembered: what a form renders before a write begins is there within it.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    try:
        html = _rendered(text) if len(text) <= MOST_TEXT else ""
    except (TooMuch, RecursionError):
        html = ""
    return _clean(html) if html and work(html) <= MOST_WORK else _as_typed(text)


def work(html: str) -> int:
    """How much there is to clean: its tags and entities, and a little for every character."""
    return html.count("<") + html.count("&") + len(html) // 80


def address(url: str) -> str:
    """Where a link may lead: the web, a mailbox, or a page of this portal; else nowhere ("").

    Schemes are read here: bleach takes `javascript:1` for a host and a port.
    """
    if len(url) > 2_000:
        return ""
    if _INSIDE.fullmatch(url):
        return url
    try:
        known = _OUTSIDE.fullmatch(url) and urlsplit(url).scheme in PROTOCOLS
    except ValueError:
        return ""
    return url if known else ""


def allowed(tag: str, name: str, value: str) -> bool:
    """Whether an attribute may stay, with this value."""
    if name == "href":
        return tag == "a" and bool(address(value))
    if name == "rel":
        return tag == "a" and value == REL
    if name == "align":
        return tag in ("th", "td") and value in ("right", "center")
    return name == {"ol": "start", "li": "value"}.get(tag) and bool(_NUMBER.fullmatch(value))


def _rendered(text: str) -> str:
    # Here: it is slow to import, and only a process in which somebody writes needs it.
    from rpp.markup.reader import read

    return read(text)


def _clean(html: str) -> str:
    import bleach

    return bleach.clean(html, tags=TAGS, attributes=allowed, protocols=PROTOCOLS, strip=False)


def _as_typed(text: str) -> str:
    passages = (passage.strip("\n") for passage in _PASSAGES.split(escape(text, quote=False)))
    shown = (passage.replace("\n", "<br>\n") for passage in passages if passage.strip())
    return "\n".join(f"<p>{passage}</p>" for passage in shown)
