"""What became of a text, word by word: what stayed, what is gone, what is new."""

import re
from collections.abc import Hashable, Sequence
from typing import NamedTuple

# A word, a mark, or the break between two lines; spaces belong to what they follow.
_TOKENS = re.compile(r"(\n\s*|\w+(?:[’'.,-]\w+)*|[^\w\s])[^\S\n]*")
_SPACES = re.compile(r"[^\S\n]*")
_BLOCKS = re.compile(r"(?:(?!\n[^\S\n]*\n).)+(?:\s+|\Z)", re.DOTALL)
# So many pairs of words are compared at most, in about a tenth of a second; whatever is larger
# shows as replaced. Two texts of 14,000 words, of which nothing stayed, are.
MOST_PAIRS = 200_000_000
# So many characters that stayed between two larger changes are not worth keeping apart.
FEW = 24


class Span(NamedTuple):
    """A passage that is the "same", "gone" or "new"."""

    kind: str
    text: str


def words(before: str, after: str) -> list[Span]:
    """The differences of two texts in reading order; what is gone comes before what is new.

    "same" and "new" together are the text after, to the letter; "same" and "gone" the one before,
    but for spaces within a line. Equal paragraphs are found first, then words.
    """
    spans: list[Span] = []
    if before == after:
        return [Span("same", after)] if after else []
    old, new = _blocks(before), _blocks(after)
    for kind, i, j, first, last in _pieces([b.strip() for b in old], [b.strip() for b in new]):
        if kind == "same":
            spans.append(Span("same", "".join(new[first:last])))
        else:
            spans += _words("".join(old[i:j]), "".join(new[first:last]))
    return _tidy(spans)


def _blocks(text: str) -> list[str]:
    """The paragraphs of a text, each with the white space that follows; together the text."""
    head = text[: len(text) - len(text.lstrip())]
    found = _BLOCKS.findall(text[len(head) :])
    return [head, *found] if head else found


def _words(before: str, after: str) -> list[Span]:
    """The differences of two passages, word by word."""
    old, new = _tokens(before), _tokens(after)
    spans = []
    for kind, i, j, first, last in _pieces([core for core, _ in old], [core for core, _ in new]):
        if kind == "same":
            spans.append(Span("same", "".join(text for _, text in new[first:last])))
        else:
            gone = "".join(text for _, text in old[i:j])
            # The space before stands with the word before, which shows as the text after has it.
            if gone and i and first and old[i - 1][1][-1:] == " " != new[first - 1][1][-1:]:
                gone = " " + gone
            spans.append(Span("gone", gone))
            spans.append(Span("new", "".join(text for _, text in new[first:last])))
    return spans


def _tokens(text: str) -> list[tuple[str, str]]:
    """(what is compared, what is shown) of each token; together they are the text."""
    found = [
        ("\n" * min(2, m[1].count("\n")) if m[1][0] == "\n" else m[1], m[0])
        for m in _TOKENS.finditer(text)
    ]
    head = _SPACES.match(text)[0]  # type: ignore[index]
    return [("", head), *found] if head else found


def _pieces(
    old: Sequence[Hashable], new: Sequence[Hashable]
) -> list[tuple[str, int, int, int, int]]:
    """Runs of both sequences, in order: ("same" or "changed", old from, to, new from, to)."""
    pieces: list[tuple[str, int, int, int, int]] = []
    at_old = at_new = 0
    # The end closes the last run.
    for i, j in [*pairs(old, new), (len(old), len(new))]:
        if i > at_old or j > at_new:
            pieces.append(("changed", at_old, i, at_new, j))
        if i == len(old) or j == len(new):
            at_old, at_new = i, j
            continue
        if pieces and pieces[-1][0] == "same" and pieces[-1][2] == i and pieces[-1][4] == j:
            _, start, _, first, _ = pieces.pop()
            pieces.append(("same", start, i + 1, first, j + 1))
        else:
            pieces.append(("same", i, i + 1, j, j + 1))
        at_old, at_new = i + 1, j + 1
    return pieces


def pairs(old: Sequence[Hashable], new: Sequence[Hashable]) -> list[tuple[int, int]]:
    """A longest common subsequence, as (place in old, place in new), ascending.

    Myers, "A fast bit-vector algorithm" (1999), for subsequences as by Hyyrö (2004): one row of
    the table is one whole number, so Python adds thousands of cells at once.
    """
    start, end = 0, 0
    while start < min(len(old), len(new)) and old[start] == new[start]:
        start += 1
    while end < min(len(old), len(new)) - start and old[-1 - end] == new[-1 - end]:
        end += 1
    # What only one side has can never stay.
    kept = {*old[start : len(old) - end]} & {*new[start : len(new) - end]}
    left = [i for i in range(start, len(old) - end) if old[i] in kept]
    right = [j for j in range(start, len(new) - end) if new[j] in kept]
    found = [(i, i) for i in range(start)]
    if len(left) * len(right) <= MOST_PAIRS:
        middle = _common([old[i] for i in left], [new[j] for j in right])
        found += [(left[i], right[j]) for i, j in middle]
    return found + [(len(old) - n, len(new) - n) for n in range(end, 0, -1)]


def _common(old: list[Hashable], new: list[Hashable]) -> list[tuple[int, int]]:
    places: dict[Hashable, int] = {}
    for i, word in enumerate(old):
        places[word] = places.get(word, 0) | 1 << i
    every = (1 << len(old)) - 1
    row, rows = every, []
    for word in new:
        hits = row & places[word]
        row = ((row + hits) | (row - hits)) & every
        rows.append(row)
    found = []
    i, j = len(old), len(new)
    while i and j:
        if rows[j - 1] >> (i - 1) & 1:
            i -= 1
            continue
        j -= 1
        if j == 0 or rows[j - 1] >> (i - 1) & 1:
            i -= 1
            found.append((i, j))
    return found[::-1]


def _tidy(spans: list[Span]) -> list[Span]:
    """Join what belongs together; a few words that stayed amid changes read as changed with them.

    Two texts on one subject share “the” and “of” everywhere; shown each by itself, nobody can
    read the difference.
    """
    # [same before, gone, new] of each change, with the text that stayed before it.
    changes: list[list[str]] = [["", "", ""]]
    for kind, text in spans:
        if not text:
            continue
        if kind == "same":
            if changes[-1][1] or changes[-1][2]:
                changes.append(["", "", ""])
            changes[-1][0] += text
        else:
            changes[-1][1 if kind == "gone" else 2] += text
    joined: list[list[str]] = []
    for same, gone, new in changes:
        last = joined[-1] if joined else None
        few = len(same.strip())
        # Breaks of lines stay: they hold the two texts together.
        if (
            last is not None
            and few <= FEW
            and "\n" not in same
            and 2 * few <= min(max(len(last[1]), len(last[2])), max(len(gone), len(new)))
        ):
            last[1] += same + gone
            last[2] += same + new
        else:
            joined.append([same, gone, new])
    return [
        Span(kind, text)
        for change in joined
        for kind, text in zip(("same", "gone", "new"), change, strict=True)
        if text
    ]
