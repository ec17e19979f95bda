"""Readable search: a sentence for each record, keywords beside texts, and what counts more.

The rows that are here are filled by `flask upgrade`, which composes them by the portal's rules.

Revision ID: 0006
Revises: 0005
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

ADDED = {
    "evidence_record": (("outcomes", sa.JSON(), "[]"), ("sentence", sa.Text(), "")),
    "search_document": (
        ("keywords", sa.Text(), ""),
        ("weight", sa.Float(), "1"),
        ("form", sa.String(length=12), ""),
    ),
}
TRIGGERS = ("insert", "delete", "update")


def upgrade() -> None:
    for table, columns in ADDED.items():
        for name, kind, default in columns:
            op.add_column(table, sa.Column(name, kind, nullable=False, server_default=default))
    _words("title", "body", "keywords")


def downgrade() -> None:
    _words("title", "body")
    for table, columns in ADDED.items():
        for name, _, _ in columns:
            op.drop_column(table, name)


def _words(*columns: str) -> None:
    """The full text of these columns, the first weighing the most."""
    if op.get_bind().dialect.name == "sqlite":
        _sqlite(
            ", ".join(columns), *(", ".join(f"{of}.{c}" for c in columns) for of in ("new", "old"))
        )
        return
    parts = (
        f"setweight(to_tsvector('english', {column}), '{letter}')"
        for column, letter in zip(columns, "ABC", strict=False)
    )
    op.execute("ALTER TABLE search_document DROP COLUMN words")
    op.execute(
        "ALTER TABLE search_document ADD COLUMN words tsvector "
        f"GENERATED ALWAYS AS ({' || '.join(parts)}) STORED"
    )
    op.execute("CREATE INDEX ix_search_document_words ON search_document USING gin (words)")


def _sqlite(columns: str, new: str, old: str) -> None:
    for when in TRIGGERS:
        op.execute(f"DROP TRIGGER search_words_{when}")
    op.execute("DROP TABLE search_words")
    op.execute(
        f"CREATE VIRTUAL TABLE search_words USING fts5({columns}, content='search_document', "
        "content_rowid='id', tokenize='porter unicode61')"
    )
    put = f"INSERT INTO search_words(rowid, {columns}) VALUES (new.id, {new});"  # noqa: S608  (ours)
    drop = (
        f"INSERT INTO search_words(search_words, rowid, {columns}) "  # noqa: S608  (ours)
        f"VALUES ('delete', old.id, {old});"
    )
    for when, body in zip(TRIGGERS, (put, drop, f"{drop} {put}"), strict=True):
        op.execute(
            f"CREATE TRIGGER search_words_{when} AFTER {when.upper()} ON search_document "
            f"BEGIN {body} END"
        )
    op.execute("INSERT INTO search_words(search_words) VALUES ('rebuild')")
