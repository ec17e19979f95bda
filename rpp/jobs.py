"""What the worker does, again and again: each job in a transaction of its own."""

import time
from collections.abc import Callable

from flask import Flask
from sqlmodel import Session

from rpp import db, outage

Job = Callable[[Session], int]
_jobs: dict[str, Job] = {}


def register(name: str, job: Job) -> None:
    """Have the worker run `job(session)`, which returns how many things it did."""
    _jobs[name] = job


def run_due(app: Flask) -> dict[str, int]:
    """Run every job once; one that fails is logged and does not stop the others."""
    done: dict[str, int] = {}
    for name, job in _jobs.items():
        try:
            with app.app_context(), db.transaction() as session:
                done[name] = job(session)
        except Exception as error:
            with app.app_context():
                if db.is_outage(error):
                    outage.say(error)
                    return done
            app.logger.exception("job %s failed", name)
    return done


def work(app: Flask, pause: float = 5.0) -> None:
    """Run the jobs until the process is told to stop."""
    while True:
        run_due(app)
        time.sleep(pause)
