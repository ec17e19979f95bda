"""What catalogs say of a brief: who made it, for whom and on what, filled in and published."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from pydantic import TypeAdapter

from rpp import clock
from rpp.briefs import operations, publishing
from rpp.briefs.details import facts, schema
from rpp.briefs.details.schema import FIELDS, Details, Population
from rpp.briefs.models import Brief, BriefVersion
from rpp.db import plain
from rpp.history import Event
from rpp.unsaved import Unsaved
from tests.briefs.conftest import ABOUT, World
from tests.support.client import Browser
from tests.support.html import Page
from tests.support.reviews import review

BrowserAs = Callable[..., Browser]
# The example of ORCID's own documentation: its person is fictitious.
CARBERRY = "0000-0002-1825-0097"


def about(brief: Brief) -> str:
    return f"/briefs/{brief.id}/about"


def press(browser: Browser, page: Page, brief: Brief, button: str, **typed: Any) -> Page:
    """Press a button of the list of authors, with what stands on the page."""
    form = page.form("/about")
    sent = browser.post(about(brief), data={**form.fields, **typed, "do": button}, expect=200)
    return Page(sent.get_data(as_text=True))


def names(page: Page) -> list[str]:
    fields = page.form("/about").fields
    return [fields[f"people-{at}-name"][0] for at in range(40) if f"people-{at}-name" in fields]


def test_what_the_portal_knows_is_offered_and_claimed_by_nobody(
    world: World, browser_as: BrowserAs
) -> None:
    brief = world.draft()
    lead = browser_as(world.lead)
    assert about(brief) in lead.read(f"/briefs/{brief.id}/edit").links
    form = lead.read(about(brief)).form("/about").fields
    assert form["people-0-name"] == ["Imani Feld"]
    assert "methodology" in form["people-0-roles"]
    assert form["people-0-orcid"] == [""]
    assert form["locales"] == ["TownDistant"]
    assert (form["grades"], form["subjects"]) == (["07", "09"], ["attendance"])
    assert (form["states"], form["design"]) == (["AL"], ["rct"])
    assert f"Cullman County | {world.cullman.leaid}" in form["organizations"][0]
    assert world.institute.ror in form["organizations"][0]
    assert world.now(brief).draft.details is None

    # As long as something is missing the page stays open and says so; then the brief can go on.
    few = lead.send(about(brief), {**ABOUT, "keywords": "", "people-2-roles": None})
    assert "Still missing: Roles of Walt Jessup; Keywords." in few.text
    assert few.request.path == about(brief)
    whole = {**ABOUT, "people-2-roles": ["investigation"]}
    sent = lead.send(about(brief), {**whole, "people-0-orcid": f"https://orcid.org/{CARBERRY}"})
    assert "Send to review" in sent.text
    saved = world.now(brief).draft.details
    assert saved is not None
    assert [(one.name, one.person_id) for one in saved.authors] == [
        ("Imani Feld", world.lead.id),
        ("Carla Winfield", world.co_lead.id),
        ("Walt Jessup", world.practitioner.id),
    ]
    assert saved.authors[0].orcid == CARBERRY
    assert saved.studied_from == "2025-08"
    assert saved.keywords == ["bell times", "school buses"]
    assert "described" in [event.verb for event in world.make.all(Event)]
    assert world.now(brief).draft_version == 3


def test_authors_are_put_in_order_without_a_script(world: World, browser_as: BrowserAs) -> None:
    brief = world.draft()
    lead = browser_as(world.lead)
    page = lead.read(about(brief))
    page = press(lead, page, brief, "down-0", keywords="what I typed")
    assert names(page) == ["Carla Winfield", "Imani Feld", "Walt Jessup"]
    assert page.form("/about").fields["keywords"][0].strip() == "what I typed"
    page = press(lead, page, brief, "remove-2")
    page = press(lead, page, brief, "add-member", member=str(world.practitioner.id))
    page = press(lead, page, brief, "add")
    assert names(page) == ["Carla Winfield", "Imani Feld", "Walt Jessup", ""]
    # Nothing is saved by these buttons, and a number moves an author over many places.
    assert world.now(brief).draft.details is None
    typed = {"people-3-name": "Jo O’Neil-Ruiz", "people-3-roles": ["software"]}
    form = page.form("/about").fields
    lead.post(about(brief), data={**form, **ABOUT, **typed, "people-3-place": "1"}, expect=303)
    saved = world.now(brief).draft.details
    assert saved is not None
    assert [(one.name, one.person_id is None) for one in saved.authors] == [
        ("Jo O’Neil-Ruiz", True),
        ("Carla Winfield", False),
        ("Imani Feld", False),
        ("Walt Jessup", False),
    ]


def test_forty_authors_are_kept_in_their_order_and_the_next_is_refused(
    world: World, browser_as: BrowserAs
) -> None:
    brief = world.draft()
    lead = browser_as(world.lead)

    def typed(count: int) -> dict[str, Any]:
        rows: dict[str, Any] = {}
        for at in range(count):
            rows |= {f"people-{at}-name": f"Author {at}", f"people-{at}-place": str(at + 1)}
            rows[f"people-{at}-roles"] = ["investigation"]
        form = lead.read(about(brief)).form("/about").fields
        kept = {name: value for name, value in form.items() if not name.startswith("people-")}
        return {**kept, **ABOUT, **rows}

    refused = lead.post(about(brief), data=typed(41), expect=422)
    assert "A brief has 40 authors at most." in refused.text
    assert "Author 40" in refused.text
    moved = {**typed(40), "people-39-place": "1"}
    lead.post(about(brief), data=moved, expect=303)
    saved = world.now(brief).draft.details
    assert saved is not None
    assert [one.name for one in saved.authors] == [
        "Author 39",
        *(f"Author {at}" for at in range(39)),
    ]


WRONG: list[tuple[dict[str, Any], str]] = [
    ({"people-0-orcid": "0000-0002-1825-0098"}, "Author 1: One of the digits of this ORCID"),
    ({"people-0-orcid": "me"}, "An ORCID iD has 16 digits"),
    (
        {"people-0-orcid": CARBERRY, "people-1-orcid": CARBERRY},
        "Author 2: Another author has this ORCID iD already.",
    ),
    ({"organizations": "Cullman County | 9999999"}, "No district has the LEAID 9999999."),
    ({"organizations": "A\nB | 03yrm5c27"}, "Line 2: One of the characters of this ROR id"),
    ({"funding": "IES | R1 | nonsense"}, "A ROR id has 9 characters"),
    ({"funding": "IES"}, "Someone is named as paying."),
    ({"conflicts": "One sells it."}, "A conflict is named."),
    ({"studied_from": "Feb 30, 2025"}, "Write a year, a month or a day"),
    ({"studied_until": "2024"}, "The last day comes before the first."),
    ({"grades": ["99"]}, "has no such word"),
    ({"data_access": "open"}, "Give the address of the data"),
    ({"resources": "data | javascript:alert(1) | x"}, "An address begins with https://"),
    ({"resources": "poem | https://a.example"}, "Line 1: Choose one from the list."),
    ({"students": "under-10", "low_income": "10-24"}, "Shares are said only of 10 students"),
    ({"keywords": ", ".join(f"word {n}" for n in range(13))}, "12 keywords at most"),
    ({"keywords": "Marcus T., grade 9, came back"}, "looks like a student"),
]


def test_what_is_wrong_stands_beside_its_field_and_nothing_typed_is_lost(
    world: World, browser_as: BrowserAs
) -> None:
    brief = world.draft()
    lead = browser_as(world.lead)
    opened = lead.read(about(brief))
    for wrong, sentence in WRONG:
        sent = lead.send(about(brief), {**ABOUT, **wrong}, page=opened, action="/about", status=422)
        page = Page(sent.get_data(as_text=True))
        assert sentence in page.text, wrong
        fields = page.form("/about").fields
        for name, value in {"studied_from": "Aug 2025", **wrong}.items():
            assert name == "grades" or fields[name][0].strip() == (
                value[0] if isinstance(value, list) else value
            )
    assert world.now(brief).draft.details is None


def test_nobody_is_named_by_an_account_that_has_no_part_in_it(
    world: World, browser_as: BrowserAs
) -> None:
    brief = world.draft()
    lead = browser_as(world.lead)
    typed = {**ABOUT, "people-0-person": str(world.stranger.id)}
    sent = lead.send(about(brief), typed, action="/about", status=422)
    assert "Choose an author from the list, or type a name." in sent.text
    assert browser_as(world.observer).get(about(brief)).status_code == 403
    assert browser_as(world.stranger).get(about(brief)).status_code == 404


def test_the_order_that_another_saved_is_not_undone_silently(
    world: World, browser_as: BrowserAs
) -> None:
    brief = world.complete()
    lead, other = browser_as(world.lead), browser_as(world.co_lead)
    opened = other.read(about(brief))
    page = press(lead, lead.read(about(brief)), brief, "down-0")
    lead.post(about(brief), data=page.form("/about").fields, expect=303)
    sent = other.send(about(brief), {"keywords": "buses"}, page=opened, action="/about", status=422)
    page = Page(sent.get_data(as_text=True))
    assert "1. Carla Winfield" in page.text
    assert "1. Imani Feld" in page.text
    saved = world.now(brief).draft.details
    assert saved is not None
    assert saved.authors[0].name == "Carla Winfield"
    other.post(about(brief), data=page.form("/about").fields, expect=303)
    saved = world.now(brief).draft.details
    assert saved is not None
    assert (saved.authors[0].name, saved.keywords) == ("Imani Feld", ["buses"])


def test_a_version_keeps_its_details_with_names_as_they_were_that_day(world: World) -> None:
    brief = world.complete(keywords=["bells"], license="CC0-1.0")
    with world.make.writing() as session:
        session.get_one(type(world.co_lead), world.co_lead.id).name = "Carla Winfield-Oakes"
    world.act(operations.send_to_review, world.lead, brief.id)
    review(world.make, brief.id)
    world.act(publishing.publish_brief, world.lead, brief.id)
    [version] = world.make.all(BriefVersion)
    details = version.content.details
    assert [one.name for one in details.authors] == [
        "Imani Feld",
        "Carla Winfield-Oakes",
        "Walt Jessup",
    ]
    assert details.authors[0].ror == world.institute.ror
    assert details.authors[1].leaid == world.cullman.leaid
    assert [one.name for one in version.authors] == [one.name for one in details.authors]
    assert version.licence == "CC0 1.0"
    world.describe(brief, keywords=["buses"])
    world.corrected(brief)
    first, second = world.make.all(BriefVersion)
    assert first.content.details == details
    assert second.content.details.keywords == ["buses"]


def test_bands_hide_small_groups(world: World) -> None:
    with pytest.raises(schema.Refused, match="10 students or more"):
        schema.read({"population": {"students": "under-10", "disabilities": "75-plus"}})
    found = schema.read({"population": {"students": "under-10"}})
    assert found.population == Population(students="under-10")
    few = Population(students="10-99", schools="under-10", disabilities="under-10")
    assert facts.population(few) == (
        "10 to 99 students; fewer than 10 schools; of the students: under 10% with disabilities."
    )
    assert facts.population(found.population) == "Fewer than 10 students."


def test_the_schema_reads_what_it_writes_and_describes_itself() -> None:
    whole = schema.read(
        {
            "authors": [{"name": "Jo O’Neil", "orcid": CARBERRY, "roles": ["software"]}],
            "studied_from": "Sep 2025",
            "population": {"students": "10-99"},
            "no_funding": True,
        }
    )
    assert schema.read(json.loads(json.dumps(plain(Details, whole)))) == whole
    described = schema.json_schema()
    assert set(described["properties"]) == set(FIELDS)
    assert described["properties"]["keywords"]["description"] == FIELDS["keywords"].help
    assert "CityLarge" in described["properties"]["locales"]["items"]["enum"]
    with pytest.raises(schema.Refused) as refused:
        schema.read({"authors": [{"name": "Jo", "orcid": "1"}], "poem": 1, "grades": "09"})
    assert {fault.path for fault in refused.value.faults} == {
        ("authors", 0, "orcid"),
        ("poem",),
        ("grades",),
    }


def test_a_stricter_rule_hides_nothing_that_was_published() -> None:
    stored = plain(Details, Details(grades=["09"], design="rct"))
    assert isinstance(stored, dict)
    stored |= {"grades": ["a grade of before"], "license": "gone", "field_of_later": 1}
    read = TypeAdapter(Details).validate_python(stored)
    assert (read.grades, read.license) == (["a grade of before"], "gone")
    assert facts.facts(read)


def test_what_was_typed_goes_with_a_deleted_draft(world: World) -> None:
    brief = world.draft()
    for page in ("edit", "about", "publish"):
        place = f"/briefs/{brief.id}/{page}"
        world.make.add(
            Unsaved(person_id=world.lead.id, place=place, key=page, fields=[], at=clock.now())
        )
    world.act(operations.delete_draft, world.lead, brief.id)
    assert [row.key for row in world.make.all(Unsaved)] == ["publish"]
