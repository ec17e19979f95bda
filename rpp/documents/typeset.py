"""Typst sets documents: PDF/UA-1 with tags, or a picture; what they say is data, never code."""

import hashlib
import json
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from rpp.documents.blocks import PAPER, plain, printable

if TYPE_CHECKING:
    import typst

# What the files of several documents share.
SETTING = PAPER / "setting.typ"
Say = Callable[[str], str]


@cache
def fonts() -> "typst.Fonts":
    """The fonts of this project alone: a machine's own would change the bytes of what is set."""
    import typst

    return typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=True,
        font_paths=[str(PAPER / "fonts")],
    )


def pdf(layout: Path, data: object, at: datetime, images: Mapping[str, bytes] = {}) -> bytes:
    """The data as the typst file `layout` sets it: the same data and moment give the same bytes.

    `images` are files that the layout may name: PNG or SVG by name.
    """

    def made(say: Say) -> bytes:
        return _compiled(
            layout,
            _mapped(data, say),
            images,
            format="pdf",
            pdf_standards=["ua-1"],
            timestamp=int(at.timestamp()),
        )

    return _printable(made)


def png(layout: Path, data: object, images: Mapping[str, bytes] = {}, *, ppi: float = 72) -> bytes:
    """The data as one picture, with `ppi` pixels for 72 points."""
    return _printable(
        lambda say: _compiled(layout, _mapped(data, say), images, format="png", ppi=ppi)
    )


def _printable(made: Callable[[Say], bytes]) -> bytes:
    try:
        return made(printable)
    except Exception:
        # Signs that the fonts hold and cannot set together: they are named instead.
        return made(plain)


def _compiled(layout: Path, data: object, images: Mapping[str, bytes], **how: Any) -> bytes:
    import typst

    with TemporaryDirectory() as folder:
        # The compiler reads nothing outside of this folder.
        root = Path(folder)
        for file in (layout, SETTING):
            (root / file.name).write_bytes(file.read_bytes())
        for name, image in images.items():
            (root / name).write_bytes(image)
        try:
            compiler = typst.Compiler(str(root / layout.name), root=folder, font_paths=fonts())
            made = compiler.compile(sys_inputs={"data": json.dumps(data)}, **how)
        except BaseException as error:
            # The library's panics are no ordinary errors.
            if isinstance(error, (Exception, KeyboardInterrupt, SystemExit)):
                raise
            raise RuntimeError("the document cannot be set") from error
    # Of pictures there is one for each page.
    return made[0] if isinstance(made, list) else made or b""


def _mapped(value: object, say: Say) -> object:
    if isinstance(value, str):
        return say(value)
    if isinstance(value, dict):
        return {name: _mapped(inner, say) for name, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_mapped(inner, say) for inner in value]
    return value


@cache
def hashes(*files: Path) -> list[str]:
    """The SHA-256 of the files that set a document, and of those that set every one."""
    shared = (SETTING, *sorted(Path(__file__).parent.glob("*.py")))
    return [hashlib.sha256(file.read_bytes()).hexdigest() for file in (*files, *shared)]
