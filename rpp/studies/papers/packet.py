"""The packet: a frozen or signed text with its signatures and agreements, as one PDF."""

import hashlib
import json
import os
import secrets
import threading
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from flask import current_app
from sqlalchemy import select
from sqlmodel import Session, col

from rpp import db, jobs, markup
from rpp.config import Settings
from rpp.studies.models import (
    Attachment,
    SignedText,
    Study,
)
from rpp.studies.papers import attachments
from rpp.studies.papers.agreements import Kept
from rpp.studies.papers.attachments import Paper
from rpp.studies.papers.packet_blocks import PAPER, plain, printable
from rpp.studies.papers.packet_data import Data, Text, made_of, set_out, text_of

if TYPE_CHECKING:
    import typst

# So many packets are remembered.
REMEMBERED = 100
_ONE_AT_A_TIME = threading.Lock()


@cache
def _fonts() -> "typst.Fonts":
    import typst

    # The machine's own fonts would change the bytes from one server to the next.
    return typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=True,
        font_paths=[str(PAPER / "fonts")],
    )


def render(data: Data, at: datetime) -> bytes:
    """The packet as tagged PDF/UA-1; the same data and moment give the same bytes."""
    try:
        return _rendered(data, at, printable)
    except Exception:
        # Signs that the fonts hold and cannot set together: they are named instead.
        return _rendered(data, at, plain)


def _rendered(data: Data, at: datetime, say: Callable[[str], str]) -> bytes:
    import typst

    try:
        made = typst.Compiler(
            str(PAPER / "packet.typ"), root=str(PAPER), font_paths=_fonts()
        ).compile(
            format="pdf",
            sys_inputs={"packet": json.dumps(_mapped(data, say))},
            pdf_standards=["ua-1"],
            timestamp=int(at.timestamp()),
        )
    except BaseException as error:
        # The library's panics are no ordinary errors.
        if isinstance(error, (Exception, KeyboardInterrupt, SystemExit)):
            raise
        raise RuntimeError("the packet cannot be set") from error
    assert isinstance(made, bytes)
    return made


def _mapped(value: object, say: Callable[[str], str]) -> object:
    if isinstance(value, str):
        return say(value)
    if isinstance(value, dict):
        return {name: _mapped(inner, say) for name, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_mapped(inner, say) for inner in value]
    return value


def packet(session: Session, study_id: int) -> bytes | None:
    """The packet as things stand today; None while nothing is frozen."""
    study = session.get(Study, study_id)
    text = text_of(session, study) if study else None
    if study is None or text is None:
        return None
    return made(made_of(session, study, text), text.at)


# --- what was made is remembered -----------------------------------------------------------


def made(data: Data, at: datetime) -> bytes:
    """The packet that says this: made once, then remembered, one at a time in each process."""
    path = _folder() / _key(data, at)
    if (known := _known(path)) is not None:
        return known
    with _ONE_AT_A_TIME:
        # Who waited finds what the one before made.
        if (known := _known(path)) is not None:
            return known
        pdf = render(set_out(data), at)
        _remember(path, pdf)
        return pdf


def _key(data: Data, at: datetime) -> str:
    """The SHA-256 of all that the packet says, and of what sets it."""
    said = json.dumps([data, at.timestamp(), markup.VERSION, _setting()], sort_keys=True)
    return hashlib.sha256(said.encode()).hexdigest()


@cache
def _setting() -> list[str]:
    here = Path(__file__).parent
    files = [*sorted(here.glob("packet*.py")), PAPER / "packet.typ"]
    return [hashlib.sha256(file.read_bytes()).hexdigest() for file in files]


def _folder() -> Path:
    settings: Settings = current_app.extensions["rpp.settings"]
    path = settings.instance / "packets"
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.chmod(0o700)
    return path


def _known(path: Path) -> bytes | None:
    with suppress(OSError):
        pdf = path.read_bytes()
        # A power cut may leave a part of it.
        return pdf if pdf.startswith(b"%PDF-") and pdf.rstrip().endswith(b"%%EOF") else None
    return None


def _remember(path: Path, pdf: bytes) -> None:
    """Write it under its name at one stroke, and let go of the oldest of many."""
    with suppress(OSError):
        part = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
        handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(pdf)
        part.replace(path)
        newest = sorted(path.parent.iterdir(), key=lambda file: file.stat().st_mtime)
        for old in newest[:-REMEMBERED]:
            old.unlink(missing_ok=True)


# --- the signed packet is kept -------------------------------------------------------------


def stored(session: Session, study_id: int) -> Kept | None:
    """The kept packet of the signed text in force, or None."""
    newest = (
        select(col(SignedText.id))
        .where(col(SignedText.study_id) == study_id, col(SignedText.void_at).is_(None))
        .order_by(col(SignedText.number).desc())
        .limit(1)
        .scalar_subquery()
    )
    row = session.execute(
        select(col(Attachment.name), col(Attachment.stored), col(Attachment.sha256)).where(
            col(Attachment.signed_text_id) == newest
        )
    ).first()
    return Kept(*row) if row else None


def store_missing(session: Session) -> int:
    """Keep the packet of a signed text that has none yet; one at a turn.

    It is made before `session` begins to write: others write meanwhile.
    """
    made_now = _next_missing()
    if made_now is None:
        return 0
    signed_text_id, pdf = made_now
    # Held: another worker may be at it.
    signed_text = db.lock(session, SignedText, signed_text_id)
    taken = select(col(Attachment.id)).where(col(Attachment.signed_text_id) == signed_text_id)
    if signed_text.void_at is not None or session.execute(taken).first() is not None:
        return 0
    name = f"study-{signed_text.study_id}-signed-{signed_text.number}.pdf"
    paper = Paper(name, pdf)
    attachments.keep(session, paper, signed_text.study_id, signed_text_id=signed_text.id)
    return 1


def _next_missing() -> tuple[int, bytes] | None:
    """The first signed text that has no packet yet and can be set, and its packet."""
    with db.before_write() as session:
        for signed_text in _missing(session):
            study = session.get_one(Study, signed_text.study_id)
            text = Text(signed_text.text, signed_text.text_hash, signed_text.signed_at, True)
            try:
                return signed_text.id or 0, made(made_of(session, study, text), text.at)
            except RuntimeError:
                # One that cannot be set does not keep the others waiting.
                current_app.logger.exception("no packet for signed text %s", signed_text.id)
    return None


def _missing(session: Session) -> list[SignedText]:
    kept = select(col(Attachment.signed_text_id)).where(col(Attachment.signed_text_id).is_not(None))
    missing = session.execute(
        select(SignedText)
        .where(col(SignedText.void_at).is_(None), col(SignedText.id).not_in(kept))
        .order_by(col(SignedText.id))
        .limit(20)
    )
    return list(missing.scalars())


jobs.register("keep signed packets", store_missing)
