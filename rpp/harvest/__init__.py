"""What libraries and catalogs take away: OAI-PMH, feeds and the map of the site."""

from flask import Flask

from rpp import cli, history


def init_app(app: Flask) -> None:
    """Listen to what is published, changed and withdrawn."""
    from rpp.harvest import operations

    history.listen(operations.on_event)
    cli.refresh(operations.refresh)
