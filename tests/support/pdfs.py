"""PDF files, honest ones and others, made for tests."""

from io import BytesIO
from typing import Any

from pypdf import PdfReader, PdfWriter
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    NameObject,
    NumberObject,
    TextStringObject,
)


def name(word: str) -> NameObject:
    return NameObject(f"/{word}")


def action(kind: str, **more: Any) -> DictionaryObject:
    return DictionaryObject(
        {name("S"): name(kind), **{name(key): value for key, value in more.items()}}
    )


def written(writer: PdfWriter) -> bytes:
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def blank(pages: int = 1) -> PdfWriter:
    writer = PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(612, 792)
    return writer


def saying(words: str) -> bytes:
    """A PDF of one page on which these words stand."""
    writer = blank()
    page = writer.pages[0]
    font = DictionaryObject(
        {
            name("Type"): name("Font"),
            name("Subtype"): name("Type1"),
            name("BaseFont"): name("Helvetica"),
        }
    )
    page[name("Resources")] = DictionaryObject(
        {name("Font"): DictionaryObject({name("F1"): writer._add_object(font)})}
    )
    drawn = DecodedStreamObject()
    drawn.set_data(f"BT /F1 12 Tf 72 700 Td ({words}) Tj ET".encode("ascii"))
    page[name("Contents")] = writer._add_object(drawn)
    return written(writer)


