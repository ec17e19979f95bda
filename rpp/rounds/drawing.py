"""Where the parts of the picture of a count stand; its template only draws them. In pixels."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from rpp.charts import LETTER
from rpp.rounds.story import Block, Part, Picture

GAP = 16  # between blocks
WIDEST = 56  # from one column to the next
TOP = 24
FILLS = {"chart__striped": "stripes", "chart__dotted": "dots"}


class Rect(NamedTuple):
    """A column, or a piece of it; `fill` names a pattern of its drawing."""

    x: float
    y: float
    width: float
    height: float
    fill: str = ""


class Bracket(NamedTuple):
    """What stands above and below the columns of a block."""

    x: float
    end: float
    number: int
    words: str
    words_x: float
    words_y: float


@dataclass
class Drawing:
    """One picture, wide or narrow, with its axis from `left` to `right` at `bottom`."""

    id: str
    css: str
    width: int
    height: int
    left: int
    right: float
    bottom: int
    top: int = TOP
    frames: list[Rect] = field(default_factory=list)
    pieces: list[Rect] = field(default_factory=list)
    brackets: list[Bracket] = field(default_factory=list)

    @property
    def middle(self) -> float:
        return self.top + (self.bottom - self.top) / 2


def drawings(picture: Picture) -> list[Drawing]:
    """The picture drawn wide and narrow, so that its words keep their size on a phone."""
    return [
        _draw(picture, "paid", "is-wide", (1000, 290), left=44, room=950, tall=200),
        _draw(picture, "paidn", "is-narrow", (340, 270), left=40, room=296, tall=180),
    ]


def _draw(
    picture: Picture, id_: str, css: str, size: tuple[int, int], *, left: int, room: int, tall: int
) -> Drawing:
    gaps = GAP * (len(picture.blocks) - 1)
    step = min((room - gaps) / picture.ballots, WIDEST)
    right = left + step * picture.ballots + gaps
    made = Drawing(id_, css, *size, left, right, TOP + tall)
    at: float = left
    for number, block in enumerate(picture.blocks):
        start = at
        for parts in (column.parts for column in block.columns for _ in range(column.ballots)):
            _column(made, parts, at, step)
            at += step
        made.brackets.append(_bracket(made, picture.blocks, number, start, at - 4))
        at += GAP
    return made


def _column(made: Drawing, parts: Sequence[Part], x: float, step: float) -> None:
    tall, width = made.bottom - made.top, round(max(step - 4, step * 0.8), 1)
    made.frames.append(Rect(round(x, 1), made.top, width, tall))
    for part in parts:
        y = made.bottom - (part.bottom + part.height) * tall
        fill = FILLS.get(part.pattern, "")
        piece = Rect(round(x, 1), round(y, 1), width, round(part.height * tall, 1), fill)
        made.pieces.append(piece)


def _bracket(
    made: Drawing, blocks: Sequence[Block], number: int, start: float, end: float
) -> Bracket:
    block = blocks[number]
    # Of many blocks the words would run into each other: fewer of them, in two lines by turns.
    words = block.words.replace("Paid for ", "") if len(blocks) > 3 else block.words
    y = made.bottom + 30 + (16 if number % 2 else 0)
    # The words of a last narrow block would run out of the picture.
    x = max(min(start, made.width - len(words) * LETTER), 0)
    return Bracket(round(start, 1), round(end, 1), block.numbers, words, round(x, 1), y)
