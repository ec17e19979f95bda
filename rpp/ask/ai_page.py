"""What the page of the models says, ready to be laid out."""

from collections.abc import Sequence
from dataclasses import dataclass

from rpp.ask.summary import endpoint
from rpp.ask.summary.endpoint import SECONDS, Endpoint
from rpp.config import Settings
from rpp.search.meaning import encoder

# What was measured of answers, and on what.
MEASURED = ""
MEASURES: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class AiPage:
    """Which models there are, what for, how often they err, and what leaves the machine."""

    model: Endpoint | None
    reads_meaning: bool
    seconds: int = int(SECONDS)
    measured: str = MEASURED
    measures: Sequence[str] = MEASURES

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


def of(settings: Settings) -> AiPage:
    """The page, by what the operator set and by what works now."""
    return AiPage(endpoint.of(settings), encoder.state().ready)
