"""Where a problem stands, and the one thing to do next: the box beside its title."""

from collections.abc import Iterator
from dataclasses import dataclass

from rpp import dates
from rpp.layout import Act, Link, State
from rpp.policy import Viewer, may
from rpp.problems.queries import AnswerRow, Shown
from rpp.problems.status import Words

TAKEN_UP = ("open", "prioritized")


def page_of(kind: str, source_id: int) -> str:
    """The page of a brief or a reviewed study."""
    return f"/{'briefs' if kind == 'brief' else kind}/{source_id}"


@dataclass(frozen=True)
class ProblemBox:
    """The box of a problem for one viewer; `joins`: their district can add its context."""

    row: Shown
    words: Words
    viewer: Viewer
    study_id: int | None
    answers: list[AnswerRow]
    joins: bool

    def _may(self, permission: str) -> bool:
        return may(self.viewer, permission, self.row)

    @property
    def here(self) -> str:
        return f"/problems/{self.row.id}"

    @property
    def state(self) -> State:
        row, label = self.row, self.words.label
        if row.status == "returned" and not self._may("problem.edit"):
            label = "Returned"
        since = dates.short_day_in(row.status_since, row.zone or dates.site_zone())
        return State(self.words.sign, label, f"since {since}")

    @property
    def next(self) -> str:
        """What happens next."""
        return self.words.next

    @property
    def became(self) -> Link | None:
        """What a merged problem became part of."""
        if self.row.status != "merged":
            return None
        into = self.row.merged_into_id
        return Link(f"problem {into}", f"/problems/{into}")

    @property
    def reason(self) -> str:
        """Why it was returned or retired."""
        return self.row.reason if self.row.status in ("returned", "retired") else ""

    # --- what can be done ------------------------------------------------------------------

    @property
    def act(self) -> Act | None:
        """The one button."""
        return self._of_writer() or self._of_reader()

    def _of_writer(self) -> Act | None:
        """What is left to do until it opens."""
        status = self.row.status
        if status in ("draft", "returned") and self._may("problem.edit"):
            return Act("Keep writing" if status == "draft" else "Change it", f"{self.here}/edit")
        if self.returns:
            return Act("Open the problem", f"{self.here}/open", posts=True)
        if status == "submitted" and self._may("problem.withdraw"):
            back = f"{self.here}/take-back"
            return Act("Withdraw it to make changes", back, posts=True, kind="outline")
        return None

    def _of_reader(self) -> Act | None:
        """What others can do with it, or read."""
        status, id_ = self.row.status, self.row.id
        if status == "prioritized" and self.study_id:
            return Act("Read the study", f"/studies/{self.study_id}")
        if status == "prioritized" and self._may("study.propose"):
            return Act("Propose a study", f"/studies/new?problem={id_}")
        if status == "answered" and self.answers:
            source = self.answers[0]
            return Act("Read what answered it", page_of(source.source_kind, source.source_id))
        if self.joins:
            return Act("Add your district’s context", f"{self.here}/context")
        if status == "open" and self._may("study.offer"):
            return Act("We could study this", f"/studies/of-problem/{id_}/offer")
        if status in TAKEN_UP and not self.viewer.id:
            return Act("Sign in to take part", f"/sign-in?next={self.here}")
        return None

    @property
    def returns(self) -> bool:
        """Whether the viewer opens the problem or returns it."""
        return self.row.status == "submitted" and self._may("problem.triage")

    @property
    def follows(self) -> bool:
        """Whether the viewer can follow it."""
        return bool(self.viewer.id and self.row.opened_at)

    @property
    def others(self) -> list[Link]:
        """What else they can do who follow it."""
        return list(self._others())

    def _others(self) -> Iterator[Link]:
        id_, open_ = self.row.id, self.row.status == "open"
        prioritized = self.row.status == "prioritized"
        proposes, studied = self._may("study.propose"), prioritized and self.study_id
        if prioritized and self.joins and (self.study_id or proposes):
            yield Link("add your district’s context", f"{self.here}/context")
        if (open_ or studied) and proposes:
            yield Link("propose a study", f"/studies/new?problem={id_}")
        if (prioritized or (open_ and self.joins)) and self._may("study.offer"):
            yield Link("say that you could study it", f"/studies/of-problem/{id_}/offer")

    @property
    def duties(self) -> list[Link]:
        """What its district and its stewards can do with it once it is open."""
        return list(self._duties()) if self.viewer.id else []

    def _duties(self) -> Iterator[Link]:
        status, here = self.row.status, self.here
        if status in TAKEN_UP and self._may("problem.answer"):
            yield Link("Evidence answers it", f"{here}/answer")
        if status == "open" and self._may("problem.merge"):
            yield Link("Merge it with another problem", f"{here}/merge")
        if status == "merged" and self._may("problem.merge"):
            yield Link("Undo the merge", f"{here}/unmerge")
        if status == "prioritized" and self._may("problem.triage"):
            yield Link("Return it to the open problems", f"{here}/reopen")
        if status in TAKEN_UP and self._may("problem.retire"):
            yield Link("Retire it", f"{here}/retire")
