"""What the pages of screening say, ready to be laid out."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from rpp import dates
from rpp.agreement import Agreement
from rpp.facets import Option
from rpp.layout import Act, Fact, Link, State, several
from rpp.paging import Slice
from rpp.syntheses.life import REASONS
from rpp.syntheses.screening.appraisal import ANSWERS, PARTS, archive_of
from rpp.syntheses.screening.curve import Curve, Row
from rpp.syntheses.screening.deciding import OUTCOMES
from rpp.syntheses.screening.duplicates import Known
from rpp.syntheses.screening.learning import Place
from rpp.syntheses.screening.ordering import Order, as_written
from rpp.syntheses.screening.reading import (
    STATES,
    Appraised,
    Case,
    Counts,
    Pair,
    RuleLine,
    Screened,
    ScreenerLine,
    Seen,
    Spoken,
    StopLine,
)
from rpp.syntheses.screening.settling import HOW
from rpp.syntheses.screening.stopping import METHODS, Standing, at_most
from rpp.syntheses.screening.telling import Told

SIGNS = {
    "open": "act",
    "own": "waiting",
    "conflict": "disagrees",
    "appraise": "act",
    "included": "done",
    "excluded": "ended",
    "duplicate": "draft",
}
BLIND = (
    "Two people decide on each candidate, and neither sees what the other decided until both have."
)


def crumbs(of: Screened, *more: Link) -> list[Link]:
    """Where one is, below the synthesis."""
    return [Link("Syntheses", "/syntheses"), Link(of.one.title, of.one.href), *more]


def within(of: Screened) -> list[Link]:
    """The same for what is below the screening."""
    return crumbs(of, Link("Screening", of.href))


def state_of(one: Seen) -> State:
    """Where a candidate stands for the one who looks."""
    return State(SIGNS[one.state], STATES[one.state])


def verdict(outcome: str, reason: str) -> str:
    """What was decided in words: "Leave out: Another outcome"."""
    why = REASONS.get(reason, "")
    return f"{OUTCOMES[outcome]}: {why}" if why else OUTCOMES[outcome]


class Said(NamedTuple):
    """What one of two decided."""

    who: str
    what: str
    note: str


@dataclass(frozen=True, slots=True)
class CandidatePage:
    """One candidate for who screens; `order` is None where it is not the next of the queue."""

    of: Screened
    one: Seen
    told: Told
    place: Place | None
    learned_from: int
    spoken: Sequence[Spoken]
    case: Case | None
    appraised: Appraised | None
    alike: Sequence[Known]
    original: Seen | None
    viewer_id: int | None
    left: str
    closed: str
    last: Link | None

    @property
    def href(self) -> str:
        return f"{self.of.href}/{self.one.id}"

    @property
    def crumbs(self) -> list[Link]:
        return within(self.of)

    @property
    def state(self) -> State:
        return state_of(self.one)

    @property
    def heading(self) -> str:
        """What stands over the decision."""
        return "What the two decided" if self.spoken else "Your decision"

    @property
    def can_decide(self) -> bool:
        return self.one.state == "open" and not self.closed

    @property
    def why(self) -> str:
        """Why it stands where it does in the order of the one who looks."""
        if self.place is None or self.place.score is None:
            return (
                "It stands where the search put it. Once you have included one and left one out, "
                "candidates like those that were included come first."
            )
        return " ".join(self._why(self.place))

    def _why(self, place: Place) -> Iterator[str]:
        of = several(self.learned_from, "decision")
        yield f"The order was learned from {of}: yours, and what two people settled."
        for_it = as_written(place.terms, self.told.text)
        against = as_written(place.against, self.told.text)
        if for_it:
            yield f"What speaks most for this one: {_listed(for_it)}."
        if place.by_meaning:
            yield "Its meaning is close to that of studies that were included."
        if against:
            yield f"What speaks most against it: {_listed(against)}."
        yield "You decide: every candidate comes, in whatever order."

    @property
    def own(self) -> str:
        """What the one who looks decided."""
        one = self.one
        return verdict(one.own_outcome, one.own_reason) if one.own_outcome else ""

    @property
    def said(self) -> list[Said]:
        """What both decided, once both have."""
        return [Said(one.name, verdict(one.outcome, one.reason), one.note) for one in self.spoken]

    @property
    def outcome(self) -> list[Fact]:
        """What came of it."""
        case = self.case
        if case is None or not case.outcome:
            return []
        facts = [Fact("Settled", f"{verdict(case.outcome, case.reason)}. {HOW[case.how]}.")]
        if case.note:
            facts.append(Fact("Reason", case.note))
        if case.reviewed_in:
            facts.append(Fact("Peer-reviewed in", case.reviewed_in))
        return facts

    @property
    def proposal(self) -> str:
        """What one of the two proposed, for the other to confirm."""
        case = self.case
        if case is None or case.proposed_by is None:
            return ""
        who = next((one.name for one in self.spoken if one.person_id == case.proposed_by), "One")
        what = verdict(case.proposed, case.proposed_reason)
        if case.proposed_by == self.viewer_id:
            return f"You proposed: {what}. It counts once the other person says the same."
        return f"{who} proposed: {what}. {case.proposed_note}"

    @property
    def needs_settling(self) -> bool:
        return self.one.state == "conflict"

    @property
    def needs_appraisal(self) -> bool:
        return self.one.state == "appraise"

    @property
    def appraisal(self) -> list[Fact]:
        """The six answers of an appraisal, and its archived copy's day."""
        if self.appraised is None:
            return []
        answers = self.appraised.answers
        return [
            Fact(PARTS[code].name, f"{ANSWERS[answers[code].says]}: {answers[code].words}")
            for code in PARTS
            if code in answers
        ]

    @property
    def copy(self) -> Link | None:
        """Where the archived copy is."""
        if self.appraised is None:
            return None
        kept, day = self.appraised.archived_at, dates.day(self.appraised.archived_on)
        return Link(f"The copy at {archive_of(kept)}, archived on {day}", kept)

    @property
    def suspects(self) -> list[Link]:
        """Candidates that may be the same study."""
        if self.one.status == "duplicate":
            return []
        return [Link(known.title, f"{self.of.href}/{known.id}") for known in self.alike]

    @property
    def repeats(self) -> Link | None:
        """The candidate that it repeats."""
        one = self.original
        return Link(one.title, f"{self.of.href}/{one.id}") if one else None

    @property
    def acts(self) -> list[Act]:
        """What else can be done, quietly."""
        return list(self._acts())

    def _acts(self) -> Iterator[Act]:
        if self.one.state == "own":
            yield Act("Take back your decision", f"{self.href}/undo", posts=True, kind="outline")
        if self.one.status == "duplicate":
            yield Act("It is no duplicate", f"{self.href}/unmark", posts=True, kind="outline")
            return
        yield Act("Mark it as a duplicate", f"{self.href}/duplicate")
        if self.case and self.one.state in ("included", "excluded"):
            yield Act("Settle it differently", f"{self.href}/settle")
        if self.case and self.case.is_gray and self.case.outcome == "include" and self.appraised:
            yield Act("Appraise it again", f"{self.href}/appraise")


