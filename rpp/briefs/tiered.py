"""The tiers of briefs: those of the study that a brief reports."""

from collections.abc import Collection

from sqlalchemy import select
from sqlmodel import Session, col

from rpp import history
from rpp.briefs.models import BRIEFS, Brief
from rpp.db import columns_of
from rpp.evidence.tiers import computing
from rpp.evidence.tiers.models import TIERS
from rpp.evidence.tiers.operations import Change
from rpp.evidence.tiers.page import StrengthPage, strength_page
from rpp.evidence.tiers.queries import Best, Kept, Subject, best
from rpp.organizations.profiles import Profile
from rpp.shelf import UNRATED

STUDY = "study"


def best_of(session: Session, brief_ids: Collection[int] | None) -> dict[int, Best]:
    """The best tier of each of these briefs (None: of all) whose study has any; one statement."""
    of_study = (TIERS.c.subject_kind == STUDY) & (TIERS.c.subject_id == BRIEFS.c.study_id)
    statement = (
        select(BRIEFS.c.id, *columns_of(Kept, TIERS))
        .join(TIERS, of_study)
        .order_by(BRIEFS.c.id, TIERS.c.position)
    )
    if brief_ids is not None:
        statement = statement.where(BRIEFS.c.id.in_(brief_ids))
    found: dict[int, list[Kept]] = {}
    for id_, *row in session.execute(statement):
        found.setdefault(id_, []).append(Kept(*row))
    return {id_: best(rows) for id_, rows in found.items()}


def codes(found: Best) -> list[str]:
    """By which a brief is found in lists: the code of its tier, or that it is not rated."""
    return [str(found.tier) if found.tier else UNRATED]


def strength(
    session: Session,
    study_id: int | None,
    district: Profile | None,
    *,
    own: bool,
    inside: bool,
    zone: str,
) -> StrengthPage | None:
    """How strong a brief is, for a district where one is given; None where nothing is recorded.

    `inside`: for those who write it, also before its study is out; its days are said in `zone`.
    """
    if study_id is None:
        return None
    rated = computing.of(session, [(STUDY, study_id)], district, inside=inside)
    found = rated.get((STUDY, study_id))
    if found is None or not found.tiers:
        return None
    return strength_page(found, district, own=own, zone=zone, is_narrow=True)


def on_change(session: Session, subject: Subject, changes: list[Change]) -> None:
    """A tier of a study stands otherwise: its published briefs have it in their history."""
    kind, study_id = subject
    if kind != STUDY:
        return
    published = select(Brief).where(
        col(Brief.study_id) == study_id, col(Brief.status) == "published"
    )
    for brief in session.execute(published).scalars():
        for change in changes:
            history.record(session, brief, "tier_changed", None, detail=change.facts)
