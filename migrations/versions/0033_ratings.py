"""Ratings by two reviewers, what was argued against them, and who reviews for the portal."""

import sqlalchemy as sa
from alembic import op

import rpp.db

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None

MOMENT = rpp.db.UTCDateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "portal_role",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=10), nullable=False),
        sa.Column("since", MOMENT, nullable=False),
        _key("portal_role", "person_id", "person"),
        sa.PrimaryKeyConstraint("person_id", "role", name=op.f("pk_portal_role")),
    )
    op.create_table(
        "rating",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("subject_kind", sa.String(length=20), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("rule_set", sa.String(length=40), nullable=False),
        sa.Column("network_id", sa.Integer(), nullable=True),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("status_since", MOMENT, nullable=False),
        sa.Column("opened_by", sa.Integer(), nullable=False),
        sa.Column("opened_at", MOMENT, nullable=False),
        _key("rating", "network_id", "network"),
        _key("rating", "opened_by", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rating")),
    )
    op.create_index(op.f("ix_rating_network_id"), "rating", ["network_id"])
    op.create_index("ix_rating_status", "rating", ["status", "id"])
    _one(
        "uq_rating_subject",
        "rating",
        ["subject_kind", "subject_id", "rule_set"],
        "status <> 'withdrawn'",
    )
    op.create_table(
        "rating_reviewer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("rating_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("place", sa.String(length=1), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("status_since", MOMENT, nullable=False),
        sa.Column("asked_by", sa.Integer(), nullable=True),
        sa.Column("reminded_at", MOMENT, nullable=True),
        sa.Column("may_name", sa.Boolean(), nullable=False),
        sa.Column("interests", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("judgments", sa.JSON(), nullable=False),
        sa.Column("facts_hash", sa.String(length=64), nullable=False),
        sa.Column("sent_at", MOMENT, nullable=True),
        _key("rating_reviewer", "rating_id", "rating"),
        _key("rating_reviewer", "person_id", "person"),
        _key("rating_reviewer", "asked_by", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rating_reviewer")),
        sa.UniqueConstraint(
            *("rating_id", "number", "person_id"),
            name=op.f("uq_rating_reviewer_rating_id_number_person_id"),
        ),
    )
    op.create_index("ix_rating_reviewer_person", "rating_reviewer", ["person_id", "status"])
    _one(
        "uq_rating_reviewer_place",
        "rating_reviewer",
        ["rating_id", "number", "place"],
        "status IN ('asked', 'accepted', 'sent')",
    )
    op.create_table(
        "rating_decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("rating_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("rule_set", sa.String(length=40), nullable=False),
        sa.Column("facts_hash", sa.String(length=64), nullable=False),
        sa.Column("rating", sa.String(length=10), nullable=False),
        sa.Column("tiers", sa.JSON(), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("decided_at", MOMENT, nullable=False),
        _key("rating_decision", "rating_id", "rating"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rating_decision")),
        sa.UniqueConstraint(
            "rating_id", "number", name=op.f("uq_rating_decision_rating_id_number")
        ),
    )
    op.create_table(
        "rating_challenge",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("rating_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("criterion", sa.String(length=60), nullable=False),
        sa.Column("domain", sa.String(length=120), nullable=False),
        sa.Column("passage", sa.Text(), nullable=False),
        sa.Column("page", sa.String(length=40), nullable=False),
        sa.Column("argument", sa.Text(), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("status_since", MOMENT, nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("answered_by", sa.Integer(), nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        _key("rating_challenge", "rating_id", "rating"),
        _key("rating_challenge", "person_id", "person"),
        _key("rating_challenge", "answered_by", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rating_challenge")),
    )
    op.create_index("ix_rating_challenge_person", "rating_challenge", ["person_id", "status"])
    _one(
        "uq_rating_challenge_open",
        "rating_challenge",
        ["rating_id", "person_id", "criterion", "domain"],
        "status = 'open'",
    )


def _key(table: str, column: str, of: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{of}.id"], name=op.f(f"fk_{table}_{column}"))


def _one(name: str, table: str, columns: list[str], where: str) -> None:
    condition = sa.text(where)
    op.create_index(
        name, table, columns, unique=True, sqlite_where=condition, postgresql_where=condition
    )


def downgrade() -> None:
    for table in ("rating_challenge", "rating_decision", "rating_reviewer", "rating"):
        op.drop_table(table)
    op.drop_table("portal_role")
