"""Fills a database at a given scale: the same rows every time."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Engine, delete, insert, select, text
from sqlmodel import SQLModel

from rpp import markup
from rpp.db import columns
from rpp.models import (
    discussions,
    history,
    networks,
    organizations,
    people,
    problems,
    rounds,
    search,
    vocabulary,
)
from rpp.people.sessions import digest
from rpp.search import terms

LEAS, NETWORKS, PEOPLE = 400, 20, 1_000
CHUNK = 5_000
BEGAN = datetime(2026, 1, 5, 14, tzinfo=UTC)
# Problem 1 holds a tenth of all comments; these have as many at every scale.
LONG = 1
WITH_COMMENTS = {10: 2, 20: 3, 50: 4, 100: 5}
WORDS = """
absence bus calendar caregiver chronic classroom counselor daily district driver family feeder
grade homework intervention lesson literacy mathematics meal mentor middle morning office parent
phone principal reading roster route rural schedule school screener section specialist staff
student substitute teacher transition truancy tutor winter year
""".split()  # noqa: SIM905


def sentence(seed: int, length: int = 14) -> str:
    """Words that look like a sentence; another for each seed."""
    chosen = [WORDS[(seed * 31 + at * at * 7 + at * 13) % len(WORDS)] for at in range(length)]
    return " ".join(chosen).capitalize() + "."


def paragraph(seed: int, sentences: int = 3) -> str:
    """A few sentences."""
    return " ".join(sentence(seed * 5 + at, 9 + (seed + at) % 8) for at in range(sentences))


def token(person: int) -> str:
    """The session token of a person, for their cookie."""
    return f"bench-{person}"


def fill(engine: Engine, *, problem_count: int, comment_count: int) -> None:
    """Write people, districts, networks, problems, comments, their events and search index.

    Person n (from 1) belongs to district n % LEAS + 1 and leads it where n <= LEAS.
    """
    with engine.execution_options(write=True).begin() as connection:
        _community(connection)
        _problems(connection, problem_count)
        _comments(connection, problem_count, comment_count)
        _even_out(connection)
    with engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
        connection.execute(text("ANALYZE"))


def _put(connection: Connection, model: type[SQLModel], rows: Iterable[dict[str, Any]]) -> None:
    table = model.__table__  # type: ignore[attr-defined]
    defaults = {
        name: field.get_default(call_default_factory=True)
        for name, field in model.model_fields.items()
        if name != "id" and not field.is_required()
    }
    chunk: list[dict[str, Any]] = []
    for row in rows:
        chunk.append(defaults | row)
        if len(chunk) == CHUNK:
            connection.execute(insert(table), chunk)
            chunk = []
    if chunk:
        connection.execute(insert(table), chunk)


def _community(connection: Connection) -> None:
    """Districts, four fifths of which are in a network each, people, and their sessions."""
    _put(
        connection,
        organizations.Organization,
        (
            {
                "id": n,
                "type": "lea",
                "name": f"{WORDS[n % len(WORDS)].capitalize()} District {n}",
                "city": "Town",
                "state": ("AL", "GA", "MS", "TN")[n % 4],
                "leaid": f"{n:07}",
                "locale": (11, 21, 32, 43)[n % 4],
                "enrollment": 400 + n * 37,
                "finder": f"// district {n} /  / ",
            }
            for n in range(1, LEAS + 1)
        ),
    )
    _put(
        connection,
        networks.Network,
        (
            {
                "id": n,
                "slug": f"network-{n}",
                "name": f"Network {n:02}",
                "purpose": sentence(n),
                "created_at": BEGAN,
            }
            for n in range(1, NETWORKS + 1)
        ),
    )
    _put(
        connection,
        networks.NetworkMembership,
        (
            {
                "network_id": n % NETWORKS + 1,
                "organization_id": n,
                "status": "active",
                "status_since": BEGAN,
            }
            for n in range(1, LEAS + 1)
        ),
    )
    everyone = range(1, PEOPLE + 1)
    _put(
        connection,
        people.Person,
        (
            {
                "id": n,
                "name": f"{sentence(n, 1)[:-1]} {sentence(n + 7, 1)[:-1]}",
                "email": f"person{n}@district{n}.example",
                "title": ("Superintendent", "Teacher", "Principal")[n % 3],
                "confirmed_at": BEGAN,
                "created_at": BEGAN,
            }
            for n in everyone
        ),
    )
    _put(
        connection,
        organizations.Membership,
        (
            {
                "person_id": n,
                "organization_id": n % LEAS + 1,
                "role": "leader" if n <= LEAS else "member",
                "status": "active",
                "status_since": BEGAN,
            }
            for n in everyone
        ),
    )
    _put(
        connection,
        organizations.Appointment,
        (
            {
                "organization_id": n % LEAS + 1,
                "person_id": n,
                "role": "delegate",
                "appointed_at": BEGAN,
            }
            for n in range(1, LEAS + 1)
        ),
    )
    _put(
        connection,
        people.PersonSession,
        (
            {
                "person_id": n,
                "token_hash": digest(token(n)),
                "started_at": BEGAN,
                "expires_at": datetime(2126, 1, 1, tzinfo=UTC),
            }
            for n in everyone
        ),
    )


def _event(
    at: int, kind: str, subject: int, verb: str, actor: int, **detail: Any
) -> dict[str, Any]:
    moment = BEGAN + timedelta(minutes=at)
    return {
        "kind": kind,
        "subject_id": subject,
        "verb": verb,
        "actor_id": actor,
        "detail": detail,
        "at": moment,
    }


def _problems(connection: Connection, count: int) -> None:
    """Problems in the open, each with tags, two events, a search row, some with contexts."""
    numbers = range(1, count + 1)

    def problem(n: int) -> dict[str, Any]:
        lea = n % LEAS + 1
        return {
            "id": n,
            "network_id": lea % NETWORKS + 1,
            "organization_id": lea,
            "author_id": n % PEOPLE + 1,
            "status": ("open", "prioritized", "open", "retired")[n % 4],
            "status_since": BEGAN + timedelta(minutes=n),
            "audience": "network" if n % 10 == 9 else "public",
            "title": sentence(n, 8),
            "summary": paragraph(n),
            "affected": sentence(n + 1),
            "evidence": paragraph(n + 2),
            "tried": paragraph(n + 3, 2),
            "plan": sentence(n + 4),
            "created_at": BEGAN,
            "saved_at": BEGAN,
            "submitted_at": BEGAN,
            "opened_at": BEGAN + timedelta(minutes=n),
        }

    _put(connection, problems.Problem, map(problem, numbers))
    _put(
        connection,
        vocabulary.Tag,
        (
            {"kind": "problem", "subject_id": n, "element": element, "code": code}
            for n in numbers
            for element, code in (
                ("grade", f"{n % 12 + 1:02}"),
                ("grade", f"{(n + 1) % 12 + 1:02}"),
                ("subject", list(vocabulary.SUBJECTS)[n % 10]),
            )
        ),
    )
    _put(
        connection,
        problems.LocalContext,
        (
            {
                "problem_id": n,
                "organization_id": (n + k * NETWORKS) % LEAS + 1,
                "author_id": (n + k) % PEOPLE + 1,
                "differs": sentence(n + k),
                "added_at": BEGAN,
            }
            for n in numbers
            for k in range(1, 4)
        ),
    )
    _put(
        connection,
        history.Event,
        (
            _event(n, "problem", n, verb, n % PEOPLE + 1)
            for n in numbers
            for verb in ("submitted", "opened")
        ),
    )
    _put(connection, search.SearchChange, [{"id": 1, "stamp": "measured"}])
    _put(connection, search.SearchDocument, map(_searched, numbers))


def _searched(n: int) -> dict[str, Any]:
    title = sentence(n, 8)
    body = paragraph(n) + sentence(n + 1) + paragraph(n + 2) + paragraph(n + 3, 2)
    return {
        "kind": "problem",
        "subject_id": n,
        "title": title,
        "body": body,
        "terms": terms.of_document(title, body, ""),
        "facets": ["kind:problem"],
        "change_id": 1,
        "line": f"District {n % LEAS + 1}",
        "network_id": (n % LEAS + 1) % NETWORKS + 1 if n % 10 == 9 else None,
    }


def subjects(problem_count: int, comment_count: int) -> Iterator[int]:
    """The problem that each comment in turn belongs to: they come mixed, as in life."""
    left = {LONG: comment_count // 10, **{n: size for size, n in WITH_COMMENTS.items()}}
    others = range(max(left) + 1, problem_count + 1)
    rest = comment_count - sum(left.values())
    left |= {n: rest // len(others) + (at < rest % len(others)) for at, n in enumerate(others)}
    begun = {n: size for n, size in left.items() if size}
    # Each round gives one comment to every problem that still has some to come, and to the long
    # discussion its share.
    share = max(1, left[LONG] // max(WITH_COMMENTS))
    while begun:
        for n in list(begun):
            for _ in range(min(begun[n], share if n == LONG else 1)):
                yield n
                begun[n] -= 1
            if not begun[n]:
                del begun[n]


def _comments(connection: Connection, problem_count: int, comment_count: int) -> None:
    """Comments, every third a reply to the problem's first, each with its event."""
    first: dict[int, int] = {}
    bodies = [paragraph(n, 2) + "\n\n" + paragraph(n + 1, 1) for n in range(200)]
    rendered = [markup.render(body) for body in bodies]

    def rows() -> Iterator[dict[str, Any]]:
        for at, subject in enumerate(subjects(problem_count, comment_count), 1):
            author = (at * 7) % PEOPLE + 1
            yield {
                "id": at,
                "subject_kind": "problem",
                "subject_id": subject,
                "author_id": author,
                "organization_id": author % LEAS + 1,
                "reply_to": first.setdefault(subject, at) if at % 3 == 0 else None,
                "body": bodies[at % 200],
                "body_html": rendered[at % 200],
                "markup_version": markup.VERSION,
                "status": "edited" if at % 20 == 0 else "shown",
                "status_since": BEGAN,
                "written_at": BEGAN + timedelta(minutes=at),
            } | ({"reply_to": None} if first.setdefault(subject, at) == at else {})

    _put(connection, discussions.Comment, rows())
    talk = history.talk_of("problem")
    numbered = enumerate(subjects(problem_count, comment_count), 1)
    _put(
        connection,
        history.Event,
        (
            _event(at, talk, subject, "commented", (at * 7) % PEOPLE + 1, comment_id=at)
            for at, subject in numbered
        ),
    )


