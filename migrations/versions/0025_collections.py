"""Lists that people and networks keep of briefs, studies and problems."""

import sqlalchemy as sa
from alembic import op

import rpp.db

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

MOMENT = rpp.db.UTCDateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "collection",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("network_id", sa.Integer(), nullable=True),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("audience", sa.String(length=10), nullable=False),
        sa.Column("link_number", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.CheckConstraint(
            "(person_id IS NULL) <> (network_id IS NULL)", name=op.f("ck_collection_one_keeper")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_collection_person_id")),
        sa.ForeignKeyConstraint(
            ["network_id"], ["network.id"], name=op.f("fk_collection_network_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_collection")),
    )
    op.create_index("ix_collection_audience", "collection", ["audience", "id"])
    op.create_index(op.f("ix_collection_person_id"), "collection", ["person_id"])
    op.create_index(op.f("ix_collection_network_id"), "collection", ["network_id"])
    op.create_table(
        "collection_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("collection_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("added_by", sa.Integer(), nullable=False),
        sa.Column("added_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["collection_id"], ["collection.id"], name=op.f("fk_collection_item_collection_id")
        ),
        sa.ForeignKeyConstraint(
            ["added_by"], ["person.id"], name=op.f("fk_collection_item_added_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_collection_item")),
        sa.UniqueConstraint(
            *("collection_id", "kind", "subject_id"),
            name=op.f("uq_collection_item_collection_id_kind_subject_id"),
        ),
    )


def downgrade() -> None:
    op.drop_table("collection_item")
    op.drop_table("collection")
