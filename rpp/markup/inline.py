"""What stands within a line: emphasis, code, links, line ends; everything else is words.

A few tags without attributes are read too, since Markdown has no marks of its own for what they
say; any other tag is words.
"""

import re
import xml.etree.ElementTree as etree
from collections import deque
from collections.abc import Sequence
from typing import NamedTuple

from rpp.markup import REL, address

Node = str | etree.Element

# So many marks wait to be closed at a time; of more, the first stay as they were typed.
MOST_OPEN = 20

TOKEN = re.compile(
    r"""
      (?P<escape> \\[*_`\[\]<>] | ^\\[#+>-] | ^\d{1,3}\\\. )
    | (?P<code> `+ )
    | (?P<url> (?<![\w/@.]) (?: https?://(?=\w) | www\.(?=[\w-]+\.\w) ) [^\s<>\[\]`"“”«»]+ )
    | (?P<image> !\[ ) | (?P<open> \[ ) | (?P<close> \] )
    | (?P<mark> \*+ | _+ )
    | <(?P<tag> br\ ?/?> | /?(?:sup|sub|del|strong|em)> )
    | (?P<line> \n )
    """,
    re.VERBOSE | re.MULTILINE | re.IGNORECASE,
)
# An address may hold one pair of brackets within another, as Wikipedia's do.
TARGET = re.compile(r"\((?:<([^<>\n]{1,2000})>|((?:[^\s()<>]|\([^\s()<>]{0,500}\)){1,2000}))\)")
AFTER = frozenset(".,;:!?'’*_~…}")


class Opener(NamedTuple):
    """A mark that may open something: what it is, how often, where in `out` and in the text."""

    mark: str
    times: int
    at: int
    ends: int


def read(text: str, links: bool = True) -> list[Node]:
    """The words of a block and the elements between them."""
    return _Reader(text, links).nodes()


def put(parent: etree.Element, nodes: Sequence[Node]) -> None:
    """Put nodes under an element, before what it holds already."""
    at, last = 0, None
    for node in nodes:
        if isinstance(node, etree.Element):
            parent.insert(at, node)
            at, last = at + 1, node
        elif last is None:
            parent.text = (parent.text or "") + node
        else:
            last.tail = (last.tail or "") + node


