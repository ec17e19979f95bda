"""The life of a study: amendments, passages, schools, milestones, signed texts, attachments.

Revision ID: 0004
Revises: 0003
"""

import sqlalchemy as sa
from alembic import op

import rpp.db

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

MOMENT = rpp.db.UTCDateTime(timezone=True)
# table: (column, kind, what rows of before hold; None where it may be empty)
ADDED = {
    "agreement": (
        ("basis", sa.String(length=20), ""),
        ("ppra", sa.String(length=10), ""),
        ("purpose", sa.Text(), ""),
        ("scope", sa.Text(), ""),
        ("elements", sa.Text(), ""),
        ("destroy_on", sa.Date(), None),
        ("warned", sa.Integer(), None),
    ),
    "signature": (
        ("authority", sa.String(length=200), ""),
        ("conflicts", sa.Text(), ""),
    ),
    "study": (
        ("window_days", sa.Integer(), "14"),
        ("delay_days", sa.Integer(), "30"),
        ("shared_at", MOMENT, None),
        ("deviations", sa.Text(), ""),
        ("limitations", sa.Text(), ""),
    ),
    "study_finding": (
        ("n_treated", sa.Integer(), None),
        ("n_compared", sa.Integer(), None),
        ("mean_treated", sa.Float(), None),
        ("mean_compared", sa.Float(), None),
        ("sd_treated", sa.Float(), None),
        ("sd_compared", sa.Float(), None),
        ("clusters_treated", sa.Integer(), None),
        ("clusters_compared", sa.Integer(), None),
    ),
    "study_member": (("left_at", MOMENT, None),),
    "study_partner": (
        ("delayed_until", sa.Date(), None),
        ("delay_reason", sa.Text(), ""),
        ("response", sa.Text(), ""),
        ("responded_at", MOMENT, None),
    ),
    "study_section": (
        ("anchors", sa.JSON(), "[]"),
        ("next_anchor", sa.Integer(), "1"),
        ("ready_at", MOMENT, None),
    ),
}
# By hand: alembic would make a table of SQLite anew, and others point to its rows.
POINTERS = (
    ("study_partner", "responded_by"),
    ("study_section", "owner_id"),
    ("study_section", "ready_by"),
)
NEW = (
    "calendar_feed",
    "researcher_profile",
    "study_interest",
    "study_problem",
    "amendment",
    "findings_seen",
    "milestone",
    "passage_comment",
    "school_ask",
    "study_update",
    "adoption",
    "amended_section",
    "signed_text",
    "attachment",
)
IN_FORCE = sa.text("void_at IS NULL")


