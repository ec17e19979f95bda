"""Accounts and invitations of before, in spellings that were not made one then."""

from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine, text

from rpp.config import ROOT

PERSON = text(
    "INSERT INTO person (id, name, email, title, expertise, password_hash, is_admin, persona,"
    " unread, created_at) VALUES (:id, 'A', :email, '', '', '', false, '', 0, '2026-01-05')"
)


def test_an_upgrade_spells_addresses_plainly_and_merges_nobody(database_url: str) -> None:
    config = Config(toml_file=str(ROOT / "pyproject.toml"))
    config.attributes["url"] = database_url
    engine = create_engine(database_url)
    before = [
        "ａｎａ@schools.example",
        "bo@münchen.example",
        "ｂｏ@x.example",
        "bo@x.example",
    ]
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0004'"))
        for number, email in enumerate(before):
            connection.execute(PERSON, {"id": number + 1, "email": email})
    command.upgrade(config, "0005")
    with engine.connect() as connection:
        after = connection.execute(text("SELECT email FROM person ORDER BY id")).scalars().all()
    engine.dispose()
    assert after == [
        "ana@schools.example",
        "bo@xn--mnchen-3ya.example",
        "ｂｏ@x.example",
        "bo@x.example",
    ]
