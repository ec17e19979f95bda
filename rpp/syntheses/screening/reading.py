"""What somebody who screens may know: their own decisions, and what both have decided.

Every read of decisions that one person made alone goes through here, with that person's id. What
somebody else decided alone changes nothing that these answer: no row, no count, no order.
"""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, Select, and_, case, func, select
from sqlmodel import Session

from rpp import agreement
from rpp.agreement import Agreement
from rpp.db import columns
from rpp.paging import Cursor, Slice, Statement, page_of
from rpp.people.models import Person
from rpp.policy import Viewer
from rpp.syntheses.models import STUDIES
from rpp.syntheses.queries import Shown
from rpp.syntheses.queries import synthesis as found
from rpp.syntheses.screening.appraisal import Answer
from rpp.syntheses.screening.models import (
    APPRAISALS,
    CASES,
    DECISIONS,
    LATER,
    RULES,
    SCREENERS,
    STOPS,
)

PERSON = columns(Person)
PAGE = 30

# Where a candidate stands for one person, in the order in which they look after it.
STATES = {
    "open": "For you to decide",
    "own": "You decided, the other person has not",
    "conflict": "To talk over",
    "appraise": "To appraise",
    "included": "Included",
    "excluded": "Left out",
    "duplicate": "Duplicate",
}
# For those who keep it and have not decided on it: nobody tells whether one person has.
SETTLED = ("included", "excluded")


@dataclass(frozen=True, slots=True)
class Screened:
    """A synthesis as those who screen for it see it: for permissions."""

    one: Shown
    is_screener: bool

    @property
    def network_id(self) -> int:
        return self.one.network_id

    @property
    def id(self) -> int:
        return self.one.id

    @property
    def href(self) -> str:
        return f"{self.one.href}/screening"


def screened(session: Session, viewer: Viewer, slug: str) -> Screened | None:
    """A synthesis that the viewer may know of, and whether they were asked to screen."""
    one = found(session, viewer, slug)
    return Screened(one, is_screener(session, viewer, one.id)) if one else None


def is_screener(session: Session, viewer: Viewer, synthesis_id: int) -> bool:
    """Whether the viewer was asked to screen, and has not left; no statement for who is unknown."""
    if viewer.id is None:
        return False
    statement = select(SCREENERS.c.id).where(
        SCREENERS.c.synthesis_id == synthesis_id,
        SCREENERS.c.person_id == viewer.id,
        SCREENERS.c.left_at.is_(None),
    )
    return session.execute(statement).first() is not None


# --- candidates as one person sees them ----------------------------------------------------


@dataclass(frozen=True, slots=True)
class Seen:
    """A candidate as one person sees it; `own_outcome` is "" where they have not decided."""

    id: int
    key: str
    subject_kind: str
    subject_id: int | None
    title: str
    year: int | None
    citation: str
    address: str
    status: str
    status_reason: str
    note: str
    duplicate_of: int | None
    own_outcome: str
    own_reason: str
    own_note: str
    own_at: datetime | None
    paired_at: datetime | None
    outcome: str
    is_gray: bool
    later_at: datetime | None

    @property
    def state(self) -> str:
        """A key of STATES."""
        if self.status == "duplicate" or self.status in SETTLED:
            return self.status
        if self.paired_at is not None:
            return "appraise" if self.outcome else "conflict"
        return "own" if self.own_outcome else "open"


