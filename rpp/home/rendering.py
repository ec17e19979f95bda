"""Commands that reach into every room."""

from typing import Any

import click
from flask import Flask
from flask.cli import AppGroup
from sqlalchemy import Table, select, update
from sqlmodel import Session

from rpp import db, markup
from rpp.discussions.models import Comment
from rpp.networks.models import Network
from rpp.studies.models import Sensemaking, StudySection, StudyUpdate

# Where Markdown is kept beside its HTML: table, source and HTML. Published briefs are not among
# them: a published version never changes.
STORED: tuple[tuple[Any, str, str], ...] = (
    (Comment, "body", "body_html"),
    (Network, "about", "about_html"),
    (StudySection, "body", "body_html"),
    (StudyUpdate, "body", "body_html"),
    (Sensemaking, "interpretations", "interpretations_html"),
)


def refresh(session: Session) -> int:
    """Render stored Markdown of an older renderer anew; return how many texts."""
    count = 0
    for model, source, html in STORED:
        table: Table = model.__table__
        old = table.c.markup_version != markup.VERSION
        for row in session.execute(select(table.c.id, table.c[source]).where(old)).all():
            values = {html: markup.render(row[1]), "markup_version": markup.VERSION}
            session.execute(update(table).where(table.c.id == row.id).values(values))
            count += 1
    return count


def init_app(app: Flask) -> None:
    """Register the commands."""
    commands = AppGroup("markup", help="Texts stored as HTML.")

    @commands.command("refresh")
    def refresh_all() -> None:
        """Render stored texts anew after the renderer changed."""
        with db.transaction() as session:
            click.echo(f"{refresh(session)} texts were rendered anew.")

    app.cli.add_command(commands)
