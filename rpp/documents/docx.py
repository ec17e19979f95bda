"""A document as a file for word processors (Office Open XML), from the same blocks as its PDF."""

from io import BytesIO
from typing import Any

from docx import Document as new_file
from docx.document import Document as File
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Inches, Pt
from docx.text.paragraph import Paragraph

from rpp.documents import typeset
from rpp.documents.blocks import PAPER, Block, Run
from rpp.documents.document import Document
from rpp.documents.qr import qr_code

TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PICTURE = PAPER / "picture.typ"
WIDEST = 6.5


def docx(document: Document) -> bytes:
    """The document with headings, heads of tables and alternative texts, as its PDF has them."""
    file = new_file()
    about = file.core_properties
    about.title, about.subject = document.title, document.about[:250]
    about.author, about.language = "RPP Commons", "en-US"
    about.comments, about.created, about.modified = "", document.at, document.at
    for section in file.sections:
        section.page_width, section.page_height = Inches(8.5), Inches(11)
        section.left_margin = section.right_margin = Inches(1)
        section.footer.paragraphs[0].add_run(document.foot).font.size = Pt(8)
    writer = _Writer(file, document)
    file.add_paragraph(document.kicker)
    file.add_heading(document.title, 1)
    for line in document.byline:
        file.add_paragraph(line)
    if document.address:
        writer.picture(qr_code(document.address), f"QR code of the address {document.address}", 0.8)
    writer.blocks(document.blocks)
    out = BytesIO()
    file.save(out)
    return out.getvalue()


class _Writer:
    """Writes blocks into a file; `deep` is how far lists and quotes are moved in."""

    def __init__(self, file: File, document: Document) -> None:
        self.file, self.document = file, document

    def blocks(self, all_: list[Block], deep: int = 0) -> None:
        for block in all_:
            self._write(block, deep)

    def _write(self, block: Block, deep: int) -> None:
        kind = block["k"]
        if kind in ("p", "lead"):
            self._runs(self._paragraph(deep), block["x"], bold=kind == "lead")
        elif kind == "h":
            self._runs(self.file.add_heading(level=min(block["l"], 9)), block["x"])
        elif kind in ("ul", "ol"):
            self._list(block, deep)
        elif kind == "quote":
            self.blocks(block["blocks"], deep + 1)
        elif kind == "pre":
            self._paragraph(deep).add_run(block["t"]).font.name = "Courier New"
        elif kind == "table":
            self._table(block["head"], block["rows"])
        elif kind == "facts":
            rows = [[_plain(cell) for cell in row] for row in block["rows"]]
            self._table([_plain(cell) for cell in block["head"]], rows)
        elif kind == "numbers":
            for value, label in block["items"]:
                paragraph = self._paragraph(deep)
                paragraph.add_run(value).bold = True
                paragraph.add_run(f" {label}")
        elif kind == "bars":
            self._paragraph(deep).add_run(block["title"]).bold = True
            rows = [[_plain(row["label"]), _plain(row["value"])] for row in block["rows"]]
            self._table([_plain("What"), _plain(block["unit"])], rows)
        elif kind == "image":
            self._image(block)

    def _paragraph(self, deep: int) -> Paragraph:
        paragraph = self.file.add_paragraph()
        paragraph.paragraph_format.left_indent = Inches(0.3 * deep)
        return paragraph

    def _runs(self, paragraph: Paragraph, runs: list[Run], *, bold: bool = False) -> None:
        for piece in runs:
            if "br" in piece:
                paragraph.add_run().add_break()
                continue
            run = paragraph.add_run(piece["t"])
            run.bold = True if bold or "b" in piece else None
            run.italic = True if "i" in piece else None
            run.font.strike = True if "s" in piece else None
            run.font.superscript = True if "sup" in piece else None
            run.font.subscript = True if "sub" in piece else None
            if "c" in piece:
                run.font.name = "Courier New"

    def _list(self, block: Block, deep: int) -> None:
        # Numbers are written: those of a word processor go on from one list to the next.
        numbers = block.get("numbers") or [None] * len(block["items"])
        for number, item in zip(numbers, block["items"], strict=True):
            sign = "•" if number is None or block["k"] == "ul" else f"{number}."
            first, *rest = item or [{"k": "p", "x": []}]
            if first["k"] == "p":
                self._runs(self._paragraph(deep + 1), [{"t": f"{sign} "}, *first["x"]])
            else:
                self._paragraph(deep + 1).add_run(sign)
                rest = [first, *rest]
            self.blocks(rest, deep + 1)

    def _table(self, head: list[list[Run]], rows: list[list[list[Run]]]) -> None:
        table = self.file.add_table(rows=0, cols=len(head), style="Table Grid")
        first = table.add_row()
        # Said again on each page, and known as the head to those who hear it.
        properties: Any = first._tr.get_or_add_trPr()
        mark = OxmlElement("w:tblHeader")
        mark.set(qn("w:val"), "true")
        properties.append(mark)
        for cell, runs in zip(first.cells, head, strict=True):
            self._runs(cell.paragraphs[0], runs, bold=True)
        for row in rows:
            for cell, runs in zip(table.add_row().cells, row, strict=True):
                self._runs(cell.paragraphs[0], runs)
        self.file.add_paragraph()

    def _image(self, block: Block) -> None:
        data = self.document.images.get(block["name"])
        if data is None:
            self._paragraph(0).add_run(f"{block['caption']}. {block['alt']}")
            return
        self.picture(data, block["alt"])
        self._paragraph(0).add_run(block["caption"]).italic = True

    def picture(self, data: bytes, alt: str, width: float = WIDEST) -> None:
        """A picture with its words; word processors do not know SVG, so it is made a PNG."""
        if not data.startswith(b"\x89PNG"):
            data = typeset.png(PICTURE, {"name": "picture.svg"}, {"picture.svg": data}, ppi=144)
        shape = self.file.add_picture(BytesIO(data))
        if shape.width > Inches(width):
            shape.height = round(shape.height * Inches(width) / shape.width)
            shape.width = Inches(width)
        shape._inline.docPr.set("descr", alt)


def _plain(text: str) -> list[Run]:
    return [{"t": text}]
