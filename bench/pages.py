"""What reading costs: a page against its template, at two scales, and when nothing changed."""

import dataclasses
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

from flask import Flask, g, render_template, template_rendered
from flask.testing import FlaskClient
from sqlalchemy import Row

from bench import data
from bench.common import (
    Clock,
    Databases,
    Figure,
    connected,
    counted,
    cpu_clock,
    engine_of,
    median,
    milliseconds,
    p95,
    portal,
    process_clock,
    signed_in,
    timed,
)

FULL = {"problem_count": 10_000, "comment_count": 100_000}
TENTH = {name: number // 10 for name, number in FULL.items()}
RUNS = 200
# What a page's template should take of the whole, by its comments.
LEAST = {
    "SQLite": {10: 0.45, 50: 0.6, 100: 0.6},
    "PostgreSQL": {10: 0.35, 50: 0.5, 100: 0.5},
}
UNCHANGED = 0.2
SEARCH = "search for two common words"
# They lead their district, so their pages ask the most.
READER = 10


def against_template(databases: Databases, kind: str) -> list[Figure]:
    """A problem's page, signed in, against the same template filled from plain dicts."""
    engine = connected(databases.new(kind))
    data.fill(engine, **TENTH)
    app = portal(str(engine.url), databases.folder)
    figures, statements = list[Figure](), dict[int, int]()
    with engine_of(app, engine):
        client = signed_in(app, READER)
        for comments, least in LEAST[kind].items():
            path = f"/problems/{data.WITH_COMMENTS[comments]}"
            render = _template_alone(app, client, path)
            with counted(engine) as seen:
                page = client.get(path)
            assert page.status_code == 200
            assert "Content-Encoding" not in page.headers
            statements[comments] = len(seen)
            whole, alone = [], []
            for _ in range(RUNS):
                whole.append(timed(process_clock, partial(client.get, path)))
                with render.context():
                    alone.append(timed(process_clock, render))
            speed = median(alone) / median(whole)
            both = f"{milliseconds(median(whole))} and {milliseconds(median(alone))}"
            figures.append(
                Figure(
                    f"page of a problem, {comments} comments, against its template",
                    f"at least {least}",
                    f"{speed:.2f} ({both})",
                    f"medians of {RUNS} CPU times of this process, in turns",
                    speed >= least,
                    kind,
                )
            )
    same = len(set(statements.values())) == 1
    figures.append(
        Figure(
            "SQL statements of the page",
            "at most 8, same for 10 and 100 comments",
            ", ".join(f"{n} for {comments}" for comments, n in statements.items()),
            "counted; without those of transactions",
            same and max(statements.values()) <= 8,
            kind,
        )
    )
    engine.dispose()
    return figures


@dataclasses.dataclass
class Template:
    """The template of a page, with plain dicts and a signed-in viewer to fill it from."""

    app: Flask
    path: str
    viewer: Any
    values: dict[str, Any]

    @contextmanager
    def context(self) -> Iterator[None]:
        """What rendering needs around it; left before a client asks, who brings their own."""
        with self.app.test_request_context(self.path):
            g._login_user = self.viewer
            yield

    def __call__(self) -> str:
        return render_template("problems/show.html", **self.values)


def _template_alone(app: Flask, client: FlaskClient, path: str) -> Template:
    """The template of the page at `path`, apart from the portal."""
    seen: list[dict[str, Any]] = []

    def keep(_app: Flask, template: Any, context: dict[str, Any], **_: Any) -> None:
        seen.append(context)

    with template_rendered.connected_to(keep, app):
        client.get(path)
    context = seen[-1]
    frame = ("g", "request", "session", "config", "viewer", "current_user")
    values = {name: plain(value) for name, value in context.items() if name not in frame}
    return Template(app, path, context["viewer"], values)


def plain(value: Any) -> Any:
    """Rows and dataclasses as dicts, all the way down."""
    if isinstance(value, Row):
        return {name: plain(item) for name, item in value._mapping.items()}
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        names = [field.name for field in dataclasses.fields(value)]
        return {name: plain(getattr(value, name)) for name in (*names, *_properties(value))}
    if isinstance(value, dict):
        return {name: plain(item) for name, item in value.items()}
    if isinstance(value, list):
        return [plain(item) for item in value]
    return value


def _properties(value: Any) -> list[str]:
    return [name for name, item in vars(type(value)).items() if isinstance(item, property)]


def growth(databases: Databases, kind: str) -> list[Figure]:
    """Pages and lists with 100,000 comments and 10,000 problems, against a tenth of that."""
    engines = {}
    for name, scale in (("tenth", TENTH), ("full", FULL)):
        engines[name] = connected(databases.new(kind))
        data.fill(engines[name], **scale)
    app = portal(str(engines["full"].url), databases.folder)
    client = signed_in(app, READER)
    clocks = {name: cpu_clock(engine) for name, engine in engines.items()}
    kinds: dict[str, Callable[[int], str]] = {
        "page of a problem": lambda n: f"/problems/{6 + n * 4 % 900}",
        "list of problems": lambda n: f"/problems?past={100 + n * 4 % 900}",
        "list of one subject": lambda n: f"/problems?subject=math&past={100 + n * 4 % 900}",
        "list of one state": lambda n: f"/problems?status=prioritized&past={100 + n * 4 % 900}",
        SEARCH: lambda n: f"/search?q={data.WORDS[n % 40]}+{data.WORDS[n * 7 % 40]}",
    }
    figures = []
    for what, address in kinds.items():
        costs: dict[str, list[float]] = {"tenth": [], "full": []}
        for n in range(RUNS + 10):
            for name, engine in engines.items():
                with engine_of(app, engine):
                    cost = timed(clocks[name], partial(_read, client, address(n)))
                if n >= 10:
                    costs[name].append(cost)
        grown = p95(costs["full"]) / p95(costs["tenth"])
        figures.append(
            Figure(
                f"p95 of a {what}, ten times the rows",
                # Ranking looks at each thing that holds a word; the words here are in most.
                "" if what == SEARCH else "at most 1.3×",
                f"{grown:.2f}× ({milliseconds(p95(costs['full']))})",
                f"CPU of process and database, {RUNS} different requests in turns",
                None if what == SEARCH else grown <= 1.3,
                kind,
            )
        )
    with engine_of(app, engines["full"]):
        figures += [
            _last_page(client, clocks["full"], kind, what, path)
            for what, path in (
                ("list of problems", "/problems"),
                ("discussion of 10,000 comments", f"/discussions/problem/{data.LONG}"),
            )
        ]
    for engine in engines.values():
        engine.dispose()
    return figures


def _read(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 200, (path, answer.status_code)


def _last_page(client: FlaskClient, clock: Clock, kind: str, what: str, path: str) -> Figure:
    """The last page of a list against its first."""
    first, last = [], []
    for _ in range(RUNS):
        first.append(timed(clock, lambda: _read(client, path)))
        last.append(timed(clock, lambda: _read(client, f"{path}?end=1")))
    ratio = median(last) / median(first)
    return Figure(
        f"last page of a {what} against its first",
        "at most 1.2×",
        f"{ratio:.2f}×",
        f"medians of {RUNS} CPU times of process and database",
        ratio <= 1.2,
        kind,
    )


def unchanged(databases: Databases, kind: str) -> list[Figure]:
    """The answer that nothing changed (304) against the page (200), signed in."""
    engine = connected(databases.new(kind))
    data.fill(engine, **TENTH)
    app = portal(str(engine.url), databases.folder)
    figures = []
    with engine_of(app, engine):
        client = signed_in(app, READER)
        for comments, problem in data.WITH_COMMENTS.items():
            path = f"/problems/{problem}"
            tag = {"If-None-Match": client.get(path).headers["ETag"]}
            assert client.get(path, headers=tag).status_code == 304
            page, same = [], []
            for _ in range(RUNS):
                page.append(timed(process_clock, partial(client.get, path)))
                same.append(timed(process_clock, partial(client.get, path, headers=tag)))
            ratio = median(same) / median(page)
            figures.append(
                Figure(
                    f"304 against 200, {comments} comments",
                    f"at most {UNCHANGED}" if comments == 100 else "",
                    f"{ratio:.2f} ({milliseconds(median(same))})",
                    f"medians of {RUNS} CPU times of this process, in turns",
                    ratio <= UNCHANGED if comments == 100 else None,
                    kind,
                )
            )
    engine.dispose()
    return figures
