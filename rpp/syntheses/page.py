"""What the page of a synthesis says, ready to be laid out."""

from collections.abc import Sequence
from dataclasses import dataclass

from rpp.layout import Act, Box, Fact, Link
from rpp.syntheses.queries import Shown, Source
from rpp.syntheses.states import state_of

PARTS = {
    "population": "Students",
    "intervention": "Program or practice",
    "comparison": "Compared with",
    "outcome": "Outcome",
}


@dataclass(frozen=True)
class SynthesisPage:
    """One synthesis, for whoever reads it; `keeps`: and may change it."""

    one: Shown
    sources: Sequence[Source]
    keeps: bool

    @property
    def crumbs(self) -> list[Link]:
        return [Link("Briefs", "/briefs"), Link("Syntheses", "/syntheses")]

    @property
    def byline(self) -> str:
        return f"Kept by {self.one.keeper}, {self.one.network_name}" if self.one.keeper else ""

    @property
    def box(self) -> Box:
        state = state_of(self.one.status, self.one.current)
        return Box(state.sign, state.label, state.detail)

    @property
    def question(self) -> list[Fact]:
        return [
            Fact(label, getattr(self.one.question, name))
            for name, label in PARTS.items()
            if getattr(self.one.question, name)
        ]

    @property
    def acts(self) -> list[Act]:
        """What those who keep it can do now."""
        if not self.keeps:
            return []
        href = self.one.href
        written = [
            Act("Change the question and the rules", f"{href}/plan"),
            Act("Write the answer", f"{href}/answer"),
        ]
        if self.one.status == "draft":
            return [
                *written,
                Act("Start screening", f"{href}/open", posts=True),
                Act("Delete the draft", f"{href}/delete"),
            ]
        return written if self.one.status != "retired" else []
