"""E-mail addresses in one spelling: full-width letters plain, domains by their name in mail.

Revision ID: 0005
Revises: 0004
"""

import unicodedata

import sqlalchemy as sa
from alembic import op
from email_validator import EmailNotValidError, validate_email

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def plain(email: str) -> str:
    text = unicodedata.normalize("NFKC", email).strip().lower()
    try:
        found = validate_email(text, check_deliverability=False)
    except EmailNotValidError:
        return text
    return f"{found.local_part}@{found.ascii_domain or found.domain}".lower()


# table: within what an address is there once
ONCE = {"person": None, "study_invitation": "study_id"}


def upgrade() -> None:
    connection = op.get_bind()
    for name, within in ONCE.items():
        table = sa.table(name, *map(sa.column, ("id", "email", "study_id")))
        scope = table.c[within] if within else sa.null()
        rows = connection.execute(sa.select(table.c.id, table.c.email, scope)).all()
        taken = {(scope, email) for _, email, scope in rows}
        for id_, email, scope in rows:
            new = email if email.isascii() else plain(email)
            # Where both spellings are there, the plain one has the address already.
            if (scope, new) not in taken:
                taken.add((scope, new))
                connection.execute(sa.update(table).where(table.c.id == id_).values(email=new))


def downgrade() -> None:
    pass