def _of(viewer: Viewer, synthesis_id: int) -> Select[*tuple[object, ...]]:
    own = and_(DECISIONS.c.candidate_id == STUDIES.c.id, DECISIONS.c.person_id == viewer.id)
    later = and_(LATER.c.candidate_id == STUDIES.c.id, LATER.c.person_id == viewer.id)
    return (
        select(
            STUDIES.c.id.label("id"),
            *(STUDIES.c.key, STUDIES.c.subject_kind, STUDIES.c.subject_id, STUDIES.c.title),
            *(STUDIES.c.year, STUDIES.c.citation, STUDIES.c.address, STUDIES.c.status),
            *(STUDIES.c.reason, STUDIES.c.note, STUDIES.c.duplicate_of),
            func.coalesce(DECISIONS.c.outcome, ""),
            func.coalesce(DECISIONS.c.reason, ""),
            func.coalesce(DECISIONS.c.note, ""),
            DECISIONS.c.decided_at,
            CASES.c.paired_at,
            func.coalesce(CASES.c.outcome, ""),
            func.coalesce(CASES.c.is_gray, False),
            LATER.c.at,
        )
        .outerjoin(DECISIONS, own)
        .outerjoin(CASES, CASES.c.candidate_id == STUDIES.c.id)
        .outerjoin(LATER, later)
        .where(STUDIES.c.synthesis_id == synthesis_id)
    )


def every(session: Session, viewer: Viewer, synthesis_id: int) -> list[Seen]:
    """All candidates in the order of the search; one statement."""
    rows = session.execute(_of(viewer, synthesis_id).order_by(STUDIES.c.id))
    return [Seen(*row) for row in rows]


def seen(session: Session, viewer: Viewer, synthesis_id: int, candidate_id: int) -> Seen | None:
    """One candidate of a synthesis; one statement."""
    row = session.execute(_of(viewer, synthesis_id).where(STUDIES.c.id == candidate_id)).first()
    return Seen(*row) if row else None


def listed(
    session: Session, viewer: Viewer, synthesis_id: int, cursor: Cursor, state: str, words: str
) -> Slice[Seen]:
    """A page of candidates, those of a state and with these words in their title alone."""
    statement: Statement = _of(viewer, synthesis_id)
    if state in STATES:
        statement = statement.where(_is(state))
    for word in words.split()[:8]:
        statement = statement.where(STUDIES.c.title.icontains(word, autoescape=True))
    key = STUDIES.c.id
    return page_of(session, statement, key, cursor, limit=PAGE, descending=False, count=True).of(
        Seen
    )


def _is(state: str) -> ColumnElement[bool]:
    """The same as `Seen.state`, of the columns of `_of`."""
    status, unsettled = STUDIES.c.status, STUDIES.c.status.in_(("candidate", "to_read"))
    paired = CASES.c.paired_at.is_not(None)
    ways: dict[str, ColumnElement[bool]] = {
        "conflict": and_(unsettled, paired, CASES.c.outcome == ""),
        "appraise": and_(unsettled, paired, CASES.c.outcome != ""),
        "own": and_(unsettled, ~paired, DECISIONS.c.id.is_not(None)),
        "open": and_(unsettled, ~paired, DECISIONS.c.id.is_(None)),
    }
    return ways.get(state, status == state)


def labels(candidates: Sequence[Seen]) -> dict[int, tuple[datetime, bool]]:
    """What one person may know of what is relevant: when it was decided, and whether it is.

    Their own decisions, and what came of those that two people decided.
    """
    found_: dict[int, tuple[datetime, bool]] = {}
    for one in candidates:
        if one.status == "duplicate":
            continue
        if one.outcome and one.paired_at is not None:
            found_[one.id] = (one.paired_at, one.outcome == "include")
        elif one.own_outcome and one.own_at is not None:
            found_[one.id] = (one.own_at, one.own_outcome == "include")
    return found_


# --- what both decided ---------------------------------------------------------------------


class Spoken(NamedTuple):
    """What one of two decided, once both had."""

    candidate_id: int
    person_id: int
    name: str
    outcome: str
    reason: str
    note: str
    at: datetime


