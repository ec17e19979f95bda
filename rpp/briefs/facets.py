"""By what the list of briefs is narrowed, and how many briefs each choice would leave."""

from collections.abc import Callable
from dataclasses import dataclass, field, fields
from typing import Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Select,
    String,
    Table,
    and_,
    case,
    cast,
    exists,
    func,
    literal,
    null,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import Mapped
from sqlmodel import Session, col

from rpp import vocabulary
from rpp.briefs.models import BRIEFS, Brief, BriefOrganization
from rpp.networks.models import Network
from rpp.organizations.models import Organization
from rpp.policy import ANYONE, Viewer
from rpp.problems import queries as problems
from rpp.problems.models import Problem
from rpp.studies.models import StudyProblem
from rpp.topics import BAND_CODES as BAND_CODES
from rpp.vocabulary import BANDS, GRADES, SUBJECTS, Tag, grade_order

TAGS: Table = Tag.__table__  # type: ignore[attr-defined]
FACETS = {
    "band": "Grades",
    "grade": "One grade",
    "subject": "Subject",
    "state": "State",
    "network": "Network",
}
LABELS: dict[str, dict[str, str]] = {"band": BAND_CODES, "grade": GRADES, "subject": SUBJECTS}
Condition = ColumnElement[bool]
# A facet, one of its values, the value's name where the database has it, and a count.
Part = Select[str, str, str, int]
Value = ColumnElement[Any] | Mapped[Any]


@dataclass(frozen=True)
class Filters:
    """What the list is narrowed to; empty means any."""

    band: str = ""
    grade: str = ""
    subject: str = ""
    state: str = ""
    network: int | None = None
    organization: int | None = None
    problem: int | None = None

    @property
    def chosen(self) -> dict[str, str | int]:
        found = {one.name: getattr(self, one.name) for one in fields(self)}
        return {name: value for name, value in found.items() if value not in ("", None)}


@dataclass(frozen=True)
class Choice:
    """One value of a facet, and how many briefs it would leave."""

    value: str
    label: str
    count: int


@dataclass(frozen=True)
class Facets:
    """What each facet offers, and how many briefs are found in all."""

    total: int = 0
    choices: dict[str, list[Choice]] = field(default_factory=dict)


def conditions(filters: Filters, but: str = "") -> list[Condition]:
    """What a published brief must be to be found; `but` is a facet that does not count."""
    chosen = [CONDITIONS[name](value) for name, value in filters.chosen.items() if name != but]
    return [col(Brief.status) == "published", *chosen]


def _of_band(value: str | int) -> Condition:
    return _tagged("grade", *BANDS[BAND_CODES[str(value)]])


def _tagged(element: str, *codes: str) -> Condition:
    return col(Brief.id).in_(vocabulary.tagged("brief", element, codes))


def _made_by(condition: Condition) -> Condition:
    return col(Brief.id).in_(select(col(BriefOrganization.brief_id)).where(condition))


def _answers(problem: str | int) -> Condition:
    """It is the study's problem, or a further one that everyone may know of."""
    further = (
        select(col(StudyProblem.study_id))
        .join(Problem, col(Problem.id) == col(StudyProblem.problem_id))
        .where(
            col(StudyProblem.study_id) == col(Brief.study_id),
            col(Problem.id) == problem,
            problems.visible_to(ANYONE),
        )
    )
    return or_(col(Brief.problem_id) == problem, exists(further.correlate(BRIEFS)))


CONDITIONS: dict[str, Callable[[str | int], Condition]] = {
    "band": _of_band,
    "grade": lambda value: _tagged("grade", str(value)),
    "subject": lambda value: _tagged("subject", str(value)),
    "state": lambda value: _made_by(col(BriefOrganization.state) == value),
    "network": lambda value: col(Brief.network_id) == value,
    "organization": lambda value: _made_by(col(BriefOrganization.organization_id) == value),
    "problem": _answers,
}


def facets(session: Session, filters: Filters) -> Facets:
    """What each facet offers under the other filters, with counts, and the total; one statement."""
    rows = session.execute(union_all(*_parts(filters))).all()
    choices: dict[str, list[Choice]] = {name: [] for name in FACETS}
    for facet, value, name, count in rows:
        if facet and value:
            label = name or LABELS.get(facet, {}).get(value, value)
            choices[facet].append(Choice(value, label, count))
    for facet, found in choices.items():
        found.sort(key=lambda choice: (_place(facet, choice.value), choice.label, choice.value))
    total = next(count for facet, _, _, count in rows if not facet)
    return Facets(total, choices)


def _place(facet: str, value: str) -> int:
    """Where a value stands in its facet; the others stand by their names."""
    if facet == "band":
        return list(BAND_CODES).index(value)
    return grade_order(value) if facet == "grade" else 0


def _parts(filters: Filters) -> list[Part]:
    """The counts of each facet, and of all briefs found."""
    band = case(
        *((TAGS.c.code.in_(BANDS[label]), literal(code)) for code, label in BAND_CODES.items()),
        else_=literal(""),
    )
    made_by = BRIEFS.join(BriefOrganization, col(BriefOrganization.brief_id) == col(Brief.id))
    in_network = BRIEFS.join(Network, col(Network.id) == col(Brief.network_id))
    state, network, name = col(BriefOrganization.state), col(Network.id), col(Network.name)
    return [
        _part(filters, "", literal(""), null(), BRIEFS),
        _by_tag(filters, "band", band, "grade"),
        _by_tag(filters, "grade", TAGS.c.code, "grade"),
        _by_tag(filters, "subject", TAGS.c.code, "subject"),
        _part(filters, "state", state, null(), made_by).where(state != "").group_by(state),
        _part(filters, "network", network, name, in_network).group_by(network, name),
    ]


def _part(filters: Filters, facet: str, value: Value, label: Value, source: FromClause) -> Part:
    return (
        select(
            literal(facet),
            cast(value, String),
            cast(label, String),
            func.count(col(Brief.id).distinct()),
        )
        .select_from(source)
        .where(*conditions(filters, but=facet))
    )


def _by_tag(filters: Filters, facet: str, value: ColumnElement[str], element: str) -> Part:
    of_brief = and_(TAGS.c.kind == "brief", TAGS.c.subject_id == col(Brief.id))
    source = BRIEFS.join(TAGS, and_(of_brief, TAGS.c.element == element))
    return _part(filters, facet, value, null(), source).group_by(value)


def names(session: Session, viewer: Viewer, filters: Filters) -> dict[str, str]:
    """Names of what the list is narrowed to, as far as the viewer may know them; one statement."""
    network = select(col(Network.name)).where(col(Network.id) == filters.network)
    organization = select(col(Organization.name)).where(
        col(Organization.id) == filters.organization
    )
    problem = select(col(Problem.title)).where(
        col(Problem.id) == filters.problem, problems.visible_to(viewer)
    )
    found = session.execute(
        select(network.scalar_subquery(), organization.scalar_subquery(), problem.scalar_subquery())
    ).one()
    kinds = ("network", "organization", "problem")
    return {kind: name for kind, name in zip(kinds, found, strict=True) if name}
