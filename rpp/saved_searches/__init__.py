"""Saved searches: the worker looks for what is new, and tells those who asked for it."""

from flask import Flask, request
from flask_login import current_user

from rpp import jobs

NAME = "look for saved searches"


def init_app(app: Flask) -> None:
    """Have the worker look, and offer pages the way to save what they show."""
    jobs.register_shared(NAME, _look)
    app.jinja_env.globals["save_search"] = way_to_save


def _look() -> int:
    # Here: what searches nothing loads no arrays.
    from rpp.saved_searches import looking

    return looking.look()


def way_to_save(place: str) -> str:
    """Where the search of this address is saved; "" where there is none or nobody is signed in."""
    from rpp.saved_searches import places

    if current_user.id is None or places.asked(place, request.args) is None:
        return ""
    return f"/me/searches/new?place={place}&{request.query_string.decode('ascii', 'ignore')}"
