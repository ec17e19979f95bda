"""DataCite's REST API as far as it registers DOIs (https://support.datacite.org/docs/api).

A DOI is a *draft* (reserved, nobody else sees it, it can be deleted), *registered* (it resolves)
or *findable* (it is found as well). Events move it: publish, register, hide.
"""

import json
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from http.client import HTTPException
from typing import NoReturn
from urllib.error import HTTPError, URLError
from urllib.parse import quote
from urllib.request import HTTPRedirectHandler, Request, build_opener

from rpp.citations.metadata import Json

SECONDS = 20
TYPE = "application/vnd.api+json"
# What is tried again by itself; a wrong name or password is mended by the operator.
TEMPORARY = frozenset((401, 403, 408, 425, 429, *range(500, 600)))
WORDS = {
    401: "DataCite does not accept the repository’s name and password.",
    403: "DataCite does not let this repository register under this prefix.",
    404: "DataCite does not know this DOI.",
    429: "DataCite asks us to wait.",
}


class Refused(Exception):
    """DataCite did not do it; `final` where asking again is no use."""

    def __init__(self, sentence: str, *, code: int = 0) -> None:
        super().__init__(sentence)
        self.code = code
        self.final = bool(code) and code not in TEMPORARY

    @property
    def sentence(self) -> str:
        return str(self)

    @property
    def is_taken(self) -> bool:
        """Whether the DOI is there already, ours or somebody else's."""
        return self.code == 422 and "already been taken" in self.sentence


@dataclass(frozen=True, slots=True)
class Known:
    """A DOI as DataCite knows it now."""

    doi: str
    state: str
    url: str


class _NoWayOn(HTTPRedirectHandler):
    """Follow nobody elsewhere: the password is for one server alone."""

    def redirect_request(self, *_args: object, **_kwargs: object) -> None:
        return None


@dataclass(frozen=True, slots=True)
class DataCite:
    """A repository's account."""

    url: str
    prefix: str
    repository: str
    password: str

    def reserve(self, doi: str, url: str) -> Known:
        """Make a draft, which holds nothing of the text."""
        return self._known("POST", "/dois", {"doi": doi, "url": url})

    def bring(self, doi: str, event: str, told: Mapping[str, Json]) -> Known:
        """Tell what it is of, and move it by an event: "publish", "register", "hide", or none."""
        moved: dict[str, Json] = {"event": event} if event else {}
        return self._known("PUT", f"/dois/{quote(doi)}", {**told, **moved})

    def read(self, doi: str) -> Known:
        """What DataCite knows of it; Refused where it knows none that is ours to see."""
        return self._known("GET", f"/dois/{quote(doi)}")

    def drop(self, doi: str) -> None:
        """Delete a draft; one that is gone already is gone."""
        try:
            self._ask("DELETE", f"/dois/{quote(doi)}", None)
        except Refused as refused:
            if refused.code != 404:
                raise

    def _known(self, method: str, path: str, attributes: Mapping[str, Json] | None = None) -> Known:
        body = None
        if attributes is not None:
            body = json.dumps({"data": {"type": "dois", "attributes": attributes}}).encode()
        told = self._ask(method, path, body)
        try:
            about = json.loads(told)["data"]["attributes"]
            return Known(str(about["doi"]), str(about["state"]), str(about.get("url") or ""))
        except (ValueError, KeyError, TypeError) as error:
            raise Refused("DataCite answered something that we do not understand.") from error

    def _ask(self, method: str, path: str, body: bytes | None) -> bytes:
        # The setting was looked at: it is https, or this very machine.
        request = Request(self.url.rstrip("/") + path, body, method=method)  # noqa: S310
        secret = b64encode(f"{self.repository}:{self.password}".encode()).decode()
        request.add_unredirected_header("Authorization", f"Basic {secret}")
        request.add_header("Accept", TYPE)
        if body is not None:
            request.add_header("Content-Type", TYPE)
        try:
            with build_opener(_NoWayOn()).open(request, timeout=SECONDS) as answer:
                found: bytes = answer.read(1_000_000)
                return found
        except HTTPError as error:
            with error:
                self._refuse(error.code, error.read(100_000))
        except (URLError, HTTPException, OSError) as error:
            raise Refused("DataCite cannot be reached.") from error

    def _refuse(self, code: int, body: bytes) -> NoReturn:
        raise Refused(WORDS.get(code) or _said(code, body), code=code)


def _said(code: int, body: bytes) -> str:
    """What DataCite says is wrong, on one line."""
    try:
        errors = json.loads(body)["errors"]
        found = [f"{one.get('source', '')} {one['title']}".strip() for one in errors]
    except (ValueError, KeyError, TypeError, AttributeError):
        found = []
    told = "; ".join(found) or f"it answered {code}"
    return f"DataCite did not take it: {' '.join(told.split())}"[:300]