def discuss(engine: Engine, number: int) -> int:
    """Give the first open problem of a seeded demo so many comments; returns its id."""
    problem, comment = columns(problems.Problem), columns(discussions.Comment)
    with engine.execution_options(write=True).begin() as connection:
        found = connection.execute(
            select(problem.id, problem.author_id, problem.organization_id)
            .where(problem.status == "open", problem.audience == "public")
            .order_by(problem.id)
        ).first()
        assert found is not None
        of_it = comment.subject_kind == "problem", comment.subject_id == found.id
        connection.execute(delete(comment.id.table).where(*of_it))
        _put(
            connection,
            discussions.Comment,
            (
                {
                    "subject_kind": "problem",
                    "subject_id": found.id,
                    "author_id": found.author_id,
                    "organization_id": found.organization_id,
                    "body": paragraph(n),
                    "body_html": markup.render(paragraph(n)),
                    "markup_version": markup.VERSION,
                    "status_since": BEGAN,
                    "written_at": BEGAN,
                }
                for n in range(number)
            ),
        )
    return found.id


def open_round(engine: Engine, electors: int, options: int = 12) -> tuple[int, list[int]]:
    """An open round of the first districts; returns its id and those of its options."""
    with engine.execution_options(write=True).begin() as connection:
        _put(
            connection,
            rounds.Round,
            [
                {
                    "id": 1,
                    "network_id": 1,
                    "title": "What comes first",
                    "status": "open",
                    "status_since": BEGAN,
                    "timezone": "America/Chicago",
                    "opens_at": BEGAN,
                    "closes_at": datetime(2126, 1, 1, tzinfo=UTC),
                    "opened_at": BEGAN,
                }
            ],
        )
        chosen = [
            {"id": n, "round_id": 1, "problem_id": n, "position": n} for n in range(1, options + 1)
        ]
        _put(connection, rounds.RoundOption, chosen)
        _put(
            connection,
            rounds.Elector,
            ({"round_id": 1, "organization_id": n} for n in range(1, electors + 1)),
        )
        _even_out(connection)
    return 1, [row["id"] for row in chosen]


def _even_out(connection: Connection) -> None:
    """On PostgreSQL let the next ids follow those that were written."""
    if connection.dialect.name != "postgresql":
        return
    for table in SQLModel.metadata.sorted_tables:
        if "id" in table.c and table.c.id.autoincrement:
            connection.execute(
                text(
                    f"SELECT setval(pg_get_serial_sequence('{table.name}', 'id'), "
                    f"coalesce(max(id), 0) + 1, false) FROM {table.name}"
                )
            )
