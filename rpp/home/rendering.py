"""Texts stored as HTML, rendered anew when the renderer changed."""

from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any, NamedTuple

import click
from flask import Flask
from flask.cli import AppGroup
from sqlalchemy import Column, Table, select, update
from sqlmodel import SQLModel, col

from rpp import db, markup
from rpp.briefs.models import Brief
from rpp.paging import Found
from rpp.studies.text import passages

ENDING = "_html"
# A published brief never changes, as it is shown no more than as it is written.
KEPT = frozenset({"brief_version.parts_html"})
AT_ONCE = 50
# New values of a row, by column.
Values = dict[str, object]


class Stored(NamedTuple):
    """A column of Markdown, beside the column of its HTML."""

    table: Table
    source: Column[str]
    html: Column[str]


def stored() -> list[Stored]:
    """Every column of HTML that the tables have, but those in `KEPT`.

    Raises LookupError for one without its source (the same name without "_html") and the
    renderer's version (`markup_version`) beside it: nothing could render it anew.
    """
    return [_stored(table, html) for table, html in _columns_of_html()]


def _columns_of_html() -> Iterator[tuple[Table, Column[str]]]:
    for table in SQLModel.metadata.sorted_tables:
        for column in table.columns:
            if column.name.endswith(ENDING) and str(column) not in KEPT:
                yield table, column


def _stored(table: Table, html: Column[str]) -> Stored:
    source = table.columns.get(html.name.removesuffix(ENDING))
    if source is None or "markup_version" not in table.columns:
        raise LookupError(f"{html} cannot be rendered again")
    return Stored(table, source, html)


def _of_section(row: Found, html: str) -> Values:
    """Comments find their paragraphs by number, so a paragraph keeps its own."""
    anchors, following = passages.renumbered(row.body_html, row.anchors, html, row.next_anchor)
    return {"anchors": anchors, "next_anchor": following}


# What else follows from the HTML of a table.
FOLLOWS: dict[str, Callable[[Found, str], Values]] = {"study_section": _of_section}


def refresh() -> int:
    """Render stored Markdown of an older renderer anew; return how many texts.

    It reads and renders first, some texts at a time, and only then begins to write: others write
    meanwhile, and a text that they changed is theirs.
    """
    return sum(_refreshed(kind) for kind in stored()) + _refresh_drafts()


def _refreshed(kind: Stored) -> int:
    table, old = kind.table, kind.table.c.markup_version != markup.VERSION
    last, count = 0, 0
    while True:
        statement = select(table).where(old, table.c.id > last).order_by(table.c.id)
        with db.before_write() as session:
            rows = session.execute(statement.limit(AT_ONCE)).all()
        if not rows:
            return count
        changes = [(row, _anew(kind, row)) for row in rows]
        with db.transaction() as session:
            for row, values in changes:
                same = (table.c.id == row.id, kind.source == getattr(row, kind.source.name), old)
                done: Any = session.execute(update(table).where(*same).values(values))
                count += done.rowcount
        last = rows[-1].id


def _anew(kind: Stored, row: Found) -> Values:
    html = markup.render(getattr(row, kind.source.name))
    more = FOLLOWS[kind.table.name](row, html) if kind.table.name in FOLLOWS else {}
    return {kind.html.name: html, "markup_version": markup.VERSION, **more}


def _refresh_drafts() -> int:
    """The parts of a brief that is still written are kept within its draft."""
    with db.before_write() as session:
        rows = session.execute(select(col(Brief.id), col(Brief.draft)).order_by(col(Brief.id)))
        drafts = iter([(id_, draft) for id_, draft in rows])
    count = 0
    while some := list(islice(drafts, AT_ONCE)):
        changes = [(id_, draft, draft.rendered()) for id_, draft in some]
        with db.transaction() as session:
            for id_, draft, anew in changes:
                brief = db.lock(session, Brief, id_)
                if brief.draft == draft != anew:
                    brief.draft = anew
                    count += draft.parts_html != anew.parts_html
    return count


def init_app(app: Flask) -> None:
    """Register the commands."""
    commands = AppGroup("markup", help="Texts stored as HTML.")

    @commands.command("refresh")
    def refresh_all() -> None:
        """Render stored texts anew after the renderer changed."""
        click.echo(f"{refresh()} texts were rendered again.")

    app.cli.add_command(commands)
