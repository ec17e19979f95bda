"""Lists of studies, each filtered by what its reader may know of."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, Select, and_, exists, func, not_, or_, select
from sqlmodel import Session, col

from rpp import dates, ranking
from rpp.networks.models import Network
from rpp.organizations.models import Organization
from rpp.paging import Cursor, Slice, page_of
from rpp.policy import Viewer
from rpp.problems import queries as problems
from rpp.problems.models import Problem
from rpp.studies import facets
from rpp.studies.lifecycle.states import STATES, Words
from rpp.studies.models import Study, StudyFinding, StudyPartner, StudyProblem, StudySection
from rpp.studies.sections import SECTIONS
from rpp.studies.visibility import is_public, visible_to
from rpp.words import Document

PAGE = 25


def first_words(text: str, limit: int = 220) -> str:
    """The first sentence or two of a text, without marks of Markdown, at most `limit` long."""
    text = re.sub(r"(?m)^\s*[-*+]\s+", "", text)
    plain = " ".join(text.replace("*", "").replace("#", "").replace("_", " ").split())
    if len(plain) <= limit:
        return plain
    cut = plain[:limit]
    end = max(cut.rfind(". "), cut.rfind("? "), cut.rfind("! "))
    return cut[: end + 1] if end > 60 else cut[: cut.rfind(" ")] + " …"


QUESTION = (
    select(func.substr(col(StudySection.body), 1, 600))
    .where(col(StudySection.study_id) == col(Study.id), col(StudySection.key) == "question")
    .scalar_subquery()
    .label("question")
)


@dataclass(frozen=True, slots=True)
class Listed:
    """A study as a list shows it."""

    id: int
    title: str
    status: str
    status_since: datetime
    listing: str
    signed_at: datetime | None
    problem_id: int
    organization: str
    zone: str
    question: str | None

    @property
    def words(self) -> Words:
        return STATES[self.status]

    @property
    def is_public(self) -> bool:
        """Everyone may know of it."""
        listed = self.listing == "listed" and self.signed_at is not None
        return self.status == "published" or listed

    @property
    def sentence(self) -> str:
        """The first words of its question."""
        return first_words(self.question or "")

    @property
    def short(self) -> str:
        """The same in fewer words, where it stands among other things."""
        return first_words(self.question or "", 160)

    @property
    def since(self) -> str:
        return dates.short_day_in(self.status_since, self.zone)


# What `_rows` selects: the columns of `Listed`.
type_of_rows = Select[
    tuple[int, str, str, datetime, str, datetime | None, int, str, str, str | None]
]


def _rows() -> type_of_rows:
    return (
        select(
            col(Study.id).label("id"),
            col(Study.title),
            col(Study.status),
            col(Study.status_since),
            col(Study.listing),
            col(Study.signed_at),
            col(Study.problem_id),
            col(Organization.name).label("organization"),
            col(Network.timezone).label("zone"),
            QUESTION,
        )
        .join(Organization, col(Organization.id) == col(Study.organization_id))
        .join(Network, col(Network.id) == col(Study.network_id))
    )


@dataclass(frozen=True, slots=True)
class Filters:
    """What the list of studies is narrowed to."""

    status: str = ""
    network_id: int | None = None
    organization_id: int | None = None
    problem_id: int | None = None
    # Words to find.
    query: str = ""


def listed(
    session: Session, viewer: Viewer, filters: Filters, cursor: Cursor, *, limit: int = PAGE
) -> Slice[Listed]:
    """One page of the studies that the viewer may know of, newest first.

    Those with some words best match first.
    """
    statement = _rows().where(visible_to(viewer), *_conditions(viewer, filters))
    key = col(Study.id)
    if not filters.query:
        return page_of(session, statement, key, cursor, limit=limit, count=True).of(Listed)
    found = ranking.page_of(
        *(session, viewer, Study.kind, filters.query, statement, key, cursor),
        limit=limit,
        own=(not_(is_public()), col(Study.title)),
    )
    return found.of(Listed)


def _conditions(viewer: Viewer, filters: Filters) -> Iterator[ColumnElement[bool]]:
    if filters.status:
        yield col(Study.status) == filters.status
    if filters.network_id is not None:
        yield col(Study.network_id) == filters.network_id
    if filters.problem_id is not None:
        yield _answers(viewer, filters.problem_id)
    if filters.organization_id is not None:
        partner = exists().where(
            col(StudyPartner.study_id) == col(Study.id),
            col(StudyPartner.organization_id) == filters.organization_id,
        )
        led = col(Study.organization_id) == filters.organization_id
        yield or_(led, partner)


def left_by(
    session: Session, viewer: Viewer, filters: Filters, study_ids: Iterable[int]
) -> set[int]:
    """Those of these studies that the filters leave, and that the viewer may know of."""
    statement = select(col(Study.id)).where(
        col(Study.id).in_(list(study_ids)), visible_to(viewer), *_conditions(viewer, filters)
    )
    return set(session.execute(statement).scalars())


def _answers(viewer: Viewer, problem_id: int) -> ColumnElement[bool]:
    """The study answers this problem, and the viewer may know of it."""
    further = exists().where(
        col(StudyProblem.study_id) == col(Study.id), col(StudyProblem.problem_id) == problem_id
    )
    known = exists().where(col(Problem.id) == problem_id, problems.visible_to(viewer))
    return and_(known, or_(col(Study.problem_id) == problem_id, further))


def partner_names(session: Session, study_ids: list[int]) -> dict[int, list[str]]:
    """The names of the LEAs that take part in each of these studies; one statement."""
    rows = session.execute(
        select(col(StudyPartner.study_id), col(Organization.name))
        .join(Organization, col(Organization.id) == col(StudyPartner.organization_id))
        .where(col(StudyPartner.study_id).in_(study_ids), col(StudyPartner.left_at).is_(None))
        .order_by(col(StudyPartner.id))
    )
    names: dict[int, list[str]] = {}
    for study_id, name in rows:
        names.setdefault(study_id, []).append(name)
    return names


class Named(NamedTuple):
    """A network or an organization, to choose or to name."""

    id: int
    name: str


def networks(session: Session) -> list[Named]:
    """The networks, for the filter of the list."""
    statement = select(col(Network.id), col(Network.name)).order_by(col(Network.name))
    return [Named(*row) for row in session.execute(statement.limit(200))]


def organization(session: Session, organization_id: int) -> Named | None:
    statement = select(col(Organization.id), col(Organization.name))
    row = session.execute(statement.where(col(Organization.id) == organization_id)).first()
    return Named(*row) if row else None


def counts(session: Session) -> dict[str, int]:
    """How many studies everyone may know of, by status, and in all."""
    rows = session.execute(
        select(col(Study.status), func.count()).where(is_public()).group_by(col(Study.status))
    )
    found = {row[0]: row[1] for row in rows}
    return {"all": sum(found.values())} | {state: found.get(state, 0) for state in STATES}


def latest_listed(session: Session, limit: int) -> list[Listed]:
    """The newest studies that everyone may know of."""
    statement = _rows().where(is_public()).order_by(col(Study.id).desc()).limit(limit)
    return [Listed(*row) for row in session.execute(statement)]


def search_documents(session: Session, study_id: int | None = None) -> Iterator[Document]:
    """What the search reads of each public study.

    A study that is private yields nothing: what the index holds of it must go.
    """
    statement = _rows().where(is_public()).order_by(col(Study.id))
    if study_id is not None:
        statement = statement.where(col(Study.id) == study_id)
    rows = session.execute(statement).all()
    if not rows:
        return
    ids = [row.id for row in rows]
    texts: dict[int, list[str]] = {}
    order = {key: at for at, key in enumerate(SECTIONS)}
    sections = session.execute(
        select(col(StudySection.study_id), col(StudySection.key), col(StudySection.body))
        .where(col(StudySection.study_id).in_(ids))
        .order_by(col(StudySection.id))
    ).all()
    for section in sorted(sections, key=lambda row: order.get(row.key, len(order))):
        texts.setdefault(section.study_id, []).append(section.body)
    results = session.execute(
        select(col(StudyFinding.study_id), col(StudyFinding.outcome), col(StudyFinding.result))
        .join(Study, col(Study.id) == col(StudyFinding.study_id))
        .where(col(StudyFinding.study_id).in_(ids), col(Study.status) == "published")
        .order_by(col(StudyFinding.id))
    )
    for finding in results:
        texts.setdefault(finding.study_id, []).append(f"{finding.outcome}. {finding.result}")
    names, codes = partner_names(session, ids), facets.of(session, ids)
    for row in rows:
        line = f"{STATES[row.status].label}. {', '.join(names.get(row.id, []))}"
        yield Document(
            row.id,
            row.title,
            "\n\n".join(texts.get(row.id, [])),
            line,
            facets=codes[row.id].facets,
            issued=codes[row.id].issued,
        )
