"""The dialect of Markdown that people write here, as an extension of the library.

The library's own readers lose words in angle brackets, numbers of lists and much else, and take
time that grows with the square of a text. These read a text once, line by line; within a line
`rpp.markup.inline` does. Raw HTML, references and lines under a heading are no markup here.
"""

import xml.etree.ElementTree as etree

from markdown import Markdown
from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor
from markdown.util import Registry

from rpp.markup import MOST_WORK, TooMuch, inline
from rpp.markup.blocks import Lines


class Words(Treeprocessor):
    """Reads what stands within a line, wherever words stand."""

    def run(self, root: etree.Element) -> None:
        elements = list(root.iter())
        made = len(elements)
        for element in elements:
            if made > MOST_WORK:
                raise TooMuch
            if element.text and element.tag != "code":
                words, element.text = element.text, None
                nodes = inline.read(words)
                made += len(nodes) // 2
                inline.put(element, nodes)


class Honest(Extension):
    """Puts the portal's readers in the place of the library's."""

    def extendMarkdown(self, md: Markdown) -> None:
        md.parser = Lines(md)
        md.preprocessors = Registry()
        md.postprocessors = Registry()
        prettify = md.treeprocessors["prettify"]
        md.treeprocessors = Registry()
        md.treeprocessors.register(Words(md), "inline", 20)
        md.treeprocessors.register(prettify, "prettify", 10)


def read(text: str) -> str:
    """Markdown as HTML that is still to be cleaned; raises TooMuch."""
    # Each line is shown by a tag or two.
    if text.count("\n") - text.count("\n\n") > MOST_WORK:
        raise TooMuch
    reader = Markdown(extensions=[Honest()])
    # The library's own takes what looks like an entity for one.
    reader.serializer = lambda tree: etree.tostring(tree, encoding="unicode", method="html")
    return reader.convert(text)
