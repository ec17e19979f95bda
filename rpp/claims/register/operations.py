"""A claim is recorded by one person and published by a second; what is out never changes."""

import hashlib
import json
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import delete, select
from sqlmodel import Session

from rpp import clock, dates, db, history
from rpp.claims.check import checking
from rpp.claims.check.checking import Checked
from rpp.claims.register.content import STANDINGS, Content, SaidPart, SaidRest
from rpp.claims.register.life import LIFE, Action
from rpp.claims.register.models import (
    OF_RECORDS,
    TITLE,
    Claim,
    ClaimRecord,
    ClaimRequest,
    ClaimVersion,
)
from rpp.db import plain
from rpp.errors import DomainError
from rpp.policy import Viewer, may

ALONE = "Nobody publishes their own claim alone. A second person reads and publishes it."
OUTCOMES = {"changes": "The claim is corrected", "stands": "The verdict stands"}


@dataclass(frozen=True, slots=True)
class Typed:
    """What a person writes of a claim."""

    product: str
    claimant: str
    quote: str
    address: str
    archive: str
    seen_on: date | None
    verdict: str
    reasons: str
    interest: str
    change: str = ""


def record_claim(session: Session, actor: Viewer, typed: Typed) -> Claim:
    """Begin the draft of a claim, with its parts as the check judges them now."""
    content = _content(session, actor, typed)
    now = clock.now()
    claim = Claim(
        title=content.title[:TITLE],
        draft=content,
        written_by=actor.id,
        status_since=now,
        recorded_at=now,
    )
    session.add(claim)
    history.record(session, claim, "recorded", actor.id, private=True)
    return claim


def save_draft(session: Session, actor: Viewer, claim_id: int, typed: Typed) -> Claim:
    """Put other words in the place of a draft's; its parts are judged anew."""
    claim = _own(session, actor, claim_id, Action.EDIT)
    claim.draft = _content(session, actor, typed)
    claim.title = claim.draft.title[:TITLE]
    claim.revision += 1
    history.record(session, claim, "edited", actor.id, private=True)
    return claim


def _content(session: Session, actor: Viewer, typed: Typed) -> Content:
    """What was typed, beside what the check makes of its words now; DomainError names a field."""
    if typed.verdict not in STANDINGS:
        raise DomainError("Choose what was verified.", "verdict")
    if typed.seen_on is None or typed.seen_on > dates.latest_today():
        raise DomainError("Give the day on which you saw it.", "seen_on")
    checked = checking.check(session, actor, typed.quote, typed.product, by_meaning=False)
    return Content(
        product=typed.product,
        claimant=typed.claimant,
        quote=typed.quote,
        address=typed.address,
        archive=typed.archive,
        seen_on=typed.seen_on,
        verdict=typed.verdict,  # type: ignore[arg-type]
        reasons=typed.reasons,
        interest=typed.interest,
        change=typed.change,
        parts=said(checked),
        records=[one.facts.id for one in checked.tested.records],
    )


def said(checked: Checked) -> list[SaidPart]:
    """The parts of a checked claim, as they are kept."""
    return [
        SaidPart(
            one.part.kind,
            one.part.words,
            one.verdict,
            one.why,
            [SaidRest(*rest) for rest in one.rests],
        )
        for one in checked.judged
    ]


def _own(session: Session, actor: Viewer, claim_id: int, action: Action) -> Claim:
    claim = db.lock(session, Claim, claim_id)
    LIFE.require(claim, action)
    if claim.written_by != actor.id:
        raise DomainError("Only its writer can do this.")
    return claim


def propose_claim(session: Session, actor: Viewer, claim_id: int) -> Claim:
    """Ask a second person to read and publish it."""
    claim = _own(session, actor, claim_id, Action.PROPOSE)
    history.move(session, claim, "waiting", "proposed", actor.id, private=True)
    return claim


def drop_claim(session: Session, actor: Viewer, claim_id: int) -> Claim:
    """Drop a draft: its words go, its number stays."""
    claim = _own(session, actor, claim_id, Action.DROP)
    claim.draft, claim.title = None, ""
    history.move(session, claim, "dropped", "dropped", actor.id, private=True)
    return claim


def return_claim(session: Session, actor: Viewer, claim_id: int, reason: str) -> Claim:
    """Give what waits back to its writer, with a reason; writers may take their own back."""
    claim = db.lock(session, Claim, claim_id)
    LIFE.require(claim, Action.RETURN)
    history.move(session, claim, "draft", "returned", actor.id, reason=reason, private=True)
    return claim


