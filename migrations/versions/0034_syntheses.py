"""Syntheses that are kept up to date: their sources, candidates, suggestions and versions."""

import sqlalchemy as sa
from alembic import op

import rpp.db

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None

MOMENT = rpp.db.UTCDateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "synthesis",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column("network_id", sa.Integer(), nullable=False),
        sa.Column("begun_by", sa.Integer(), nullable=True),
        sa.Column("keeper_id", sa.Integer(), nullable=True),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("status_since", MOMENT, nullable=False),
        sa.Column("current", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=160), nullable=False),
        sa.Column("question", sa.JSON(), nullable=False),
        sa.Column("rules", sa.JSON(), nullable=False),
        sa.Column("domain", sa.String(length=120), nullable=False),
        sa.Column("better", sa.String(length=60), nullable=False),
        sa.Column("worse", sa.String(length=60), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("can_say", sa.Text(), nullable=False),
        sa.Column("cannot_say", sa.Text(), nullable=False),
        sa.Column("unknown", sa.Text(), nullable=False),
        sa.Column("why_living", sa.Text(), nullable=False),
        sa.Column("triggers", sa.Text(), nullable=False),
        sa.Column("retires_when", sa.Text(), nullable=False),
        sa.Column("conflicts", sa.Text(), nullable=False),
        sa.Column("ending", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("looked_id", sa.Integer(), nullable=True),
        sa.Column("published_at", MOMENT, nullable=True),
        sa.Column("changed_at", MOMENT, nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["begun_by"], ["person.id"], name=op.f("fk_synthesis_begun_by")),
        sa.ForeignKeyConstraint(["keeper_id"], ["person.id"], name=op.f("fk_synthesis_keeper_id")),
        sa.ForeignKeyConstraint(
            ["network_id"], ["network.id"], name=op.f("fk_synthesis_network_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_synthesis")),
        sa.UniqueConstraint("slug", name=op.f("uq_synthesis_slug")),
    )
    op.create_index(op.f("ix_synthesis_network_id"), "synthesis", ["network_id"])
    op.create_index("ix_synthesis_status", "synthesis", ["status", "id"])

    op.create_table(
        "synthesis_source",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("synthesis_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("how", sa.String(length=10), nullable=False),
        sa.Column("months", sa.Integer(), nullable=False),
        sa.Column("searched_at", MOMENT, nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["synthesis_id"], ["synthesis.id"], name=op.f("fk_synthesis_source_synthesis_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_synthesis_source")),
        sa.UniqueConstraint(
            "synthesis_id", "name", name=op.f("uq_synthesis_source_synthesis_id_name")
        ),
    )
    op.create_table(
        "synthesis_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("synthesis_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=160), nullable=False),
        sa.Column("said", sa.JSON(), nullable=False),
        sa.Column("studies", sa.JSON(), nullable=False),
        sa.Column("effects", sa.JSON(), nullable=False),
        sa.Column("results", sa.JSON(), nullable=False),
        sa.Column("flow", sa.JSON(), nullable=False),
        sa.Column("change", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("stands", sa.Boolean(), nullable=True),
        sa.Column("text_hash", sa.String(length=64), nullable=False),
        sa.Column("published_by", sa.Integer(), nullable=True),
        sa.Column("published_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["published_by"], ["person.id"], name=op.f("fk_synthesis_version_published_by")
        ),
        sa.ForeignKeyConstraint(
            ["synthesis_id"], ["synthesis.id"], name=op.f("fk_synthesis_version_synthesis_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_synthesis_version")),
        sa.UniqueConstraint(
            "synthesis_id", "number", name=op.f("uq_synthesis_version_synthesis_id_number")
        ),
    )
    op.create_table(
        "synthesis_study",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("synthesis_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("subject_kind", sa.String(length=20), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=True),
        sa.Column("citation", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("source_id", sa.Integer(), nullable=True),
        sa.Column("found_at", MOMENT, nullable=False),
        sa.Column("suggested_by", sa.Integer(), nullable=True),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("status_since", MOMENT, nullable=False),
        sa.Column("stage", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.String(length=30), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("duplicate_of", sa.Integer(), nullable=True),
        sa.Column("flag", sa.String(length=20), nullable=False),
        sa.CheckConstraint(
            "duplicate_of IS NULL OR duplicate_of <> id",
            name=op.f("ck_synthesis_study_not_of_itself"),
        ),
        sa.ForeignKeyConstraint(
            ["duplicate_of"], ["synthesis_study.id"], name=op.f("fk_synthesis_study_duplicate_of")
        ),
        sa.ForeignKeyConstraint(
            ["source_id"], ["synthesis_source.id"], name=op.f("fk_synthesis_study_source_id")
        ),
        sa.ForeignKeyConstraint(
            ["suggested_by"], ["person.id"], name=op.f("fk_synthesis_study_suggested_by")
        ),
        sa.ForeignKeyConstraint(
            ["synthesis_id"], ["synthesis.id"], name=op.f("fk_synthesis_study_synthesis_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_synthesis_study")),
        sa.UniqueConstraint(
            "synthesis_id", "key", name=op.f("uq_synthesis_study_synthesis_id_key")
        ),
    )
    op.create_index("ix_synthesis_study_subject", "synthesis_study", ["subject_kind", "subject_id"])

    op.create_table(
        "synthesis_suggestion",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("synthesis_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("status_since", MOMENT, nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("study_id", sa.Integer(), nullable=True),
        sa.Column("sent_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_synthesis_suggestion_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["study_id"], ["synthesis_study.id"], name=op.f("fk_synthesis_suggestion_study_id")
        ),
        sa.ForeignKeyConstraint(
            ["synthesis_id"], ["synthesis.id"], name=op.f("fk_synthesis_suggestion_synthesis_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_synthesis_suggestion")),
    )
    op.create_index(
        "ix_synthesis_suggestion_open", "synthesis_suggestion", ["synthesis_id", "status"]
    )
    op.create_index(
        op.f("ix_synthesis_suggestion_person_id"), "synthesis_suggestion", ["person_id"]
    )


def downgrade() -> None:
    for table in ("suggestion", "study", "version", "source"):
        op.drop_table(f"synthesis_{table}")
    op.drop_table("synthesis")
