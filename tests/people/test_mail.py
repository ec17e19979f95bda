"""Letters: where they link to, and that they leave once."""

import smtplib
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from typing import Any

import pytest
from flask import Flask

from rpp import clock, create_app, db, mail
from rpp.config import Settings
from rpp.mail import Letter
from tests.support.client import Browser
from tests.support.factories import Factories
from tests.support.mailbox import letters

EMAIL = "renata.oakes@albertville.example"
FORM = {"name": "Renata Oakes", "email": EMAIL, "password": "four quiet herons wade"}


class Server:
    """A mail server that refuses some addresses, or goes away."""

    def __init__(self, refuses: str = "", leaves_at: str = "") -> None:
        self.refuses, self.leaves_at = refuses, leaves_at
        self.took: list[EmailMessage] = []

    def send_message(self, message: EmailMessage) -> None:
        if message["To"] == self.leaves_at:
            raise smtplib.SMTPServerDisconnected("gone")
        if not message["To"].isascii():
            raise smtplib.SMTPNotSupportedError("no SMTPUTF8 here")
        if message["To"] == self.refuses:
            raise smtplib.SMTPRecipientsRefused({})
        self.took.append(message)


@pytest.fixture
def deliver(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Any:
    def run(server: Server) -> int:
        @contextmanager
        def connect(_url: str) -> Iterator[Server]:
            yield server

        monkeypatch.setattr(mail, "_connect", connect)
        with app.app_context(), db.transaction() as session:
            return mail.deliver(session, "smtp://mail.example", "RPP Commons <no-reply@x.example>")

    return run


def put(make: Factories, *addresses: str) -> None:
    for address in addresses:
        make.add(Letter(recipient=address, subject="Hi", body="Secret", written_at=clock.now()))


def test_a_letter_leaves_once_and_its_text_is_not_kept(make: Factories, deliver: Any) -> None:
    put(make, "a@x.example", "b@x.example")
    server = Server()
    assert deliver(server) == 2
    assert deliver(server) == 0
    assert [one["To"] for one in server.took] == ["a@x.example", "b@x.example"]
    assert [one.body for one in make.all(Letter)] == ["", ""]


def test_one_refused_address_holds_up_no_other(make: Factories, deliver: Any) -> None:
    put(make, "bad@x.example", "good@x.example")
    server = Server(refuses="bad@x.example")
    for _ in range(mail.ATTEMPTS + 2):
        deliver(server)
    assert len(server.took) == 1
    tried = {one.recipient: one.attempts for one in make.all(Letter)}
    assert tried == {"bad@x.example": mail.ATTEMPTS, "good@x.example": 1}


@pytest.mark.parametrize("address", ["café@x.example", "a@x.example\r\nBcc: all@x.example"])
def test_an_address_that_cannot_be_written_to_holds_up_no_other(
    make: Factories, deliver: Any, address: str
) -> None:
    put(make, address, "good@x.example")
    server = Server()
    for _ in range(mail.ATTEMPTS + 2):
        deliver(server)
    assert [one["To"] for one in server.took] == ["good@x.example"]


def test_what_left_before_the_server_went_away_is_not_sent_again(
    make: Factories, deliver: Any
) -> None:
    put(make, "a@x.example", "b@x.example", "c@x.example")
    server = Server(leaves_at="b@x.example")
    assert deliver(server) == 1
    server.leaves_at = ""
    assert deliver(server) == 2
    assert [one["To"] for one in server.took] == ["a@x.example", "b@x.example", "c@x.example"]


def test_a_line_end_in_a_subject_begins_no_other_header(
    app: Flask, make: Factories, deliver: Any
) -> None:
    with app.test_request_context(), db.transaction() as session:
        mail.write(session, "a@x.example", "Hi\r\nBcc: all@x.example", "known")
    server = Server()
    deliver(server)
    assert server.took[0]["Subject"] == "Hi Bcc: all@x.example"
    assert server.took[0]["Bcc"] is None


@pytest.fixture
def portal_with_mail(settings: Settings, database_url: str) -> Any:
    def portal(**changes: Any) -> Browser:
        changes = {"database_url": database_url, "smtp_url": "smtp://mail.example", **changes}
        app = create_app(settings.model_copy(update=changes))
        app.test_client_class = Browser
        client = app.test_client()
        assert isinstance(client, Browser)
        return client

    return portal


def sign_up_by(client: Browser, host: str) -> int:
    """Sign up as a visitor who says that the portal is found at another host."""
    token = client.token()
    kept = client.get_cookie("rpp")
    assert kept is not None
    client.set_cookie("rpp", kept.value, domain=host)
    form = {"csrf_token": token, **FORM}
    return client.post("/sign-up", data=form, base_url=f"http://{host}").status_code


def test_letters_link_to_the_address_that_the_operator_set(
    app: Flask, make: Factories, portal_with_mail: Any
) -> None:
    client = portal_with_mail(site_url="https://commons.example/", demo=False)
    assert sign_up_by(client, "evil.example") == 303
    (letter,) = letters(make, EMAIL)
    assert "https://commons.example/confirm/" in letter.body
    assert "evil" not in letter.body


def test_no_letter_leaves_to_an_address_that_a_visitor_claims(
    app: Flask, make: Factories, portal_with_mail: Any
) -> None:
    assert sign_up_by(portal_with_mail(), "evil.example") == 422
    assert letters(make, EMAIL) == []


def test_a_letter_that_waits_for_a_mail_server_links_to_no_claimed_address(
    app: Flask, make: Factories, portal_with_mail: Any
) -> None:
    assert sign_up_by(portal_with_mail(smtp_url="", demo=False), "evil.example") == 422
    assert letters(make, EMAIL) == []
