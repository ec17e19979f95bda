"""What the page says on which a problem is written, ready to be laid out."""

from dataclasses import dataclass

from rpp import dates
from rpp.policy import Viewer, may
from rpp.problems.forms import ProblemForm
from rpp.problems.models import Problem

STEPS = ["Describe it", "See what is known", "Submit it"]


@dataclass(frozen=True)
class EditPage:
    """The form of a problem: of a new one, or of a draft of a viewer's district."""

    form: ProblemForm
    problem: Problem | None
    viewer: Viewer

    @property
    def steps(self) -> list[str]:
        return STEPS

    @property
    def window(self) -> str:
        if self.problem is None:
            return "Write a problem of practice"
        return f"Edit: {self.problem.title or 'a draft'}"

    @property
    def title(self) -> str:
        return "Your problem of practice" if self.problem else "Post a problem of practice"

    @property
    def address(self) -> str:
        return f"/problems/{self.problem.id}/edit" if self.problem else "/problems/new"

    @property
    def returned(self) -> str:
        """Why a steward returned it."""
        if self.problem is None or self.problem.status != "returned":
            return ""
        return f"A steward returned it: “{self.problem.reason}”"

    @property
    def district(self) -> int:
        """The first of the districts for which it can be written."""
        return min(self.form.own)

    @property
    def waits_for(self) -> str:
        """The district that must let its author in before it can be submitted."""
        waits = self.problem.author_waits if self.problem else self.district not in self.viewer.leas
        return next(iter(self.form.own.values())) if waits else ""

    @property
    def hands_in(self) -> bool:
        """Whether there is a network whose stewards could read it."""
        choices = list(self.form.network_id.choices or [])
        return len(choices) > 1 or bool(choices[0][0])

    @property
    def saved(self) -> str:
        if self.problem is None:
            return ""
        return f"Draft saved {dates.day_in(self.problem.saved_at, dates.site_zone())}."

    @property
    def delete(self) -> str:
        """Where the draft is deleted; "" where it cannot be."""
        if self.problem is None or not may(self.viewer, "problem.delete", self.problem):
            return ""
        return f"/problems/{self.problem.id}/delete"
