"""What begins with a line: headings, lists, quotes, tables, code, rules, and paragraphs."""

import re
import xml.etree.ElementTree as etree
from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Iterable
from itertools import islice

from markdown import Markdown
from markdown.blockparser import BlockParser
from markdown.blockprocessors import BlockProcessor
from markdown.util import AtomicString

from rpp.markup import MOST_WORK, TooMuch

# How far lists and quotes go into each other; what goes further stays as it was typed.
DEEPEST = 6

# What a line begins with that is no line of a paragraph; a table begins with anything.
SPECIAL = re.compile(r"\s*(?:[`~#>*_+\-\d]|$)")
FENCE = re.compile(r"\s*(`{3,}|~{3,})\s*")
# "#1 priority" is none, nor is "# of students".
HEADING = re.compile(r"\s*(#{1,6})\s+(?!of\b)(\S.*)")
RULE = re.compile(r"\s*([-*_])(?:\s*\1){2,}\s*")
# "> 30 percent" and ">= 5" are no quotes, unless they go on with one.
QUOTE = re.compile(r"\s*>(?!\s?[\d.,$=<%])")
QUOTED = re.compile(r"\s*> ?(?!=)")
# "2026. was a year" begins no list, nor does a number with leading zeros.
ITEM = re.compile(r"(?P<indent>\s*)(?P<mark>[-*+]|(?P<number>0|[1-9]\d{0,2})\.)(?P<gap> +|\t+)\S")
RULED = re.compile(r"\s*(:?)-+(:?)\s*")
PIPE = re.compile(r"(?<!\\)\|")


class Lines(BlockParser):
    """The library's parser with lines for blocks: each reader takes the lines that are its own."""

    def __init__(self, md: Markdown) -> None:
        super().__init__(md)
        self.depth = 0
        self.cells = 0
        readers = (Blank, Fence, Heading, Rule, Quote, List, Table, Paragraph)
        self.readers: list[Reader] = [reader(self) for reader in readers]
        for at, reader in enumerate(self.readers):
            self.blockprocessors.register(reader, type(reader).__name__, 100 - at)

    def parseChunk(self, parent: etree.Element, text: str) -> None:
        self.parseBlocks(parent, deque(text.split("\n")))  # type: ignore[arg-type]

    def inside(self, parent: etree.Element, lines: Iterable[str]) -> None:
        """Read the lines within a list's item or a quote."""
        self.depth += 1
        self.parseBlocks(parent, deque(lines))  # type: ignore[arg-type]
        self.depth -= 1

    def interrupted(self, lines: deque[str], before: str) -> bool:
        """Whether something else begins where a paragraph could go on."""
        if not SPECIAL.match(lines[0]) and "|" not in lines[0]:
            return False
        return any(reader.interrupts(lines, before) for reader in self.readers[:-1])

    def spend(self, cells: int) -> None:
        """Count what a table is made of."""
        self.cells += cells
        if self.cells > MOST_WORK:
            raise TooMuch


class Reader(ABC, BlockProcessor):
    """Reads one kind of block from the lines at hand, if it begins there."""

    parser: Lines

    def test(self, parent: etree.Element, block: str) -> bool:
        return True

    def run(self, parent: etree.Element, blocks: deque[str]) -> bool:  # type: ignore[override]
        begins = self.begins(blocks)
        if begins:
            self.take(parent, blocks)
        return begins

    @abstractmethod
    def begins(self, lines: deque[str]) -> bool:
        """Whether it begins with the first of these lines."""

    @abstractmethod
    def take(self, parent: etree.Element, lines: deque[str]) -> None:
        """Take its lines away and put what they are under `parent`."""

    def interrupts(self, lines: deque[str], before: str) -> bool:
        """Whether it begins right below the line `before` of a paragraph."""
        return self.begins(lines)


class Blank(Reader):
    def begins(self, lines: deque[str]) -> bool:
        return not lines[0].strip()

    def take(self, parent: etree.Element, lines: deque[str]) -> None:
        lines.popleft()


class Fence(Reader):
    """Code between two lines of ``` or ~~~."""

    def begins(self, lines: deque[str]) -> bool:
        return self._end(lines) > 0

    def take(self, parent: etree.Element, lines: deque[str]) -> None:
        end = self._end(lines)
        taken = [lines.popleft() for _ in range(end + 1)]
        code = etree.SubElement(etree.SubElement(parent, "pre"), "code")
        code.text = AtomicString("\n".join(taken[1:-1]))

    def _end(self, lines: deque[str]) -> int:
        found = FENCE.fullmatch(lines[0])
        if not found:
            return 0
        for at, line in enumerate(islice(lines, 1, None), 1):
            if line.strip() == found[1]:
                return at
        return 0


class Heading(Reader):
    def begins(self, lines: deque[str]) -> bool:
        return HEADING.match(lines[0]) is not None

    def take(self, parent: etree.Element, lines: deque[str]) -> None:
        found = HEADING.match(lines.popleft())
        assert found
        level, words = len(found[1]), found[2].strip()
        # The signs that may close a heading are as many as those that open it.
        if level > 1 and words.endswith(f" {found[1]}"):
            words = words[:-level].strip()
        # A page owns h1 and h2.
        etree.SubElement(parent, f"h{min(level + 2, 6)}").text = words


class Rule(Reader):
    def begins(self, lines: deque[str]) -> bool:
        return RULE.fullmatch(lines[0]) is not None

    def take(self, parent: etree.Element, lines: deque[str]) -> None:
        lines.popleft()
        etree.SubElement(parent, "hr")


