"""A document made of blocks, whatever it is set as: PDF by typst, or a file of a word processor."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from rpp import markup
from rpp.documents import typeset
from rpp.documents.blocks import PAPER, Block, Run, as_typed, of_html, pieces, words_of
from rpp.documents.qr import qr_code

LAYOUT = PAPER / "document.typ"
QR = "qr.svg"
# About a second of setting; thirty pages have some two thousand.
MOST_PIECES = 12_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """What a document says; `at` is the moment that its file bears.

    `address` is where it is found: a QR code leads there. `mark` stands across each page.
    """

    title: str
    kicker: str
    about: str
    foot: str
    at: datetime
    blocks: list[Block]
    authors: Sequence[str] = ()
    byline: Sequence[str] = ()
    address: str = ""
    mark: str = ""
    # Pictures by the names that blocks give them.
    images: Mapping[str, bytes] = field(default_factory=dict)

    @property
    def said(self) -> dict[str, object]:
        """All that it says, as data; pictures by their hashes."""
        hashes = {name: hashlib.sha256(data).hexdigest() for name, data in self.images.items()}
        return {
            "title": self.title,
            "kicker": self.kicker,
            "about": self.about,
            "foot": self.foot,
            "authors": list(self.authors),
            "byline": list(self.byline),
            "address": self.address,
            "mark": self.mark,
            "blocks": self.blocks,
            "at": self.at.timestamp(),
            "images": hashes,
        }


def pdf(document: Document) -> bytes:
    """The document as tagged PDF/UA-1; the same one has the same bytes.

    A picture whose file is missing is told by its words.
    """
    code = {QR: qr_code(document.address)} if document.address else {}
    said = {**document.said, "blocks": [_there(one, document.images) for one in document.blocks]}
    return typeset.pdf(LAYOUT, said, document.at, {**document.images, **code})


def _there(block: Block, images: Mapping[str, bytes]) -> Block:
    if block["k"] != "image" or block["name"] in images:
        return block
    return para(f"{block['caption']}. {block['alt']}")


def prints(name: str, data: bytes) -> bool:
    """Whether a picture can stand in a document."""
    at = datetime(2000, 1, 1, tzinfo=UTC)
    page = Document(
        title=name, kicker="", about="", foot="", at=at, images={name: data},
        blocks=[image(name, name, name)],
    )  # fmt: skip
    try:
        return bool(pdf(page))
    except Exception:
        return False


def setting() -> list[str]:
    """What a document is set by, besides what it says."""
    return [*typeset.hashes(LAYOUT), str(markup.VERSION)]


# --- blocks --------------------------------------------------------------------------------


def runs(text: str) -> list[Run]:
    """Words without marks."""
    return [{"t": text}]


def heading(text: str, level: int = 2) -> Block:
    return {"k": "h", "l": level, "x": runs(text), "listed": True}


def para(text: str) -> Block:
    return {"k": "p", "x": runs(text)}


def lead(text: str) -> Block:
    """What a busy reader must not miss."""
    return {"k": "lead", "x": runs(text)}


def quoted(text: str, who: str) -> list[Block]:
    """Somebody's own words, and who said them."""
    said = [para(line) for line in text.splitlines() if line.strip()]
    return [{"k": "quote", "blocks": said}, para(f"— {who}")]


def numbers(items: Iterable[tuple[str, str]]) -> Block:
    """Numbers that stand out, each with what it counts."""
    return {"k": "numbers", "items": [list(item) for item in items]}


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Block:
    return {
        "k": "table",
        "head": [runs(cell) for cell in head],
        "sides": ["left"] * len(head),
        "rows": [[runs(cell) for cell in row] for row in rows],
    }


def facts(head: tuple[str, str], rows: Iterable[tuple[str, str]]) -> Block:
    """Terms and what is so, for those that say something."""
    return {"k": "facts", "head": list(head), "rows": [list(row) for row in rows if row[1]]}


@dataclass(frozen=True, slots=True)
class Bar:
    """A line of a chart: where its mark begins, how long it is, and its range, from 0 to 1."""

    label: str
    value: str
    start: float
    length: float
    low: float | None = None
    high: float | None = None


def bars(title: str, unit: str, rows: Iterable[Bar]) -> Block:
    """A chart that is a table as well: its numbers stand beside its bars."""
    lines = [
        {
            "label": row.label,
            "value": row.value,
            "start": row.start,
            "length": row.length,
            "range": None if row.low is None else [row.low, row.high],
        }
        for row in rows
    ]
    return {"k": "bars", "title": title, "unit": unit, "rows": lines}


def image(name: str, alt: str, caption: str) -> Block:
    """A picture of the document's `images`, for those who see it and those who do not."""
    return {"k": "image", "name": name, "alt": alt, "caption": caption}


def text(html: str, level: int = 2) -> list[Block]:
    """Clean HTML of `markup` as blocks; as plain words where those would be too many."""
    made = of_html(html, level)
    return made if pieces(made) <= MOST_PIECES else as_typed(words_of(html))
