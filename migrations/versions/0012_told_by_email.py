"""E-mail tells whom, of what, and how to turn it off; people choose what they are told.

Revision ID: 0012
Revises: 0011
"""

import sqlalchemy as sa
from alembic import op

import rpp.db

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

# SQLite does not tell the names of constraints that were added with a column.
NAMED = {"fk": "fk_%(table_name)s_%(column_0_name)s"}
REFERENCES = {"person_id": "person", "event_id": "event"}


def upgrade() -> None:
    op.create_table(
        "notice_preference",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("topic", sa.String(length=20), nullable=False),
        sa.Column("wanted", sa.Boolean(), nullable=False),
        sa.Column("since", rpp.db.UTCDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_notice_preference_person_id")
        ),
        sa.PrimaryKeyConstraint("person_id", "topic", name=op.f("pk_notice_preference")),
    )
    for name, table in REFERENCES.items():
        op.execute(
            f"ALTER TABLE email ADD COLUMN {name} INTEGER "
            f"CONSTRAINT fk_email_{name} REFERENCES {table} (id)"
        )
    op.add_column("email", sa.Column("topic", sa.String(20), nullable=False, server_default=""))
    op.add_column("email", sa.Column("way_out", sa.Text(), nullable=False, server_default=""))


def downgrade() -> None:
    for name in REFERENCES:
        with op.batch_alter_table("email", naming_convention=NAMED) as email:
            email.drop_constraint(f"fk_email_{name}", type_="foreignkey")
            email.drop_column(name)
    op.drop_column("email", "topic")
    op.drop_column("email", "way_out")
    op.drop_table("notice_preference")
