"""Search: it listens to what happens, and keeps its index true."""

from collections.abc import Sequence

import click
from flask import Flask
from flask.cli import AppGroup
from sqlmodel import Session

from rpp import cli, consumers, db, history, ranking
from rpp.policy import Viewer


def _ranked(
    session: Session, viewer: Viewer, only: Sequence[str], query: str, limit: int
) -> list[tuple[str, int]]:
    """The kinds and ids of what the viewer may find by a question, the best first."""
    # Here: what searches nothing loads no arrays.
    from rpp.search.asked import parse
    from rpp.search.finding import Search, ranked

    found = ranked(session, viewer, Search(parse(query), tuple(only)), limit)
    return [(one.kind, one.id) for one in found]


def init_app(app: Flask) -> None:
    """Listen to events, and offer the command that makes the index anew."""
    from rpp.search import operations
    from rpp.search.meaning import encoder

    encoder.init_app(app)
    ranking.by(_ranked)
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
