"""A published brief is cited by people and cataloged by machines, and a draft by nobody."""

import json
import re
from collections.abc import Callable
from typing import Any

import bibtexparser
import pytest
import rispy
from datacite import schema45

from rpp.briefs import retiring
from rpp.briefs.views.machines import FORMATS
from tests.briefs.conftest import TITLE, World
from tests.support.client import Browser

BrowserAs = Callable[..., Browser]
AUTHORS = ["Feld, Imani", "Winfield, Carla", "Jessup, Walt"]
FILES = (*FORMATS, "linkset.json")


def links(header: str) -> list[tuple[str, dict[str, str]]]:
    """The targets of a `Link` header, each with its parameters."""
    return [
        (target, dict(re.findall(r'(\w+)="([^"]*)"', rest)))
        for target, rest in re.findall(r"<([^>]*)>([^<]*)", header)
    ]


def test_a_page_shows_two_styles_and_the_files(world: World, anyone: Browser) -> None:
    brief = world.corrected(world.published())
    page = anyone.read(f"/briefs/{brief.id}")
    # Words in italics are read with a space behind them.
    text = page.text.replace(" .", ".")
    title = f"{TITLE}, in three districts"
    year = world.now(brief).published_at.year  # type: ignore[union-attr]
    assert (
        f"Feld, I., Winfield, C., & Jessup, W. ({year}). {title} (Brief {brief.id}, version 2). "
        f"RPP Commons. http://localhost/briefs/{brief.id}/v2"
    ) in text
    assert f"Feld, Imani, Carla Winfield, and Walt Jessup. {year}. {title}." in text
    for form in FORMATS:
        assert f"/briefs/{brief.id}/v2.{form}" in page.links


@pytest.mark.parametrize("address", ["/briefs/{id}", "/briefs/{id}/v1"])
def test_every_file_is_of_the_version_it_names(world: World, anyone: Browser, address: str) -> None:
    brief = world.corrected(world.published())
    address = address.format(id=brief.id)
    number = 1 if address.endswith("v1") else 2
    title = TITLE if number == 1 else f"{TITLE}, in three districts"

    def read(form: str) -> str:
        answer = anyone.get(f"{address}.{form}")
        assert answer.status_code == 200
        assert answer.mimetype == (FORMATS[form].type if form in FORMATS else
                                   "application/linkset+json")  # fmt: skip
        return answer.get_data(as_text=True)

    [entry] = bibtexparser.loads(read("bib")).entries
    assert (entry["title"], entry["version"]) == (title, str(number))
    [record] = rispy.loads(read("ris"))
    assert (record["title"], record["authors"]) == (title, AUTHORS)
    [item] = json.loads(read("csl.json"))
    assert item["title"] == title
    told = json.loads(read("datacite.json"))
    assert told["titles"] == [{"title": title}]
    assert [f.message for f in schema45.validator.iter_errors({**told, "doi": "10.5072/x"})] == []
    relations = {one["relationType"] for one in told["relatedIdentifiers"]}
    assert ("IsNewVersionOf" in relations) == (number == 2)
    about = json.loads(read("jsonld"))
    assert about["name"] == title
    assert [one["targetName"] for one in about["educationalAlignment"]] == ["Grade 7", "Grade 9"]
    assert about["educationalAlignment"][0]["targetUrl"].startswith("http://ceds.ed.gov/terms#")


