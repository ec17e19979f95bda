"""What people wrote as blocks of data: the one form in which a text reaches a document."""

import re
import unicodedata
from bisect import bisect_right
from functools import cache
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from rpp import markup

PAPER = Path(__file__).parent / "paper"
Block = dict[str, Any]
Run = dict[str, Any]

# How far lists and quotes go into each other, and how wide a table may be.
DEEPEST = 6
WIDEST = 10
_MARKS = {"strong": "b", "em": "i", "code": "c", "del": "s", "sup": "sup", "sub": "sub"}
_HEADINGS = {f"h{n}": n for n in range(1, 7)}
# These say nothing to a reader, and PDF/UA forbids some.
_SILENT = frozenset("\u00ad\u200b\u200c\u200d\u2060\ufeff")


@cache
def _covered() -> tuple[list[int], list[int]]:
    """The first and the last characters of the ranges that the fonts hold."""
    ranges = [part.partition("-") for part in (PAPER / "fonts" / "covered.txt").read_text().split()]
    first = [int(low, 16) for low, _, _ in ranges]
    return first, [int(high or low, 16) for low, _, high in ranges]


def printable(text: str) -> str:
    """The text with the fonts' characters alone: any other is named, as [U+4F60]."""
    return "".join(map(_printable, text))


@cache
def _printable(sign: str) -> str:
    if sign in "\n\t":
        return sign
    first, last = _covered()
    at = bisect_right(first, ord(sign)) - 1
    if at >= 0 and ord(sign) <= last[at] and unicodedata.category(sign)[0] != "C":
        return sign
    return _named(sign)


# What every font sets, whatever stands beside it.
_PLAIN = frozenset("‐‑‒–—‘’“”„†‡•…‰′″‹›€™≤≥≠±×÷−→←↑↓ ")


def plain(text: str) -> str:
    """The text with Latin letters and common signs alone; any other is named."""
    return "".join(
        sign if sign in _PLAIN or ("\u02b0" > sign >= " " and sign == _printable(sign)) else
        sign if sign in "\n\t" else _named(sign)
        for sign in text
    )  # fmt: skip


def _named(sign: str) -> str:
    return "" if sign in _SILENT else f"[U+{ord(sign):04X}]"


def blocks(text: str, level: int = 2) -> list[Block]:
    """Markdown as blocks; its headings begin one below `level` and skip none."""
    return of_html(markup.render(text), level)


def of_html(html: str, level: int = 2) -> list[Block]:
    """Clean HTML of `markup` as blocks; its headings begin one below `level` and skip none."""
    reader = _Reader(level)
    reader.feed(html)
    reader.close()
    return reader.finished()


