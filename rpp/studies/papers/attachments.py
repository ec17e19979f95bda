"""Papers attached to agreements: PDF files, checked, kept outside the web root, private."""

import codecs
import hashlib
import os
import re
import secrets
import subprocess
import sys
import unicodedata
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import NamedTuple

from flask import current_app
from sqlalchemy import select
from sqlmodel import Session, col

from rpp import clock, db, jobs
from rpp.config import Settings
from rpp.errors import DomainError
from rpp.studies.models import Attachment
from rpp.studies.papers import pdf_inspect

MOST = 10 * 1024**2
# How far from its end a ZIP archive may still be found: its last record and a comment.
ZIP_TAIL = 22 + 0xFFFF
WAIT = timedelta(hours=1)
PAUSE = timedelta(minutes=10)
STORED = re.compile(r"[0-9a-f]{64}\Z")
# Endings before ".pdf" that make a name look like another kind of file: programs, scripts, pages,
# archives, office files. Any other dot is one of an ordinary name, as in "MOU Dr. Kim.pdf".
_ENDINGS = """
apk app appimage bat bin cmd com command cpl deb dll dmg elf exe gadget hta inf iso jar js jse
lnk msc msi msix msp pif pkg ps1 psm1 py rb reg rpm run scf scr sh sys url vb vbe vbs ws wsf wsh
asp aspx cgi htm html mht mhtml php php3 php5 phtml shtml svg swf xht xhtml xml
7z cab gz img rar tar tgz zip
csv doc docm docx dot dotm eml msg odp ods odt pdf ppt pptm pptx rtf txt xls xlsb xlsm xlsx
"""
ENDINGS = frozenset(_ENDINGS.split())

TOO_LARGE = "This file is larger than 10 MB. Save it smaller, for example without pictures."
EMPTY = "This file is empty. Save the document as a PDF again and choose that."
NOT_A_PDF = "This is not a PDF. Save the document as a PDF and choose it again."
RENAME = "Rename the file, so that “.pdf” is the only ending of its name."
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


# --- what it truly is ----------------------------------------------------------------------


def checked(name: str, data: bytes) -> Paper:
    """The paper, if it is a PDF and nothing else; DomainError on "file" with a sentence if not.

    It takes time: call it before a transaction begins.
    """
    clean = checked_name(name)
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


def checked_name(name: str) -> str:
    """A file's own name, ending in ".pdf" alone; without folders, without what cannot be seen."""
    name = unicodedata.normalize("NFC", name)
    stem, dot, ending = name.rpartition(".")
    if any(unicodedata.category(c)[0] == "C" for c in name) or set(name) & set('/\\:*?"<>|'):
        raise DomainError("Rename the file with letters, digits and spaces only.", "file")
    if len(name) > 160:
        raise DomainError("The name of the file is too long. Use at most 160 characters.", "file")
    if not dot or ending.lower() != "pdf":
        raise DomainError(NOT_A_PDF, "file")
    if not stem.strip(" .") or stem.startswith(".") or stem.endswith((".", " ")):
        raise DomainError(RENAME, "file")
    if any(part.strip().lower() in ENDINGS for part in stem.split(".")[1:]):
        raise DomainError(RENAME, "file")
    return name


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
    program = [sys.executable, "-I", pdf_inspect.__file__]
    try:
        done = subprocess.run(  # noqa: S603  (our own program, no shell)
            program, input=data, capture_output=True, timeout=pdf_inspect.SECONDS + 2, check=False
        )
    except subprocess.TimeoutExpired:
        return "broken"
    return done.stdout.decode("ascii", "replace") if done.returncode == 0 else "broken"


# --- where it lies -------------------------------------------------------------------------


def place() -> Path:
    """Where the files lie, whether or not the folder is there."""
    settings: Settings = current_app.extensions["rpp.settings"]
    return settings.instance / "attachments"


def folder() -> Path:
    """Where the files lie, for the portal alone; made when it is missing."""
    path = place()
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.chmod(0o700)
    return path


def put(data: bytes) -> str:
    """Write a file that survives a power cut, under a random name, and return that name."""
    where, name = folder(), secrets.token_hex(32)
    handle = os.open(where / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    directory = os.open(where, os.O_RDONLY)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)
    return name


def read(stored: str, sha256: str) -> bytes | None:
    """The bytes of a file; None where it is missing or is not what was stored."""
    if not STORED.match(stored):
        return None
    try:
        data = (folder() / stored).read_bytes()
    except FileNotFoundError:
        return None
    return data if hashlib.sha256(data).hexdigest() == sha256 else None


def keep(
    session: Session,
    paper: Paper,
    study_id: int,
    *,
    agreement_id: int | None = None,
    signed_text_id: int | None = None,
    actor_id: int | None = None,
) -> Attachment:
    """Store a paper: its file first, then its row, so that no row ever lacks its file."""
    attachment = Attachment(
        study_id=study_id,
        agreement_id=agreement_id,
        signed_text_id=signed_text_id,
        name=paper.name,
        size=len(paper.data),
        sha256=hashlib.sha256(paper.data).hexdigest(),
        stored=put(paper.data),
        added_by=actor_id,
        added_at=clock.now(),
    )
    session.add(attachment)
    session.flush()
    return attachment


def _unlink(path: Path) -> None:
    # What cannot be deleted now, the worker deletes later.
    with suppress(OSError):
        path.unlink()


def drop(session: Session, agreement_id: int) -> bool:
    """Remove the paper of an agreement: its row now, its file once that is committed."""
    rows = session.execute(select(Attachment).where(col(Attachment.agreement_id) == agreement_id))
    found = list(rows.scalars())
    where = folder()
    for attachment in found:
        path = where / attachment.stored
        session.delete(attachment)
        db.after_commit(session, partial(_unlink, path))
    session.flush()
    return bool(found)


# --- what is missing, and what was left behind ---------------------------------------------


def missing(session: Session) -> list[Attachment]:
    """Papers whose file is gone, or is not as long as it was: a backup without its folder."""
    where = place()
    rows = session.execute(select(Attachment).order_by(col(Attachment.id))).scalars()
    return [row for row in rows if not _lies_there(where / row.stored, row.size)]


def _lies_there(path: Path, size: int) -> bool:
    try:
        return path.stat().st_size == size
    except OSError:
        return False


def remove_orphans(session: Session) -> int:
    """Delete files that no row names and that are older than an hour; how many."""
    before = (clock.now() - WAIT).timestamp()
    old = sorted(path for path in _files() if path.stat().st_mtime < before)
    gone = 0
    for at in range(0, len(old), 400):
        some = old[at : at + 400]
        named = select(col(Attachment.stored)).where(
            col(Attachment.stored).in_([path.name for path in some])
        )
        known = set(session.execute(named).scalars())
        for path in some:
            if path.name not in known:
                path.unlink(missing_ok=True)
                gone += 1
    return gone


def _files() -> Iterator[Path]:
    return (path for path in folder().iterdir() if STORED.match(path.name) and path.is_file())


_looked: dict[Path, datetime] = {}


def tidy(session: Session) -> int:
    """`remove_orphans`, but not at every turn of the worker."""
    where, now = folder(), clock.now()
    last = _looked.get(where)
    if last is not None and timedelta() <= now - last < PAUSE:
        return 0
    _looked[where] = now
    return remove_orphans(session)


jobs.register("remove files without a row", tidy)
