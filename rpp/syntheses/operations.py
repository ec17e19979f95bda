"""What those who keep a synthesis do with its question, its rules and its sources."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from rpp import clock, db, history, vocabulary, words
from rpp.errors import DomainError
from rpp.policy import Viewer
from rpp.syntheses.life import LIFE, Action
from rpp.syntheses.models import SOURCES, SYNTHESES, Synthesis, SynthesisSource, SynthesisStudy
from rpp.syntheses.plan import HOW, Question, Rules

MOST_SOURCES = 12
LONGEST_SLUG = 60


@dataclass(frozen=True, slots=True)
class Place:
    """A source to search every so many months."""

    name: str
    how: str
    months: int


@dataclass(frozen=True, slots=True)
class Plan:
    """What is fixed before screening: the question, the rules, the rhythm, and why it is living."""

    title: str
    question: Question = field(default_factory=Question)
    rules: Rules = field(default_factory=Rules)
    places: Sequence[Place] = ()
    domain: str = ""
    better: str = ""
    worse: str = ""
    why_living: str = ""
    triggers: str = ""
    retires_when: str = ""
    conflicts: str = ""


@dataclass(frozen=True, slots=True)
class Texts:
    """What the broker says of the numbers."""

    answer: str = ""
    verdict: str = ""
    can_say: str = ""
    cannot_say: str = ""
    unknown: str = ""


def begin(session: Session, actor: Viewer, network_id: int, plan: Plan) -> Synthesis:
    """Begin a draft, kept by whoever begins it; only those who serve the network know of it."""
    made = Synthesis(
        slug=_slug(session, plan.title),
        network_id=network_id,
        begun_by=actor.id,
        keeper_id=actor.id,
        status_since=clock.now(),
        title=plan.title,
        created_at=clock.now(),
    )
    _take(made, plan)
    try:
        with session.begin_nested():
            session.add(made)
    except IntegrityError:
        raise DomainError(
            "Another synthesis took this title now. Send it again.", "title"
        ) from None
    _settle(session, made, plan)
    history.record(session, made, "drafted", actor.id, private=True)
    return made


def edit_plan(session: Session, actor: Viewer, synthesis_id: int, plan: Plan) -> Synthesis:
    """Change the question, the rules or the sources; what changes after screening began is told."""
    made = held(session, synthesis_id)
    LIFE.require(made, Action.WRITE)
    if (made.title, made.question, made.rules) != (plan.title, plan.question, plan.rules):
        # What was there before is looked at by the new rules, too.
        made.looked_id = None
    _take(made, plan)
    if made.status != "draft":
        _require_whole(made, plan.places)
    _settle(session, made, plan)
    history.record(session, made, "edited", actor.id, private=made.status == "draft")
    return made


def write(session: Session, actor: Viewer, synthesis_id: int, texts: Texts) -> Synthesis:
    """Write the answer of the next version, and what can and cannot be said."""
    made = held(session, synthesis_id)
    LIFE.require(made, Action.WRITE)
    made.answer, made.verdict, made.unknown = texts.answer, texts.verdict, texts.unknown
    made.can_say, made.cannot_say = texts.can_say, texts.cannot_say
    history.record(session, made, "edited", actor.id, private=True)
    return made


def open_screening(session: Session, actor: Viewer, synthesis_id: int) -> Synthesis:
    """Fix the question and the rules before anything is screened: from now on all read them."""
    made = held(session, synthesis_id)
    LIFE.require(made, Action.OPEN)
    _require_whole(made, sources(session, synthesis_id))
    history.move(session, made, "screening", "opened", actor.id)
    return made


def delete_draft(session: Session, actor: Viewer, synthesis_id: int) -> Synthesis:
    """Delete a draft that nobody else has seen."""
    made = held(session, synthesis_id)
    LIFE.require(made, Action.DELETE)
    made.title = ""
    history.move(session, made, "deleted", "deleted", actor.id, private=True)
    return made


def held(session: Session, synthesis_id: int) -> Synthesis:
    """The synthesis, held: what is decided, searched and published comes one after the other."""
    return db.lock(session, Synthesis, synthesis_id)


def sources(session: Session, synthesis_id: int) -> list[Place]:
    """Where a synthesis searches, in its own order."""
    rows = session.execute(
        select(SOURCES.c.name, SOURCES.c.how, SOURCES.c.months)
        .where(SOURCES.c.synthesis_id == synthesis_id)
        .order_by(SOURCES.c.position, SOURCES.c.id)
    )
    return [Place(*row) for row in rows]


# --- within ---------------------------------------------------------------------------------

_NEEDED = {
    "why_living": "Say why this must be living: what changes so fast that a reader would miss it?",
    "triggers": "Say what triggers a new version.",
    "retires_when": "Say when it retires.",
    "conflicts": "Say which interests its keepers have in the answer, or that they have none.",
}


def _require_whole(made: Synthesis, places: Sequence[Place]) -> None:
    """Screening starts once everything is said that must be said before."""
    for name, sentence in _NEEDED.items():
        if not getattr(made, name):
            raise DomainError(sentence, name)
    if not (made.question.intervention and made.question.outcome):
        raise DomainError("Say which intervention and which outcome it asks about.", "intervention")
    if not places:
        raise DomainError("Name a source to search, and how often.", "others")


def _take(made: Synthesis, plan: Plan) -> None:
    made.title, made.question, made.rules = plan.title, plan.question, plan.rules
    made.domain, made.better, made.worse = plan.domain, plan.better, plan.worse
    made.why_living, made.triggers = plan.why_living, plan.triggers
    made.retires_when, made.conflicts = plan.retires_when, plan.conflicts


def _settle(session: Session, made: Synthesis, plan: Plan) -> None:
    """Bring tags and sources up to what the plan says."""
    session.flush()
    assert made.id is not None
    for element, codes in (("subject", plan.rules.subjects), ("grade", plan.rules.grades)):
        vocabulary.set_tags(session, "synthesis", made.id, element, codes)
    _set_sources(session, made.id, plan.places)


def _set_sources(session: Session, synthesis_id: int, places: Sequence[Place]) -> None:
    if len(places) > MOST_SOURCES:
        raise DomainError(f"Name at most {MOST_SOURCES} sources.", "others")
    names = [one.name for one in places]
    if len({name.lower() for name in names}) < len(names):
        raise DomainError("Two sources have the same name. Name each once.", "others")
    if strange := [one.how for one in places if one.how not in HOW]:
        raise ValueError(strange)
    statement = select(SynthesisSource).where(SOURCES.c.synthesis_id == synthesis_id)
    before = {one.name: one for one in session.execute(statement).scalars()}
    for at, place in enumerate(places):
        one = before.pop(place.name, None)
        if one is None:
            one = SynthesisSource(synthesis_id=synthesis_id, name=place.name, how=place.how)
        one.how, one.months, one.position = place.how, place.months, at
        session.add(one)
    gone = [one.id for one in before.values()]
    if gone:
        table = SynthesisStudy.__table__  # type: ignore[attr-defined]
        of = table.c.source_id.in_(gone)
        session.execute(table.update().where(of).values(source_id=None))
        session.execute(delete(SOURCES).where(SOURCES.c.id.in_(gone)))
    session.flush()


def _slug(session: Session, title: str) -> str:
    """A name for the address that no other synthesis has: small letters, digits and hyphens."""
    plain = re.sub(r"[^a-z0-9]+", "-", words.fold(title).lower()).strip("-")
    if len(plain) > LONGEST_SLUG:
        plain = plain[: LONGEST_SLUG + 1].rpartition("-")[0] or plain[:LONGEST_SLUG]
    # A number alone is the id of one.
    base = plain if re.search("[a-z]", plain) else f"question-{plain}".strip("-")
    like = SYNTHESES.c.slug.like(f"{base}%")
    taken = set(session.execute(select(SYNTHESES.c.slug).where(like)).scalars())
    return next(
        name
        for name in (base, *(f"{base}-{n}" for n in range(2, len(taken) + 3)))
        if name not in taken
    )
