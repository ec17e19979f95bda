"""The packet: a frozen or signed text with its signatures and agreements, as one PDF."""

import json
from collections.abc import Callable
from datetime import datetime
from functools import cache
from typing import Any

from flask import current_app
from sqlalchemy import select
from sqlmodel import Session, col

from rpp import db, jobs
from rpp.studies.models import (
    Attachment,
    SignedText,
    Study,
)
from rpp.studies.papers import attachments
from rpp.studies.papers.attachments import Paper
from rpp.studies.papers.packet_blocks import PAPER, plain, printable
from rpp.studies.papers.packet_data import Data, Text, made_of, text_of


@cache
def _fonts() -> Any:
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


def _mapped(value: Any, say: Callable[[str], str]) -> Any:
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
    return render(made_of(session, study, text), text.at)


# --- the signed packet is kept -------------------------------------------------------------


def stored(session: Session, study_id: int) -> Any | None:
    """The kept packet of the signed text in force: name, stored, sha256; or None."""
    newest = (
        select(col(SignedText.id))
        .where(col(SignedText.study_id) == study_id, col(SignedText.void_at).is_(None))
        .order_by(col(SignedText.number).desc())
        .limit(1)
        .scalar_subquery()
    )
    return session.execute(
        select(col(Attachment.name), col(Attachment.stored), col(Attachment.sha256)).where(
            col(Attachment.signed_text_id) == newest
        )
    ).first()


def store_signed_packet(session: Session, signed_text: SignedText) -> Attachment:
    """Keep the packet of a text that all have signed, once and for all."""
    study = session.get_one(Study, signed_text.study_id)
    text = Text(signed_text.text, signed_text.text_hash, signed_text.signed_at, True)
    data = render(made_of(session, study, text), text.at)
    name = f"study-{study.id}-signed-{signed_text.number}.pdf"
    return attachments.keep(
        session,
        Paper(name, data),
        signed_text.study_id,
        signed_text_id=signed_text.id,
    )


def store_missing(session: Session) -> int:
    """Keep the packet of a signed text that has none yet; one at a turn, since it holds writes."""
    kept = select(col(Attachment.signed_text_id)).where(col(Attachment.signed_text_id).is_not(None))
    missing = session.execute(
        select(col(SignedText.id))
        .where(col(SignedText.void_at).is_(None), col(SignedText.id).not_in(kept))
        .order_by(col(SignedText.id))
        .limit(20)
    )
    for signed_text_id in list(missing.scalars()):
        # Held: another worker may be at it.
        signed_text = db.lock(session, SignedText, signed_text_id)
        taken = select(col(Attachment.id)).where(col(Attachment.signed_text_id) == signed_text_id)
        if session.execute(taken).first() is not None:
            continue
        try:
            store_signed_packet(session, signed_text)
        except RuntimeError:
            # One that cannot be set does not keep the others waiting.
            current_app.logger.exception("no packet for signed text %s", signed_text_id)
            continue
        return 1
    return 0


jobs.register("keep signed packets", store_missing)
