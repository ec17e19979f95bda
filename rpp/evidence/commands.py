"""`flask --app app import wwc`: bring in what the What Works Clearinghouse found."""

from pathlib import Path

import click

from rpp import consumers, db, jobs
from rpp.cli import evidence, importer, refresh, seed_folder
from rpp.errors import DomainError
from rpp.evidence import operations
from rpp.evidence.operations import import_wwc
from rpp.evidence.pooling.command import synthesize
from rpp.evidence.rate_command import rate
from rpp.evidence.references import running
from rpp.evidence.references.commands import COMMANDS

refresh(operations.refresh)
jobs.register_shared(running.NAME, running.turn)
for command in COMMANDS:
    importer.add_command(command)
evidence.add_command(synthesize)
evidence.add_command(rate)


@importer.command("wwc")
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
def wwc(files: tuple[Path, ...]) -> None:
    """Import exports of the What Works Clearinghouse.

    FILES may come in any order; each is known by its header. Without any, those that come with
    the portal are read. All or nothing is saved, and a second run changes nothing.
    """
    chosen = files or tuple(sorted((seed_folder() / "wwc").glob("*.csv")))
    try:
        with db.transaction() as session:
            report = import_wwc(session, chosen)
    except DomainError as error:
        raise click.ClickException(error.sentence) from error
    consumers.catch_up_all()
    click.echo(str(report))
