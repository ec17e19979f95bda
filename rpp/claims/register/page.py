"""What the pages of the register say, ready to be laid out."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from rpp import dates
from rpp.claims.check.judging import NO_RECORD
from rpp.claims.check.parts import KINDS, SIGNS, VERDICTS
from rpp.claims.register.content import STANDINGS, STATES, Content, SaidRest
from rpp.claims.register.life import LIFE, PUBLIC, Action
from rpp.claims.register.operations import OUTCOMES
from rpp.claims.register.queries import Request, Shown, Version
from rpp.claims.register.verbs import CLAIM
from rpp.history import AuditEvent
from rpp.kinds import Subject
from rpp.layout import Box, Choice, Fact, Happened, Link, State
from rpp.policy import Viewer, may

CRUMBS = [Link("Claims", "/claims")]
NONE_YET = "What a product or an author claims stands here once two people have checked it."


class Row(NamedTuple):
    """A claim in a list."""

    title: str
    href: str
    quote: str
    state: State
    when: str


class Part(NamedTuple):
    """A part of a claim, as it was judged."""

    words: str
    kind: str
    state: State
    why: str
    rests: Sequence[SaidRest]


class Asked(NamedTuple):
    """What somebody asked, and what was answered; `answer` leads to where one answers."""

    who: str
    words: str
    state: State
    said: str
    answer: str


def row(one: Shown) -> Row:
    """A claim as a list shows it."""
    content = one.content or one.draft or Content()
    state = STATES[content.verdict] if one.status in PUBLIC else waiting(one)
    if one.status == "withdrawn":
        state = State("ended", "Withdrawn")
    at = one.published_at or one.recorded_at
    return Row(one.title, one.href, content.quote, state, dates.day_in(at, dates.site_zone()))


def waiting(one: Shown) -> State:
    """Where a claim stands that is not out yet."""
    return State("draft" if one.status == "draft" else "waiting", LIFE.labels[one.status])


@dataclass(frozen=True, slots=True)
class ListPage:
    """The register: what is out, and what waits for the viewer."""

    found: Sequence[Shown]
    verdict: str
    counts: dict[str, int]
    waits: Sequence[Shown]
    query: str
    viewer: Viewer

    @property
    def rows(self) -> list[Row]:
        return [row(one) for one in self.found]

    @property
    def waiting(self) -> list[Row]:
        return [
            Row(one.title, one.href, one.draft.quote if one.draft else "", waiting(one), "")
            for one in self.waits
        ]

    @property
    def choices(self) -> list[Choice]:
        named: dict[str, str] = {"": "All"}
        named |= {key: STATES[key].label for key in STANDINGS}
        return [
            Choice(
                label,
                f"/claims?verdict={key}" if key else "/claims",
                key == self.verdict,
                self.counts.get(key, 0) if key else sum(self.counts.values()),
            )
            for key, label in named.items()
        ]

    @property
    def may_record(self) -> bool:
        return may(self.viewer, "claim.record")


@dataclass(frozen=True, slots=True)
class ClaimPage:
    """One claim, beside what was verified; `proposed` is what waits for a second person."""

    one: Shown
    viewer: Viewer
    versions: Sequence[Version]
    asked: Sequence[Request]
    events: Sequence[AuditEvent]
    records: Sequence[Subject]
    # The version that is shown, where it is not the newest.
    older: Version | None = None

    @property
    def is_out(self) -> bool:
        return self.one.status in PUBLIC

    @property
    def proposed(self) -> Content | None:
        """The draft, for those who may know of it."""
        return self.one.draft if may(self.viewer, "claim.record") else None

    @property
    def content(self) -> Content:
        """What the page shows: the newest version, or what is proposed before there is one."""
        if self.older:
            return self.older.content
        return self.one.content or self.one.draft or Content()

    @property
    def box(self) -> Box:
        """Where it stands."""
        if self.one.status == "withdrawn":
            return Box("ended", "Withdrawn", text="It stays readable, with the reason below.")
        if not self.is_out:
            return Box(waiting(self.one).sign, waiting(self.one).label, text=self._next)
        state = STATES[self.content.verdict]
        return Box(
            state.sign, state.label, state.detail, "Two people checked it. " + self._correcting
        )

    @property
    def _correcting(self) -> str:
        return "A correction waits for a second person." if self.one.status == "correcting" else ""

    @property
    def _next(self) -> str:
        if self.one.status == "draft":
            return "Only you see it until you propose it."
        return "A second person reads it, and publishes it or gives it back."

    @property
    def facts(self) -> list[Fact]:
        content, seen = self.content, self.content.seen_on
        found = [Fact("Program", content.product), Fact("Who says it", content.claimant)]
        if seen:
            found.append(Fact("Read on", dates.day(seen)))
        found.append(Fact("Interests of who recorded it", content.interest))
        if self._version:
            found.append(Fact("Interests of who published it", self._version.interest))
            by = f"{self._version.writer} and {self._version.publisher}"
            found.append(Fact("Checked by", by))
        return found

    @property
    def _version(self) -> Version | None:
        return self.older or next(iter(self.versions), None)

    @property
    def sources(self) -> list[Link]:
        """Where its words stand, and a copy of that."""
        found = [Link("Where it stands", self.content.address)]
        if self.content.archive:
            found.append(Link("An archived copy", self.content.archive))
        return found

    @property
    def parts(self) -> list[Part]:
        return [
            Part(
                one.words,
                KINDS[one.kind],
                State(SIGNS[one.verdict], VERDICTS[one.verdict]),
                "" if one.why == NO_RECORD else one.why,
                one.rests,
            )
            for one in self.content.parts
        ]

    @property
    def untested(self) -> str:
        """What is said once where nothing here tested the program on the day it was recorded."""
        return NO_RECORD if any(one.why == NO_RECORD for one in self.content.parts) else ""

    @property
    def earlier(self) -> list[Link]:
        """All versions, where there are several."""
        if len(self.versions) < 2:
            return []
        return [
            Link(
                f"Version {one.number}, {dates.day_in(one.published_at, dates.site_zone())}: "
                f"{STANDINGS[one.content.verdict].lower()}",
                f"{self.one.href}/v{one.number}",
            )
            for one in self.versions
        ]

    @property
    def changes(self) -> list[str]:
        """What each correction changed, in its own words."""
        return [
            f"Version {one.number}: {one.content.change}"
            for one in self.versions
            if one.content.change
        ]

    @property
    def requests(self) -> list[Asked]:
        return [self._asked(one) for one in self.asked]

    def _asked(self, one: Request) -> Asked:
        day = dates.day_in(one.asked_at, dates.site_zone())
        who = f"{one.who}, {day}, on version {one.version}"
        who += ", who says to speak for whoever made the claim" if one.speaks else ""
        if not one.outcome:
            state = State("waiting", "Not answered yet")
            may_answer = LIFE.may_now(self.viewer, self.one, Action.ANSWER)
            at = f"{self.one.href}/requests/{one.id}" if may_answer else ""
            return Asked(who, one.words, state, "", at)
        said = f"{one.answerer}: {one.answer}"
        sign = "done" if one.outcome == "changes" else "ended"
        return Asked(who, one.words, State(sign, OUTCOMES[one.outcome]), said, "")

    @property
    def acts(self) -> list[Link]:
        """What the viewer may do with it on pages of their own."""
        at = self.one.href
        return [
            Link(label, f"{at}/{end}")
            for action, label, end in (
                (Action.EDIT, "Change the draft", "edit"),
                (Action.PUBLISH, "Publish it", "publish"),
                (Action.RETURN, "Give it back", "return"),
                (Action.REFUSE, "Refuse the correction", "refuse"),
                (Action.CORRECT, "Propose a correction", "correct"),
                (Action.ASK, "Answer it, or ask for a correction", "ask"),
                (Action.WITHDRAW, "Withdraw it", "withdraw"),
            )
            if LIFE.may_now(self.viewer, self.one, action)
        ]

    @property
    def posts(self) -> list[Link]:
        """What its writer does at once."""
        at = self.one.href
        return [
            Link(label, f"{at}/{end}")
            for action, label, end in (
                (Action.PROPOSE, "Propose it to a second person", "propose"),
                (Action.DROP, "Drop the draft", "drop"),
            )
            if LIFE.may_now(self.viewer, self.one, action)
        ]

    @property
    def links(self) -> list[Link]:
        return [Link(one.title, one.href) for one in self.records]

    @property
    def history(self) -> list[Happened]:
        return [
            Happened(
                dates.short_day_in(one.at, dates.site_zone()),
                one.who or "The portal",
                CLAIM.sentence(one.verb, one.detail),
                one.reason,
            )
            for one in self.events
        ]

    @property
    def hash(self) -> str:
        return self._version.sha256 if self._version else ""

    @property
    def number(self) -> int:
        return self._version.number if self._version else 0
