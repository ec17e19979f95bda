"""Search: it listens to what happens, and keeps its index true."""

import json
from collections.abc import Sequence
from pathlib import Path

import click
from flask import Flask, current_app
from flask.cli import AppGroup
from sqlmodel import Session

from rpp import cli, consumers, db, history, jobs, ranking
from rpp.config import Settings
from rpp.policy import Viewer


def _ranked(
    session: Session, viewer: Viewer, only: Sequence[str], query: str, limit: int
) -> list[tuple[str, int]]:
    """The kinds and ids of what the viewer may find by a question, the best first."""
    # Here: what searches nothing loads no arrays.
    from rpp.search.asked import parse
    from rpp.search.finding import Search, for_list

    found = for_list(session, viewer, Search(parse(query), tuple(only)), limit)
    return [(one.kind, one.id) for one in found]


def keep() -> int:
    """Write the index into files that all processes map, where much changed."""
    from rpp.search import loading

    return loading.keep()


def init_app(app: Flask) -> None:
    """Listen to events, and offer the command that makes the index anew."""
    from rpp.search import operations
    from rpp.search.meaning import encoder, reading

    encoder.init_app(app)
    ranking.by(_ranked)
    history.listen(operations.on_event)
    # Thousands of things: not while an import holds what it writes.
    consumers.register(
        consumers.Consumer("index what was imported", operations.whole_kinds, operations.consume)
    )
    cli.refresh(operations.refresh)
    jobs.register_shared("keep the search index in files", keep)
    jobs.register_shared("read what texts mean", reading.turn)
    commands = AppGroup("search", help="The search index.")

    @commands.command("reindex")
    def reindex() -> None:
        """Make the whole index anew."""
        with db.transaction() as session:
            click.echo(f"{operations.reindex(session)} items are in the index.")

    @commands.command("evaluate")
    @click.argument("folder", type=click.Path(path_type=Path, file_okay=False, exists=True))
    @click.option("--json", "as_json", is_flag=True, help="One JSON object.")
    def evaluate(folder: Path, as_json: bool) -> None:
        """Search a collection of BEIR's form, and say how well and how fast that went.

        It is held in a database of its own, which then goes: in a schema of RPP_DATABASE_URL
        where that names PostgreSQL, else on SQLite.
        """
        from rpp.search import evaluating

        settings: Settings = current_app.extensions["rpp.settings"]
        server = settings.url if settings.url.startswith("postgresql") else ""
        try:
            found = evaluating.evaluate(evaluating.read(folder), server)
        except evaluating.Unreadable as error:
            raise click.ClickException(str(error)) from None
        told = {name: measured.as_json() for name, measured in found.items()}
        if as_json:
            click.echo(json.dumps(told))
            return
        for name, figures in told.items():
            line = ", ".join(f"{figure} {value}" for figure, value in figures.items())
            click.echo(f"{name}: {line}")

    @commands.command("embed")
    def embed() -> None:
        """Read what every text means that was not read yet; the worker does so by itself."""
        count = 0
        for read in reading.everything():
            count += read
            click.echo(f"\r{count} texts were read", nl=False)
        state = encoder.state()
        if not state.ready:
            raise click.ClickException(f"Texts cannot be read for their meaning. {state.words}")
        click.echo(f"\r{count} texts were read; nothing is missing.")

    @commands.command("known")
    @click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
    @click.option("--json", "as_json", is_flag=True, help="One JSON object.")
    def known(file: Path, as_json: bool) -> None:
        """Measure what is shown as known about problems, on pairs in FILE that people judged.

        The pairs of the demo are in tests/search/known_pairs.csv. By words alone, and by meaning
        where texts were read for it.
        """
        from rpp.search import judged

        pairs = judged.read(file)
        with db.before_write() as session:
            told = {
                name: judged.measure(session, pairs, by_meaning=name == "meaning").as_json()
                for name in ("words", "meaning")
            }
        if as_json:
            click.echo(json.dumps(told))
            return
        for name, figures in told.items():
            line = ", ".join(f"{figure} {value}" for figure, value in figures.items())
            click.echo(f"{name}: {line}")

    app.cli.add_command(commands)
