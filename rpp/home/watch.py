"""What must run or lie beside the portal: its worker, its mail, its files, its data."""

import shutil
import tempfile
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

from sqlalchemy import func, select
from sqlmodel import Session, col

from rpp import dates, jobs, mail
from rpp.briefs.doi import registering
from rpp.config import HERE, Settings
from rpp.evidence.models import EvidenceRecord
from rpp.files import store
from rpp.home.findings import Finding
from rpp.layout import several
from rpp.people.models import Person
from rpp.rounds import overdue

LATE = timedelta(minutes=15)
LEAST_SPACE = 500 * 1024**2  # bytes left on the disk of the instance


def surroundings(settings: Settings) -> Iterator[Finding]:
    """What can be seen without the database: the folder of the instance."""
    yield from _folder(settings.instance)
    yield _summaries(settings)


def _summaries(settings: Settings) -> Finding:
    """Whether a model may write summaries of answers, and whether its settings are whole."""
    url = settings.llm_url
    if not (url or settings.llm_model or settings.llm_key):
        return Finding("No text is generated: RPP_LLM_URL is not set.")
    needed = {"RPP_LLM_URL": url, "RPP_LLM_MODEL": settings.llm_model}
    missing = [name for name, value in needed.items() if not value]
    if missing:
        names = " and ".join(missing)
        return Finding(
            f"Answers have no summaries: set {names} as well, or unset the others.", True
        )
    host = urlsplit(url).hostname or ""
    if url.startswith("http:") and host not in HERE:
        return Finding(
            f"Questions travel to {host} unencrypted: let RPP_LLM_URL begin with https.", True
        )
    return Finding(f"Where the asker agrees, {settings.llm_model} at {host} writes summaries.")


def contents(session: Session, settings: Settings) -> Iterator[Finding]:
    """What the database tells: work that is overdue, and what is missing or too much."""
    yield from overdue_work(session, settings)
    yield from _attachments(session)
    yield from _data(session, settings)


# --- work ----------------------------------------------------------------------------------


def overdue_work(session: Session, settings: Settings) -> Iterator[Finding]:
    """Whether the worker runs, and what it has not done: also shown to administrators."""
    yield _worker(session)
    for job in jobs.failing(session):
        since = _moment(job.failing_since)
        yield Finding(
            f"The worker’s job “{job.name}” has been failing since {since}: {job.error}.", True
        )
    for late in overdue.rounds(session):
        what = "counted" if late.status == "open" else "opened"
        since = _moment(late.since)
        yield Finding(f"Round {late.id} should have been {what} on {since}.", True)
    yield from _mail(session, settings)
    yield from _dois(session, settings)


def _worker(session: Session) -> Finding:
    start = "start `flask --app app worker`, and have it started again whenever it ends."
    beat = jobs.last_beat(session)
    if beat is None:
        return Finding(f"The worker has never run: {start}", True)
    if jobs.is_silent(session):
        return Finding(f"The worker has not run since {_moment(beat)}: {start}", True)
    return Finding("The worker runs.")


def _mail(session: Session, settings: Settings) -> Iterator[Finding]:
    if settings.smtp_url and (late := mail.late(session, LATE)):
        waits = several(late, "e-mail has been waiting", "e-mails have been waiting")
        yield Finding(
            f"{waits} for more than 15 minutes: is `flask --app app worker` running, and does the "
            "mail server answer?",
            True,
        )
    if put_off := len(mail.put_off(session)):
        were = several(put_off, "e-mail was", "e-mails were")
        yield Finding(f"{were} put off by the mail server; the worker tries again for two days.")
    if lost := mail.given_up_count(session):
        were = several(lost, "e-mail was", "e-mails were")
        yield Finding(
            f"{were} given up. See why with `flask --app app mail list`, then send again with "
            "`mail resend` or discard with `mail dismiss`.",
            True,
        )


def _dois(session: Session, settings: Settings) -> Iterator[Finding]:
    if not settings.datacite_url:
        return
    if troubled := registering.troubled_count(session):
        are = several(troubled, "DOI is", "DOIs are")
        yield Finding(f"{are} not registered: /admin says why, and lets you try again.", True)
    else:
        yield Finding(f"DOIs are registered at {urlsplit(settings.datacite_url).hostname}.")


def _moment(moment: datetime | None) -> str:
    return dates.moment_in(moment, "UTC") if moment else "long ago"


# --- what lies beside it -------------------------------------------------------------------


def _folder(instance: Path) -> Iterator[Finding]:
    try:
        with tempfile.NamedTemporaryFile(dir=instance) as probe:
            probe.write(b"x" * 4096)
            probe.flush()
        free = shutil.disk_usage(instance).free
    except OSError as error:
        yield Finding(
            f"Nothing can be written in {instance} ({error.strerror}): make it writable for the "
            "account that runs the portal, and make room on its disk.",
            True,
        )
        return
    if free < LEAST_SPACE:
        yield Finding(
            f"The disk of {instance} is nearly full: {free // 1024**2} MB are left.", True
        )


def _attachments(session: Session) -> Iterator[Finding]:
    missing = store.missing(session)
    if missing:
        papers = several(len(missing), "attached document is", "attached documents are")
        first = ", ".join(f"{one.name} ({one.of} {one.key})" for one in missing[:3])
        yield Finding(
            f"{papers} missing from {store.place()}, such as {first}: restore the folder "
            f"from a backup.",
            True,
        )


def _data(session: Session, settings: Settings) -> Iterator[Finding]:
    if not settings.demo and (invented := _count(session, Person.persona != "")):
        people = several(invented, "person", "people")
        yield Finding(
            f"This database contains the demo ({people} of it), and RPP_DEMO is not set: invented "
            f"content is mixed with real content. Use a separate database for the demo.",
            True,
        )
    if _count(session, col(EvidenceRecord.id).is_not(None)):
        yield Finding("The reviewed studies are loaded.")
    else:
        yield Finding("No reviewed studies are loaded: run `flask --app app seed`.", True)


def _count(session: Session, condition: object) -> int:
    answer: int = session.execute(select(func.count()).where(condition)).scalar_one()  # type: ignore[arg-type]
    return answer
