"""What `check` and the administrator's page see around the portal."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from urllib.robotparser import RobotFileParser

import pytest
from flask import Flask

from rpp import clock, jobs
from rpp.config import Settings
from rpp.evidence.models import EvidenceRecord
from rpp.home import watch
from rpp.home.findings import Finding
from rpp.mail import Email
from rpp.rounds.models import Round
from tests.support.client import Browser
from tests.support.factories import Factories
from tests.support.world import World

ONE = "one@x.example"


@pytest.fixture
def sound(settings: Settings, tmp_path: Path) -> Settings:
    changes = {"demo": False, "instance": tmp_path, "smtp_url": "smtp://mail.example"}
    return settings.model_copy(update=changes)


@pytest.fixture
def wrong(app: Flask, make: Factories, sound: Settings) -> Callable[..., str]:
    """What is wrong in the database, in one text."""

    def look(**changes: object) -> str:
        with make.writing() as session:
            found = watch.contents(session, sound.model_copy(update=changes))
            return "\n".join(one.sentence for one in found if one.wrong)

    return look


def around(settings: Settings, **changes: object) -> list[Finding]:
    return list(watch.surroundings(settings.model_copy(update=changes)))


# --- the worker ----------------------------------------------------------------------------


def test_a_worker_that_never_ran_or_died_is_seen(
    app: Flask, wrong: Callable[..., str], make: Factories
) -> None:
    assert "The worker has never run: start `flask --app app worker`" in wrong()
    jobs.run_due(app)
    assert "worker" not in wrong()
    with clock.at(clock.now() + timedelta(minutes=4)):
        assert "worker" not in wrong()
    with clock.at(clock.now() + timedelta(hours=3)):
        assert "The worker has not run since" in wrong()
        jobs.run_due(app)
        assert "worker" not in wrong()


def test_a_job_that_fails_is_named(
    app: Flask, make: Factories, wrong: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "_jobs", {})
    jobs.register("count the stars", lambda _session: 1 // 0)
    jobs.run_due(app)
    assert "job “count the stars” has been failing since" in wrong()
    assert "ZeroDivisionError" in wrong()


def test_email_that_waits_and_email_that_was_given_up_are_counted(
    make: Factories, wrong: Callable[..., str]
) -> None:
    old, text = clock.now() - timedelta(hours=1), {"subject": "Hi", "body": "…"}
    make.add(Email(recipient=ONE, written_at=old, next_at=old, **text))
    assert "1 e-mail has been waiting for more than 15 minutes" in wrong()
    assert "waits for more" not in wrong(smtp_url="")
    assert "given up" not in wrong()
    for _ in range(2):
        make.add(Email(recipient=ONE, written_at=old, failed_at=old, **text))
    assert "2 e-mails were given up. See why with `flask --app app mail list`" in wrong()


def test_email_that_was_put_off_does_not_wait_too_long(
    make: Factories, wrong: Callable[..., str]
) -> None:
    old, soon = clock.now() - timedelta(hours=9), clock.now() + timedelta(hours=1)
    make.add(Email(recipient=ONE, subject="", body="", written_at=old, next_at=soon, attempts=4))
    assert "waits" not in wrong()


def test_an_overdue_round_is_named(world: World, wrong: Callable[..., str]) -> None:
    make, now = world.make, clock.now()
    common = {
        "network_id": world.network.id,
        "status_since": now,
        "opens_at": now - timedelta(days=9),
        "timezone": "America/Chicago",
    }
    counted, opened = (
        make.add(Round(title=status, status=status, closes_at=closes, **common))
        for status, closes in (
            ("open", now - timedelta(minutes=20)),
            ("scheduled", now + timedelta(days=9)),
        )
    )
    for status, closes in (("open", now - timedelta(minutes=5)), ("closed", now)):
        make.add(Round(title=status, status=status, closes_at=closes, **common))
    said = wrong()
    assert f"Round {counted.id} should have been counted on" in said
    assert f"Round {opened.id} should have been opened on" in said
    assert said.count("Round ") == 2


def test_the_administrator_reads_it_and_sends_an_email_again(
    make: Factories, browser_as: Callable[..., Browser]
) -> None:
    old = clock.now() - timedelta(hours=1)
    said = {"answer": "550 no such person", "subject": "A private study", "body": "…"}
    for address in (ONE, "two@x.example"):
        make.add(Email(recipient=address, written_at=old, failed_at=old, **said))
    browser = browser_as(make.admin())
    text = browser.read("/admin").text
    assert "The worker has never run" in text
    assert ONE in text
    assert "550 no such person" in text
    assert "A private study" not in text
    first, second = sorted(make.all(Email), key=lambda email: email.id)
    browser.send("/admin", {}, action=f"/admin/emails/{first.id}/resend")
    browser.send("/admin", {}, action=f"/admin/emails/{second.id}/dismiss")
    (left,) = make.all(Email)
    assert (left.recipient, left.failed_at) == (ONE, None)
    assert left.next_at is not None
    assert "E-mail that did not arrive" not in browser.read("/admin").text
    browser.force(f"/admin/emails/{left.id}/dismiss", {}, expect=303)
    assert len(make.all(Email)) == 1


def test_only_administrators_send_an_email_again(
    make: Factories, browser_as: Callable[..., Browser]
) -> None:
    old = clock.now()
    email = make.add(Email(recipient=ONE, subject="", body="", written_at=old, failed_at=old))
    for verb in ("resend", "dismiss"):
        browser_as(make.person()).force(f"/admin/emails/{email.id}/{verb}", {}, expect=403)
        browser_as().force(f"/admin/emails/{email.id}/{verb}", {}, expect=401)
    assert make.all(Email)[0].failed_at is not None


# --- around it -----------------------------------------------------------------------------


def test_a_folder_where_nothing_can_be_written_is_seen(sound: Settings, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    found, _summaries = around(sound, instance=tmp_path / "file")
    assert found.wrong
    assert "Nothing can be written in" in found.sentence


def test_a_disk_that_is_nearly_full_is_seen(
    sound: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watch, "LEAST_SPACE", 2**62)
    found, _summaries = around(sound)
    assert found.wrong
    assert "is nearly full" in found.sentence


def test_the_demo_in_an_installation_that_is_none_is_seen(
    make: Factories, wrong: Callable[..., str]
) -> None:
    make.person(persona="leader")
    assert "contains the demo (1 person of it), and RPP_DEMO is not set" in wrong()
    assert "contains the demo" not in wrong(demo=True)


def test_missing_evidence_is_seen(make: Factories, wrong: Callable[..., str]) -> None:
    assert "No reviewed studies are loaded" in wrong()
    now = clock.now()
    make.add(EvidenceRecord(key="k", source="wwc", form="study", imported_at=now, updated_at=now))
    assert "No reviewed studies are loaded" not in wrong()


# --- doors ---------------------------------------------------------------------------------


def test_robots_are_told_what_is_not_for_them(anyone: Browser) -> None:
    answer = anyone.get("/robots.txt")
    lines = answer.get_data(as_text=True).splitlines()
    assert answer.mimetype == "text/plain"
    assert "User-agent: *" in lines
    assert {"Disallow: /me", "Disallow: /admin", "Disallow: /search"} <= set(lines)
    assert {"Disallow: /briefs?*", "Disallow: /briefs/export.", "Crawl-delay: 1"} <= set(lines)
    assert "Disallow: /" not in lines
    assert "/oai" in answer.text


def test_a_crawler_meets_every_page_of_the_repository(anyone: Browser) -> None:
    rules = RobotFileParser()
    rules.parse(anyone.get("/robots.txt").text.splitlines())
    for path in ("/briefs", "/briefs/1", "/briefs/topics/math", "/evidence", "/evidence/1", "/oai"):
        assert rules.can_fetch("anything", path), path
    for path in ("/briefs/export.csv?subject=math", "/feeds/search.atom?q=bell", "/me", "/search"):
        assert not rules.can_fetch("anything", path), path
    assert rules.crawl_delay("anything") == 1


def test_a_list_under_filters_names_the_list_itself(anyone: Browser) -> None:
    for path in ("/briefs", "/evidence", "/problems"):
        assert "noindex" not in anyone.get(path).text
        filtered = anyone.get(f"{path}?subject=math&past=99").text
        assert '<meta name="robots" content="noindex">' in filtered
        assert f'<link rel="canonical" href="http://localhost{path}">' in filtered


@pytest.mark.parametrize(
    ("wanted", "header"),
    [(False, "max-age=31536000"), (True, "max-age=31536000; includeSubDomains")],
)
def test_https_for_every_subdomain_is_the_operators_decision(
    settings: Settings, sqlite_url: str, wanted: bool, header: str
) -> None:
    from rpp import create_app

    changes = {"database_url": sqlite_url, "proxies": 1, "demo": False, "hsts_subdomains": wanted}
    client = create_app(settings.model_copy(update=changes)).test_client()
    answer = client.get("/healthz", headers={"X-Forwarded-Proto": "https"})
    assert answer.headers["Strict-Transport-Security"] == header
    assert "Strict-Transport-Security" not in client.get("/healthz").headers
