"""`flask --app app mail`: what waits, what was given up, and what to do about it."""

import click
from flask.cli import AppGroup

from rpp import db, mail
from rpp.errors import DomainError

commands = AppGroup("mail", help="E-mail that has not arrived.")


@commands.command("list")
def list_() -> None:
    """List e-mail that was given up, and e-mail that a mail server put off."""
    with db.reading_replica() as session:
        lost, waiting = mail.given_up(session), mail.put_off(session)
    for email in lost:
        click.echo(f"{email.id:>8}  given up   {_line(email)}")
    for email in waiting:
        click.echo(f"{email.id:>8}  put off    {_line(email)}")
    if not lost and not waiting:
        click.echo("No e-mail was given up or put off.")


def _line(email: mail.Email) -> str:
    tried = f"{email.attempts} {'attempt' if email.attempts == 1 else 'attempts'}"
    said = f": {email.answer}" if email.answer else ""
    return f"{email.written_at:%Y-%m-%d %H:%M} UTC  {email.recipient}, {tried}{said}"


numbers = click.argument("numbers", type=int, nargs=-1)
everything = click.option("--all", "every", is_flag=True, help="All that were given up.")


@commands.command("resend")
@numbers
@everything
def resend(numbers: tuple[int, ...], every: bool) -> None:
    """Try given-up e-mail again, by the numbers that `mail list` shows."""
    for number in _chosen(numbers, every):
        email = _run(mail.resend, number)
        click.echo(f"{number} will be sent to {email.recipient} again.")


@commands.command("dismiss")
@numbers
@everything
def dismiss(numbers: tuple[int, ...], every: bool) -> None:
    """Forget given-up e-mail, its text included."""
    for number in _chosen(numbers, every):
        email = _run(mail.dismiss, number)
        click.echo(f"{number} to {email.recipient} is discarded.")


def _chosen(numbers: tuple[int, ...], every: bool) -> list[int]:
    if bool(numbers) == every:
        raise click.UsageError("Give the numbers that `mail list` shows, or use --all.")
    if numbers:
        return list(numbers)
    with db.before_write() as session:
        return [email.id or 0 for email in mail.given_up(session, limit=100_000)]


def _run(operation: mail.Operation, number: int) -> mail.Email:
    try:
        with db.transaction() as session:
            session.expire_on_commit = False
            return operation(session, number)
    except DomainError as error:
        raise click.ClickException(error.sentence) from None
