"""Claims of products and authors, their published versions, and what people asked of them."""

import sqlalchemy as sa
from alembic import op

import rpp.db

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None

MOMENT = rpp.db.UTCDateTime(timezone=True)


def _person(table: str, column: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], ["person.id"], name=op.f(f"fk_{table}_{column}"))


def _claim(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["claim_id"], ["claim.id"], name=op.f(f"fk_{table}_claim_id"))


def upgrade() -> None:
    op.create_table(
        "claim",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("status_since", MOMENT, nullable=False),
        sa.Column("draft", sa.JSON(), nullable=True),
        sa.Column("written_by", sa.Integer(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("current", sa.Integer(), nullable=False),
        sa.Column("verdict", sa.String(length=12), nullable=False),
        sa.Column("recorded_at", MOMENT, nullable=False),
        sa.CheckConstraint(
            "status NOT IN ('published', 'correcting', 'withdrawn') OR current > 0",
            name=op.f("ck_claim_is_out"),
        ),
        _person("claim", "written_by"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claim")),
    )
    op.create_index("ix_claim_status", "claim", ["status", "id"])
    op.create_index(op.f("ix_claim_written_by"), "claim", ["written_by"])

    op.create_table(
        "claim_version",
        sa.Column("claim_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("written_by", sa.Integer(), nullable=False),
        sa.Column("published_by", sa.Integer(), nullable=False),
        sa.Column("interest", sa.Text(), nullable=False),
        sa.Column("published_at", MOMENT, nullable=False),
        sa.CheckConstraint(
            "published_by <> written_by", name=op.f("ck_claim_version_second_person")
        ),
        _claim("claim_version"),
        _person("claim_version", "written_by"),
        _person("claim_version", "published_by"),
        sa.PrimaryKeyConstraint("claim_id", "number", name=op.f("pk_claim_version")),
    )

    op.create_table(
        "claim_record",
        sa.Column("claim_id", sa.Integer(), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        _claim("claim_record"),
        sa.ForeignKeyConstraint(
            ["record_id"], ["evidence_record.id"], name=op.f("fk_claim_record_record_id")
        ),
        sa.PrimaryKeyConstraint("claim_id", "record_id", name=op.f("pk_claim_record")),
    )
    op.create_index(op.f("ix_claim_record_record_id"), "claim_record", ["record_id"])

    op.create_table(
        "claim_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("claim_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("speaks", sa.Boolean(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("outcome", sa.String(length=10), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("answered_by", sa.Integer(), nullable=True),
        sa.Column("answered_at", MOMENT, nullable=True),
        sa.CheckConstraint(
            "(outcome = '') = (answered_by IS NULL)", name=op.f("ck_claim_request_answered")
        ),
        _claim("claim_request"),
        _person("claim_request", "person_id"),
        _person("claim_request", "answered_by"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claim_request")),
    )
    op.create_index("ix_claim_request_claim", "claim_request", ["claim_id", "id"])
    op.create_index(op.f("ix_claim_request_person_id"), "claim_request", ["person_id"])


def downgrade() -> None:
    for table in ("claim_request", "claim_record", "claim_version", "claim"):
        op.drop_table(table)
