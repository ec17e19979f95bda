"""A client that behaves as a browser does: it reads a page, fills its form and sends it."""

import re
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.support.html import Page

ORIGIN = {"Sec-Fetch-Site": "same-origin"}
REFUSALS = frozenset((403, 404, 405, 410))
# What differs between two pages that refuse alike: tokens, and the address in links to come back.
OF_ITS_OWN = re.compile(r'(?:value|href|content|action|hx-headers)=(?:"[^"]*"|\'[^\']*\')')


# Pages of refusal by what is left of them: crawls are refused thousands of times alike.
_refusals: dict[str, Page] = {}


def refused(html: str) -> Page:
    """A page of refusal, read once for all that differ only in what is their own."""
    bare = OF_ITS_OWN.sub("", html)
    return _refusals.get(bare) or _refusals.setdefault(bare, Page(html))


class Browser(FlaskClient):
    """Lints every HTML page it fetches, and sends forms as they stand on the page."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        # To its end, also where it comes in pieces.
        kwargs.setdefault("buffered", True)
        response = super().open(*args, **kwargs)
        whole = response.mimetype == "text/html" and b"<html" in response.data[:400]
        if whole and not 300 <= response.status_code < 400 and response.status_code != 500:
            html = response.get_data(as_text=True)
            alike = response.status_code in REFUSALS
            page = refused(html) if alike else Page(html)
            assert not page.faults, f"{response.request.path}: {page.faults}"
            assert any(level == 1 for level, _ in page.headings), f"{response.request.path}: no h1"
        return response

    def read(self, path: str, status: int = 200, **kwargs: Any) -> Page:
        """Get a page, following redirects."""
        response = self.get(path, follow_redirects=True, **kwargs)
        assert response.status_code == status, f"{path}: {response.status_code}"
        return Page(response.get_data(as_text=True))

    def send(
        self,
        path: str,
        data: dict[str, Any] | None = None,
        *,
        action: str = "",
        status: int = 200,
        follow: bool = True,
        page: Page | None = None,
    ) -> TestResponse:
        """Read `path`, fill the form that has these fields (or that `action`) and send it.

        A field set to None is left out, as an unticked box is.
        """
        page = page or self.read(path)
        data = data or {}
        own = [name for name in data if data[name] is not None]
        form = page.form(action, own[0] if own else "")
        unknown = set(own) - form.names
        assert not unknown, f"{form.action} has no fields {unknown}"
        filled: dict[str, Any] = {**form.fields, **data}
        if status < 400 and not form.unchecked & set(own):
            empty = {name for name in form.needed if filled.get(name) in (None, "", [], [""])}
            assert not empty, f"a browser does not send {form.action} without {empty}"
        return self.post(
            form.action or path,
            data={name: value for name, value in filled.items() if value is not None},
            headers=ORIGIN,
            follow_redirects=follow,
            expect=status,
        )

    def post(self, *args: Any, expect: int | None = None, **kwargs: Any) -> TestResponse:
        response = super().post(*args, **kwargs)
        if expect is not None:
            text = Page(response.get_data(as_text=True)).text if response.status_code != 302 else ""
            assert response.status_code == expect, f"{args}: {response.status_code} {text[:600]}"
        return response

    def token(self) -> str:
        """A CSRF token of this session, for posts to addresses that no page offers."""
        from flask_wtf.csrf import generate_csrf

        with self.session_transaction() as cookie:
            kept = dict(cookie)
        with self.application.test_request_context("/"):
            from flask import session

            session.update(kept)
            value = generate_csrf()
            made = session["csrf_token"]
        with self.session_transaction() as cookie:
            cookie["csrf_token"] = made
        return value

    def force(self, path: str, data: dict[str, Any] | None = None, **kwargs: Any) -> TestResponse:
        """Post to an address with a valid token, whether or not a page offers it."""
        return self.post(
            path, data={**(data or {}), "csrf_token": self.token()}, headers=ORIGIN, **kwargs
        )
