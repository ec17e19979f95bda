"""Pages of findings: the facts of one, the list of a study or record, the preview of a file."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from rpp import dates
from rpp.evidence.findings import checks, complete, texts
from rpp.evidence.findings.bringing_in import Plan, Step, column_title
from rpp.evidence.findings.columns import (
    COLUMNS,
    SECTIONS,
    Column,
    Section,
    Value,
    changed,
    values_of,
)
from rpp.evidence.findings.contrast import DESIGNS, Contrast, Reported
from rpp.evidence.findings.queries import Recorded, Revision
from rpp.evidence.findings.subjects import About, Begun
from rpp.evidence.findings.table import FIRST, LAST
from rpp.evidence.findings.verbs import FINDING
from rpp.history import AuditEvent
from rpp.layout import Box, Fact, Happened, Link, several

PUBLIC = "Everyone can read it."
INSIDE = "Only those who take part in the study can read it until the study is published."


class InGroups(NamedTuple):
    """One fact of both groups."""

    title: str
    treated: str
    compared: str


@dataclass(frozen=True, slots=True)
class Part:
    """Facts of one section, as far as they were recorded: of the groups, and of both together."""

    title: str
    groups: list[InGroups]
    facts: list[Fact]


class Change(NamedTuple):
    """A fact as it was, and as it then stood."""

    title: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Earlier:
    """What a correction changed."""

    words: str
    changes: list[Change]


@dataclass(frozen=True, slots=True)
class FindingPage:
    """The facts of one finding."""

    title: str
    crumbs: list[Link]
    byline: list[str]
    box: Box
    about: str
    parts: list[Part]
    odd: list[str]
    # What its source and its authors say themselves.
    said: list[Part]
    acts: list[Link]
    moves: str
    events: list[Happened]
    earlier: list[Earlier]


def finding_page(
    about: About,
    one: Recorded,
    contrast: Contrast,
    events: Sequence[AuditEvent],
    earlier: Sequence[Revision],
    *,
    writes: bool,
) -> FindingPage:
    """A finding that was recorded here; `contrast` is it, with what its source says."""
    base = f"/findings/{one.id}"
    acts = []
    if writes and not about.closed:
        acts = [Link("Correct it", f"{base}/edit"), Link("Remove it", f"{base}/remove")]
    return FindingPage(
        title=contrast.outcome,
        crumbs=crumbs(about),
        byline=_byline(contrast),
        box=_box(contrast, PUBLIC if about.is_public else INSIDE),
        about=f"Recorded by {one.recorded_by}, {_day(one.recorded_at)}",
        parts=parts(contrast),
        odd=[trouble.words for trouble in checks.odd(contrast)],
        said=said(contrast),
        acts=acts,
        moves=f"{base}/move" if acts else "",
        events=_happened(events),
        earlier=list(_earlier(earlier, one.facts)),
    )


def _happened(events: Sequence[AuditEvent]) -> list[Happened]:
    return [
        Happened(
            _day(event.at),
            event.who or "The portal",
            FINDING.sentence(event.verb, event.detail),
            event.reason,
        )
        for event in events
    ]


def given_page(about: About, contrast: Contrast, *, writes: bool) -> FindingPage:
    """A finding as its source gives it, which people here may complete."""
    acts = [Link("Complete its facts", f"{about.base}/new/{contrast.key}")] if writes else []
    return FindingPage(
        title=contrast.outcome or "A finding without a name",
        crumbs=crumbs(about),
        byline=_byline(contrast),
        box=_box(contrast, "These are the facts that the What Works Clearinghouse exported."),
        about="",
        parts=parts(contrast),
        odd=[],
        said=said(contrast),
        acts=acts,
        moves="",
        events=[],
        earlier=[],
    )


def crumbs(about: About) -> list[Link]:
    """Where the findings of a study or record are."""
    return [Link(about.crumb, about.href), Link("Findings as facts", about.base)]


def _byline(one: Contrast) -> list[str]:
    told = (one.domain, one.intervention, DESIGNS.get(one.design, ""), one.sample, one.timing)
    return [words for words in told if words]


def _box(one: Contrast, text: str) -> Box:
    lacking = complete.missing(one)
    if not lacking:
        return Box("done", "Facts complete", text=text)
    return Box("act", f"{several(len(lacking), 'fact')} missing", text=f"{missing(one)} {text}")


def missing(one: Contrast) -> str:
    """What is missing for its effect and its rating, in a sentence; "" where nothing is."""
    lacking = complete.missing(one)
    return f"Missing for a rating: {'; '.join(lacking)}." if lacking else ""


def parts(one: Contrast) -> list[Part]:
    """The facts section by section; what nobody recorded is left out."""
    values = values_of(one)
    # What the authors say stands with what others say.
    found = [_part(section, values) for section in SECTIONS if section.code != "reported"]
    return [part for part in found if part.groups or part.facts]


def _part(section: Section, values: dict[str, Value]) -> Part:
    groups, facts = [], []
    for column in section.columns:
        if column.name.endswith("_compared"):
            continue
        words = texts.say(column, values[column.name])
        if column.name.endswith("_treated"):
            other = COLUMNS[column.name.replace("_treated", "_compared")]
            theirs = texts.say(other, values[other.name])
            if words or theirs:
                groups.append(InGroups(_of_both(column), words or "–", theirs or "–"))
        elif words and not _is_plain_no(column, values[column.name]):
            facts.append(Fact(column.title, words))
    return Part(section.title, groups, facts)


def _of_both(column: Column) -> str:
    return column.title.removesuffix(", program group")


def _is_plain_no(column: Column, value: Value) -> bool:
    """A “no” that is so where nobody said otherwise."""
    return column.type == "flag" and value is False


def said(one: Contrast) -> list[Part]:
    """What the source and the authors say of it themselves."""
    names = {"wwc": "As the What Works Clearinghouse reports it", "authors": "As the authors do"}
    return [
        Part(names.get(told.by, told.by), [], facts)
        for told in one.reported
        if (facts := list(_said(told)))
    ]


def _said(told: Reported) -> Iterator[Fact]:
    for term, value in (
        ("Effect size", told.effect_size),
        ("p-value", told.p_value),
        ("Improvement index", told.improvement_index),
    ):
        if value is not None:
            yield Fact(term, f"{value:.4g}".replace("-", "−"))
    if told.significant is not None:
        yield Fact("Statistically significant", "Yes" if told.significant else "No")
    for term, words in (
        ("Rating of the finding", told.rating),
        ("Of the study", told.study_rating),
    ):
        if words:
            yield Fact(term, words)
    if told.tier:
        yield Fact("ESSA tier", str(told.tier))


def _earlier(found: Sequence[Revision], now: Contrast) -> Iterator[Earlier]:
    """What each correction changed, the newest first."""
    after = now
    for one in found:
        before = one.facts
        old, new = values_of(before), values_of(after)
        changes = [
            Change(
                column.title,
                texts.say(column, old[column.name]) or "empty",
                texts.say(column, new[column.name]) or "empty",
            )
            for column in changed(before, after)
        ]
        yield Earlier(f"{_day(one.changed_at)}, {one.changed_by}: {one.reason}", changes)
        after = before


def _day(moment: datetime) -> str:
    return dates.day_in(moment, dates.site_zone())


@dataclass(frozen=True, slots=True)
class RemovedPage:
    """What stands at the address of a finding that was removed."""

    crumbs: list[Link]
    of: Link
    events: list[Happened]


def removed_page(about: About, events: Sequence[AuditEvent]) -> RemovedPage:
    """A finding that was removed: by whom, and why."""
    return RemovedPage(crumbs(about), Link(about.title, about.base), _happened(events))


# The fields of a publication that is added by hand.
OF_RECORD = ("title", "authors", "year", "publication", "doi", "eric_id", "url")


# --- the list ------------------------------------------------------------------------------


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
        details=[words for words in _byline(one.facts) if words],
        sign="act" if lacking else "done",
        state=f"{several(len(lacking), 'fact')} missing" if lacking else "Complete",
        missing=missing(one.facts),
        moves=f"/findings/{one.id}/move" if movable else "",
    )


def _open(about: About, one: Begun, writes: bool) -> Open:
    return Open(one.title, f"{about.base}/new/{one.key}" if writes else "", missing(one.facts))


# --- the form ------------------------------------------------------------------------------


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


# --- files ---------------------------------------------------------------------------------


class Bad(NamedTuple):
    """A row that is left out: where, and why."""

    where: str
    words: str


class Planned(NamedTuple):
    """A row that changes something."""

    where: str
    title: str
    words: str


@dataclass(frozen=True, slots=True)
class FilePage:
    """The page on which a file of findings is brought in."""

    crumbs: list[Link]
    of: str
    base: str
    name: str = ""
    counted: str = ""
    added: list[Planned] = field(default_factory=list)
    corrected: list[Planned] = field(default_factory=list)
    bad: list[Bad] = field(default_factory=list)
    unknown: str = ""
    digest: str = ""
    confirms: str = ""


def file_page(about: About, plan: Plan | None) -> FilePage:
    """The page, with what the file that waits would do."""
    base = f"{about.base}/import"
    if plan is None:
        return FilePage(crumbs(about), about.title, base)
    added, corrected, same = (plan.of(what) for what in ("added", "corrected", "same"))
    bad_lines = len({one.line for one in plan.troubles})
    told = [
        f"{several(len(added), 'finding')} to add",
        f"{len(corrected):,} to correct",
        f"{len(same):,} as they are",
        f"{several(bad_lines, 'row')} left out",
    ]
    return FilePage(
        crumbs=crumbs(about),
        of=about.title,
        base=base,
        name=plan.name,
        counted=", ".join(told),
        added=[_planned(step) for step in added],
        corrected=[_planned(step) for step in corrected],
        bad=[Bad(_where(one.line, one.column), one.words) for one in plan.troubles],
        unknown=", ".join(plan.unknown[:20]),
        digest=plan.digest,
        confirms=_confirms(len(added), len(corrected)),
    )


def _confirms(added: int, corrected: int) -> str:
    """What the button says; "" where there is nothing to bring in."""
    parts = [f"Add {several(added, 'finding')}"] if added else []
    if corrected:
        parts.append(f"{'correct' if parts else 'Correct'} {corrected:,}")
    return " and ".join(parts)


def _planned(step: Step) -> Planned:
    told = "; ".join(step.told[:6]) + ("; …" if len(step.told) > 6 else "")
    return Planned(f"Line {step.line}", step.facts.outcome, told)


def _where(line: int, column: str) -> str:
    return f"Line {line}, {column} ({column_title(column)})" if column else f"Line {line}"


# --- the columns ---------------------------------------------------------------------------


class Explained(NamedTuple):
    """A column of a file, its title on the form, what may stand in it."""

    name: str
    title: str
    help: str
    values: str


class ExplainedPart(NamedTuple):
    """Columns that belong together."""

    title: str
    columns: list[Explained]


TYPES = {
    "line": "Text, up to 200 characters",
    "count": "A whole number: 1050 or 1,050",
    "number": "A number with a point: 0.25",
    "percent": "0 to 100, with or without %",
    "share": "0 to 100, with or without %",
    "yes": "yes, no, or empty",
    "flag": "yes or no; empty is no",
    "states": "Codes such as TX, with ; between",
}


def columns_page() -> list[ExplainedPart]:
    """All columns of a file of findings, with what may stand in each."""
    first = [Explained(name, "", words, "Text") for name, words in FIRST.items()]
    last = [Explained(name, "", words, "Not read") for name, words in LAST.items()]
    return [
        ExplainedPart("Which finding", first),
        *(
            ExplainedPart(
                section.title,
                [
                    Explained(one.name, one.title, one.help, _allowed(one))
                    for one in section.columns
                ],
            )
            for section in SECTIONS
        ),
        ExplainedPart("Written, and not read again", last),
    ]


def _allowed(column: Column) -> str:
    if column.type not in ("one", "several"):
        return TYPES[column.type]
    between = ", with ; between" if column.type == "several" else ""
    return f"{', '.join(column.choices or {})}{between}"
