"""Freezing the text and signing it."""

from typing import Any

from sqlalchemy import and_, func, select, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col

from rpp import clock
from rpp.errors import DomainError
from rpp.organizations.models import Organization
from rpp.people.models import Person
from rpp.policy import Viewer
from rpp.studies import parts
from rpp.studies.lifecycle import guards
from rpp.studies.lifecycle.audit import held, move, record
from rpp.studies.lifecycle.life import LIFE, Action
from rpp.studies.models import (
    LISTINGS,
    Signature,
    SignedText,
    Study,
)
from rpp.studies.papers.canonical import fingerprint, may_sign_for, parties, text_of
from rpp.studies.queries import Seen
from rpp.studies.text import queries as texts

MOST_DAYS = 90  # that a window or a delay may last


def freeze_text(
    session: Session,
    actor: Viewer,
    study_id: int,
    listing: str,
    window_days: int = 14,
    delay_days: int = 30,
) -> Study:
    """Freeze the complete text for signing, with the listing and the days that are proposed."""
    study = held(session, study_id)
    LIFE.require(study, Action.FREEZE)
    if listing not in LISTINGS:
        raise DomainError("Choose who can see the study.", "listing")
    for field, days, low in (("window_days", window_days, 1), ("delay_days", delay_days, 0)):
        if not low <= days <= MOST_DAYS:
            raise DomainError(f"Give {low} to {MOST_DAYS} days.", field)
    guards.demand(before_freezing(session, study))
    study.listing, study.window_days, study.delay_days = listing, window_days, delay_days
    study.frozen_text = text_of(session, study)
    study.frozen_hash = fingerprint(study.frozen_text)
    move(
        session,
        study,
        "frozen",
        "frozen",
        actor.id,
        text_hash=study.frozen_hash,
        detail={
            "listing": listing,
            "parties": 1 + sum(p.left_at is None for p in parts.partners(session, study_id)),
        },
    )
    return study


def before_freezing(session: Session, study: Study | Seen) -> list[guards.Check]:
    """What must be true before the text can be frozen."""
    assert study.id is not None
    return guards.before_freezing(
        study.design,
        parts.partners(session, study.id),
        parts.members(session, study.id),
        texts.sections(session, study.id),
        parts.references(session, study.id),
    )


def void(session: Session, study_id: int, text_hash: str) -> int:
    """Void the signatures on a text; how many there were."""
    on_it = (
        col(Signature.study_id) == study_id,
        col(Signature.text_hash) == text_hash,
        col(Signature.void_at).is_(None),
    )
    done: Any = session.execute(update(Signature).where(*on_it).values(void_at=clock.now()))
    return int(done.rowcount)


def open_text_again(session: Session, actor: Viewer, study_id: int, reason: str) -> Study:
    """Open a frozen or signed text for changes; every signature on it becomes void."""
    study = held(session, study_id)
    LIFE.require(study, Action.REOPEN)
    voided = void(session, study_id, study.frozen_hash)
    signed_before = and_(col(SignedText.study_id) == study_id, col(SignedText.void_at).is_(None))
    session.execute(update(SignedText).where(signed_before).values(void_at=clock.now()))
    text_hash = study.frozen_hash
    study.frozen_text = study.frozen_hash = ""
    move(
        session,
        study,
        "co_design",
        "reopened",
        actor.id,
        signed=False,
        reason=reason,
        text_hash=text_hash,
        detail={"voided": voided},
    )
    return study


def sign_study(
    session: Session,
    actor: Viewer,
    study_id: int,
    *,
    party: str,
    text_hash: str,
    title: str,
    authority: str,
    conflicts: str,
) -> Study:
    """Sign the frozen text for one party; the last signature makes the study signed.

    Whoever asks has checked the person's password just before.
    """
    study = held(session, study_id)
    LIFE.require(study, Action.SIGN)
    complete = sign_text(
        session,
        actor,
        study,
        study.frozen_hash,
        party=party,
        text_hash=text_hash,
        title=title,
        authority=authority,
        conflicts=conflicts,
        verb="signed",
    )
    if complete:
        about = {"text_hash": text_hash, "signed": True, "detail": signed_by(session, actor)}
        move(session, study, "signed", "all_signed", actor.id, **about)
        keep_signed_text(session, study)
    return study


def signed_by(session: Session, actor: Viewer) -> dict[str, str]:
    """Who signed, for a line of the history that keeps the name of the day."""
    return {"signer": session.get_one(Person, actor.id).name}


def sign_text(
    session: Session,
    actor: Viewer,
    study: Study,
    frozen_hash: str,
    *,
    party: str,
    text_hash: str,
    title: str,
    authority: str,
    conflicts: str,
    verb: str,
    detail: dict[str, Any] | None = None,
) -> bool:
    """Put one party's signature under a frozen text; whether all parties have signed it now."""
    if text_hash != frozen_hash:
        raise DomainError(
            "The text was changed after you opened this page. Read the new text before you sign."
        )
    lead = session.get(Person, study.lead_id)
    assert lead is not None
    assert study.id is not None
    sides = parties(lead.name, study.organization_id, parts.partners(session, study.id))
    side = next((s for s in sides if s.key == party), None)
    if side is None or not may_sign_for(actor, study.lead_id, side):
        raise DomainError(
            "You cannot sign for this party. A district’s leader appoints its signatories.",
            "party",
        )
    assert actor.id is not None
    signer = session.get_one(Person, actor.id)
    signature = Signature(
        study_id=study.id,
        party=party,
        person_id=actor.id,
        organization_id=side.organization_id,
        title=title,
        signer=signer.name,
        for_whom=side.name,
        organization=session.get_one(Organization, side.organization_id).name,
        authority=authority,
        conflicts=conflicts,
        text_hash=text_hash,
        signed_at=clock.now(),
    )
    try:
        with session.begin_nested():
            session.add(signature)
    except IntegrityError as error:
        raise DomainError("This party has signed already.", "party") from error
    record(
        session,
        study,
        verb,
        actor.id,
        organization_id=side.organization_id,
        text_hash=text_hash,
        detail={
            "party": party,
            "for_whom": side.name if party != "lead" else "",
            "signer": signer.name,
            "signer_title": title,
            **(detail or {}),
        },
    )
    signed = {s.party for s in parts.signatures(session, study.id, text_hash)}
    return all(s.key in signed for s in sides)


def keep_signed_text(session: Session, study: Study, amendment_id: int | None = None) -> SignedText:
    """Keep the text that all have signed under the study's next number."""
    assert study.id is not None
    last = session.execute(
        select(func.max(col(SignedText.number))).where(col(SignedText.study_id) == study.id)
    ).scalar()
    kept = SignedText(
        study_id=study.id,
        number=(last or 0) + 1,
        text=study.frozen_text,
        text_hash=study.frozen_hash,
        amendment_id=amendment_id,
        signed_at=clock.now(),
    )
    session.add(kept)
    session.flush()
    return kept
