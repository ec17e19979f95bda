"""The outbox: each e-mail leaves once, is tried again for two days, and nothing is lost quietly."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from email.message import Message
from email.utils import parsedate_to_datetime
from pathlib import Path
from threading import Barrier, Event, Thread

import pytest
from flask import Flask
from flask.testing import FlaskCliRunner
from sqlmodel import Session, select

from rpp import clock, db, jobs, mail
from rpp.config import ROOT
from rpp.mail import Email
from rpp.smtp import Unreachable
from tests.support.factories import Factories
from tests.support.smtp import MailServer, mail_server

SENDER = "RPP Commons <no-reply@commons.example>"
LIMIT = 60  # seconds until something counts as never happening
ONE, TWO, THREE = "one@x.example", "two@x.example", "three@x.example"


@pytest.fixture
def server() -> Iterator[MailServer]:
    with mail_server() as running:
        yield running


@pytest.fixture
def deliver(app: Flask, server: MailServer) -> Callable[..., int]:
    def run(at: datetime | None = None) -> int:
        with app.app_context(), clock.at(at or clock.now()):
            return mail.deliver(server.url, SENDER)

    return run


def put(make: Factories, *addresses: str) -> None:
    now = clock.now()
    for address in addresses:
        make.add(Email(recipient=address, subject="Hi", body="A link", written_at=now, next_at=now))


def held(make: Factories, address: str = ONE) -> Email:
    (found,) = (email for email in make.all(Email) if email.recipient == address)
    return found


# --- what leaves ---------------------------------------------------------------------------


def test_an_email_leaves_once_and_its_text_is_not_kept(
    make: Factories, deliver: Callable[..., int], server: MailServer
) -> None:
    put(make, ONE, TWO)
    assert deliver() == 2
    assert deliver() == 0
    assert server.recipients == [ONE, TWO]
    assert server.connections == 1
    assert [email.body for email in make.all(Email)] == ["", ""]


def test_an_email_says_when_it_was_written_which_it_is_and_that_a_program_wrote_it(
    make: Factories, deliver: Callable[..., int], server: MailServer
) -> None:
    put(make, ONE, TWO)
    server.before = lambda _message: (451, "later")
    deliver()
    tries: list[Message] = []
    server.before = lambda message: tries.append(message)
    server.answers[ONE] = (250, "OK")
    deliver(clock.now() + timedelta(minutes=5))
    first, second = tries
    written = parsedate_to_datetime(str(first["Date"]))
    assert written == held(make).written_at.replace(microsecond=0)
    assert str(first["Message-ID"]).endswith("@commons.example>")
    assert first["Message-ID"] != second["Message-ID"]
    assert first["Auto-Submitted"] == "auto-generated"


def test_an_email_keeps_its_number_when_it_is_tried_again(
    make: Factories, deliver: Callable[..., int], server: MailServer
) -> None:
    put(make, ONE)
    seen: list[str] = []

    def later(message: Message) -> tuple[int, str] | None:
        seen.append(str(message["Message-ID"]))
        return (451, "later") if len(seen) == 1 else None

    server.before = later
    deliver()
    assert deliver(clock.now() + timedelta(minutes=6)) == 1
    assert seen[0] == seen[1]


def test_a_line_end_in_a_subject_begins_no_other_header(
    app: Flask, deliver: Callable[..., int], server: MailServer
) -> None:
    with app.test_request_context(), db.transaction() as session:
        mail.write(session, ONE, "Hi\r\nBcc: all@x.example", "known")
    deliver()
    assert server.took[0]["Subject"] == "Hi Bcc: all@x.example"
    assert server.took[0]["Bcc"] is None


# --- what does not -------------------------------------------------------------------------


def test_what_is_put_off_is_tried_again_after_growing_waits_for_two_days(
    make: Factories, deliver: Callable[..., int], server: MailServer
) -> None:
    put(make, ONE)
    server.answers[ONE] = (451, "greylisted")
    first = now = clock.now()
    waits: list[timedelta] = []
    while held(make).failed_at is None:
        deliver(now)
        if (due := held(make).next_at) is not None:
            waits.append(due - now)
            # A minute before, nothing is tried.
            tried = len(server.asked)
            deliver(due - timedelta(minutes=1))
            assert len(server.asked) == tried
            now = due
    assert waits == sorted(waits)
    assert waits[0] == timedelta(minutes=5)
    assert now - first == timedelta(days=2)
    assert held(make).answer == "451 greylisted"
    assert held(make).body == "A link"
    assert deliver(now + timedelta(days=9)) == 0
    assert len(server.asked) == len(waits) + 1


def test_what_is_refused_for_good_is_given_up_at_once(
    make: Factories, deliver: Callable[..., int], server: MailServer
) -> None:
    put(make, ONE, TWO)
    server.answers[ONE] = (550, "no such person")
    assert deliver() == 1
    assert server.recipients == [TWO]
    email = held(make)
    assert (email.attempts, email.answer, email.next_at) == (1, "550 no such person", None)
    assert email.failed_at is not None
    deliver(clock.now() + timedelta(days=1))
    assert server.asked == [ONE, TWO]


def test_a_text_that_is_refused_for_good_is_given_up_too(
    make: Factories, deliver: Callable[..., int], server: MailServer
) -> None:
    put(make, ONE)
    server.before = lambda _message: (554, "looks like spam")
    deliver()
    assert held(make).failed_at is not None
    assert held(make).answer == "554 looks like spam"


def test_a_refused_sender_is_nobodys_last_word(
    make: Factories, deliver: Callable[..., int], server: MailServer
) -> None:
    put(make, ONE)
    server.sender_answer = (550, "sign in first")
    deliver()
    assert (held(make).failed_at, held(make).answer) == (None, "550 sign in first")
    server.sender_answer = (250, "OK")
    assert deliver(clock.now() + timedelta(minutes=6)) == 1


@pytest.mark.parametrize("address", ["café@x.example", "a@x.example\r\nBcc: all@x.example"])
def test_an_address_that_cannot_be_written_to_holds_up_no_other(
    make: Factories, deliver: Callable[..., int], server: MailServer, address: str
) -> None:
    put(make, address, TWO)
    assert deliver() == 1
    assert server.recipients == [TWO]
    assert held(make, address).failed_at is not None


def test_what_left_before_the_connection_broke_is_not_sent_again(
    make: Factories, deliver: Callable[..., int], server: MailServer
) -> None:
    put(make, ONE, TWO, THREE)
    server.before = lambda message: (0, "") if message["To"] == TWO else None
    assert deliver() == 2
    assert held(make, TWO).answer.startswith("the connection broke")
    server.before = None
    assert deliver(clock.now() + timedelta(minutes=6)) == 1
    assert server.recipients == [ONE, THREE, TWO]


def test_without_a_mail_server_nothing_counts_as_tried(
    app: Flask, make: Factories, server: MailServer
) -> None:
    put(make, ONE)
    with mail_server() as gone:
        nobody = gone.url
    with app.app_context(), pytest.raises(Unreachable, match=r"127\.0\.0\.1 cannot be used"):
        mail.deliver(nobody, SENDER)
    assert (held(make).attempts, held(make).failed_at) == (0, None)


# --- several workers -----------------------------------------------------------------------


def test_two_workers_never_send_one_email_twice(
    app: Flask, make: Factories, server: MailServer
) -> None:
    addresses = [f"person{n}@x.example" for n in range(6)]
    put(make, *addresses)
    # Each time both of them are sending at the same moment.
    together = Barrier(2)

    def meet(_message: Message) -> None:
        together.wait(LIMIT)

    server.before = meet

    def work() -> None:
        with app.app_context():
            mail.deliver(server.url, SENDER)

    workers = [Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(LIMIT)
    assert sorted(server.asked) == addresses
    assert all(email.sent_at for email in make.all(Email))
    assert server.connections == 2


def test_what_a_worker_says_too_late_undoes_nothing(app: Flask, make: Factories) -> None:
    put(make, ONE)
    with app.app_context():
        slow = mail.claim()
        assert slow is not None
        with clock.at(clock.now() + mail.CLAIM):
            other = mail.claim()
            assert other is not None
            mail.settle(other, mail.Answer(taken=True))
            mail.settle(slow, mail.Answer(text="451 later"))
    assert held(make).sent_at is not None
    assert held(make).next_at is None


@contextmanager
def worker(url: str, server: MailServer, folder: Path) -> Iterator[subprocess.Popen[str]]:
    """`flask worker` as an operator starts it."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("RPP_")}
    process = subprocess.Popen(
        [sys.executable, "-m", "flask", "--app", "app", "worker"],
        cwd=ROOT,
        env=kept
        | {
            "RPP_DATABASE_URL": url,
            "RPP_INSTANCE": str(folder),
            "RPP_SECRET_KEY": "for-tests-only",
            "RPP_SMTP_URL": server.url,
            "RPP_MAIL_FROM": SENDER,
        },
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


@contextmanager
def stopped_at(server: MailServer, address: str) -> Iterator[tuple[Event, Event]]:
    """Have the server think about the e-mail to an address: (it came, go on)."""
    came, go_on = Event(), Event()

    def think(message: Message) -> None:
        if message["To"] == address:
            came.set()
            go_on.wait(LIMIT)

    server.before = think
    yield came, go_on
    go_on.set()


def test_two_worker_processes_share_the_outbox(
    make: Factories, server: MailServer, database_url: str, tmp_path: Path
) -> None:
    addresses = [f"person{n}@x.example" for n in range(8)]
    together, done = Barrier(2), Event()

    def meet(_message: Message) -> None:
        together.wait(LIMIT)
        if len(server.asked) == len(addresses):
            done.set()

    server.before = meet
    put(make, *addresses)
    with worker(database_url, server, tmp_path), worker(database_url, server, tmp_path):
        assert done.wait(LIMIT)
    assert sorted(server.asked) == addresses


def test_a_worker_killed_while_sending_repeats_at_most_the_email_at_hand(
    make: Factories,
    deliver: Callable[..., int],
    server: MailServer,
    database_url: str,
    tmp_path: Path,
) -> None:
    put(make, ONE, TWO, THREE)
    with stopped_at(server, TWO) as (came, _), worker(database_url, server, tmp_path) as process:
        assert came.wait(LIMIT)
        process.send_signal(signal.SIGKILL)
        process.wait(LIMIT)
        server.before = None
        # Another worker leaves the one at hand alone until its claim has expired.
        assert deliver() == 1
    assert server.asked == [ONE, TWO, THREE]
    assert held(make, ONE).sent_at is not None
    assert deliver(clock.now() + mail.CLAIM) == 1
    assert server.asked == [ONE, TWO, THREE, TWO]


def test_a_worker_told_to_end_while_sending_ends_after_the_email_at_hand(
    make: Factories, server: MailServer, database_url: str, tmp_path: Path
) -> None:
    put(make, ONE, TWO, THREE)
    with (
        stopped_at(server, TWO) as (came, go_on),
        worker(database_url, server, tmp_path) as process,
    ):
        assert came.wait(LIMIT)
        process.send_signal(signal.SIGTERM)
        go_on.set()
        _, said = process.communicate(timeout=LIMIT)
    assert (process.returncode, said) == (0, "")
    assert server.asked == [ONE, TWO]
    assert [bool(held(make, address).sent_at) for address in (ONE, TWO, THREE)] == [
        True,
        True,
        False,
    ]
    assert held(make, THREE).attempts == 0


@pytest.mark.parametrize(
    ("signals", "ends"),
    [
        ((signal.SIGTERM,), False),
        ((signal.SIGINT, signal.SIGTERM), False),
        ((signal.SIGINT, signal.SIGINT), True),
        ((signal.SIGTERM, signal.SIGTERM), True),
    ],
)
def test_who_asks_twice_in_the_same_way_does_not_wait(
    signals: tuple[signal.Signals, ...], ends: bool
) -> None:
    stop = jobs.Stop()

    def tell() -> None:
        for one in signals:
            stop.tell(one)

    if ends:
        with pytest.raises(SystemExit):
            tell()
    else:
        tell()
    assert stop.told


# --- jobs ----------------------------------------------------------------------------------


def test_a_job_that_another_worker_has_is_left_to_it(
    app: Flask, make: Factories, monkeypatch: pytest.MonkeyPatch, database_url: str
) -> None:
    if database_url.startswith("sqlite"):
        pytest.skip("SQLite has one writer: the other worker waits for it")
    monkeypatch.setattr(jobs, "_jobs", {})
    begun, go_on = Event(), Event()
    runs: list[str] = []

    def slow(_session: object) -> int:
        runs.append("ran")
        begun.set()
        go_on.wait(LIMIT)
        return 1

    jobs.register("slow", slow)
    first = Thread(target=jobs.run_due, args=(app,))
    first.start()
    assert begun.wait(LIMIT)
    assert jobs.run_due(app) == {}
    go_on.set()
    first.join(LIMIT)
    assert runs == ["ran"]
    assert jobs.run_due(app) == {"slow": 1}


def test_a_job_leaves_a_heartbeat_and_says_since_when_it_fails(
    app: Flask, make: Factories, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "_jobs", {})
    broken = True

    def act(_session: object) -> int:
        if broken:
            raise RuntimeError("no luck\nwith someone@x.example")
        return 1

    jobs.register("moody", act)
    began = clock.now()
    for minutes in (0, 10):
        with clock.at(began + timedelta(minutes=minutes)):
            assert jobs.run_due(app) == {}
    (record,) = make.all(jobs.JobRecord)
    assert (record.failing_since, record.error, record.ran_at) == (
        began,
        "RuntimeError: no luck",
        None,
    )
    broken = False
    with clock.at(began + timedelta(minutes=20)):
        assert jobs.run_due(app) == {"moody": 1}
    (record,) = make.all(jobs.JobRecord)
    assert (record.failing_since, record.error) == (None, "")
    assert record.ran_at == began + timedelta(minutes=20)


def test_a_failing_job_holds_up_no_other_and_what_it_changed_is_undone(
    app: Flask, make: Factories, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "_jobs", {})
    put(make, ONE)

    def half(session: Session) -> int:
        session.delete(session.exec(select(Email)).one())
        session.flush()
        raise RuntimeError("half way")

    jobs.register("half", half)
    jobs.register("whole", lambda _session: 3)
    assert jobs.run_due(app) == {"whole": 3}
    assert held(make).recipient == ONE


# --- commands ------------------------------------------------------------------------------


@pytest.fixture
def run(app: Flask) -> FlaskCliRunner:
    return app.test_cli_runner()


@pytest.fixture
def lost(make: Factories, deliver: Callable[..., int], server: MailServer) -> Email:
    """An e-mail that was given up, beside one that was put off and one that was sent."""
    put(make, ONE, TWO, THREE)
    server.answers |= {ONE: (550, "no such person"), TWO: (451, "later")}
    deliver()
    return held(make)


def test_the_operator_sees_what_was_given_up_and_what_was_put_off(
    run: FlaskCliRunner, lost: Email
) -> None:
    said = run.invoke(args=["mail", "list"]).output
    assert f"{lost.id}  given up" in said
    assert "one@x.example, 1 attempt: 550 no such person" in said
    assert "two@x.example, 1 attempt: 451 later" in said
    assert THREE not in said


def test_a_given_up_email_is_sent_again_when_the_operator_says_so(
    run: FlaskCliRunner,
    make: Factories,
    lost: Email,
    deliver: Callable[..., int],
    server: MailServer,
) -> None:
    server.answers.clear()
    done = run.invoke(args=["mail", "resend", str(lost.id)])
    assert (done.exit_code, done.output) == (0, f"{lost.id} will be sent to {ONE} again.\n")
    assert deliver() == 1
    assert server.recipients == [THREE, ONE]
    assert held(make).failed_at is None


def test_a_given_up_email_is_forgotten_when_the_operator_says_so(
    run: FlaskCliRunner, make: Factories, lost: Email
) -> None:
    assert run.invoke(args=["mail", "dismiss", "--all"]).exit_code == 0
    assert {email.recipient for email in make.all(Email)} == {TWO, THREE}


@pytest.mark.parametrize("command", ["resend", "dismiss"])
def test_only_what_was_given_up_can_be_chosen(
    run: FlaskCliRunner, make: Factories, lost: Email, command: str
) -> None:
    for address, sentence in ((TWO, "is still waiting to be sent"), (THREE, "was sent")):
        done = run.invoke(args=["mail", command, str(held(make, address).id)])
        assert done.exit_code == 1
        assert sentence in done.output
    assert run.invoke(args=["mail", command, "999"]).exit_code == 1
    assert run.invoke(args=["mail", command]).exit_code == 2
    assert len(make.all(Email)) == 3
