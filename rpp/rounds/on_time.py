"""What the worker does with rounds whose time has come."""

import logging
from collections.abc import Callable

from sqlalchemy import ColumnElement, select
from sqlmodel import Session, col

from rpp import db
from rpp.errors import DomainError
from rpp.rounds.models import Round

log = logging.getLogger(__name__)
# What is done to a round, held; None stands for the worker.
Act = Callable[[Session, Round, int | None], Round]


def on_time(session: Session, status: str, due: ColumnElement[bool], act: Act) -> int:
    """Do it to each due round by itself: one that fails holds up no other."""
    statement = select(col(Round.id)).where(col(Round.status) == status, due)
    done = 0
    for round_id in session.execute(statement.order_by(col(Round.id))).scalars().all():
        try:
            with session.begin_nested():
                round_ = db.lock(session, Round, round_id)
                if round_.status == status:
                    act(session, round_, None)
                    done += 1
        except DomainError as error:
            log.info("round %s waits: %s", round_id, error.sentence)
        except Exception:
            log.exception("round %s failed", round_id)
    return done
