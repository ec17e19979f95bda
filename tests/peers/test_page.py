"""Who is like a district, in words and numbers, and what such districts did here."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from rpp import clock
from rpp.briefs.models import Brief
from rpp.briefs.uses.models import BriefUse
from rpp.problems.models import Problem
from rpp.studies.models import Study, StudyPartner
from tests.briefs.conftest import World, world, worlds
from tests.evidence.test_pages import statements
from tests.support.client import Browser
from tests.support.factories import Factories

__all__ = ["world", "worlds"]

BrowserAs = Callable[..., Browser]
# Districts of the directory, as it has them.
ALBERTVILLE = {"leaid": "0100005", "locale": 32, "enrollment": 5_821}
HERMISTON = {"leaid": "4106300", "locale": 32, "enrollment": 5_420, "state": "OR"}
CINCINNATI = {"leaid": "3904375", "locale": 11, "enrollment": 34_860, "state": "OH"}
AGENCY = {"leaid": "0100002", "locale": 21, "enrollment": None}


@pytest.fixture
def own(make: Factories) -> Any:
    return make.organization("Albertville City", **ALBERTVILLE)


def problem(make: Factories, district: Any, network: Any = None, **values: Any) -> Problem:
    now = clock.now()
    about = {
        "organization_id": district.id,
        "network_id": network.id if network else None,
        "author_id": make.person().id,
        "title": "Buses come late in winter",
        "status": "open",
        **dict.fromkeys(("status_since", "created_at", "saved_at", "opened_at"), now),
    }
    return make.add(Problem(**{**about, **values}))


def test_a_district_like_it_stands_with_words_numbers_and_what_it_posted(
    own: Any, make: Factories, anyone: Browser
) -> None:
    alike = make.organization("Hermiston", **HERMISTON)
    posted = problem(make, alike)
    page = anyone.read(f"/organizations/{own.id}/like")
    assert "Very much alike. Same kind of place (town: distant), about the same size" in page.text
    assert "(5,420 students; Albertville City 5,821)" in page.text
    assert "1 district here is alike" in page.text
    assert f"/problems/{posted.id}" in page.links
    assert f"/organizations/{own.id}/like" in anyone.read(f"/organizations/{own.id}").links


def test_members_read_of_their_own_district_as_theirs(
    own: Any, make: Factories, browser_as: BrowserAs
) -> None:
    problem(make, make.organization("Hermiston", **HERMISTON))
    page = browser_as(make.member(own)).read(f"/organizations/{own.id}/like")
    assert "(5,420 students; yours 5,821)" in page.text


def test_who_did_nothing_is_not_among_those_who_did(
    own: Any, make: Factories, anyone: Browser
) -> None:
    make.organization("Hermiston", **HERMISTON)
    page = anyone.read(f"/organizations/{own.id}/like")
    assert "No district like it has posted a problem" in page.text
    # But among the nearest of all.
    assert "Hermiston OR" in page.text


def test_who_is_not_like_it_is_left_out(own: Any, make: Factories, anyone: Browser) -> None:
    problem(make, make.organization("Cincinnati", **CINCINNATI))
    assert "Cincinnati" not in anyone.read(f"/organizations/{own.id}/like").text


@pytest.mark.parametrize(
    "values",
    [
        {"status": "draft", "opened_at": None},
        {"status": "submitted", "opened_at": None},
        {"audience": "network"},
        {"status": "deleted"},
    ],
)
def test_what_is_not_for_everyone_is_shown_to_nobody(
    own: Any, make: Factories, browser_as: BrowserAs, values: dict[str, Any]
) -> None:
    """Not to its own people either: what is here is the same for all."""
    alike = make.organization("Hermiston", **HERMISTON)
    network = make.network(own, alike)
    problem(make, alike, network, title="Hidden from the street", **values)
    for person in (None, make.member(own), make.leader(alike), make.admin()):
        browser = browser_as(person) if person else browser_as()
        page = browser.read(f"/organizations/{own.id}/like")
        assert "Hidden from the street" not in page.text
        assert "0 districts here are alike" in page.text


def test_studies_and_uses_are_named_as_far_as_they_are_public(
    world: World, own: Any, anyone: Browser
) -> None:
    make = world.make
    alike = make.organization("Hermiston", **HERMISTON)
    brief = world.published()
    now = clock.now()
    joined = StudyPartner(study_id=world.study.id, organization_id=alike.id, joined_at=now)
    partner = make.add(joined)
    said = {
        "brief_id": brief.id, "version": 1, "organization_id": alike.id, "stage": "adopted",
        "used_on": now.date(), "said_by": world.co_lead.id, "said_at": now, "status_since": now,
    }  # fmt: skip
    confirmed = {"status": "confirmed", "confirmed_by": world.lead.id}
    uses = [
        make.add(BriefUse(**said, **about))
        for about in (confirmed, {}, {**confirmed, "network_id": world.network.id})
    ]
    links = anyone.read(f"/organizations/{own.id}/like").links
    assert f"/studies/{world.study.id}" in links
    assert [f"/uses/{use.id}" in links for use in uses] == [True, False, False]
    with make.writing() as session:
        session.get_one(StudyPartner, partner.id).left_at = now
        session.get_one(Brief, brief.id).status = "withdrawn"
    links = anyone.read(f"/organizations/{own.id}/like").links
    assert f"/studies/{world.study.id}" not in links
    with make.writing() as session:
        # Back in it, but the study is no longer listed.
        session.get_one(StudyPartner, partner.id).left_at = None
        study = session.get_one(Study, world.study.id)
        study.status, study.listing = "active", "private"
    links = anyone.read(f"/organizations/{own.id}/like").links
    assert f"/studies/{world.study.id}" not in links


def test_of_an_agency_too_little_is_known(make: Factories, anyone: Browser) -> None:
    agency = make.organization("Youth Services", **AGENCY)
    page = anyone.read(f"/organizations/{agency.id}/like")
    assert "Too little is known to compare it" in page.text
    assert "does not know its size, poverty and race and ethnicity" in page.text


def test_who_is_no_district_has_no_such_page(make: Factories, anyone: Browser) -> None:
    institute = make.organization("Institute", type="research")
    assert anyone.get(f"/organizations/{institute.id}/like").status_code == 404
    assert anyone.get("/organizations/999999/like").status_code == 404
    assert "like" not in " ".join(anyone.read(f"/organizations/{institute.id}").links)


def test_another_district_can_be_chosen(own: Any, make: Factories, browser_as: BrowserAs) -> None:
    anyone = browser_as()
    found = anyone.read("/organizations/like")
    assert (1, "Choose a district to compare with") in found.headings
    found = anyone.read("/organizations/find?type=lea&like=/organizations/like&q=albert")
    assert f"/organizations/like?like={own.id}" in found.links
    to = anyone.get(f"/organizations/like?like={own.id}").headers["Location"]
    assert to == f"/organizations/{own.id}/like"
    mine = browser_as(make.member(own)).get("/organizations/like").headers["Location"]
    assert mine == f"/organizations/{own.id}/like"


def test_the_page_costs_as_much_for_many_as_for_one(
    app: Flask, own: Any, make: Factories, anyone: Browser
) -> None:
    problem(make, make.organization("Hermiston", **HERMISTON))
    address = f"/organizations/{own.id}/like"
    anyone.get(address)
    with statements(app) as few:
        anyone.get(address)
    for leaid in ("1200750", "1201410", "4815330", "4812480"):
        problem(make, make.organization(leaid=leaid, locale=32, enrollment=4_000))
    with statements(app) as many:
        anyone.get(address)
    assert len(few) == len(many) <= 6
