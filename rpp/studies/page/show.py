"""What the page of a study says at its top, beside its text and at its foot."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from rpp.facets import Option
from rpp.layout import Happened
from rpp.policy import Viewer, may
from rpp.studies.co_design.groundwork import Linked
from rpp.studies.lifecycle import timeline
from rpp.studies.lifecycle.life import WRITING
from rpp.studies.page.side import two_letters
from rpp.studies.page.standing import Way
from rpp.studies.page.workspace import RECENT, Workspace
from rpp.studies.parts import Reference


class Problems(NamedTuple):
    """The problems that a study answers, beside the first one."""

    title: str
    further: Sequence[Linked]
    links: bool  # whether the viewer may link others
    first: str


@dataclass(frozen=True, slots=True)
class Show:
    """The frame of the page."""

    districts: list[Way]
    district_mark: str
    lead_mark: str
    left: str
    more: list[Option]
    references: list[Reference]
    related: bool  # whether to show what comes close to the problem
    problems: Problems | None
    lines: list[Happened]
    more_lines: bool


def show(
    viewer: Viewer,
    work: Workspace,
    further: Sequence[Linked],
    *,
    writes: bool,
    works: bool,
    talks: bool,
) -> Show:
    """The frame; `works`: there are findings to show, `talks`: a discussion."""
    seen = work.seen
    lines = timeline.lines(work.events[-RECENT:], seen.zone)
    return Show(
        districts=_districts(work),
        district_mark=two_letters(seen.here[0].name) if seen.here else "",
        lead_mark=two_letters(seen.lead),
        left=", ".join(partner.name for partner in seen.left),
        more=_more(work, works=works, talks=talks),
        references=work.references,
        related=writes and bool(seen.problem),
        problems=_problems(viewer, work, further),
        lines=lines[-(RECENT - 1) :],
        more_lines=len(lines) >= RECENT,
    )


def _districts(work: Workspace) -> list[Way]:
    """The districts as the byline names them: one, two, or the first and how many more."""
    here = work.seen.here
    if not here:
        return []
    ways = [Way(partner.name, f"/organizations/{partner.id}") for partner in here[:2]]
    if len(here) == 1:
        return ways
    if len(here) == 2:
        return [ways[0]._replace(after=" and "), ways[1]]
    return [ways[0]._replace(after=f" and {len(here) - 1} districts")]


def _more(work: Workspace, *, works: bool, talks: bool) -> list[Option]:
    """Where the page goes on."""
    parts = (
        ("What it builds on", "#references", True),
        ("Findings", "#findings", works),
        ("Sensemaking", "#sensemaking", work.meeting is not None),
        ("Discussion", "#discussion", talks),
        ("History", "#history", True),
    )
    return [Option(label, href) for label, href, there in parts if there]


def _problems(viewer: Viewer, work: Workspace, further: Sequence[Linked]) -> Problems | None:
    seen = work.seen
    links = seen.status in WRITING and may(viewer, "study.lead", seen)
    if not (further or links):
        return None
    title = "It also answers" if further else "Problems it answers"
    return Problems(title, further, links, seen.problem or f"Problem {seen.problem_id}")
