"""Imports of references: files, their entries, and which record holds a DOI or an ERIC number.

Revision ID: 0020
Revises: 0019
"""

import sqlalchemy as sa
from alembic import op

import rpp.db

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "evidence_import",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("status_since", rpp.db.UTCDateTime(timezone=True), nullable=False),
        sa.Column("name", sa.String(length=160), nullable=False),
        sa.Column("format", sa.String(length=10), nullable=False),
        sa.Column("encoding", sa.String(length=20), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("origin", sa.String(length=200), nullable=False),
        sa.Column("license", sa.String(length=20), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("read_through", sa.Integer(), nullable=False),
        sa.Column("written_through", sa.Integer(), nullable=False),
        sa.Column("troubles", sa.JSON(), nullable=False),
        sa.Column("refusal", sa.Text(), nullable=False),
        sa.Column("received_at", rpp.db.UTCDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_evidence_import_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence_import")),
    )
    op.create_index(op.f("ix_evidence_import_sha256"), "evidence_import", ["sha256"])
    op.create_table(
        "evidence_import_file",
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["import_id"], ["evidence_import.id"], name=op.f("fk_evidence_import_file_import_id")
        ),
        sa.PrimaryKeyConstraint("import_id", name=op.f("pk_evidence_import_file")),
    )
    op.create_table(
        "evidence_import_row",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("reference", sa.JSON(), nullable=True),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("found", sa.String(length=10), nullable=False),
        sa.Column("outcome", sa.String(length=10), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=True),
        sa.Column("candidates", sa.JSON(), nullable=False),
        sa.Column("decision", sa.String(length=10), nullable=False),
        sa.Column("chosen", sa.Integer(), nullable=True),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("decided_at", rpp.db.UTCDateTime(timezone=True), nullable=True),
        sa.Column("troubles", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["person.id"], name=op.f("fk_evidence_import_row_decided_by")
        ),
        sa.ForeignKeyConstraint(
            ["import_id"], ["evidence_import.id"], name=op.f("fk_evidence_import_row_import_id")
        ),
        sa.ForeignKeyConstraint(
            ["record_id"], ["evidence_record.id"], name=op.f("fk_evidence_import_row_record_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence_import_row")),
        sa.UniqueConstraint(
            "import_id", "number", name=op.f("uq_evidence_import_row_import_id_number")
        ),
    )
    op.create_index(op.f("ix_evidence_import_row_record_id"), "evidence_import_row", ["record_id"])
    op.create_table(
        "evidence_identifier",
        sa.Column("scheme", sa.String(length=10), nullable=False),
        sa.Column("value", sa.String(length=250), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("row_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["record_id"], ["evidence_record.id"], name=op.f("fk_evidence_identifier_record_id")
        ),
        sa.ForeignKeyConstraint(
            ["row_id"], ["evidence_import_row.id"], name=op.f("fk_evidence_identifier_row_id")
        ),
        sa.PrimaryKeyConstraint("scheme", "value", name=op.f("pk_evidence_identifier")),
    )
    op.create_index(op.f("ix_evidence_identifier_record_id"), "evidence_identifier", ["record_id"])
    op.create_index("ix_evidence_identifier_row_id", "evidence_identifier", ["row_id"])
    op.add_column("evidence_record", sa.Column("reference", sa.JSON(), nullable=True))
    # What is here already gets its keys when `upgrade` composes it anew.
    for name, length in (("title_key", 200), ("author_key", 120)):
        op.add_column(
            "evidence_record",
            sa.Column(name, sa.String(length=length), nullable=False, server_default=""),
        )
        op.create_index(op.f(f"ix_evidence_record_{name}"), "evidence_record", [name])


def downgrade() -> None:
    for name in ("title_key", "author_key"):
        op.drop_index(op.f(f"ix_evidence_record_{name}"), "evidence_record")
        op.drop_column("evidence_record", name)
    op.drop_column("evidence_record", "reference")
    op.drop_table("evidence_identifier")
    op.drop_table("evidence_import_row")
    op.drop_table("evidence_import_file")
    op.drop_table("evidence_import")
