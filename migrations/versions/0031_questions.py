"""Feedback on answers, and the list of questions that had none."""

import sqlalchemy as sa
from alembic import op

import rpp.db

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

MOMENT = rpp.db.UTCDateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "ask_feedback",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("page_key", sa.String(length=32), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("declined", sa.Boolean(), nullable=False),
        sa.Column("sources", sa.JSON(), nullable=False),
        sa.Column("helped", sa.Boolean(), nullable=True),
        sa.Column("wrong", sa.JSON(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("given_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ask_feedback")),
        sa.UniqueConstraint("page_key", name=op.f("uq_ask_feedback_page_key")),
    )
    op.create_index(op.f("ix_ask_feedback_given_at"), "ask_feedback", ["given_at"])
    op.create_table(
        "unanswered_question",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("words_hash", sa.String(length=64), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("status_since", MOMENT, nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("source_kind", sa.String(length=20), nullable=False),
        sa.Column("source_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unanswered_question")),
        sa.UniqueConstraint("words_hash", name=op.f("uq_unanswered_question_words_hash")),
    )
    op.create_index("ix_unanswered_question_status", "unanswered_question", ["status", "id"])
    op.create_table(
        "unanswered_support",
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=True),
        sa.Column("at", MOMENT, nullable=False),
        _key("unanswered_support", "question_id", "unanswered_question"),
        _key("unanswered_support", "person_id", "person"),
        _key("unanswered_support", "organization_id", "organization"),
        sa.PrimaryKeyConstraint("question_id", "person_id", name=op.f("pk_unanswered_support")),
    )
    op.create_index(op.f("ix_unanswered_support_person_id"), "unanswered_support", ["person_id"])
    op.create_table(
        "unanswered_problem",
        sa.Column("problem_id", sa.Integer(), nullable=False),
        sa.Column("question_id", sa.Integer(), nullable=False),
        _key("unanswered_problem", "problem_id", "problem"),
        _key("unanswered_problem", "question_id", "unanswered_question"),
        sa.PrimaryKeyConstraint("problem_id", name=op.f("pk_unanswered_problem")),
    )
    op.create_index(
        op.f("ix_unanswered_problem_question_id"), "unanswered_problem", ["question_id"]
    )


def _key(table: str, column: str, of: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{of}.id"], name=op.f(f"fk_{table}_{column}"))


def downgrade() -> None:
    for table in ("unanswered_problem", "unanswered_support", "unanswered_question"):
        op.drop_table(table)
    op.drop_table("ask_feedback")
