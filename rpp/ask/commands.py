"""`flask --app app ask "…"`: an answer on the command line, as anyone would get it."""

import json
import textwrap

import click
from flask.cli import AppGroup, with_appcontext

from rpp import db
from rpp.ask import answering
from rpp.ask.answer import Answer
from rpp.policy import ANYONE


@click.command("ask", context_settings={"ignore_unknown_options": True})
@click.argument("question", nargs=-1, required=True)
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@with_appcontext
def one(question: tuple[str, ...], as_json: bool) -> None:
    """Answer one question."""
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


def told(found: Answer) -> str:
    """An answer as text: each quote, and below it where it stands."""
    at = f"{found.searched_at:%b} {found.searched_at.day}, {found.searched_at:%Y, %H:%M} UTC"
    lines = [found.why] if found.declined else []
    for group in found.groups:
        lines += [f"{group.words}:", ""]
        for quote in group.quotes:
            about = (f"Tier {quote.tier}" if quote.tier else "", quote.design, quote.sample)
            where = ", ".join(filter(None, (quote.title, *about, quote.setting)))
            lines += [
                textwrap.fill(f"“{quote.text}”", 96, initial_indent="  ", subsequent_indent="  "),
                textwrap.fill(where, 96, initial_indent="    ", subsequent_indent="    "),
                f"    {quote.href}",
                "",
            ]
    if found.near:
        lines += ["", "Closest to it:", *(f"  {one.title}: {one.href}" for one in found.near)]
    return "\n".join((*lines, f"Searched: {found.searched_words}, {at}."))
