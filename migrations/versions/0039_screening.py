"""Screening by two people: who screens, by which rule, and what each decided."""

import sqlalchemy as sa
from alembic import op

import rpp.db

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None

MOMENT = rpp.db.UTCDateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "screener",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("synthesis_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("invited_by", sa.Integer(), nullable=True),
        sa.Column("since", MOMENT, nullable=False),
        sa.Column("left_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["synthesis_id"], ["synthesis.id"], name=op.f("fk_screener_synthesis_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_screener_person_id")),
        sa.ForeignKeyConstraint(["invited_by"], ["person.id"], name=op.f("fk_screener_invited_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_screener")),
        sa.UniqueConstraint(
            "synthesis_id", "person_id", name=op.f("uq_screener_synthesis_id_person_id")
        ),
    )
    op.create_index(op.f("ix_screener_person_id"), "screener", ["person_id"])
    op.create_table(
        "screening_rule",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("synthesis_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("target", sa.Integer(), nullable=False),
        sa.Column("chance", sa.Integer(), nullable=False),
        sa.Column("method", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("set_by", sa.Integer(), nullable=True),
        sa.Column("set_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["synthesis_id"], ["synthesis.id"], name=op.f("fk_screening_rule_synthesis_id")
        ),
        sa.ForeignKeyConstraint(["set_by"], ["person.id"], name=op.f("fk_screening_rule_set_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_screening_rule")),
        sa.UniqueConstraint(
            "synthesis_id", "number", name=op.f("uq_screening_rule_synthesis_id_number")
        ),
    )
    op.create_table(
        "screening_decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("candidate_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("seat", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.String(length=30), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("read_full", sa.Boolean(), nullable=False),
        sa.Column("is_gray", sa.Boolean(), nullable=False),
        sa.Column("decided_at", MOMENT, nullable=False),
        sa.CheckConstraint("seat IN (1, 2)", name=op.f("ck_screening_decision_two_seats")),
        sa.ForeignKeyConstraint(
            ["candidate_id"],
            ["synthesis_study.id"],
            name=op.f("fk_screening_decision_candidate_id"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_screening_decision_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_screening_decision")),
        sa.UniqueConstraint(
            "candidate_id", "seat", name=op.f("uq_screening_decision_candidate_id_seat")
        ),
        sa.UniqueConstraint(
            "candidate_id", "person_id", name=op.f("uq_screening_decision_candidate_id_person_id")
        ),
    )
    op.create_index(op.f("ix_screening_decision_person_id"), "screening_decision", ["person_id"])
    op.create_table(
        "screening_case",
        sa.Column("candidate_id", sa.Integer(), nullable=False),
        sa.Column("paired_at", MOMENT, nullable=False),
        sa.Column("is_gray", sa.Boolean(), nullable=False),
        sa.Column("read_full", sa.Boolean(), nullable=False),
        sa.Column("reviewed_in", sa.Text(), nullable=False),
        sa.Column("outcome", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.String(length=30), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("how", sa.String(length=10), nullable=False),
        sa.Column("settled_by", sa.Integer(), nullable=True),
        sa.Column("settled_at", MOMENT, nullable=True),
        sa.Column("proposed", sa.String(length=10), nullable=False),
        sa.Column("proposed_reason", sa.String(length=30), nullable=False),
        sa.Column("proposed_note", sa.Text(), nullable=False),
        sa.Column("proposed_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["candidate_id"], ["synthesis_study.id"], name=op.f("fk_screening_case_candidate_id")
        ),
        sa.ForeignKeyConstraint(
            ["settled_by"], ["person.id"], name=op.f("fk_screening_case_settled_by")
        ),
        sa.ForeignKeyConstraint(
            ["proposed_by"], ["person.id"], name=op.f("fk_screening_case_proposed_by")
        ),
        sa.PrimaryKeyConstraint("candidate_id", name=op.f("pk_screening_case")),
    )
    op.create_table(
        "screening_later",
        sa.Column("candidate_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["candidate_id"], ["synthesis_study.id"], name=op.f("fk_screening_later_candidate_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_screening_later_person_id")
        ),
        sa.PrimaryKeyConstraint("candidate_id", "person_id", name=op.f("pk_screening_later")),
    )
    op.create_index(op.f("ix_screening_later_person_id"), "screening_later", ["person_id"])
    op.create_table(
        "screening_appraisal",
        sa.Column("candidate_id", sa.Integer(), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("archived_at", sa.Text(), nullable=False),
        sa.Column("archived_on", sa.Date(), nullable=False),
        sa.Column("appraised_by", sa.Integer(), nullable=True),
        sa.Column("appraised_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["candidate_id"],
            ["synthesis_study.id"],
            name=op.f("fk_screening_appraisal_candidate_id"),
        ),
        sa.ForeignKeyConstraint(
            ["appraised_by"], ["person.id"], name=op.f("fk_screening_appraisal_appraised_by")
        ),
        sa.PrimaryKeyConstraint("candidate_id", name=op.f("pk_screening_appraisal")),
    )
    op.create_table(
        "screening_stop",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("synthesis_id", sa.Integer(), nullable=False),
        sa.Column("rule_id", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("seen", sa.Integer(), nullable=False),
        sa.Column("found", sa.Integer(), nullable=False),
        sa.Column("chance", sa.Float(), nullable=False),
        sa.Column("is_met", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("stopped_by", sa.Integer(), nullable=True),
        sa.Column("stopped_at", MOMENT, nullable=False),
        sa.Column("resumed_by", sa.Integer(), nullable=True),
        sa.Column("resumed_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["synthesis_id"], ["synthesis.id"], name=op.f("fk_screening_stop_synthesis_id")
        ),
        sa.ForeignKeyConstraint(
            ["rule_id"], ["screening_rule.id"], name=op.f("fk_screening_stop_rule_id")
        ),
        sa.ForeignKeyConstraint(
            ["stopped_by"], ["person.id"], name=op.f("fk_screening_stop_stopped_by")
        ),
        sa.ForeignKeyConstraint(
            ["resumed_by"], ["person.id"], name=op.f("fk_screening_stop_resumed_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_screening_stop")),
    )
    op.create_index(op.f("ix_screening_stop_synthesis_id"), "screening_stop", ["synthesis_id"])


def downgrade() -> None:
    for table in (
        "screening_stop",
        "screening_appraisal",
        "screening_later",
        "screening_case",
        "screening_decision",
        "screening_rule",
        "screener",
    ):
        op.drop_table(table)
