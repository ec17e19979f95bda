"""`flask import ris|bibtex|eric|csv`: what is brought in, what is told, and a second run."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import func, select
from sqlmodel import Session

from rpp.evidence import queries
from rpp.evidence.models import EvidenceRecord
from rpp.evidence.references.models import (
    IDENTIFIERS,
    ROWS,
    EvidenceIdentifier,
    ImportRow,
    ReferenceImport,
)
from tests.evidence import sample
from tests.evidence.references.library import many, ris

RECORDS = EvidenceRecord.__table__
Run = Callable[..., Result]


@pytest.fixture
def run(app: Flask, tmp_path: Path) -> Run:
    def run_(format: str, text: str | bytes, *options: str) -> Result:
        file = tmp_path / f"references.{format}"
        file.write_bytes(text.encode() if isinstance(text, str) else text)
        return app.test_cli_runner().invoke(args=["import", format, str(file), *options])

    return run_


def count(session: Session) -> int:
    # Another process wrote since the last look.
    session.rollback()
    return session.scalar(select(func.count()).select_from(RECORDS)) or 0


@pytest.mark.both_databases
def test_references_are_brought_in_once(run: Run, session: Session) -> None:
    text = many(7) + ris("No DOI", "Feld, I", PY=2001) + "TY  - JOUR\nAU  - Nobody\nER  - \n"
    dry = run("ris", text, "--dry-run")
    assert dry.exit_code == 3
    assert "9 entries: 8 new, 0 here already, 0 to decide, 1 not understood." in dry.output
    assert count(session) == 0

    first = run("ris", text)
    assert (first.exit_code, count(session)) == (3, 8)
    assert "9 entries: 8 added, 0 here already, 0 to decide" in first.output
    assert "This entry has no title. It was left out." in first.output

    second = run("ris", text)
    assert (second.exit_code, count(session)) == (3, 8)
    assert "9 entries: 0 added, 8 here already, 0 to decide" in second.output
    # The same publications in another format are the same by their DOIs.
    bib = "@article{a, title={Invented trial 1 of reading in pairs}, doi={10.5555/INVENTED.1}}"
    assert "0 added, 1 here already" in run("bibtex", bib).output
    assert run("bibtex", bib).exit_code == 0

    one = session.scalars(
        select(EvidenceRecord).where(RECORDS.c.title == "Invented trial 1 of reading in pairs")
    ).one()
    assert (one.form, one.source, one.essa_tier, one.rating) == ("reference", "import", None, "")
    assert one.citation == (
        "Name1, A. (1991). Invented trial 1 of reading in pairs. Invented Review."
        " https://doi.org/10.5555/invented.1"
    )
    assert one.reference
    assert one.reference.authors == ["Name1, Ada"]


def test_all_formats_have_a_command(run: Run, session: Session) -> None:
    documents = [{"id": "EJ1000001", "title": "From ERIC", "author": ["Feld, I"]}]
    assert run("eric", json.dumps({"response": {"docs": documents}})).exit_code == 0
    assert run("csv", "title,eric id\nIn a table,EJ1000001\nAnother,\n").exit_code == 3
    assert run("bibtex", "@misc{a, title={In BibTeX}}").exit_code == 0
    titles = session.scalars(select(RECORDS.c.title).order_by(RECORDS.c.id)).all()
    assert titles == ["From ERIC", "Another", "In BibTeX"]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [(b"", "is empty"), (b"%PDF-1.7 x", "not a text file"), (b"hello", "No reference was found")],
)
def test_a_file_without_references_is_refused_in_words(
    run: Run, session: Session, text: bytes, sentence: str
) -> None:
    answer = run("ris", text)
    assert answer.exit_code == 1
    assert sentence in answer.output
    assert count(session) == 0


def test_what_a_reviewed_study_is_known_by_joins_it(
    run: Run, session: Session, tmp_path: Path, app: Flask
) -> None:
    studies = sample.file(tmp_path, "studies", {"s_ericid": "EJ1234567"})
    app.test_cli_runner().invoke(args=["import", "wwc", str(studies)])
    before = session.execute(select(RECORDS.c.title, RECORDS.c.rating, RECORDS.c.key)).one()
    answer = run("ris", ris("Whatever it is called in a catalog", AN="EJ1234567", AB="It says."))
    # The number is the same and the title is not: a person decides.
    assert "1 to decide" in answer.output
    title = before.title
    assert "1 here already" in run("ris", ris(title, AN="EJ1234567", AB="It says.")).output
    session.rollback()
    study = session.scalars(select(EvidenceRecord)).one()
    assert (study.title, study.rating, study.key) == tuple(before)
    assert study.reference
    assert study.reference.abstract == "It says."
    assert queries.totals(session).studies == 1


@pytest.mark.both_databases
def test_two_entries_of_one_file_may_be_one(run: Run, session: Session) -> None:
    text = (
        ris("Pairs: A trial", "Feld, Imani", DO="10.5555/a", PY=2001)
        + ris("Pairs", "Feld, I.", DO="https://doi.org/10.5555/A", AB="Said later", PY=2001)
        + ris("Pairs: A trial", "Feld, Imani", DO="10.5555/a", PY=2001)
        + ris("Pairs: A trial", "Feld, Imani", DO="10.5555/b", PY=2001)
    )
    assert "4 entries: 2 added, 2 here already" in run("ris", text).output
    one = session.scalars(select(EvidenceRecord).order_by(RECORDS.c.id)).first()
    assert one
    assert one.reference
    assert one.reference.abstract == "Said later"
    assert one.sentence == "Said later"
    told = session.scalars(select(ImportRow).order_by(ImportRow.__table__.c.number)).all()
    assert [row.record_id == one.id for row in told] == [True, True, True, False]
    held = session.scalars(select(EvidenceIdentifier)).all()
    assert sorted(each.value for each in held if each.scheme == "doi") == ["10.5555/a", "10.5555/b"]
    assert session.scalars(select(ReferenceImport)).one().status == "done"


def test_the_doi_of_a_book_makes_its_chapters_no_duplicates(run: Run, session: Session) -> None:
    book = "10.5555/a.handbook"
    text = (
        ris("What bus schedules do to mornings", "Feld, I", kind="CHAP", DO=book, PY=2001)
        + ris("How principals read a calendar", "Park, Jo", kind="CHAP", DO=book, PY=2001)
        + ris("Lunch lines: An invented study", "Chen, Bo", kind="CHAP", DO=book, PY=2001)
    )
    first = run("ris", text)
    assert "3 entries: 3 added, 0 here already, 0 to decide" in first.output
    assert "line 7: Another entry with another title has this DOI" in first.output
    assert (run("ris", text).exit_code, count(session)) == (0, 3)
    held = session.scalars(select(EvidenceIdentifier).where(IDENTIFIERS.c.scheme == "doi")).all()
    assert [one.value for one in held] == [book]


def test_numbers_that_contradict_each_other_are_for_a_person(run: Run, session: Session) -> None:
    run("ris", ris("Reading in pairs", "Feld, I", DO="10.5555/a"))
    run("ris", ris("Writing in pairs", "Park, Jo", AN="EJ1234567"))
    # An article with the DOI of another title; and one whose DOI and ERIC number are of two.
    text = ris("Nothing of the kind at all", "Chen, Bo", DO="10.5555/a")
    text += ris("Reading, writing in pairs", "Feld, I", DO="10.5555/a", AN="EJ1234567")
    assert "2 entries: 0 added, 0 here already, 2 to decide" in run("ris", text).output
    rows = session.scalars(select(ImportRow).where(ROWS.c.found == "ask")).all()
    assert [[one.why for one in row.candidates] for row in rows] == [
        ["number"],
        ["several", "several"],
    ]
    assert count(session) == 2


def test_generic_titles_without_authors_are_not_put_together(run: Run, session: Session) -> None:
    text = ris("Editorial", PY=2001) + ris("Editorial", PY=2001) + ris("Editorial", "Feld, I")
    assert "3 entries: 3 added" in run("ris", text).output
    assert "3 here already" in run("ris", text).output
    assert count(session) == 3
