"""What vendors and authors claim of programs, beside what stands here."""

from flask import Flask

from rpp.claims import commands


def init_app(app: Flask) -> None:
    """Give the app its command."""
    app.cli.add_command(commands.claims)
