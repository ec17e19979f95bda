"""The tiers of records: computed beside those of their source, kept, and brought up to date."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, select, update
from sqlmodel import Session

from rpp import db
from rpp.evidence import operations
from rpp.evidence.models import RECORDS
from rpp.evidence.operations import import_wwc
from rpp.evidence.tiers import queries
from rpp.evidence.tiers.models import TIERS
from rpp.evidence.tiers.operations import refresh
from rpp.evidence.tiers.queries import Best, Kept
from rpp.history import Event
from tests.evidence import sample

# A trial with 400 students on more than one site, significant and favorable.
LARGE = {"f_ss": 400, "s_multisite": "True", "f_is_stat_sig": "True", "f_essa_rating": ""}
AGAINST = {**LARGE, "f_effect_size_wwc": "-.2", "f_improvement_index": -8}


def bring_in(session: Session, folder: Path, *rows: Mapping[str, Any]) -> int:
    """The record of a study with these findings, each on an outcome domain of its own or not."""
    told = [{"f_findingid": n, **row} for n, row in enumerate(rows, 1)]
    import_wwc(session, [sample.file(folder, "studies", *told)])
    return session.execute(select(RECORDS.c.id)).scalar_one()


def kept(session: Session, record_id: int) -> list[Kept]:
    return queries.kept(session, [("evidence", record_id)]).get(("evidence", record_id), [])


def tiers(rows: Iterable[Kept]) -> dict[str, tuple[int | None, int | None]]:
    return {one.domain: (one.tier, one.given) for one in rows}


def test_an_import_computes_tiers_beside_those_of_its_source(
    session: Session, tmp_path: Path
) -> None:
    record = bring_in(
        session,
        tmp_path,
        {**LARGE, "f_essa_rating": "ESSA Tier 1"},
        {**LARGE, "f_outcome_domain": "Alphabetics", "f_ss": 90, "f_essa_rating": "ESSA Tier 1"},
        {**LARGE, "f_outcome_domain": "Writing", "s_study_rating": sample.STUDY["s_study_rating"]},
        {**LARGE, "f_outcome_domain": "Fluency", "f_is_stat_sig": "False"},
    )
    found = kept(session, record)
    assert tiers(found) == {
        "Comprehension": (1, 1),
        "Alphabetics": (3, 1),
        "Writing": (1, None),
        "Fluency": (None, None),
    }
    assert [one.stands for one in found] == [
        None if one.domain == "Fluency" else 1 for one in found
    ]
    assert queries.best_of(session, "evidence", [record])[record].is_computed is False


def test_where_its_source_gives_none_the_computed_one_stands_and_says_so(
    session: Session, tmp_path: Path
) -> None:
    record = bring_in(session, tmp_path, {**LARGE, "f_ss": 90})
    best = queries.best_of(session, "evidence", [record])[record]
    assert best == Best(3, "Comprehension", True, 0)
    assert queries.notes(best) == ["Computed, not reviewed yet"]


def test_what_speaks_against_it_is_counted_wherever_it_is(session: Session, tmp_path: Path) -> None:
    record = bring_in(
        session,
        tmp_path,
        {**LARGE, "f_essa_rating": "ESSA Tier 1"},
        {**AGAINST, "f_outcome_domain": "Alphabetics"},
        {**AGAINST, "f_outcome_domain": "Alphabetics", "f_is_subgroup": "True"},
    )
    assert {one.domain: one.unfavorable for one in kept(session, record)} == {
        "Comprehension": 0,
        "Alphabetics": 2,
    }
    best = queries.best_of(session, "evidence", [record])[record]
    assert queries.notes(best) == ["A significant finding is unfavorable"]


def test_a_tier_that_stands_otherwise_is_in_the_history_and_a_first_one_is_not(
    session: Session, tmp_path: Path
) -> None:
    record = bring_in(session, tmp_path, LARGE)
    lines = select(Event.detail).where(Event.verb == "tier_changed")
    assert session.execute(lines).all() == []
    session.execute(update(RECORDS).values(multisite=False))
    assert refresh(session, ("evidence", record)) == 1
    assert session.execute(lines).scalars().all() == [
        {"domain": "Comprehension", "before": 1, "after": 3, "reviewed": False}
    ]
    assert refresh(session, ("evidence", record)) == 0
    assert len(session.execute(lines).all()) == 1


def test_an_upgrade_computes_what_an_earlier_release_did_not(app: Flask, tmp_path: Path) -> None:
    with app.app_context(), db.transaction() as session:
        record = bring_in(session, tmp_path, LARGE)
        session.execute(delete(TIERS))
    with app.app_context(), db.transaction() as session:
        assert operations.refresh(session) == 1
        assert tiers(kept(session, record)) == {"Comprehension": (1, None)}
        assert operations.refresh(session) == 0
        session.execute(update(TIERS).values(form=0, tier=4))
    with app.app_context(), db.transaction() as session:
        assert operations.refresh(session) == 1
        assert tiers(kept(session, record)) == {"Comprehension": (1, None)}


@pytest.mark.both_databases
def test_tiers_of_many_outcomes_are_written_together(session: Session, tmp_path: Path) -> None:
    rows = [{**LARGE, "f_outcome_domain": f"Outcome “{n}”"} for n in range(1, 40)]
    record = bring_in(session, tmp_path, *rows)
    assert tiers(kept(session, record)) == {f"Outcome “{n}”": (1, None) for n in range(1, 40)}
