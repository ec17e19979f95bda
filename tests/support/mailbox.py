"""What arrived by mail."""

import re
from urllib.parse import urlsplit

from rpp.mail import Letter
from tests.support.factories import Factories


def letters(make: Factories, address: str) -> list[Letter]:
    """The letters to an address, the oldest first."""
    return sorted(
        (one for one in make.all(Letter) if one.recipient == address), key=lambda one: one.id
    )


def link(make: Factories, address: str) -> str:
    """The path of the first link in the newest letter to an address."""
    body = letters(make, address)[-1].body
    found = re.search(r"https?://\S+", body)
    assert found, body
    return urlsplit(found.group()).path
