"""The search index without accents and special letters, the same on both databases.

Revision ID: 0008
Revises: 0007
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

# As rpp.words has them; what is typed is folded there.
LETTERS = {
    "ł": "l", "ø": "o", "đ": "d", "ð": "d", "ħ": "h", "ŧ": "t", "ŋ": "n", "ı": "i",
    "ß": "ss", "æ": "ae", "œ": "oe", "þ": "th", "ʻ": "", "ʼ": "",
    "Ł": "L", "Ø": "O", "Đ": "D", "Ð": "D", "Ħ": "H", "Ŧ": "T", "Ŋ": "N",
    "ẞ": "SS", "Æ": "AE", "Œ": "OE", "Þ": "TH",
}  # fmt: skip
ACCENTS = "".join(chr(mark) for mark in range(0x300, 0x370))
COLUMNS = {"title": "A", "body": "B", "keywords": "C"}  # and what a word in each weighs
TRIGGERS = ("insert", "delete", "update")


def _replaced(expression: str, letters: dict[str, str]) -> str:
    for letter, plain in letters.items():
        expression = f"replace({expression}, '{letter}', '{plain}')"
    return expression


# --- SQLite: the tokenizer drops accents, the triggers replace letters ----------------------


def _folded(column: str) -> str:
    return _replaced(column, LETTERS)


def _same(column: str) -> str:
    return column


def _sqlite(fold, more: str) -> None:
    for when in TRIGGERS:
        op.execute(f"DROP TRIGGER search_words_{when}")
    op.execute("DROP TABLE search_words")
    columns = ", ".join(COLUMNS)
    op.execute(
        f"CREATE VIRTUAL TABLE search_words USING fts5({columns}, content='search_document', "
        f"content_rowid='id', tokenize='porter unicode61{more}')"
    )
    new, old, all_ = (
        ", ".join(fold(f"{of}{column}") for column in COLUMNS) for of in ("new.", "old.", "")
    )
    put = f"INSERT INTO search_words(rowid, {columns}) VALUES (new.id, {new});"  # noqa: S608
    drop = (
        f"INSERT INTO search_words(search_words, rowid, {columns}) "  # noqa: S608
        f"VALUES ('delete', old.id, {old});"
    )
    for when, body in zip(TRIGGERS, (put, drop, f"{drop} {put}"), strict=True):
        op.execute(
            f"CREATE TRIGGER search_words_{when} AFTER {when.upper()} ON search_document "
            f"BEGIN {body} END"
        )
    # Not `rebuild`: that reads the texts as they were written.
    rows = f"SELECT id, {all_} FROM search_document"  # noqa: S608
    op.execute(f"INSERT INTO search_words(rowid, {columns}) {rows}")


# --- PostgreSQL: a function of our own, since `unaccent` is an extension ---------------------


def _postgresql(fold: str) -> None:
    parts = (
        f"setweight(to_tsvector('english', {fold.format(column=column)}), '{weight}')"
        for column, weight in COLUMNS.items()
    )
    op.execute("ALTER TABLE search_document DROP COLUMN words")
    op.execute(
        "ALTER TABLE search_document ADD COLUMN words tsvector "
        f"GENERATED ALWAYS AS ({' || '.join(parts)}) STORED"
    )
    op.execute("CREATE INDEX ix_search_document_words ON search_document USING gin (words)")


def _make_function() -> None:
    single = {letter: plain for letter, plain in LETTERS.items() if len(plain) == 1}
    others = {letter: plain for letter, plain in LETTERS.items() if len(plain) != 1}
    # What has no counterpart in the second list is deleted.
    before, after = "".join(single) + ACCENTS, "".join(single.values())
    plain = f"translate(normalize($1, NFD), '{before}', '{after}')"
    op.execute(
        sa.text(
            "CREATE FUNCTION search_fold(text) RETURNS text LANGUAGE sql IMMUTABLE STRICT "
            f"PARALLEL SAFE AS $fold$ SELECT {_replaced(plain, others)} $fold$"
        )
    )


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        _sqlite(_folded, " remove_diacritics 2")
    else:
        _make_function()
        _postgresql("search_fold({column})")


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        _sqlite(_same, "")
    else:
        _postgresql("{column}")
        op.execute("DROP FUNCTION search_fold(text)")
