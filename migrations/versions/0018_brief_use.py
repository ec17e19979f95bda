"""What any district did with a brief; what the study's districts answered is migrated into it.

Nobody confirmed an answer, so none counts as confirmed. What was not asked stays empty.
"""

from zoneinfo import ZoneInfo

import sqlalchemy as sa
from alembic import op

import rpp.db

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

MOMENT = rpp.db.UTCDateTime(timezone=True)
# The answer that was chosen: how far the district was, and the words it chose.
ANSWERS = {
    "adopted": ("in_use", "Adopted as studied"),
    "adapted": ("adapted", "Adapted to fit us"),
    "abandoned": ("stopped", "Tried and abandoned, or decided against"),
    "undecided": ("undecided", "Not decided yet"),
}


def upgrade() -> None:
    op.create_table(
        "brief_use",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("brief_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("network_id", sa.Integer(), nullable=True),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("status_since", MOMENT, nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("stage", sa.String(length=12), nullable=False),
        sa.Column("way", sa.String(length=12), nullable=False),
        sa.Column("used_on", sa.Date(), nullable=True),
        sa.Column("decision", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("asked_month", sa.Integer(), nullable=True),
        sa.Column("asked_at", MOMENT, nullable=True),
        sa.Column("said_by", sa.Integer(), nullable=True),
        sa.Column("said_at", MOMENT, nullable=True),
        sa.Column("confirmed_by", sa.Integer(), nullable=True),
        sa.Column("confirmed_at", MOMENT, nullable=True),
        sa.CheckConstraint(
            "status = 'asked' OR (stage <> '' AND said_by IS NOT NULL AND said_at IS NOT NULL "
            "AND used_on IS NOT NULL)",
            name=op.f("ck_brief_use_is_said"),
        ),
        sa.CheckConstraint(
            "confirmed_by IS NULL OR confirmed_by <> said_by",
            name=op.f("ck_brief_use_second_person"),
        ),
        sa.CheckConstraint(
            "status <> 'confirmed' OR confirmed_by IS NOT NULL",
            name=op.f("ck_brief_use_confirmed"),
        ),
        sa.ForeignKeyConstraint(["brief_id"], ["brief.id"], name=op.f("fk_brief_use_brief_id")),
        sa.ForeignKeyConstraint(
            ["brief_id", "version"],
            ["brief_version.brief_id", "brief_version.number"],
            name=op.f("fk_brief_use_brief_id_version"),
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_brief_use_organization_id")
        ),
        sa.ForeignKeyConstraint(
            ["network_id"], ["network.id"], name=op.f("fk_brief_use_network_id")
        ),
        sa.ForeignKeyConstraint(["said_by"], ["person.id"], name=op.f("fk_brief_use_said_by")),
        sa.ForeignKeyConstraint(
            ["confirmed_by"], ["person.id"], name=op.f("fk_brief_use_confirmed_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_brief_use")),
        sa.UniqueConstraint(
            *("brief_id", "organization_id", "asked_month"),
            name=op.f("uq_brief_use_brief_id_organization_id_asked_month"),
        ),
    )
    op.create_index("ix_brief_use_brief", "brief_use", ["brief_id", "status", "id"])
    op.create_index(op.f("ix_brief_use_organization_id"), "brief_use", ["organization_id"])
    op.create_table(
        "brief_use_revision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("use_id", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("stage", sa.String(length=12), nullable=False),
        sa.Column("way", sa.String(length=12), nullable=False),
        sa.Column("used_on", sa.Date(), nullable=False),
        sa.Column("decision", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("said_by", sa.Integer(), nullable=False),
        sa.Column("said_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["use_id"], ["brief_use.id"], name=op.f("fk_brief_use_revision_use_id")
        ),
        sa.ForeignKeyConstraint(
            ["said_by"], ["person.id"], name=op.f("fk_brief_use_revision_said_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_brief_use_revision")),
        sa.UniqueConstraint(
            "use_id", "revision", name=op.f("uq_brief_use_revision_use_id_revision")
        ),
    )
    _take_over()
    op.drop_table("adoption")


def _take_over() -> None:
    """Copy each question and answer, with the version that was newest then."""
    connection = op.get_bind()
    names = ("id", "brief_id", "organization_id", "month", "answer", "why", "answered_by")
    moments = ("asked_at", "answered_at")
    adoption = sa.table(
        "adoption", *(sa.column(name) for name in names), *(sa.column(m, MOMENT) for m in moments)
    )
    brief = sa.table("brief", sa.column("id"), sa.column("network_id"))
    network = sa.table("network", sa.column("id"), sa.column("timezone"))
    version = sa.table(
        "brief_version",
        *(sa.column("brief_id"), sa.column("number"), sa.column("published_at", MOMENT)),
    )
    since = sa.func.coalesce(adoption.c.answered_at, adoption.c.asked_at)
    newest = (
        sa.select(sa.func.max(version.c.number))
        .where(version.c.brief_id == adoption.c.brief_id, version.c.published_at <= since)
        .scalar_subquery()
    )
    rows = connection.execute(
        sa.select(*adoption.c, newest.label("version"), network.c.timezone)
        .select_from(adoption)
        .join(brief, brief.c.id == adoption.c.brief_id)
        .join(network, network.c.id == brief.c.network_id)
        .order_by(adoption.c.id)
    ).all()
    made = [_use(row) for row in rows]
    if made:
        use = sa.table("brief_use", *(_column(name) for name in made[0]))
        connection.execute(sa.insert(use), made)


def _column(name: str) -> sa.ColumnClause:
    types = {"used_on": sa.Date(), **dict.fromkeys(("status_since", "asked_at", "said_at"), MOMENT)}
    return sa.column(name, types.get(name))


def _use(row: sa.Row) -> dict[str, object]:
    stage, decision = ANSWERS.get(row.answer, ("", ""))
    said = bool(stage)
    return {
        "brief_id": row.brief_id,
        "version": row.version or 1,
        "organization_id": row.organization_id,
        "status": "unconfirmed" if said else "asked",
        "status_since": row.answered_at if said else row.asked_at,
        "revision": 1,
        "stage": stage,
        "way": "",
        "used_on": row.answered_at.astimezone(ZoneInfo(row.timezone)).date() if said else None,
        "decision": decision,
        "why": row.why if said else "",
        "evidence": "",
        "asked_month": row.month,
        "asked_at": row.asked_at,
        "said_by": row.answered_by if said else None,
        "said_at": row.answered_at if said else None,
    }


def downgrade() -> None:
    """Keep what was asked and answered; what districts said of their own accord has no place."""
    op.create_table(
        "adoption",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("brief_id", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("month", sa.Integer(), nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("answer", sa.String(length=12), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("answered_by", sa.Integer(), nullable=True),
        sa.Column("answered_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["brief_id"], ["brief.id"], name=op.f("fk_adoption_brief_id")),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_adoption_organization_id")
        ),
        sa.ForeignKeyConstraint(
            ["answered_by"], ["person.id"], name=op.f("fk_adoption_answered_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_adoption")),
        sa.UniqueConstraint(
            *("brief_id", "organization_id", "month"),
            name=op.f("uq_adoption_brief_id_organization_id_month"),
        ),
    )
    op.create_index(op.f("ix_adoption_organization_id"), "adoption", ["organization_id"])
    op.execute(
        "INSERT INTO adoption (brief_id, organization_id, month, asked_at, answer, why, "
        "answered_by, answered_at) SELECT brief_id, organization_id, asked_month, asked_at, "
        "CASE stage WHEN 'in_use' THEN 'adopted' WHEN 'adapted' THEN 'adapted' "
        "WHEN 'stopped' THEN 'abandoned' WHEN '' THEN '' ELSE 'undecided' END, "
        "why, said_by, said_at FROM brief_use WHERE asked_month IS NOT NULL ORDER BY id"
    )
    op.drop_table("brief_use_revision")
    op.drop_table("brief_use")
