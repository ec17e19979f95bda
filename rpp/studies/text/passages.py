"""The paragraphs of a section: each keeps its number while others change.

A paragraph is a block of the rendered text: a paragraph, a heading, a whole list or table. It is
found in the stored HTML, so that a text reads the same with and without comments.
"""

import re
from collections import Counter
from collections.abc import Sequence
from html import unescape

from rpp.studies.text.diff import pairs

# An element that begins or ends; `br` and `hr` hold nothing.
_TAG = re.compile(r"""<(/?)([a-z][a-z0-9]*)(?:"[^"]*"|'[^']*'|[^>"'])*>""")
_EMPTY = frozenset(("br", "hr"))
_WORD = re.compile(r"\w+")
# The number of a section as a whole, on which one can comment too.
WHOLE = 0
# A rewritten paragraph is the same one while it shares half of its words.
ALIKE = 0.5
# So many pairs of changed paragraphs are compared at most.
MOST_PAIRS = 40_000


def pieces(html: str) -> list[str]:
    """The blocks of rendered text; together they are the text."""
    found: list[str] = []
    depth = start = 0
    for tag in _TAG.finditer(html):
        if tag[2] in _EMPTY:
            continue
        depth += -1 if tag[1] else 1
        if depth == 0:
            found.append(html[start : tag.end()])
            start = tag.end()
    if rest := html[start:]:
        # A line across the page, or text that markup left bare.
        if rest.strip() and (not found or _text(rest)):
            found.append(rest)
        else:
            found[-1:] = [(found[-1] if found else "") + rest]
    return [piece for piece in found if piece.strip()]


def _text(piece: str) -> str:
    return " ".join(unescape(_TAG.sub(" ", piece)).split())


def texts(html: str) -> list[str]:
    """What each block says, without marks."""
    return [_text(piece) for piece in pieces(html)]


def quoted(text: str, limit: int = 600) -> str:
    """A paragraph as a comment quotes it."""
    return text if len(text) <= limit else text[: text.rfind(" ", 0, limit)] + " …"


def numbered(anchors: Sequence[int], count: int) -> list[int]:
    """The numbers of `count` blocks; texts written before numbers were kept count from 1."""
    return list(anchors) if len(anchors) == count else list(range(1, count + 1))


def carried(
    old: Sequence[str], anchors: Sequence[int], new: Sequence[str], following: int
) -> tuple[list[int], int]:
    """The numbers of the new blocks, and the next number to give.

    A block that stayed keeps its number, also one that moved; of the others each takes the number
    of the one it is most like, and what is like none gets a number that nobody had.
    """
    found: dict[int, int] = {j: i for i, j in pairs(old, new)}
    stayed = set(found.values())
    # Where each text stood that is gone from its place, the last first.
    places: dict[str, list[int]] = {}
    for i in reversed(range(len(old))):
        if i not in stayed:
            places.setdefault(old[i], []).append(i)
    for j in range(len(new)):
        if j not in found and places.get(new[j]):
            found[j] = places[new[j]].pop()
    gone = sorted(i for left in places.values() for i in left)
    come = [j for j in range(len(new)) if j not in found]
    for i, j in _most_alike(old, new, gone, come):
        found[j] = i
    following = max(following, 1 + max(anchors, default=0))
    kept = []
    for j in range(len(new)):
        if j in found:
            kept.append(anchors[found[j]])
        else:
            kept.append(following)
            following += 1
    return kept, following


def renumbered(
    before: str, anchors: Sequence[int], html: str, following: int
) -> tuple[list[int], int]:
    """`carried` from one rendered text to another; the numbers of the first may not be kept yet."""
    old = texts(before)
    return carried(old, numbered(anchors, len(old)), texts(html), following)


def _most_alike(
    old: Sequence[str], new: Sequence[str], gone: list[int], come: list[int]
) -> list[tuple[int, int]]:
    """Pairs of rewritten blocks, the most alike first."""
    if not gone or not come or len(gone) * len(come) > MOST_PAIRS:
        return []
    before = {i: Counter(_WORD.findall(old[i].lower())) for i in gone}
    after = {j: Counter(_WORD.findall(new[j].lower())) for j in come}
    ratios = []
    for i, left in before.items():
        for j, right in after.items():
            both = left.total() + right.total()
            ratio = 2 * (left & right).total() / both if both else 0
            if ratio >= ALIKE:
                # Of equally alike ones the nearest.
                ratios.append((-ratio, abs(i - j), i, j))
    chosen: dict[int, int] = {}
    taken: set[int] = set()
    for _, _, i, j in sorted(ratios):
        if i not in chosen and j not in taken:
            chosen[i] = j
            taken.add(j)
    return list(chosen.items())
