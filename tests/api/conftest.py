"""Programs that ask with a token, and two districts with something in them."""

import secrets
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from rpp import clock
from rpp.api.models import ApiToken
from rpp.people.sessions import digest
from tests.briefs.conftest import worlds
from tests.harvest.conftest import served
from tests.support.factories import Factories

__all__ = ["served", "worlds"]


class Program:
    """A client without cookies, which sends a token where it has one."""

    def __init__(self, app: Flask, token: str = "") -> None:
        self.client, self.token = app.test_client(), token

    def ask(self, path: str, method: str = "GET", **kwargs: Any) -> TestResponse:
        headers = dict(kwargs.pop("headers", {}))
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        return self.client.open(f"/api/v1{path}", method=method, headers=headers, **kwargs)

    def read(self, path: str) -> Any:
        answer = self.ask(path)
        assert answer.status_code == 200, (path, answer.status_code, answer.text)
        assert answer.mimetype == "application/json"
        return answer.json

    def ids(self, path: str) -> list[int]:
        """The ids of all pages from this one on."""
        found = []
        while path:
            told = self.read(path)
            found += [one["id"] for one in told["data"]]
            path = (told["next"] or "").partition("/api/v1")[2]
        return found


@pytest.fixture
def token_of(make: Factories) -> Callable[..., str]:
    """A token that works, of a person."""

    def made(person: Any, scopes: str = "read", **values: Any) -> str:
        secret = f"rpp_{secrets.token_urlsafe(32)}"
        now = clock.now()
        about = {
            "person_id": person.id,
            "name": "A reading list",
            "token_hash": digest(secret),
            "scopes": scopes,
            "made_at": now,
            "expires_at": now + timedelta(days=30),
        }
        make.add(ApiToken(**about | values))
        return secret

    return made


@pytest.fixture
def program(app: Flask, token_of: Callable[..., str]) -> Callable[..., Program]:
    """A program of nobody, or of a person."""

    def of(person: Any = None, scopes: str = "read") -> Program:
        return Program(app, token_of(person, scopes) if person else "")

    return of
