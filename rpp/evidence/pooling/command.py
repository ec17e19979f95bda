"""`flask --app app evidence synthesize FILE`: pool the effects of a file."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, cast

import click

from rpp.errors import DomainError

if TYPE_CHECKING:
    from rpp.evidence.pooling.synthesized import Synthesized

METHODS = ("REML", "DL", "ML", "PM", "EE")
MEASURES = ("RR", "OR", "SMD")


@click.command("synthesize")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--method", type=click.Choice(METHODS, case_sensitive=False), default="REML")
@click.option("--hartung-knapp", is_flag=True, help="Test by t, with the spread that was seen.")
@click.option("--modified", is_flag=True, help="Hartung-Knapp, but never narrower than Wald.")
@click.option(
    "--measure",
    type=click.Choice(MEASURES, case_sensitive=False),
    help="What is computed of counts: log risk ratio (the default), log odds ratio, Cox index.",
)
@click.option("--cluster", default="cluster", help="The column of what belongs together.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def synthesize(
    file: Path,
    method: str,
    hartung_knapp: bool,
    modified: bool,
    measure: str | None,
    cluster: str,
    as_json: bool,
) -> None:
    """Pool the effects of a CSV file: yi and vi, perhaps cluster; or what they are computed of.

    Columns: yi, vi (or sei); m1i, sd1i, n1i, m2i, sd2i, n2i; or counts ai, bi, ci, di (also
    tpos, tneg, cpos, cneg; ai, n1i, ci, n2i), by --measure. Rows that give no effect are named
    by their line and left out.
    """
    # SciPy is loaded only by those who pool.
    from rpp.evidence.pooling import rows
    from rpp.evidence.pooling.results import Method, Test
    from rpp.evidence.pooling.synthesized import synthesized

    test: Test = "modified" if modified else "hartung-knapp" if hartung_knapp else "wald"
    try:
        effects = rows.read(file.read_bytes(), measure or "", cluster)
        found = synthesized(effects, cast(Method, method), test)
    except DomainError as error:
        raise click.ClickException(error.sentence) from error
    for row in found.rows.left_out:
        click.echo(f"{row} This row was left out.", err=True)
    if as_json:
        click.echo(json.dumps(found.as_json(), ensure_ascii=False, allow_nan=False))
    else:
        click.echo("\n".join(_told(found)))


def _told(found: "Synthesized") -> Iterator[str]:
    """A table, and the sentences that a reader gets."""
    facts = found.facts()
    wide = max((len(name) for name, _ in facts), default=0)
    for name, words in facts:
        yield f"{name:<{wide}}  {words}"
    yield ""
    yield from found.sentences()
