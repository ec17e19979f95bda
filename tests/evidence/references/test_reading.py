"""Files of references as programs really write them: what is read, and what is told by line."""

import json

import pytest

from rpp.errors import DomainError
from rpp.evidence.references.reading import files
from rpp.evidence.references.reading.entries import MOST_AUTHORS, ReadFile
from rpp.evidence.references.reference import Reference


def read(text: str | bytes, format: str = "", encoding: str = "") -> ReadFile:
    return files.read(text.encode() if isinstance(text, str) else text, format, encoding)


def references(text: str | bytes, format: str = "") -> list[Reference]:
    return [one.reference for one in read(text, format).entries if one.reference]


def told(text: str | bytes, format: str = "") -> list[tuple[int, str]]:
    """Line and sentence of everything that was not understood."""
    found = read(text, format)
    troubles = [*found.troubles, *(one for each in found.entries for one in each.troubles)]
    return [(one.line, f"{one.what} {one.done}") for one in troubles]


RIS = """TY  - JOUR
A1  - Feld, Imani
AU  - Park, Jo
T1  - Reading aloud in pairs: A trial
JF  - Journal of Invented Studies
VL  - 12
IS  - 3
SP  - 45
EP  - 67
PY  - 2019/04/01/
DO  - https://doi.org/10.5555/ABC.123
SN  - 1234-5679
AN  - EJ1234567
UR  - https://example.org/a;jsessionid=1
KW  - reading; fluency
KW  - pairs
AB  - We read aloud.
ER  -
"""


def test_an_article_of_a_ris_file_says_all_it_says() -> None:
    (one,) = references(RIS)
    assert one == Reference(
        title="Reading aloud in pairs: A trial",
        type="article",
        authors=["Feld, Imani", "Park, Jo"],
        year=2019,
        published="2019/04/01/",
        container="Journal of Invented Studies",
        volume="12",
        issue="3",
        pages="45–67",
        doi="10.5555/abc.123",
        eric_id="EJ1234567",
        issn="1234-5679",
        url="https://example.org/a;jsessionid=1",
        abstract="We read aloud.",
        keywords=["reading", "fluency", "pairs"],
    )
    assert told(RIS) == []


def test_a_line_of_an_abstract_that_begins_with_er_ends_nothing() -> None:
    text = RIS.replace(
        "AB  - We read aloud.",
        "AB  - We looked at\nER visits of the year, and at\nER  - related stays, and\n"
        "ER - a new word.",
    )
    (one,) = references(text)
    assert one.abstract == (
        "We looked at ER visits of the year, and at ER  - related stays, and ER - a new word."
    ).replace("  ", " ")


def test_a_late_ty_keeps_the_lines_before_it() -> None:
    text = (
        "DB  - Some database\nTI  - First\nAU  - Feld, I\nTY  - JOUR\nPY  - 2001\nER  - \n"
        "AU  - Park, J\nTY  - JOUR\nTI  - Second\nER  - \n"
    )
    first, second = references(text)
    assert (first.title, first.authors, first.type, first.year) == (
        *("First", ["Feld, I"], "article", 2001),
    )
    assert (second.title, second.authors) == ("Second", ["Park, J"])
    assert [line for line, what in told(text) if "TY is not the first" in what] == [4, 8]


def test_lines_after_the_end_stay_with_their_record() -> None:
    text = (
        "TY  - JOUR\nTI  - First\nER  - \nAB  - Its abstract\n"
        "TY  - JOUR\nTI  - Second\nAB  - Its own\nER  - \n"
    )
    assert [one.abstract for one in references(text)] == ["Its abstract", "Its own"]


def test_a_record_without_end_type_or_title_is_told_and_takes_no_other_with_it() -> None:
    text = (
        "Exported by something\n\nTY  - JOUR\nTI  - No end\nTY  - JOUR\nAU  - Nobody, N\nER  - \n"
        "TI  - No type\nAU  - Feld, I\nER  - \nTY  - JOUR\nTI  - Last\nPY  - in press\n"
    )
    assert [one.title for one in references(text)] == ["No end", "No type", "Last"]
    assert told(text) == [
        (1, "This line belongs to no record. Left out."),
        (5, "A new record begins before the last one ended. Both kept."),
        (5, "This entry has no title. It was left out."),
        (8, "This record has no type (TY). Taken as a publication."),
        (13, "The last record has no end (ER). Taken as it is."),
        (11, "The year is not understood. The date is kept as it stands."),
    ]


def test_lines_without_a_tag_go_on_with_what_stands_before_them() -> None:
    text = (
        "TY  - JOUR\nAU  - Feld, Imani\nPark, Jo\nTI  - A long\n  title\nVL  - 12\nor 13\n"
        "KW  - one\ntwo\nER  - \n"
    )
    (one,) = references(text)
    assert (one.title, one.authors, one.volume, one.keywords) == (
        *("A long title", ["Feld, Imani", "Park, Jo"], "12 or 13", ["one", "two"]),
    )
    assert [line for line, _ in told(text)] == [3, 7]


