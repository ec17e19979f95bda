"""How an organization is found among 19,840 districts."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import text
from sqlmodel import Session

from rpp import db
from rpp.cli import seed_folder
from rpp.config import Settings
from rpp.organizations import directory, names
from rpp.organizations.models import Organization
from rpp.organizations.names import finder_text
from rpp.organizations.queries import finding
from rpp.vocabulary import CedsOption
from tests.organizations import typed_names
from tests.support.client import Browser
from tests.support.factories import Factories
from tests.support.html import Page

pytestmark = pytest.mark.both_databases


@pytest.fixture(scope="module")
def loaded(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    """A database with the whole directory in it."""
    path = tmp_path_factory.mktemp("directory") / "rpp.sqlite3"
    path.write_bytes(sqlite_template.read_bytes())
    engine = db.create_engine(f"sqlite:///{path}")
    with Session(engine.execution_options(write=True)) as session:
        directory.load_leas(session, seed_folder())
        directory.load_research_organizations(session, seed_folder())
        session.commit()
        yield session
    engine.dispose()


@pytest.mark.parametrize(
    ("typed", "leaid"),
    [
        ("0100005", "0100005"),
        ("100005", "0100005"),
        ("albertv", "0100005"),
        ("Albertville AL", "0100005"),
        ("ALBERTVILLE city alabama", "0100005"),
        ("new york city department of education", "3620580"),
        ("New York City Public Schools", "3620580"),
        ("NYC", "3620580"),
        ("las cruces", "3501500"),
        ("mobile county public schools", "0102370"),
        ("chicago public schools", "1709930"),
    ],
)
def test_what_people_type_leads_to_their_district(loaded: Session, typed: str, leaid: str) -> None:
    found = finding.find(loaded, typed, "lea")
    assert leaid in [row.leaid for row in found.rows[:3]]


@pytest.mark.parametrize(("typed", "leaid"), typed_names.FIRST)
def test_a_name_from_a_letterhead_leads_to_its_district_first(
    loaded: Session, typed: str, leaid: str
) -> None:
    found = finding.find(loaded, typed, "lea").rows
    assert [row.leaid for row in found[:1]] == [leaid], [(r.name, r.state) for r in found[:5]]


@pytest.mark.parametrize(("typed", "leaid"), typed_names.AMONG_THE_FIRST)
def test_a_name_that_several_bear_leads_to_all_of_them(
    loaded: Session, typed: str, leaid: str
) -> None:
    assert leaid in [row.leaid for row in finding.find(loaded, typed, "lea").rows[:5]]


@pytest.mark.parametrize(
    "typed", ["Albertville Sch", "albertville city scho", "Albertville Distri"]
)
def test_a_word_that_is_still_being_typed_hides_nothing(loaded: Session, typed: str) -> None:
    assert finding.find(loaded, typed, "lea").rows[0].leaid == "0100005"


def test_a_number_that_the_directory_does_not_know_hides_nothing(loaded: Session) -> None:
    found = finding.find(loaded, "Rock Creek USD 323", "lea").rows
    assert (found[0].name, found[0].state) == ("Rock Creek", "KS")


def test_kinds_of_district_alone_still_find_something(loaded: Session) -> None:
    assert finding.find(loaded, "central isd", "lea").rows[0].name == "Central ISD"
    assert finding.find(loaded, "school district", "lea").rows


def test_words_of_the_trade_do_not_hide_a_district_and_still_tell_two_apart(
    make: Factories, app: Flask
) -> None:
    county = make.organization("Mobile County", enrollment=9)
    city = make.organization("Mobile City", enrollment=99_999)
    with app.app_context(), db.reading_replica() as session:

        def first(typed: str) -> int:
            return finding.find(session, typed).rows[0].id

        assert first("Mobile County Public Schools") == county.id
        assert first("Mobile City School District") == city.id
        assert first("Mobile ISD") == city.id, "the larger one"


def test_letters_of_other_languages_are_not_dropped(make: Factories, app: Flask) -> None:
    for name in ("Łódź Heights", "Sønderby", "Hawaiʻi Prep"):
        make.organization(name)
    with app.app_context(), db.reading_replica() as session:
        for typed in (
            "lodz",
            "ŁÓDŹ",
            "Lo\u0301dz\u0301",
            "sonderby",
            "SØNDERBY",
            "hawaii",
            "Hawaiʻi",
        ):
            assert len(finding.find(session, typed).rows) == 1, typed


def test_an_upgraded_portal_spells_names_anew_by_itself(
    app: Flask, make: Factories, monkeypatch: pytest.MonkeyPatch, settings: Settings,
    database_url: str,
) -> None:  # fmt: skip
    wichita = make.organization(
        "Wichita", state="KS", city="Wichita", leaid="2012990", finder="wichita wichita ks 2012990"
    )
    added = make.organization("St. Ann Trust", "intermediary", leaid=None, finder="st ann trust")
    monkeypatch.setitem(
        app.extensions, "rpp.settings", settings.model_copy(update={"database_url": database_url})
    )
    assert app.test_cli_runner().invoke(args=["upgrade"]).exit_code == 0
    with app.app_context(), db.reading_replica() as session:
        for typed, id_ in (("USD 259", wichita.id), ("Saint Ann Trust", added.id)):
            assert [row.id for row in finding.find(session, typed).rows] == [id_], typed
    with make.writing() as session:
        assert directory.renew(session, seed_folder()) == 0, "nothing is left to do"


def test_a_county_with_an_accent_is_shown_as_it_is_written(loaded: Session) -> None:
    rows = finding.find(loaded, "las cruces", "lea").rows
    assert any("Doña Ana" in row.line for row in rows)


def test_an_accent_makes_no_difference(make: Factories, app: Flask) -> None:
    make.organization("Doña Ana Schools", finder=finder_text("Doña Ana Schools", city="Anthony"))
    with app.app_context(), db.reading_replica() as session:
        for typed in ("dona ana", "DOÑA ANA", "Dona\u0303 ana", "anthony ana"):
            assert len(finding.find(session, typed).rows) == 1, typed


def test_districts_of_one_name_can_be_told_apart(loaded: Session) -> None:
    found = finding.find(loaded, "lincoln", "lea")
    lines = [(row.name, row.line) for row in found.rows]
    assert found.more
    assert len(lines) == finding.FOUND == len(set(lines))


def test_the_whole_name_comes_first_then_names_that_begin_so_and_each_by_size(
    loaded: Session,
) -> None:
    rows = finding.find(loaded, "jackson", "lea").rows
    whole = [names.core(tuple(names.spelled(row.name).split())) for row in rows]
    groups = [
        0 if core == ("jackson",) else 1 if row.name.lower().startswith("jackson") else 2
        for core, row in zip(whole, rows, strict=True)
    ]
    assert groups == sorted(groups)
    assert groups[0] == 0
    sizes = [row.enrollment or -1 for row, group in zip(rows, groups, strict=True) if not group]
    assert sizes == sorted(sizes, reverse=True)
    assert len(sizes) > 5


def test_research_organizations_are_found_apart(loaded: Session) -> None:
    assert {r.type for r in finding.find(loaded, "south alabama", "research").rows} == {"research"}
    assert finding.find(loaded, "albertville city", "research").rows == []


@pytest.mark.parametrize(
    "typed", ["", " ", "a", "%", "_", "%%%", "' OR 1=1 --", "\x00", "<script>", "💥", "a" * 5_000]
)
def test_odd_letters_find_nothing_and_break_nothing(anyone: Browser, typed: str) -> None:
    page = anyone.get("/organizations/find", query_string={"q": typed, "type": "lea"})
    assert page.status_code == 200
    assert "<script>" not in page.get_data(as_text=True).split("<main")[1]


def test_a_part_in_the_middle_of_a_word_is_enough(make: Factories, anyone: Browser) -> None:
    make.organization("Albertville City")
    assert "Albertville" in anyone.read("/organizations/find?q=ertvil").text
    assert "Albertville" not in anyone.read("/organizations/find?q=ert_il").text


def test_the_list_follows_the_typing_and_works_without_script(
    make: Factories, anyone: Browser
) -> None:
    district = make.organization("Albertville City")
    whole = anyone.get("/organizations/find?q=albert&type=lea")
    part = anyone.get("/organizations/find?q=albert&type=lea", headers={"HX-Request": "true"})
    assert b"<html" not in part.data
    for answer in (whole, part):
        links = Page(answer.get_data(as_text=True)).links
        assert f"/organizations/{district.id}/join" in links


def test_nothing_found_says_what_to_do(anyone: Browser) -> None:
    text_ = anyone.read("/organizations/find?q=atlantis&type=lea").text
    assert "No school district matches “atlantis”" in text_


def test_the_reference_data_are_loaded_once(app: Flask) -> None:
    folder = seed_folder()
    with app.app_context():
        for expected in (True, False):
            with db.transaction() as session:
                changed = [
                    directory.load_leas(session, folder),
                    directory.load_research_organizations(session, folder),
                    directory.load_ceds(session, folder),
                ]
            assert [bool(number) for number in changed] == [expected] * 3
        with db.reading_replica() as session:
            for table, known, least in (
                (Organization, "leaid", 19_840),
                (Organization, "ror", 3_900),
                (CedsOption, "iri", 234),
            ):
                name = table.__table__.name  # type: ignore[attr-defined]
                counted = session.execute(
                    text(f"SELECT count({known}), count(DISTINCT {known}) FROM {name}")
                ).one()
                assert counted[0] == counted[1] >= least
