"""first tables

Revision ID: 0001
Revises:
"""

import sqlalchemy as sa
from alembic import op

import rpp.db

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "ceds_option",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("element_id", sa.String(length=10), nullable=False),
        sa.Column("element_label", sa.String(length=200), nullable=False),
        sa.Column("code", sa.String(length=120), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("iri", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ceds_option")),
        sa.UniqueConstraint("iri", name=op.f("uq_ceds_option_iri")),
    )
    with op.batch_alter_table("ceds_option", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_ceds_option_element_id"), ["element_id"], unique=False)

    op.create_table(
        "evidence_record",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("source", sa.String(length=20), nullable=False),
        sa.Column("form", sa.String(length=20), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("citation", sa.Text(), nullable=False),
        sa.Column("publication", sa.Text(), nullable=False),
        sa.Column("published", sa.Text(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=True),
        sa.Column("eric_id", sa.Text(), nullable=False),
        sa.Column("interventions", sa.JSON(), nullable=False),
        sa.Column("design", sa.Text(), nullable=False),
        sa.Column("rating", sa.Text(), nullable=False),
        sa.Column("rating_reason", sa.Text(), nullable=False),
        sa.Column("essa_tier", sa.Integer(), nullable=True),
        sa.Column("protocols", sa.JSON(), nullable=False),
        sa.Column("standards_version", sa.Text(), nullable=False),
        sa.Column("purposes", sa.JSON(), nullable=False),
        sa.Column("topics", sa.JSON(), nullable=False),
        sa.Column("domains", sa.JSON(), nullable=False),
        sa.Column("grades", sa.JSON(), nullable=False),
        sa.Column("settings", sa.JSON(), nullable=False),
        sa.Column("school_types", sa.JSON(), nullable=False),
        sa.Column("delivery", sa.JSON(), nullable=False),
        sa.Column("demographics", sa.JSON(), nullable=False),
        sa.Column("international", sa.Boolean(), nullable=False),
        sa.Column("sample_size", sa.Integer(), nullable=True),
        sa.Column("finding_count", sa.Integer(), nullable=False),
        sa.Column("effectiveness", sa.JSON(), nullable=False),
        sa.Column("page_path", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("exported", sa.String(length=20), nullable=False),
        sa.Column("imported_at", rpp.db.UTCDateTime(timezone=True), nullable=False),
        sa.Column("updated_at", rpp.db.UTCDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence_record")),
        sa.UniqueConstraint("key", name=op.f("uq_evidence_record_key")),
    )
    with op.batch_alter_table("evidence_record", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_evidence_record_source"), ["source"], unique=False)

    op.create_table(
        "letter",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("recipient", sa.String(length=254), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("written_at", rpp.db.UTCDateTime(timezone=True), nullable=False),
        sa.Column("sent_at", rpp.db.UTCDateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter")),
    )
    with op.batch_alter_table("letter", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_letter_sent_at"), ["sent_at"], unique=False)

    op.create_table(
        "network",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("purpose", sa.String(length=300), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("about_html", sa.Text(), nullable=False),
        sa.Column("markup_version", sa.Integer(), nullable=False),
        sa.Column("timezone", sa.String(length=40), nullable=False),
        sa.Column("created_at", rpp.db.UTCDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_network")),
        sa.UniqueConstraint("name", name=op.f("uq_network_name")),
        sa.UniqueConstraint("slug", name=op.f("uq_network_slug")),
    )
    op.create_table(
        "organization",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("type", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("city", sa.String(length=100), nullable=False),
        sa.Column("state", sa.String(length=2), nullable=False),
        sa.Column("county", sa.String(length=100), nullable=False),
        sa.Column("leaid", sa.String(length=7), nullable=True),
        sa.Column("ror", sa.String(length=40), nullable=True),
        sa.Column("locale", sa.Integer(), nullable=True),
        sa.Column("enrollment", sa.Integer(), nullable=True),
        sa.Column("latitude", sa.Float(), nullable=True),
        sa.Column("longitude", sa.Float(), nullable=True),
        sa.Column("website", sa.String(length=300), nullable=False),
        sa.Column("finder", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organization")),
        sa.UniqueConstraint("leaid", name=op.f("uq_organization_leaid")),
        sa.UniqueConstraint("ror", name=op.f("uq_organization_ror")),
    )
    with op.batch_alter_table("organization", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_organization_state"), ["state"], unique=False)
        batch_op.create_index(batch_op.f("ix_organization_type"), ["type"], unique=False)

    op.create_table(
        "person",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("expertise", sa.Text(), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=False),
        sa.Column("is_admin", sa.Boolean(), nullable=False),
        sa.Column("persona", sa.String(length=20), nullable=False),
        sa.Column("unread", sa.Integer(), nullable=False),
        sa.Column("confirmed_at", rpp.db.UTCDateTime(timezone=True), nullable=True),
        sa.Column("created_at", rpp.db.UTCDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("email", name=op.f("uq_person_email")),
    )
    op.create_table(
        "tag",
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("element", sa.String(length=20), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("kind", "subject_id", "element", "code", name=op.f("pk_tag")),
    )
    with op.batch_alter_table("tag", schema=None) as batch_op:
        batch_op.create_index(
            "ix_tag_value", ["kind", "element", "code", "subject_id"], unique=False
        )

    op.create_table(
        "appointment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=10), nullable=False),
        sa.Column("appointed_by", sa.Integer(), nullable=True),
        sa.Column("appointed_at", rpp.db.UTCDateTime(timezone=True), nullable=False),
        sa.Column("ended_at", rpp.db.UTCDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["appointed_by"], ["person.id"], name=op.f("fk_appointment_appointed_by")
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_appointment_organization_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_appointment_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appointment")),
    )
    with op.batch_alter_table("appointment", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_appointment_organization_id"), ["organization_id"], unique=False
        )
        batch_op.create_index("ix_appointment_person", ["person_id", "ended_at"], unique=False)
        batch_op.create_index(
            "uq_appointment_delegate",
            ["organization_id"],
            unique=True,
            sqlite_where=sa.text("role = 'delegate' AND ended_at IS NULL"),
            postgresql_where=sa.text("role = 'delegate' AND ended_at IS NULL"),
        )

    op.create_table(
        "comment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("subject_kind", sa.String(length=20), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=True),
        sa.Column("reply_to", sa.Integer(), nullable=True),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("body_html", sa.Text(), nullable=False),
        sa.Column("markup_version", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("status_since", rpp.db.UTCDateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("written_at", rpp.db.UTCDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["person.id"], name=op.f("fk_comment_author_id")),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_comment_organization_id")
        ),
        sa.ForeignKeyConstraint(["reply_to"], ["comment.id"], name=op.f("fk_comment_reply_to")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comment")),
    )
    with op.batch_alter_table("comment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_comment_author_id"), ["author_id"], unique=False)
        batch_op.create_index(
            "ix_comment_subject", ["subject_kind", "subject_id", "id"], unique=False
        )

    op.create_table(
        "email_domain",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("domain", sa.String(length=253), nullable=False),
        sa.Column("claimed_by", sa.Integer(), nullable=True),
        sa.Column("verified_by", sa.Integer(), nullable=True),
        sa.Column("verified_at", rpp.db.UTCDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["claimed_by"], ["person.id"], name=op.f("fk_email_domain_claimed_by")
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_email_domain_organization_id")
        ),
        sa.ForeignKeyConstraint(
            ["verified_by"], ["person.id"], name=op.f("fk_email_domain_verified_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_email_domain")),
        sa.UniqueConstraint(
            "organization_id", "domain", name=op.f("uq_email_domain_organization_id_domain")
        ),
    )
    with op.batch_alter_table("email_domain", schema=None) as batch_op:
        batch_op.create_index(
            "uq_email_domain_verified",
            ["domain"],
            unique=True,
            sqlite_where=sa.text("verified_at IS NOT NULL"),
            postgresql_where=sa.text("verified_at IS NOT NULL"),
        )

    op.create_table(
        "email_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("purpose", sa.String(length=10), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("expires_at", rpp.db.UTCDateTime(timezone=True), nullable=False),
        sa.Column("used_at", rpp.db.UTCDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_email_link_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_email_link")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_email_link_token_hash")),
    )
    with op.batch_alter_table("email_link", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_email_link_person_id"), ["person_id"], unique=False)

    op.create_table(
        "event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("verb", sa.String(length=40), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("organization_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("text_hash", sa.String(length=64), nullable=False),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.Column("private", sa.Boolean(), nullable=False),
        sa.Column("at", rpp.db.UTCDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["actor_id"], ["person.id"], name=op.f("fk_event_actor_id")),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_event_organization_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event")),
    )
    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_event_actor_id"), ["actor_id"], unique=False)
        batch_op.create_index("ix_event_subject", ["kind", "subject_id", "id"], unique=False)

    op.create_table(
        "evidence_finding",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("study_key", sa.String(length=120), nullable=False),
        sa.Column("intervention_key", sa.String(length=120), nullable=False),
        sa.Column("intervention", sa.Text(), nullable=False),
        sa.Column("comparison", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("domain", sa.Text(), nullable=False),
        sa.Column("topic", sa.String(length=40), nullable=False),
        sa.Column("protocol", sa.Text(), nullable=False),
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("sample", sa.Text(), nullable=False),
        sa.Column("is_subgroup", sa.Boolean(), nullable=False),
        sa.Column("n_total", sa.Integer(), nullable=True),
        sa.Column("n_intervention", sa.Integer(), nullable=True),
        sa.Column("n_comparison", sa.Integer(), nullable=True),
        sa.Column("clusters_intervention", sa.Integer(), nullable=True),
        sa.Column("clusters_comparison", sa.Integer(), nullable=True),
        sa.Column("mean_intervention", sa.Float(), nullable=True),
        sa.Column("mean_comparison", sa.Float(), nullable=True),
        sa.Column("sd_intervention", sa.Float(), nullable=True),
        sa.Column("sd_comparison", sa.Float(), nullable=True),
        sa.Column("effect_size", sa.Float(), nullable=True),
        sa.Column("effect_size_study", sa.Float(), nullable=True),
        sa.Column("improvement_index", sa.Float(), nullable=True),
        sa.Column("direction", sa.String(length=20), nullable=False),
        sa.Column("p_value", sa.Float(), nullable=True),
        sa.Column("p_value_study", sa.Float(), nullable=True),
        sa.Column("icc", sa.Float(), nullable=True),
        sa.Column("significant", sa.Boolean(), nullable=True),
        sa.Column("rating", sa.Text(), nullable=False),
        sa.Column("essa_tier", sa.Integer(), nullable=True),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("flag", sa.Text(), nullable=False),
        sa.Column("filled", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["record_id"], ["evidence_record.id"], name=op.f("fk_evidence_finding_record_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence_finding")),
        sa.UniqueConstraint("key", name=op.f("uq_evidence_finding_key")),
    )
    with op.batch_alter_table("evidence_finding", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_evidence_finding_intervention_key"), ["intervention_key"], unique=False
        )
        batch_op.create_index("ix_evidence_finding_record", ["record_id", "id"], unique=False)

    op.create_table(
        "follow",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("since", rpp.db.UTCDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_follow_person_id")),
        sa.PrimaryKeyConstraint("person_id", "kind", "subject_id", name=op.f("pk_follow")),
    )
    with op.batch_alter_table("follow", schema=None) as batch_op:
        batch_op.create_index("ix_follow_subject", ["kind", "subject_id"], unique=False)

    op.create_table(
        "membership",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=10), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("status_since", rpp.db.UTCDateTime(timezone=True), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_membership_organization_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_membership_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_membership")),
        sa.UniqueConstraint(
            "person_id", "organization_id", name=op.f("uq_membership_person_id_organization_id")
        ),
    )
    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_membership_organization_id"), ["organization_id"], unique=False
        )

    op.create_table(
        "network_membership",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("network_id", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("status_since", rpp.db.UTCDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["network_id"], ["network.id"], name=op.f("fk_network_membership_network_id")
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organization.id"],
            name=op.f("fk_network_membership_organization_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_network_membership")),
        sa.UniqueConstraint(
            "network_id",
            "organization_id",
            name=op.f("uq_network_membership_network_id_organization_id"),
        ),
    )
    with op.batch_alter_table("network_membership", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_network_membership_organization_id"), ["organization_id"], unique=False
        )

    op.create_table(
        "network_role",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("network_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=10), nullable=False),
        sa.Column("since", rpp.db.UTCDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["network_id"], ["network.id"], name=op.f("fk_network_role_network_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_network_role_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_network_role")),
        sa.UniqueConstraint(
            "network_id",
            "person_id",
            "role",
            name=op.f("uq_network_role_network_id_person_id_role"),
        ),
    )
    with op.batch_alter_table("network_role", schema=None) as batch_op:
        batch_op.create_index("ix_network_role_person", ["person_id"], unique=False)

    op.create_table(
        "person_session",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("started_at", rpp.db.UTCDateTime(timezone=True), nullable=False),
        sa.Column("expires_at", rpp.db.UTCDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_person_session_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person_session")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_person_session_token_hash")),
    )
    with op.batch_alter_table("person_session", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_person_session_person_id"), ["person_id"], unique=False
        )

    op.create_table(
        "problem",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("network_id", sa.Integer(), nullable=True),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("status_since", rpp.db.UTCDateTime(timezone=True), nullable=False),
        sa.Column("audience", sa.String(length=10), nullable=False),
        sa.Column("title", sa.String(length=160), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("affected", sa.Text(), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("tried", sa.Text(), nullable=False),
        sa.Column("plan", sa.Text(), nullable=False),
        sa.Column("plan_url", sa.String(length=400), nullable=False),
        sa.Column("created_at", rpp.db.UTCDateTime(timezone=True), nullable=False),
        sa.Column("saved_at", rpp.db.UTCDateTime(timezone=True), nullable=False),
        sa.Column("submitted_at", rpp.db.UTCDateTime(timezone=True), nullable=True),
        sa.Column("opened_at", rpp.db.UTCDateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("reason_code", sa.String(length=30), nullable=False),
        sa.Column("merged_into_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["author_id"], ["person.id"], name=op.f("fk_problem_author_id")),
        sa.ForeignKeyConstraint(
            ["merged_into_id"], ["problem.id"], name=op.f("fk_problem_merged_into_id")
        ),
        sa.ForeignKeyConstraint(["network_id"], ["network.id"], name=op.f("fk_problem_network_id")),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_problem_organization_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_problem")),
    )
    with op.batch_alter_table("problem", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_problem_author_id"), ["author_id"], unique=False)
        batch_op.create_index("ix_problem_network", ["network_id", "status", "id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_problem_organization_id"), ["organization_id"], unique=False
        )
        batch_op.create_index("ix_problem_status", ["status", "id"], unique=False)

    op.create_table(
        "round",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("network_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=160), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("status_since", rpp.db.UTCDateTime(timezone=True), nullable=False),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.Column("seats", sa.Integer(), nullable=False),
        sa.Column("rule", sa.String(length=20), nullable=False),
        sa.Column("timezone", sa.String(length=40), nullable=False),
        sa.Column("opens_at", rpp.db.UTCDateTime(timezone=True), nullable=False),
        sa.Column("closes_at", rpp.db.UTCDateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=True),
        sa.Column("opened_by", sa.Integer(), nullable=True),
        sa.Column("opened_at", rpp.db.UTCDateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.CheckConstraint("points BETWEEN 1 AND 1000", name=op.f("ck_round_points")),
        sa.CheckConstraint("seats >= 1", name=op.f("ck_round_seats")),
        sa.ForeignKeyConstraint(["created_by"], ["person.id"], name=op.f("fk_round_created_by")),
        sa.ForeignKeyConstraint(["network_id"], ["network.id"], name=op.f("fk_round_network_id")),
        sa.ForeignKeyConstraint(["opened_by"], ["person.id"], name=op.f("fk_round_opened_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_round")),
    )
    with op.batch_alter_table("round", schema=None) as batch_op:
        batch_op.create_index("ix_round_network", ["network_id", "id"], unique=False)

    op.create_table(
        "search_document",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("line", sa.Text(), nullable=False),
        sa.Column("network_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["network_id"], ["network.id"], name=op.f("fk_search_document_network_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_document")),
        sa.UniqueConstraint("kind", "subject_id", name=op.f("uq_search_document_kind_subject_id")),
    )
    with op.batch_alter_table("search_document", schema=None) as batch_op:
        batch_op.create_index("ix_search_document_network", ["network_id"], unique=False)

    op.create_table(
        "sent_form",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("location", sa.String(length=400), nullable=False),
        sa.Column("at", rpp.db.UTCDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_sent_form_person_id")),
        sa.PrimaryKeyConstraint("person_id", "key", name=op.f("pk_sent_form")),
    )
    op.create_table(
        "ballot",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("cast_by", sa.Integer(), nullable=False),
        sa.Column("cast_at", rpp.db.UTCDateTime(timezone=True), nullable=False),
        sa.Column("changed_at", rpp.db.UTCDateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["cast_by"], ["person.id"], name=op.f("fk_ballot_cast_by")),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_ballot_organization_id")
        ),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_ballot_round_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ballot")),
        sa.UniqueConstraint(
            "round_id", "organization_id", name=op.f("uq_ballot_round_id_organization_id")
        ),
    )
    with op.batch_alter_table("ballot", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_ballot_organization_id"), ["organization_id"], unique=False
        )

    op.create_table(
        "comment_revision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("comment_id", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("replaced_at", rpp.db.UTCDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["comment_id"], ["comment.id"], name=op.f("fk_comment_revision_comment_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comment_revision")),
    )
    with op.batch_alter_table("comment_revision", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_comment_revision_comment_id"), ["comment_id"], unique=False
        )

    op.create_table(
        "elector",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_elector_organization_id")
        ),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_elector_round_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_elector")),
        sa.UniqueConstraint(
            "round_id", "organization_id", name=op.f("uq_elector_round_id_organization_id")
        ),
    )
    with op.batch_alter_table("elector", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_elector_organization_id"), ["organization_id"], unique=False
        )

    op.create_table(
        "local_context",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("problem_id", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("differs", sa.String(length=300), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("from_problem_id", sa.Integer(), nullable=True),
        sa.Column("added_at", rpp.db.UTCDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["author_id"], ["person.id"], name=op.f("fk_local_context_author_id")
        ),
        sa.ForeignKeyConstraint(
            ["from_problem_id"], ["problem.id"], name=op.f("fk_local_context_from_problem_id")
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_local_context_organization_id")
        ),
        sa.ForeignKeyConstraint(
            ["problem_id"], ["problem.id"], name=op.f("fk_local_context_problem_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_local_context")),
        sa.UniqueConstraint(
            "problem_id",
            "organization_id",
            name=op.f("uq_local_context_problem_id_organization_id"),
        ),
    )
    with op.batch_alter_table("local_context", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_local_context_organization_id"), ["organization_id"], unique=False
        )

    op.create_table(
        "merge_proposal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("from_id", sa.Integer(), nullable=False),
        sa.Column("into_id", sa.Integer(), nullable=False),
        sa.Column("proposed_by", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("from_consent_by", sa.Integer(), nullable=True),
        sa.Column("into_consent_by", sa.Integer(), nullable=True),
        sa.Column("proposed_at", rpp.db.UTCDateTime(timezone=True), nullable=False),
        sa.Column("settled_at", rpp.db.UTCDateTime(timezone=True), nullable=True),
        sa.CheckConstraint("from_id <> into_id", name=op.f("ck_merge_proposal_two_problems")),
        sa.ForeignKeyConstraint(
            ["from_consent_by"], ["person.id"], name=op.f("fk_merge_proposal_from_consent_by")
        ),
        sa.ForeignKeyConstraint(
            ["from_id"], ["problem.id"], name=op.f("fk_merge_proposal_from_id")
        ),
        sa.ForeignKeyConstraint(
            ["into_consent_by"], ["person.id"], name=op.f("fk_merge_proposal_into_consent_by")
        ),
        sa.ForeignKeyConstraint(
            ["into_id"], ["problem.id"], name=op.f("fk_merge_proposal_into_id")
        ),
        sa.ForeignKeyConstraint(
            ["proposed_by"], ["person.id"], name=op.f("fk_merge_proposal_proposed_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_merge_proposal")),
    )
    with op.batch_alter_table("merge_proposal", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_merge_proposal_from_id"), ["from_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_merge_proposal_into_id"), ["into_id"], unique=False)

    op.create_table(
        "notice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(length=300), nullable=False),
        sa.Column("href", sa.String(length=200), nullable=False),
        sa.Column("at", rpp.db.UTCDateTime(timezone=True), nullable=False),
        sa.Column("read_at", rpp.db.UTCDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_notice_event_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_notice_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
        sa.UniqueConstraint("person_id", "event_id", name=op.f("uq_notice_person_id_event_id")),
    )
    with op.batch_alter_table("notice", schema=None) as batch_op:
        batch_op.create_index("ix_notice_person", ["person_id", "id"], unique=False)

    op.create_table(
        "problem_answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("problem_id", sa.Integer(), nullable=False),
        sa.Column("source_kind", sa.String(length=20), nullable=False),
        sa.Column("source_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("why_it_fits", sa.Text(), nullable=False),
        sa.Column("linked_by", sa.Integer(), nullable=False),
        sa.Column("linked_at", rpp.db.UTCDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["linked_by"], ["person.id"], name=op.f("fk_problem_answer_linked_by")
        ),
        sa.ForeignKeyConstraint(
            ["problem_id"], ["problem.id"], name=op.f("fk_problem_answer_problem_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_problem_answer")),
        sa.UniqueConstraint(
            "problem_id",
            "source_kind",
            "source_id",
            name=op.f("uq_problem_answer_problem_id_source_kind_source_id"),
        ),
    )
    op.create_table(
        "round_option",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("problem_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=True),
        sa.Column("supporters", sa.Integer(), nullable=True),
        sa.Column("place", sa.Integer(), nullable=True),
        sa.Column("won", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["problem_id"], ["problem.id"], name=op.f("fk_round_option_problem_id")
        ),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_round_option_round_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_round_option")),
        sa.UniqueConstraint(
            "round_id", "problem_id", name=op.f("uq_round_option_round_id_problem_id")
        ),
    )
    with op.batch_alter_table("round_option", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_round_option_problem_id"), ["problem_id"], unique=False
        )

    op.create_table(
        "study",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("problem_id", sa.Integer(), nullable=False),
        sa.Column("network_id", sa.Integer(), nullable=False),
        sa.Column("lead_id", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=160), nullable=False),
        sa.Column("design", sa.String(length=20), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("status_since", rpp.db.UTCDateTime(timezone=True), nullable=False),
        sa.Column("listing", sa.String(length=10), nullable=False),
        sa.Column("frozen_text", sa.Text(), nullable=False),
        sa.Column("frozen_hash", sa.String(length=64), nullable=False),
        sa.Column("signed_at", rpp.db.UTCDateTime(timezone=True), nullable=True),
        sa.Column("brief_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("created_at", rpp.db.UTCDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["lead_id"], ["person.id"], name=op.f("fk_study_lead_id")),
        sa.ForeignKeyConstraint(["network_id"], ["network.id"], name=op.f("fk_study_network_id")),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_study_organization_id")
        ),
        sa.ForeignKeyConstraint(["problem_id"], ["problem.id"], name=op.f("fk_study_problem_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_study")),
    )
    with op.batch_alter_table("study", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_study_lead_id"), ["lead_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_study_network_id"), ["network_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_study_problem_id"), ["problem_id"], unique=False)
        batch_op.create_index("ix_study_status", ["status", "id"], unique=False)

    op.create_table(
        "agreement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("study_id", sa.Integer(), nullable=False),
        sa.Column("type", sa.String(length=20), nullable=False),
        sa.Column("parties", sa.String(length=300), nullable=False),
        sa.Column("signed_on", sa.Date(), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("recorded_by", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["recorded_by"], ["person.id"], name=op.f("fk_agreement_recorded_by")
        ),
        sa.ForeignKeyConstraint(["study_id"], ["study.id"], name=op.f("fk_agreement_study_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agreement")),
    )
    with op.batch_alter_table("agreement", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_agreement_study_id"), ["study_id"], unique=False)

    op.create_table(
        "ballot_points",
        sa.Column("ballot_id", sa.Integer(), nullable=False),
        sa.Column("option_id", sa.Integer(), nullable=False),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.CheckConstraint("points > 0", name=op.f("ck_ballot_points_positive")),
        sa.ForeignKeyConstraint(
            ["ballot_id"], ["ballot.id"], name=op.f("fk_ballot_points_ballot_id")
        ),
        sa.ForeignKeyConstraint(
            ["option_id"], ["round_option.id"], name=op.f("fk_ballot_points_option_id")
        ),
        sa.PrimaryKeyConstraint("ballot_id", "option_id", name=op.f("pk_ballot_points")),
    )
    with op.batch_alter_table("ballot_points", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_ballot_points_option_id"), ["option_id"], unique=False)

    op.create_table(
        "brief",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("study_id", sa.Integer(), nullable=False),
        sa.Column("problem_id", sa.Integer(), nullable=False),
        sa.Column("network_id", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("status_since", rpp.db.UTCDateTime(timezone=True), nullable=False),
        sa.Column("current", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=160), nullable=False),
        sa.Column("bottom_line", sa.Text(), nullable=False),
        sa.Column("draft", sa.JSON(), nullable=False),
        sa.Column("draft_version", sa.Integer(), nullable=False),
        sa.Column("draft_by", sa.Integer(), nullable=True),
        sa.Column("draft_at", rpp.db.UTCDateTime(timezone=True), nullable=True),
        sa.Column("draft_page", sa.String(length=32), nullable=False),
        sa.Column("draft_since", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("published_at", rpp.db.UTCDateTime(timezone=True), nullable=True),
        sa.Column("published_seq", sa.Integer(), nullable=True),
        sa.Column("districts", sa.Integer(), nullable=False),
        sa.Column("sample", sa.Integer(), nullable=True),
        sa.Column("superseded_by", sa.Integer(), nullable=True),
        sa.Column("created_at", rpp.db.UTCDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["draft_by"], ["person.id"], name=op.f("fk_brief_draft_by")),
        sa.ForeignKeyConstraint(["network_id"], ["network.id"], name=op.f("fk_brief_network_id")),
        sa.ForeignKeyConstraint(["problem_id"], ["problem.id"], name=op.f("fk_brief_problem_id")),
        sa.ForeignKeyConstraint(["study_id"], ["study.id"], name=op.f("fk_brief_study_id")),
        sa.ForeignKeyConstraint(
            ["superseded_by"], ["brief.id"], name=op.f("fk_brief_superseded_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_brief")),
        sa.UniqueConstraint("published_seq", name=op.f("uq_brief_published_seq")),
        sa.UniqueConstraint("study_id", name=op.f("uq_brief_study_id")),
    )
    with op.batch_alter_table("brief", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_brief_network_id"), ["network_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_brief_problem_id"), ["problem_id"], unique=False)
        batch_op.create_index("ix_brief_status", ["status", "published_seq"], unique=False)

    op.create_table(
        "sensemaking",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("study_id", sa.Integer(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("interpretations", sa.Text(), nullable=False),
        sa.Column("interpretations_html", sa.Text(), nullable=False),
        sa.Column("markup_version", sa.Integer(), nullable=False),
        sa.Column("dissent", sa.Text(), nullable=False),
        sa.Column("dissent_by", sa.Integer(), nullable=True),
        sa.Column("recorded_by", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["dissent_by"], ["person.id"], name=op.f("fk_sensemaking_dissent_by")
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by"], ["person.id"], name=op.f("fk_sensemaking_recorded_by")
        ),
        sa.ForeignKeyConstraint(["study_id"], ["study.id"], name=op.f("fk_sensemaking_study_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sensemaking")),
    )
    with op.batch_alter_table("sensemaking", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sensemaking_study_id"), ["study_id"], unique=False)

    op.create_table(
        "signature",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("study_id", sa.Integer(), nullable=False),
        sa.Column("party", sa.String(length=40), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("text_hash", sa.String(length=64), nullable=False),
        sa.Column("signed_at", rpp.db.UTCDateTime(timezone=True), nullable=False),
        sa.Column("void_at", rpp.db.UTCDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_signature_organization_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_signature_person_id")),
        sa.ForeignKeyConstraint(["study_id"], ["study.id"], name=op.f("fk_signature_study_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signature")),
    )
    with op.batch_alter_table("signature", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_signature_study_id"), ["study_id"], unique=False)
        batch_op.create_index(
            "uq_signature_in_force",
            ["study_id", "party"],
            unique=True,
            sqlite_where=sa.text("void_at IS NULL"),
            postgresql_where=sa.text("void_at IS NULL"),
        )

    op.create_table(
        "study_finding",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("study_id", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(length=200), nullable=False),
        sa.Column("comparison", sa.String(length=200), nullable=False),
        sa.Column("result", sa.Text(), nullable=False),
        sa.Column("estimate", sa.Float(), nullable=True),
        sa.Column("low", sa.Float(), nullable=True),
        sa.Column("high", sa.Float(), nullable=True),
        sa.Column("unit", sa.String(length=60), nullable=False),
        sa.Column("n", sa.Integer(), nullable=True),
        sa.Column("entered_by", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["entered_by"], ["person.id"], name=op.f("fk_study_finding_entered_by")
        ),
        sa.ForeignKeyConstraint(["study_id"], ["study.id"], name=op.f("fk_study_finding_study_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_study_finding")),
    )
    with op.batch_alter_table("study_finding", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_study_finding_study_id"), ["study_id"], unique=False)

    op.create_table(
        "study_invitation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("study_id", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("role", sa.String(length=12), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("invited_by", sa.Integer(), nullable=False),
        sa.Column("expires_at", rpp.db.UTCDateTime(timezone=True), nullable=False),
        sa.Column("used_at", rpp.db.UTCDateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", rpp.db.UTCDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["invited_by"], ["person.id"], name=op.f("fk_study_invitation_invited_by")
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organization.id"],
            name=op.f("fk_study_invitation_organization_id"),
        ),
        sa.ForeignKeyConstraint(
            ["study_id"], ["study.id"], name=op.f("fk_study_invitation_study_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_study_invitation")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_study_invitation_token_hash")),
    )
    with op.batch_alter_table("study_invitation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_study_invitation_email"), ["email"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_study_invitation_study_id"), ["study_id"], unique=False
        )
        batch_op.create_index(
            "uq_study_invitation_open",
            ["study_id", "email"],
            unique=True,
            sqlite_where=sa.text("used_at IS NULL AND revoked_at IS NULL"),
            postgresql_where=sa.text("used_at IS NULL AND revoked_at IS NULL"),
        )

    op.create_table(
        "study_member",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("study_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=12), nullable=False),
        sa.Column("since", rpp.db.UTCDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_study_member_organization_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_study_member_person_id")
        ),
        sa.ForeignKeyConstraint(["study_id"], ["study.id"], name=op.f("fk_study_member_study_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_study_member")),
        sa.UniqueConstraint(
            "study_id", "person_id", name=op.f("uq_study_member_study_id_person_id")
        ),
    )
    with op.batch_alter_table("study_member", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_study_member_person_id"), ["person_id"], unique=False)

    op.create_table(
        "study_partner",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("study_id", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("joined_at", rpp.db.UTCDateTime(timezone=True), nullable=False),
        sa.Column("left_at", rpp.db.UTCDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_study_partner_organization_id")
        ),
        sa.ForeignKeyConstraint(["study_id"], ["study.id"], name=op.f("fk_study_partner_study_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_study_partner")),
        sa.UniqueConstraint(
            "study_id", "organization_id", name=op.f("uq_study_partner_study_id_organization_id")
        ),
    )
    with op.batch_alter_table("study_partner", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_study_partner_organization_id"), ["organization_id"], unique=False
        )

    op.create_table(
        "study_reference",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("study_id", sa.Integer(), nullable=False),
        sa.Column("source_kind", sa.String(length=20), nullable=False),
        sa.Column("source_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("leaves_open", sa.String(length=300), nullable=False),
        sa.ForeignKeyConstraint(
            ["study_id"], ["study.id"], name=op.f("fk_study_reference_study_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_study_reference")),
        sa.UniqueConstraint(
            "study_id",
            "source_kind",
            "source_id",
            name=op.f("uq_study_reference_study_id_source_kind_source_id"),
        ),
    )
    op.create_table(
        "study_section",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("study_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=20), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("body_html", sa.Text(), nullable=False),
        sa.Column("markup_version", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("edited_by", sa.Integer(), nullable=True),
        sa.Column("edited_at", rpp.db.UTCDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["edited_by"], ["person.id"], name=op.f("fk_study_section_edited_by")
        ),
        sa.ForeignKeyConstraint(["study_id"], ["study.id"], name=op.f("fk_study_section_study_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_study_section")),
        sa.UniqueConstraint("study_id", "key", name=op.f("uq_study_section_study_id_key")),
    )
    op.create_table(
        "brief_organization",
        sa.Column("brief_id", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=2), nullable=False),
        sa.ForeignKeyConstraint(
            ["brief_id"], ["brief.id"], name=op.f("fk_brief_organization_brief_id")
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organization.id"],
            name=op.f("fk_brief_organization_organization_id"),
        ),
        sa.PrimaryKeyConstraint("brief_id", "organization_id", name=op.f("pk_brief_organization")),
    )
    with op.batch_alter_table("brief_organization", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_brief_organization_organization_id"), ["organization_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_brief_organization_state"), ["state"], unique=False)

    op.create_table(
        "brief_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("brief_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=160), nullable=False),
        sa.Column("bottom_line", sa.Text(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("parts_html", sa.JSON(), nullable=False),
        sa.Column("markup_version", sa.Integer(), nullable=False),
        sa.Column("authors", sa.JSON(), nullable=False),
        sa.Column("correction", sa.Text(), nullable=False),
        sa.Column("licence", sa.String(length=40), nullable=False),
        sa.Column("text_hash", sa.String(length=64), nullable=False),
        sa.Column("published_by", sa.Integer(), nullable=False),
        sa.Column("published_at", rpp.db.UTCDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["brief_id"], ["brief.id"], name=op.f("fk_brief_version_brief_id")),
        sa.ForeignKeyConstraint(
            ["published_by"], ["person.id"], name=op.f("fk_brief_version_published_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_brief_version")),
        sa.UniqueConstraint("brief_id", "number", name=op.f("uq_brief_version_brief_id_number")),
    )
    op.create_table(
        "section_revision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("section_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("edited_by", sa.Integer(), nullable=True),
        sa.Column("edited_at", rpp.db.UTCDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["edited_by"], ["person.id"], name=op.f("fk_section_revision_edited_by")
        ),
        sa.ForeignKeyConstraint(
            ["section_id"], ["study_section.id"], name=op.f("fk_section_revision_section_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_section_revision")),
        sa.UniqueConstraint(
            "section_id", "version", name=op.f("uq_section_revision_section_id_version")
        ),
    )
    op.create_table(
        "sensemaking_participant",
        sa.Column("sensemaking_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=12), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organization.id"],
            name=op.f("fk_sensemaking_participant_organization_id"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_sensemaking_participant_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["sensemaking_id"],
            ["sensemaking.id"],
            name=op.f("fk_sensemaking_participant_sensemaking_id"),
        ),
        sa.PrimaryKeyConstraint(
            "sensemaking_id", "person_id", name=op.f("pk_sensemaking_participant")
        ),
    )


def downgrade() -> None:
    op.drop_table("sensemaking_participant")
    op.drop_table("section_revision")
    op.drop_table("brief_version")
    with op.batch_alter_table("brief_organization", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_brief_organization_state"))
        batch_op.drop_index(batch_op.f("ix_brief_organization_organization_id"))

    op.drop_table("brief_organization")
    op.drop_table("study_section")
    op.drop_table("study_reference")
    with op.batch_alter_table("study_partner", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_study_partner_organization_id"))

    op.drop_table("study_partner")
    with op.batch_alter_table("study_member", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_study_member_person_id"))

    op.drop_table("study_member")
    with op.batch_alter_table("study_invitation", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_study_invitation_open",
            sqlite_where=sa.text("used_at IS NULL AND revoked_at IS NULL"),
            postgresql_where=sa.text("used_at IS NULL AND revoked_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_study_invitation_study_id"))
        batch_op.drop_index(batch_op.f("ix_study_invitation_email"))

    op.drop_table("study_invitation")
    with op.batch_alter_table("study_finding", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_study_finding_study_id"))

    op.drop_table("study_finding")
    with op.batch_alter_table("signature", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_signature_in_force",
            sqlite_where=sa.text("void_at IS NULL"),
            postgresql_where=sa.text("void_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_signature_study_id"))

    op.drop_table("signature")
    with op.batch_alter_table("sensemaking", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sensemaking_study_id"))

    op.drop_table("sensemaking")
    with op.batch_alter_table("brief", schema=None) as batch_op:
        batch_op.drop_index("ix_brief_status")
        batch_op.drop_index(batch_op.f("ix_brief_problem_id"))
        batch_op.drop_index(batch_op.f("ix_brief_network_id"))

    op.drop_table("brief")
    with op.batch_alter_table("ballot_points", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_ballot_points_option_id"))

    op.drop_table("ballot_points")
    with op.batch_alter_table("agreement", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_agreement_study_id"))

    op.drop_table("agreement")
    with op.batch_alter_table("study", schema=None) as batch_op:
        batch_op.drop_index("ix_study_status")
        batch_op.drop_index(batch_op.f("ix_study_problem_id"))
        batch_op.drop_index(batch_op.f("ix_study_network_id"))
        batch_op.drop_index(batch_op.f("ix_study_lead_id"))

    op.drop_table("study")
    with op.batch_alter_table("round_option", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_round_option_problem_id"))

    op.drop_table("round_option")
    op.drop_table("problem_answer")
    with op.batch_alter_table("notice", schema=None) as batch_op:
        batch_op.drop_index("ix_notice_person")

    op.drop_table("notice")
    with op.batch_alter_table("merge_proposal", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_merge_proposal_into_id"))
        batch_op.drop_index(batch_op.f("ix_merge_proposal_from_id"))

    op.drop_table("merge_proposal")
    with op.batch_alter_table("local_context", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_local_context_organization_id"))

    op.drop_table("local_context")
    with op.batch_alter_table("elector", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_elector_organization_id"))

    op.drop_table("elector")
    with op.batch_alter_table("comment_revision", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_comment_revision_comment_id"))

    op.drop_table("comment_revision")
    with op.batch_alter_table("ballot", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_ballot_organization_id"))

    op.drop_table("ballot")
    op.drop_table("sent_form")
    with op.batch_alter_table("search_document", schema=None) as batch_op:
        batch_op.drop_index("ix_search_document_network")

    op.drop_table("search_document")
    with op.batch_alter_table("round", schema=None) as batch_op:
        batch_op.drop_index("ix_round_network")

    op.drop_table("round")
    with op.batch_alter_table("problem", schema=None) as batch_op:
        batch_op.drop_index("ix_problem_status")
        batch_op.drop_index(batch_op.f("ix_problem_organization_id"))
        batch_op.drop_index("ix_problem_network")
        batch_op.drop_index(batch_op.f("ix_problem_author_id"))

    op.drop_table("problem")
    with op.batch_alter_table("person_session", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_person_session_person_id"))

    op.drop_table("person_session")
    with op.batch_alter_table("network_role", schema=None) as batch_op:
        batch_op.drop_index("ix_network_role_person")

    op.drop_table("network_role")
    with op.batch_alter_table("network_membership", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_network_membership_organization_id"))

    op.drop_table("network_membership")
    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_membership_organization_id"))

    op.drop_table("membership")
    with op.batch_alter_table("follow", schema=None) as batch_op:
        batch_op.drop_index("ix_follow_subject")

    op.drop_table("follow")
    with op.batch_alter_table("evidence_finding", schema=None) as batch_op:
        batch_op.drop_index("ix_evidence_finding_record")
        batch_op.drop_index(batch_op.f("ix_evidence_finding_intervention_key"))

    op.drop_table("evidence_finding")
    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.drop_index("ix_event_subject")
        batch_op.drop_index(batch_op.f("ix_event_actor_id"))

    op.drop_table("event")
    with op.batch_alter_table("email_link", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_email_link_person_id"))

    op.drop_table("email_link")
    with op.batch_alter_table("email_domain", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_email_domain_verified",
            sqlite_where=sa.text("verified_at IS NOT NULL"),
            postgresql_where=sa.text("verified_at IS NOT NULL"),
        )

    op.drop_table("email_domain")
    with op.batch_alter_table("comment", schema=None) as batch_op:
        batch_op.drop_index("ix_comment_subject")
        batch_op.drop_index(batch_op.f("ix_comment_author_id"))

    op.drop_table("comment")
    with op.batch_alter_table("appointment", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_appointment_delegate",
            sqlite_where=sa.text("role = 'delegate' AND ended_at IS NULL"),
            postgresql_where=sa.text("role = 'delegate' AND ended_at IS NULL"),
        )
        batch_op.drop_index("ix_appointment_person")
        batch_op.drop_index(batch_op.f("ix_appointment_organization_id"))

    op.drop_table("appointment")
    with op.batch_alter_table("tag", schema=None) as batch_op:
        batch_op.drop_index("ix_tag_value")

    op.drop_table("tag")
    op.drop_table("person")
    with op.batch_alter_table("organization", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_organization_type"))
        batch_op.drop_index(batch_op.f("ix_organization_state"))

    op.drop_table("organization")
    op.drop_table("network")
    with op.batch_alter_table("letter", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_letter_sent_at"))

    op.drop_table("letter")
    with op.batch_alter_table("evidence_record", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_evidence_record_source"))

    op.drop_table("evidence_record")
    with op.batch_alter_table("ceds_option", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_ceds_option_element_id"))

    op.drop_table("ceds_option")