def test_tags_with_other_blanks_are_read_where_the_file_writes_all_of_them_so() -> None:
    (one,) = references("TY - JOUR\nTI - Loose\nAU -  Feld, I\nER -\n")
    assert (one.title, one.authors) == ("Loose", ["Feld, I"])


def test_names_spelled_one_character_at_a_time_are_put_together() -> None:
    letters = "".join(f"A1  - {c}\n" for c in "['Mizdrak,Anja','Scarborough,Peter']")
    (one,) = references(f"TY  - JOUR\n{letters}T1  - Food\nER  - \n")
    assert one.authors == ["Mizdrak, Anja", "Scarborough, Peter"]


def test_forty_authors_are_kept_and_ten_thousand_are_counted() -> None:
    def record(many: int) -> str:
        names = "".join(f"AU  - Name{n}, A\n" for n in range(many))
        return f"TY  - JOUR\n{names}TI  - Many\nER  - \n"

    (few,) = references(record(40))
    (many,) = references(record(10_000))
    assert (len(few.authors), few.more_authors) == (40, 0)
    assert (len(many.authors), many.more_authors) == (MOST_AUTHORS, 9_800)


def test_editors_of_the_book_are_no_authors_of_its_chapter() -> None:
    (one,) = references(
        "TY  - CHAP\nAU  - Feld, I\nA2  - Editor, E\nTI  - Part\nT2  - Whole\n"
        "SN  - 978-0-306-40615-7\nER  - \n"
    )
    assert (one.authors, one.editors, one.container) == (["Feld, I"], ["Editor, E"], "Whole")
    assert (one.isbn, one.issn) == ("9780306406157", "")


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("<p>Objective</p><p>We found <i>p</i> &lt; .05 &amp; n > 30.</p>",
         "Objective\nWe found p < .05 & n > 30."),
        ("&lt;jats:p&gt;Marked&lt;/jats:p&gt;", "Marked"),
        ("A<script>alert('x')</script>B", "A B"),
        ("A <img src=x onerror=alert(1)> B", "A B"),
        ("a\u202egnihton\u202c b\x07\x00c\u200b", "agnihton b c"),
        ("if a < b and c > d", "if a < b and c > d"),
    ],
)  # fmt: skip
def test_abstracts_come_as_plain_words(given: str, shown: str) -> None:
    (one,) = references(f"TY  - JOUR\nTI  - T\nAB  - {given}\nER  - \n")
    assert one.abstract == shown


@pytest.mark.parametrize(
    "data",
    [
        "TY  - JOUR\r\nTI  - Café “déjà”\r\nER  - \r\n".encode("cp1252"),
        b"\xef\xbb\xbf" + "TY  - JOUR\rTI  - Café “déjà”\rER  - \r".encode(),
        "TY  - JOUR\nTI  - Café “déjà”\nER  - \n".encode("utf-16"),
        "TY  - JOUR\nTI  - Café “déjà”\nER  - \n".encode("utf-16-le"),
        "TY  - JOUR\nTI  - Cafe\u0301 “déjà”\nER  - \n".encode(),
    ],
)
def test_a_file_is_read_in_the_encoding_it_is_in(data: bytes) -> None:
    assert [one.title for one in references(data)] == ["Café “déjà”"]


def test_a_file_of_two_encodings_tells_the_lines_of_the_second() -> None:
    data = "TY  - JOUR\nTI  - Café\nER  - \n".encode()
    data += "TY  - JOUR\nTI  - Niño\nER  - \n".encode("cp1252")
    assert [one.title for one in references(data)] == ["Café", "Niño"]
    assert told(data) == [(5, "This line is not UTF-8. Read as Windows-1252.")]


BIB = r"""
@comment{ nothing }
@string{joe = "Journal of Eyes"}
@article{a1,
  author = {M{\"u}ller, Zo{\'e} and {World Bank} and Ludwig van Beethoven and others},
  title = {{The {ABC} of \emph{seeing} {\&} $p<.05$}},
  journal = joe, year = 2011, month = jan, volume={4}, pages = {12--15},
  doi = {10.5555/ab{\_}c}, url = "https://example.org/x\_y%20z",
  abstract = "Seeing, and {"}not{"} hearing"
}
@incollection{part, crossref={whole}, title={A part}, author={Feld, Imani}}
@book{whole, title={The whole}, editor={Editor, Eva}, year={1999}, publisher={Nowhere Press}}
@article{open,
  title = {Never closed},
  author = {Park, Jo
@misc{after, title = {After the broken one}, year = sometime}
"""


def test_bibtex_is_read_entry_by_entry() -> None:
    one, part, _whole, broken, after = (entry.reference for entry in read(BIB).entries)
    assert one
    assert part
    assert after
    assert one.title == "The ABC of seeing & $p<.05$"
    assert one.authors == ["Müller, Zoé", "World Bank", "van Beethoven, Ludwig"]
    assert (one.container, one.year, one.pages) == ("Journal of Eyes", 2011, "12–15")
    assert (one.doi, one.url) == ("10.5555/ab_c", "https://example.org/x_y%20z")
    assert (part.container, part.year, part.editors) == ("The whole", 1999, ["Editor, Eva"])
    assert (after.title, after.published) == ("After the broken one", "sometime")
    assert broken
    assert broken.title == "Never closed"
    assert told(BIB) == [
        (13, "The braces of this entry do not close. Closed there."),
        (16, "“sometime” is not defined. Taken as it stands."),
        (16, "The year is not understood. The date is kept as it stands."),
    ]


