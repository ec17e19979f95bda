"""What the page of a synthesis says, ready to be laid out."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import NamedTuple

from rpp import addresses, dates, kinds
from rpp.citations import styles
from rpp.citations.work import Work
from rpp.layout import Act, Box, Fact, Link, in_words, several
from rpp.organizations.overlap import Studied, overlap
from rpp.organizations.profiles import Profile
from rpp.syntheses import drawing
from rpp.syntheses.analysis.page import AnalysisPage
from rpp.syntheses.analysis.queries import Version
from rpp.syntheses.analysis.results import Analysis
from rpp.syntheses.comparing import contradicts
from rpp.syntheses.drawing import At, Line, Moved, Stream
from rpp.syntheses.life import REASONS
from rpp.syntheses.plan import ENDINGS
from rpp.syntheses.published import FrozenEffect, FrozenStudy, Said
from rpp.syntheses.queries import Logged, Shown, VersionRow, Waiting
from rpp.syntheses.rhythm import Rhythm
from rpp.syntheses.ruling import in_words_of
from rpp.syntheses.states import state_of

PARTS: Mapping[str, str] = {
    "population": "Students",
    "intervention": "Program or practice",
    "comparison": "Compared with",
    "outcome": "Outcome",
}
FILES = {"BibTeX": "bib", "RIS (EndNote, Zotero)": "ris", "CSL-JSON": "csl.json"}


class StudyLine(NamedTuple):
    """A study that is in or out, where it is read, and why it is out."""

    title: str
    href: str
    line: str


class Change(NamedTuple):
    """A version in the log: its day, what changed, and how the average moved."""

    when: str
    version: Link
    words: str
    note: str
    average: str


class SourceLine(NamedTuple):
    """A source in the table of searches."""

    name: str
    every: str
    searched: str
    due: str
    is_overdue: bool
    search: str


@dataclass(frozen=True)
class Strength:
    """What the synthesis says for the reader's district, and the way to choose one."""

    title: str
    words: str
    choose: Link


