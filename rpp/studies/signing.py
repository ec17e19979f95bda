"""Freezing the text and signing it."""

import hashlib
import unicodedata
from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import update
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col

from rpp import clock
from rpp.errors import DomainError
from rpp.people.models import Person
from rpp.policy import Viewer
from rpp.problems.models import Problem
from rpp.studies import guards, parts
from rpp.studies.guards import running
from rpp.studies.lines import held, move, record
from rpp.studies.models import (
    DESIGNS,
    LISTINGS,
    Signature,
    Study,
)


class Party(NamedTuple):
    """One side that signs: "lead" or "lea:<organization id>"."""

    key: str
    name: str
    organization_id: int


def parties(lead: str, organization_id: int, partners: Sequence[Any]) -> list[Party]:
    """Who signs a text: the lead researcher, and each LEA that takes part."""
    return [
        Party("lead", f"{lead}, lead researcher", organization_id),
        *(Party(f"lea:{p.id}", p.name, p.id) for p in partners if p.left_at is None),
    ]


def may_sign_for(viewer: Viewer, lead_id: int, party: Party) -> bool:
    """The lead researcher herself; for an LEA any signatory it appointed."""
    if party.key == "lead":
        return viewer.id == lead_id
    return party.organization_id in viewer.signs_for


def canonical_text(
    study: Study,
    problem: str,
    lead: str,
    organization: str,
    partners: Sequence[Any],
    members: Sequence[Any],
    sections: Sequence[parts.Section],
    references: Sequence[Any],
) -> str:
    """The one text that is signed: Unicode NFC, lines ended by LF, everything in fixed order."""
    lines = [
        study.title,
        "",
        f"Problem {study.problem_id}: {problem}",
        f"Lead researcher: {lead}, {organization}",
        "Districts:",
    ]
    for partner in partners:
        if partner.left_at is None:
            led = [
                m.name for m in members if m.role == "co_lead" and m.organization_id == partner.id
            ]
            nces = f" (NCES {partner.leaid})" if partner.leaid else ""
            lines.append(f"- {partner.name}{nces}, co-lead {guards.named(led)}")
    lines += [
        f"Kind of design: {DESIGNS[study.design]}",
        f"Listing: {LISTINGS[study.listing]}",
    ]
    for section in sections:
        if not section.body.strip():
            continue
        lines += ["", f"{section.number}. {section.title}", "", section.body.strip()]
    lines += ["", "What this builds on", ""]
    for reference in references:
        where = f"/{'briefs' if reference.source_kind == 'brief' else 'evidence'}"
        lines.append(f"- {reference.title} ({where}/{reference.source_id})")
        lines.append(f"  Leaves open: {reference.leaves_open}")
    text = "\n".join(lines).replace("\r\n", "\n").replace("\r", "\n") + "\n"
    return unicodedata.normalize("NFC", text)


def fingerprint(text: str) -> str:
    """The SHA-256 of a text in UTF-8, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def freeze_text(session: Session, actor: Viewer, study_id: int, listing: str) -> Study:
    """Freeze the complete text for signing, with the listing that is proposed."""
    study = held(session, study_id)
    running(study, "Only a text that is being written can be frozen.", "co_design")
    if listing not in LISTINGS:
        raise DomainError("Choose who may know of the study.", "listing")
    partners = parts.partners(session, study_id)
    members = parts.members(session, study_id)
    sections = parts.sections(session, study_id)
    references = parts.references(session, study_id)
    guards.demand(guards.before_freezing(study.design, partners, members, sections, references))
    study.listing = listing
    problem, lead = session.get(Problem, study.problem_id), session.get(Person, study.lead_id)
    assert problem is not None
    assert lead is not None
    organization = next(m.organization for m in members if m.role == "lead")
    study.frozen_text = canonical_text(
        study, problem.title, lead.name, organization, partners, members, sections, references
    )
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
            "parties": 1 + sum(p.left_at is None for p in partners),
        },
    )
    return study


def open_text_again(session: Session, actor: Viewer, study_id: int, reason: str) -> Study:
    """Open a frozen or signed text for changes; every signature on it becomes void."""
    study = held(session, study_id)
    running(
        study,
        "Only a text that waits for its start can be opened again.",
        "frozen",
        "signed",
    )
    signed = parts.signatures(session, study_id)
    now = clock.now()
    in_force = col(Signature.study_id) == study_id, col(Signature.void_at).is_(None)
    session.execute(update(Signature).where(*in_force).values(void_at=now))
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
        detail={"voided": len(signed)},
    )
    return study


def sign_study(
    session: Session, actor: Viewer, study_id: int, *, party: str, text_hash: str, title: str
) -> Study:
    """Sign the frozen text for one party; the last signature makes the study signed.

    Whoever asks has checked the person's password just before.
    """
    study = held(session, study_id)
    running(study, "Only a frozen text can be signed.", "frozen")
    if text_hash != study.frozen_hash:
        raise DomainError(
            "The text was changed after you opened this page. Read the new text before you sign."
        )
    lead = session.get(Person, study.lead_id)
    assert lead is not None
    assert actor.id is not None
    sides = parties(lead.name, study.organization_id, parts.partners(session, study_id))
    side = next((s for s in sides if s.key == party), None)
    if side is None or not may_sign_for(actor, study.lead_id, side):
        raise DomainError(
            "You cannot sign for this party. A district’s leader appoints its signatories.",
            "party",
        )
    if any(s.party == party for s in parts.signatures(session, study_id)):
        raise DomainError("This party has signed already.", "party")
    signature = Signature(
        study_id=study_id,
        party=party,
        person_id=actor.id,
        organization_id=side.organization_id,
        title=title,
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
        "signed",
        actor.id,
        organization_id=side.organization_id,
        text_hash=text_hash,
        detail={
            "party": party,
            "for_whom": side.name,
            "as_whom": "as lead researcher" if party == "lead" else f"for {side.name}",
            "signer_title": title,
        },
    )
    signed = {s.party for s in parts.signatures(session, study_id)}
    if all(s.key in signed for s in sides):
        move(session, study, "signed", "all_signed", actor.id, text_hash=text_hash, signed=True)
    return study
