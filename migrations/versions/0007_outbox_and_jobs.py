"""The outbox: letters become e-mails that are claimed and retried; jobs leave a heartbeat.

Revision ID: 0007
Revises: 0006
"""

import sqlalchemy as sa
from alembic import op

import rpp.db

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

MOMENT = rpp.db.UTCDateTime(timezone=True)
GIVEN_UP = sa.text("failed_at IS NOT NULL")


def _rename(before: str, after: str) -> None:
    op.drop_index(f"ix_{before}_sent_at" if before == "letter" else "ix_email_next_at", before)
    op.rename_table(before, after)
    if op.get_bind().dialect.name == "postgresql":
        op.execute(f"ALTER SEQUENCE {before}_id_seq RENAME TO {after}_id_seq")
        op.execute(f"ALTER INDEX pk_{before} RENAME TO pk_{after}")


def upgrade() -> None:
    _rename("letter", "email")
    op.add_column("email", sa.Column("next_at", MOMENT, nullable=True))
    op.add_column("email", sa.Column("failed_at", MOMENT, nullable=True))
    op.add_column(
        "email", sa.Column("answer", sa.String(length=300), nullable=False, server_default="")
    )
    # A letter was given up after eight attempts.
    op.execute("UPDATE email SET failed_at = written_at WHERE sent_at IS NULL AND attempts >= 8")
    op.execute(
        "UPDATE email SET next_at = written_at, attempts = 0 "
        "WHERE sent_at IS NULL AND failed_at IS NULL"
    )
    op.create_index("ix_email_next_at", "email", ["next_at"])
    op.create_index(
        "ix_email_failed_at",
        "email",
        ["failed_at"],
        sqlite_where=GIVEN_UP,
        postgresql_where=GIVEN_UP,
    )
    op.create_table(
        "job",
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("ran_at", MOMENT, nullable=True),
        sa.Column("failing_since", MOMENT, nullable=True),
        sa.Column("error", sa.String(length=300), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_job")),
    )


def downgrade() -> None:
    op.drop_table("job")
    op.drop_index("ix_email_failed_at", "email")
    op.execute("UPDATE email SET attempts = 8 WHERE failed_at IS NOT NULL")
    _rename("email", "letter")
    for name in ("next_at", "failed_at", "answer"):
        op.drop_column("letter", name)
    op.create_index("ix_letter_sent_at", "letter", ["sent_at"])