def both(session: Session, candidate_ids: Collection[int]) -> dict[int, list[Spoken]]:
    """What two people decided on some candidates, where both have; one statement."""
    rows = session.execute(
        select(
            *(DECISIONS.c.candidate_id, DECISIONS.c.person_id, PERSON.name),
            *(DECISIONS.c.outcome, DECISIONS.c.reason, DECISIONS.c.note, DECISIONS.c.decided_at),
        )
        .join(CASES, CASES.c.candidate_id == DECISIONS.c.candidate_id)
        .join(PERSON.id.table, PERSON.id == DECISIONS.c.person_id)
        .where(DECISIONS.c.candidate_id.in_(candidate_ids))
        .order_by(DECISIONS.c.candidate_id, DECISIONS.c.person_id)
    )
    told: dict[int, list[Spoken]] = {}
    for row in rows:
        one = Spoken(*row)
        told.setdefault(one.candidate_id, []).append(one)
    return told


class Case(NamedTuple):
    """What came of a candidate on which both decided."""

    outcome: str
    reason: str
    note: str
    how: str
    settled_by: str | None
    settled_at: datetime | None
    is_gray: bool
    reviewed_in: str
    proposed: str
    proposed_reason: str
    proposed_note: str
    proposed_by: int | None


def case_of(session: Session, candidate_id: int) -> Case | None:
    """The case of a candidate; None before both decided; one statement."""
    row = session.execute(
        select(
            *(CASES.c.outcome, CASES.c.reason, CASES.c.note, CASES.c.how, PERSON.name),
            *(CASES.c.settled_at, CASES.c.is_gray, CASES.c.reviewed_in, CASES.c.proposed),
            *(CASES.c.proposed_reason, CASES.c.proposed_note, CASES.c.proposed_by),
        )
        .outerjoin(PERSON.id.table, PERSON.id == CASES.c.settled_by)
        .where(CASES.c.candidate_id == candidate_id)
    ).first()
    return Case(*row) if row else None


class Appraised(NamedTuple):
    """An appraisal of gray literature, and who made it."""

    answers: dict[str, Answer]
    archived_at: str
    archived_on: date
    by: str | None


def appraisal_of(session: Session, candidate_id: int) -> Appraised | None:
    """The appraisal of a candidate; one statement."""
    row = session.execute(
        select(
            *(APPRAISALS.c.answers, APPRAISALS.c.archived_at, APPRAISALS.c.archived_on),
            PERSON.name,
        )
        .outerjoin(PERSON.id.table, PERSON.id == APPRAISALS.c.appraised_by)
        .where(APPRAISALS.c.candidate_id == candidate_id)
    ).first()
    return Appraised(*row) if row else None


class Pair(NamedTuple):
    """How far two people agree on what both decided; the first is named first in the alphabet."""

    first: str
    second: str
    agreement: Agreement


def agreements(session: Session, synthesis_id: int) -> list[Pair]:
    """For each two people who decided on the same candidates, without duplicates; one statement."""
    one, other = DECISIONS.alias("one"), DECISIONS.alias("other")
    first, second = columns(Person)["id"].table.alias(), columns(Person)["id"].table.alias()
    rows = session.execute(
        select(first.c.id, first.c.name, second.c.id, second.c.name, one.c.outcome, other.c.outcome)
        .select_from(CASES)
        .join(STUDIES, STUDIES.c.id == CASES.c.candidate_id)
        .join(one, one.c.candidate_id == CASES.c.candidate_id)
        .join(
            other,
            and_(other.c.candidate_id == one.c.candidate_id, other.c.person_id > one.c.person_id),
        )
        .join(first, first.c.id == one.c.person_id)
        .join(second, second.c.id == other.c.person_id)
        .where(STUDIES.c.synthesis_id == synthesis_id, STUDIES.c.status != "duplicate")
        .order_by(CASES.c.candidate_id)
    )
    pairs: dict[tuple[int, int], tuple[str, str, list[tuple[str, str]]]] = {}
    for a, name_a, b, name_b, said_a, said_b in rows:
        pairs.setdefault((a, b), (name_a, name_b, []))[2].append((said_a, said_b))
    order = ("include", "exclude")
    return [Pair(a, b, agreement.of(said, order)) for a, b, said in pairs.values()]


