"""`flask --app app tally`: count an election again, from its file alone."""

import json
from pathlib import Path

import click

from rpp.rounds.tally import DEFAULT, RULES, VERSION, pabulib, schulze
from rpp.rounds.tally.explain import explained, plain, table

# What Pabulib calls rules that have another name here.
ALIASES = {"equalshares": "equal-shares", "equalshares/add1": "equal-shares-add1"}
UTILITIES = tuple(dict.fromkeys(name for names in pabulib.UTILITIES.values() for name in names))


@click.command("tally")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--rule", type=click.Choice(list(RULES)), help="By default the rule the file names.")
@click.option("--utility", type=click.Choice(UTILITIES), help="By default as the ballots suggest.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object, every number exact.")
@click.option("--payments", is_flag=True, help="With --json: who paid how much, at each step.")
def tally(file: Path, rule: str | None, utility: str | None, as_json: bool, payments: bool) -> None:
    """Count the election in FILE, a Pabulib file (.pb) such as a round's ballots.

    A project is worth its cost or 1 to those who approve it, the points they gave it, or the
    number of projects they rank below it. Ties go by the file's tie_order, else by project id.
    Where a file names no rule that is known here, equal-shares-grow counts.
    """
    try:
        said = pabulib.read(file.read_bytes())
    except pabulib.Malformed as error:
        raise click.ClickException(f"{file}, line {error.line}: {error.reason}") from error
    except OSError as error:
        raise click.ClickException(f"{file} cannot be read: {error.strerror}.") from error
    rule = rule or _named(said.rule)
    # Phragmén asks only what is approved, and who ranks a project last still approves it.
    utility = utility or ("cardinality" if rule == "phragmen" else said.utilities[0])
    if utility not in said.utilities:
        fitting = ", ".join(said.utilities)
        raise click.UsageError(
            f"These ballots do not say {utility}. For them --utility can be: {fitting}."
        )
    election = said.election(utility)
    outcome = RULES[rule](election)
    places = schulze(said.preferences())
    if as_json:
        found = explained(
            election,
            outcome,
            rule=rule,
            version=VERSION,
            utility=utility,
            places=places,
            payments=payments,
        )
        found["published"] = None if said.published is None else sorted(said.published)
        found["notes"] = list(said.notes)
        click.echo(json.dumps(found, ensure_ascii=False, indent=1))
        return
    title = plain(said.meta.get("description") or file.name, 80)
    click.echo(f"{title}: {rule}, utility {utility}\n")
    for line in table(election, outcome, rule=rule, places=places):
        click.echo(line)
    if said.published is not None:
        same = "the same" if said.published == set(outcome.winners) else "others"
        click.echo(f"The file publishes {same} as selected.")
    for note in said.notes:
        click.echo(f"Note: {note}")


def _named(rule: str) -> str:
    rule = rule.lower()
    return ALIASES.get(rule, rule if rule in RULES else DEFAULT)
