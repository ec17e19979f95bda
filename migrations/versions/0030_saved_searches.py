"""Searches that people save, and what is found for them."""

import sqlalchemy as sa
from alembic import op

import rpp.db

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

MOMENT = rpp.db.UTCDateTime(timezone=True)


def upgrade() -> None:
    with op.batch_alter_table("search_document") as table:
        table.add_column(sa.Column("since_id", sa.Integer(), nullable=True))
        table.create_index("ix_search_document_since_id", ["since_id"])
    # What is there already is new to nobody.
    op.execute("UPDATE search_document SET since_id = 0")
    op.create_table(
        "saved_search",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("place", sa.String(length=20), nullable=False),
        sa.Column("arguments", sa.JSON(), nullable=False),
        sa.Column("digest", sa.String(length=32), nullable=False),
        sa.Column("is_paused", sa.Boolean(), nullable=False),
        sa.Column("looked_id", sa.Integer(), nullable=False),
        sa.Column("saved_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_saved_search_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_search")),
        sa.UniqueConstraint("person_id", "digest", name=op.f("uq_saved_search_person_id_digest")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "search_news",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("saved_search_id", sa.Integer(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["saved_search_id"], ["saved_search.id"], name=op.f("fk_search_news_saved_search_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_news")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_search_news_saved_search_id"), "search_news", ["saved_search_id"])
    op.create_table(
        "search_match",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("saved_search_id", sa.Integer(), nullable=False),
        sa.Column("news_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["saved_search_id"], ["saved_search.id"], name=op.f("fk_search_match_saved_search_id")
        ),
        sa.ForeignKeyConstraint(
            ["news_id"], ["search_news.id"], name=op.f("fk_search_match_news_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_match")),
        sa.UniqueConstraint(
            *("saved_search_id", "kind", "subject_id"),
            name=op.f("uq_search_match_saved_search_id_kind_subject_id"),
        ),
    )
    op.create_index(op.f("ix_search_match_news_id"), "search_match", ["news_id"])


def downgrade() -> None:
    op.drop_table("search_match")
    op.drop_table("search_news")
    op.drop_table("saved_search")
    with op.batch_alter_table("search_document") as table:
        table.drop_index("ix_search_document_since_id")
        table.drop_column("since_id")
