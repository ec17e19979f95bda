"""Findings come and go as files: looked at first, never twice, each bad row by line and column."""

import csv
import io
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from rpp import clock
from rpp.evidence.findings.models import FILES, Finding, FindingFile
from rpp.evidence.findings.table import HEADER
from rpp.evidence.models import RECORDS, EvidenceRecord
from rpp.evidence.operations import import_wwc
from tests.evidence import sample
from tests.evidence.findings.test_recording import FACTS, all_of
from tests.evidence.findings.test_recording import record as record
from tests.support.client import Browser


def rows_of(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


def file_of(*rows: dict[str, str], header: tuple[str, ...] = HEADER, **form: Any) -> bytes:
    out = io.StringIO()
    writer = csv.DictWriter(out, header, **form)
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def send(broker: Browser, base: str, data: bytes, status: int = 200) -> str:
    file = {"file": (io.BytesIO(data), "findings.csv")}
    return broker.send(f"{base}/import", file, status=status).text


def confirm(broker: Browser, base: str) -> str:
    return broker.send(f"{base}/import", action="/import/confirm").text


def test_a_file_is_looked_at_confirmed_and_changes_nothing_the_second_time(
    browser_as: Any, make: Any, record: EvidenceRecord
) -> None:
    broker = browser_as(make.admin())
    base = f"/findings/of/evidence/{record.id}"
    fine = {**FACTS, "domain": "=1+1", "sample": "“Grade 6”, two\nschools"}
    rows = (
        fine,
        {**FACTS, "outcome": "Second", "sd_treated": "-1", "icc": "2"},
        {**FACTS, "outcome": "Third", "mean_treated": "12,5"},
        {**FACTS, "outcome": "Fourth", "key": "finding:99"},
        {**FACTS, "outcome": "Fifth", "of": "study/4"},
        fine,
    )
    shown = send(broker, base, file_of(*rows))
    assert "1 finding to add, 0 to correct, 0 as they are, 5 rows left out" in shown
    for told in (
        "Line 4, sd_treated (Standard deviation, program group)",
        "Line 4, icc (Intraclass correlation)",
        "Line 5, mean_treated (Mean, program group)",
        "Write decimals with a point",
        "Line 6, key",
        "There is no finding “finding:99” here.",
        "Line 7, of",
        "“study/4” is another study or record.",
        "Line 8, outcome (Outcome measure)",
        "It is the same finding as on line 2.",
    ):
        assert told in shown, told
    assert all_of(make, "evidence", record.id) == []
    assert "1 finding added, 0 corrected." in confirm(broker, base)
    (one,) = all_of(make, "evidence", record.id)
    assert (one.domain, one.sample) == ("=1+1", "“Grade 6”, two schools")
    assert make.all(FindingFile) == []

    out = browser_as().get(f"{base}.csv")
    assert out.headers["Content-Type"] == "text/csv; charset=utf-8"
    (row,) = rows_of(out.text)
    assert row["domain"] == "'=1+1"  # no formula
    assert (row["of"], row["key"]) == (f"evidence/{record.id}", one.key)
    for again in (file_of(fine), out.data, b"\xef\xbb\xbf" + out.data.replace(b"\r\n", b"\n")):
        shown = send(broker, base, again)
        assert "0 findings to add, 0 to correct, 1 as they are, 0 rows left out" in shown
        assert "It changes nothing." in shown
    assert all_of(make, "evidence", record.id) == [one]


def test_a_row_with_its_key_corrects_and_keeps_what_the_file_lacks(
    browser_as: Any, make: Any, record: EvidenceRecord
) -> None:
    broker = browser_as(make.admin())
    base = f"/findings/of/evidence/{record.id}"
    broker.send(f"{base}/new", FACTS)
    (one,) = all_of(make, "evidence", record.id)
    shown = send(broker, base, f"KEY;sd_treated;icc\n{one.key};9.5;0.2\n".encode())
    assert "0 findings to add, 1 to correct" in shown
    assert "Standard deviation, program group; Intraclass correlation" in shown
    # Somebody else corrects it before this is confirmed.
    other = browser_as(make.admin())
    other.send(f"/findings/{one.key.partition(':')[2]}/edit", {"icc": "0.3", "reason": "Table 2."})
    page = broker.read(f"{base}/import")
    seen = page.form("/import/confirm").fields["seen"]
    other.send(
        f"/findings/{one.key.partition(':')[2]}/edit", {"n_treated": "999", "reason": "Counted."}
    )
    late = broker.force(f"{base}/import/confirm", {"seen": seen[0]}, follow_redirects=True)
    assert "Something changed since you looked." in late.text
    confirm(broker, base)
    (now,) = all_of(make, "evidence", record.id)
    assert (now.treated.sd, now.icc, now.treated.n) == (9.5, 0.2, 999)
    shown = broker.read(f"/findings/{one.key.partition(':')[2]}").text
    assert "From the file findings.csv" in shown


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "The file is empty."),
        (b"\xef\xbb\xbf \r\n", "The file is empty."),
        (b"outcome,domain\n", "The file has a header and no findings."),
        (b"\xff\xd8\xff\xe0 picture", "The file is not UTF-8 text."),
        ("outcome,domain\nLes\xe9,x\n".encode("latin-1"), "The file is not UTF-8 text."),
        (b"name,size\nx,1\n", "one of them must be “outcome”"),
        (b"outcome,icc,ICC\nx,1,2\n", "The header has a column twice: icc."),
        (b"outcome,\x00icc\nx,1\n", "The header cannot be read"),
        (b"outcome\n" + b"x\n" * 501, "Up to 500 findings in one file."),
        (b"outcome\n" + b"x" * 1_000_000, "The file is larger than 1 MB."),
    ],
    ids=range(10),
)
def test_what_is_no_file_of_findings_is_said(
    browser_as: Any, make: Any, record: EvidenceRecord, data: bytes, sentence: str
) -> None:
    broker = browser_as(make.admin())
    assert sentence in send(broker, f"/findings/of/evidence/{record.id}", data, status=422)


