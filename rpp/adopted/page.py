"""What a district reads of the evidence behind what it uses, ready to be laid out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from rpp import dates
from rpp.adopted.changes import Change
from rpp.adopted.queries import Adopted
from rpp.briefs.uses.words import STAGES
from rpp.layout import Happened, Link, State, Step, several
from rpp.policy import Viewer

# So many changes stand on the drawn line; the list below it has all.
DRAWN = 4
DECISIONS = (("in_use", "Keep using it"), ("adapted", "Adapt it"), ("stopped", "Stop using it"))
STOPPED = ("stopped", "undecided")


class Since(NamedTuple):
    """One brief that the district uses, and what changed behind it."""

    title: str
    href: str
    stage: State
    said: str
    state: State
    advice: str
    steps: list[Step]
    changes: list[Happened]
    decisions: list[Link]
    audience: str


@dataclass(frozen=True, slots=True)
class AdoptedPage:
    """What changed behind all that a district uses, what changed most recently first."""

    organization_id: int
    name: str
    viewer: Viewer
    uses: Sequence[Adopted]
    changes: Mapping[int, Sequence[Change]]

    @property
    def is_own(self) -> bool:
        return self.organization_id in self.viewer.leas

    @property
    def rows(self) -> list[Since]:
        rows = [_since(one, self.changes[one.use_id], self.is_own) for one in self.uses]
        return sorted(rows, key=lambda row: not row.changes)

    @property
    def lead(self) -> str:
        """How much changed, in a sentence."""
        if not self.uses:
            return ""
        changed = [one for one in self.uses if self.changes[one.use_id]]
        briefs = several(len(self.uses), "brief")
        if not changed:
            behind = "it" if len(self.uses) == 1 else "them"
            return f"It uses {briefs}. Nothing changed in the evidence behind {behind} since then."
        some = "one of them" if len(changed) == 1 else f"{len(changed)} of them"
        some = "it" if len(self.uses) == 1 else some
        return f"It uses {briefs}. Something changed in the evidence behind {some}."


def _since(use: Adopted, changes: Sequence[Change], is_own: bool) -> Since:
    stage = STAGES[use.stage]
    day = dates.day_in(use.said_at, use.zone)
    return Since(
        use.title,
        f"/briefs/{use.brief_id}",
        State(stage.glyph, stage.label),
        f"since {day}, by version {use.version}",
        _state(changes, day),
        _advice(use, changes) if is_own else "",
        _steps(use, changes) if changes else [],
        [_happened(one, use) for one in changes],
        _decisions(use) if is_own and changes else [],
        "Only your network reads of this use." if use.network_id is not None else "",
    )


def _state(changes: Sequence[Change], day: str) -> State:
    if not changes:
        return State("done", f"Nothing changed since {day}")
    worse = any(one.weaker or one.contrary or one.ends for one in changes)
    counted = several(len(changes), "change")
    return State("act" if worse else "underway", f"{counted} since {day}")


def _advice(use: Adopted, changes: Sequence[Change]) -> str:
    """What to reconsider, in plain words."""
    if not changes:
        return ""
    if any(one.ends for one in changes):
        what = "The brief you use was replaced or withdrawn. Read why before you go on."
    elif any(one.contrary for one in changes):
        what = "New findings speak against it. Read them, and look whether they fit your schools."
    elif any(one.weaker for one in changes):
        what = (
            "The evidence is weaker than when you began. Ask whether it still carries what you do."
        )
    else:
        what = "Read what changed. It does not speak against what you do."
    if use.stage in STOPPED:
        return f"{what} You do not use it now: look whether the reasons still stand."
    return f"{what} Then record whether you keep it, adapt it or stop."


def _steps(use: Adopted, changes: Sequence[Change]) -> list[Step]:
    """The line that is drawn: the start, the last changes, today."""
    first = Step("Since then", "done", dates.short_day_in(use.said_at, use.zone))
    drawn = [
        Step(one.label, "done", dates.short_day_in(one.at, use.zone), "", one.href)
        for one in changes[-DRAWN:]
    ]
    return [first, *drawn, Step("Today", "current")]


def _happened(one: Change, use: Adopted) -> Happened:
    return Happened(dates.short_day_in(one.at, use.zone), "", one.words, href=one.href)


def _decisions(use: Adopted) -> list[Link]:
    """Where the district records what it decides."""
    if use.status == "withdrawn":
        return [Link("Say what your district does now", f"/uses/{use.use_id}/correct")]
    at = f"/briefs/{use.brief_id}/uses/new?district={use.organization_id}"
    return [Link(label, f"{at}&stage={stage}") for stage, label in DECISIONS]
