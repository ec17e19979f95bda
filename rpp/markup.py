"""Markdown to safe HTML, and nowhere else."""

from collections.abc import MutableMapping

import bleach
import markdown

Attributes = MutableMapping[tuple[str | None, str], str]

# Raise it when the output changes; `flask markup refresh` then renders stored texts again.
VERSION = 1

TAGS = frozenset(
    """p br strong em del code pre blockquote ul ol li a h3 h4 h5 h6 hr
    table thead tbody tr th td sup sub""".split()  # noqa: SIM905
)
ATTRIBUTES = {"a": ["href", "title", "rel"], "th": ["align"], "td": ["align"]}
PROTOCOLS = frozenset({"http", "https", "mailto"})


def render(text: str) -> str:
    """Render Markdown as clean HTML; headings start at h3, since pages own h1 and h2."""
    html = markdown.markdown(
        text, extensions=["tables", "sane_lists", "nl2br"], output_format="html"
    )
    for level in (4, 3, 2, 1):
        lower = min(level + 2, 6)
        html = html.replace(f"<h{level}>", f"<h{lower}>").replace(f"</h{level}>", f"</h{lower}>")
    clean = bleach.clean(html, tags=TAGS, attributes=ATTRIBUTES, protocols=PROTOCOLS, strip=True)
    return bleach.linkify(clean, callbacks=[_outside], skip_tags={"pre", "code"})


def _outside(attrs: Attributes, new: bool = False) -> Attributes:
    attrs[(None, "rel")] = "nofollow noopener ugc"
    return attrs
