"""Private drafts, changed addresses, closed accounts, reported comments, questions to the operator.

Revision ID: 0011
Revises: 0010
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column(
        "problem",
        sa.Column("author_waits", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
    op.add_column("person", sa.Column("closed_at", MOMENT, nullable=True))
    op.add_column(
        "email_link",
        sa.Column("email", sa.String(length=254), nullable=False, server_default=""),
    )
    op.add_column("study_invitation", sa.Column("person_id", sa.Integer(), nullable=True))
    op.create_table(
        "comment_report",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("comment_id", sa.Integer(), nullable=False),
        sa.Column("reporter_id", sa.Integer(), nullable=False),
        sa.Column("network_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("reported_at", MOMENT, nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("status_since", MOMENT, nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["comment_id"], ["comment.id"], name="fk_comment_report_comment_id"
        ),
        sa.ForeignKeyConstraint(
            ["reporter_id"], ["person.id"], name="fk_comment_report_reporter_id"
        ),
        sa.ForeignKeyConstraint(
            ["network_id"], ["network.id"], name="fk_comment_report_network_id"
        ),
        sa.ForeignKeyConstraint(["decided_by"], ["person.id"], name="fk_comment_report_decided_by"),
        sa.PrimaryKeyConstraint("id", name="pk_comment_report"),
        sa.UniqueConstraint("comment_id", "reporter_id", name="uq_comment_report_comment_id"),
    )
    op.create_index("ix_comment_report_status", "comment_report", ["status", "id"])
    op.create_table(
        "contact_message",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("about", sa.String(length=300), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("status_since", MOMENT, nullable=False),
        sa.Column("sent_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_contact_message_person_id"),
        sa.PrimaryKeyConstraint("id", name="pk_contact_message"),
    )
    op.create_index("ix_contact_message_status", "contact_message", ["status", "id"])


def downgrade() -> None:
    op.drop_table("contact_message")
    op.drop_table("comment_report")
    for table, column in (
        ("study_invitation", "person_id"),
        ("email_link", "email"),
        ("person", "closed_at"),
        ("problem", "author_waits"),
    ):
        op.drop_column(table, column)
