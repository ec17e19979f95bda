"""What the worker does with rounds whose time has come."""

import logging
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from rpp import db
from rpp.errors import DomainError
from rpp.rounds.models import Round

log = logging.getLogger(__name__)


def on_time(session: Session, status: str, due: Any, act: Any) -> int:
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
