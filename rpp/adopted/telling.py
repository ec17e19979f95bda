"""The worker looks once a day at what each district uses, and tells it where something changed."""

from datetime import datetime

from sqlmodel import Session

from rpp import clock, history
from rpp.adopted import changes, queries
from rpp.adopted.models import AdoptedLook, AdoptedNews
from rpp.policy import Viewer


def tell(session: Session) -> int:
    """Tell the districts that are due of what changed since they were told last; how many."""
    now, told = clock.now(), 0
    for organization_id in queries.due(session, now):
        look = session.get(AdoptedLook, organization_id)
        news = _changed(session, organization_id, look.told_until if look else None)
        if look is None:
            look = AdoptedLook(organization_id=organization_id, looked_at=now, told_until=now)
            session.add(look)
        look.looked_at = look.told_until = now
        session.flush()
        if news:
            one = AdoptedNews(organization_id=organization_id, at=now)
            session.add(one)
            session.flush()
            history.record(session, one, "changed", None)
            told += 1
    return told


def _changed(session: Session, organization_id: int, until: datetime | None) -> bool:
    """Whether anything changed that anyone of the district may know, since it was told."""
    of_it = Viewer(leas=frozenset({organization_id}))
    uses = queries.adopted(session, of_it, organization_id)
    found = changes.since(session, of_it, uses)
    return any(until is None or one.at > until for some in found.values() for one in some)
