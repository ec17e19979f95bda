"""What evidence records say, sentence by sentence; `upgrade` composes it for what is here."""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

ADDED = {"sentences": (sa.JSON, "[]"), "sentences_form": (sa.Integer, "0")}


def upgrade() -> None:
    for name, (kind, empty) in ADDED.items():
        column = sa.Column(name, kind(), nullable=False, server_default=empty)
        op.add_column("evidence_record", column)


def downgrade() -> None:
    for name in ADDED:
        op.drop_column("evidence_record", name)
