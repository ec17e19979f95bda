"""What is typed and not saved yet is its writer's; what a form said when it was taken.

Revision ID: 0010
Revises: 0009
"""

import sqlalchemy as sa
from alembic import op

import rpp.db

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "unsaved",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("at", rpp.db.UTCDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_unsaved_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unsaved")),
        sa.UniqueConstraint("person_id", "key", name=op.f("uq_unsaved_person_id_key")),
    )
    op.create_index("ix_unsaved_person_id_place", "unsaved", ["person_id", "place"], unique=False)
    op.add_column(
        "sent_form", sa.Column("digest", sa.String(length=64), nullable=False, server_default="")
    )
    # A brief told one page's own saves from another's while they were saved as they were typed.
    op.drop_column("brief", "draft_page")
    op.drop_column("brief", "draft_since")


def downgrade() -> None:
    op.add_column(
        "brief", sa.Column("draft_page", sa.String(length=32), nullable=False, server_default="")
    )
    op.add_column(
        "brief", sa.Column("draft_since", sa.Integer(), nullable=False, server_default="1")
    )
    op.drop_column("sent_form", "digest")
    op.drop_index("ix_unsaved_person_id_place", "unsaved")
    op.drop_table("unsaved")
