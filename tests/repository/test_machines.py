"""Whole lists as files, and the news of a search, as programs read them."""

import csv
import io
import json
import re
from collections.abc import Callable
from typing import Any

import bibtexparser
import pytest
import rispy
from flask import Flask
from lxml import etree
from sqlalchemy import update

from rpp import clock, db
from rpp.briefs import publishing, retiring
from rpp.evidence.citing import authors
from rpp.evidence.models import RECORDS
from rpp.harvest import feeds
from rpp.paging import Cursor
from rpp.repository import exporting, finding, operations
from rpp.repository.facets import EVERYTHING, Asked
from tests.briefs.conftest import TITLE, World
from tests.repository.shelves import records
from tests.support.client import Browser
from tests.support.factories import Factories
from tests.test_statements import statements

BrowserAs = Callable[..., Browser]
FORMS = ("csv", "ris", "bib", "json")
NS = {"atom": feeds.ATOM}
ODD = "=cmd(1) Riders & “bells” (a pilot) 100% {new} <b>"
TUTORS = "Tutors at lunch raised scores in mathematics"


def titles(form: str, text: str) -> list[str]:
    """The titles that a reader of the format finds."""
    if form == "csv":
        return [row["title"] for row in csv.DictReader(io.StringIO(text.removeprefix("\ufeff")))]
    if form == "ris":
        return [one["title"] for one in rispy.loads(text)]
    if form == "bib":
        # Braces keep capitals, and signs of TeX are masked; neither is part of the title.
        plain = (re.sub(r"(?<!\\)[{}]", "", one["title"]) for one in bibtex(text))
        return [title.replace("\\", "") for title in plain]
    return [one["title"] for one in json.loads(text)]


def bibtex(text: str) -> list[dict[str, str]]:
    parser = bibtexparser.bparser.BibTexParser(ignore_nonstandard_types=False)
    found: list[dict[str, str]] = bibtexparser.loads(text, parser).entries
    return found


def of_2015(make: Factories, title: str = "Study (a trial) of bells") -> dict[str, Any]:
    """A record of which only the year is known."""
    [made] = records(make, 1)
    with make.writing() as session:
        session.execute(
            update(RECORDS).where(RECORDS.c.id == made["id"]).values(
                title=title, year=2015, publication="Reading Letters, 3(1), 1–9.",
                citation="O’Neil, A. B., & Ruiz, C. (2015). Study. Reading Letters, 3(1), 1–9.",
                updated_at=clock.now(),
            )
        )  # fmt: skip
        operations.note(session, "evidence")
    return made


@pytest.mark.parametrize("form", FORMS)
def test_a_whole_list_is_read_back_by_the_readers_of_its_format(
    worlds: Callable[..., World], make: Factories, anyone: Browser, form: str
) -> None:
    worlds().published()
    worlds(subject="math").published(title=ODD)
    of_2015(make)
    answer = anyone.get(f"/briefs/export.{form}?sort=newest")
    assert answer.status_code == 200
    found = titles(form, answer.text)
    odd = f"'{ODD}" if form == "csv" else ODD
    assert found == [odd, TITLE, "Study (a trial) of bells"]
    assert "&amp;" not in answer.text
    assert "&lt;" not in answer.text
    assert 'attachment; filename="briefs and studies 20' in answer.headers["Content-Disposition"]
    assert answer.headers["Content-Disposition"].endswith(f'.{form}"')
    only = anyone.get(f"/briefs/export.{form}?subject=math&kind=brief")
    assert titles(form, only.text) == [odd]
    assert "Mathematics" in only.headers["Content-Disposition"]
    assert titles(form, anyone.get(f"/evidence/export.{form}").text) == found[2:]


def test_a_year_alone_is_no_day_and_people_keep_their_names(
    make: Factories, anyone: Browser
) -> None:
    of_2015(make)
    [ris] = rispy.loads(anyone.get("/evidence/export.ris").text)
    assert (ris["year"], ris["date"]) == ("2015", "2015///")
    assert ris["authors"] == ["O’Neil, A. B.", "Ruiz, C."]
    assert (ris["journal_name"], ris["volume"], ris["number"]) == ("Reading Letters", "3", "1")
    [csl] = json.loads(anyone.get("/evidence/export.json").text)
    assert csl["issued"] == {"date-parts": [[2015]]}
    [bib] = bibtex(anyone.get("/evidence/export.bib").text)
    assert bib["year"] == "2015"
    assert "month" not in bib
    [row] = csv.DictReader(io.StringIO(anyone.get("/evidence/export.csv").text[1:]))
    assert row["issued"] == "2015"