class Quote(Reader):
    def begins(self, lines: deque[str]) -> bool:
        return self.parser.depth < DEEPEST and QUOTE.match(lines[0]) is not None

    def take(self, parent: etree.Element, lines: deque[str]) -> None:
        said: list[str] = []
        while lines and (found := QUOTED.match(lines[0])):
            said.append(lines.popleft()[found.end() :])
        self.parser.inside(etree.SubElement(parent, "blockquote"), said)


class List(Reader):
    """A list of bullets or numbers; its numbers are those that were typed."""

    def begins(self, lines: deque[str]) -> bool:
        return self.parser.depth < DEEPEST and _item(lines[0]) is not None

    def interrupts(self, lines: deque[str], before: str) -> bool:
        found = _item(lines[0])
        # "We met on the\n12. of May" goes on.
        begins = found is not None and (found["number"] in (None, "1") or before.endswith(":"))
        return begins and self.begins(lines)

    def take(self, parent: etree.Element, lines: deque[str]) -> None:
        first = _item(lines[0])
        assert first
        made = etree.SubElement(parent, "ol" if first["number"] else "ul")
        if first["number"] not in (None, "1"):
            made.set("start", first["number"])
        following = int(first["number"] or 0)
        loose = False
        while found := _sibling(lines, first):
            blank = _blank(lines)
            loose = loose or blank > 0
            for _ in range(blank):
                lines.popleft()
            own = self._own(lines, found, len(first["indent"]))
            loose = loose or "" in own
            item = etree.SubElement(made, "li")
            if found["number"] and int(found["number"]) != following:
                following = int(found["number"])
                item.set("value", found["number"])
            following += 1
            self.parser.inside(item, own)
        if not loose:
            for item in made:
                _without_paragraph(item)

    def _own(self, lines: deque[str], found: re.Match[str], indent: int) -> list[str]:
        """The lines of one item, as they stand within it."""
        begins = found.end() - 1
        own = [lines.popleft()[begins:]]
        while lines:
            blank = _blank(lines)
            if blank == len(lines):
                break
            line = lines[blank]
            deep = len(line) - len(line.lstrip())
            if deep >= indent + 2:
                own += [""] * blank + [line[min(deep, begins) :]]
            elif blank or _item(line) or self.parser.interrupted(lines, own[-1]):
                break
            else:
                own.append(line)
            for _ in range(blank + 1):
                lines.popleft()
        return own


def _item(line: str) -> re.Match[str] | None:
    found = ITEM.match(line)
    return found if found and not RULE.fullmatch(line) else None


def _blank(lines: deque[str]) -> int:
    """How many of the first lines are blank."""
    return next((at for at, line in enumerate(lines) if line.strip()), len(lines))


def _sibling(lines: deque[str], first: re.Match[str]) -> re.Match[str] | None:
    """The next item of the list that began with `first`, if one follows."""
    blank = _blank(lines)
    found = _item(lines[blank]) if blank < len(lines) else None
    alike = found and bool(found["number"]) == bool(first["number"])
    return found if found and alike and len(found["indent"]) < len(first["indent"]) + 2 else None


def _without_paragraph(item: etree.Element) -> None:
    """A short item is its words alone."""
    if len(item) and item[0].tag == "p":
        item.text = item[0].text
        item.remove(item[0])


class Table(Reader):
    def begins(self, lines: deque[str]) -> bool:
        if "|" not in lines[0] or len(lines) < 2 or "|" not in lines[1]:
            return False
        ruled = _cells(lines[1])
        return all(map(RULED.fullmatch, ruled)) and len(ruled) == len(_cells(lines[0]))

    def take(self, parent: etree.Element, lines: deque[str]) -> None:
        head = _cells(lines.popleft())
        sides = [_side(cell) for cell in _cells(lines.popleft())]
        rows = []
        while lines and "|" in lines[0]:
            row = _cells(lines.popleft())
            self.parser.spend(max(len(row), len(sides)))
            rows.append(row + [""] * (len(sides) - len(row)))
        # What stands beyond the last column has one of its own, without a name.
        head += [""] * (max(map(len, rows), default=0) - len(head))
        self.parser.spend(len(head))
        table = etree.SubElement(parent, "table")
        _row(etree.SubElement(table, "thead"), "th", head, sides)
        body = etree.SubElement(table, "tbody")
        for row in rows:
            _row(body, "td", row, sides)


def _cells(line: str) -> list[str]:
    cells = PIPE.split(line.strip())
    if not cells[0].strip():
        del cells[0]
    if cells and not cells[-1].strip():
        del cells[-1]
    return [cell.strip().replace("\\|", "|") for cell in cells]


def _side(ruled: str) -> str:
    """To which side a column is set: "right", "center", or "" for the left."""
    found = RULED.fullmatch(ruled)
    assert found
    return ("center" if found[1] else "right") if found[2] else ""


def _row(parent: etree.Element, tag: str, cells: list[str], sides: list[str]) -> None:
    row = etree.SubElement(parent, "tr")
    for at, words in enumerate(cells):
        cell = etree.SubElement(row, tag)
        cell.text = words
        if at < len(sides) and sides[at]:
            cell.set("align", sides[at])


class Paragraph(Reader):
    """Whatever is nothing else. Spaces before a line make no code of it."""

    def begins(self, lines: deque[str]) -> bool:
        return True

    def take(self, parent: etree.Element, lines: deque[str]) -> None:
        said = [lines.popleft().strip()]
        while lines and not self.parser.interrupted(lines, said[-1]):
            said.append(lines.popleft().strip())
        etree.SubElement(parent, "p").text = "\n".join(said)
