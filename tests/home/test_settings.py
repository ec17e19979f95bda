"""A wrong setting is said in one sentence, when anything of the portal starts."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from rpp import create_app
from rpp.config import HERE, ROOT, Settings, WrongSettings, read

SECRET = "p4ssw0rd"


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in os.environ:
        if name.startswith("RPP_"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("RPP_INSTANCE", str(tmp_path))


@pytest.mark.parametrize(
    ("name", "value", "form"),
    [
        ("RPP_PROXIES", "yes", "the number of reverse proxies"),
        ("RPP_PROXIES", "-1", "the number of reverse proxies"),
        ("RPP_DATABASE_URL", f"postgres://rpp:{SECRET}@db/rpp", "postgresql+psycopg://"),
        ("RPP_DATABASE_URL", f"postgresql://rpp:{SECRET}@db/rpp", "postgresql+psycopg://"),
        ("RPP_DATABASE_URL", "postgresql+psycopg://db", "postgresql+psycopg://"),
        ("RPP_DATABASE_URL", f"rpp:{SECRET}", "postgresql+psycopg://"),
        ("RPP_SMTP_URL", "mail.example.org:587", "smtp://user:password@host:587"),
        ("RPP_SMTP_URL", f"smtp://u:{SECRET}@mail:port", "smtp://user:password@host:587"),
        ("RPP_SITE_URL", "commons.example.org", "https://commons.example.org"),
        ("RPP_SITE_URL", "https://[", "https://commons.example.org"),
        ("RPP_SITE_URL", "https://", "https://commons.example.org"),
        ("RPP_REDIS_URL", "localhost:6379", "redis://"),
        ("RPP_SECRET_KEY", "", "at least 32 random characters"),
        ("RPP_SECRET_KEY", "  ", "at least 32 random characters"),
        ("RPP_DEMO", "maybe", "1 or 0"),
        ("RPP_SITE_ULR", "https://commons.example.org", "Is it misspelled?"),
    ],
)
def test_a_wrong_setting_is_named_with_the_form_it_takes(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, form: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(WrongSettings) as refused:
        read()
    (sentence,) = str(refused.value).splitlines()
    assert sentence.startswith(name)
    assert form in sentence
    assert SECRET not in sentence


def test_sound_settings_are_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    sound = {
        "database_url": "postgresql+psycopg://rpp:a%40b@/rpp?host=/run/postgresql",
        "smtp_url": "smtps://user:p%40ss@mail.example.org",
        "site_url": "https://commons.example.org/",
        "redis_url": "redis://:secret@localhost:6379/0",
        "secret_key": "x" * 32,
    }
    for name, value in sound.items():
        monkeypatch.setenv(f"RPP_{name.upper()}", value)
    # Set and empty, as some tools write what is not set.
    monkeypatch.setenv("RPP_HELP_EMAIL", "help@commons.example.org")
    monkeypatch.setenv("RPP_ADMIN_PASSWORD", "read by one command alone")
    assert read().model_dump(include=set(sound)) == sound
    monkeypatch.setenv("RPP_SMTP_URL", "")
    assert read().smtp_url == ""


@pytest.mark.parametrize(
    "outside", [{"proxies": 1}, {"site_url": "https://commons.example.org"}, {"proxies": 2}]
)
def test_a_demo_that_others_could_reach_does_not_start(
    settings: Settings, outside: dict[str, object]
) -> None:
    with pytest.raises(WrongSettings, match="RPP_DEMO is on"):
        create_app(settings.model_copy(update={"demo": True, **outside}))


@pytest.mark.parametrize("host", [*sorted(HERE - {"::1"}), "[::1]"])
def test_a_demo_on_this_machine_starts(settings: Settings, host: str) -> None:
    site = {"demo": True, "site_url": f"http://{host}:5000"}
    assert "demo" in create_app(settings.model_copy(update=site)).blueprints


@pytest.mark.parametrize(
    "command",
    [
        ["flask", "--app", "app", "check"],
        ["flask", "--app", "app", "upgrade"],
        ["flask", "--app", "app", "serve", "--port", "1"],
        ["gunicorn", "app:app", "--bind", "127.0.0.1:0"],
    ],
)
def test_nothing_starts_with_an_open_demo_and_no_traceback_is_shown(command: list[str]) -> None:
    done = subprocess.run(
        [sys.executable, "-m", *command],
        cwd=ROOT,
        env=os.environ | {"RPP_DEMO": "1", "RPP_PROXIES": "1"},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode != 0
    assert "RPP_DEMO is on, and RPP_PROXIES says" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.postgresql
@pytest.mark.parametrize("command", ["upgrade", "check", "seed"])
def test_a_database_that_refuses_is_said_in_a_sentence(
    command: str, settings: Settings, tmp_path: Path
) -> None:
    url = f"postgresql+psycopg://rpp:{SECRET}@127.0.0.1:1/rpp"
    own = {"database_url": url, "instance": tmp_path, "secret_key": "x" * 32}
    done = create_app(settings.model_copy(update=own)).test_cli_runner().invoke(args=[command])
    assert done.exit_code == 1
    assert isinstance(done.exception, SystemExit)
    assert "cannot be reached" in done.output
    assert "is RPP_DATABASE_URL right?" in done.output
    assert SECRET not in done.output