class _Reader:
    def __init__(self, text: str, links: bool) -> None:
        self.text, self.links = text, links
        self.out: list[Node] = []
        self.open: list[Opener] = []
        # Where runs of so many backticks begin.
        self.ticks: dict[int, deque[int]] = {}
        for run in re.finditer("`+", text):
            self.ticks.setdefault(len(run[0]), deque()).append(run.start())

    def nodes(self) -> list[Node]:
        at = 0
        while found := TOKEN.search(self.text, at):
            if found.start() > at:
                self.out.append(self.text[at : found.start()])
            assert found.lastgroup
            at = getattr(self, f"_{found.lastgroup}")(found)
        self.out.append(self.text[at:])
        return self.out

    def _escape(self, found: re.Match[str]) -> int:
        self.out.append(found[0].replace("\\", "", 1))
        return found.end()

    def _line(self, found: re.Match[str]) -> int:
        self.out.append(etree.Element("br"))
        return found.end()

    def _code(self, found: re.Match[str]) -> int:
        """Code ends with as many backticks as it began with; else there is none."""
        ends = self.ticks[len(found[0])] if len(found[0]) in self.ticks else deque()
        while ends and ends[0] < found.end():
            ends.popleft()
        if not ends:
            self.out.append(found[0])
            return found.end()
        code = etree.Element("code")
        words = self.text[found.end() : ends[0]].replace("\n", " ")
        code.text = words[1:-1] if words.strip() and words[0] == words[-1] == " " else words
        self.out.append(code)
        return ends[0] + len(found[0])

    def _url(self, found: re.Match[str]) -> int:
        """An address as it stands: without the signs of the sentence around it."""
        words = found[0][: _ends(found[0])]
        scheme = "https://" if words[:4].lower() == "www." else ""
        href = address(scheme + words) if self.links else ""
        self.out.append(_link(href, [words]) if href else words)
        return found.start() + len(words)

    # --- brackets ------------------------------------------------------------------------

    def _open(self, found: re.Match[str]) -> int:
        self._waits("[", found)
        return found.end()

    _image = _open

    def _close(self, found: re.Match[str]) -> int:
        opened = next((o for o in reversed(self.open) if o.mark == "["), None)
        if opened is not None:
            self.open.remove(opened)
            target = TARGET.match(self.text, found.end())
            if target and (href := address(target[1] or target[2])):
                return self._linked(opened, found.start(), target, href)
        self.out.append("]")
        return found.end()

    def _linked(self, opened: Opener, ends: int, target: re.Match[str], href: str) -> int:
        # No link stands in another, and no picture of elsewhere in a page: its words lead to it.
        words = self.text[opened.ends : ends].strip()
        self.open = [o for o in self.open if o.at < opened.at and o.mark != "["]
        self.out[opened.at :] = [_link(href, read(words, links=False) if words else [href])]
        return target.end()

    # --- emphasis ------------------------------------------------------------------------

    def _mark(self, found: re.Match[str]) -> int:
        run, text = found[0], self.text
        before = text[found.start() - 1] if found.start() else " "
        after = text[found.end()] if found.end() < len(text) else " "
        left = len(run)
        # Within a word, before a space, or four and more in a row, as blanks to fill in have them.
        if left <= 3 and not before.isspace() and not _in_word(after):
            left = self._closed(run[0], left)
        if left == len(run) <= 3 and not after.isspace() and not _in_word(before):
            self._waits(run[0], found)
        elif left:
            self.out.append(run[0] * left)
        return found.end()

    def _tag(self, found: re.Match[str]) -> int:
        name = found["tag"].strip("/> ").lower()
        if name == "br":
            self.out.append(etree.Element(name))
        elif not found["tag"].startswith("/"):
            self._waits(name, found)
        elif opened := next((o for o in reversed(self.open) if o.mark == name), None):
            made = etree.Element(name)
            put(made, self._taken(opened))
            self.out.append(made)
        else:
            self.out.append(found[0])
        return found.end()

    def _taken(self, opened: Opener) -> list[Node]:
        """Take away what stands since a mark was opened, with the mark."""
        self.open = [o for o in self.open if o.at < opened.at]
        inner = self.out[opened.at + 1 :]
        del self.out[opened.at :]
        return inner

    def _waits(self, mark: str, found: re.Match[str]) -> None:
        if self.links or mark != "[":
            self.open.append(Opener(mark, len(found[0]), len(self.out), found.end()))
        del self.open[:-MOST_OPEN]
        self.out.append(found[0])

    def _closed(self, mark: str, count: int) -> int:
        """Close what is open with this mark; return how many of the marks are left."""
        for opened in reversed(self.open):
            size = min(opened.times, count)
            if opened.mark == mark and (opened.times == count or 3 in (opened.times, count)):
                inner = self._taken(opened)
                if rest := opened.times - size:
                    self.open.append(opened._replace(times=rest))
                    self.out.append(mark * rest)
                self.out.append(_emphasis(size, inner))
                count -= size
            if not count:
                break
        return count


def _in_word(sign: str) -> bool:
    return sign.isalnum()


def _emphasis(size: int, inner: Sequence[Node]) -> etree.Element:
    made = etree.Element("em" if size == 1 else "strong")
    put(etree.SubElement(made, "em") if size == 3 else made, inner)
    return made


def _link(href: str, words: Sequence[Node]) -> etree.Element:
    made = etree.Element("a", {"href": href, "rel": REL})
    put(made, words)
    return made


def _ends(url: str) -> int:
    """Where an address ends that stands in a sentence, perhaps in brackets."""
    end, over = len(url), url.count(")") - url.count("(")
    while end and (url[end - 1] in AFTER or (url[end - 1] == ")" and over > 0)):
        over -= url[end - 1] == ")"
        end -= 1
    return end