def test_files_of_spreadsheets_are_read_as_they_come(
    browser_as: Any, make: Any, record: EvidenceRecord
) -> None:
    broker = browser_as(make.admin())
    base = f"/findings/of/evidence/{record.id}"
    told = {
        **FACTS,
        "n_assigned_treated": "1050",
        "n_assigned_compared": "1040",
        "n_treated": "1000",
        "mean_compared": "-0.5",
    }
    header = tuple(told)
    semicolons = file_of(told, header=header, delimiter=";", lineterminator="\r\n")
    for data in (
        b"\xef\xbb\xbf" + semicolons,
        file_of(told, header=header, delimiter="\t"),
        semicolons.decode().encode("utf-16"),
        file_of(told, header=header, quoting=csv.QUOTE_ALL, lineterminator="\r"),
        # Lines for people alone, empty lines, empty cells at the end.
        file_of(told, header=header) + b"\r\n# my notes\r\n,,,\r\n",
    ):
        assert "1 finding to add, 0 to correct, 0 as they are, 0 rows left out" in send(
            broker, base, data
        )
    commas = send(broker, base, semicolons.replace(b"1050", b"1,050"))
    assert "a comma could stand for thousands or for decimals" in commas
    broken = send(broker, base, b'outcome,icc\n"never closed,1\nfine,2\n')
    assert "Line 2" in broken
    assert "A quotation mark is never closed." in broken
    short = send(broker, base, b"outcome,icc\nonly\nx,1,2\n")
    assert "2 columns expected, 1 found." in short
    assert "2 columns expected, 3 found." in short
    broker.send(f"{base}/import", action="/import/drop")
    assert make.all(FindingFile) == []


def test_a_file_of_another_person_waits_for_that_person_alone(
    browser_as: Any, make: Any, record: EvidenceRecord
) -> None:
    base = f"/findings/of/evidence/{record.id}"
    send(browser_as(make.admin()), base, file_of(FACTS))
    other = browser_as(make.admin())
    assert "State reading test" not in other.read(f"{base}/import").text
    with make.writing() as session:
        session.execute(update(FILES).values(sent_at=clock.now() - timedelta(days=31)))
    send(other, base, file_of(FACTS))
    assert len(make.all(FindingFile)) == 1  # what waited for a month is gone
    other.send(f"{base}/import", action="/import/drop")
    gone = other.force(f"{base}/import/confirm", {"seen": "x"}, follow_redirects=True)
    assert "brought in or dropped already" in gone.text


def test_all_findings_go_around_once_and_come_back_unchanged(
    browser_as: Any, make: Any, tmp_path: Any
) -> None:
    """What a file of the WWC gives, written, read and compared again, is the same."""
    with make.writing() as session:
        import_wwc(session, [sample.SEED / "reviewed_studies.csv"])
        ids = list(session.execute(select(RECORDS.c.id).order_by(RECORDS.c.id)).scalars())
    text = browser_as().get("/findings.csv").text
    rows = rows_of(text)
    assert len(rows) == 947
    assert [row["of"] for row in rows] == sorted(
        (row["of"] for row in rows), key=lambda of: int(of.partition("/")[2])
    )
    assert sum(bool(row["wwc_tier"]) for row in rows) == 114
    broker = browser_as(make.admin())
    (most,) = [
        id_
        for id_ in ids
        if f"evidence/{id_}"
        == max({row["of"] for row in rows}, key=lambda of: sum(row["of"] == of for row in rows))
    ]
    base = f"/findings/of/evidence/{most}"
    shown = send(broker, base, broker.get(f"{base}.csv").data)
    assert "0 findings to add, 0 to correct" in shown
    assert "0 rows left out" in shown
    assert make.all(Finding) == []


def test_the_template_has_every_column_and_the_page_explains_it(browser_as: Any) -> None:
    anyone = browser_as()
    header, help_ = csv.reader(io.StringIO(anyone.get("/findings/template.csv").text))
    assert tuple(header) == HEADER
    assert help_[0].startswith("#")
    page = anyone.read("/findings/columns")
    for name in HEADER:
        assert name in page.text
    assert "/findings/template.csv" in page.links
