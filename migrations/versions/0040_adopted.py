"""Up to when districts were told what changed behind what they use, and that news."""

import sqlalchemy as sa
from alembic import op

import rpp.db

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None

MOMENT = rpp.db.UTCDateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "adopted_look",
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("looked_at", MOMENT, nullable=False),
        sa.Column("told_until", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organization.id"],
            name=op.f("fk_adopted_look_organization_id"),
        ),
        sa.PrimaryKeyConstraint("organization_id", name=op.f("pk_adopted_look")),
    )
    op.create_table(
        "adopted_news",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organization.id"],
            name=op.f("fk_adopted_news_organization_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_adopted_news")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_adopted_news_organization_id"), "adopted_news", ["organization_id"])


def downgrade() -> None:
    op.drop_table("adopted_news")
    op.drop_table("adopted_look")
