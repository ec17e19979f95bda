"""What the page of the models says, ready to be laid out."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from rpp import dates
from rpp.ask.evaluating import Report
from rpp.ask.measured import Measured, measured
from rpp.ask.summary import endpoint
from rpp.ask.summary.endpoint import SECONDS, Endpoint
from rpp.config import Settings
from rpp.layout import several
from rpp.search.meaning import encoder


@dataclass(frozen=True, slots=True)
class AiPage:
    """Which models there are, what for, how often they err, and what leaves the machine."""

    model: Endpoint | None
    reads_meaning: bool
    found: Measured | None
    seconds: int = int(SECONDS)

    @property
    def measured(self) -> str:
        """On what was measured how often answers are wrong."""
        if self.found is None:
            return ""
        day = dates.day(date.fromisoformat(self.found.on))
        wrong = several(self.found.unanswerable, "of them has", "of them have")
        return (
            f"On {day} we measured it on {several(self.found.questions, 'question')} that were "
            f"not used to build it; {wrong} no answer here."
        )

    @property
    def measures(self) -> list[str]:
        """How often answers were right, in the way that they are found now."""
        if self.found is None:
            return []
        report = self.found.fused if self.reads_meaning else self.found.words
        return list(_measures(report or self.found.words))

    @property
    def meaning(self) -> str:
        return "It is in use now." if self.reads_meaning else "It is not in use now."

    @property
    def searches(self) -> str:
        return "words and meaning" if self.reads_meaning else "words alone"

    @property
    def leaves(self) -> list[tuple[str, str]]:
        """What is sent to other machines, by what you do."""
        summary = "Nothing: none are written here."
        if self.model:
            host = self.model.host
            summary = f"Your question and the quotes, to {host}, if you agreed in your browser."
        return [
            ("You search or ask", "Nothing."),
            ("You read a page", "Nothing: all of it comes from this portal."),
            ("You have a summary written", summary),
            ("You say whether it helped", "Nothing."),
        ]


def _measures(report: Report) -> Iterator[str]:
    if report.answered is not None:
        yield (
            f"Of the questions with an answer here, {_percent(report.answered)} were answered "
            "from a source that fits. The others got no answer, or one from another source."
        )
    if report.declined is not None:
        yield (
            f"Of the questions without an answer here, {_percent(report.declined)} were told that "
            "there is no evidence. The others were shown sentences that do not answer them."
        )
    if report.verbatim is not None:
        yield f"{_percent(report.verbatim)} of the quotes stood word for word in their source."


def _percent(share: float) -> str:
    return f"{share:.0%}"


def of(settings: Settings) -> AiPage:
    """The page, by what the operator set and by what works now."""
    return AiPage(endpoint.of(settings), encoder.state().ready, measured())
