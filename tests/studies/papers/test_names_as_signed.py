"""What was signed does not change when a signer, a district or an institute is renamed."""

import re
from typing import Any

from alembic import command
from alembic.config import Config
from sqlmodel import select

from rpp import cli
from rpp.config import ROOT
from rpp.history import Event
from rpp.organizations.models import Organization
from rpp.people.models import Person
from rpp.studies.models import Signature
from rpp.studies.papers import packet
from tests.studies.conftest import World
from tests.studies.papers.test_amendments import frozen_amendment, parties, put_name
from tests.support import pdfs

BEFORE = ("Tomas Brandt", "Imani Feld", "Albertville City", "Lakeshore Center")


def rename(world: World) -> None:
    with world.make.writing() as session:
        for model, thing in (
            (Person, world.city_signer),
            (Person, world.lead),
            (Organization, world.city),
            (Organization, world.university),
        ):
            found = session.get_one(model, thing.id)
            found.name = f"Renamed {thing.id}"
            if isinstance(found, Person):
                found.title = "Another title"


def test_the_names_of_the_day_stand_on_page_history_and_paper(
    browser_as: Any, world: World
) -> None:
    study = world.study("signed")
    told = {n.text for n in world.make.notices()}
    rename(world)
    page = browser_as(world.county_lead).read(f"/studies/{study.id}")
    history = browser_as(world.county_lead).read(f"/studies/{study.id}/history").text
    with world.make.writing() as session:
        words = pdfs.read(packet.packet(session, study.id) or b"")
    signers = page.text[page.text.index("Who signed") : page.text.index("SHA-256")]
    for said in (signers, words):
        for name in BEFORE:
            assert name in said
        assert "In office" in said
        assert "Renamed" not in said
        assert "Another title" not in said
    assert "Tomas Brandt signed for Albertville City" in history
    assert "Imani Feld signed as lead researcher" in history
    # What people were told stays told.
    assert told == {n.text for n in world.make.notices()}
    assert any("Tomas Brandt signed for Albertville City" in line for line in told)


def test_the_names_of_an_amendment_stay_too(browser_as: Any, world: World) -> None:
    study = world.study("active")
    made = frozen_amendment(world, study)
    for person, party in parties(world):
        put_name(world, study, made, person, party)
    rename(world)
    page = browser_as(world.county_lead).read(f"/studies/{study.id}/amendments/{made.number}").text
    signers = page[page.index("Signatures") :]
    for name in BEFORE:
        assert name in signers
    history = browser_as(world.county_lead).read(f"/studies/{study.id}/history").text
    assert "Tomas Brandt signed amendment 1 for Albertville City" in history
    assert "Renamed" not in signers


def test_who_has_not_signed_yet_is_called_as_now(browser_as: Any, world: World) -> None:
    study = world.study("frozen")
    rename(world)
    page = browser_as(world.county_lead).read(f"/studies/{study.id}").text
    assert f"Renamed {world.city.id}" in page


def test_signatures_of_the_release_before_get_the_names_of_now(world: World) -> None:
    world.study("signed")
    engine = world.make.app.extensions["rpp.engine"]
    address = engine.url.render_as_string(hide_password=False)
    (script,) = (ROOT / "migrations/versions").glob("*_names_as_signed.py")
    before = re.search(r'down_revision = "(\w+)"', script.read_text())
    assert before is not None
    with world.make.writing() as session:
        for event in session.exec(select(Event)):
            event.detail = {k: v for k, v in event.detail.items() if k != "signer"}
            session.add(event)
    engine.dispose()
    config = Config(toml_file=str(ROOT / "pyproject.toml"))
    config.attributes["url"] = address
    command.downgrade(config, before[1])
    cli.migrate(address)
    assert [(s.signer, s.for_whom, s.organization) for s in world.make.all(Signature)] == [
        ("Imani Feld", "Imani Feld, lead researcher", "Lakeshore Center"),
        ("Tomas Brandt", "Albertville City", "Albertville City"),
        ("Carla Winfield", "Cullman County", "Cullman County"),
    ]
    told = {e.verb: e.detail.get("signer") for e in world.make.all(Event)}
    assert (told["signed"], told["all_signed"]) == ("Carla Winfield", "Carla Winfield")
    assert told["frozen"] is None
