"""Whether the asker agreed that questions leave this machine: a word in their own cookie.

It holds for one endpoint: where the operator names another one, it is asked for again.
"""

from hashlib import sha256

from flask import session as cookie

from rpp.ask.summary.endpoint import Endpoint

NAME = "ask_leaves"


def given(model: Endpoint) -> bool:
    """Whether this browser agreed to this endpoint."""
    return cookie.get(NAME) == _mark(model)


def give(model: Endpoint) -> None:
    """Note that the asker agreed."""
    cookie[NAME] = _mark(model)


def take_back() -> None:
    """Note that the asker no longer agrees; nothing is sent from then on."""
    cookie.pop(NAME, None)


def _mark(model: Endpoint) -> str:
    return sha256(f"{model.url} {model.model}".encode()).hexdigest()[:16]
