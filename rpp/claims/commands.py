"""`flask --app app claims evaluate FILE.jsonl`: how well claims are checked."""

import json
from pathlib import Path

import click
from flask.cli import with_appcontext

from rpp import db
from rpp.claims.check.parts import KINDS, VERDICTS
from rpp.errors import DomainError


@click.group("claims")
def claims() -> None:
    """Measure the check of vendors' claims."""


@claims.command("evaluate")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@click.option("--wrong", is_flag=True, help="Name the parts that went wrong.")
@with_appcontext
def evaluate(file: Path, as_json: bool, wrong: bool) -> None:
    """Measure the check on labelled claims, one JSON object a line.

    Each has `claim`, and `parts` with `kind`, `words` of the claim and the right `verdict`. A part
    that the check does not read counts as wrong.
    """
    from rpp.claims.check import evaluating

    try:
        found = evaluating.evaluate(db.session(), evaluating.read(file))
    except DomainError as error:
        raise click.ClickException(error.sentence) from error
    if as_json:
        by_kind = {kind: {"right": ok, "parts": all_} for kind, (ok, all_) in found.by_kind.items()}
        click.echo(
            json.dumps(
                {
                    "claims": found.claims,
                    "parts": found.parts,
                    "read": found.read,
                    "right": found.right,
                    "extra": found.extra,
                    "agreement": found.agreement,
                    "by_kind": by_kind,
                }
            )
        )
        return
    share = "none" if found.agreement is None else f"{found.agreement:.3f}"
    click.echo(
        f"{found.claims} claims, {found.parts} parts: {found.read} read, {found.right} with the "
        f"right verdict (agreement {share}), {found.extra} read beside them"
    )
    for kind, (right, all_) in found.by_kind.items():
        click.echo(f"  {KINDS[kind]}: {right} of {all_}")  # type: ignore[index]
    for one in found.wrong if wrong else ():
        got = VERDICTS[one.got] if one.got else "not read"
        right_ = VERDICTS[one.labelled.verdict]
        click.echo(f"wrong: “{one.labelled.words}” is “{right_}”, not “{got}”: {one.claim}")