@dataclass(frozen=True)
class SynthesisPage:
    """One synthesis, or one of its versions, for whoever reads it.

    `version` is the one that is shown, None before the first; `keeps`: the reader may change it.
    """

    one: Shown
    version: VersionRow | None
    log: Sequence[Logged]
    rhythm: Sequence[Rhythm]
    analysis: Analysis | None
    district: Profile | None
    work: Work | None
    waiting: Waiting
    choose: str
    keeps: bool

    @property
    def title(self) -> str:
        return self.version.title if self.version else self.one.title

    @property
    def is_newest(self) -> bool:
        return self.version is None or self.version.number == self.one.current

    @property
    def crumbs(self) -> list[Link]:
        own = [] if self.is_newest else [Link(self.one.title, self.one.href)]
        return [Link("Briefs", "/briefs"), Link("Syntheses", "/syntheses"), *own]

    @property
    def said(self) -> Said | None:
        return self.version.said if self.version else None

    @property
    def byline(self) -> list[str]:
        return [words for words in (self._keeper, self._studied) if words]

    @property
    def _keeper(self) -> str:
        names = self.said.keepers if self.said else (self.one.keeper or "",)
        kept = ", ".join(filter(None, names))
        return f"Kept by {kept} of {self.one.network_name}" if kept else self.one.network_name

    @property
    def _studied(self) -> str:
        if self.version is None:
            return ""
        counted = several(self.version.flow.included, "study", "studies")
        people = students(self.version.effects)
        return f"{counted}, {several(people, 'student')}" if people else counted

    # --- the box beside the title ---------------------------------------------------------------

    @cached_property
    def overdue(self) -> list[Rhythm]:
        kept = self.one.status in ("screening", "published")
        return [one for one in self.rhythm if one.is_overdue] if kept else []

    @property
    def box(self) -> Box:
        one = self.one
        if self.version is not None and not self.is_newest:
            newest = Link(f"Read version {one.current}", one.href)
            when = self._day(self.version.published_at)
            label = f"Version {self.version.number} of {one.current}"
            return Box("ended", label, when, "A newer version takes its place.", newest)
        state = state_of(one.status, one.current)
        return Box(state.sign, state.label, state.detail, self._ending, self._button, self._ways)

    @property
    def _ending(self) -> str:
        if self.one.status != "retired":
            return ""
        why = f"{ENDINGS[self.one.ending]}. {self.one.reason}"
        return f"{why} Its page and its versions stay where they are."

    @property
    def _button(self) -> Link | None:
        open_to_all = self.one.status in ("screening", "published")
        return Link("Suggest a missing study", f"{self.one.href}/suggest") if open_to_all else None

    @property
    def _ways(self) -> list[Link]:
        if self.one.status == "draft":
            return []
        return [
            Link("Follow changes", f"/follow/synthesis/{self.one.id}"),
            Link("How candidates are screened", f"{self.one.href}/screening/rule"),
        ]

    @property
    def days(self) -> list[Fact]:
        """When it last searched, last changed and searches again: three facts, never one."""
        if not self.is_newest or self.one.status == "draft":
            return []
        searched = [one.searched for one in self.rhythm if one.searched]
        last = dates.day(max(searched)) if searched else "not yet"
        facts = [Fact("Last searched", last)]
        if self.one.changed_at:
            facts.append(Fact("Last changed", self._day(self.one.changed_at)))
        if self.one.status != "retired" and (due := self._due):
            facts.append(Fact("Next search", due))
        return facts

    @property
    def _due(self) -> str:
        late = self.overdue
        if late:
            return f"overdue since {dates.day(min(one.due for one in late))}"
        coming = [one.due for one in self.rhythm if one.source.how != "portal"]
        return dates.day(min(coming)) if coming else "whenever something is published here"

    @property
    def warnings(self) -> list[str]:
        """What a reader must know first."""
        return list(self._warnings())

    def _warnings(self) -> Iterator[str]:
        if not self.is_newest:
            return
        if self.waiting.flagged:
            has = "A study" if self.waiting.flagged == 1 else in_words(self.waiting.flagged)
            yield f"{has} that this version includes was withdrawn. A new version is due."
        if self.overdue:
            names = ", ".join(one.source.name for one in self.overdue)
            yield f"A search is overdue ({names}), so newer studies may be missing."

    # --- the answer -----------------------------------------------------------------------------

    @property
    def computed(self) -> list[str]:
        """What the numbers say, sentence by sentence."""
        return list(self.analysis.sentences[:2]) if self.analysis else []

    @property
    def numbers(self) -> AnalysisPage | None:
        """The effects of the version side by side, and what readers may choose."""
        if self.version is None or self.analysis is None:
            return None
        version = Version(self.one, self.version)
        return AnalysisPage(version, self.analysis, self.district, apart=False)

    @property
    def contradiction(self) -> str:
        """Where the answer says other than the numbers."""
        version = self.version
        return contradicts(version.said.verdict, version.results) if version else ""

    @property
    def strength(self) -> Strength | None:
        """How many of the studies ran with students and in a setting like the reader's."""
        if self.version is None:
            return None
        choose = Link("Compare with a district", self.choose)
        if self.district is None:
            return Strength("How strong for your district", "Choose a district first.", choose)
        words = like(self.version.effects, self.district)
        choose = Link("Compare with another district", self.choose)
        return Strength(f"How strong for {self.district.name}", words, choose)

    @property
    def sayings(self) -> list[Fact]:
        """What can be said, what cannot, and what nobody has studied."""
        said = self.said
        if said is None:
            return []
        told = (
            ("What we can say", said.can_say),
            ("What we cannot say", said.cannot_say),
            ("Not known: no study yet", said.unknown),
        )
        return [Fact(term, words) for term, words in told if words]

    # --- what changed ---------------------------------------------------------------------------

    @property
    def changes(self) -> list[Change]:
        return [
            Change(
                self._short(one),
                Link(f"Version {one.number}", f"{self.one.href}/v{one.number}"),
                one.change,
                one.note,
                _average(one, before),
            )
            for one, before in zip(self.log, [*self.log[1:], None], strict=True)
        ]

    def _short(self, one: Logged) -> str:
        return dates.short_day_in(one.published_at, self.one.timezone)

    @cached_property
    def moved(self) -> list[Moved]:
        zone = self.one.timezone
        told = [
            At(one.number, dates.date_in(one.published_at, zone), one.results) for one in self.log
        ]
        return drawing.moved(told[::-1])

    # --- which studies --------------------------------------------------------------------------

    @property
    def flow(self) -> list[Line]:
        return drawing.lines_of(self.version.flow, dict(REASONS)) if self.version else []

    @property
    def stream(self) -> list[Stream]:
        return drawing.stream(self.flow) if self.version else []

    @property
    def included(self) -> list[StudyLine]:
        return [_line(one) for one in self._studies("included")]

    @property
    def left_out(self) -> list[StudyLine]:
        return [_line(one) for one in self._studies("excluded")]

    def _studies(self, stands: str) -> list[FrozenStudy]:
        if self.version is None:
            return []
        found = [one for one in self.version.studies if one.stands == stands]
        return sorted(found, key=lambda one: (one.title.casefold(), one.key))

    # --- why it is living, and who keeps it -----------------------------------------------------

    @property
    def question(self) -> list[Fact]:
        """The question in its parts, and the rules: of the version, or as they now stand."""
        question = self.said.question if self.said else self.one.question
        asked = [(label, getattr(question, name)) for name, label in PARTS.items()]
        return [Fact(label, words) for label, words in (*asked, *self._rules) if words]

    @property
    def _rules(self) -> list[tuple[str, str]]:
        return in_words_of(self.said.rules if self.said else self.one.rules)

    @property
    def living(self) -> list[Fact]:
        """Why it is living, what triggers a version, when it retires, and interests."""
        of = self.said or self.one
        told = (
            ("Why it is living", of.why_living),
            ("What makes a new version", of.triggers),
            ("When it retires", of.retires_when),
            ("Interests of those who keep it", of.conflicts),
        )
        return [Fact(term, words) for term, words in told if words]

    @property
    def sources(self) -> list[SourceLine]:
        by_hand = self.keeps and self.one.status in ("screening", "published")
        return [self._source(one, by_hand=by_hand) for one in self.rhythm]

    def _source(self, one: Rhythm, *, by_hand: bool) -> SourceLine:
        source = one.source
        months = source.months
        every = "every month" if months == 1 else f"every {months} months"
        if source.how == "portal":
            every = "whenever something is published or imported"
        return SourceLine(
            source.name,
            every,
            dates.day(one.searched) or "not yet",
            "" if source.how == "portal" else dates.day(one.due),
            one.is_overdue and self.one.status != "retired",
            f"{self.one.href}/sources/{source.id}" if by_hand and source.how == "other" else "",
        )

    # --- citing and keeping ---------------------------------------------------------------------

    @property
    def citation(self) -> str:
        return str(styles.apa(self.work)) if self.work else ""

    @property
    def files(self) -> list[Link]:
        if self.version is None:
            return []
        page = f"{self.one.href}/v{self.version.number}"
        return [Link(label, f"{page}.{form}") for label, form in FILES.items()]

    @property
    def canonical(self) -> str:
        if self.version is None:
            return ""
        number = self.version.number
        return addresses.public("syntheses.version", slug=self.one.slug, number=number)

    @property
    def acts(self) -> list[Act]:
        """What those who keep it can do now."""
        return list(self._acts()) if self.keeps and self.is_newest else []

    def _acts(self) -> Iterator[Act]:
        href, status = self.one.href, self.one.status
        if status == "retired":
            yield Act("Reopen it", f"{href}/reopen")
            return
        yield Act("Change the question and the rules", f"{href}/plan")
        yield Act("Write the answer", f"{href}/answer")
        if status == "draft":
            yield Act("Start screening", f"{href}/open", posts=True)
            yield Act("Delete the draft", f"{href}/delete")
            return
        yield Act("Screen candidates", f"{href}/screening")
        yield Act(f"Suggested studies ({self.waiting.suggestions} open)", f"{href}/suggestions")
        publish = "Publish a new version" if self.one.current else "Publish version 1"
        yield Act(publish, f"{href}/publish")
        if status == "published":
            yield Act("Retire it", f"{href}/retire")

    def _day(self, moment: datetime) -> str:
        return dates.day_in(moment, self.one.timezone)


