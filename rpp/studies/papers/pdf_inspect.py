"""Looks into a PDF in a process of its own, which dies when that takes too long or too much.

Reads the file from standard input and writes one word: "fine", or why it is refused.
"""

import io
import sys
from typing import Any

SECONDS = 10
MEMORY = 1024**3
PAGES = 1_000
OBJECTS = 200_000
DEPTH = 60

# Actions that start a program, run a script, send data or open a file within the file.
ACTIONS = frozenset(
    ("/Launch", "/ImportData", "/SubmitForm", "/GoToE", "/Rendition", "/RichMediaExecute", "/Movie")
)
ANNOTATIONS = frozenset(("/RichMedia", "/Screen", "/Movie", "/3D", "/Sound"))


class Refused(Exception):
    """The file holds what no agreement needs."""


def verdict(data: bytes) -> str:
    """One word on the PDF: fine, broken, encrypted, long, script, action or files."""
    from pypdf import PdfReader

    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted:
            return "encrypted"
        number = len(reader.pages)
        if number > PAGES:
            return "long"
        if number < 1 or any(page.get("/Type") != "/Page" for page in reader.pages):
            return "broken"
        _look_through(reader)
    except Refused as refused:
        return str(refused)
    except (Exception, MemoryError):
        # Whatever a reader stumbles over: such a file is not kept.
        return "broken"
    return "fine"


def _look_through(reader: Any) -> None:
    """Look at every object of the file, also at those that no page leads to."""
    from pypdf.generic import IndirectObject

    numbers = {(n, g) for g, table in reader.xref.items() for n in table if n}
    numbers |= {(n, 0) for n in reader.xref_objStm}
    if len(numbers) > OBJECTS:
        raise Refused("long")
    _look_at(reader.trailer, 0)
    for number, generation in sorted(numbers):
        _look_at(reader.get_object(IndirectObject(number, generation, reader)), 0)


def _look_at(thing: Any, depth: int) -> None:
    if depth > DEPTH:
        raise Refused("broken")
    if isinstance(thing, dict):
        _look_at_names(thing)
        for value in dict.values(thing):
            _look_at(value, depth + 1)
    elif isinstance(thing, list):
        for value in list.__iter__(thing):
            _look_at(value, depth + 1)


def _said(thing: Any, key: str) -> Any:
    """What stands under a name, also where it stands elsewhere in the file."""
    value = thing.get(key)
    return value.get_object() if hasattr(value, "get_object") else value


def _look_at_names(thing: Any) -> None:
    kind = _said(thing, "/S")
    if "/JS" in thing or "/JavaScript" in thing or "/XFA" in thing or kind == "/JavaScript":
        raise Refused("script")
    if kind in ACTIONS or "/AA" in thing or _said(thing, "/Subtype") in ANNOTATIONS:
        raise Refused("action")
    opening = _said(thing, "/OpenAction")
    # Many programs name the page to begin with; that starts nothing.
    if isinstance(opening, dict) and _said(opening, "/S") != "/GoTo":
        raise Refused("action")
    if (
        "/EmbeddedFiles" in thing
        or "/EF" in thing
        or _said(thing, "/Type") == "/EmbeddedFile"
        or _said(thing, "/Subtype") == "/FileAttachment"
    ):
        raise Refused("files")


def _bound() -> None:
    """Let the system end this process when it takes more than it may."""
    try:
        import resource
    except ImportError:
        return
    for what, most in ((resource.RLIMIT_CPU, SECONDS), (resource.RLIMIT_AS, MEMORY)):
        try:
            resource.setrlimit(what, (most, most))
        except (ValueError, OSError):
            continue


def main() -> None:
    """Answer for the file on standard input."""
    import logging

    _bound()
    logging.disable()
    sys.stdout.write(verdict(sys.stdin.buffer.read()))


if __name__ == "__main__":
    main()
