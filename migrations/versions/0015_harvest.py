"""Records for harvesters: one for each thing that anyone may read, or once could."""

import sqlalchemy as sa
from alembic import op

import rpp.db

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "harvest_record",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("changed_at", rpp.db.UTCDateTime(timezone=True), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_harvest_record")),
        sa.UniqueConstraint("kind", "subject_id", name=op.f("uq_harvest_record_kind_subject_id")),
    )
    op.create_index("ix_harvest_record_changed", "harvest_record", ["changed_at", "id"])
    op.create_table(
        "harvest_set",
        sa.Column("spec", sa.String(length=100), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["record_id"], ["harvest_record.id"], name=op.f("fk_harvest_set_record_id")
        ),
        sa.PrimaryKeyConstraint("spec", "record_id", name=op.f("pk_harvest_set")),
    )
    op.create_index(op.f("ix_harvest_set_record_id"), "harvest_set", ["record_id"])


def downgrade() -> None:
    op.drop_table("harvest_set")
    op.drop_table("harvest_record")
