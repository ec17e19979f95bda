"""The worker looks for what is new in the search index, and tells those whose searches it matches.

New is a thing that entered the index after a search was saved or last looked at. An edit of what
was there before, an index made anew and what comes back after it was gone tell nobody. What is
found is computed while nobody is kept from writing; what is told is committed with the mark of how
far each search was looked at, by one worker at a time. So a worker that is killed leaves it whole
to the next, and none tells twice.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import func, insert, select, tuple_, update
from sqlmodel import Session, col

from rpp import clock, db, history, jobs, kinds
from rpp.history import Event
from rpp.networks.roles import viewer_of
from rpp.notices.models import Notice
from rpp.policy import Viewer
from rpp.saved_searches import NAME
from rpp.saved_searches.models import MATCHES, NEWS, SEARCHES, SavedSearch, SearchNews
from rpp.saved_searches.places import PLACES, Asked, Thing
from rpp.search import changes
from rpp.search.asked import parse
from rpp.search.changes import Version
from rpp.search.finding import Search
from rpp.search.index import Index
from rpp.search.looking import Look
from rpp.search.matching import matching
from rpp.search.models import DOCUMENTS, Row

# Things of the index that one turn looks at, and those that came with the last of them.
CHUNK = 1000
# What is found within this while is told in one notice, unless that was read meanwhile.
TOGETHER = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class New:
    """A thing that entered the index, and with which change."""

    id: int
    thing: Thing
    network_id: int | None
    since_id: int


@dataclass(frozen=True, slots=True)
class Watch:
    """A search for which is looked, and up to which change that was done."""

    id: int
    person_id: int
    asked: Asked
    looked_id: int


Found = Mapping[int, Sequence[New]]


def look() -> int:
    """Look at what is new for every search, and tell what was found; how many matches."""
    with db.before_write() as session:
        rows, until = _new(session)
        if not until:
            return 0
        watched = _watched(session, until)
        found = _found(session, watched, rows) if rows else {}
    with db.transaction() as session:
        return _tell(session, found, until) if jobs.hold(session, NAME) else 0


# --- finding -------------------------------------------------------------------------------


def _new(session: Session) -> tuple[list[tuple[Row, int]], int]:
    """What is new to any search, with the change it came with, and up to which change that is all.

    The change is 0 where nothing changed. A change is looked at whole: it has one number.
    """
    watched = select(func.min(SEARCHES.c.looked_id)).where(~SEARCHES.c.is_paused)
    oldest: int | None = session.execute(watched).scalar()
    last = changes.newest(session).id
    if oldest is None or oldest >= last:
        return [], 0
    new = DOCUMENTS.c.since_id > oldest, DOCUMENTS.c.since_id <= last
    some = select(DOCUMENTS.c.since_id).where(*new).order_by(DOCUMENTS.c.since_id)
    # The last change of so many, where there are more.
    end: int | None = session.execute(some.offset(CHUNK - 1).limit(1)).scalar()
    until = last if end is None else end
    rows = session.execute(
        select(*(DOCUMENTS.c[name] for name in Row._fields), DOCUMENTS.c.since_id)
        .where(*new, DOCUMENTS.c.since_id <= until, ~DOCUMENTS.c.gone)
        .order_by(DOCUMENTS.c.id)
    )
    return [(Row(*row), since_id) for *row, since_id in rows], until


def _watched(session: Session, until: int) -> list[Watch]:
    rows = session.execute(
        select(
            *(SEARCHES.c.id, SEARCHES.c.person_id, SEARCHES.c.place, SEARCHES.c.arguments),
            SEARCHES.c.looked_id,
        )
        .where(~SEARCHES.c.is_paused, SEARCHES.c.looked_id < until)
        .order_by(SEARCHES.c.id)
    )
    return [
        Watch(id_, person_id, Asked(place, arguments), looked_id)
        for id_, person_id, place, arguments, looked_id in rows
        if place in PLACES
    ]


def _found(session: Session, watched: Iterable[Watch], rows: Sequence[tuple[Row, int]]) -> Found:
    """What each search finds among what is new, for what its person may know now."""
    batch = _Batch(session, rows)
    of_person: dict[int, list[tuple[Watch, list[New]]]] = defaultdict(list)
    for watch in watched:
        hits = [one for one in batch.matching(watch.asked) if one.since_id > watch.looked_id]
        if hits:
            of_person[watch.person_id].append((watch, hits))
    found: dict[int, list[New]] = {}
    for person_id, hits_of in of_person.items():
        viewer = viewer_of(session, person_id)
        known = _known(session, viewer, {one for _, hits in hits_of for one in hits})
        for watch, hits in hits_of:
            things = [one.thing for one in hits if one.thing in known]
            place = PLACES[watch.asked.place]
            left = set(place.left(session, viewer, watch.asked.given, things)) if things else set()
            if told := [one for one in hits if one.thing in left & known]:
                found[watch.id] = told
    return found


class _Batch:
    """What is new, as an index of its own: it costs the same however much there is beside it."""

    def __init__(self, session: Session, rows: Sequence[tuple[Row, int]]) -> None:
        self.session = session
        self.index = Index().after(Version(1), [row for row, _ in rows])
        self.by_id = {
            row.id: New(row.id, (row.kind, row.subject_id), row.network_id, since_id)
            for row, since_id in rows
        }
        # Who may know what is asked later, of what matched at all.
        networks = frozenset(row.network_id for row, _ in rows if row.network_id is not None)
        self.reader = Viewer(networks=networks)
        self.held: dict[str, list[New]] = {}

    def matching(self, asked: Asked) -> list[New]:
        """What matches the words and codes of a search: many people save the same one."""
        if asked.digest not in self.held:
            search = Search(parse(asked.query), chosen=PLACES[asked.place].chosen(asked.given))
            look = Look(self.session, self.reader, search, self.index)
            fits = look.allowed & matching(self.index, search.query)
            ids = self.index.ints("ids")[fits].tolist()
            self.held[asked.digest] = [self.by_id[id_] for id_ in sorted(ids)]
        return self.held[asked.digest]


def _known(session: Session, viewer: Viewer, new: Iterable[New]) -> set[Thing]:
    """What of it the person may find, and had no hand in; two statements at most."""
    open_to = [
        one.thing
        for one in new
        if one.network_id is None or one.network_id in viewer.readable_networks
    ]
    known = kinds.readable(session, viewer, open_to)
    if not known:
        return set()
    own = select(col(Event.kind), col(Event.subject_id)).where(
        col(Event.actor_id) == viewer.id,
        tuple_(col(Event.kind), col(Event.subject_id)).in_(sorted(known)),
    )
    return known - {(kind, id_) for kind, id_ in session.execute(own)}


# --- telling -------------------------------------------------------------------------------


def _tell(session: Session, found: Found, until: int) -> int:
    """Note and tell what was found, and that all was looked at up to a number; how many."""
    count = 0
    for search_id in sorted(found):
        statement = select(SavedSearch).where(col(SavedSearch.id) == search_id).with_for_update()
        search = session.execute(statement).scalar()
        if search is not None and not search.is_paused:
            # Another worker may have looked meanwhile.
            new = [one.thing for one in found[search_id] if one.since_id > search.looked_id]
            count += note(session, search, new)
    session.flush()
    session.execute(
        update(SEARCHES)
        .where(~SEARCHES.c.is_paused, SEARCHES.c.looked_id < until)
        .values(looked_id=until)
    )
    return count


def note(session: Session, search: SavedSearch, things: Sequence[Thing]) -> int:
    """Note what was found for a search, each thing once, in the notice that waits or a new one."""
    held = select(MATCHES.c.kind, MATCHES.c.subject_id).where(
        MATCHES.c.saved_search_id == search.id,
        tuple_(MATCHES.c.kind, MATCHES.c.subject_id).in_(things),
    )
    before = {(kind, id_) for kind, id_ in session.execute(held)} if things else set()
    new = [thing for thing in things if thing not in before]
    if not new:
        return 0
    news_id = _waiting(session, search)
    made = None
    if news_id is None:
        made = SearchNews(saved_search_id=search.id or 0, at=clock.now())
        session.add(made)
        session.flush()
        news_id = made.id
    alike = {"saved_search_id": search.id, "news_id": news_id}
    rows = [{"kind": kind, "subject_id": id_, **alike} for kind, id_ in new]
    session.execute(insert(MATCHES), rows)
    if made is not None:
        history.record(session, made, "found", None)
    return len(new)


def _waiting(session: Session, search: SavedSearch) -> int | None:
    """The news of a search whose notice is recent and was not read yet."""
    statement = (
        select(NEWS.c.id)
        .join(Event, (col(Event.kind) == SearchNews.kind) & (col(Event.subject_id) == NEWS.c.id))
        .join(Notice, col(Notice.event_id) == col(Event.id))
        .where(
            NEWS.c.saved_search_id == search.id,
            NEWS.c.at > clock.now() - TOGETHER,
            col(Notice.read_at).is_(None),
        )
        .order_by(NEWS.c.id.desc())
        .limit(1)
    )
    found: int | None = session.execute(statement).scalar()
    return found
