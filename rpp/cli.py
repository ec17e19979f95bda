"""Commands: `flask --app app …`."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from flask import Flask, current_app
from flask.cli import AppGroup

from rpp import jobs, mail
from rpp.config import ROOT, Settings

importer = AppGroup("import", help="Bring in data that others published.")


@contextmanager
def step(sentence: str) -> Iterator[None]:
    """Say what is being done, and how long it took."""
    click.echo(f"{sentence} …", nl=False)
    began = time.perf_counter()
    yield
    click.echo(f" done in {time.perf_counter() - began:.1f} s")


def migrate(url: str) -> None:
    """Bring the database at `url` to the newest form."""
    from alembic import command
    from alembic.config import Config

    config = Config(toml_file=str(ROOT / "pyproject.toml"))
    config.attributes["url"] = url
    command.upgrade(config, "head")


@click.command("upgrade")
def upgrade() -> None:
    """Bring the database to the newest form."""
    settings: Settings = current_app.extensions["rpp.settings"]
    settings.instance.mkdir(parents=True, exist_ok=True)
    with step("Preparing the database"):
        migrate(settings.url)


@click.command("worker")
def worker() -> None:
    """Send letters, close rounds on time, and whatever else is due."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    jobs.work(current_app._get_current_object())  # type: ignore[attr-defined]


@click.command("serve")
@click.option("--port", default=lambda: int(os.environ.get("PORT", "5000")), type=int)
def serve(port: int) -> None:
    """Serve the portal on this machine, with its worker beside it."""
    settings: Settings = current_app.extensions["rpp.settings"]
    flask = [sys.executable, "-m", "flask", "--app", "app", "worker"]
    beside = subprocess.Popen(flask, cwd=ROOT)  # noqa: S603  (our own command)
    click.echo(f"\nRPP Commons is at http://127.0.0.1:{port}")
    if settings.demo:
        click.echo(f"Sign in as someone of the demo: http://127.0.0.1:{port}/demo")
        click.echo(f"Letters it would send:          http://127.0.0.1:{port}/dev/mail")
    click.echo("Stop it with Ctrl-C.\n", nl=True)
    gunicorn = [
        *(sys.executable, "-m", "gunicorn", "app:app"),
        *("--bind", f"127.0.0.1:{port}", "--workers", "1", "--threads", "2"),
        *("--log-level", "warning"),
    ]
    try:
        code = subprocess.call(gunicorn, cwd=ROOT)  # noqa: S603  (our own command)
    except KeyboardInterrupt:
        code = 0
    finally:
        beside.terminate()
    sys.exit(code)


def seed_folder() -> Path:
    """Where the reference data and the demo's content lie."""
    return ROOT / "seed"


def init_app(app: Flask) -> None:
    """Register the commands; rooms add theirs to `app.cli` and to `importer`."""
    for command in (upgrade, worker, serve):
        app.cli.add_command(command)
    app.cli.add_command(importer)
    settings: Settings = app.extensions["rpp.settings"]
    jobs.register(
        "mail", lambda session: mail.deliver(session, settings.smtp_url, settings.mail_from)
    )
