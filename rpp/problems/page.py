"""What the page of a problem says, ready to be laid out."""

from dataclasses import dataclass
from typing import NamedTuple

from markupsafe import Markup

from rpp import dates, vocabulary
from rpp.layout import Link, Step, several
from rpp.organizations.models import setting
from rpp.problems.box import ProblemBox, page_of
from rpp.problems.queries import AnswerRow, ContextRow, MergeRow, Shown

NOT_SAID = "Not said yet"
UNTITLED = "A draft without a title"


class ContextLine(NamedTuple):
    """What a problem looks like in one district."""

    name: str
    href: str
    setting: str
    differs: str
    body: str


class AnswerLine(NamedTuple):
    """What answered it, and how it fits."""

    title: str
    href: str
    source: str
    why_it_fits: str
    by: str
    when: str


class MergeLine(NamedTuple):
    """One problem that becomes, or became, part of another; `asks` the viewer to agree."""

    from_: Link
    into: Link
    reason: str
    proposed: bool
    asks: bool
    agree: str
    refuse: str


@dataclass(frozen=True)
class ProblemPage:
    """A problem for one viewer; `box` says what they can do."""

    row: Shown
    box: ProblemBox
    steps: list[Step]
    context_rows: list[ContextRow]
    merge_rows: list[MergeRow]

    @property
    def title(self) -> str:
        return self.row.title or UNTITLED

    @property
    def window(self) -> str:
        return self.row.title or "A draft"

    @property
    def crumbs(self) -> list[Link]:
        return [Link("Problems of practice", "/problems"), Link(str(self.row.id), "")]

    @property
    def district(self) -> Link:
        row = self.row
        return Link(f"{row.organization}, {row.state}", f"/organizations/{row.organization_id}")

    @property
    def network(self) -> Link | None:
        row = self.row
        return Link(row.network, f"/networks/{row.network_slug}") if row.network else None

    @property
    def notes(self) -> list[str]:
        """How many share it, and whom it affects."""
        tags = vocabulary.tags_in(self.row.tags)
        found = []
        if self.context_rows:
            found.append(f"Shared by {several(len(self.context_rows) + 1, 'district')}")
        if grades := vocabulary.grades_in_words(tags.get("grade", ())):
            codes = tags.get("subject", ())
            subjects = ", ".join(vocabulary.SUBJECTS.get(code, code) for code in codes)
            subjects = "all subjects" if subjects == "All subjects" else subjects
            found.append(f"{grades}, {subjects}" if subjects else grades)
        return found

    @property
    def closed(self) -> bool:
        """Whether only its network reads it."""
        return bool(self.row.audience == "network" and self.row.opened_at)

    @property
    def facts(self) -> list[tuple[str, str]]:
        """What the district told; the plan with a link to it."""
        row = self.row
        plan = row.plan
        if row.plan_url:
            plan = Markup('{} <a href="{}" rel="nofollow noopener">Read the plan</a>').format(
                plan, row.plan_url
            )
        told = (
            ("Who is affected", row.affected),
            ("Local evidence", row.evidence),
            ("What was tried", row.tried),
            ("District plan", plan),
        )
        return [(name, words or NOT_SAID) for name, words in told]

    @property
    def contexts(self) -> list[ContextLine]:
        return [_context(one) for one in self.context_rows]

    @property
    def contexts_title(self) -> str:
        if self.context_rows:
            return "The same problem in other districts"
        return "Other districts"

    @property
    def answers(self) -> list[AnswerLine]:
        zone = self.row.zone or dates.site_zone()
        return [_answer(one, zone) for one in self.box.answers]

    @property
    def merges(self) -> list[MergeLine]:
        return [self._merge(one) for one in self.merge_rows]

    def _merge(self, one: MergeRow) -> MergeLine:
        leads, at = self.box.viewer.leads, f"{self.box.here}/merges/{one.id}"
        asks = (one.from_organization_id in leads and not one.from_consent_by) or (
            one.into_organization_id in leads and not one.into_consent_by
        )
        return MergeLine(
            Link(one.from_title, f"/problems/{one.from_id}"),
            Link(one.into_title, f"/problems/{one.into_id}"),
            one.reason,
            one.status == "proposed",
            one.status == "proposed" and asks,
            f"{at}/agree",
            f"{at}/refuse",
        )


def _context(one: ContextRow) -> ContextLine:
    where = setting(one.locale) or "Setting unknown"
    if one.enrollment:
        where += f", {one.enrollment:,} students"
    href = f"/organizations/{one.organization_id}"
    return ContextLine(f"{one.name}, {one.state}", href, where, one.differs, one.body)


def _answer(one: AnswerRow, zone: str) -> AnswerLine:
    brief = one.source_kind == "brief"
    return AnswerLine(
        one.title,
        page_of(one.source_kind, one.source_id),
        "A practitioner brief of this repository" if brief else "A reviewed study",
        one.why_it_fits,
        f"Said by {one.linked_by}",
        dates.day_in(one.linked_at, zone),
    )
