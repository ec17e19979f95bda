"""Tables as spreadsheets write them are read alike, and no cell becomes a formula."""

import codecs

import pytest

from rpp.errors import DomainError
from rpp.files import tables
from rpp.privacy import student_table

PLAIN = tables.Table(["school", "riders"], [["Peña", "1,5"], ["b", "−3"]])


@pytest.mark.parametrize(
    "data",
    [
        "school;riders\nPeña;1,5\nb;−3\n".encode(),
        codecs.BOM_UTF8 + 'school,riders\r\n"Peña","1,5"\r\nb,−3\r\n\r\n'.encode(),
        "school\triders\nPeña\t1,5\nb\t−3".encode("utf-16"),
        codecs.BOM_UTF16_BE + "school|riders\nPeña|1,5\nb|−3".encode("utf-16-be"),
        "school;riders;\nPeña;1,5;\nb;−3;\n".encode(),
    ],
)
def test_a_table_is_read_whatever_its_encoding_and_delimiter(data: bytes) -> None:
    assert tables.read(data) == PLAIN
    written = tables.written(tables.read(data))
    assert tables.read(written) == PLAIN
    assert tables.first(written, 1) == tables.Table(PLAIN.head, PLAIN.rows[:1])


def test_the_encoding_of_older_spreadsheets_is_known() -> None:
    assert tables.read("school,é\nPeña’s,1\n".encode("cp1252")).rows == [["Peña’s", "1"]]


def test_lists_within_cells_are_not_taken_for_columns() -> None:
    data = b'school;answers\nNorth;["yes", "no", "no"]\nSouth;["no", "no", "no"]\n'
    assert tables.read(data).rows[0] == ["North", '["yes", "no", "no"]']


def test_a_table_of_one_column_has_one() -> None:
    assert tables.read(b"PO\nOPP\nPPO\n") == tables.Table(["PO"], [["OPP"], ["PPO"]])


def test_a_cell_of_several_lines_stays_one() -> None:
    assert tables.read(b'a,b\n"one\ntwo, three",4\n').rows == [["one\ntwo, three", "4"]]


@pytest.mark.parametrize("cell", ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "＝1", "\t=1"])
def test_no_cell_becomes_a_formula(cell: str) -> None:
    [row] = tables.read(tables.written(tables.Table(["a", "b"], [[cell, "x"]]))).rows
    assert row[0].startswith("'")


@pytest.mark.parametrize("cell", ["-3.1", "+5", "−17", "1,534", "62%", "-1e-3", ".5", "no", ""])
def test_numbers_stay_numbers(cell: str) -> None:
    assert tables.safe(cell) == cell


def test_what_a_column_holds_is_guessed() -> None:
    table = tables.read(b"month,share,on,why\n1,62%,2026-01-02,x\n2,,2026-02-03,4\n")
    assert [table.guessed(n) for n in range(4)] == ["number", "number", "date", "text"]


REFUSED = {
    "no rows": b"a,b\n",
    "nothing": b"",
    "a cell too many": b"a,b\n1,2,3\n",
    "a column without a name": b"a,,c\n1,2,3\n",
    "two of a name": b"a,a\n1,2\n",
    "an office file": b"PK\x03\x04\x14\x00\x06\x00",
    "an open quote": b'a,b\n"1,2\n3,4',
    "too many rows": b"a,b\n" + b"1,2\n" * (tables.ROWS + 1),
    "too many columns": b",".join(b"c%d" % n for n in range(101)) + b"\n" + b",".join([b"1"] * 101),
    "a long cell": b"a,b\n" + b"x" * 5_000 + b",2\n",
    "too many bytes": b"a,b\n" + b"1,2\n" + b"x" * tables.MOST,
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_is_no_table_or_too_much_is_refused(what: str) -> None:
    with pytest.raises(DomainError) as refusal:
        tables.read(REFUSED[what])
    assert refusal.value.field == "file"


@pytest.mark.parametrize(
    ("head", "row"),
    [
        (["Student ID", "x"], ["4", "5"]),
        (["first_name", "x"], ["Ada", "5"]),
        (["DOB", "x"], ["1", "5"]),
        (["who", "x"], ["Ada King, 3/4/2012", "5"]),
        (["who", "x"], ["state id: 4471234", "5"]),
    ],
)
def test_a_table_of_single_students_is_known(head: list[str], row: list[str]) -> None:
    assert student_table(head, [row]) is not None


def test_a_table_of_schools_is_none_of_students() -> None:
    assert student_table(["school name", "students", "grade"], [["North High", "41", "9"]]) is None
