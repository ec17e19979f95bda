"""Tiers as they are kept: for lists, filters, the search, quotes and programs."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from itertools import groupby

from sqlalchemy import and_, or_, select
from sqlmodel import Session

from rpp.db import columns_of
from rpp.evidence.tiers.models import TIERS

Subject = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Kept:
    """A row of `tier`: see its model."""

    subject_kind: str
    subject_id: int
    domain: str
    tier: int | None
    given: int | None
    reviewed: bool
    favorable: int
    unfavorable: int
    missing: list[str]

    @property
    def subject(self) -> Subject:
        return self.subject_kind, self.subject_id

    @property
    def stands(self) -> int | None:
        """What is shown first: what reviewers decided here, else the source's, else ours."""
        return self.tier if self.reviewed else self.given or self.tier

    @property
    def is_computed(self) -> bool:
        """Whether what stands was computed and reviewed by nobody."""
        return not self.reviewed and not self.given and self.tier is not None


@dataclass(frozen=True, slots=True)
class Best:
    """What lists show of one subject: its best tier, on which outcome, and what to say beside it.

    `unfavorable` counts significant unfavorable findings on any outcome.
    """

    tier: int | None = None
    domain: str = ""
    is_computed: bool = False
    unfavorable: int = 0


NONE = Best()
AGAINST = "a significant finding is unfavorable"
NOT_REVIEWED = "computed, not reviewed yet"


def notes(best: Best) -> list[str]:
    """The quiet words beside a tier in a list."""
    told = (
        NOT_REVIEWED if best.is_computed else "",
        AGAINST if best.tier and best.unfavorable else "",
    )
    return [words.capitalize() for words in told if words]


def kept(session: Session, subjects: Collection[Subject]) -> dict[Subject, list[Kept]]:
    """What is kept of some subjects, domains in their order; one statement."""
    if not subjects:
        return {}
    by_kind: dict[str, set[int]] = {}
    for kind, id_ in subjects:
        by_kind.setdefault(kind, set()).add(id_)
    asked = (
        and_(TIERS.c.subject_kind == kind, TIERS.c.subject_id.in_(sorted(ids)))
        for kind, ids in sorted(by_kind.items())
    )
    statement = select(*columns_of(Kept, TIERS)).where(or_(*asked)).order_by(TIERS.c.position)
    found: dict[Subject, list[Kept]] = {}
    for row in session.execute(statement):
        one = Kept(*row)
        found.setdefault(one.subject, []).append(one)
    return found


def beside(best: Best) -> dict[str, list[str]]:
    """What the search holds beside a tier, so that hits can say it: see `said_beside`."""
    told = {"computed": best.is_computed, "against": bool(best.tier and best.unfavorable)}
    codes = [code for code, holds in told.items() if holds]
    return {"tiered": codes} if codes else {}


def said_beside(facets: Iterable[str]) -> str:
    """The quiet words beside the tier of a hit, from what the search holds of it."""
    words = {"tiered:computed": NOT_REVIEWED, "tiered:against": AGAINST}
    return "; ".join(said for code, said in words.items() if code in facets)


def best_of_all(session: Session, kind: str, ids: Collection[int] | None) -> dict[int, Best]:
    """The same for all things of a kind where no ids are given."""
    if ids is not None:
        return best_of(session, kind, ids)
    statement = (
        select(*columns_of(Kept, TIERS))
        .where(TIERS.c.subject_kind == kind)
        .order_by(TIERS.c.subject_id, TIERS.c.position)
    )
    rows = (Kept(*row) for row in session.execute(statement))
    return {id_: best(of_it) for id_, of_it in groupby(rows, lambda one: one.subject_id)}


def best_of(session: Session, kind: str, ids: Collection[int]) -> dict[int, Best]:
    """The best tier of each of these things that has any row; one statement."""
    found = kept(session, [(kind, id_) for id_ in ids])
    return {id_: best(rows) for (_, id_), rows in found.items()}


def best(rows: Iterable[Kept]) -> Best:
    """The best of a subject's tiers; of equals one that was reviewed, then the first."""
    rows = list(rows)
    against = sum(one.unfavorable for one in rows)
    tiered = [one for one in rows if one.stands]
    if not tiered:
        return Best(unfavorable=against)
    first = min(tiered, key=lambda one: (one.stands, one.is_computed))
    return Best(first.stands, first.domain, first.is_computed, against)
