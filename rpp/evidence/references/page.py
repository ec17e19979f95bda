"""What the pages of imports say."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from flask import url_for
from sqlmodel import Session

from rpp import dates, jobs
from rpp.evidence.references import operations, queries, report
from rpp.evidence.references.life import LIFE, Action
from rpp.evidence.references.matching import WHY
from rpp.evidence.references.models import LICENSES, Candidate, ReferenceImport
from rpp.evidence.references.queries import Counts, Listed, Other, Shown
from rpp.evidence.references.reading.entries import Trouble
from rpp.evidence.references.reading.files import FORMATS
from rpp.evidence.references.reference import TYPES, Reference
from rpp.layout import Act, Choice, several
from rpp.lifecycle import said
from rpp.paging import Cursor, Slice
from rpp.policy import Viewer
from rpp.web import Pager, first_page, pager

SIGNS = {
    **dict.fromkeys(("reading", "writing"), "underway"),
    **dict.fromkeys(("refused", "discarded", "undone"), "ended"),
    "preview": "act",
    "done": "done",
}
MOST_TROUBLES = 25
TABS = {"": "All entries", "ask": "To decide", "new": "New", "same": "Here already",
        "refused": "Not understood"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class ImportLine:
    """An import in the list of all."""

    title: str
    href: str
    sign: str
    state: str
    details: list[str]


@dataclass(frozen=True, slots=True)
class ListPage:
    """All imports, the newest first."""

    lines: list[ImportLine]
    pager: Pager


def list_page(found: Slice[Listed]) -> ListPage:
    """A page of the list."""
    return ListPage([_line(one) for one in found], pager(found))


def _line(one: Listed) -> ImportLine:
    total = several(one.total, "entry", "entries") if one.total else ""
    details = (
        FORMATS.get(one.format, ""),
        total,
        one.person or "by a command",
        _day(one.received_at),
    )
    return ImportLine(
        one.name,
        url_for("references.show", import_id=one.id),
        SIGNS[one.status],
        LIFE.labels[one.status],
        [words for words in details if words],
    )


@dataclass(frozen=True, slots=True)
class Way:
    """One of the answers to whether two are the same; `href` leads to what is here already."""

    value: str
    label: str
    checked: bool
    title: str = ""
    quiet: list[str] = field(default_factory=list)
    href: str = ""


@dataclass(frozen=True, slots=True)
class EntryLine:
    """An entry of the file, and what becomes of it; `ways` where a person may decide."""

    number: int
    line: int
    title: str
    citation: str
    authors: str
    year: str
    container: str
    identifier: str
    fate: str
    href: str
    troubles: list[Trouble]
    was: str
    ways: list[Way]
    decided: str


@dataclass(frozen=True, slots=True)
class ImportPage:
    """One import as those see it who may import."""

    name: str
    about: list[str]
    sign: str
    state: str
    since: str
    text: str
    is_moving: bool
    acts: list[Act]
    tabs: list[Choice]
    shown: str
    entries: list[EntryLine]
    decides: bool
    troubles: list[Trouble]
    more_troubles: str
    report: str
    pager: Pager


def import_page(
    session: Session, me: Viewer, one: ReferenceImport, show: str, cursor: Cursor
) -> ImportPage:
    """The page of an import, with the entries of one sort."""
    assert one.id is not None
    counts = queries.counts(session, one.id)
    found = queries.entries(session, one.id, show, cursor)
    others = _others(session, one.id, found.rows)
    decides = LIFE.allows(one, Action.DECIDE)
    entries = [_entry(each, others, decides) for each in found]
    more = len(one.troubles) - MOST_TROUBLES
    return ImportPage(
        name=one.name,
        about=_about(one, queries.person(session, one.person_id)),
        sign=SIGNS[one.status],
        state=LIFE.labels[one.status],
        since=_day(one.status_since),
        text=_text(session, one, counts),
        is_moving=one.status in ("reading", "writing"),
        acts=_acts(me, one, counts),
        tabs=_tabs(counts, show),
        shown=TABS[show],
        entries=entries,
        decides=show == "ask" and any(entry.ways for entry in entries),
        troubles=list(one.troubles[:MOST_TROUBLES]),
        more_troubles=f"And {more:,} more lines, in the report." if more > 0 else "",
        report=url_for("references.report_file", import_id=one.id) if counts.total else "",
        pager=pager(found, "#entries"),
    )


def _about(one: ReferenceImport, person: str) -> list[str]:
    encoding = one.encoding.upper() if one.encoding else ""
    origin = f"from {one.origin}" if one.origin else ""
    license = LICENSES.get(one.license, "") if one.license else ""
    words = (FORMATS.get(one.format, ""), encoding, origin, license, person, _day(one.received_at))
    return [each for each in words if each]


# --- where it stands -----------------------------------------------------------------------


def _text(session: Session, one: ReferenceImport, counts: Counts) -> str:
    if one.status in ("reading", "writing"):
        return _moving(one, counts) + _waits(session)
    ask = " Look at those before you bring the others in." if counts.open else ""
    texts = {
        "preview": f"Nothing is written yet. {_found(counts)}{ask}",
        "done": _done(counts),
        "refused": one.refusal,
        "discarded": "Nothing of it was written.",
        "undone": "What it brought is gone; what other imports brought stays.",
    }
    return texts[one.status]


def _moving(one: ReferenceImport, counts: Counts) -> str:
    if one.status == "writing":
        done = counts.added + counts.merged
        return f"{done:,} of {several(counts.total, 'entry', 'entries')} are written."
    if not one.total:
        return "The file waits to be read."
    return f"{one.read_through:,} of {several(one.total, 'entry', 'entries')} are read."


def _waits(session: Session) -> str:
    if jobs.is_silent(session):
        return " The portal’s worker has not run for a while: tell the people who run this portal."
    return " You can leave this page; it goes on."


def _found(counts: Counts) -> str:
    parts = (
        (counts.new, "is new", "are new"),
        (counts.same, "is here already", "are here already"),
        (counts.ask, "may be a duplicate", "may be duplicates"),
        (counts.refused, "is not understood", "are not understood"),
    )
    words = [f"{n:,} {one if n == 1 else many}" for n, one, many in parts if n]
    return f"{', '.join(words)}." if words else ""


def _done(counts: Counts) -> str:
    words = f"{counts.added:,} added, {counts.merged:,} joined with what was here already."
    if counts.open:
        waits = "waits" if counts.open == 1 else "wait"
        words += f" {several(counts.open, 'entry', 'entries')} still {waits} for a decision."
    return words


def _acts(me: Viewer, one: ReferenceImport, counts: Counts) -> list[Act]:
    def at(endpoint: str) -> str:
        return url_for(f"references.{endpoint}", import_id=one.id)

    acts: list[Act] = []
    if LIFE.may_now(me, one, Action.WRITE):
        ready = counts.total - counts.refused - counts.open
        label = f"Bring in {several(ready, 'entry', 'entries')}"
        acts.append(Act(label, at("approve"), posts=True))
    if counts.open and LIFE.allows(one, Action.DECIDE):
        label = f"Decide on {several(counts.open, 'possible duplicate')}"
        acts.append(Act(label, f"{at('show')}?show=ask#entries"))
    if LIFE.may_now(me, one, Action.DISCARD):
        acts.append(Act("Discard it", at("discard"), posts=True, kind="outline"))
    if LIFE.may_now(me, one, Action.UNDO):
        acts.append(Act("Undo this import", at("undo")))
    return acts


def _tabs(counts: Counts, show: str) -> list[Choice]:
    numbers = {"": counts.total, "ask": counts.ask, "new": counts.new, "same": counts.same,
               "refused": counts.refused}  # fmt: skip
    return [
        Choice(label, first_page(show=name or None), name == show, numbers[name])
        for name, label in TABS.items()
        if numbers[name] or name == show
    ]


# --- entries -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Others:
    """What the entries of a page may be the same as."""

    records: dict[int, Other]
    earlier: dict[int, tuple[int, Reference]]


def _others(session: Session, import_id: int, rows: Sequence[Shown]) -> Others:
    candidates = [one for row in rows for one in row.candidates]
    records = {one.record_id for one in candidates if one.record_id is not None}
    numbers = {one.number for one in candidates if one.number is not None}
    return Others(queries.records(session, records), queries.earlier(session, import_id, numbers))


def _entry(row: Shown, others: Others, decides: bool) -> EntryLine:
    said_ = row.reference or Reference("No title")
    asks = decides and row.found == "ask" and not row.outcome
    was = operations.said(row.decision, row.chosen)
    record = row.record_id or next((one.record_id for one in row.candidates), None)
    href = url_for("evidence.record", record_id=record) if record and not asks else ""
    return EntryLine(
        number=row.number,
        line=row.line,
        title=said_.title,
        citation=_citation(said_) if row.reference else "",
        authors=_named(said_),
        year=str(said_.year or said_.published),
        container=said_.container,
        identifier=said_.doi or said_.eric_id,
        fate=report.OUTCOMES.get(row.outcome) or report.FOUND[row.found],
        href=href,
        troubles=list(row.troubles),
        was=was,
        ways=list(_ways(row, others, was)) if asks else [],
        decided=_decided(row),
    )


def _named(one: Reference) -> str:
    """The first of the people, and how many there are."""
    others = max(len(one.authors or one.editors) - 1, 0) + one.more_authors
    return one.first_author + (f" and {several(others, 'other')}" if others else "")


def _citation(one: Reference) -> str:
    number = f"DOI {one.doi}" if one.doi else f"ERIC {one.eric_id}" if one.eric_id else ""
    words = (TYPES[one.type], _named(one), str(one.year or one.published), one.container, number)
    return ", ".join(each for each in words if each)


def _ways(row: Shown, others: Others, was: str) -> list[Way]:
    found = [_same(place, one, others, was) for place, one in enumerate(row.candidates)]
    return [
        *(way for way in found if way),
        Way("different", "No, it is another one: bring it in", was == "different"),
        Way("later", "Decide later: leave it out for now", was == "later"),
    ]


def _same(place: int, one: Candidate, others: Others, was: str) -> Way | None:
    value = f"same-{place}"
    why = WHY.get(one.why, "")
    if one.record_id is not None and (record := others.records.get(one.record_id)):
        href = url_for("evidence.record", record_id=record.id)
        form = "" if record.form == "reference" else "Reviewed by the What Works Clearinghouse"
        quiet = [words for words in (record.citation, form, why) if words]
        return Way(value, "Yes, it is the same as", value == was, record.title, quiet, href)
    if one.number is not None and (earlier := others.earlier.get(one.number)):
        line, said_ = earlier
        label = f"Yes, it is the same as the entry on line {line}"
        return Way(value, label, value == was, said_.title, [_citation(said_), why])
    return None


def _decided(row: Shown) -> str:
    if not row.decision or row.decided_at is None:
        return ""
    who = f" by {row.decided_by}" if row.decided_by else ""
    return f"Decided{who} on {_day(row.decided_at)}: {said(row.decision)}."


def _day(moment: datetime) -> str:
    return dates.day_in(moment, dates.site_zone())
