"""E-mail: where it links to, and that it leaves once."""

from typing import Any

import pytest
from flask import Flask

from rpp import create_app
from rpp.config import Settings
from tests.support.client import Browser
from tests.support.factories import Factories
from tests.support.mailbox import emails

EMAIL = "renata.oakes@albertville.example"
FORM = {"name": "Renata Oakes", "email": EMAIL, "password": "four quiet herons wade"}


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


def test_emails_link_to_the_address_that_the_operator_set(
    app: Flask, make: Factories, portal_with_mail: Any
) -> None:
    client = portal_with_mail(site_url="https://commons.example/", demo=False)
    assert sign_up_by(client, "evil.example") == 303
    (email,) = emails(make, EMAIL)
    assert "https://commons.example/confirm/" in email.body
    assert "evil" not in email.body


def test_no_email_leaves_to_an_address_that_a_visitor_claims(
    app: Flask, make: Factories, portal_with_mail: Any
) -> None:
    assert sign_up_by(portal_with_mail(), "evil.example") == 422
    assert emails(make, EMAIL) == []


def test_an_email_that_waits_for_a_mail_server_links_to_no_claimed_address(
    app: Flask, make: Factories, portal_with_mail: Any
) -> None:
    assert sign_up_by(portal_with_mail(smtp_url="", demo=False), "evil.example") == 422
    assert emails(make, EMAIL) == []