def students(effects: Sequence[FrozenEffect]) -> int:
    """How many students the studies have: of each the largest finding."""
    most: dict[str, int] = {}
    for one in effects:
        most[one.cluster] = max(most.get(one.cluster, 0), one.n or 0)
    return sum(most.values())


def like(effects: Sequence[FrozenEffect], district: Profile) -> str:
    """How many of the studies overlap with a district, and what these say."""
    by_study: dict[str, list[FrozenEffect]] = {}
    for one in effects:
        by_study.setdefault(one.cluster, []).append(one)
    alike = [own for own in by_study.values() if _overlaps(own[0], district)]
    total = several(len(by_study), "study", "studies")
    if not alike:
        return (
            f"None of the {total} with an effect is known to have had both students and a setting "
            "like yours."
        )
    for_it = sum(sum(one.yi for one in own) > 0 for own in alike)
    some = f"{in_words(len(alike))} of {total} had students and a setting like yours."
    if len(alike) == 1:
        return f"{some} It points {'up' if for_it else 'down'}."
    if for_it in (0, len(alike)):
        both = "Both" if len(alike) == 2 else "All"
        return f"{some} {both} point {'up' if for_it else 'down'}."
    return f"{some} {in_words(for_it)} of them {'points' if for_it == 1 else 'point'} up."


def _overlaps(one: FrozenEffect, district: Profile) -> bool:
    found = overlap(
        Studied(grades=one.grades, settings=one.settings, shares=one.shares, states=one.states),
        district,
    )
    return found.sample.verdict == "yes" and found.setting.verdict == "yes"


def _average(one: Logged, before: Logged | None) -> str:
    """How the average moved with a version: "Average 0.13 to 0.14"."""
    now = one.results.estimate
    if now is None:
        return "No average"
    then = before.results.estimate if before else None
    if then is None:
        return f"Average {drawing.number(now)}"
    if drawing.number(then) == drawing.number(now):
        return f"Average {drawing.number(now)}, no change"
    return f"Average {drawing.number(then)} to {drawing.number(now)}"


def _line(one: FrozenStudy) -> StudyLine:
    href = kinds.href(one.subject_kind, one.subject_id) if one.subject_id is not None else ""
    year = str(one.year) if one.year else ""
    why = REASONS.get(one.reason, "") if one.stands == "excluded" else ""
    note = f"{why}: {one.note}" if why and one.note else why or one.note
    return StudyLine(one.title, href, ", ".join(filter(None, (year, note))))
