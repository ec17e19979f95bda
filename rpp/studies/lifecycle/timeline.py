"""The history of a study as its page tells it, and how far the study has come."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache

from sqlalchemy import Executable, Integer, bindparam
from sqlmodel import Session

from rpp import dates, history
from rpp.db import columns
from rpp.history import AuditEvent
from rpp.layout import Happened
from rpp.studies.lifecycle.life import WRITING
from rpp.studies.lifecycle.states import STATIONS
from rpp.studies.queries import Seen
from rpp.studies.verbs import PASSAGES, STUDY


def events(session: Session, seen: Seen, limit: int = 200) -> list[AuditEvent]:
    """The last events of a study, oldest first; private ones for those inside."""
    asked = {"subject": seen.id, "most": limit}
    rows = session.execute(_events(seen.is_inside), asked).all()
    return [AuditEvent(*row) for row in reversed(rows)]


@cache
def _events(private: bool) -> Executable:
    subject = bindparam("subject", type_=Integer)
    statement = history.timeline_statement("study", subject, private=private)
    event = columns(history.Event)
    # Comments stand beside the text; here they would drown the rest.
    newest = statement.order_by(None).order_by(event.id.desc()).limit(None)
    newest = newest.limit(bindparam("most", type_=Integer))
    return newest.where(event.verb.not_in(sorted(PASSAGES)))


def lines(events: list[AuditEvent], zone: str) -> list[Happened]:
    """The history as the page tells it."""
    return [
        Happened(
            dates.short_day_in(event.at, zone),
            event.detail.get("signer") or event.who or "The portal",
            STUDY.sentence(event.verb, event.detail),
            event.reason,
        )
        for event in events
    ]


@dataclass(frozen=True, slots=True)
class Station:
    """A station on the way of a study: done, current or future."""

    title: str
    when: str
    state: str
    note: str = ""
    href: str = ""


def stations(seen: Seen, events: list[AuditEvent]) -> list[Station]:
    """How far the study has come, from its events; empty while the text is being written."""
    if seen.status in (*WRITING, "frozen"):
        return []
    reached: dict[str, datetime] = {}
    for event in events:
        to = event.detail.get("to") or ("proposal" if event.verb == "proposed" else "")
        reached[to] = event.at
    steps: list[Station] = []
    now = next((i for i, (_, at) in enumerate(STATIONS) if seen.status in at), None)
    for i, (title, at) in enumerate(STATIONS):
        at_last = reached.get(at[0]) or (seen.signed_at if at[0] == "signed" else None)
        if now is None and at_last is None:
            continue
        current = i == now and seen.status != "published"
        done = now is None or i < now or seen.status == "published"
        said = dates.short_day_in(at_last, seen.zone) if at_last else ""
        state = "current" if current else "done" if done else "future"
        steps.append(Station(title, said, state))
    if seen.status == "withdrawn":
        when = dates.short_day_in(seen.status_since, seen.zone)
        steps.append(Station("Withdrawn", when, "done"))
    return steps