def read(data: bytes) -> str:
    """The words of a PDF."""
    pages = PdfReader(BytesIO(data)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def honest(pages: int = 1) -> bytes:
    """A PDF as a scanner or an office program makes it."""
    return written(blank(pages))


def padded(size: int) -> bytes:
    """An honest PDF of exactly so many bytes."""
    plain = honest()
    head, end = plain[: plain.rindex(b"startxref")], plain[plain.rindex(b"startxref") :]
    filler = size - len(plain)
    return head + b"%" + b"x" * (filler - 2) + b"\n" + end


def opening_at_a_page() -> bytes:
    """Begins at its first page, as many office programs write it."""
    writer = blank()
    page = writer.pages[0].indirect_reference
    assert page is not None
    writer.root_object[name("OpenAction")] = ArrayObject([page, name("Fit")])
    return written(writer)


def with_root(key: str, value: Any) -> bytes:
    writer = blank()
    writer.root_object[name(key)] = value
    return written(writer)


def with_page(key: str, value: Any) -> bytes:
    writer = blank()
    writer.pages[0][name(key)] = value
    return written(writer)


def locked() -> bytes:
    writer = blank()
    writer.encrypt("secret", algorithm="RC4-128")
    return written(writer)


def with_a_file_inside() -> bytes:
    writer = blank()
    writer.add_attachment("notes.txt", b"hello")
    return written(writer)


def with_a_script() -> bytes:
    """A script that runs when the file opens, in the list of named scripts."""
    script = action("JavaScript", JS=TextStringObject("app.alert('hello');"))
    named = DictionaryObject({name("Names"): ArrayObject([TextStringObject("a"), script])})
    return with_root("Names", DictionaryObject({name("JavaScript"): named}))


def script_under_another_spelling() -> bytes:
    """/JS written as /J#53, which every reader takes for the same."""
    script = action("JavaScript", JS=TextStringObject("app.alert(1)"))
    made = with_page("AAA", script)
    return made.replace(b"/JS", b"/J#53").replace(b"/JavaScript", b"/Java#53cript")


def script_that_no_page_leads_to() -> bytes:
    writer = blank()
    writer._add_object(action("JavaScript", JS=TextStringObject("app.alert(1)")))
    return written(writer)


def launching() -> bytes:
    return with_root("OpenAction", action("Launch", F=TextStringObject("calc.exe")))


def kind_said_elsewhere(key: str, kind: str) -> bytes:
    """What a thing is stands in a place of its own, to which the thing only points."""
    writer = blank()
    place = writer._add_object(name(kind))
    thing = DictionaryObject({name(key): place, name("F"): TextStringObject("calc.exe")})
    writer.root_object[name("Opens")] = writer._add_object(thing)
    return written(writer)


def opening_an_address_from_elsewhere() -> bytes:
    writer = blank()
    page = writer._add_object(action("URI", URI=TextStringObject("https://x.example")))
    writer.root_object[name("OpenAction")] = page
    return written(writer)


def acting_on_close() -> bytes:
    closing = DictionaryObject(
        {name("C"): action("URI", URI=TextStringObject("https://x.example"))}
    )
    return with_page("AA", closing)


def deep() -> bytes:
    inner: Any = NumberObject(1)
    for _ in range(200):
        inner = ArrayObject([inner])
    return with_root("Deep", inner)


def opening_at_a_page_and_then(following: Any) -> bytes:
    """Begins at its first page, and something follows that."""
    writer = blank()
    going = action("GoTo", D=ArrayObject([writer.pages[0].indirect_reference, name("Fit")]))
    going[name("Next")] = writer._add_object(following)
    writer.root_object[name("OpenAction")] = writer._add_object(going)
    return written(writer)


def linking_to(address: str) -> bytes:
    """A page with a link, whose action stands elsewhere in the file."""
    writer = blank()
    going = writer._add_object(action("URI", URI=TextStringObject(address)))
    link = DictionaryObject(
        {name("Type"): name("Annot"), name("Subtype"): name("Link"), name("A"): going}
    )
    writer.pages[0][name("Annots")] = ArrayObject([writer._add_object(link)])
    return written(writer)


def with_base(address: str) -> bytes:
    """Every link of the file begins with this address."""
    return with_root("URI", DictionaryObject({name("Base"): TextStringObject(address)}))


def with_data_elsewhere() -> bytes:
    """What its page shows lies in another file."""
    writer = blank()
    stream = DecodedStreamObject()
    stream[name("F")] = writer._add_object(TextStringObject("//share.example/page"))
    writer.pages[0][name("Contents")] = writer._add_object(stream)
    return written(writer)


def with_a_page_of_another_file() -> bytes:
    writer = blank()
    stream = DecodedStreamObject()
    other = DictionaryObject({name("F"): TextStringObject("//share.example/other.pdf")})
    stream[name("Ref")] = writer._add_object(other)
    writer._add_object(stream)
    return written(writer)


def naming_a_file() -> bytes:
    """A file specification without the file: it lies elsewhere."""
    named = {name("Type"): name("Filespec"), name("UF"): TextStringObject("//share.example/x")}
    return with_root("Other", DictionaryObject(named))


def form(*, field: Any = None, kind: str = "Tx", **more: Any) -> bytes:
    """A form with one field, which does something."""
    writer = blank()
    one = DictionaryObject({name("FT"): name(kind), name("T"): TextStringObject("Signer")})
    if field is not None:
        one[name("AA")] = DictionaryObject({name("K"): field})
    fields = ArrayObject([writer._add_object(one)])
    about = {name(key): value for key, value in more.items()}
    writer.root_object[name("AcroForm")] = DictionaryObject({name("Fields"): fields, **about})
    return written(writer)


def opened(data: bytes) -> PdfReader:
    """A PDF, to be looked into."""
    assert data.startswith(b"%PDF-")
    return PdfReader(BytesIO(data))


def alts(node: Any) -> list[str]:
    """The alternative texts below a node, in the order of reading."""
    node = node.get_object()
    found = [str(node["/Alt"])] if "/Alt" in node else []
    below = node.get("/K", [])
    for child in below if isinstance(below, list) else [below]:
        child = child.get_object()
        if isinstance(child, dict):
            found += alts(child)
    return found


def tags(node: Any) -> set[str]:
    """The kinds of structure below a node."""
    node = node.get_object()
    found = {str(node["/S"])} if "/S" in node else set()
    below = node.get("/K", [])
    for child in below if isinstance(below, list) else [below]:
        child = child.get_object()
        if isinstance(child, dict):
            found |= tags(child)
    return found
