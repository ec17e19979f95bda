"""Reads pages as a careful person would: forms, links, and what is wrong with the HTML."""

import re
from dataclasses import dataclass, field
from functools import lru_cache
from html import unescape

VOID = frozenset(
    [
        "area",
        "base",
        "br",
        "col",
        "embed",
        "hr",
        "img",
        "input",
        "link",
        "meta",
        "source",
        "track",
        "wbr",
    ]
)
LABELLED = frozenset({"input", "select", "textarea"})
TAG = re.compile(
    r"""<!--.*?-->|<!doctype[^>]*>|<(/?)([a-z][^\s/>]*)((?:[^>"']|"[^"]*"|'[^']*')*)>""",
    re.S | re.I,
)
ATTRIBUTE = re.compile(r"""([^\s=/>"']+)(?:\s*=\s*("[^"]*"|'[^']*'|[^\s>]*))?""")
# What stands in these is no HTML.
RAW = frozenset({"script", "style"})


@dataclass
class FoundForm:
    """A form as it stands on a page."""

    action: str
    method: str
    id: str
    fields: dict[str, list[str]] = field(default_factory=dict)
    names: set[str] = field(default_factory=set)
    buttons: list[str] = field(default_factory=list)
    # Whether a browser may fill it as it was left, when someone comes back to the page.
    refilled: bool = True
    # Fields without which a browser does not send it, but by a button that says so.
    needed: set[str] = field(default_factory=set)
    unchecked: set[str] = field(default_factory=set)


class Page:
    """One page, with its faults; a test that looks at it again does not parse it again."""

    def __init__(self, html: str) -> None:
        parsed = _parsed(html)
        self.text = parsed.text
        self.forms, self.links = parsed.forms, parsed.links
        self.faults, self.headings = parsed.faults, parsed.headings

    def form(self, action: str = "", having: str = "") -> FoundForm:
        """The form whose action ends with `action`, or that has the field `having`."""
        for form in self.forms:
            if form.method != "post":
                continue
            if (not action or form.action.split("?")[0].endswith(action)) and (
                not having or having in form.names
            ):
                return form
        raise AssertionError(f"no form {action or having!r} among {[f.action for f in self.forms]}")


@lru_cache(maxsize=64)
def _parsed(html: str) -> "_Parser":
    return _Parser(html)


def _pair(name: str, value: str) -> tuple[str, str]:
    if value[:1] in ("'", '"'):
        value = value[1:-1]
    return name.lower(), unescape(value) if "&" in value else value


