"""Pages of briefs for teachers and families, and what reviewers decided on them."""

import sqlalchemy as sa
from alembic import op

import rpp.db

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

MOMENT = rpp.db.UTCDateTime(timezone=True)
ONE = {"made": "status IN ('draft', 'in_review')", "read": "status = 'published'"}


def upgrade() -> None:
    op.create_table(
        "brief_one_page",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("brief_id", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("status_since", MOMENT, nullable=False),
        sa.Column("title", sa.String(length=160), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("body_html", sa.Text(), nullable=False),
        sa.Column("markup_version", sa.Integer(), nullable=False),
        sa.Column("origin", sa.String(length=10), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("draft_version", sa.Integer(), nullable=False),
        sa.Column("text_hash", sa.String(length=64), nullable=False),
        sa.Column("review", sa.JSON(), nullable=True),
        sa.Column("written_by", sa.Integer(), nullable=False),
        sa.Column("written_at", MOMENT, nullable=False),
        sa.Column("published_at", MOMENT, nullable=True),
        _key("brief_one_page", "brief_id", "brief"),
        _key("brief_one_page", "written_by", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_brief_one_page")),
        sa.UniqueConstraint(
            *("brief_id", "language", "number"),
            name=op.f("uq_brief_one_page_brief_id_language_number"),
        ),
    )
    for name, condition in ONE.items():
        op.create_index(
            f"uq_brief_one_page_{name}",
            "brief_one_page",
            ["brief_id", "language"],
            unique=True,
            sqlite_where=sa.text(condition),
            postgresql_where=sa.text(condition),
        )
    op.create_table(
        "brief_one_page_verdict",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("page_id", sa.Integer(), nullable=False),
        sa.Column("reviewer_id", sa.Integer(), nullable=False),
        sa.Column("approved", sa.Boolean(), nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("text_hash", sa.String(length=64), nullable=False),
        sa.Column("decided_at", MOMENT, nullable=False),
        _key("brief_one_page_verdict", "page_id", "brief_one_page"),
        _key("brief_one_page_verdict", "reviewer_id", "brief_reviewer"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_brief_one_page_verdict")),
    )
    op.create_index(
        op.f("ix_brief_one_page_verdict_page_id"), "brief_one_page_verdict", ["page_id"]
    )


def _key(table: str, column: str, of: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{of}.id"], name=op.f(f"fk_{table}_{column}"))


def downgrade() -> None:
    op.drop_table("brief_one_page_verdict")
    op.drop_table("brief_one_page")
