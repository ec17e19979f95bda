"""The ESSA tier of each subject on each outcome domain, as it is computed."""

import sqlalchemy as sa
from alembic import op

import rpp.db

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "tier",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("subject_kind", sa.String(length=20), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("domain", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("tier", sa.Integer(), nullable=True),
        sa.Column("given", sa.Integer(), nullable=True),
        sa.Column("rule_set", sa.String(length=20), nullable=False),
        sa.Column("reviewed", sa.Boolean(), nullable=False),
        sa.Column("favorable", sa.Integer(), nullable=False),
        sa.Column("unfavorable", sa.Integer(), nullable=False),
        sa.Column("missing", sa.JSON(), nullable=False),
        sa.Column("form", sa.Integer(), nullable=False),
        sa.Column("since", rpp.db.UTCDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tier")),
    )
    op.create_index(
        "uq_tier_subject", "tier", ["subject_kind", "subject_id", "domain"], unique=True
    )


def downgrade() -> None:
    op.drop_index("uq_tier_subject", "tier")
    op.drop_table("tier")
