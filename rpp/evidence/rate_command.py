"""`flask --app app evidence rate FILE.csv`: what the findings in a file come to."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import click

from rpp.evidence.effects.index import whole
from rpp.evidence.effects.numbers import shown
from rpp.evidence.rated_files import NotRated, Rated, RatedFile, rate_file

_COLUMNS = ("finding", "g", "index", "p", "tier", "why")
_WHY = 60  # characters of the reason in the table


@click.command("rate")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def rate(file: Path, as_json: bool) -> None:
    """Print effect size, improvement index, p and ESSA tier of each finding in FILE.

    FILE has the columns of the WWC's findings.csv or of reviewed_studies.csv. Rows that cannot
    be read are named by their line.
    """
    try:
        rated = rate_file(file.name, file.read_bytes())
    except NotRated as reason:
        raise click.ClickException(str(reason)) from reason
    for problem in rated.problems:
        click.echo(str(problem), err=True)
    click.echo(_json(rated) if as_json else _table(rated.findings))


def _json(rated: RatedFile) -> str:
    """One object; `problems` names what could not be read."""
    found = {
        "findings": [asdict(one) for one in rated.findings],
        "problems": [
            {"line": problem.line, "reason": problem.reason} for problem in rated.problems
        ],
    }
    return json.dumps(found, ensure_ascii=False, allow_nan=False)


def _table(findings: Sequence[Rated]) -> str:
    rows = [_COLUMNS, *(_row(one) for one in findings)]
    widths = [max(len(row[at]) for row in rows) for at in range(len(_COLUMNS) - 1)]
    return "\n".join(
        "  ".join([*(cell.rjust(width) for cell, width in zip(row, widths, strict=False)), row[-1]])
        for row in rows
    )


def _row(one: Rated) -> tuple[str, ...]:
    why = one.why if len(one.why) <= _WHY else f"{one.why[: _WHY - 1]}…"
    index = "" if one.improvement_index is None else f"{whole(one.improvement_index):+d}"
    return (
        str(one.finding_id),
        "" if one.g is None else shown(one.g),
        index,
        "" if one.p is None else "<0.001" if one.p < 0.001 else f"{one.p:.3f}",
        str(one.essa_tier or ""),
        why,
    )
