"""`flask --app app import ris|bibtex|eric|csv FILE`: bring in references of other catalogs."""

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import click

from rpp import consumers, db
from rpp.errors import DomainError
from rpp.evidence.references import finding, operations, queries, report, running
from rpp.evidence.references.finding import Seen
from rpp.evidence.references.models import LICENSES, ReferenceImport
from rpp.evidence.references.reading import decoding, files
from rpp.evidence.references.report import Line
from rpp.policy import ANYONE

# What the command answers where something is left for a person; 1 is said of what fails.
NOT_ALL = 3


class Wanted(NamedTuple):
    """What the command was asked for."""

    format: str
    file: Path
    encoding: str
    origin: str
    license: str


def _command(format: str) -> click.Command:
    name = files.FORMATS[format]

    @click.command(format, help=f"Import references from a file in {name}.\n\n{_HELP}")
    @click.argument("file", type=click.Path(path_type=Path))
    @click.option("--dry-run", is_flag=True, help="Only say what would be done.")
    @click.option(
        "--encoding",
        type=click.Choice([one for one in decoding.ENCODINGS if one]),
        help="Where the file does not tell.",
    )
    @click.option("--origin", default="", help="Where the descriptions are from.")
    @click.option(
        "--license",
        type=click.Choice([one for one in LICENSES if one]),
        help="Of the descriptions.",
    )
    def bring_in(
        file: Path, dry_run: bool, encoding: str | None, origin: str, license: str | None
    ) -> None:
        wanted = Wanted(format, file, encoding or "", origin, license or "")
        try:
            data = file.read_bytes()
            is_whole = _try(wanted, data) if dry_run else _bring_in(wanted, data)
        except OSError as error:
            raise click.ClickException(f"{file} cannot be read: {error.strerror}.") from error
        except DomainError as error:
            raise click.ClickException(error.sentence) from error
        sys.exit(0 if is_whole else NOT_ALL)

    command: click.Command = bring_in
    return command


_HELP = (
    "Entries are known by DOI and ERIC number; what only looks the same is left for a person, "
    "on the page of the import. What was not understood is said line by line. A run that was "
    "ended goes on when the command is given again, and a second run adds nothing. Answers 0 "
    "where all is brought in or here already, 3 where something was not understood or is left to "
    "decide, 1 where nothing could be read."
)


def _try(wanted: Wanted, data: bytes) -> bool:
    """Say what an import would do; whether it would leave nothing."""
    read = files.read(data, wanted.format, wanted.encoding)
    seen, counts = Seen(), dict.fromkeys(report.FOUND, 0)
    _say(report.troubles(0, read.troubles))
    for start in range(0, len(read.entries), running.BATCH):
        with db.before_write() as session:
            batch = read.entries[start : start + running.BATCH]
            found = finding.found(session, start + 1, batch, seen)
        for one in found:
            counts[one.found] += 1
            _say(report.troubles(one.number, one.troubles))
            title = one.entry.reference.title if one.entry.reference else ""
            if one.found in ("ask", "refused"):
                _say([report.fate(one.entry.line, one.number, one.found, "", title)])
    click.echo(
        f"{len(read.entries):,} entries: {counts['new']:,} new, {counts['same']:,} here already, "
        f"{counts['ask']:,} to decide, {counts['refused']:,} not understood. Nothing was written."
    )
    return not (counts["ask"] or counts["refused"] or read.troubles)


def _bring_in(wanted: Wanted, data: bytes) -> bool:
    """Bring a file in, or go on with it; whether nothing is left."""
    import_id = _begun(wanted, data)
    running.finish(import_id)
    with db.transaction() as session:
        one = session.get_one(ReferenceImport, import_id)
        if one.status == "refused":
            raise DomainError(one.refusal)
        if one.status == "preview":
            operations.approve(session, ANYONE, import_id)
    running.finish(import_id)
    consumers.catch_up_all()
    with db.before_write() as session:
        one = session.get_one(ReferenceImport, import_id)
        _say(line for line in report.lines(session, one) if _matters(line))
        counts = queries.counts(session, import_id)
    click.echo(
        f"{counts.total:,} entries: {counts.added:,} added, {counts.merged:,} here already, "
        f"{counts.open:,} to decide at /evidence/imports/{import_id}, "
        f"{counts.refused:,} not understood."
    )
    return not (counts.open or counts.refused or one.troubles)


def _begun(wanted: Wanted, data: bytes) -> int:
    """The import of this file by a command that was ended, or a new one."""
    about = wanted._asdict() | {"name": wanted.file.name, "data": data}
    about.pop("file")
    with db.transaction() as session:
        sha256 = operations.digest(data)
        one = operations.underway(session, None, sha256)
        if one is None:
            one = operations.receive(session, ANYONE, **about)
        return one.id or 0


def _matters(line: Line) -> bool:
    return line.what not in (report.FOUND["new"], report.FOUND["same"])


def _say(lines: Iterable[Line]) -> None:
    for one in lines:
        where = f"line {one.line}: " if one.line else ""
        text = f" [{one.text}]" if one.text else ""
        click.echo(f"{where}{one.what} {one.done}{text}")


COMMANDS: tuple[click.Command, ...] = tuple(_command(format) for format in files.FORMATS)
