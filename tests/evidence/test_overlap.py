"""Whether a record's sample and setting overlap with a district, on its page."""

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from rpp import db
from rpp.evidence.models import EvidenceRecord
from rpp.evidence.operations import import_wwc
from tests.evidence import sample
from tests.evidence.test_pages import statements
from tests.support.client import Browser
from tests.support.factories import Factories

BrowserAs = Callable[..., Browser]
ALBERTVILLE = {"leaid": "0100005", "locale": 32, "enrollment": 5_821}


@pytest.fixture
def record(app: Flask, tmp_path: Path) -> int:
    """A study in rural schools, of whose students 70 % were poor and 55 % Hispanic."""
    told = {
        "s_frpl": 70, "s_ethnicity_hispanic": 55, "s_race_white": 40, "s_urbanicity_rural": 1,
        "s_urbanicity_suburban": "", "s_urbanicity_urban": "", "s_school_type_public": 1,
    }  # fmt: skip
    with app.app_context(), db.transaction() as session:
        import_wwc(session, [sample.file(tmp_path, "studies", told)])
        found: int = session.execute(select(EvidenceRecord.id)).scalar_one()  # type: ignore[call-overload]
    return found


def test_a_member_reads_whether_a_record_overlaps_with_their_district(
    record: int, make: Factories, browser_as: BrowserAs
) -> None:
    district = make.organization("Albertville City", **ALBERTVILLE)
    page = browser_as(make.member(district)).read(f"/evidence/{record}")
    assert "Does it overlap with Albertville City?" in page.text
    assert "Its sample and its setting overlap with Albertville City." in page.text
    assert "70% of the sample got free or reduced-price lunch, and 40% of" in page.text
    assert (
        "Albertville City is a town far from a city, which federal programs count as" in page.text
    )
    assert f"/organizations/find?type=lea&like=/evidence/{record}" in page.links


def test_anyone_may_choose_a_district_to_compare_with(
    record: int, make: Factories, anyone: Browser
) -> None:
    city = make.organization("Big City", locale=11, leaid="3904375")
    page = anyone.read(f"/evidence/{record}")
    assert "Does it overlap with your district?" in page.text
    found = anyone.read(f"/organizations/find?type=lea&like=/evidence/{record}&q=big")
    assert f"/evidence/{record}?like={city.id}" in found.links
    page = anyone.read(f"/evidence/{record}?like={city.id}")
    assert "but its setting does not" in page.text or "Neither its sample nor" in page.text
    assert "It was done in rural schools; Big City is a city." in page.text


@pytest.mark.parametrize("like", ["0", "99999999", "x", "-1", "99999999999999999999"])
def test_who_is_no_district_is_compared_with_nothing(
    record: int, like: str, anyone: Browser
) -> None:
    assert "with your district?" in anyone.read(f"/evidence/{record}?like={like}").text


def test_an_institute_is_no_district(record: int, make: Factories, anyone: Browser) -> None:
    institute = make.organization("Institute", type="research")
    page = anyone.read(f"/evidence/{record}?like={institute.id}")
    assert "Does it overlap with your district?" in page.text


def test_a_district_is_chosen_for_pages_of_this_portal_alone(
    make: Factories, anyone: Browser
) -> None:
    city = make.organization("Big City")
    page = anyone.read("/organizations/find?type=lea&like=//evil.example/x&q=big")
    assert f"/organizations/{city.id}" in page.links
    assert not [link for link in page.links if "evil" in link]


def test_the_comparison_costs_one_statement_and_strangers_none(
    app: Flask, record: int, make: Factories, anyone: Browser
) -> None:
    counts = []
    district = make.organization(**ALBERTVILLE)
    for path in (f"/evidence/{record}", f"/evidence/{record}?like={district.id}"):
        with statements(app) as seen:
            anyone.get(path)
        counts.append(len(seen))
    assert counts[1] == counts[0] + 1


def test_another_setting_of_the_district_is_another_page(
    record: int, make: Factories, anyone: Browser
) -> None:
    """What was sent before is sent again where the directory changed."""
    district = make.organization(**ALBERTVILLE)
    address = f"/evidence/{record}?like={district.id}"
    etag = anyone.get(address).headers["ETag"]
    assert anyone.get(address, headers={"If-None-Match": etag}).status_code == 304
    with make.writing() as session:
        session.get_one(type(district), district.id).locale = 11
    assert anyone.get(address, headers={"If-None-Match": etag}).status_code == 200
