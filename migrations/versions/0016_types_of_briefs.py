"""Types of briefs: only that of a study has one, and each says what it comes from.

Revision ID: 0016
Revises: 0015
"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

FREE = ("study_id", "problem_id", "network_id")
ORIGINS = {
    "origin_of_study": "type <> 'study' OR (study_id IS NOT NULL AND problem_id IS NOT NULL"
    " AND network_id IS NOT NULL)",
    "origin_of_answer": "type <> 'answer' OR (network_id IS NOT NULL)",
    "origin_of_practice": "type <> 'practice' OR (network_id IS NOT NULL)",
    "origin_of_deposited": "type <> 'deposited' OR (organization_id IS NOT NULL)",
    "study_of_another": "study_id IS NULL OR type = 'study'",
    "some_origin": "coalesce(study_id, network_id, organization_id) IS NOT NULL",
}


def upgrade() -> None:
    with op.batch_alter_table("brief") as brief:
        brief.add_column(
            sa.Column("type", sa.String(length=12), nullable=False, server_default="study")
        )
        brief.add_column(sa.Column("organization_id", sa.Integer(), nullable=True))
        brief.add_column(sa.Column("begun_by", sa.Integer(), nullable=True))
        for name in FREE:
            brief.alter_column(name, existing_type=sa.Integer(), nullable=True)
        brief.create_foreign_key(
            op.f("fk_brief_organization_id"), "organization", ["organization_id"], ["id"]
        )
        brief.create_foreign_key(op.f("fk_brief_begun_by"), "person", ["begun_by"], ["id"])
        for name, condition in ORIGINS.items():
            brief.create_check_constraint(op.f(f"ck_brief_{name}"), condition)
    with op.batch_alter_table("brief") as brief:
        brief.alter_column("type", existing_type=sa.String(length=12), server_default=None)
        brief.create_index(op.f("ix_brief_organization_id"), ["organization_id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_brief_organization_id"), "brief")
    with op.batch_alter_table("brief") as brief:
        for name in ORIGINS:
            brief.drop_constraint(op.f(f"ck_brief_{name}"), type_="check")
        brief.drop_constraint(op.f("fk_brief_organization_id"), type_="foreignkey")
        brief.drop_constraint(op.f("fk_brief_begun_by"), type_="foreignkey")
        for name in ("type", "organization_id", "begun_by"):
            brief.drop_column(name)
        for name in FREE:
            brief.alter_column(name, existing_type=sa.Integer(), nullable=False)
