"""The packet: a frozen or signed text with its signatures and agreements, as one PDF."""

from datetime import datetime
from pathlib import Path

from flask import current_app
from sqlalchemy import select
from sqlmodel import Session, col

from rpp import db, jobs, markup
from rpp.documents import typeset
from rpp.documents.remembered import remembered
from rpp.files.pdf import Paper
from rpp.studies.models import (
    Attachment,
    SignedText,
    Study,
)
from rpp.studies.papers import attachments
from rpp.studies.papers.agreements import Kept
from rpp.studies.papers.packet_data import Data, Text, made_of, set_out, text_of

LAYOUT = Path(__file__).parent / "paper" / "packet.typ"
# So many packets are remembered.
REMEMBERED = 100


def render(data: Data, at: datetime) -> bytes:
    """The packet as tagged PDF/UA-1; the same data and moment give the same bytes."""
    return typeset.pdf(LAYOUT, data, at)


def packet(session: Session, study_id: int) -> bytes | None:
    """The packet as things stand today; None while nothing is frozen."""
    study = session.get(Study, study_id)
    text = text_of(session, study) if study else None
    if study is None or text is None:
        return None
    return made(made_of(session, study, text), text.at)


def made(data: Data, at: datetime) -> bytes:
    """The packet that says this: made once, then remembered."""
    here = Path(__file__).parent
    setting = typeset.hashes(*sorted(here.glob("packet*.py")), LAYOUT)
    return remembered(
        "packets",
        [data, at.timestamp(), markup.VERSION, setting],
        lambda: render(set_out(data), at),
        most=REMEMBERED,
    )


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
