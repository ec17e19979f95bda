"""Names as they were signed: a signature keeps its signer, its side and its organization.

Revision ID: 0009
Revises: 0008
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

ADDED = ("signer", "for_whom", "organization")
LENGTH = 200


def upgrade() -> None:
    for name in ADDED:
        column = sa.Column(name, sa.String(length=LENGTH), nullable=False, server_default="")
        op.add_column("signature", column)
    # What is known of signatures of before is how their signers are called now.
    person = "(SELECT name FROM person WHERE person.id = signature.person_id)"
    organization = "(SELECT name FROM organization WHERE organization.id = organization_id)"
    op.execute(f"UPDATE signature SET signer = {person}, organization = {organization}")  # noqa: S608
    op.execute(
        "UPDATE signature SET for_whom = CASE party WHEN 'lead' "
        "THEN signer || ', lead researcher' ELSE organization END"
    )
    _name_the_signers()
    for name in ADDED:
        with op.batch_alter_table("signature") as table:
            table.alter_column(name, server_default=None)


def _name_the_signers() -> None:
    """The lines of the history name who signed, as the signatures do."""
    event = sa.table(
        "event",
        sa.column("id", sa.Integer),
        sa.column("kind", sa.String),
        sa.column("verb", sa.String),
        sa.column("actor_id", sa.Integer),
        sa.column("detail", sa.JSON),
    )
    person = sa.table("person", sa.column("id", sa.Integer), sa.column("name", sa.String))
    connection = op.get_bind()
    told = sa.select(event.c.id, event.c.detail, person.c.name).where(
        event.c.kind == "study",
        event.c.verb.in_(("signed", "all_signed", "signed_amendment", "amended")),
        person.c.id == event.c.actor_id,
    )
    for id_, detail, name in connection.execute(told).all():
        line = event.update().where(event.c.id == id_)
        connection.execute(line.values(detail={"signer": name, **detail}))


def downgrade() -> None:
    for name in ADDED:
        op.drop_column("signature", name)
