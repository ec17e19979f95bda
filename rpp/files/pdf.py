"""PDF files: what is attached is a PDF and nothing else, and does nothing by itself."""

import codecs
from typing import NamedTuple

from rpp.errors import DomainError
from rpp.files import pdf_inspect
from rpp.files.apart import answered
from rpp.files.names import checked_name

MOST = 10 * 1024**2
# How far from its end a ZIP archive may still be found: its last record and a comment.
ZIP_TAIL = 22 + 0xFFFF
TOO_LARGE = "This file is larger than 10 MB. Save it smaller, for example without pictures."
EMPTY = "This file is empty. Save the document as a PDF again and choose that."
NOT_A_PDF = "This is not a PDF. Save the document as a PDF and choose it again."
REFUSED = {
    "encrypted": "This PDF is locked. Save it without a password and choose it again.",
    "long": "This PDF is too long for us to check. Attach only the agreement itself.",
    "form": "This PDF is a fillable form. Print it to a new PDF, or “flatten” it: what is filled "
    "in stays, and it can no longer be changed.",
    "link": "This PDF links to a file on some computer or network. Print it to a new PDF, which "
    "leaves that out.",
    "script": "This PDF contains a script. Print it to a new PDF, which leaves that out.",
    "action": "This PDF starts something when it opens. Print it to a new PDF, which leaves that "
    "out.",
    "files": "This PDF has other files inside. Print it to a new PDF, which leaves them out.",
    "broken": "We cannot open this PDF. Print it to a new PDF and choose that.",
}
# What makes of a PDF another kind of file as well.
ALSO = (b"Rar!\x1a\x07", b"7z\xbc\xaf\x27\x1c")
PAGES_OF_THE_WEB = (b"<!doctype", b"<html", b"<head", b"<body", b"<script", b"<svg", b"<?php")


class Paper(NamedTuple):
    """A PDF that was checked, not kept yet."""

    name: str
    data: bytes


def checked(name: str, data: bytes) -> Paper:
    """The paper, if it is a PDF and nothing else; DomainError on "file" with a sentence if not.

    It takes time: call it before a transaction begins.
    """
    clean = checked_name(name, ("pdf",), NOT_A_PDF)
    if len(data) > MOST:
        raise DomainError(TOO_LARGE, "file")
    if not data:
        raise DomainError(EMPTY, "file")
    # Some programs put a byte-order mark before the first word.
    if not data.removeprefix(codecs.BOM_UTF8).startswith(b"%PDF-") or not data.rstrip(
        b"\r\n\t\f \0"
    ).endswith(b"%%EOF"):
        raise DomainError(NOT_A_PDF, "file")
    if _is_something_else(data):
        raise DomainError(NOT_A_PDF, "file")
    answer = looked_into(data)
    if answer != "fine":
        raise DomainError(REFUSED.get(answer, REFUSED["broken"]), "file")
    return Paper(clean, data)


def _is_something_else(data: bytes) -> bool:
    """Whether other programs would read it as an archive, a disk image or a page of the web."""
    head = data[:1024].lower()
    return (
        b"PK\x05\x06" in data[-ZIP_TAIL:]
        or any(sign in data for sign in ALSO)
        or any(sign in head for sign in PAGES_OF_THE_WEB)
        or data[257:262] == b"ustar"
        or data[32769:32774] == b"CD001"
    )


def looked_into(data: bytes) -> str:
    """What a process apart says of the PDF (see pdf_inspect), within its time and memory."""
    answer = answered(pdf_inspect, data, pdf_inspect.SECONDS)
    return answer.decode("ascii", "replace") or "broken"