ERIC = {
    "response": {
        "numFound": 2,
        "docs": [
            {
                "id": "EJ1111111",
                "title": "Invented Paper &amp; Its Title",
                "author": ["Feld, Imani", "Park, Jo"],
                "description": "<p>What it says.</p>",
                "subject": ["Reading", "Fluency"],
                "publicationdateyear": 2019,
                "source": "Invented Review, v12 n3 p45-67 Mar 2019",
                "url": "http://dx.doi.org/10.5555/eric.1",
                "peerreviewed": "T",
                "publicationtype": ["Journal Articles", "Reports - Research"],
                "issn": ["ISSN-1234-5679"],
                "language": ["English"],
            },
            {"id": "ED222222", "title": "A report", "institution": ["A Center"], "author": None,
             "publicationtype": ["Reports - Evaluative"], "peerreviewed": "F"},
        ],
    }
}  # fmt: skip


@pytest.mark.parametrize("shape", ["whole", "documents", "one each line", "two answers"])
def test_answers_of_eric_are_read_in_any_shape(shape: str) -> None:
    documents = ERIC["response"]["docs"]
    assert isinstance(documents, list)
    text = {
        "whole": json.dumps(ERIC, indent=1),
        "documents": json.dumps(documents),
        "one each line": "\n".join(map(json.dumps, documents)),
        "two answers": "".join(json.dumps({"response": {"docs": [one]}}) for one in documents),
    }[shape]
    article, report = references(text)
    assert article.title == "Invented Paper & Its Title"
    assert (article.eric_id, article.doi, article.issn) == (
        *("EJ1111111", "10.5555/eric.1", "1234-5679"),
    )
    assert (article.container, article.volume, article.issue, article.pages) == (
        *("Invented Review", "12", "3", "45-67"),
    )
    assert (article.type, article.peer_reviewed, article.abstract) == (
        *("article", True, "What it says."),
    )
    assert (report.type, report.authors, report.peer_reviewed) == ("report", ["A Center"], False)


def test_json_that_breaks_off_gives_what_stands_before() -> None:
    text = json.dumps({"id": "ED1234567", "title": "Whole"}) + '\n{"id": "ED123'
    assert [one.title for one in references(text)] == ["Whole"]
    assert told(text)[0][0] == 2
    with pytest.raises(DomainError, match="nested too deeply"):
        read("[" * 200_000, "eric")


CSV = "Title;Authors;Publication Year;Source title;DOI;ISBN;Color\n"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1252", "utf-16"])
def test_a_table_of_excel_is_read_whatever_it_did_to_it(encoding: str) -> None:
    text = (
        f"sep=;\n{CSV}".replace("\n", "\r\n")
        + '"Élan; or ""speed""";"Feld, Imani; Park, Jo";2004.0;A Journal;'
        + "10.5555/x;9.78031E+12;red;more\r\n"
        + ";;;;;;\r\n=HYPERLINK(1);Feld, Imani;2005;;;;\r\n"
    )
    one, formula = references(text.encode(encoding))
    assert (one.title, one.authors, one.year) == (
        *('Élan; or "speed"', ["Feld, Imani", "Park, Jo"], 2004),
    )
    assert (one.container, one.doi, one.isbn) == ("A Journal", "10.5555/x", "")
    assert formula.title == "=HYPERLINK(1)"
    sentences = told(text.encode(encoding))
    assert (3, "A spreadsheet shortened the isbn. It was left out.") in sentences
    assert (3, "This row has more cells than the header. The rest was left out.") in sentences
    assert any("“Color” is not known" in what for _, what in sentences)


def test_a_table_without_titles_says_which_columns_are_known() -> None:
    with pytest.raises(DomainError, match="No column is headed “title”"):
        read("name of it,year\nA,2001\n", "csv")


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "is empty"),
        (b"\0\0\0\0", "is empty"),
        (b"PK\x03\x04" + b"x" * 99, "not a text file"),
        (bytes(range(32)) * 40, "not a text file"),
        (b"a" * (20 * 1024**2 + 1), "larger than 20 MB"),
        (b"Just a letter.\nNothing more.\n", "No reference was found"),
    ],
)
def test_what_is_no_file_of_references_is_refused_in_words(data: bytes, sentence: str) -> None:
    with pytest.raises(DomainError, match=sentence):
        read(data)


def test_a_line_without_end_is_cut_and_told() -> None:
    text = f"TY  - JOUR\nTI  - T\nAB  - {'word ' * 1_000_000}\nER  - \n"
    (one,) = references(text)
    assert len(one.abstract) <= 20_000
    assert told(text)[0] == (3, "This line has 5,000,006 characters. It was cut after 100,000.")