def _listed(found: Sequence[str]) -> str:
    quoted = [f"“{word}”" for word in found]
    return quoted[0] if len(quoted) == 1 else f"{', '.join(quoted[:-1])} and {quoted[-1]}"


def left_words(order: Order, every: Sequence[Seen]) -> str:
    """How much the one who looks still decides on, and did."""
    own = sum(bool(one.own_outcome) for one in every)
    left = several(len(order.open), "candidate")
    return f"{left} left for you. You decided on {own:,}."


def last_of(of: Screened, every: Sequence[Seen]) -> Link | None:
    """The last decision that can still be taken back."""
    own = [one for one in every if one.state == "own" and one.own_at is not None]
    last = max(own, key=lambda one: (one.own_at, one.id), default=None)
    return Link(last.title, f"{of.href}/{last.id}") if last else None


class CandidateRow(NamedTuple):
    """A candidate in the list."""

    title: str
    href: str
    line: str
    state: State


@dataclass(frozen=True, slots=True)
class ListPage:
    """All candidates as the one who looks sees them."""

    of: Screened
    found: Slice[Seen]
    state: str
    words: str

    @property
    def crumbs(self) -> list[Link]:
        return within(self.of)

    @property
    def options(self) -> list[Option]:
        """The states to narrow the list to."""
        here = f"{self.of.href}/list"
        all_ = Option("All", here, active=not self.state)
        each = [
            Option(label, f"{here}?state={code}", active=self.state == code)
            for code, label in STATES.items()
        ]
        return [all_, *each]

    @property
    def rows(self) -> list[CandidateRow]:
        return [
            CandidateRow(one.title, f"{self.of.href}/{one.id}", _line(one), state_of(one))
            for one in self.found
        ]


def _line(one: Seen) -> str:
    year = str(one.year) if one.year else ""
    own = f"you: {verdict(one.own_outcome, one.own_reason)}" if one.own_outcome else ""
    why = REASONS.get(one.status_reason, "") if one.status == "excluded" else ""
    return ", ".join(filter(None, (year, own, why)))


class LogLine(NamedTuple):
    """A line of the log of the rule: what was fixed or done, by whom and when, and why."""

    what: str
    when: str
    why: str


