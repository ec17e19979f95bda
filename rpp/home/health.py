"""What is wrong with this installation, in plain words."""

import stat
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cache
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from flask import Flask, current_app
from sqlalchemy import func, inspect, select, text
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session, col

from rpp import db
from rpp.config import ROOT, Settings
from rpp.home import watch
from rpp.home.findings import Finding
from rpp.layout import several
from rpp.organizations import directory
from rpp.people.models import Person
from rpp.search.meaning import encoder, vectors
from rpp.search.meaning.files import OFF

if TYPE_CHECKING:
    from alembic.script import ScriptDirectory

SHORTEST_KEY = 32
_asking = ThreadPoolExecutor(max_workers=1, thread_name_prefix="readyz")
_asked: list[Future[str]] = []


@cache
def _scripts() -> "ScriptDirectory":
    # Here, since alembic is slow to import and only this asks it.
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    return ScriptDirectory.from_config(Config(toml_file=str(ROOT / "pyproject.toml")))


@cache
def _newest() -> frozenset[str]:
    return frozenset(_scripts().get_heads())


@cache
def _known() -> frozenset[str]:
    return frozenset(one.revision for one in _scripts().walk_revisions())


def trouble_of_database() -> str:
    """Why the database cannot serve yet, or ""."""
    try:
        with db.before_write() as session:
            if not inspect(session.connection()).has_table("alembic_version"):
                return "is empty: run `flask --app app upgrade`"
            versions = set(
                session.execute(text("SELECT version_num FROM alembic_version")).scalars()
            )
    except SQLAlchemyError as error:
        settings: Settings = current_app.extensions["rpp.settings"]
        named = "RPP_DATABASE_URL" if settings.database_url else "RPP_INSTANCE"
        return f"cannot be reached (is {named} right?): {db.reason(error)}"
    if not versions <= _known():
        return "was upgraded by a newer release than this one: install that release again"
    if versions != _newest():
        return "has an older schema than this release: run `flask --app app upgrade`"
    return ""


def trouble_by_now(seconds: float = 1.5) -> str:
    """The trouble of the database, which does not answer if it takes longer than that."""
    app = current_app._get_current_object()  # type: ignore[attr-defined]

    def ask() -> str:
        with app.app_context():
            return trouble_of_database()

    # One question at a time: those that wait for a frozen server must not pile up.
    asked = _asked.pop() if _asked and not _asked[-1].done() else _asking.submit(ask)
    _asked[:] = [asked]
    try:
        return asked.result(timeout=seconds)
    except TimeoutError:
        return "does not answer"


def say_trouble(app: Flask) -> None:
    """Log why the database cannot serve yet, if so; the portal starts all the same."""
    with app.app_context():
        if trouble := trouble_by_now():
            app.logger.error("The database %s.", trouble)


def examine(settings: Settings) -> Iterator[Finding]:
    """Look at the settings first, then at the database, then at what it holds."""
    yield from _secret_key(settings)
    yield from _files(settings)
    yield from _demo(settings)
    yield from _mail(settings)
    yield from _redis(settings)
    yield from _meaning(settings)
    yield from watch.surroundings(settings)
    trouble = trouble_of_database()
    kind = settings.url.split(":", 1)[0].split("+")[0]
    if trouble:
        yield Finding(f"The database ({kind}) {trouble}.", True)
        return
    yield Finding(f"The database ({kind}) answers and has the newest schema.")
    with db.reading_replica() as session:
        yield from _contents(session, settings)


def _secret_key(settings: Settings) -> Iterator[Finding]:
    if settings.secret_key:
        if len(settings.secret_key) < SHORTEST_KEY:
            yield Finding(
                f"RPP_SECRET_KEY is short: use at least {SHORTEST_KEY} random characters.", True
            )
        else:
            yield Finding("The secret key is set by RPP_SECRET_KEY.")
        return
    settings.key()
    yield Finding(f"The secret key is in {settings.instance / 'secret_key'}.")


def _files(settings: Settings) -> Iterator[Finding]:
    open_ = [path for path in settings.private_paths() if path.stat().st_mode & 0o077]
    for path in open_[:5]:
        mode = stat.S_IMODE(path.stat().st_mode)
        right = 700 if path.is_dir() else 600
        yield Finding(
            f"{path} can be read by others (mode {mode:04o}): run `chmod {right} {path}`.", True
        )
    if len(open_) > 5:
        yield Finding(
            f"So can {len(open_) - 5} files more: `flask --app app upgrade` fixes this.", True
        )
    if not open_:
        yield Finding(f"No one else can read what is in {settings.instance}.")


def _demo(settings: Settings) -> Iterator[Finding]:
    # A demo that seems to be reached from outside does not start at all.
    if settings.demo:
        yield Finding("RPP_DEMO is on: anyone who reaches the portal can sign in as anyone.")


def _mail(settings: Settings) -> Iterator[Finding]:
    if not settings.smtp_url:
        yield Finding(
            "RPP_SMTP_URL is not set: no e-mail is sent, so no one can confirm an address."
            + (" In the demo it is shown at /dev/mail." if settings.demo else ""),
            not settings.demo,
        )
    elif not settings.site_url:
        yield Finding("RPP_SITE_URL is not set: e-mail cannot link to the portal.", True)
    else:
        yield Finding(f"E-mail is sent through {urlsplit(settings.smtp_url).hostname}.")


def _redis(settings: Settings) -> Iterator[Finding]:
    if not settings.redis_url:
        return
    from limits.storage import storage_from_string

    options = {"socket_connect_timeout": 2, "socket_timeout": 2}
    try:
        answers = storage_from_string(settings.redis_url, **options).check()
    except Exception:
        # Each kind of storage has errors of its own.
        answers = False
    yield Finding(
        "Redis answers."
        if answers
        else "Redis (RPP_REDIS_URL) does not answer: each process counts limits for itself.",
        not answers,
    )


def _meaning(settings: Settings) -> Iterator[Finding]:
    state = encoder.state()
    if state.ready and encoder.encode("school") is None:
        state = encoder.state()
    if state.ready:
        yield Finding(state.words)
    else:
        off = settings.embedding_model.lower() == OFF
        yield Finding(f"Search and answers work on words alone. {state.words}", not off)


def _unread(session: Session) -> Iterator[Finding]:
    if not encoder.state().ready:
        return
    if waiting := vectors.waiting(session):
        texts = several(waiting, "text waits", "texts wait")
        yield Finding(
            f"{texts} to be read for the meaning; search finds them by their words. The worker "
            "reads them, or `flask --app app search embed`."
        )
    else:
        yield Finding("Every text was read for its meaning.")


def _contents(session: Session, settings: Settings) -> Iterator[Finding]:
    if directory.is_loaded(session):
        yield Finding("The LEA directory is loaded.")
    else:
        yield Finding("The LEA directory is not loaded: run `flask --app app seed`.", True)
    admins = session.execute(
        select(func.count()).select_from(Person).where(col(Person.is_admin))
    ).scalar_one()
    if not admins:
        yield Finding(
            "This portal has no administrator: run `flask --app app create-admin EMAIL`.", True
        )
    yield from _unread(session)
    yield from watch.contents(session, settings)
