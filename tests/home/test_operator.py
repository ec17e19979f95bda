"""The operator's pages and commands, and the demo."""

import os
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskCliRunner
from sqlmodel import select

from rpp import clock, create_app, db, jobs
from rpp.cli import migrate
from rpp.config import Settings
from rpp.contact.models import ContactMessage
from rpp.history import Event
from rpp.home import commands, demo
from rpp.mail import Email
from rpp.organizations.models import Membership, Organization
from rpp.people import passwords
from rpp.people.models import Person
from tests.support.client import Browser
from tests.support.factories import Factories

AsPerson = Callable[..., Browser]
WORDS = "four quiet herons wade"


@pytest.fixture
def run(app: Flask) -> FlaskCliRunner:
    return app.test_cli_runner()


def portal(settings: Settings, **changes: object) -> Flask:
    """Another portal, of other settings."""
    return create_app(settings.model_copy(update=changes))


# --- who may administer --------------------------------------------------------------------


@pytest.mark.parametrize(
    "path",
    ["/admin", "/admin/events", "/admin/people", "/admin/networks/new", "/admin/organizations/new"],
)
def test_the_operators_pages_are_for_administrators(
    make: Factories, browser_as: AsPerson, path: str
) -> None:
    steward = make.steward(make.network())
    assert browser_as().get(path).status_code == 302
    assert browser_as(steward).get(path).status_code == 403
    assert browser_as(make.admin()).get(path).status_code == 200


def test_an_administrator_makes_another_and_takes_it_back(
    make: Factories, browser_as: AsPerson
) -> None:
    admin, person = make.admin(), make.person("Renata Oakes", email="renata@a.example")
    browser = browser_as(admin)
    browser.send("/admin/people?q=renata%40", {"admin": "1"}, action="/admin")
    assert browser_as(person).get("/admin").status_code == 200
    browser.send("/admin/people?q=OAKES", {"admin": "0"}, action="/admin")
    assert browser_as(person).get("/admin").status_code == 403
    assert [e.verb for e in make.all(Event)] == ["admin_made", "admin_unmade"]


def test_nobody_takes_administration_from_herself(make: Factories, browser_as: AsPerson) -> None:
    admin = make.admin()
    browser_as(admin).force(f"/admin/people/{admin.id}/admin", {"admin": "0"}, expect=303)
    assert browser_as(admin).get("/admin").status_code == 200


def test_only_an_administrator_makes_one(make: Factories, browser_as: AsPerson) -> None:
    person = make.person()
    path = f"/admin/people/{person.id}/admin"
    browser_as(person).force(path, {"admin": "1"}, expect=403)
    browser_as().force(path, {"admin": "1"}, expect=401)
    assert not make.all(Person)[0].is_admin


def test_someone_who_has_not_confirmed_administers_nothing(
    make: Factories, browser_as: AsPerson
) -> None:
    admin, person = make.admin(), make.person(confirmed_at=None)
    browser_as(admin).force(f"/admin/people/{person.id}/admin", {"admin": "1"}, expect=303)
    assert [p.is_admin for p in make.all(Person)] == [True, False]


def test_an_administrator_adds_an_organization_that_people_then_find(
    make: Factories, browser_as: AsPerson
) -> None:
    data = {
        "type": "intermediary",
        "name": "Puente de Aprendizaje Ñ",
        "city": "Española",
        "state": "NM",
        "website": "https://puente.example",
    }
    browser = browser_as(make.admin())
    browser.send("/admin/organizations/new", data)
    browser.send("/admin/organizations/new", data, status=422)
    browser.send(
        "/admin/organizations/new",
        data | {"name": "Other", "website": "javascript:alert(1)"},
        status=422,
    )
    assert len(make.all(Organization)) == 1
    assert "Puente" in browser_as().read("/organizations/find?q=espanola+puente&type=other").text


def test_no_district_is_added_by_hand(make: Factories, browser_as: AsPerson) -> None:
    data = {"type": "lea", "name": "Fantasy City", "city": "Nowhere", "state": "AL"}
    browser_as(make.admin()).force("/admin/organizations/new", data, expect=422)
    assert make.all(Organization) == []


