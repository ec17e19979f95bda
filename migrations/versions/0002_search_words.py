"""The words of the search index, in each database's own full text.

Revision ID: 0002
Revises: 0001
"""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            "CREATE VIRTUAL TABLE search_words USING fts5("
            "title, body, content='search_document', content_rowid='id', "
            "tokenize='porter unicode61')"
        )
        put = "INSERT INTO search_words(rowid, title, body) VALUES (new.id, new.title, new.body);"
        drop = (
            "INSERT INTO search_words(search_words, rowid, title, body) "
            "VALUES ('delete', old.id, old.title, old.body);"
        )
        for when, body in (("insert", put), ("delete", drop), ("update", f"{drop} {put}")):
            op.execute(
                f"CREATE TRIGGER search_words_{when} AFTER {when.upper()} ON search_document "
                f"BEGIN {body} END"
            )
    else:
        op.execute(
            "ALTER TABLE search_document ADD COLUMN words tsvector GENERATED ALWAYS AS ("
            "setweight(to_tsvector('english', title), 'A') || "
            "setweight(to_tsvector('english', body), 'B')) STORED"
        )
        op.execute("CREATE INDEX ix_search_document_words ON search_document USING gin (words)")


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for when in ("insert", "delete", "update"):
            op.execute(f"DROP TRIGGER search_words_{when}")
        op.execute("DROP TABLE search_words")
    else:
        op.execute("ALTER TABLE search_document DROP COLUMN words")
