"""Drafts under way move to the newer sections of briefs, with all that was written in them.

What is published, or read before it is published, stays in the sections in which it was written.

Revision ID: 0019
Revises: 0018
"""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

BRIEF = sa.table(
    "brief",
    sa.column("id", sa.Integer),
    sa.column("status", sa.String),
    sa.column("draft", sa.JSON),
)
# As they stand in the room today; a migration does not change with them.
KEYS = (
    *("question", "where", "did", "found", "cost", "how", "pitfalls", "materials", "limits"),
    *("sure", "references"),
)
CARRIED = {"did": "did", "changed": "found", "took": "cost", "unknown": "limits"}


def upgrade() -> None:
    _move("draft", 1, 2, CARRIED, KEYS)


def downgrade() -> None:
    back = {new: old for old, new in CARRIED.items()}
    _move("draft", 2, 1, back, tuple(CARRIED))


def _move(status, of, to, carried, keys):
    connection = op.get_bind()
    rows = connection.execute(sa.select(BRIEF).where(BRIEF.c.status == status)).all()
    for row in rows:
        if row.draft.get("format", 1) != of:
            continue
        moved = {
            name: _parts(row.draft.get(name), carried, keys) for name in ("parts", "parts_html")
        }
        values = {"draft": row.draft | moved | {"format": to}}
        connection.execute(sa.update(BRIEF).where(BRIEF.c.id == row.id).values(values))


def _parts(parts, carried, keys):
    """Texts by the other keys; what has no place of its own follows the first, and is not lost."""
    found = {carried.get(key, key): text for key, text in (parts or {}).items()}
    rest = [text for key, text in found.items() if key not in keys and text.strip()]
    known = {key: found.get(key, "") for key in keys}
    return known | {"did": "\n\n".join(filter(None, (known["did"], *rest)))}
