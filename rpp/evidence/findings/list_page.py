"""The list of the findings of a study or record, and the form of one."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from rpp.evidence.findings import complete
from rpp.evidence.findings.columns import SECTIONS, Section
from rpp.evidence.findings.page import byline, crumbs, missing
from rpp.evidence.findings.queries import Recorded
from rpp.evidence.findings.subjects import About, Begun
from rpp.layout import Link, several


@dataclass(frozen=True, slots=True)
class Line:
    """A finding in the list of a study or record."""

    title: str
    href: str
    details: list[str]
    sign: str
    state: str
    missing: str
    moves: str


class Open(NamedTuple):
    """A result that is there in part."""

    title: str
    href: str
    missing: str


@dataclass(frozen=True, slots=True)
class ListPage:
    """The findings of one study or record."""

    title: str
    crumbs: list[Link]
    of: str
    note: str
    counted: str
    lines: list[Line]
    open: list[Open]
    source: str
    acts: list[Link]
    file: str


def list_page(
    about: About, recorded: Sequence[Recorded], begun: Sequence[Begun], *, writes: bool
) -> ListPage:
    """The list; `begun` is what is there in part and nobody recorded in full."""
    own = about.kind != "evidence"
    left = [one for one in begun if one.key not in {line.of_key for line in recorded}]
    acts = []
    if writes and not about.closed:
        acts = [
            Link("Record a finding", f"{about.base}/new"),
            Link("Bring in a file", f"{about.base}/import"),
        ]
    movable = bool(acts) and len(recorded) > 1
    return ListPage(
        title="Findings as facts",
        crumbs=[Link(about.crumb, about.href)],
        of=about.title,
        note=about.closed if writes else "",
        counted=counted(recorded, left if own else ()),
        lines=[_line(one, movable) for one in recorded],
        open=[_open(about, one, bool(acts)) for one in left] if own else [],
        source=_source(len(begun)) if begun and not own else "",
        acts=acts,
        file=f"{about.base}.csv",
    )


def counted(recorded: Sequence[Recorded], left: Sequence[Begun]) -> str:
    """How many are complete: "2 of 3 complete"."""
    total = len(recorded) + len(left)
    whole = sum(not complete.missing(one.facts) for one in recorded)
    return f"{whole:,} of {total:,} complete" if total else ""


def _source(given: int) -> str:
    return f"Its source gives {several(given, 'finding')}: they stand on the page of the record."


def _line(one: Recorded, movable: bool) -> Line:
    lacking = complete.missing(one.facts)
    return Line(
        title=one.facts.outcome,
        href=f"/findings/{one.id}",
        details=[words for words in byline(one.facts) if words],
        sign="act" if lacking else "done",
        state=f"{several(len(lacking), 'fact')} missing" if lacking else "Complete",
        missing=missing(one.facts),
        moves=f"/findings/{one.id}/move" if movable else "",
    )


def _open(about: About, one: Begun, writes: bool) -> Open:
    return Open(one.title, f"{about.base}/new/{one.key}" if writes else "", missing(one.facts))


@dataclass(frozen=True, slots=True)
class FormPage:
    """The form of a finding."""

    title: str
    crumbs: list[Link]
    of: str
    lead: str
    action: str
    save: str
    back: str
    sections: Sequence[Section] = field(default=SECTIONS)


def new_page(about: About, action: str, begun: Begun | None) -> FormPage:
    """The form of a finding that is recorded for the first time."""
    lead = "Type what the study tells, and leave empty what it does not tell."
    if begun is not None and about.kind == "evidence":
        lead = (
            "These are the facts of the What Works Clearinghouse. Add what it does not tell; what "
            "it computed stays beside them."
        )
    elif begun is not None:
        lead = "It begins with what the study entered. Add what is missing."
    title = "Record a finding" if begun is None else "Complete the facts of a finding"
    return FormPage(title, crumbs(about), about.title, lead, action, "Save the finding", about.base)


def edit_page(about: About, one: Recorded) -> FormPage:
    """The form of a finding that stands."""
    base = f"/findings/{one.id}"
    lead = "What stands now is kept in its history, with your reason."
    links = [*crumbs(about), Link(one.facts.outcome, base)]
    return FormPage(
        "Correct a finding", links, about.title, lead, f"{base}/edit", "Save the correction", base
    )
