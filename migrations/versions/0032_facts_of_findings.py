"""Facts of reviewed findings: more than one school, which review, whose measure.

They stay unknown until the files of the source are read again: `flask --app app import wwc`.
"""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

ADDED = {"review_key": 40, "measured_by": 20}


def upgrade() -> None:
    op.add_column("evidence_record", sa.Column("multisite", sa.Boolean(), nullable=True))
    for name, length in ADDED.items():
        column = sa.Column(name, sa.String(length), nullable=False, server_default="")
        op.add_column("evidence_finding", column)


def downgrade() -> None:
    for name in ADDED:
        op.drop_column("evidence_finding", name)
    op.drop_column("evidence_record", "multisite")
