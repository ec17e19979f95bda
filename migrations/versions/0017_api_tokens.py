"""Personal tokens, by which programs act for people."""

import sqlalchemy as sa
from alembic import op

import rpp.db

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "api_token",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("scopes", sa.String(length=40), nullable=False),
        sa.Column("made_at", rpp.db.UTCDateTime(timezone=True), nullable=False),
        sa.Column("expires_at", rpp.db.UTCDateTime(timezone=True), nullable=False),
        sa.Column("last_used_at", rpp.db.UTCDateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", rpp.db.UTCDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_api_token_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_token")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_api_token_token_hash")),
    )
    op.create_index(op.f("ix_api_token_person_id"), "api_token", ["person_id"])


def downgrade() -> None:
    op.drop_table("api_token")
