"""`flask --app app ask "…"`: an answer on the command line, as anyone would get it."""

import json
import textwrap
from pathlib import Path

import click
from flask.cli import AppGroup, with_appcontext

from rpp import dates, db
from rpp.ask.answer import Answer
from rpp.ask.evaluating import Report
from rpp.errors import DomainError
from rpp.policy import ANYONE
from rpp.search.meaning import encoder

# What answers are held to.
ANSWERED, DECLINED = 0.75, 0.85


@click.command("ask", context_settings={"ignore_unknown_options": True})
@click.argument("question", nargs=-1, required=True)
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@with_appcontext
def one(question: tuple[str, ...], as_json: bool) -> None:
    """Answer one question."""
    from rpp.ask import answering

    found = answering.answer(db.session(), ANYONE, " ".join(question))
    click.echo(json.dumps(found.as_json(), ensure_ascii=False) if as_json else told(found))


class Asking(AppGroup):
    """A group of commands of which one needs no name: what is no command is a question."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if args and args[0] not in (*self.commands, "--help"):
            args = ["", *args]
        return super().parse_args(ctx, args)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        return super().get_command(ctx, cmd_name) if cmd_name else one


@click.group("ask", cls=Asking)
def ask() -> None:
    """Answer a question with sentences that stand here: ask "Do texts raise attendance?" --json.

    What is answered is what anyone may read. The exit code is 0 where the question was read, also
    where there is no answer (`declined`); 2 without a question; 1 where something is broken.
    """


@ask.command("evaluate")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@click.option("--keep", is_flag=True, help="Keep the figures for the page that shows them.")
@click.option("--wrong", is_flag=True, help="Name the questions that went wrong.")
def evaluate(file: Path, as_json: bool, keep: bool, wrong: bool) -> None:
    """Measure answers on labelled questions, one JSON object a line.

    Each has `question`, `answerable` (true or false) and `cites`: the things of which a good
    answer cites any, as a natural key of evidence (wwc:study:77027), “kind: title” or “kind/id”.
    """
    from rpp.ask import evaluating, measured

    session = db.session()
    try:
        questions = evaluating.read(file)
    except DomainError as error:
        raise click.ClickException(error.sentence) from error
    judged = evaluating.judged(session, questions, by_meaning=False)
    fused = evaluating.judged(session, questions) if encoder.state().ready else []
    found = measured.Measured(
        file.name,
        dates.today(dates.site_zone()).isoformat(),
        len(questions),
        sum(not one.answerable for one in questions),
        evaluating.report(judged),
        evaluating.report(fused) if fused else None,
    )
    if keep:
        measured.keep(found)
    if as_json:
        click.echo(json.dumps(measured.as_json(found)))
        return
    click.echo(f"{found.questions} questions, {found.unanswerable} of them without an answer here")
    click.echo(_figures("words alone", found.words))
    click.echo(_figures("words and meaning", found.fused) if found.fused else _no_model())
    for one_ in (fused or judged) if wrong else ():
        if not (one_.right and one_.verbatim):
            click.echo(f"wrong: {one_.labelled.question}")


def _no_model() -> str:
    return f"words and meaning: not measured. {encoder.state().words}"


def _figures(how: str, found: Report) -> str:
    def share(value: float | None) -> str:
        return "none" if value is None else f"{value:.3f}"

    return (
        f"{how}: answered correctly {share(found.answered)} (at least {ANSWERED}), "
        f"declined correctly {share(found.declined)} (at least {DECLINED}), "
        f"verbatim {share(found.verbatim)} (1)"
    )


def told(found: Answer) -> str:
    """An answer as text: each quote, and below it where it stands."""
    at = f"{found.searched_at:%b} {found.searched_at.day}, {found.searched_at:%Y, %H:%M} UTC"
    lines = [textwrap.fill(found.why, 96), ""] if found.declined else []
    for group in found.groups:
        lines += [f"{group.words}:", ""]
        for quote in group.quotes:
            tier = f"ESSA tier {quote.tier}" if quote.tier else ""
            about = (quote.title, tier, quote.design, quote.sample, quote.setting)
            lines += [
                _indented(f"“{quote.text}”", 2),
                _indented(". ".join(filter(None, about)), 4),
                f"    {quote.href}",
                "",
            ]
    if found.near:
        lines += ["Closest to it:", *(f"  {one.title}: {one.href}" for one in found.near), ""]
    return "\n".join((*lines, f"Searched: {found.searched_words}, {at}."))


def _indented(text: str, by: int) -> str:
    return textwrap.fill(text, 96, initial_indent=" " * by, subsequent_indent=" " * by)
