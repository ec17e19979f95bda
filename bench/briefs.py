"""How long the files of one brief take: its PDF with figures and QR code, its DOCX, its card."""

import json
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from io import BytesIO

from bench.common import Databases, Figure
from bench.packets import AROUND, PARAGRAPH
from rpp.config import ROOT
from rpp.documents.document import Document

AIM = 0.3
AT = datetime(2026, 3, 9, tzinfo=UTC)


def document(seed: int) -> Document:
    """A brief of ten sections with a chart, a drawing, a photo and a table of columns."""
    from PIL import Image

    from rpp import markup
    from rpp.documents import document as doc

    photo = BytesIO()
    Image.effect_noise((1_600, 1_000), 40).save(photo, "PNG")
    drawing = "".join(
        f'<rect x="{n * 9}" y="{n % 40}" width="8" height="{40 - n % 40}"/>' for n in range(400)
    )
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 3600 40">{drawing}</svg>'
    blocks = [doc.lead(PARAGRAPH.format(n=seed)), doc.numbers([("3.1", "points")] * 3)]
    for number in range(10):
        body = PARAGRAPH.format(n=seed * 100 + number) + "\n\n" + AROUND
        blocks += [doc.heading(f"Section {number}"), *doc.text(markup.render(body))]
    blocks += [
        doc.bars("Riders", "percent", [doc.Bar(f"School {n}", "9", 0, n / 12) for n in range(12)]),
        doc.image("drawing.svg", "Forty bars.", "A drawing"),
        doc.image("photo.png", "Noise.", "A photo"),
        doc.table(("Column", "Meaning"), [(f"c{n}", "A share") for n in range(20)]),
    ]
    return doc.Document(
        title=f"A later first bell {seed}", kicker="Brief", about="", foot="", at=AT,
        address="https://commons.example/briefs/1/v1", blocks=blocks,
        images={"drawing.svg": svg.encode(), "photo.png": photo.getvalue()},
    )  # fmt: skip


def once(seed: int) -> list[tuple[float, int]]:
    """CPU seconds and bytes of a PDF, a DOCX and a card."""
    from rpp.briefs.printed import card
    from rpp.documents import docx, typeset
    from rpp.documents.document import pdf

    made = document(seed)
    said = {"title": f"A later bell {seed}", "words": PARAGRAPH[:200], "kind": "", "source": ""}
    return [
        _measured(lambda: pdf(made)),
        _measured(lambda: docx.docx(made)),
        _measured(lambda: typeset.png(card.LAYOUT, said)),
    ]


def _measured(make: Callable[[], bytes]) -> tuple[float, int]:
    cpu = time.process_time()
    size = len(make())
    return time.process_time() - cpu, size


def briefs(_databases: Databases) -> list[Figure]:
    """The first files of a process, with all that it loads, and those after them."""
    program = "from bench.briefs import once; print([once(n) for n in range(4)])"
    line = [sys.executable, "-c", program]
    done = subprocess.run(line, cwd=ROOT, capture_output=True, text=True, check=True)
    runs = json.loads(done.stdout.replace("(", "[").replace(")", "]"))
    figures = []
    for when, found in (("first of a process", runs[0]), ("later", sorted(runs[1:])[1])):
        for what, (cpu, size) in zip(("PDF/UA-1", "DOCX", "card"), found, strict=True):
            figures.append(
                Figure(
                    f"brief as {what}, {when}",
                    f"under {AIM} s CPU",
                    f"CPU {cpu:.2f} s, {size / 1e6:.1f} MB",
                    "ten sections, a chart, a drawing, a photo; none remembered",
                    met=cpu < AIM,
                )
            )
    return figures
