"""Reviews of briefs: who reviews, what they decided on which text, what they suggest."""

import sqlalchemy as sa
from alembic import op

import rpp.db

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

MOMENT = rpp.db.UTCDateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "brief_reviewer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("brief_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("practitioner", sa.Boolean(), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("status_since", MOMENT, nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("asked_by", sa.Integer(), nullable=False),
        sa.Column("reminded_at", MOMENT, nullable=True),
        sa.Column("may_name", sa.Boolean(), nullable=False),
        sa.Column("conflict", sa.Text(), nullable=False),
        _key("brief_reviewer", "brief_id", "brief"),
        _key("brief_reviewer", "person_id", "person"),
        _key("brief_reviewer", "organization_id", "organization"),
        _key("brief_reviewer", "asked_by", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_brief_reviewer")),
        sa.UniqueConstraint(
            "brief_id", "person_id", name=op.f("uq_brief_reviewer_brief_id_person_id")
        ),
    )
    op.create_index(op.f("ix_brief_reviewer_person_id"), "brief_reviewer", ["person_id"])
    op.create_table(
        "brief_verdict",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("brief_id", sa.Integer(), nullable=False),
        sa.Column("reviewer_id", sa.Integer(), nullable=False),
        sa.Column("approved", sa.Boolean(), nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("text", sa.JSON(), nullable=False),
        sa.Column("text_hash", sa.String(length=64), nullable=False),
        sa.Column("draft_version", sa.Integer(), nullable=False),
        sa.Column("decided_at", MOMENT, nullable=False),
        _key("brief_verdict", "brief_id", "brief"),
        _key("brief_verdict", "reviewer_id", "brief_reviewer"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_brief_verdict")),
    )
    op.create_index(op.f("ix_brief_verdict_brief_id"), "brief_verdict", ["brief_id"])
    op.create_index(op.f("ix_brief_verdict_reviewer_id"), "brief_verdict", ["reviewer_id"])
    op.create_table(
        "brief_suggestion",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("brief_id", sa.Integer(), nullable=False),
        sa.Column("reviewer_id", sa.Integer(), nullable=False),
        sa.Column("section", sa.String(length=40), nullable=False),
        sa.Column("passage", sa.Text(), nullable=False),
        sa.Column("wording", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("text_hash", sa.String(length=64), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("status_since", MOMENT, nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("answered_by", sa.Integer(), nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        _key("brief_suggestion", "brief_id", "brief"),
        _key("brief_suggestion", "reviewer_id", "brief_reviewer"),
        _key("brief_suggestion", "answered_by", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_brief_suggestion")),
    )
    op.create_index(op.f("ix_brief_suggestion_brief_id"), "brief_suggestion", ["brief_id"])


def _key(table: str, column: str, of: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{of}.id"], name=op.f(f"fk_{table}_{column}"))


def downgrade() -> None:
    op.drop_table("brief_suggestion")
    op.drop_table("brief_verdict")
    op.drop_table("brief_reviewer")
