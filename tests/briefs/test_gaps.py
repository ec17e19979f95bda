"""The map of what is known: what anyone may read is counted, and where districts ask in vain."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from rpp import clock
from rpp.briefs import retiring
from rpp.evidence.models import EvidenceRecord
from rpp.repository import operations
from rpp.vocabulary import Tag
from tests.briefs.conftest import World
from tests.support.client import Browser
from tests.support.factories import Factories
from tests.test_statements import statements

BrowserAs = Callable[..., Browser]
Worlds = Callable[..., World]
GAP = "Attendance and engagement, Middle grades (6–8)"


def asked(worlds: Worlds, audience: str = "public") -> World:
    """An open problem on attendance in grades 7 and 9, and nothing that answers it."""
    return worlds(status="active", audience=audience)


def study_of(make: Factories, subject: str, *grades: str) -> EvidenceRecord:
    now = clock.now()
    record = make.add(
        EvidenceRecord(
            key=f"wwc:study:{subject}", source="wwc", form="study", title="A reviewed study",
            citation="A study.", imported_at=now, updated_at=now,
        )
    )  # fmt: skip
    tags = [("subject", subject), *(("grade", grade) for grade in grades)]
    with make.writing() as session:
        session.add_all(
            Tag(kind="evidence", subject_id=record.id, element=element, code=code)
            for element, code in tags
        )
        session.flush()
        operations.note(session, "evidence", [record.id])
    return record


def test_a_problem_that_nothing_answers_is_a_gap_until_something_does(
    worlds: Worlds, anyone: Browser, make: Factories
) -> None:
    asked(worlds)
    page = anyone.read("/briefs/map")
    assert GAP in page.text
    assert "Attendance and engagement, High school (9–12)" in page.text
    [link] = [one for one in page.links if "band=Middle" in one and "attendance" in one][:1]
    assert "Students who ride the bus for an hour" in anyone.read(link).text
    study_of(make, "attendance", "08")
    page = anyone.read("/briefs/map").text
    assert GAP not in page
    assert "Attendance and engagement, High school (9–12)" in page


def test_a_brief_counts_in_each_of_its_bands_and_once_in_all(world: World, anyone: Browser) -> None:
    brief = world.published()
    page = anyone.read("/briefs/map")
    assert page.text.count("1 brief") == 3
    for link in [one for one in page.links if one.startswith("/briefs?")]:
        assert f"/briefs/{brief.id}" in anyone.read(link).links
    world.act(retiring.withdraw_brief, world.lead, brief.id, "A number was wrong.")
    assert "1 brief" not in anyone.read("/briefs/map").text


def test_a_study_without_grades_counts_in_all_grades_alone(
    anyone: Browser, make: Factories
) -> None:
    study_of(make, "math")
    page = anyone.read("/briefs/map")
    assert page.text.count("1 reviewed study") == 1
    assert "/evidence?subject=math" in page.links
    assert "A reviewed study" in anyone.read("/evidence?subject=math").text
    assert "A reviewed study" not in anyone.read("/evidence?subject=ela").text


def test_a_problem_that_only_its_network_reads_is_counted_for_no_one_else(
    worlds: Worlds, anyone: Browser, browser_as: BrowserAs
) -> None:
    world = asked(worlds, audience="network")
    for browser in (anyone, browser_as(world.stranger)):
        page = browser.read("/briefs/map").text
        assert "1 open problem" not in page
        assert "Nowhere:" in page
    assert GAP in browser_as(world.co_lead).read("/briefs/map").text


def test_drafts_are_not_counted(world: World, anyone: Browser, browser_as: BrowserAs) -> None:
    world.reviewed()
    for browser in (anyone, browser_as(world.lead)):
        assert "1 brief" not in browser.read("/briefs/map").text


def test_the_page_of_briefs_leads_to_the_map(anyone: Browser) -> None:
    assert "/briefs/map" in anyone.read("/briefs").links


@pytest.mark.both_databases
def test_the_map_costs_two_statements_however_much_there_is(
    worlds: Any, anyone: Browser, app: Flask
) -> None:
    for subject in ("math", "ela", "science"):
        worlds(subject=subject).published(title=f"Later bells raised scores in {subject} classes")
    anyone.get("/briefs/map")
    with statements(app) as seen:
        anyone.get("/briefs/map")
    assert len(seen) == 2
