"""The page of one finding: its facts, what others say of it, and its history."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from rpp import dates
from rpp.evidence.findings import checks, complete, texts
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
from rpp.evidence.findings.subjects import About
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
        byline=byline(contrast),
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
        byline=byline(contrast),
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


def byline(one: Contrast) -> list[str]:
    """What stands below its title."""
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
