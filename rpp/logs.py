"""Every line of the log names the request it belongs to."""

import logging
import re
import secrets

from flask import Flask, Response, g, has_request_context
from flask.logging import default_handler
from htmx_flask import request

from rpp.config import Settings

FORM = "[%(asctime)s] %(levelname)s %(request_id)s %(name)s: %(message)s"
# What a proxy in front may call a request.
NAME = re.compile(r"[A-Za-z0-9._-]{8,64}")
# PostgreSQL repeats the values of a row that a constraint refuses, such as an e-mail address.
VALUES = re.compile(r"^DETAIL: .*(?:\n(?!\S).*)*", re.MULTILINE)


class Discreet(logging.Formatter):
    """Writes errors without the values of rows that the database names in them."""

    def __init__(self) -> None:
        super().__init__(FORM)

    def format(self, record: logging.LogRecord) -> str:
        return VALUES.sub("DETAIL:  (values are not logged)", super().format(record))


def _name(record: logging.LogRecord) -> bool:
    named = has_request_context() and g.get("request_id")
    record.request_id = named or "-"
    return True


def init_app(app: Flask, settings: Settings) -> None:
    """Name each request, in the log and in the header X-Request-ID; a proxy's name is kept."""
    default_handler.setFormatter(Discreet())
    default_handler.addFilter(_name)
    # What libraries log goes the same way.
    logging.getLogger().addHandler(default_handler)

    @app.before_request
    def begin() -> None:
        given = request.headers.get("X-Request-ID", "") if settings.proxies else ""
        g.request_id = given if NAME.fullmatch(given) else secrets.token_hex(6)

    @app.after_request
    def end(response: Response) -> Response:
        if name := g.get("request_id"):
            response.headers["X-Request-ID"] = name
        return response
