"""Commands: `flask --app app …`."""

import os
import signal
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import click
from flask import Flask, current_app
from flask.cli import AppGroup, with_appcontext
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session

from rpp import db, jobs, life_pictures, mail, mail_commands
from rpp.config import ROOT, Settings

importer = AppGroup("import", help="Import data that others published.")
evidence = AppGroup("evidence", help="Rate studies and pool their effects, from files.")
# What `upgrade` composes anew where an earlier release composed it; each says how many rows.
_refreshers: list[Callable[[Session], int]] = []


@contextmanager
def step(sentence: str) -> Iterator[None]:
    """Say what is being done, and how long it took."""
    click.echo(f"{sentence} …", nl=False)
    began = time.perf_counter()
    yield
    click.echo(f" done in {time.perf_counter() - began:.1f} s")


def migrate(url: str, to: str = "head") -> None:
    """Bring the database at `url` to the newest form, or to that of a revision."""
    from alembic import command
    from alembic.config import Config

    config = Config(toml_file=str(ROOT / "pyproject.toml"))
    config.attributes["url"] = url
    command.upgrade(config, to)


def refresh(compose: Callable[[Session], int]) -> None:
    """Have `upgrade` compose rows of an earlier release anew."""
    if compose not in _refreshers:
        _refreshers.append(compose)


@click.command("upgrade")
@with_appcontext
def upgrade() -> None:
    """Bring the database to the newest form, and what is composed from it."""
    settings: Settings = current_app.extensions["rpp.settings"]
    settings.folder()
    try:
        with step("Preparing the database"):
            migrate(settings.url)
            for compose in _refreshers:
                with db.transaction() as session:
                    compose(session)
    except SQLAlchemyError as error:
        if not db.is_outage(error):
            raise
        kind = "RPP_DATABASE_URL" if settings.database_url else "RPP_INSTANCE"
        raise click.ClickException(
            f"The database cannot be reached (is {kind} right?): {db.reason(error)}."
        ) from None
    # An earlier release left them open to others on this machine.
    for path in settings.private_paths():
        if not path.stat().st_mode & stat.S_ISVTX:
            path.chmod(0o700 if path.is_dir() else 0o600)


@click.command("worker")
def worker() -> None:
    """Send e-mail, close rounds on time, and whatever else is due."""
    # Not an end at once: what is being sent would be sent again by the next worker.
    for signal_ in (signal.SIGTERM, signal.SIGINT):
        signal.signal(signal_, jobs.stop.tell)
    jobs.work(current_app._get_current_object())  # type: ignore[attr-defined]


def _end_when_told() -> None:
    """Turn TERM and Ctrl-C into a plain end, so that what must be left in order is."""
    for signal_ in (signal.SIGTERM, signal.SIGINT):
        signal.signal(signal_, lambda *_: sys.exit(0))


@click.command("serve")
@click.option("--port", envvar="PORT", default=5000, type=click.IntRange(1, 65535))
@click.option("--workers", envvar="WORKERS", default=1, type=click.IntRange(1, 64))
def serve(port: int, workers: int) -> None:
    """Serve the portal on this machine, with its worker beside it."""
    settings: Settings = current_app.extensions["rpp.settings"]
    _must_be_free(port)
    _end_when_told()
    gunicorn = [
        *("gunicorn", "app:app", "--bind", f"127.0.0.1:{port}", "--workers", str(workers)),
        # The rest is in gunicorn.conf.py, which it reads in this folder.
        *("--graceful-timeout", "5", "--log-level", "error"),
    ]
    # The demo's e-mail is only shown, and leads to this machine.
    site = settings.site_url or (f"http://127.0.0.1:{port}" if settings.demo else "")
    with ExitStack() as both:
        both.enter_context(_beside("flask", "--app", "app", "worker", RPP_SITE_URL=site))
        server = both.enter_context(_beside(*gunicorn))
        click.echo(f"\nRPP Commons is at http://127.0.0.1:{port}")
        if settings.demo:
            click.echo(f"Sign in as a demo person: http://127.0.0.1:{port}/demo")
            click.echo(f"E-mail it would send:           http://127.0.0.1:{port}/dev/mail")
        click.echo("Stop it with Ctrl-C.\n")
        sys.exit(server.wait())


def _must_be_free(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            raise click.ClickException(
                f"Port {port} is taken by another program. Choose another: make run PORT={port + 1}"
            ) from None


@contextmanager
def _beside(*command: str, **settings: str) -> Iterator[subprocess.Popen[bytes]]:
    """A process of our own environment, with some settings more, that ends with this one."""
    line = [sys.executable, "-m", *command]
    process = subprocess.Popen(line, cwd=ROOT, env=os.environ | settings)  # noqa: S603  (ours)
    try:
        yield process
    finally:
        process.terminate()
        process.wait()


def seed_folder() -> Path:
    """Where the reference data and the demo's content lie."""
    return ROOT / "seed"


def init_app(app: Flask) -> None:
    """Register the commands; rooms add theirs to `app.cli` and to `importer`."""
    for command in (upgrade, worker, serve, life_pictures.draw):
        app.cli.add_command(command)
    app.cli.add_command(importer)
    app.cli.add_command(evidence)
    settings: Settings = app.extensions["rpp.settings"]
    app.cli.add_command(mail_commands.commands)
    register_mail(settings)


def register_mail(settings: Settings) -> None:
    """Have the worker send e-mail; the demo's people are invented, so theirs is only shown."""
    server = "" if settings.demo else settings.smtp_url
    jobs.register_shared("mail", lambda: mail.deliver(server, settings.mail_from, told))


def told() -> bool:
    """Whether the worker was asked to end."""
    return jobs.stop.told
