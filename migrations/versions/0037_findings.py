"""Facts of findings that people record, with their earlier texts and files on their way in."""

import sqlalchemy as sa
from alembic import op

import rpp.db

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None

MOMENT = rpp.db.UTCDateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "finding",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("subject_kind", sa.String(length=20), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("of_key", sa.String(length=120), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("recorded_by", sa.Integer(), nullable=False),
        sa.Column("recorded_at", MOMENT, nullable=False),
        sa.Column("removed_at", MOMENT, nullable=True),
        _key("finding", "recorded_by", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_finding")),
        sa.UniqueConstraint(
            "subject_kind",
            "subject_id",
            "of_key",
            name=op.f("uq_finding_subject_kind_subject_id_of_key"),
        ),
    )
    op.create_index("ix_finding_subject", "finding", ["subject_kind", "subject_id", "position"])
    op.create_table(
        "finding_revision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("finding_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("changed_by", sa.Integer(), nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        _key("finding_revision", "finding_id", "finding"),
        _key("finding_revision", "changed_by", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_finding_revision")),
        sa.UniqueConstraint(
            "finding_id", "number", name=op.f("uq_finding_revision_finding_id_number")
        ),
    )
    op.create_table(
        "finding_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("subject_kind", sa.String(length=20), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=160), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.Column("sent_at", MOMENT, nullable=False),
        _key("finding_file", "person_id", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_finding_file")),
        sa.UniqueConstraint(
            "person_id",
            "subject_kind",
            "subject_id",
            name=op.f("uq_finding_file_person_id_subject_kind_subject_id"),
        ),
    )


def _key(table: str, column: str, of: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{of}.id"], name=op.f(f"fk_{table}_{column}"))


def downgrade() -> None:
    for table in ("finding_file", "finding_revision", "finding"):
        op.drop_table(table)
