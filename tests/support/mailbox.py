"""What arrived by mail."""

import re
from urllib.parse import urlsplit

from rpp.mail import Email
from tests.support.factories import Factories


def emails(make: Factories, address: str) -> list[Email]:
    """The e-mails to an address, the oldest first."""
    return sorted(
        (one for one in make.all(Email) if one.recipient == address), key=lambda one: one.id
    )


def link(make: Factories, address: str) -> str:
    """The path of the first link in the newest e-mail to an address."""
    body = emails(make, address)[-1].body
    found = re.search(r"https?://\S+", body)
    assert found, body
    return urlsplit(found.group()).path
