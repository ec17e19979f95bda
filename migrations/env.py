"""Runs migrations on the database that the portal uses, or the one it is told."""

from alembic import context
from sqlmodel import SQLModel

from rpp import models  # noqa: F401  (fills the metadata)
from rpp.config import read
from rpp.db import MIGRATION, create_engine

url = context.config.attributes.get("url") or read().url

# Full-text structures are made by hand in a migration of their own.
BY_HAND = ("search_words",)


def mine(thing, name, kind, reflected, compare_to):
    return not (name or "").startswith(BY_HAND) and not (kind == "column" and name == "words")


def run() -> None:
    engine = create_engine(url, MIGRATION)
    with engine.connect() as connection:
        connection = connection.execution_options(write=True)
        context.configure(
            connection=connection,
            target_metadata=SQLModel.metadata,
            include_object=mine,
            # SQLite cannot alter a table: it is made anew and filled.
            render_as_batch=connection.dialect.name == "sqlite",
            compare_type=True,
        )
        with context.begin_transaction():
            context.run_migrations()
    engine.dispose()


run()
