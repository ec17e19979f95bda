"""The search index as terms and facets, the same on both databases; full text of either goes."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

TRIGGERS = ("insert", "delete", "update")


def upgrade() -> None:
    op.create_table(
        "search_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("stamp", sa.String(length=16), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_change")),
    )
    if op.get_bind().dialect.name == "sqlite":
        for when in TRIGGERS:
            op.execute(f"DROP TRIGGER search_words_{when}")
        op.execute("DROP TABLE search_words")
    else:
        op.execute("ALTER TABLE search_document DROP COLUMN words")
        op.execute("DROP FUNCTION search_fold(text)")
    with op.batch_alter_table("search_document") as table:
        table.add_column(sa.Column("terms", sa.Text(), nullable=False, server_default=""))
        table.add_column(sa.Column("facets", sa.JSON(), nullable=False, server_default="[]"))
        table.add_column(sa.Column("issued", sa.Integer(), nullable=False, server_default="0"))
        table.add_column(sa.Column("change_id", sa.Integer(), nullable=True))
        table.add_column(sa.Column("gone", sa.Boolean(), nullable=False, server_default=sa.false()))
        table.create_foreign_key(
            op.f("fk_search_document_change_id"), "search_change", ["change_id"], ["id"]
        )
        table.create_index("ix_search_document_change_id", ["change_id"])
    # What earlier rules made has no terms: `flask upgrade` makes it anew.
    op.execute("UPDATE search_document SET form = ''")


def downgrade() -> None:
    with op.batch_alter_table("search_document") as table:
        table.drop_constraint(op.f("fk_search_document_change_id"), type_="foreignkey")
        table.drop_index("ix_search_document_change_id")
        for column in ("gone", "change_id", "issued", "facets", "terms"):
            table.drop_column(column)
    op.drop_table("search_change")
    # What 0008 takes away before it makes its own.
    if op.get_bind().dialect.name == "sqlite":
        op.execute("CREATE TABLE search_words (title TEXT)")
        for when in TRIGGERS:
            op.execute(
                f"CREATE TRIGGER search_words_{when} AFTER {when.upper()} ON search_document "
                "BEGIN SELECT 1; END"
            )
    else:
        op.execute("ALTER TABLE search_document ADD COLUMN words tsvector")
    script = op.get_context().script
    assert script is not None
    script.get_revision("0008").module.upgrade()