class _Parser:
    """Reads a page from its first tag to its last, tag by tag: the suite reads 50,000 pages."""

    def __init__(self, html: str) -> None:
        self.forms: list[FoundForm] = []
        self.links: list[str] = []
        self.faults: list[str] = []
        self.headings: list[tuple[int, str]] = []
        self._open: list[str] = []
        self._ids: set[str] = set()
        self._labels: set[str] = set()
        self._described: list[str] = []
        self._controls: list[tuple[str, str]] = []
        self._text: list[str] = []
        self._select: str | None = None
        self._textarea: str | None = None
        self._forms: list[FoundForm] = []
        self._read(html)
        self.text = " ".join(" ".join(self._text).split())
        self._finish()

    def _read(self, html: str) -> None:
        at = 0
        while found := TAG.search(html, at):
            if found.start() > at:
                self._data(unescape(html[at : found.start()]))
            at = found.end()
            ends, name, rest = found.groups()
            if name is None:
                continue
            tag = name.lower()
            if ends:
                self._end(tag)
                continue
            self._start(tag, [_pair(*pair) for pair in ATTRIBUTE.findall(rest)])
            if rest.endswith("/"):
                self._end(tag)
            elif tag in RAW:
                closing = html.find(f"</{tag}", at)
                if closing > at:
                    self._data(html[at:closing])
                at = closing if closing >= 0 else len(html)
        if at < len(html):
            self._data(unescape(html[at:]))

    def _start(self, tag: str, attributes: list[tuple[str, str]]) -> None:
        attrs = dict(attributes)
        if len(attrs) != len(attributes):
            self.faults.append(f"<{tag}> repeats an attribute")
        if tag not in VOID:
            self._open.append(tag)
        if (name := attrs.get("id")) is not None:
            if name in self._ids:
                self.faults.append(f"id {name!r} stands twice")
            self._ids.add(name)
        for name in attrs:
            if name == "style" or name.startswith("on"):
                self.faults.append(f"<{tag} {name}=…> breaks the content security policy")
        if tag == "script" and "src" not in attrs and attrs.get("type") != "application/ld+json":
            self.faults.append("inline script")
        if tag == "img" and "alt" not in attrs:
            self.faults.append("image without alt")
        if tag == "a" and "href" in attrs:
            self.links.append(attrs["href"])
        if tag == "label" and attrs.get("for"):
            self._labels.add(attrs["for"])
        self._described += attrs.get("aria-describedby", "").split()
        if tag == "form":
            found = FoundForm(
                attrs.get("action", ""), attrs.get("method", "get").lower(), attrs.get("id", "")
            )
            found.refilled = attrs.get("autocomplete") != "off"
            self.forms.append(found)
            self._forms.append(found)
        if tag in ("input", "select", "textarea", "button"):
            self._control(tag, attrs)
        if tag == "option" and self._select and self._forms:
            fields = self._forms[-1].fields
            # As in a browser, the first option holds until another says it is selected.
            if self._select not in fields or "selected" in attrs:
                fields[self._select] = [attrs.get("value", "")]

    def _control(self, tag: str, attrs: dict[str, str]) -> None:
        kind = attrs.get("type", "text")
        name = attrs.get("name", "")
        if tag in LABELLED and kind not in ("hidden", "submit"):
            inside_label = "label" in self._open
            named = inside_label or attrs.get("aria-label") or attrs.get("aria-labelledby")
            if not named:
                self._controls.append((attrs.get("id", ""), name))
        if not self._forms or not name:
            return
        form = self._forms[-1]
        form.names.add(name)
        if "required" in attrs:
            form.needed.add(name)
        if "formnovalidate" in attrs:
            form.unchecked.add(name)
        if tag == "button":
            form.buttons.append(name)
        elif tag == "select":
            self._select = name
        elif tag == "textarea":
            self._textarea = name
            form.fields.setdefault(name, []).append("")
        elif kind in ("checkbox", "radio"):
            if "checked" in attrs:
                form.fields.setdefault(name, []).append(attrs.get("value", "on"))
        else:
            form.fields.setdefault(name, []).append(attrs.get("value", ""))

    def _end(self, tag: str) -> None:
        if tag in VOID:
            return
        if not self._open or self._open[-1] != tag:
            self.faults.append(f"</{tag}> closes <{self._open[-1] if self._open else 'nothing'}>")
            if tag in self._open:
                while self._open and self._open.pop() != tag:
                    pass
            return
        self._open.pop()
        if tag == "form" and self._forms:
            self._forms.pop()
        if tag == "select":
            self._select = None
        if tag == "textarea":
            self._textarea = None

    def _data(self, data: str) -> None:
        if self._textarea and self._forms:
            values = self._forms[-1].fields[self._textarea]
            values[-1] += data
        if self._open and self._open[-1] in ("script", "style"):
            return
        self._text.append(data)
        heading = next((t for t in reversed(self._open) if t in ("h1", "h2", "h3", "h4")), None)
        if heading and data.strip():
            self.headings.append((int(heading[1]), data.strip()))

    def _finish(self) -> None:
        if self._open:
            self.faults.append(f"left open: {self._open}")
        for name, label in self._controls:
            if name not in self._labels:
                self.faults.append(f"field {label or name!r} has no label")
        for name in self._described:
            if name not in self._ids:
                self.faults.append(f"aria-describedby points to no id {name!r}")
        for form in self.forms:
            if form.method == "post" and "csrf_token" not in form.names:
                self.faults.append(f"form to {form.action} has no CSRF token")
            if "read" in form.names and form.refilled:
                # Old words beside a new fingerprint would replace what others saved, unseen.
                self.faults.append(f"a browser may refill the form to {form.action}")
