"""What of problems a viewer may know of: the one rule, and the problem to act on."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Integer, and_, bindparam, or_, select
from sqlmodel import Session, col

from rpp.db import columns
from rpp.policy import ANYONE, Viewer
from rpp.problems.models import Problem

# Ids, or parameters that stand for them.
Ids = Sequence[int] | Sequence[BindParameter[int]]


def visible_to(viewer: Viewer) -> ColumnElement[bool]:
    """What the viewer may know of: own LEAs, what their networks' stewards triage, what opened.

    A draft whose author waits to be let in is the author's alone.
    """
    return visible(columns(Problem), **ids_of_sight(viewer))


def ids_of_sight(viewer: Viewer) -> dict[str, list[int]]:
    """Through what they see more than everyone: ids of their networks and districts."""
    return {
        "networks": sorted(viewer.readable_networks),
        "leas": sorted(viewer.leas),
        "stewarded": sorted(viewer.stewards),
        "own": [viewer.id] if viewer.id is not None else [],
    }


def visible(
    problem: Any, networks: Ids, leas: Ids, stewarded: Ids, own: Ids
) -> ColumnElement[bool]:
    """The rule of `visible_to`, over ids or over parameters that stand for them."""
    opened = problem.opened_at.is_not(None)
    conditions = [and_(opened, problem.audience == "public")]
    if networks:
        conditions.append(and_(opened, problem.network_id.in_(networks)))
    kept = problem.status != "deleted"
    if leas:
        shared = problem.author_waits.is_(False)
        conditions.append(and_(problem.organization_id.in_(leas), shared, kept))
    if own:
        conditions.append(and_(problem.author_id.in_(own), problem.author_waits, kept))
    if stewarded:
        sent = problem.status.not_in(("draft", "deleted"))
        conditions.append(and_(problem.network_id.in_(stewarded), sent))
    return or_(*conditions)


# How many ids the sight of a viewer is made of: statements are built once for each.
Shape = tuple[int, ...]


def bound_viewer(viewer: Viewer) -> tuple[Shape, dict[str, int]]:
    """The shape of a viewer's sight, and its ids under the names of `visible_bound`."""
    sight = ids_of_sight(viewer)
    named = {f"{name}_{at}": id_ for name, ids in sight.items() for at, id_ in enumerate(ids)}
    return tuple(map(len, sight.values())), named


def visible_bound(shape: Shape, problem: Any = None) -> ColumnElement[bool]:
    """`visible_to` for all viewers of a shape; `problem`: the columns of an alias."""
    names = zip(ids_of_sight(ANYONE), shape, strict=True)
    return visible(
        columns(Problem) if problem is None else problem,
        *([bindparam(f"{name}_{at}", type_=Integer) for at in range(size)] for name, size in names),
    )


def problem(session: Session, viewer: Viewer, problem_id: int) -> Problem | None:
    """One problem to act on, if the viewer may know of it."""
    statement = select(Problem).where(col(Problem.id) == problem_id, visible_to(viewer))
    return session.execute(statement).scalars().first()