def test_a_machine_finds_metadata_license_and_files_from_the_page(
    world: World, anyone: Browser
) -> None:
    brief = world.published()
    answer = anyone.get(f"/briefs/{brief.id}")
    found = links(answer.headers["Link"])
    by: dict[str, list[str]] = {}
    for target, about in found:
        by.setdefault(about["rel"], []).append(target)
    assert by["cite-as"] == [f"http://localhost/briefs/{brief.id}/v1"]
    assert by["license"] == ["https://creativecommons.org/licenses/by/4.0/"]
    assert by["type"] == ["https://schema.org/AboutPage", "https://schema.org/Report"]
    assert len(answer.headers["Link"]) < 8_000
    for target, about in found:
        if about["rel"] in ("describedby", "item", "linkset"):
            file = anyone.get(target.removeprefix("http://localhost"))
            assert (file.status_code, file.mimetype) == (200, about["type"])
    [linkset] = json.loads(
        anyone.get(by["linkset"][0].removeprefix("http://localhost")).get_data(as_text=True)
    )["linkset"]
    assert linkset["anchor"] == by["cite-as"][0]
    assert [one["href"] for one in linkset["describedby"]] == by["describedby"]


def test_the_head_of_a_page_says_who_and_what(world: World, anyone: Browser) -> None:
    brief = world.published(title='Buses </script><script>alert("1")</script> & bells')
    html = anyone.get(f"/briefs/{brief.id}").get_data(as_text=True)
    assert '<meta name="citation_author" content="Feld, Imani">' in html
    assert '<meta name="citation_author_institution" content="Lakeshore Center">' in html
    [told] = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html, re.S)
    assert json.loads(told)["name"] == 'Buses </script><script>alert("1")</script> & bells'
    assert f'/briefs/{brief.id}/v1.pdf">' in html


@pytest.mark.parametrize("form", FORMATS)
def test_whoever_asks_for_a_format_gets_it_at_the_address_of_the_page(
    world: World, anyone: Browser, form: str
) -> None:
    brief = world.published()
    path = f"/briefs/{brief.id}"
    answer = anyone.get(path, headers={"Accept": FORMATS[form].type})
    assert answer.mimetype == FORMATS[form].type
    assert answer.data == anyone.get(f"{path}.{form}").data
    page = anyone.get(path, headers={"Accept": "text/html,*/*;q=0.8"})
    assert page.mimetype == "text/html"
    assert "Accept" in [one.strip() for one in page.headers["Vary"].split(",")]


@pytest.mark.parametrize("form", FILES)
def test_a_draft_has_no_file_for_anyone(
    world: World, browser_as: BrowserAs, anyone: Browser, form: str
) -> None:
    brief = world.reviewed()
    for browser in (anyone, browser_as(world.stranger), browser_as(world.lead)):
        for address in (f"/briefs/{brief.id}", f"/briefs/{brief.id}/v1"):
            assert browser.get(f"{address}.{form}").status_code == 404


def test_the_next_version_is_in_no_file_before_it_is_published(
    world: World, browser_as: BrowserAs
) -> None:
    brief = world.published()
    world.save(brief, {"title": "Nobody knows this title yet"})
    lead = browser_as(world.lead)
    for form in FILES:
        assert b"Nobody knows" not in lead.get(f"/briefs/{brief.id}.{form}").data
        assert lead.get(f"/briefs/{brief.id}/v2.{form}").status_code == 404


def test_a_withdrawn_brief_is_gone_in_every_format(world: World, anyone: Browser) -> None:
    brief = world.published()
    world.act(retiring.withdraw_brief, world.lead, brief.id, "A number was wrong.")
    for form in FILES:
        answer = anyone.get(f"/briefs/{brief.id}/v1.{form}")
        assert answer.status_code == 410
        assert TITLE not in answer.get_data(as_text=True)
    assert "Link" not in anyone.get(f"/briefs/{brief.id}").headers


def test_a_problem_that_only_its_network_reads_is_named_to_no_one_else(
    worlds: Any, browser_as: BrowserAs, anyone: Browser
) -> None:
    world = worlds(audience="network")
    brief = world.published()
    problem = f"/problems/{world.problem.id}"
    for form in FILES:
        assert problem not in anyone.get(f"/briefs/{brief.id}.{form}").get_data(as_text=True)
    assert problem in browser_as(world.co_lead).get(f"/briefs/{brief.id}.datacite.json").text
