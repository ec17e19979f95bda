"""Full addresses of pages, for e-mail, calendars and citations: never what a request claims."""

import re
from typing import Any
from urllib.parse import urlsplit

from flask import current_app, has_request_context, request, url_for

from rpp.config import HERE, Settings
from rpp.errors import DomainError


def absolute(endpoint: str, **values: Any) -> str:
    """The full address of a page; DomainError where nobody said under which name it is found.

    Only the operator says it: a request may claim any host, and a password link or a calendar's
    secret must never lead to another's machine. A request to this very machine needs no name.
    """
    if base := _base():
        return base + _path(endpoint, values)
    settings: Settings = current_app.extensions["rpp.settings"]
    raise DomainError(
        "This portal does not know its own address yet: its operator has not set RPP_SITE_URL. "
        f"Please e-mail {settings.help_email}."
    )


def public(endpoint: str, **values: Any) -> str:
    """The full address of a page, or its path alone where nobody said the name."""
    return _base() + _path(endpoint, values)


def of(path: str) -> str:
    """The full address of a path, or the path alone where nobody said the name."""
    return _base() + path


def is_known() -> bool:
    """Whether a full address can be given at all."""
    return bool(_base())


def hostname() -> str:
    """The name under which the portal is found, without a port; "localhost" where nobody said."""
    return urlsplit(_base()).hostname or "localhost"


def _base() -> str:
    settings: Settings = current_app.extensions["rpp.settings"]
    if settings.site_url:
        return settings.site_url.rstrip("/")
    # Not taken apart by a library: a Host header may be no host at all.
    here = has_request_context() and re.sub(r":\d+\Z", "", request.host).strip("[]") in HERE
    return request.host_url.rstrip("/") if here else ""


def _path(endpoint: str, values: dict[str, Any]) -> str:
    if has_request_context():
        return url_for(endpoint, **values)
    # What the worker writes belongs to no request.
    return current_app.url_map.bind("localhost").build(endpoint, values)