@pytest.mark.parametrize("typed", ["%", "_", "'; DROP TABLE person;--", "💥", "\x00"])
@pytest.mark.both_databases
def test_odd_letters_find_nobody(make: Factories, browser_as: AsPerson, typed: str) -> None:
    page = browser_as(make.admin()).get("/admin/people", query_string={"q": typed})
    assert page.status_code == 200


# --- commands ------------------------------------------------------------------------------


def test_create_admin_makes_an_account_that_signs_in(
    run: FlaskCliRunner, make: Factories, anyone: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RPP_ADMIN_PASSWORD", WORDS)
    done = run.invoke(args=["create-admin", "Quillon.Marsh@Commons.example"])
    assert done.exit_code == 0, done.output
    anyone.send(
        "/sign-in",
        {"email": "quillon.marsh@commons.example", "password": WORDS},
        follow=False,
        status=303,
    )
    assert anyone.get("/admin").status_code == 200


def test_create_admin_asks_for_a_password_and_refuses_an_easy_one(
    run: FlaskCliRunner, make: Factories, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("RPP_ADMIN_PASSWORD", raising=False)
    done = run.invoke(args=["create-admin", "q@commons.example"], input="password1234\n" * 2)
    assert done.exit_code == 1
    assert make.all(Person) == []
    assert run.invoke(args=["create-admin", "no address"]).exit_code == 1


def test_create_admin_keeps_the_password_of_an_account_that_is_confirmed(
    run: FlaskCliRunner, make: Factories, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RPP_ADMIN_PASSWORD", "seven loud magpies argue")
    make.person(email="q@commons.example", password_hash=passwords.hashed(WORDS))
    assert run.invoke(args=["create-admin", "q@commons.example"]).exit_code == 0
    (person,) = make.all(Person)
    assert person.is_admin
    assert passwords.right(person.password_hash, WORDS)


def test_create_admin_leaves_a_stranger_no_password(
    run: FlaskCliRunner, make: Factories, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A stranger began an account with the administrator's address and never confirmed it.
    monkeypatch.setenv("RPP_ADMIN_PASSWORD", WORDS)
    make.person(
        email="q@commons.example",
        confirmed_at=None,
        password_hash=passwords.hashed("seven loud magpies argue"),
    )
    assert run.invoke(args=["create-admin", "q@commons.example"]).exit_code == 0
    assert passwords.right(make.all(Person)[0].password_hash, WORDS)


def test_check_says_in_words_what_is_wrong(run: FlaskCliRunner, make: Factories) -> None:
    done = run.invoke(args=["check"])
    assert done.exit_code == 1
    assert "The LEA directory is not loaded: run `flask --app app seed`." in done.output
    assert "This portal has no administrator" in done.output
    assert "RPP_SECRET_KEY is short" in done.output


@pytest.fixture
def sound(settings: Settings, sqlite_template: Path, tmp_path: Path) -> Settings:
    """Settings as a careful operator makes them, and a database in its folder."""
    instance = tmp_path / "instance"
    instance.mkdir(0o700)
    database = instance / "rpp.sqlite3"
    shutil.copy(sqlite_template, database)
    database.chmod(0o600)
    return settings.model_copy(
        update={
            "demo": False,
            "database_url": "",
            "instance": instance,
            "secret_key": "",
            "smtp_url": "smtp://mail.example",
            "site_url": "https://commons.example",
        }
    )


def test_check_finds_nothing_wrong_with_a_sound_installation(sound: Settings) -> None:
    app = create_app(sound)
    runner = app.test_cli_runner()
    assert runner.invoke(args=["seed"]).exit_code == 0
    runner.invoke(args=["create-admin", "q@commons.example"], env={"RPP_ADMIN_PASSWORD": WORDS})
    jobs.run_due(app)
    done = runner.invoke(args=["check"])
    assert done.exit_code == 0, done.output
    assert "Nothing is wrong." in done.output
    assert "The reviewed studies are loaded." in done.output
    # The reference data bring no person along.
    with app.app_context(), db.reading_replica() as session:
        assert [person.email for person in session.exec(select(Person))] == ["q@commons.example"]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"site_url": ""}, "RPP_SITE_URL is not set"),
        ({"smtp_url": ""}, "RPP_SMTP_URL is not set"),
        ({"redis_url": "redis://127.0.0.1:1/0"}, "Redis (RPP_REDIS_URL) does not answer"),
        ({"secret_key": "short"}, "RPP_SECRET_KEY is short"),
        ({"database_url": "sqlite:////nowhere/at/all.sqlite3"}, "is RPP_DATABASE_URL right?"),
    ],
)
def test_check_names_each_fault(sound: Settings, changes: dict[str, object], sentence: str) -> None:
    done = portal(sound, **changes).test_cli_runner().invoke(args=["check"])
    assert done.exit_code == 1
    assert any(
        line.startswith("WRONG") and sentence in line for line in done.output.splitlines()
    ), done.output


