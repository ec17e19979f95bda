"""The repository: what was learned here and what others found, browsed together."""

from flask import Flask

from rpp import cli, history


def init_app(app: Flask) -> None:
    """Listen to what is published, changed, withdrawn and imported."""
    from rpp.repository import operations

    history.listen(operations.on_event)
    cli.refresh(operations.refresh)
