"""Notices: they listen to what happens, and tell those whom it concerns."""

from flask import Flask

from rpp import history, mail


def init_app(app: Flask) -> None:
    """Listen to events, and to the e-mail that tells of them."""
    from rpp.notices import operations
    from rpp.people import closing

    history.listen(operations.on_event)
    closing.with_closing(operations.forget)
    mail.only_if(operations.still_to_tell)