def test_a_file_is_cut_honestly_and_leads_to_the_next(
    make: Factories, anyone: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = records(make, 7)
    monkeypatch.setattr(exporting, "MOST_IN_A_FILE", 3)
    monkeypatch.setattr(exporting, "CHUNK", 2)
    path, ids = "/evidence/export.json?form=study", list[str]()
    while path:
        answer = anyone.get(path)
        ids += [one["id"] for one in json.loads(answer.text)]
        link = answer.headers.get("Link", "")
        path = link.partition("<http://localhost")[2].partition(">")[0]
    assert sorted(ids) == sorted(f"evidence-{one['id']}" for one in made)
    assert json.loads(anyone.get("/evidence/export.json?grade=PS").text) == []


def test_drafts_are_in_no_file_and_in_no_feed(
    world: World, anyone: Browser, browser_as: BrowserAs
) -> None:
    brief = world.approved()
    paths = [*(f"/briefs/export.{form}" for form in FORMS), "/feeds/search.atom",
             "/feeds/search.atom?q=bell", "/briefs/export.csv?q=bell"]  # fmt: skip
    for browser in (anyone, browser_as(world.lead)):
        for path in paths:
            assert "later first bell" not in browser.get(path).text, path
    world.act(publishing.publish_brief, world.lead, brief.id)
    for path in paths:
        assert "later first bell" in anyone.get(path).text, path
    world.act(retiring.withdraw_brief, world.lead, brief.id, "A number was wrong.")
    for path in paths:
        assert "later first bell" not in anyone.get(path).text, path


def test_what_is_withdrawn_while_a_file_is_sent_is_left_out(world: World, app: Flask) -> None:
    brief = world.published()
    with app.test_request_context("/"):
        found = finding.find(db.session(), Asked(EVERYTHING))
        entries, _ = exporting.part(found, Cursor())
        db.let_go()
        world.act(retiring.withdraw_brief, world.lead, brief.id, "A number was wrong.")
        assert TITLE not in "".join(exporting.written(found, entries, "csv"))


# --- feeds ---------------------------------------------------------------------------------


def read(browser: Browser, path: str) -> Any:
    answer = browser.get(path)
    assert answer.status_code == 200, path
    return etree.fromstring(answer.data)


def entries(feed: Any) -> list[str]:
    return [one.text or "" for one in feed.iterfind("atom:entry/atom:title", NS)]


def test_the_feed_of_a_search_holds_what_the_search_finds(
    worlds: Callable[..., World], make: Factories, anyone: Browser
) -> None:
    first = worlds().published()
    worlds(subject="math").published(title=TUTORS)
    of_2015(make, "Bells of elsewhere")
    assert entries(read(anyone, "/feeds/search.atom")) == ["Bells of elsewhere", TUTORS, TITLE]
    for query, found in (
        ("subject=math&kind=brief", [TUTORS]),
        ("kind=evidence", ["Bells of elsewhere"]),
        ("q=tutors", [TUTORS]),
        ("state=WY", []),
    ):
        feed = read(anyone, f"/feeds/search.atom?{query}")
        assert entries(feed) == found, query
        [own] = feed.iterfind("atom:link[@rel='self']", NS)
        assert own.get("href") == f"http://localhost/feeds/search.atom?{query}"
    feed = read(anyone, "/feeds/search.atom?subject=attendance&subject=math&kind=brief")
    assert "Briefs and reviewed studies: " in feed.findtext("atom:title", "", NS)
    assert f"http://localhost/briefs/{first.id}" in [
        one.text for one in feed.iterfind("atom:entry/atom:id", NS)
    ]


def test_the_page_names_the_feed_and_the_files_of_its_search(
    make: Factories, anyone: Browser
) -> None:
    records(make, 3)
    page = anyone.read("/briefs?subject=math&subject=ela&kind=evidence&sort=strength&past=9")
    files = [link for link in page.links if "/export." in link]
    assert [link.partition("?")[0] for link in files] == [f"/briefs/export.{one}" for one in FORMS]
    assert all("past" not in link and "sort=strength" in link for link in files)
    [feed] = [link for link in page.links if link.startswith("/feeds/")]
    assert feed == "/feeds/search.atom?kind=evidence&subject=math&subject=ela"
    for link in (*files, feed):
        assert anyone.get(link).status_code == 200, link


@pytest.mark.both_databases
def test_files_and_feeds_cost_few_statements_and_nothing_twice(
    app: Flask, world: World, make: Factories, anyone: Browser
) -> None:
    brief = world.published()
    records(make, 30)
    for path in ("/feeds/search.atom?subject=math", "/briefs/export.csv", "/briefs/export.json"):
        first = anyone.get(path)
        with statements(app) as asked:
            anyone.get(path)
        assert len(asked) <= 4, path
        with statements(app) as asked:
            again = anyone.get(path, headers={"If-None-Match": first.headers["ETag"]})
        assert (again.status_code, again.data) == (304, b"")
        assert len(asked) <= 2, path
    tag = {"If-None-Match": anyone.get("/feeds/search.atom").headers["ETag"]}
    world.corrected(brief)
    assert "in three districts" in anyone.get("/feeds/search.atom", headers=tag).text


@pytest.mark.parametrize(
    ("citation", "found"),
    [
        ("Ruiz, A. (2015). Words.", ["Ruiz, A."]),
        ("Ruiz, A., Chen, B.-C., & de la Cruz, D. E. (2015). Words.",
         ["Ruiz, A.", "Chen, B.-C.", "de la Cruz, D. E."]),
        ("King, M. L., Jr., & Ruiz, A. (2015). Words.", ["King, M. L., Jr.", "Ruiz, A."]),
        ("Mathematica Policy Research (2010). Report.", ["Mathematica Policy Research"]),
        # Not certain: nobody is named.
        ("Ruiz, A., et al. (2015). Words.", []),
        ("Ruiz A & Chen B (2015). Words.", []),
        ("A study without a year", []),
        ("", []),
    ],
)  # fmt: skip
def test_names_are_read_only_where_they_are_certain(citation: str, found: list[str]) -> None:
    assert [name.reversed for name in authors(citation)] == found
