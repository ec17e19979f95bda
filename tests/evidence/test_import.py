"""Bringing WWC evidence in: totals, order, repetition, change, and what is kept when it fails."""

from itertools import permutations
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlmodel import Session

from rpp import db, history
from rpp.errors import DomainError
from rpp.evidence import operations
from rpp.evidence.importing.report import ImportReport
from rpp.evidence.models import EvidenceFinding, EvidenceRecord
from rpp.evidence.operations import import_wwc
from rpp.vocabulary import Tag
from tests.evidence import sample

RECORDS = EvidenceRecord.__table__
FINDINGS = EvidenceFinding.__table__


def bring_in(session: Session, *paths: Path) -> ImportReport:
    report = import_wwc(session, paths)
    session.commit()
    return report


def content(session: Session) -> dict[str, dict]:
    """Everything but ids and times, by key."""
    keys = {row.id: row.key for row in session.execute(select(RECORDS.c.id, RECORDS.c.key))}
    rows = [
        dict(row)
        for table in (RECORDS, FINDINGS)
        for row in session.execute(select(table)).mappings()
    ]
    found = {}
    for row in rows:
        row["record"] = keys.get(row.pop("record_id", None))
        for name in ("id", "imported_at", "updated_at"):
            row.pop(name, None)
        found[row["key"]] = row
    return found


def test_all_of_the_export(session: Session, check_data: Path):
    files = sorted((check_data / "wwc").glob("*.csv"))
    report = bring_in(session, *files)
    assert report.held.studies == 224
    assert report.held.findings == 6972
    assert report.held.findings_with_citation == 947
    assert [problem.file.endswith("dictionary.csv") for problem in report.problems] == [True]

    of_studies = select(RECORDS.c.id).where(RECORDS.c.form == "study")
    assert session.scalar(select(func.count()).where(FINDINGS.c.record_id.in_(of_studies))) == 947
    assert (
        session.scalar(
            select(func.count()).where(RECORDS.c.form == "study", RECORDS.c.essa_tier.is_(None))
        )
        == 172
    )
    noted = select(FINDINGS.c.filled).where(FINDINGS.c.note != "")
    by_studies = ["effect_size" in filled for filled in session.execute(noted).scalars()]
    assert (by_studies.count(False), by_studies.count(True)) == (229, 5)
    named = select(func.count()).where(FINDINGS.c.intervention == "", FINDINGS.c.study_key != "")
    assert session.scalar(named) == 0  # the file of studies names what the export leaves out
    worst = session.scalar(select(FINDINGS.c.flag).where(FINDINGS.c.key == "wwc:finding:2096"))
    assert "207.74" in worst

    # The trimmed files hold the same, and a second run changes nothing.
    again = bring_in(session, *sorted(sample.SEED.glob("*.csv")))
    assert not again.changed
    assert (again.findings.unchanged, again.problems) == (6972, [])
    assert "Nothing changed" in str(again)


def test_the_order_of_the_files_does_not_matter(session: Session, tmp_path: Path):
    files = [
        sample.file(tmp_path, "findings", {}, {"FindingID": 502, "Effect_Size_WWC": ""}),
        sample.file(tmp_path, "studies", {}),
        sample.file(tmp_path, "reports", {}),
    ]
    seen = []
    for order in permutations(files):
        for together in (True, False):
            for run in [order] if together else [[path] for path in order]:
                import_wwc(session, run)
            seen.append(content(session))
            session.rollback()
    assert all(each == seen[0] for each in seen)


def test_the_files_complete_each_other(session: Session, tmp_path: Path):
    export = sample.file(
        tmp_path,
        "findings",
        {"Effect_Size_WWC": "", "Outcome_Sample_Size": 0, "ESSA_Rating": ""},
    )
    studies = sample.file(tmp_path, "studies", {})
    bring_in(session, export)
    bring_in(session, studies)
    row = session.execute(select(FINDINGS)).one()
    assert (row.comparison, row.outcome) == ("Business as usual", "Gates Reading Test: Total")
    assert (row.effect_size, row.n_total, row.essa_tier) == (0.04, 118, 1)
    assert {"effect_size", "essa_tier", "n_total"} <= set(row.filled)
    assert "comparison" not in row.filled
    home = session.execute(select(RECORDS).where(RECORDS.c.id == row.record_id)).one()
    assert (home.key, home.essa_tier, home.sample_size) == ("wwc:study:33", 1, 118)
    assert home.interventions == ["Word Club®"]

    # The export alone, later and without the study file, takes nothing of it away.
    assert not bring_in(session, export).changed


def test_what_differs_is_updated_and_nothing_is_added_twice(session: Session, tmp_path: Path):
    bring_in(session, sample.file(tmp_path, "findings", {}, {"FindingID": 502}))
    report = bring_in(
        session,
        sample.file(tmp_path, "findings", {"Improvement_Index": -4}, {"FindingID": 502}),
    )
    assert (report.findings.added, report.findings.updated, report.findings.unchanged) == (0, 1, 1)
    row = session.execute(select(FINDINGS).where(FINDINGS.c.key == "wwc:finding:501")).one()
    assert row.direction == "comparison"
    assert "lower score is better" in row.note
    verbs = select(func.count()).where(history.Event.verb == "imported")
    assert session.scalar(verbs) == 2

    report = bring_in(session, sample.file(tmp_path, "studies", {"s_study_rating": ""}))
    assert report.records.added == 1
    report = bring_in(session, sample.file(tmp_path, "studies", {"s_ericid": "EJ2"}))
    assert report.records.updated == 1
    assert session.scalar(select(func.count()).select_from(FINDINGS)) == 2