@pytest.mark.parametrize(
    "name", ["", "secret_key", "rpp.sqlite3", "rpp.sqlite3-wal", "attachments", "attachments/a"]
)
def test_check_names_what_others_can_read(sound: Settings, name: str) -> None:
    folder = sound.folder() / "attachments"
    folder.mkdir(0o700)
    for file in (folder / "a", sound.instance / "rpp.sqlite3-wal"):
        file.touch(0o600)
    runner = create_app(sound).test_cli_runner()
    assert "No one else can read what is in" in runner.invoke(args=["check"]).output
    path = sound.instance / name
    right = 700 if path.is_dir() else 600
    path.chmod(0o755)
    output = runner.invoke(args=["check"]).output
    assert f"WRONG  {path} can be read by others (mode 0755): run `chmod {right} {path}`" in output


def test_a_new_installation_is_for_its_owner_alone_and_an_upgrade_closes_an_old_one(
    tmp_path: Path, settings: Settings
) -> None:
    own = settings.model_copy(update={"instance": tmp_path / "new" / "instance", "secret_key": ""})
    old = os.umask(0)
    try:
        app = create_app(own)
        # Made so from the beginning, before the command closes what an older release left.
        migrate(own.url)
        modes = {path.name: path.stat().st_mode & 0o777 for path in own.private_paths()}
        # While somebody writes, its two companions are there, too.
        with app.app_context(), db.transaction() as session:
            session.add(Person(name="A", email="a@b.example", created_at=clock.now()))
            session.flush()
            modes |= {path.name: path.stat().st_mode & 0o777 for path in own.private_paths()}
    finally:
        os.umask(old)
    files = ("secret_key", "rpp.sqlite3", "rpp.sqlite3-wal", "rpp.sqlite3-shm")
    assert modes == {"instance": 0o700} | dict.fromkeys(files, 0o600)
    for path in own.private_paths():
        path.chmod(0o755)
    assert app.test_cli_runner().invoke(args=["upgrade"]).exit_code == 0
    assert {path.stat().st_mode & 0o077 for path in own.private_paths()} == {0}


def test_the_directory_is_not_loaded_into_a_database_without_tables(
    settings: Settings, tmp_path: Path
) -> None:
    app = portal(settings, database_url=f"sqlite:///{tmp_path / 'new.sqlite3'}")
    done = app.test_cli_runner().invoke(args=["seed"])
    assert done.exit_code == 1
    assert "flask --app app upgrade" in done.output


# --- the probe -----------------------------------------------------------------------------


def test_ready_when_the_database_has_the_newest_form(anyone: Browser) -> None:
    answer = anyone.get("/readyz")
    assert (answer.status_code, answer.json) == (200, {"ready": True, "database": "ok"})


