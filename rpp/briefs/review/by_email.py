"""What of a brief's review cannot wait for those who write it."""

from sqlalchemy import select
from sqlmodel import Session

from rpp.briefs import types
from rpp.briefs.models import Brief
from rpp.history import Event
from rpp.kinds import ByEmail


def owners(session: Session, brief: Brief) -> set[int]:
    """Those who bring the brief to publication."""
    (person_id,) = types.of(brief).owners(brief).subquery().c
    return set(session.execute(select(person_id)).scalars())


def of_return(session: Session, _event: Event, brief: Brief) -> ByEmail:
    """A reviewer returned it."""
    return ByEmail(
        "review",
        f"A reviewer returned your brief: {brief.title}",
        "you answer for this brief",
        "It is a draft again. Change it, and send it to review once more.",
        f"/briefs/{brief.id}/review",
        owners(session, brief),
    )
