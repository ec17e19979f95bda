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

# Actions that start a program, run a script, send data or open another file.
ACTIONS = frozenset(
    ("/Launch", "/ImportData", "/GoToR", "/GoToE", "/Thread", "/Rendition", "/Sound", "/Movie")
) | {"/RichMediaExecute", "/GoTo3DView"}
# What a form does with what is filled in.
OF_FORMS = frozenset(("/SubmitForm", "/ResetForm"))
ANNOTATIONS = frozenset(("/RichMedia", "/Screen", "/Movie", "/3D", "/Sound"))
# Where a link may lead; without a scheme it leads within the web page that it stands on.
SCHEMES = frozenset(("http", "https", "mailto", "tel"))


class Refused(Exception):
    """The file holds what no agreement needs."""


def verdict(data: bytes) -> str:
    """One word on the PDF: fine, broken, encrypted, long, form, script, action, link or files."""
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
        does = _look_through(reader)
        # What a form counts and sends is no attack; it is a form, and said to be one.
        if does and _is_a_form(reader):
            return "form"
    except Refused as refused:
        return str(refused)
    except (Exception, MemoryError):
        # Whatever a reader stumbles over: such a file is not kept.
        return "broken"
    return next((word for word in ("form", "script", "action") if word in does), "fine")


def _is_a_form(reader: Any) -> bool:
    """Whether it has fields to fill in, beside those of signatures."""
    form = _said(reader.trailer["/Root"].get_object(), "/AcroForm")
    fields = _said(form, "/Fields") if isinstance(form, dict) else None
    listed = fields if isinstance(fields, (list, tuple)) else ()
    found = [f.get_object() for f in listed if hasattr(f, "get_object")]
    return any(isinstance(f, dict) and _said(f, "/FT") != "/Sig" for f in found)


def _look_through(reader: Any) -> set[str]:
    """Look at every object of the file, also at those that no page leads to.

    Returns what it does as forms do: "form", "script", "action". Anything worse is Refused.
    """
    from pypdf.generic import IndirectObject

    numbers = {(n, g) for g, table in reader.xref.items() for n in table if n}
    numbers |= {(n, 0) for n in reader.xref_objStm}
    if len(numbers) > OBJECTS:
        raise Refused("long")
    does: set[str] = set()
    _look_at(reader.trailer, 0, does)
    for number, generation in sorted(numbers):
        _look_at(reader.get_object(IndirectObject(number, generation, reader)), 0, does)
    return does


def _look_at(thing: Any, depth: int, does: set[str]) -> None:
    if depth > DEPTH:
        raise Refused("broken")
    if isinstance(thing, dict):
        _look_at_names(thing, does)
        for value in dict.values(thing):
            _look_at(value, depth + 1, does)
    elif isinstance(thing, list):
        for value in list.__iter__(thing):
            _look_at(value, depth + 1, does)


def _said(thing: Any, key: str) -> object:
    """What stands under a name, also where it stands elsewhere in the file."""
    from pypdf.generic import IndirectObject

    value = dict.get(thing, key) if isinstance(thing, dict) else None
    for _ in range(DEPTH):
        if not isinstance(value, IndirectObject):
            return value
        value = value.get_object()
    raise Refused("broken")


def _look_at_names(thing: Any, does: set[str]) -> None:
    kind = _said(thing, "/S")
    if "/XFA" in thing:
        does.add("form")
    if "/JS" in thing or "/JavaScript" in thing or kind == "/JavaScript":
        does.add("script")
    if kind in OF_FORMS or "/AA" in thing:
        does.add("action")
    if kind in ACTIONS or _said(thing, "/Subtype") in ANNOTATIONS:
        raise Refused("action")
    if not _only_goes_to_a_page(_said(thing, "/OpenAction")):
        raise Refused("action")
    _look_at_addresses(thing)
    _look_at_files(thing)


def _only_goes_to_a_page(opening: Any) -> bool:
    """Many programs name the page to begin with: that starts nothing, and nothing follows it."""
    if not isinstance(opening, dict):
        return True
    return _said(opening, "/S") == "/GoTo" and "/Next" not in opening


def _look_at_addresses(thing: Any) -> None:
    # /Base is what the links of the whole file begin with.
    for key in ("/URI", "/Base"):
        address = _said(thing, key)
        if isinstance(address, (str, bytes)) and not _is_of_the_web(address):
            raise Refused("link")


def _is_of_the_web(address: str | bytes) -> bool:
    text = address.decode("latin-1") if isinstance(address, bytes) else str(address)
    # Readers leave out what cannot be seen, so it hides no scheme here.
    text = "".join(c for c in text if c > " " and c.isprintable()).lower()
    if text.startswith(("\\", "//")) or "\\" in text[:8]:
        return False
    scheme, colon, _ = text.partition(":")
    named = colon and not set("/?#.") & set(scheme)
    return not named or scheme in SCHEMES


def _look_at_files(thing: Any) -> None:
    kinds = _said(thing, "/Type"), _said(thing, "/Subtype")
    # A stream with /F has its data in another file; so has a page that is shown by reference.
    elsewhere = hasattr(thing, "get_data") and ("/F" in thing or "/FFilter" in thing)
    if (
        elsewhere
        or "/EmbeddedFiles" in thing
        or "/EF" in thing
        or kinds[0] in ("/EmbeddedFile", "/Filespec", "/F")
        or kinds[1] == "/FileAttachment"
        or isinstance(_said(_said(thing, "/Ref") or {}, "/F"), (str, bytes, dict))
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
