"""Notices: they listen to what happens, and tell those whom it concerns."""

from flask import Flask

from rpp import history


def init_app(app: Flask) -> None:
    """Listen to events."""
    from rpp.notices import operations
    from rpp.people import closing

    history.listen(operations.hear)
    closing.with_closing(operations.forget)