def test_not_ready_without_tables_or_without_a_database(settings: Settings, tmp_path: Path) -> None:
    for url in (
        f"sqlite:///{tmp_path / 'empty.sqlite3'}",
        "sqlite:////nowhere/at/all.sqlite3",
        "postgresql+psycopg://nobody@127.0.0.1:1/none",
    ):
        answer = portal(settings, database_url=url).test_client().get("/readyz")
        assert answer.status_code == 503
        assert answer.json is not None
        assert answer.json["ready"] is False


# --- the demo ------------------------------------------------------------------------------


@pytest.fixture
def cast(make: Factories) -> dict[str, Person]:
    """One person for each persona."""
    district = make.organization("Albertville City")
    return {
        key: make.member(district, person=make.person(f"{key.title()} Persona", persona=key))
        for key in demo.PERSONAS
    }


@pytest.mark.parametrize("key", list(demo.PERSONAS))
def test_each_persona_has_a_button_that_signs_in(
    anyone: Browser, cast: dict[str, Person], key: str
) -> None:
    page = anyone.read("/demo")
    assert f"{key.title()} Persona" in page.text
    assert "Albertville City" in page.text
    answer = anyone.force("/demo/sign-in", {"persona": key}, expect=303)
    assert answer.location == "/me"
    assert f"{key.title()} Persona" in anyone.read("/me/account").text


@pytest.mark.parametrize("key", ["", "nobody", "Leader", "leader'--"])
def test_an_unknown_persona_is_not_found(
    anyone: Browser, cast: dict[str, Person], key: str
) -> None:
    anyone.force("/demo/sign-in", {"persona": key}, expect=404)
    assert anyone.get("/me/account").status_code == 302


def test_the_demo_needs_a_token_too(anyone: Browser, cast: dict[str, Person]) -> None:
    assert anyone.post("/demo/sign-in", data={"persona": "leader"}).status_code == 400


def test_without_rpp_demo_there_is_no_demo(settings: Settings, sqlite_url: str) -> None:
    client = portal(settings, demo=False, database_url=sqlite_url).test_client()
    for path in ("/demo", "/dev/mail"):
        assert client.get(path).status_code == 404
    assert client.post("/demo/sign-in", data={"persona": "leader"}).status_code in (400, 404)


def test_the_demos_mailbox_shows_emails_with_their_links(anyone: Browser, make: Factories) -> None:
    body = "Follow http://localhost/reset/abc\n<script>alert(1)</script>"
    make.add(Email(recipient="a@b.example", subject="<b>Hi", body=body, written_at=clock.now()))
    html = anyone.get("/dev/mail").get_data(as_text=True)
    assert re.search(r'<a href="http://localhost/reset/abc"', html)
    assert "<script>alert" not in html


def test_the_demo_says_how_its_people_are_loaded(anyone: Browser) -> None:
    assert "seed --demo" in anyone.read("/demo").text


def test_everything_the_operator_decides_is_counted_on_one_page(
    make: Factories, browser_as: AsPerson
) -> None:
    district, person = make.organization("Albertville City"), make.person()
    make.add(Membership(person_id=person.id, organization_id=district.id, status_since=clock.now()))
    page = browser_as(make.admin()).read("/admin")
    assert "One thing waits for an administrator." in page.text
    now = clock.now()
    question = {"body": "Who pays?", "email": "a@b.example", "status_since": now, "sent_at": now}
    make.add(ContactMessage(**question))
    page = browser_as(make.admin()).read("/admin")
    assert "Two things wait for an administrator." in page.text
    assert "Questions and reports: 1 open" in page.text
    assert f"/organizations/{district.id}/manage" in page.links


def test_a_worker_that_never_ran_is_no_reason_to_say_that_nothing_is_needed(
    make: Factories, browser_as: AsPerson
) -> None:
    text = browser_as(make.admin()).read("/admin").text
    assert "Nothing needs an administrator" not in text
    assert "The portal needs its operator." in text
    assert "start flask --app app worker , and have it started again" in text


def test_the_commands_are_those_the_manual_names(app: Flask) -> None:
    assert {"seed", "create-admin", "check"} <= set(app.cli.commands)
    assert commands.seed.help