class _Reader(HTMLParser):
    """Turns the clean HTML of `markup` into blocks; what it does not know becomes plain text."""

    def __init__(self, level: int) -> None:
        super().__init__(convert_charrefs=True)
        self.out: list[Block] = []
        # Where blocks go now: the whole text, then list items and quotes within.
        self.places: list[list[Block]] = [self.out]
        self.lists: list[Block] = []
        self.runs: list[Run] = []
        self.marks: list[str] = []
        # Where the link at hand leads, and with which run its words begin.
        self.href, self.link_from = "", 0
        self.pre: list[str] | None = None
        self.table: Block | None = None
        self.in_head = False
        self.level, self.last = level, level

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = dict(attributes)
        if tag in _MARKS:
            self.marks.append(_MARKS[tag])
        elif tag == "a":
            self.href, self.link_from = given.get("href") or "", len(self.runs)
        elif tag == "br":
            self._line_end()
        elif tag == "pre":
            self._paragraph()
            self.pre = []
        elif tag == "hr":
            self._paragraph()
            self.places[-1].append({"k": "rule"})
        elif tag in ("ul", "ol"):
            self._paragraph()
            self._open_list(tag, given.get("start") or "")
        elif tag == "li":
            self._paragraph()
            self._open_item(given.get("value") or "")
        elif tag == "blockquote":
            self._paragraph()
            quote: Block = {"k": "quote", "blocks": []}
            self._put(quote)
            self.places.append(quote["blocks"] if self._has_room() else self.places[-1])
        elif tag == "table":
            self._paragraph()
            self.table = {"k": "table", "head": [], "sides": [], "rows": []}
        elif tag == "thead":
            self.in_head = True
        elif tag == "th" and self.table is not None:
            self.table["sides"].append(given.get("align") or "left")
        elif tag == "tr" and self.table is not None and not self.in_head:
            self.table["rows"].append([])
        elif tag == "p" or tag in _HEADINGS:
            self._paragraph()

    def handle_endtag(self, tag: str) -> None:
        if tag in _MARKS:
            if _MARKS[tag] in self.marks:
                self.marks.reverse()
                self.marks.remove(_MARKS[tag])
                self.marks.reverse()
        elif tag == "a":
            self._link_end()
        elif tag == "pre":
            words = "".join(self.pre or []).rstrip("\n")
            self.pre = None
            self._put({"k": "pre", "t": words})
        elif tag in _HEADINGS:
            self._heading(_HEADINGS[tag])
        elif tag in ("ul", "ol"):
            self._paragraph()
            if self.lists:
                self.lists.pop()
        elif tag in ("li", "blockquote"):
            self._paragraph()
            if len(self.places) > 1:
                self.places.pop()
        elif tag == "thead":
            self.in_head = False
        elif tag in ("th", "td"):
            self._cell()
        elif tag == "table":
            self._close_table()
        elif tag == "p":
            self._paragraph()

    def handle_data(self, data: str) -> None:
        if self.pre is not None:
            self.pre.append(data)
            return
        words = data.replace("\n", " ")
        if words.strip() or (self.runs and words):
            run: Run = {"t": words} | dict.fromkeys(self.marks, True)
            href = _outside(self.href)
            self.runs.append(run | {"u": href} if href else run)

    def _line_end(self) -> None:
        if self.pre is not None:
            self.pre.append("\n")
        elif self.runs:
            self.runs.append({"br": True})

    def _link_end(self) -> None:
        """Say where a link leads, unless its words do: paper is not clicked."""
        words = "".join(run.get("t", "") for run in self.runs[self.link_from :])
        if self.href and not self.href.endswith(words.strip() or " "):
            self.runs.append({"t": f" ({self.href})"})
        self.href = ""

    def finished(self) -> list[Block]:
        self._paragraph()
        return self.out

    def _taken(self) -> list[Run]:
        runs, self.runs = self.runs, []
        while runs and ("br" in runs[-1] or not runs[-1]["t"].strip()):
            runs.pop()
        return runs

    def _put(self, block: Block) -> None:
        self.places[-1].append(block)

    def _paragraph(self) -> None:
        if self.table is None and (runs := self._taken()):
            self._put({"k": "p", "x": runs})

    def _heading(self, rank: int) -> None:
        runs = self._taken()
        if not runs:
            return
        if len(self.places) > 1:
            # Within a list or a quote a heading would part what belongs together.
            self._put({"k": "p", "x": [run | {"b": True} for run in runs]})
            return
        # A page begins with h3; no level is skipped on the way down.
        self.last = min(self.level + max(rank - 2, 1), self.last + 1, self.level + 4)
        self._put({"k": "h", "l": self.last, "x": runs})

    def _has_room(self) -> bool:
        return len(self.places) <= DEEPEST

    def _open_list(self, tag: str, start: str) -> None:
        made: Block = {"k": tag, "items": [], "numbers": [], "start": int(start or 1)}
        self.lists.append(made)
        if self._has_room():
            self._put(made)

    def _open_item(self, value: str) -> None:
        item: list[Block] = []
        if self.lists and self._has_room():
            numbers = self.lists[-1]["numbers"]
            following = numbers[-1] + 1 if numbers else self.lists[-1]["start"]
            numbers.append(int(value or following))
            self.lists[-1]["items"].append(item)
            self.places.append(item)
        else:
            self.places.append(self.places[-1])

    def _cell(self) -> None:
        runs = self._taken()
        if self.table is None:
            return
        if self.in_head:
            self.table["head"].append(runs)
        elif self.table["rows"]:
            self.table["rows"][-1].append(runs)

    def _close_table(self) -> None:
        made, self.table = self.table, None
        if made is None or not made["head"]:
            return
        wide = len(made["head"])
        if wide > WIDEST:
            # Too wide for paper: each row as a line.
            for row in (made["head"], *made["rows"]):
                self._put({"k": "p", "x": _joined(row)})
            return
        made["sides"] = made["sides"][:wide]
        made["rows"] = [(row + [[]] * wide)[:wide] for row in made["rows"]]
        self._put(made)


def _joined(row: list[list[Run]]) -> list[Run]:
    joined: list[Run] = []
    for cell in row:
        joined += [{"t": " | "}] if joined else []
        joined += cell
    return joined or [{"t": "–"}]


def pieces(value: Any) -> int:
    """How many pieces typst sets for these blocks: each block, run, item and cell."""
    if isinstance(value, dict):
        return 1 + sum(map(pieces, value.values()))
    return 1 + sum(map(pieces, value)) if isinstance(value, list) else 0


def as_typed(text: str) -> list[Block]:
    """A text without what its marks say, for one of too many pieces."""
    return [{"k": "pre", "t": text}]


def words_of(html: str) -> str:
    """The words of clean HTML, a line for each block."""
    lines: list[str] = []
    for part in re.split(r"</(?:p|h[1-6]|li|tr|pre|blockquote)>|<br>", html):
        words = unescape(re.sub(r"<[^>]*>", "", part)).strip()
        lines += [words] if words else []
    return "\n".join(lines)


def _outside(href: str) -> str:
    """An address that also leads somewhere from paper; ours lead nowhere."""
    return href[:2_000] if href.startswith(("https://", "http://", "mailto:")) else ""