def test_an_effect_that_no_intervention_has_is_flagged_and_kept(session: Session, tmp_path: Path):
    bring_in(session, sample.file(tmp_path, "findings", {"Effect_Size_WWC": 207.74}))
    row = session.execute(select(FINDINGS)).one()
    assert row.effect_size == 207.74
    assert "likely an error in the source" in row.flag


def test_a_study_rated_twice_shows_the_cautious_rating(session: Session, tmp_path: Path):
    with_reservations = "Meets WWC standards with reservations"
    bring_in(
        session,
        sample.file(
            tmp_path, "studies", {}, {"f_findingid": 502, "s_study_rating": with_reservations}
        ),
    )
    row = session.execute(select(RECORDS)).one()
    assert row.rating == with_reservations
    assert "without reservations" in row.note


def test_the_best_tier_of_a_finding_is_that_of_its_record(session: Session, tmp_path: Path):
    tiers = ({}, {"FindingID": 502, "ESSA_Rating": "ESSA Tier 3"})
    bring_in(session, sample.file(tmp_path, "findings", *tiers))
    row = session.execute(select(RECORDS)).one()
    assert row.essa_tier == 1
    assert [(one.domain, one.findings, one.tier) for one in row.outcomes] == [
        ("Comprehension", 2, 1)
    ]


def test_a_topic_told_by_the_measure_goes_before_that_of_its_domain(
    session: Session, tmp_path: Path
):
    bring_in(session, sample.file(tmp_path, "findings", {}))
    assert session.scalar(select(FINDINGS.c.topic)) == "literacy"
    bring_in(session, sample.file(tmp_path, "studies", {"topic": "behavior"}))
    assert session.scalar(select(FINDINGS.c.topic)) == "behavior"


def test_tags_follow_the_records(session: Session, tmp_path: Path):
    def tags() -> set[tuple[str, str]]:
        rows = session.execute(select(Tag.element, Tag.code).where(Tag.kind == "evidence"))
        return {(row.element, row.code) for row in rows}

    bring_in(session, sample.file(tmp_path, "findings", {}), sample.file(tmp_path, "reports", {}))
    assert {("tier", "1"), ("topic", "literacy"), ("grade", "06"), ("subject", "ela")} <= tags()
    assert ("effect", "potentially-positive") in tags()
    bring_in(session, sample.file(tmp_path, "findings", {"ESSA_Rating": ""}))
    # A tier taken back in the export is withdrawn here.
    assert ("tier", "none") in tags()
    assert ("tier", "1") not in tags()


def test_reports_keep_what_they_concluded_elsewhere(session: Session, tmp_path: Path):
    bring_in(session, sample.file(tmp_path, "reports", {}, {"Outcome_Domain": "Alphabetics"}))
    bring_in(session, sample.file(tmp_path, "reports", {"Effectiveness_Rating": "Mixed Effects"}))
    (said,) = session.execute(select(RECORDS.c.effectiveness)).scalars()
    assert [(each.domain, each.rating) for each in said] == [
        ("Alphabetics", "Potentially Positive Effects"),
        ("Comprehension", "Mixed Effects"),
    ]


def test_bad_rows_are_reported_and_the_others_kept(session: Session, tmp_path: Path):
    path = sample.file(tmp_path, "findings", {"FindingID": ""}, {"FindingID": 502})
    report = bring_in(session, path)
    assert [str(problem) for problem in report.problems] == [f"{path}:2: findingid is missing"]
    assert report.findings.added == 1
    assert f"{path}:2: findingid is missing" in str(report)


def test_a_file_that_is_not_of_the_wwc_is_refused(session: Session, tmp_path: Path):
    other = tmp_path / "menu.csv"
    other.write_text("dish,price\nsoup,3\n")
    with pytest.raises(DomainError, match=r"menu\.csv:1: the header is not that of a WWC file"):
        import_wwc(session, [other])
    with pytest.raises(DomainError, match="cannot be read"):
        import_wwc(session, [tmp_path / "none.csv"])


def test_a_crash_leaves_nothing_behind(app, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    def crash(*_: object) -> None:
        raise RuntimeError("the power went")

    monkeypatch.setattr(operations, "tag", crash)
    with app.app_context():
        with pytest.raises(RuntimeError), db.transaction() as session:
            import_wwc(session, [sample.file(tmp_path, "findings", {})])
        with db.reading_replica() as session:
            assert content(session) == {}


def test_the_command(app, tmp_path: Path):
    runner = app.test_cli_runner()
    path = sample.file(tmp_path, "findings", {})
    done = runner.invoke(args=["import", "wwc", str(path)])
    assert done.exit_code == 0, done.output
    assert "Findings: 1 added, 0 updated, 0 unchanged." in done.output
    assert "Nothing changed" in runner.invoke(args=["import", "wwc", str(path)]).output
    refused = runner.invoke(args=["import", "wwc", str(tmp_path / "gone.csv")])
    assert refused.exit_code == 1
    assert "cannot be read" in refused.output


def test_the_command_alone_reads_what_comes_with_the_portal(app):
    done = app.test_cli_runner().invoke(args=["import", "wwc"])
    assert done.exit_code == 0, done.output
    assert "In all: 224 studies" in done.output
    assert "6,972 findings, 947 of them with a citation" in done.output