class Counts(NamedTuple):
    """How many candidates stand where, by what both decided: safe to be told to anyone.

    `waiting` are those on which fewer than two have decided, whether none or one.
    """

    total: int = 0
    duplicates: int = 0
    waiting: int = 0
    conflicts: int = 0
    to_appraise: int = 0
    included: int = 0
    excluded: int = 0

    @property
    def to_screen(self) -> int:
        """All that two people look at: duplicates are looked at once."""
        return self.total - self.duplicates


def counts(session: Session, synthesis_id: int) -> Counts:
    """How far the screening of a synthesis is; one statement."""
    stands = case(
        (STUDIES.c.status.in_(("duplicate", *SETTLED)), STUDIES.c.status),
        (CASES.c.candidate_id.is_(None), "waiting"),
        (CASES.c.outcome == "", "conflict"),
        else_="appraise",
    )
    rows = session.execute(
        select(stands, func.count())
        .select_from(STUDIES.outerjoin(CASES, CASES.c.candidate_id == STUDIES.c.id))
        .where(STUDIES.c.synthesis_id == synthesis_id)
        .group_by(stands)
    )
    held = Counter({str(row[0]): int(row[1]) for row in rows})
    return Counts(
        held.total(),
        held["duplicate"],
        held["waiting"],
        held["conflict"],
        held["appraise"],
        held["included"],
        held["excluded"],
    )


# --- the rule, and how often it was changed -------------------------------------------------


class RuleLine(NamedTuple):
    """A rule as it once was, and why it was changed to it."""

    number: int
    target: int
    chance: int
    method: str
    reason: str
    by: str | None
    at: datetime


def rules(session: Session, synthesis_id: int) -> list[RuleLine]:
    """All rules of a synthesis, the newest first; one statement."""
    rows = session.execute(
        select(
            *(RULES.c.number, RULES.c.target, RULES.c.chance, RULES.c.method, RULES.c.reason),
            *(PERSON.name, RULES.c.set_at),
        )
        .outerjoin(PERSON.id.table, PERSON.id == RULES.c.set_by)
        .where(RULES.c.synthesis_id == synthesis_id)
        .order_by(RULES.c.number.desc())
    )
    return [RuleLine(*row) for row in rows]


class StopLine(NamedTuple):
    """That screening was stopped, and where it stood then."""

    total: int
    seen: int
    found: int
    chance: float
    is_met: bool
    reason: str
    by: str | None
    at: datetime
    resumed_at: datetime | None


def stops(session: Session, synthesis_id: int) -> list[StopLine]:
    """How often screening was stopped, the newest first; one statement."""
    rows = session.execute(
        select(
            *(STOPS.c.total, STOPS.c.seen, STOPS.c.found, STOPS.c.chance, STOPS.c.is_met),
            *(STOPS.c.reason, PERSON.name, STOPS.c.stopped_at, STOPS.c.resumed_at),
        )
        .outerjoin(PERSON.id.table, PERSON.id == STOPS.c.stopped_by)
        .where(STOPS.c.synthesis_id == synthesis_id)
        .order_by(STOPS.c.id.desc())
    )
    return [StopLine(*row) for row in rows]


class ScreenerLine(NamedTuple):
    """Someone who was asked to screen."""

    person_id: int
    name: str
    since: datetime


def screeners(session: Session, synthesis_id: int) -> list[ScreenerLine]:
    """Those who were asked to screen and did not leave, by name; one statement."""
    rows = session.execute(
        select(SCREENERS.c.person_id, PERSON.name, SCREENERS.c.since)
        .join(PERSON.id.table, PERSON.id == SCREENERS.c.person_id)
        .where(SCREENERS.c.synthesis_id == synthesis_id, SCREENERS.c.left_at.is_(None))
        .order_by(PERSON.name, SCREENERS.c.person_id)
    )
    return [ScreenerLine(*row) for row in rows]
