"""Fair rounds: effort, rules, receipts, published ballots and certification.

Revision ID: 0003
Revises: 0002
"""

import sqlalchemy as sa
from alembic import op

import rpp.db

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

MOMENT = rpp.db.UTCDateTime(timezone=True)
ADDED = {
    "round": (
        ("ballot", sa.String(length=10), "points"),
        ("quorum", sa.Integer(), "0"),
        ("secret", sa.Boolean(), sa.true()),
        ("seed", sa.String(length=64), ""),
        ("seed_hash", sa.String(length=64), ""),
        ("reminded_at", MOMENT, None),
        ("voted", sa.Integer(), None),
        ("result", sa.JSON(), None),
        ("tables", sa.JSON(), None),
        ("ballots_pb", sa.Text(), ""),
        ("inputs_sha256", sa.String(length=64), ""),
    ),
    "round_option": (
        ("effort", sa.Integer(), "1"),
        ("note", sa.Text(), ""),
        ("withdrawn", sa.Boolean(), sa.false()),
    ),
    "ballot": (("receipt", sa.String(length=20), ""),),
}
# By hand: alembic would make a table of SQLite anew, and others point to its rows.
POINTERS = (("round_option", "note_by"), ("elector", "substitute_id"))


def upgrade() -> None:
    op.execute("ALTER TABLE round RENAME COLUMN seats TO capacity")
    for table, columns in ADDED.items():
        for name, kind, default in columns:
            column = sa.Column(name, kind, nullable=default is None, server_default=default)
            op.add_column(table, column)
    for table, name in POINTERS:
        op.execute(
            f"ALTER TABLE {table} ADD COLUMN {name} INTEGER "
            f"CONSTRAINT fk_{table}_{name} REFERENCES person (id)"
        )
    op.execute("UPDATE round SET rule = 'greedy' WHERE rule = 'totals'")
    op.execute(
        "UPDATE round SET voted = (SELECT count(*) FROM ballot WHERE ballot.round_id = round.id) "
        "WHERE status IN ('closed', 'certified', 'annulled')"
    )
    op.create_table(
        "published_ballot",
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("choices", sa.JSON(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organization.id"],
            name=op.f("fk_published_ballot_organization_id"),
        ),
        sa.ForeignKeyConstraint(
            ["round_id"], ["round.id"], name=op.f("fk_published_ballot_round_id")
        ),
        sa.PrimaryKeyConstraint("round_id", "code", name=op.f("pk_published_ballot")),
    )
    op.create_table(
        "round_certification",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("confirms", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organization.id"],
            name=op.f("fk_round_certification_organization_id"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_round_certification_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["round_id"], ["round.id"], name=op.f("fk_round_certification_round_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_round_certification")),
        sa.UniqueConstraint(
            "round_id",
            "organization_id",
            name=op.f("uq_round_certification_round_id_organization_id"),
        ),
        sa.UniqueConstraint(
            "round_id", "person_id", name=op.f("uq_round_certification_round_id_person_id")
        ),
    )


def downgrade() -> None:
    op.drop_table("round_certification")
    op.drop_table("published_ballot")
    for table, name in POINTERS:
        # SQLite drops no column that points elsewhere; renamed, it stands in nobody's way.
        if op.get_bind().dialect.name == "sqlite":
            op.execute(f"ALTER TABLE {table} RENAME COLUMN {name} TO {name}_of_0003")
        else:
            op.drop_column(table, name)
    for table, columns in ADDED.items():
        for name, _, _ in columns:
            op.drop_column(table, name)
    op.execute("ALTER TABLE round RENAME COLUMN capacity TO seats")