def upgrade() -> None:
    for table, columns in ADDED.items():
        for name, kind, default in columns:
            column = sa.Column(name, kind, nullable=default is None, server_default=default)
            op.add_column(table, column)
    for table, name in POINTERS:
        op.execute(
            f"ALTER TABLE {table} ADD COLUMN {name} INTEGER "
            f"CONSTRAINT fk_{table}_{name} REFERENCES person (id)"
        )
    op.drop_index("uq_signature_in_force", "signature")
    op.create_index(
        "uq_signature_of_text",
        "signature",
        ["study_id", "party", "text_hash"],
        unique=True,
        sqlite_where=IN_FORCE,
        postgresql_where=IN_FORCE,
    )
    op.create_table(
        "calendar_feed",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_calendar_feed_person_id")
        ),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_calendar_feed")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_calendar_feed_token_hash")),
    )
    op.create_table(
        "researcher_profile",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("designs", sa.JSON(), nullable=False),
        sa.Column("subjects", sa.JSON(), nullable=False),
        sa.Column("grades", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_researcher_profile_person_id")
        ),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_researcher_profile")),
    )
    op.create_table(
        "study_interest",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("problem_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_study_interest_organization_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_study_interest_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["problem_id"], ["problem.id"], name=op.f("fk_study_interest_problem_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_study_interest")),
        sa.UniqueConstraint(
            "problem_id", "person_id", name=op.f("uq_study_interest_problem_id_person_id")
        ),
    )
    op.create_index("ix_study_interest_person_id", "study_interest", ["person_id"], unique=False)
    op.create_table(
        "study_problem",
        sa.Column("study_id", sa.Integer(), nullable=False),
        sa.Column("problem_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["problem_id"], ["problem.id"], name=op.f("fk_study_problem_problem_id")
        ),
        sa.ForeignKeyConstraint(["study_id"], ["study.id"], name=op.f("fk_study_problem_study_id")),
        sa.PrimaryKeyConstraint("study_id", "problem_id", name=op.f("pk_study_problem")),
    )
    op.create_index("ix_study_problem_problem_id", "study_problem", ["problem_id"], unique=False)

    op.create_table(
        "amendment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("study_id", sa.Integer(), nullable=False),
        sa.Column("suggestion", sa.Boolean(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("word", sa.Text(), nullable=False),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("decided_at", MOMENT, nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("text_hash", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["person.id"], name=op.f("fk_amendment_author_id")),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["person.id"], name=op.f("fk_amendment_decided_by")
        ),
        sa.ForeignKeyConstraint(["study_id"], ["study.id"], name=op.f("fk_amendment_study_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_amendment")),
        sa.UniqueConstraint(
            "study_id",
            "suggestion",
            "number",
            name=op.f("uq_amendment_study_id_suggestion_number"),
        ),
    )
    op.create_index(
        "uq_amendment_signing",
        "amendment",
        ["study_id"],
        unique=True,
        sqlite_where=sa.text("status = 'signing'"),
        postgresql_where=sa.text("status = 'signing'"),
    )

    op.create_table(
        "findings_seen",
        sa.Column("study_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_findings_seen_person_id")
        ),
        sa.ForeignKeyConstraint(["study_id"], ["study.id"], name=op.f("fk_findings_seen_study_id")),
        sa.PrimaryKeyConstraint("study_id", "person_id", name=op.f("pk_findings_seen")),
    )
    op.create_table(
        "milestone",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("study_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=160), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("done_at", MOMENT, nullable=True),
        sa.Column("done_by", sa.Integer(), nullable=True),
        sa.Column("told_of", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["done_by"], ["person.id"], name=op.f("fk_milestone_done_by")),
        sa.ForeignKeyConstraint(["owner_id"], ["person.id"], name=op.f("fk_milestone_owner_id")),
        sa.ForeignKeyConstraint(["study_id"], ["study.id"], name=op.f("fk_milestone_study_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_milestone")),
    )
    op.create_index("ix_milestone_study_id", "milestone", ["study_id"], unique=False)

    op.create_table(
        "passage_comment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("study_id", sa.Integer(), nullable=False),
        sa.Column("section_key", sa.String(length=20), nullable=False),
        sa.Column("anchor", sa.Integer(), nullable=False),
        sa.Column("quote", sa.Text(), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("body_html", sa.Text(), nullable=False),
        sa.Column("markup_version", sa.Integer(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("resolved_at", MOMENT, nullable=True),
        sa.Column("resolved_by", sa.Integer(), nullable=True),
        sa.Column("deleted_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["author_id"], ["person.id"], name=op.f("fk_passage_comment_author_id")
        ),
        sa.ForeignKeyConstraint(
            ["parent_id"], ["passage_comment.id"], name=op.f("fk_passage_comment_parent_id")
        ),
        sa.ForeignKeyConstraint(
            ["resolved_by"], ["person.id"], name=op.f("fk_passage_comment_resolved_by")
        ),
        sa.ForeignKeyConstraint(
            ["study_id"], ["study.id"], name=op.f("fk_passage_comment_study_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passage_comment")),
    )
    op.create_index("ix_passage_comment_parent_id", "passage_comment", ["parent_id"], unique=False)
    op.create_index("ix_passage_comment_study_id", "passage_comment", ["study_id"], unique=False)

    op.create_table(
        "school_ask",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("study_id", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("school", sa.String(length=120), nullable=False),
        sa.Column("activity", sa.String(length=200), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("staff_hours", sa.Float(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("assessments", sa.Integer(), nullable=False),
        sa.Column("entered_by", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["entered_by"], ["person.id"], name=op.f("fk_school_ask_entered_by")
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_school_ask_organization_id")
        ),
        sa.ForeignKeyConstraint(["study_id"], ["study.id"], name=op.f("fk_school_ask_study_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_school_ask")),
    )
    op.create_index(
        "ix_school_ask_organization", "school_ask", ["organization_id", "starts_on"], unique=False
    )
    op.create_index("ix_school_ask_study_id", "school_ask", ["study_id"], unique=False)

    op.create_table(
        "study_update",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("study_id", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("body_html", sa.Text(), nullable=False),
        sa.Column("markup_version", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["author_id"], ["person.id"], name=op.f("fk_study_update_author_id")
        ),
        sa.ForeignKeyConstraint(["study_id"], ["study.id"], name=op.f("fk_study_update_study_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_study_update")),
    )
    op.create_index("ix_study_update_study_id", "study_update", ["study_id"], unique=False)

    op.create_table(
        "adoption",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("brief_id", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("month", sa.Integer(), nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("answer", sa.String(length=12), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("answered_by", sa.Integer(), nullable=True),
        sa.Column("answered_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["answered_by"], ["person.id"], name=op.f("fk_adoption_answered_by")
        ),
        sa.ForeignKeyConstraint(["brief_id"], ["brief.id"], name=op.f("fk_adoption_brief_id")),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_adoption_organization_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_adoption")),
        sa.UniqueConstraint(
            "brief_id",
            "organization_id",
            "month",
            name=op.f("uq_adoption_brief_id_organization_id_month"),
        ),
    )
    op.create_index("ix_adoption_organization_id", "adoption", ["organization_id"], unique=False)

    op.create_table(
        "amended_section",
        sa.Column("amendment_id", sa.Integer(), nullable=False),
        sa.Column("section_key", sa.String(length=20), nullable=False),
        sa.Column("before", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["amendment_id"], ["amendment.id"], name=op.f("fk_amended_section_amendment_id")
        ),
        sa.PrimaryKeyConstraint("amendment_id", "section_key", name=op.f("pk_amended_section")),
    )
    op.create_table(
        "signed_text",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("study_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("text_hash", sa.String(length=64), nullable=False),
        sa.Column("amendment_id", sa.Integer(), nullable=True),
        sa.Column("signed_at", MOMENT, nullable=False),
        sa.Column("void_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["amendment_id"], ["amendment.id"], name=op.f("fk_signed_text_amendment_id")
        ),
        sa.ForeignKeyConstraint(["study_id"], ["study.id"], name=op.f("fk_signed_text_study_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signed_text")),
        sa.UniqueConstraint("study_id", "number", name=op.f("uq_signed_text_study_id_number")),
    )
    op.create_table(
        "attachment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("study_id", sa.Integer(), nullable=False),
        sa.Column("agreement_id", sa.Integer(), nullable=True),
        sa.Column("signed_text_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(length=160), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("stored", sa.String(length=64), nullable=False),
        sa.Column("added_by", sa.Integer(), nullable=True),
        sa.Column("added_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["added_by"], ["person.id"], name=op.f("fk_attachment_added_by")),
        sa.ForeignKeyConstraint(
            ["agreement_id"], ["agreement.id"], name=op.f("fk_attachment_agreement_id")
        ),
        sa.ForeignKeyConstraint(
            ["signed_text_id"], ["signed_text.id"], name=op.f("fk_attachment_signed_text_id")
        ),
        sa.ForeignKeyConstraint(["study_id"], ["study.id"], name=op.f("fk_attachment_study_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachment")),
        sa.UniqueConstraint("signed_text_id", name=op.f("uq_attachment_signed_text_id")),
        sa.UniqueConstraint("stored", name=op.f("uq_attachment_stored")),
    )
    op.create_index("ix_attachment_agreement_id", "attachment", ["agreement_id"], unique=False)
    op.create_index("ix_attachment_study_id", "attachment", ["study_id"], unique=False)

    op.execute(
        "INSERT INTO signed_text (study_id, number, text, text_hash, signed_at) "
        "SELECT id, 1, frozen_text, frozen_hash, signed_at FROM study WHERE signed_at IS NOT NULL"
    )
    op.execute(
        "UPDATE study SET shared_at = (SELECT max(at) FROM event WHERE kind = 'study' "
        "AND subject_id = study.id AND verb = 'findings_shared')"
    )


def downgrade() -> None:
    for table in reversed(NEW):
        op.drop_table(table)
    op.drop_index("uq_signature_of_text", "signature")
    op.create_index(
        "uq_signature_in_force",
        "signature",
        ["study_id", "party"],
        unique=True,
        sqlite_where=IN_FORCE,
        postgresql_where=IN_FORCE,
    )
    for table, name in POINTERS:
        # SQLite drops no column that points elsewhere; renamed, it stands in nobody's way.
        if op.get_bind().dialect.name == "sqlite":
            op.execute(f"ALTER TABLE {table} RENAME COLUMN {name} TO {name}_of_0004")
        else:
            op.drop_column(table, name)
    for table, columns in ADDED.items():
        for name, _, _ in columns:
            op.drop_column(table, name)
