"""What the next version would say: computed as publishing does, and not kept."""

from dataclasses import dataclass

from sqlmodel import Session

from rpp.syntheses import queries
from rpp.syntheses.analysis.analyzing import analyze
from rpp.syntheses.comparing import SAYS, compared, contradicts
from rpp.syntheses.freezing import freeze
from rpp.syntheses.models import Synthesis
from rpp.syntheses.queries import Shown


@dataclass(frozen=True, slots=True)
class Preview:
    """The change in words, what the numbers say beside the answer, and where they disagree."""

    number: int
    change: str
    sentences: tuple[str, ...]
    answer: str
    verdict: str
    contradiction: str


def preview(session: Session, one: Shown) -> Preview:
    """The next version of a synthesis, as it would be published now; a few statements."""
    frozen = freeze(session, session.get_one(Synthesis, one.id))
    before = queries.version(session, one.id, one.current) if one.current else None
    return Preview(
        one.current + 1,
        compared(before, frozen).words if before else "The first version.",
        analyze(frozen.effects).sentences[:3],
        frozen.said.answer,
        SAYS.get(frozen.said.verdict, ""),
        contradicts(frozen.said.verdict, frozen.results),
    )