@dataclass(frozen=True, slots=True)
class RulePage:
    """When screening may stop, where it stands, and what was changed, for everyone."""

    of: Screened
    rules: Sequence[RuleLine]
    stops: Sequence[StopLine]
    standing: Standing | None
    counts: Counts | None
    curves: Sequence[Curve]
    rows: Sequence[Row]
    keeps: bool
    screens: bool

    @property
    def crumbs(self) -> list[Link]:
        return within(self.of) if self.screens else crumbs(self.of)

    @property
    def links(self) -> list[Link]:
        """What else is told of the screening."""
        found = []
        if self.standing is not None:
            found.append(Link("How far the two agree", f"{self.of.href}/agreement"))
        if self.of.one.current:
            found.append(Link("All decisions (CSV)", f"{self.of.href}/decisions.csv"))
        return found

    @property
    def rule(self) -> RuleLine | None:
        return self.rules[0] if self.rules else None

    @property
    def is_stopped(self) -> bool:
        return bool(self.stops) and self.stops[0].resumed_at is None

    @property
    def state(self) -> State:
        if not self.rules:
            return State("waiting", "No rule yet")
        if self.is_stopped:
            met = self.stops[0].is_met
            return State("done" if met else "ended", "Stopped", "" if met else "before it was met")
        if self.standing is None:
            return State("underway", "Screening")
        return State("done", "Met") if self.standing.is_met else State("underway", "Not met yet")

    @property
    def facts(self) -> list[Fact]:
        rule = self.rule
        if rule is None:
            return []
        return [
            Fact("To find", f"at least {rule.target}% of the relevant studies"),
            Fact("Chance of missing that", f"at most {rule.chance}%"),
            Fact("Order", METHODS[rule.method]),
        ]

    @property
    def numbers(self) -> list[Fact]:
        """How many stand where."""
        told = self.counts
        if told is None:
            return []
        counted = (
            ("Candidates found", told.total),
            ("Duplicates", told.duplicates),
            ("Included", told.included),
            ("Left out", told.excluded),
            ("To be talked over", told.conflicts),
            ("To be appraised", told.to_appraise),
            ("Not decided by two people yet", told.waiting),
        )
        return [Fact(term, f"{number:,}") for term, number in counted]

    @property
    def chart_words(self) -> str:
        """What the line shows, for those who do not see it."""
        told = self.standing
        if told is None:
            return ""
        return (
            f"After {several(told.seen, 'candidate')} of {told.total:,} were screened, "
            f"{told.found:,} were relevant."
        )

    @property
    def log(self) -> list[LogLine]:
        """All that was fixed, changed, stopped and resumed, the newest first."""
        zone = self.of.one.timezone
        lines = [(one.at, _rule_line(one, zone)) for one in self.rules]
        for stop in self.stops:
            lines.append((stop.at, _stop_line(stop, zone)))
            if stop.resumed_at:
                day = dates.day_in(stop.resumed_at, zone)
                lines.append((stop.resumed_at, LogLine("Screening was resumed.", day, "")))
        return [line for _, line in sorted(lines, key=lambda pair: pair[0], reverse=True)]

    @property
    def acts(self) -> list[Act]:
        """What those who keep it can do."""
        return list(self._acts()) if self.keeps else []

    def _acts(self) -> Iterator[Act]:
        href = f"{self.of.href}/rule"
        if not self.rules:
            yield Act("Fix the rule", f"{href}/change")
            return
        yield Act("Change the rule", f"{href}/change")
        if self.is_stopped:
            yield Act("Resume screening", f"{self.of.href}/resume", posts=True, kind="outline")
        else:
            yield Act("Stop screening", f"{self.of.href}/stop")


def _rule_line(one: RuleLine, zone: str) -> LogLine:
    verb = "Fixed" if one.number == 1 else "Changed"
    what = (
        f"{verb} by {one.by or 'someone'}: find {one.target}%, with a chance of at most "
        f"{one.chance}% of missing that. {METHODS[one.method]}."
    )
    return LogLine(what, dates.day_in(one.at, zone), one.reason)


def _stop_line(one: StopLine, zone: str) -> LogLine:
    how = "The rule was met" if one.is_met else "The rule was not met"
    what = (
        f"Stopped by {one.by or 'someone'} after {one.seen:,} of {one.total:,}, of which "
        f"{one.found:,} were relevant. {how}: the chance of missing too many was "
        f"{at_most(one.chance)}."
    )
    return LogLine(what, dates.day_in(one.at, zone), one.reason)


class Cell(NamedTuple):
    """A row of the table of two people's answers."""

    head: str
    numbers: list[int]


class PairView(NamedTuple):
    """Two people, in words and as a table."""

    first: str
    second: str
    words: str
    interval: str
    heads: list[str]
    cells: list[Cell]


def pair_view(one: Pair) -> PairView:
    """How far two people agree."""
    heads = [OUTCOMES.get(code, code) for code in one.agreement.answers]
    cells = [Cell(head, list(row)) for head, row in zip(heads, one.agreement.table, strict=True)]
    interval = _interval(one.agreement)
    return PairView(one.first, one.second, one.agreement.words, interval, heads, cells)


def _interval(told: Agreement) -> str:
    if told.interval is None:
        return ""
    low, high = (round(one, 2) + 0.0 for one in told.interval)
    return f"With a chance of 95% kappa is between {low:.2f} and {high:.2f}."


@dataclass(frozen=True, slots=True)
class PeoplePage:
    """Who screens, for those who keep the synthesis."""

    of: Screened
    screeners: Sequence[ScreenerLine]

    @property
    def crumbs(self) -> list[Link]:
        return within(self.of)

    @property
    def rows(self) -> list[tuple[str, str, str]]:
        """Name, since when, and where to end it."""
        zone = self.of.one.timezone
        return [
            (
                one.name,
                dates.day_in(one.since, zone),
                f"{self.of.href}/people/{one.person_id}/end",
            )
            for one in self.screeners
        ]
