"""The findings of a study and how they are interpreted, as its page shows them."""

from dataclasses import dataclass

from rpp import dates
from rpp.layout import Link
from rpp.policy import Viewer
from rpp.studies.lifecycle.life import LIFE, SHARED, WRITING, Action
from rpp.studies.outcome.pages import Result, Window, results, window
from rpp.studies.page.workspace import Workspace
from rpp.studies.parts import Meeting, Partner


@dataclass(frozen=True, slots=True)
class Delay:
    """A district that delays the brief."""

    name: str
    until: str
    reason: str


@dataclass(frozen=True, slots=True)
class Work:
    """What a study found, and what its partners make of that."""

    shows: bool
    enters: Link | None
    private: bool  # only the partners see the findings
    results: list[Result]
    facts: str  # the address of the findings as facts
    # The addresses of its ratings and of the syntheses it is in; "" before it is published.
    rated: str
    syntheses: str
    limits: bool
    window: Window | None
    meeting: Meeting | None
    answers: list[Partner]
    delays: list[Delay]

    @property
    def interprets(self) -> bool:
        """Whether there is something to read of how it is interpreted."""
        return self.meeting is not None or bool(self.answers)


def work_of(viewer: Viewer, work: Workspace) -> Work:
    """The findings as far as this viewer may see them."""
    seen = work.seen
    begun = seen.status not in (*WRITING, "frozen", "signed", "withdrawn")
    enters = seen.is_inside and LIFE.may_now(viewer, seen, Action.ENTER_FINDING)
    waits = seen.is_inside and seen.status in SHARED
    return Work(
        shows=seen.shows_findings and (bool(work.findings) or begun),
        enters=Link("Enter findings", f"{seen.base}/findings") if enters else None,
        private=not enters and seen.status != "published",
        results=results(work.findings),
        facts=f"/findings/of/study/{seen.id}",
        rated=f"/ratings/of/study/{seen.id}" if seen.status == "published" else "",
        syntheses=f"/syntheses/of/study/{seen.id}" if seen.status == "published" else "",
        limits=bool(seen.deviations),
        window=window(viewer, seen, work.readers, work.last) if waits and work.last else None,
        meeting=work.meeting,
        answers=[p for p in seen.partners if p.response] if seen.shows_findings else [],
        delays=[
            Delay(p.name, f"delays the brief until {dates.day(p.delayed_until)}", p.delay_reason)
            for p in seen.here
            if p.delayed_until and seen.status != "published" and seen.is_inside
        ],
    )
