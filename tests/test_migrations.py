"""What has landed never changes again, and a database of a release before keeps its rows."""

import hashlib
from pathlib import Path

from sqlalchemy import create_engine, text

from rpp.cli import migrate
from rpp.config import ROOT

FOLDER = ROOT / "migrations" / "versions"
RECORD = ROOT / "migrations" / "versions.sha256"
HOW = "cd migrations/versions && sha256sum *.py > ../versions.sha256"


def recorded() -> dict[str, str]:
    """The hash of each migration as it landed, by file name."""
    lines = RECORD.read_text().splitlines()
    return {name: digest for digest, name in (line.split(maxsplit=1) for line in lines)}


def test_no_migration_changed_since_it_landed() -> None:
    now = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in FOLDER.glob("*.py")}
    before = recorded()
    changed = sorted(name for name in before if now.get(name) != before[name])
    assert not changed, f"{changed}: databases already have it. Write another migration instead."
    new = sorted(now.keys() - before.keys())
    assert not new, f"{new} is new: once it is right on both databases, record it: {HOW}"


def test_each_migration_follows_the_one_before() -> None:
    numbers = [name.split("_")[0] for name in sorted(recorded())]
    assert numbers == [f"{n:04}" for n in range(1, len(numbers) + 1)]


LETTERS = (
    # recipient, sent_at, attempts
    ("sent@x.example", "2026-03-01 10:00:00+00:00", 1),
    ("waits@x.example", None, 3),
    ("lost@x.example", None, 8),
)


def test_letters_of_before_are_sent_wait_or_were_given_up(empty_url: str) -> None:
    migrate(empty_url, "0006")
    engine = create_engine(empty_url)
    with engine.begin() as connection:
        for recipient, sent_at, attempts in LETTERS:
            connection.execute(
                text(
                    "INSERT INTO letter (recipient, subject, body, written_at, sent_at, attempts) "
                    "VALUES (:recipient, 'Hi', 'Text', '2026-03-01 09:00:00+00:00', :sent, :tries)"
                ),
                {"recipient": recipient, "sent": sent_at, "tries": attempts},
            )
    migrate(empty_url)
    with engine.begin() as connection:
        rows = connection.execute(
            text(
                "SELECT recipient, sent_at IS NOT NULL, next_at IS NOT NULL, "
                "failed_at IS NOT NULL, attempts, body FROM email ORDER BY id"
            )
        )
        assert [tuple(row) for row in rows] == [
            ("sent@x.example", True, False, False, 1, "Text"),
            ("waits@x.example", False, True, False, 0, "Text"),
            ("lost@x.example", False, False, True, 8, "Text"),
        ]
    engine.dispose()


def test_the_search_index_of_an_earlier_release_is_kept_without_its_full_text(
    empty_url: str,
) -> None:
    migrate(empty_url, "0007")
    engine = create_engine(empty_url)
    with engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO search_document (kind, subject_id, title, body, line) "
                "VALUES ('problem', 1, 'Łukasz reads', 'At the café', '')"
            )
        )
    migrate(empty_url)
    with engine.begin() as connection:
        rows = connection.execute(
            text("SELECT id, title, terms, facets, change_id, gone, form FROM search_document")
        )
        ((id_, title, *others),) = rows
        assert (id_, title) == (1, "Łukasz reads")
        # `flask upgrade` makes anew what no rules made.
        assert others in (["", "[]", None, 0, ""], ["", [], None, False, ""])
        # What is changed or taken out wakes nothing that is gone.
        connection.execute(text("UPDATE search_document SET title = 'Ørsted'"))
        connection.execute(text("DELETE FROM search_document"))
    engine.dispose()


def test_tables_and_models_agree(database_url: str) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext
    from sqlmodel import SQLModel

    from rpp import models
    from rpp.db import create_engine as engine_of

    assert models.__all__
    engine = engine_of(database_url)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection)
        difference = compare_metadata(context, SQLModel.metadata)
    engine.dispose()
    assert difference == []


def test_the_record_names_files_that_exist() -> None:
    assert {path.name for path in Path(FOLDER).glob("*.py")} >= set(recorded())
