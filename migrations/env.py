"""Runs migrations on the database that the portal uses, or the one it is told."""

from alembic import context
from sqlalchemy import event
from sqlmodel import SQLModel

from rpp import models  # noqa: F401  (fills the metadata)
from rpp.config import read
from rpp.db import MIGRATION, create_engine

url = context.config.attributes.get("url") or read().url


def let_references_rest(connection, _record):
    """A table that others refer to can be made anew; what they refer to is looked at afterwards."""
    connection.execute("PRAGMA foreign_keys=OFF")


def lost(connection):
    """The rows that refer to one that is not there, with the table it is missing from."""
    rows = connection.exec_driver_sql("PRAGMA foreign_key_check")
    return {(table, row, parent) for table, row, parent, _ in rows}


def run() -> None:
    engine = create_engine(url, MIGRATION)
    is_sqlite = engine.dialect.name == "sqlite"
    if is_sqlite:
        event.listen(engine, "connect", let_references_rest)
    with engine.connect() as connection:
        connection = connection.execution_options(write=True)
        context.configure(
            connection=connection,
            target_metadata=SQLModel.metadata,
            # SQLite cannot alter a table: it is made anew and filled.
            render_as_batch=is_sqlite,
            compare_type=True,
        )
        with context.begin_transaction():
            before = lost(connection) if is_sqlite else set()
            context.run_migrations()
            if is_sqlite and (broken := lost(connection) - before):
                raise RuntimeError(f"These rows refer to nothing after the upgrade: {broken}")
    engine.dispose()


run()
