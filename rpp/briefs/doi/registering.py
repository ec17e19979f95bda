"""Registers DOIs from the worker, one request at a time: claimed, asked, settled, tried again.

As with e-mail, each step is a short transaction of its own and no request to DataCite is made in
one; a killed worker repeats at most the step at hand, which DataCite takes twice without harm.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from time import monotonic

from flask import current_app
from sqlalchemy import ColumnElement, func, select, update
from sqlmodel import Session, col

from rpp import clock, consumers, db, history, jobs
from rpp.briefs.doi.datacite import DataCite, Refused
from rpp.briefs.doi.models import DOIS, BriefDoi
from rpp.briefs.doi.wanted import Wanted, numbers, wanted
from rpp.briefs.models import Brief, BriefVersion
from rpp.config import Settings
from rpp.consumers import Consumer
from rpp.errors import DomainError
from rpp.history import Event

# After the first attempt it is tried again after so many minutes, then every four hours.
WAITS = tuple(timedelta(minutes=n) for n in (5, 10, 15, 30, 60, 120, 240))
CLAIM = timedelta(minutes=10)
TURN = 30.0  # seconds that one turn of the worker takes, at most, before other jobs
# Letters and digits that are not taken for one another, as DataCite draws them.
LETTERS = "0123456789abcdefghjkmnpqrstvwxyz"


def account() -> DataCite | None:
    """The repository's account with DataCite, None where no setting names one."""
    settings: Settings = current_app.extensions["rpp.settings"]
    if not settings.datacite_url:
        return None
    return DataCite(
        settings.datacite_url,
        settings.datacite_prefix,
        settings.datacite_repository,
        settings.datacite_password,
    )


def _draw(prefix: str) -> str:
    drawn = "".join(secrets.choice(LETTERS) for _ in range(8))
    return f"{prefix}/{drawn[:4]}-{drawn[4:]}"


# --- what is to be told --------------------------------------------------------------------


def mark(session: Session, prefix: str, brief_id: int) -> None:
    """Have the worker look at the DOIs of a brief; those that it should have are drawn."""
    brief = session.get(Brief, brief_id)
    if brief is None:
        return
    now = clock.now()
    kept = set(session.execute(select(DOIS.c.number).where(DOIS.c.brief_id == brief_id)).scalars())
    for number in sorted(set(numbers(brief)) - kept):
        session.add(BriefDoi(brief_id=brief_id, number=number, doi=_draw(prefix), changed_at=now))
    session.flush()
    _due(session, DOIS.c.brief_id == brief_id)


def _due(session: Session, which: ColumnElement[bool]) -> None:
    again = {"next_at": clock.now(), "attempts": 0}
    session.execute(update(DOIS).where(which).values(again))


def _consume(session: Session, events: Sequence[Event]) -> None:
    known = account()
    if known:
        for brief_id in sorted({event.subject_id for event in events}):
            mark(session, known.prefix, brief_id)


