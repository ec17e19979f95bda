"""Reads what districts did here that anyone may know of, and which districts are here at all."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import Select, func, literal, select, union, union_all
from sqlmodel import Session, col

from rpp.briefs.models import BRIEFS
from rpp.briefs.uses import queries as uses
from rpp.briefs.uses.models import USES
from rpp.organizations.models import Organization
from rpp.organizations.profiles import ONE, Profile, of_row
from rpp.policy import ANYONE
from rpp.problems import queries as problems
from rpp.problems.models import Problem
from rpp.problems.queries.lists import IN_THE_OPEN
from rpp.studies.models import Study, StudyPartner
from rpp.studies.visibility import is_public

POSTED, STUDIED, USED = "posted", "studied", "used"
# Of each kind, so many of a district's newest are named.
NAMED = 2
# What is selected of a thing that a district did: whose, its id and its title.
Did = Select[int, int, str] | Select[int, int | None, str]


@dataclass(frozen=True, slots=True)
class Done:
    """A thing that a district posted, studied or used; `total` counts all of its kind."""

    organization_id: int
    what: str
    id: int
    title: str
    total: int


def _did() -> dict[str, Did]:
    """What anyone may know that districts did, as (organization, id, title)."""
    posted = select(col(Problem.organization_id), col(Problem.id), col(Problem.title)).where(
        problems.visible_to(ANYONE), col(Problem.status).in_(IN_THE_OPEN)
    )
    studied = (
        select(col(StudyPartner.organization_id), col(Study.id), col(Study.title))
        .join(Study, col(Study.id) == col(StudyPartner.study_id))
        .where(is_public(), col(StudyPartner.left_at).is_(None))
    )
    used = (
        select(USES.c.organization_id, USES.c.id, BRIEFS.c.title)
        .join(BRIEFS, BRIEFS.c.id == USES.c.brief_id)
        .where(uses.visible_to(ANYONE), USES.c.status == "confirmed")
    )
    return {POSTED: posted, STUDIED: studied, USED: used}


def active(session: Session) -> list[Profile]:
    """The districts that did something here which anyone may know of; one statement."""
    ids = union(*(select(did.subquery().c.organization_id) for did in _did().values()))
    statement = select(*ONE).where(col(Organization.id).in_(ids), col(Organization.type) == "lea")
    return [of_row(*row) for row in session.execute(statement)]


def done(session: Session, organization_ids: Collection[int]) -> list[Done]:
    """The newest things that some districts posted, studied and used; one statement."""
    parts = []
    for what, did in _did().items():
        things = did.subquery()
        ranked = (
            select(
                things,
                func.row_number()
                .over(partition_by=things.c.organization_id, order_by=things.c.id.desc())
                .label("place"),
                func.count().over(partition_by=things.c.organization_id).label("total"),
            )
            .where(things.c.organization_id.in_(organization_ids))
            .subquery()
        )
        named = select(
            *(ranked.c.organization_id, literal(what).label("what"), ranked.c.id, ranked.c.title),
            *(ranked.c.total, ranked.c.place),
        ).where(ranked.c.place <= NAMED)
        parts.append(named)
    found = union_all(*parts).subquery()
    rows = session.execute(
        select(
            found.c.organization_id, found.c.what, found.c.id, found.c.title, found.c.total
        ).order_by(found.c.organization_id, found.c.what, found.c.place)
    )
    return [Done(*row) for row in rows]
