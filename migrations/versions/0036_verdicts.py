"""What the answer of a synthesis says, to compare with its numbers."""

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None


def upgrade() -> None:
    verdict = sa.Column("verdict", sa.String(length=10), nullable=False, server_default="")
    op.add_column("synthesis", verdict)


def downgrade() -> None:
    op.drop_column("synthesis", "verdict")
