"""The operator's commands: seed, create-admin, check."""

import importlib
import os
import sys

import click
from flask import Blueprint, current_app
from flask.cli import with_appcontext
from sqlalchemy import func, select
from sqlmodel import Session, SQLModel, col

from rpp import consumers, db
from rpp.cli import refresh, seed_folder, step
from rpp.config import Settings
from rpp.evidence import operations as evidence
from rpp.evidence.models import EvidenceRecord
from rpp.home import health
from rpp.organizations import directory
from rpp.people import operations, passwords, queries
from rpp.people.forms import address
from rpp.people.models import Person


def register(bp: Blueprint) -> None:
    """Add the commands to `flask --app app`."""
    for command in (seed, create_admin, check):
        bp.cli.add_command(command)
    refresh(_renew_names)


def _renew_names(session: Session) -> int:
    """Spell what districts are found by as this release does."""
    return directory.renew(session, seed_folder())


def _is_empty(session: Session, model: type[SQLModel]) -> bool:
    return not session.execute(select(func.count()).select_from(model)).scalar_one()


@click.command("seed")
@click.option("--demo", is_flag=True, help="Also load the demo.")
@with_appcontext
def seed(demo: bool) -> None:
    """Load districts, research organizations, CEDS words and reviewed studies; once."""
    if trouble := health.trouble_of_database():
        raise click.ClickException(f"The database {trouble}.")
    folder = seed_folder()
    for sentence, load in (
        ("Loading 19,840 school districts (NCES)", directory.load_leas),
        ("Loading research organizations (ROR)", directory.load_research_organizations),
        ("Loading the words of CEDS", directory.load_ceds),
    ):
        with step(sentence), db.transaction() as session:
            load(session, folder)
    with db.before_write() as session:
        no_evidence = _is_empty(session, EvidenceRecord)
        no_demo = not session.execute(
            select(func.count()).select_from(Person).where(col(Person.persona) != "")
        ).scalar_one()
    if no_evidence:
        files = sorted((folder / "wwc").glob("*.csv"))
        with step("Importing the reviewed studies (WWC)"), db.transaction() as session:
            evidence.import_wwc(session, files)
    if demo and no_demo:
        content = importlib.import_module("rpp.home.demo_content")
        with step("Loading the demo"), db.transaction() as session:
            content.load(session)
    consumers.catch_up_all()


@click.command("create-admin")
@click.argument("email")
@with_appcontext
def create_admin(email: str) -> None:
    """Make EMAIL an administrator; RPP_ADMIN_PASSWORD or a question gives the password."""
    from email_validator import EmailNotValidError, validate_email

    try:
        validate_email(email := address(email), check_deliverability=False)
    except EmailNotValidError as error:
        raise click.ClickException(str(error)) from None
    with db.before_write() as session:
        known = queries.credentials(session, email=email)
    if known is not None and known.confirmed_at is not None and known.password_hash:
        with db.transaction() as session:
            operations.make_admin(session, None, known.id)
        click.echo(
            f"{known.name} <{email}> is now an administrator of the portal, with the same password."
        )
        return
    # Whoever began this account and never confirmed it must not keep a password for it.
    password = os.environ.get("RPP_ADMIN_PASSWORD") or click.prompt(
        "Password", hide_input=True, confirmation_prompt=True
    )
    if weakness := passwords.weakness(password, email):
        raise click.ClickException(weakness)
    hashed = passwords.hashed(password)
    name = known.name if known is not None else email.split("@")[0].replace(".", " ").title()
    with db.transaction() as session:
        operations.create_admin(session, name, email, hashed)
    click.echo(f"{name} <{email}> is now an administrator of the portal. Sign in at /sign-in.")


@click.command("check")
@with_appcontext
def check() -> None:
    """Say what is wrong with this installation; fails when something is."""
    settings: Settings = current_app.extensions["rpp.settings"]
    wrong = 0
    for finding in health.examine(settings):
        wrong += finding.wrong
        click.echo(f"{'WRONG' if finding.wrong else 'ok   '}  {finding.sentence}")
    if wrong:
        click.echo(f"\n{wrong} {'thing needs' if wrong == 1 else 'things need'} your attention.")
        sys.exit(1)
    click.echo("\nNothing is wrong.")
