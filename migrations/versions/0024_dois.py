"""DOIs of briefs and their versions: what DataCite knows, and what is still to be told."""

import sqlalchemy as sa
from alembic import op

import rpp.db

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "brief_doi",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("brief_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("doi", sa.String(length=100), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("next_at", rpp.db.UTCDateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("error", sa.String(length=300), nullable=False),
        sa.Column("changed_at", rpp.db.UTCDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["brief_id"], ["brief.id"], name=op.f("fk_brief_doi_brief_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_brief_doi")),
        sa.UniqueConstraint("brief_id", "number", name=op.f("uq_brief_doi_brief_id_number")),
        sa.UniqueConstraint("doi", name=op.f("uq_brief_doi_doi")),
    )
    op.create_index("ix_brief_doi_next_at", "brief_doi", ["next_at"])
    for table in ("brief", "brief_version"):
        op.add_column(
            table, sa.Column("doi", sa.String(length=100), nullable=False, server_default="")
        )


def downgrade() -> None:
    for table in ("brief_version", "brief"):
        op.drop_column(table, "doi")
    op.drop_table("brief_doi")
