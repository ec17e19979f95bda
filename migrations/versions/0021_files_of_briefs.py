"""Files of briefs: illustrations and appendices.

Revision ID: 0021
Revises: 0020
"""

import sqlalchemy as sa
from alembic import op

import rpp.db

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "brief_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("brief_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=160), nullable=False),
        sa.Column("type", sa.String(length=4), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("stored", sa.String(length=64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=True),
        sa.Column("added_by", sa.Integer(), nullable=True),
        sa.Column("added_at", rpp.db.UTCDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["added_by"], ["person.id"], name=op.f("fk_brief_file_added_by")),
        sa.ForeignKeyConstraint(["brief_id"], ["brief.id"], name=op.f("fk_brief_file_brief_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_brief_file")),
        sa.UniqueConstraint("stored", name=op.f("uq_brief_file_stored")),
    )
    op.create_index(op.f("ix_brief_file_brief_id"), "brief_file", ["brief_id"])


def downgrade() -> None:
    op.drop_table("brief_file")
