"""Ask: a question is answered with sentences quoted from what stands here, or not at all."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Offer the command."""
    from rpp.ask import commands

    app.cli.add_command(commands.ask)
