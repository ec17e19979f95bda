"""What is the same, what may be, and what only looks so: told by numbers, titles and people."""

from dataclasses import replace

import pytest

from rpp.evidence.references import identifiers, matching
from rpp.evidence.references.matching import Compared
from rpp.evidence.references.reference import Reference

ONE = Reference(
    "Reading aloud in pairs: A trial in twelve schools",
    type="article",
    authors=["Feld, Imani", "Park, Jo"],
    year=2019,
    container="Journal of Invented Studies",
    volume="12",
    pages="45–67",
)
EDITORIAL = Reference("Editorial", authors=["Feld, Imani"], year=2019, container="A Journal")


def why(one: Reference, other: Reference) -> str:
    answers = {
        matching.suggests(Compared.of(one), Compared.of(other)),
        matching.suggests(Compared.of(other), Compared.of(one)),
    }
    assert len(answers) == 1, "it must not matter which comes first"
    return answers.pop()


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, "title"),
        ({"title": "READING ALOUD IN PAIRS - a trial in twelve schools"}, "title"),
        ({"title": "Reading aloud in pairs"}, "title"),
        ({"title": "Reading alöud in pairs: A trial in twelve schools."}, "title"),
        ({"year": None, "authors": []}, "title"),
        ({"year": 2020}, "title"),  # online first, then in print
        ({"authors": ["van Feld, I."]}, "title"),
        ({"doi": "10.5555/a"}, "title"),  # one of them gives none
        ({"title": "Reading aloud in pair: A trial in 12 schools"}, ""),
        ({"title": "Reading aloud in pairs: A trail in twelve school"}, "author"),
        ({"title": "Reading aloud in pairs, a trial"}, "author"),  # cut short
        # What says that there are two.
        ({"year": 2021}, ""),
        ({"authors": ["Chen, Bo"]}, ""),
        ({"volume": "13"}, ""),
        ({"pages": "68–90"}, ""),
        ({"title": "Reading aloud in pairs: A trial in twelve schools, part 2"}, ""),
        ({"title": "Reading aloud in pairs: What teachers say"}, ""),
    ],
)
def test_titles_suggest_and_what_differs_decides(changes: dict, expected: str) -> None:
    assert why(ONE, replace(ONE, **changes)) == expected


def test_different_numbers_are_different_publications() -> None:
    for name, values in {
        "doi": ("10.5555/a", "10.5555/b"),
        "eric_id": ("ED100000", "ED200000"),
    }.items():
        first, second = (replace(ONE, **{name: value}) for value in values)
        assert why(first, second) == ""


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, "title"),
        ({"authors": []}, ""),
        ({"year": None}, ""),
        ({"year": 2018}, ""),
        ({"container": "Another Journal"}, ""),
        ({"pages": "1"}, "title"),
    ],
)
def test_a_generic_title_needs_its_author_its_year_and_its_place(
    changes: dict, expected: str
) -> None:
    assert why(EDITORIAL, replace(EDITORIAL, **changes)) == expected
    for title in ("Introduction", "Final Report", "Editor’s Introduction", "Book Review"):
        named = replace(EDITORIAL, title=title)
        assert why(named, replace(named, authors=[])) == ""


@pytest.mark.parametrize(
    ("text", "doi"),
    [
        ("10.1234/ABC", "10.1234/abc"),
        ("https://doi.org/10.1234/abc", "10.1234/abc"),
        ("http://dx.doi.org/10.1234%2Fabc", "10.1234/abc"),
        ("doi:10.1234/abc.", "10.1234/abc"),
        (
            "doi: 10.1002/(SICI)1097-4571(199806)49:8<693::AID-ASI4>3.0.CO;2-O",
            "10.1002/(sici)1097-4571(199806)49:8<693::aid-asi4>3.0.co;2-o",
        ),
        ("(10.1234/a(b)c)", "10.1234/a(b)c"),
        (r"10.1007/978-3-319-20794-0{\_}129-1", "10.1007/978-3-319-20794-0_129-1"),
        (r"10.1007/978-3-319-20794-0{\\_}129-1", "10.1007/978-3-319-20794-0_129-1"),
        ("https://example.org/doi/full/10.1080/0034.2017.1354/abstract", "10.1080/0034.2017.1354"),
        ("10.1234/" + "a" * 300, ""),
        ("11.1234/abc", ""),
        ("", ""),
    ],
)
def test_a_doi_is_read_however_it_is_written(text: str, doi: str) -> None:
    assert identifiers.doi(text) == doi


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("EJ1234567", "EJ1234567"),
        (" ed567890 ", "ED567890"),
        ("https://eric.ed.gov/?id=EJ1234567", "EJ1234567"),
        ("https://files.eric.ed.gov/fulltext/ED567890.pdf", "ED567890"),
        ("ISSN EJ12", ""),
        ("An essay on ED123456 of mine", ""),
    ],
)
def test_an_eric_number_is_read_where_it_stands_alone_or_in_its_address(
    text: str, number: str
) -> None:
    assert identifiers.eric_id(text) == number


@pytest.mark.parametrize(
    ("kind", "doi", "proves"),
    [
        ("chapter", "10.1007/978-3-319-20794-0_12", True),
        ("chapter", "10.1007/978-3-319-20794-0", False),
        ("chapter", "10.4324/9780203829660", False),
        ("book", "10.4324/9780203829660", True),
        ("article", "10.1002/(issn)1936-2722", False),
        ("article", "10.5555/abc", True),
    ],
)
def test_the_doi_of_what_it_is_in_proves_nothing(kind: str, doi: str, proves: bool) -> None:
    one = Reference("Part", type=kind, doi=doi, eric_id="ED123456")
    held = [("doi", doi)] if proves else []
    assert identifiers.proving(one) == [*held, ("eric", "ED123456")]


def test_the_same_words_have_the_same_fingerprint_and_no_others() -> None:
    prints = {
        matching.fingerprint(one)
        for one in (ONE, replace(ONE), replace(ONE, pages="46"), replace(ONE, authors=["Feld, I"]))
    }
    assert len(prints) == 3
    assert matching.says_little(Reference("Editorial", year=2001))
    assert not matching.says_little(Reference("Editorial", year=2001, doi="10.5555/a"))
    assert not matching.says_little(ONE)
