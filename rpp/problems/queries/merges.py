"""Reads proposals to make two problems one."""

from functools import lru_cache
from typing import NamedTuple

from sqlalchemy import ColumnElement, Executable, Integer, and_, bindparam, or_, select
from sqlmodel import Session

from rpp.db import columns
from rpp.policy import Viewer
from rpp.problems.models import MergeProposal, Problem
from rpp.problems.queries.sight import Shape, bound_viewer, ids_of_sight, visible, visible_bound


class MergeRow(NamedTuple):
    """A proposal to make one problem part of another, and who consented; None for nobody yet."""

    id: int
    from_id: int
    into_id: int
    reason: str
    status: str
    from_consent_by: int | None
    into_consent_by: int | None
    from_title: str
    into_title: str
    from_organization_id: int
    into_organization_id: int


_MERGE = columns(MergeProposal)
_SOURCE = columns(Problem).id.table.alias("source").c
_TARGET = columns(Problem).id.table.alias("target").c
_ASKED = bindparam("problem", type_=Integer)


def merges_to_settle(session: Session, viewer: Viewer) -> list[MergeRow]:
    """Merge proposals that wait for the consent of an LEA the viewer leads."""
    waiting = or_(
        and_(_MERGE.from_consent_by.is_(None), _SOURCE.organization_id.in_(sorted(viewer.leads))),
        and_(_MERGE.into_consent_by.is_(None), _TARGET.organization_id.in_(sorted(viewer.leads))),
    )
    sight = ids_of_sight(viewer)
    known = (visible(p, **sight) for p in (_SOURCE, _TARGET))
    rows = session.execute(_merges(_MERGE.status == "proposed", waiting, *known))
    return [MergeRow(*row) for row in rows]


def merges_of(session: Session, viewer: Viewer, problem_id: int) -> list[MergeRow]:
    """A problem's merge proposals, open or in force, if the viewer may know of the other one."""
    shape, ids = bound_viewer(viewer)
    rows = session.execute(_merges_of(shape), {"problem": problem_id, **ids})
    return [MergeRow(*row) for row in rows]


@lru_cache(200)
def _merges_of(shape: Shape) -> Executable:
    return _merges(
        _MERGE.status.in_(("proposed", "merged")),
        or_(_MERGE.from_id == _ASKED, _MERGE.into_id == _ASKED),
        *(or_(p.id == _ASKED, visible_bound(shape, p)) for p in (_SOURCE, _TARGET)),
    )


def _merges(*conditions: ColumnElement[bool]) -> Executable:
    source, target = _SOURCE.id.table, _TARGET.id.table
    return (
        select(
            *(_MERGE.id, _MERGE.from_id, _MERGE.into_id, _MERGE.reason, _MERGE.status),
            *(_MERGE.from_consent_by, _MERGE.into_consent_by, _SOURCE.title, _TARGET.title),
            *(_SOURCE.organization_id, _TARGET.organization_id),
        )
        .select_from(
            _MERGE.id.table.join(source, _SOURCE.id == _MERGE.from_id).join(
                target, _TARGET.id == _MERGE.into_id
            )
        )
        .where(*conditions)
        .order_by(_MERGE.id)
    )