# --- telling it ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Claimed:
    """A DOI that this worker alone tells DataCite about now; `attempt` counts from 1."""

    id: int
    doi: str
    state: str
    attempt: int
    wanted: Wanted


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of it: the state that DataCite names, or a sentence; `doi` where a new one was
    drawn, since the other is somebody else's.
    """

    state: str = ""
    gone: bool = False
    error: str = ""
    final: bool = False
    doi: str = ""


def deliver() -> int:
    """Tell DataCite what is due, one step at a time; return how many steps it took."""
    known = account()
    done, ends = 0, monotonic() + TURN
    while known and not jobs.stop.told and monotonic() < ends:
        claimed = claim()
        if claimed is None:
            break
        settle(claimed, step(known, claimed))
        done += 1
    return done


def claim() -> Claimed | None:
    """Take the DOI that is due longest, for this worker alone; None where nothing is to be told.

    Versions come before what they are versions of, which names them.
    """
    with db.before_write() as own:
        due = select(DOIS.c.id).where(DOIS.c.next_at <= clock.now()).limit(1)
        if own.execute(due).first() is None:
            return None
    while True:
        with db.transaction() as session:
            row = _first_due(session)
            if row is None:
                return None
            should = wanted(session, row)
            if _is_so(row, should):
                row.next_at, row.error = None, ""
                if not should.state:
                    session.delete(row)
                continue
            row.next_at, row.attempts = clock.now() + CLAIM, row.attempts + 1
            return Claimed(row.id or 0, row.doi, row.state, row.attempts, should)


def _first_due(session: Session) -> BriefDoi | None:
    """The DOI that is due longest and that no other worker holds, held."""
    due = (
        select(BriefDoi)
        .where(col(BriefDoi.next_at) <= clock.now())
        .order_by(col(BriefDoi.next_at), col(BriefDoi.number).desc())
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    return session.execute(due).scalars().first()


def _is_so(row: BriefDoi, should: Wanted) -> bool:
    return row.state == should.state and (not should.state or row.digest == should.digest)


def step(known: DataCite, one: Claimed) -> Outcome:
    """One step towards what is wanted, with one request or two; outside any transaction."""
    should = one.wanted
    if should.lacks and one.state:
        return Outcome(error=f"It lacks what DataCite asks for: {should.lacks}.", final=True)
    try:
        if not should.state:
            known.drop(one.doi)
            return Outcome(gone=True)
        if not one.state:
            return Outcome(known.reserve(one.doi, should.url).state)
        told = {**should.told, "url": should.url}
        return Outcome(known.bring(one.doi, _event(one.state, should.state), told).state)
    except Refused as refused:
        if refused.is_taken and not one.state:
            return _taken(known, one)
        return Outcome(error=refused.sentence, final=refused.final)


def _event(state: str, to: str) -> str:
    """What moves a DOI there, "" where it is there and only what is told has changed."""
    moves = {"findable": "publish", "registered": "hide"}
    return "" if state == to else moves.get(to, "")


def _taken(known: DataCite, one: Claimed) -> Outcome:
    """A DOI that is there already is ours where it leads to our page: an answer was lost."""
    try:
        found = known.read(one.doi)
    except Refused as refused:
        if refused.code != 404:
            return Outcome(error=refused.sentence, final=refused.final)
    else:
        if found.url == one.wanted.url:
            return Outcome(found.state)
    return Outcome(doi=_draw(known.prefix))


def settle(one: Claimed, came: Outcome) -> None:
    """Note what came of a step; a DOI is named by its brief as soon as it is findable."""
    with db.transaction() as session:
        row = db.lock(session, BriefDoi, one.id)
        if row.attempts != one.attempt:
            # Marked or claimed anew since: whoever is late must not undo that.
            return
        if came.gone:
            session.delete(row)
            return
        now = clock.now()
        if came.error:
            row.error = came.error
            waits = WAITS[min(one.attempt, len(WAITS)) - 1]
            row.next_at = None if came.final else now + waits
            return
        if came.doi:
            row.doi, row.next_at, row.attempts = came.doi, now, 0
            return
        _stands(session, row, one, came.state)


def _stands(session: Session, row: BriefDoi, one: Claimed, state: str) -> None:
    now, should = clock.now(), one.wanted
    moved = state != one.state
    if not moved and state != should.state:
        row.error = f"DataCite took it, but it is still {state or 'nothing'}, not {should.state}."
        row.next_at = now + WAITS[min(one.attempt, len(WAITS)) - 1]
        return
    row.state, row.error, row.changed_at, row.attempts = state, "", now, 0
    row.digest = should.digest if state == should.state else ""
    # Looked at once more: the next step, or what changed since.
    row.next_at = now
    if moved and state == "findable":
        _name(session, row)


def _name(session: Session, row: BriefDoi) -> None:
    """Let the brief, or its version, be cited by its DOI from now on, and say so."""
    brief = db.lock(session, Brief, row.brief_id)
    if row.number:
        version = (
            update(BriefVersion)
            .where(
                col(BriefVersion.brief_id) == row.brief_id, col(BriefVersion.number) == row.number
            )
            .values(doi=row.doi)
        )
        session.execute(version)
    else:
        brief.doi = row.doi
    session.flush()
    facts = {"doi": row.doi, "version": row.number}
    history.record(session, brief, "doi_registered", None, detail=facts)


# --- seeing it -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Troubled:
    """A DOI that did not come about, for the operator."""

    id: int
    brief_id: int
    number: int
    doi: str
    state: str
    error: str
    tries_again: bool

    @property
    def title(self) -> str:
        """Of which brief it is: "Brief 7, version 2"."""
        of = f", version {self.number}" if self.number else ""
        return f"Brief {self.brief_id}{of}"

    @property
    def next(self) -> str:
        """Whether the worker tries again by itself."""
        return "the worker tries again" if self.tries_again else "waits for you"


def troubled(session: Session, limit: int = 100) -> list[Troubled]:
    """The DOIs that DataCite did not take, the oldest first."""
    rows = session.execute(
        select(
            *(DOIS.c.id, DOIS.c.brief_id, DOIS.c.number, DOIS.c.doi, DOIS.c.state, DOIS.c.error),
            DOIS.c.next_at.is_not(None),
        )
        .where(DOIS.c.error != "")
        .order_by(DOIS.c.id)
        .limit(limit)
    )
    return [Troubled(*row) for row in rows]


def troubled_count(session: Session) -> int:
    """How many there are."""
    counted = select(func.count()).select_from(DOIS).where(DOIS.c.error != "")
    answer: int = session.execute(counted).scalar_one()
    return answer


@dataclass(frozen=True, slots=True)
class Standing:
    """Where the DOI of a version stands, for those who make the brief."""

    number: int
    doi: str
    state: str
    error: str


def of_brief(session: Session, brief_id: int) -> list[Standing]:
    """The DOIs of a brief: that of all versions, then each; one statement."""
    asked = (DOIS.c.number, DOIS.c.doi, DOIS.c.state, DOIS.c.error)
    statement = select(*asked).where(DOIS.c.brief_id == brief_id).order_by(DOIS.c.number)
    return [Standing(*row) for row in session.execute(statement)]


def try_again(session: Session, doi_id: int) -> BriefDoi:
    """Have the worker tell DataCite of a DOI once more, from the start."""
    row = session.get(BriefDoi, doi_id, with_for_update=True)
    if row is None or not row.error:
        raise DomainError("This DOI is registered, or it is not needed any more.")
    _due(session, DOIS.c.id == doi_id)
    return row


consumers.register(Consumer("dois", lambda: ("brief",) if account() else (), _consume))
jobs.register_shared("register DOIs", deliver)
