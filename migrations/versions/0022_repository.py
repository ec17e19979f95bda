"""What is listed in the repository, with what it is found by."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "repository_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("stamp", sa.String(length=16), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_repository_change")),
    )
    op.create_table(
        "repository_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("change_id", sa.Integer(), nullable=False),
        sa.Column("gone", sa.Boolean(), nullable=False),
        sa.Column("issued", sa.Integer(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("facets", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["change_id"], ["repository_change.id"], name=op.f("fk_repository_entry_change_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_repository_entry")),
        sa.UniqueConstraint("kind", "subject_id", name=op.f("uq_repository_entry_kind_subject_id")),
    )
    op.create_index(op.f("ix_repository_entry_change_id"), "repository_entry", ["change_id"])


def downgrade() -> None:
    op.drop_table("repository_entry")
    op.drop_table("repository_change")
