"""Search: it listens to what happens, and keeps its index true."""

import click
from flask import Flask
from flask.cli import AppGroup

from rpp import cli, consumers, db, history, ranking


def init_app(app: Flask) -> None:
    """Listen to events, and offer the command that makes the index anew."""
    from rpp.search import operations, queries
    from rpp.search.meaning import encoder

    encoder.init_app(app)
    ranking.by(queries.ranked_for)
    history.listen(operations.on_event)
    # Thousands of things: not while an import holds what it writes.
    consumers.register(
        consumers.Consumer("index what was imported", operations.whole_kinds, operations.consume)
    )
    cli.refresh(operations.refresh)
    commands = AppGroup("search", help="The search index.")

    @commands.command("reindex")
    def reindex() -> None:
        """Make the whole index anew."""
        with db.transaction() as session:
            click.echo(f"{operations.reindex(session)} items are in the index.")

    app.cli.add_command(commands)
