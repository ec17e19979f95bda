"""What the worker does again and again, safe beside other workers, and seen to be done."""

import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import Flask
from sqlalchemy import Column
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Field, Session, SQLModel, col, select

from rpp import clock, db, outage
from rpp.db import UTCDateTime

PAUSE = 5.0  # seconds between two turns
LONGEST_REST = 300.0  # seconds that a job rests which fails again and again
BEAT = timedelta(minutes=1)  # a heartbeat is written at most so often
SILENT = timedelta(minutes=5)  # without a heartbeat for so long, no worker runs


class JobRecord(SQLModel, table=True):
    """When a job last went well and since when it fails: the worker's heartbeat."""

    __tablename__ = "job"

    name: str = Field(primary_key=True, max_length=60)
    ran_at: datetime | None = Field(default=None, sa_column=Column(UTCDateTime))
    failing_since: datetime | None = Field(default=None, sa_column=Column(UTCDateTime))
    error: str = Field(default="", max_length=300)


Act = Callable[[Session], int]


@dataclass
class Job:
    """Something to do again and again: one turn of it does what is due, and returns how much.

    None from a turn says that another worker is at it.
    """

    name: str
    turn: Callable[[], int | None]
    failures: int = 0
    rests_until: float = 0.0  # by the clock of this process


_jobs: dict[str, Job] = {}


def register(name: str, act: Act) -> None:
    """Have one worker at a time run `act(session)`, in a transaction of its own."""
    _jobs[name] = Job(name, lambda: _alone(name, act))


def register_shared(name: str, act: Callable[[], int]) -> None:
    """Have every worker run `act()`, which claims what it does and commits by itself."""
    _jobs[name] = Job(name, act)


def _alone(name: str, act: Act) -> int | None:
    """Run a job while its row is held: SQLite has one writer, PostgreSQL skips a held row."""
    with db.transaction() as session:
        return act(session) if hold(session, name) else None


def hold(session: Session, name: str) -> bool:
    """Keep a job from other workers until the transaction ends; False where one is at it."""
    held = select(JobRecord.name).where(JobRecord.name == name)
    return session.exec(held.with_for_update(skip_locked=True)).first() is not None


# --- being told to end ---------------------------------------------------------------------


class Stop:
    """A word from outside to end: the work at hand is finished first, a rest ends at once."""

    def __init__(self) -> None:
        self._heard: set[int] = set()
        self._resting = False

    @property
    def told(self) -> bool:
        """Whether the end was asked for."""
        return bool(self._heard)

    def tell(self, signal: int, _frame: Any = None) -> None:
        """Ask for the end; who asks twice in the same way does not want to wait.

        Ctrl-C reaches a process and its parent, which then passes on a TERM: that is no impatience.
        """
        if self._resting or signal in self._heard:
            sys.exit(0)
        self._heard.add(signal)

    def rest(self, seconds: float) -> None:
        """Do nothing for a while, unless the end was asked for."""
        # Set before the question: a word that comes between the two ends the rest as well.
        self._resting = True
        if not self.told:
            time.sleep(seconds)
        self._resting = False


stop = Stop()


# --- running -------------------------------------------------------------------------------


def run_due(app: Flask, jobs: Sequence[Job] | None = None) -> dict[str, int]:
    """Run every job once; one that fails is logged and does not stop the others."""
    done: dict[str, int] = {}
    for job in list(_jobs.values()) if jobs is None else jobs:
        if stop.told:
            break
        with app.app_context():
            try:
                count = _run(app, job)
            except Exception as error:
                # Without a database nothing else can be done either, now.
                outage.say(error)
                break
        if count is not None:
            done[job.name] = count
    return done


def _run(app: Flask, job: Job) -> int | None:
    try:
        _enroll(job.name)
        count = job.turn()
        if count is not None:
            _beat(job.name)
    except Exception as error:
        if db.is_outage(error):
            raise
        _failed(app, job, error)
        return None
    job.failures, job.rests_until = 0, 0.0
    return count


def _failed(app: Flask, job: Job, error: Exception) -> None:
    job.failures += 1
    rest = min(PAUSE * 2**job.failures, LONGEST_REST)
    job.rests_until = time.monotonic() + rest
    # What fails again and again is told in full once.
    # The first line alone: a database goes on with the values of the statement.
    lines = str(error).splitlines()
    said = f"{type(error).__name__}: {lines[0] if lines else ''}"[:300]
    app.logger.error("job %s failed: %s", job.name, said, exc_info=job.failures == 1)
    try:
        with db.transaction() as session:
            record = session.get_one(JobRecord, job.name)
            record.failing_since = record.failing_since or clock.now()
            record.error = said
    except Exception as second:
        app.logger.error("the failure of job %s cannot be noted: %s", job.name, second)


def _enroll(name: str) -> None:
    """Give a job its row, once."""
    with db.before_write() as session:
        if session.get(JobRecord, name) is not None:
            return
    with db.transaction() as session:
        own = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
        table = JobRecord.__table__  # type: ignore[attr-defined]
        row = own.insert(table).values(name=name, error="")
        session.execute(row.on_conflict_do_nothing(index_elements=["name"]))


def _beat(name: str) -> None:
    now = clock.now()
    with db.before_write() as session:
        record = session.get_one(JobRecord, name)
        recent = record.ran_at is not None and abs(now - record.ran_at) < BEAT
        if recent and record.failing_since is None:
            return
    with db.transaction() as session:
        record = session.get_one(JobRecord, name)
        record.ran_at, record.failing_since, record.error = now, None, ""


def work(app: Flask) -> None:
    """Run the jobs until the process is told to end."""
    while not stop.told:
        awake = [job for job in _jobs.values() if time.monotonic() >= job.rests_until]
        run_due(app, awake)
        stop.rest(PAUSE)


# --- seeing that it runs -------------------------------------------------------------------


def last_beat(session: Session) -> datetime | None:
    """When a worker last did its work, or None where none ever did."""
    beats = session.exec(select(JobRecord.ran_at).where(col(JobRecord.ran_at).is_not(None)))
    return max((beat for beat in beats if beat is not None), default=None)


def is_silent(session: Session) -> bool:
    """Whether no worker has done its work for longer than it ever rests."""
    beat = last_beat(session)
    return beat is None or clock.now() - beat > SILENT


def failing(session: Session) -> list[JobRecord]:
    """The jobs that fail, longest first."""
    statement = select(JobRecord).where(col(JobRecord.failing_since).is_not(None))
    return list(session.exec(statement.order_by(col(JobRecord.failing_since), JobRecord.name)))