def publish_claim(
    session: Session, actor: Viewer, claim_id: int, revision: int, interest: str
) -> Claim:
    """Publish, as a second person, the words that one has read (`revision`): a version for good."""
    claim = db.lock(session, Claim, claim_id)
    LIFE.require(claim, Action.PUBLISH)
    if claim.written_by == actor.id or not may(actor, "claim.publish", claim):
        raise DomainError(ALONE)
    if claim.revision != revision:
        raise DomainError("It was changed after you read it. Read what it says now.")
    assert claim.draft is not None
    assert claim.id is not None
    assert claim.written_by is not None
    assert actor.id is not None
    content = claim.draft
    claim.current += 1
    session.add(
        ClaimVersion(
            claim_id=claim.id,
            number=claim.current,
            content=content,
            sha256=hash_of(content),
            written_by=claim.written_by,
            published_by=actor.id,
            interest=interest,
            published_at=clock.now(),
        )
    )
    claim.draft, claim.verdict, claim.title = None, content.verdict, content.title[:TITLE]
    session.execute(delete(OF_RECORDS).where(OF_RECORDS.c.claim_id == claim.id))
    session.add_all(ClaimRecord(claim_id=claim.id, record_id=one) for one in content.records)
    verb = "published" if claim.current == 1 else "corrected"
    more = {} if claim.current == 1 else {"number": claim.current}
    session.flush()
    history.move(
        session, claim, "published", verb, actor.id, detail=more, text_hash=hash_of(content)
    )
    return claim


def hash_of(content: Content) -> str:
    """The SHA-256 of what a version says."""
    text = json.dumps(plain(Content, content), sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def correct_claim(
    session: Session, actor: Viewer, claim_id: int, typed: Typed, number: int
) -> Claim:
    """Propose other words for the version that one has read (`number`).

    They count once a second person publishes them.
    """
    claim = db.lock(session, Claim, claim_id)
    LIFE.require(claim, Action.CORRECT)
    if claim.current != number:
        raise DomainError("It was corrected after you opened this page. Read what it says now.")
    if not typed.change:
        raise DomainError("Say what changes, and why.", "change")
    claim.draft = _content(session, actor, typed)
    claim.written_by = actor.id
    claim.revision += 1
    history.move(session, claim, "correcting", "correction_proposed", actor.id, private=True)
    return claim


def refuse_correction(session: Session, actor: Viewer, claim_id: int, reason: str) -> Claim:
    """Leave the claim as it is published, with a reason for who proposed to correct it."""
    claim = db.lock(session, Claim, claim_id)
    LIFE.require(claim, Action.REFUSE)
    writer = {claim.written_by} - {None}
    claim.draft = None
    history.move(
        session,
        claim,
        "published",
        "correction_refused",
        actor.id,
        reason=reason,
        private=True,
        audience=history.also(id_ for id_ in writer if id_ is not None),
    )
    return claim


def withdraw_claim(session: Session, actor: Viewer, claim_id: int, reason: str) -> Claim:
    """Say that the claim should not stand here; it stays readable with the reason."""
    claim = db.lock(session, Claim, claim_id)
    LIFE.require(claim, Action.WITHDRAW)
    history.move(session, claim, "withdrawn", "withdrawn", actor.id, reason=reason)
    return claim


def ask_of_claim(
    session: Session, actor: Viewer, claim_id: int, words: str, speaks: bool
) -> ClaimRequest:
    """Answer a published claim, or ask to correct it: everyone reads that and the answer."""
    claim = db.lock(session, Claim, claim_id)
    LIFE.require(claim, Action.ASK)
    assert actor.id is not None
    asked = ClaimRequest(
        claim_id=claim_id,
        version=claim.current,
        person_id=actor.id,
        speaks=speaks,
        words=words,
        asked_at=clock.now(),
    )
    session.add(asked)
    history.record(session, claim, "asked", actor.id)
    return asked


def answer_request(
    session: Session, actor: Viewer, request_id: int, outcome: str, answer: str
) -> ClaimRequest:
    """Answer what was asked, once, on the record."""
    found = session.execute(
        select(ClaimRequest.claim_id).where(ClaimRequest.id == request_id)  # type: ignore[call-overload]
    ).scalar_one()
    claim = db.lock(session, Claim, found)
    LIFE.require(claim, Action.ANSWER)
    asked = db.lock(session, ClaimRequest, request_id)
    if asked.outcome:
        raise DomainError("Somebody answered this already.")
    if asked.person_id == actor.id:
        raise DomainError("Somebody else must answer what you asked.")
    if outcome not in OUTCOMES:
        raise DomainError("Choose what follows from it.", "outcome")
    asked.outcome, asked.answer = outcome, answer
    asked.answered_by, asked.answered_at = actor.id, clock.now()
    history.record(
        session,
        claim,
        "answered",
        actor.id,
        detail={"outcome": outcome},
        audience=history.also({asked.person_id}),
    )
    return asked


def published(session: Session, claim: Claim) -> Content:
    """What the newest version of a claim says."""
    return session.get_one(ClaimVersion, (claim.id, claim.current)).content


def typed_of(content: Content) -> Typed:
    """The words of a version or draft, as its form holds them."""
    names = ("product", "claimant", "quote", "address", "archive", "seen_on")
    rest = ("verdict", "reasons", "interest", "change")
    return Typed(**{name: getattr(content, name) for name in (*names, *rest)})


def again(content: Content) -> Typed:
    """The words of a published version to begin a correction with: interests are declared anew."""
    return replace(typed_of(content), change="", interest="")
