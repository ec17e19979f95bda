"""Findings and their no-surprises window, as pages show them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from rpp import dates
from rpp.layout import Link
from rpp.policy import Viewer, may
from rpp.studies import parts
from rpp.studies.lifecycle.life import LIFE, Action
from rpp.studies.outcome import facts
from rpp.studies.outcome.sensemaking import Reader, must_see, window_ends
from rpp.studies.parts import Finding
from rpp.studies.queries import Seen


@dataclass(frozen=True, slots=True)
class Result:
    """One finding in words."""

    id: int
    outcome: str
    result: str
    comparison: str
    estimate: str  # "" where none was given
    interval: str
    people: str


def results(findings: Sequence[Finding]) -> list[Result]:
    """The findings in words."""
    return [
        Result(
            f.id,
            f.outcome,
            f.result,
            f.comparison,
            "" if f.estimate is None else number(f.estimate),
            ""
            if f.low is None or f.high is None
            else f"{f.unit}, interval {number(f.low)} to {number(f.high)}",
            "" if f.n is None else f"{f.n:,} people",
        )
        for f in findings
    ]


def number(value: float) -> str:
    """A number as people write it, with a true minus."""
    return f"{value:g}".replace("-", "−")


@dataclass(frozen=True, slots=True)
class Findings:
    """The page of a study's findings."""

    results: list[Result]
    writes: bool  # whether the viewer may enter and describe them now
    # The box before they are shared: what is entered, what is missing; "" afterwards.
    waiting: str
    shares: bool
    who_shares: str
    window: "Window | None"
    # What is recorded of them as facts: "Findings as facts: 2 of 3 complete".
    facts: Link

    @property
    def outlined(self) -> bool:
        """Whether sharing is the step that stands out, and not entering another."""
        return bool(self.waiting and self.results)


def findings(session: Session, viewer: Viewer, seen: Seen) -> Findings:
    """The findings entered, and what must happen before they are shared."""
    found = parts.findings(session, seen.id)
    said = bool(seen.deviations and seen.limitations)
    unshared = seen.status == "active"
    shares = unshared and bool(found) and said and may(viewer, "study.lead", seen)
    last = window_ends(seen, seen.zone)
    return Findings(
        results(found),
        LIFE.may_now(viewer, seen, Action.ENTER_FINDING),
        _waiting(seen, len(found), said) if unshared else "",
        shares,
        f"{seen.lead} or a district co-lead shares them." if found and not shares else "",
        window(viewer, seen, must_see(session, seen.id), last) if last else None,
        facts.link(session, seen),
    )


def _waiting(seen: Seen, found: int, said: bool) -> str:
    entered = ""
    if found:
        entered = "1 finding is entered. " if found == 1 else f"{found} findings are entered. "
    if not said:
        return (
            f"{entered}Say below what differed from the plan and what limits the answer; then "
            "they can be shared."
        )
    return (
        f"{entered}Once they are shared, the districts have {seen.window_days} days to see them "
        "before anyone else."
    )


@dataclass(frozen=True, slots=True)
class Look:
    """Someone who is to see the findings first, and whether they have."""

    name: str
    seen: bool
    when: str


@dataclass(frozen=True, slots=True)
class Window:
    """Until when the districts see the findings first, and who has."""

    until: str
    looks: list[Look]
    asks: bool  # the viewer, to say that they have


def window(viewer: Viewer, seen: Seen, readers: Sequence[Reader], last: date) -> Window:
    """The window as a page shows it to this viewer."""
    mine = any(r.id == viewer.id and r.seen_at is None for r in readers)
    return Window(
        dates.day(last),
        [
            Look(
                f"{r.name}, {r.organization}",
                r.seen_at is not None,
                f"Has seen them, {dates.short_day_in(r.seen_at, seen.zone)}"
                if r.seen_at
                else "Not yet",
            )
            for r in readers
        ],
        mine and LIFE.allows(seen, Action.MARK_SEEN),
    )
