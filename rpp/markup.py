"""Markdown to safe HTML, and nowhere else."""

import re
from collections.abc import MutableMapping
from html import escape

Attributes = MutableMapping[tuple[str | None, str], str]

# Raise it when the output changes; `flask markup refresh` then renders stored texts again.
VERSION = 1

TAGS = frozenset(
    """p br strong em del code pre blockquote ul ol li a h3 h4 h5 h6 hr
    table thead tbody tr th td sup sub""".split()  # noqa: SIM905
)
ATTRIBUTES = {"a": ["href", "title", "rel"], "th": ["align"], "td": ["align"]}
PROTOCOLS = frozenset({"http", "https", "mailto"})

# Each of these marks may make the libraries look through the rest of its passage once more.
_MARKS = "[(`"
_TAGS = re.compile(r"<[A-Za-z/!?]")
# These cost a twentieth of that.
_LIGHT_MARKS = "*_<>&"
_PASSAGES = re.compile(r"\n[ \t]*\n")
_ITEMS = (
    (re.compile(r" {0,3}[-*+] "), re.compile(r"\n(?= {0,3}[-*+] )")),
    (re.compile(r" {0,3}\d{1,9}\. "), re.compile(r"\n(?= {0,3}\d{1,9}\. )")),
)
_RULES = re.compile(r"^ {0,3}(?:=+|-+)[ \t]*$", re.MULTILINE)
# A cell of a table takes about this much, whatever stands in it.
_CELL = 600
# About a third of a second. Texts that people write need a hundredth of it.
MOST_WORK = 3_000_000
MOST_LINES = 4_000


def render(text: str) -> str:
    """Render Markdown as clean HTML; headings start at h3, since pages own h1 and h2.

    A text made to take minutes, such as thousands of opening brackets, is shown as it was typed.
    """
    if text.count("\n") > MOST_LINES or _work(text) > MOST_WORK:
        return _as_typed(text)
    try:
        return _rendered(text)
    except RecursionError:
        return _as_typed(text)


def _work(text: str) -> int:
    """How much looking through its passages a text may cause: marks times characters."""
    # HTML is looked for in the whole text, everything else within a passage or a list's item.
    work = len(_TAGS.findall(text)) * len(text) + _CELL * _cells(text)
    for passage in _PASSAGES.split(text):
        between = next((end for start, end in _ITEMS if start.match(passage)), None)
        for part in between.split(passage) if between else (passage,):
            marks = sum(map(part.count, _MARKS)) + len(_RULES.findall(part))
            work += (marks + sum(map(part.count, _LIGHT_MARKS)) // 20) * len(part)
    return work


def _cells(text: str) -> int:
    """How many cells its tables may have; marks of a text without the line below a head are few."""
    marks, ruled = set(" \t|:-"), False
    for line in text.split("\n"):
        ruled = ruled or ("|" in line and "-" in line and set(line) <= marks)
    return text.count("|") if ruled else 0


def _as_typed(text: str) -> str:
    passages = (escape(passage.strip("\n")) for passage in _PASSAGES.split(text))
    return "\n".join(f"<p>{passage.replace(chr(10), '<br>' + chr(10))}</p>" for passage in passages)


def _rendered(text: str) -> str:
    # Here: they are slow to import, and only a process in which somebody writes needs them.
    import bleach
    import markdown

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
