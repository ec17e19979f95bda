"""What the text of a study costs: its workspace against its template, and word differences."""

import random
from collections.abc import Callable
from functools import partial
from typing import Any

from flask import Flask, g, render_template, template_rendered
from flask.testing import FlaskClient
from sqlalchemy import Engine
from sqlmodel import Session, SQLModel

from bench import data
from bench.common import (
    Databases,
    Figure,
    connected,
    counted,
    engine_of,
    median,
    milliseconds,
    portal,
    process_clock,
    signed_in,
    timed,
)
from rpp import history, markup
from rpp.studies.models import (
    PassageComment,
    SectionRevision,
    Study,
    StudyMember,
    StudyPartner,
    StudySection,
)
from rpp.studies.sections import SECTIONS
from rpp.studies.text import passages
from rpp.studies.text.diff import words

RUNS = 100
REVISIONS, COMMENTS, PARAGRAPHS = 200, 300, 8
# Of `bench.data`: one leads the study, the others the districts.
LEAD, CO_LEADS = 11, (12, 13)


def fill(engine: Engine) -> int:
    """One study in co-design as the figures ask for it; its id."""
    data.fill(engine, problem_count=20, comment_count=200)
    with Session(engine.execution_options(write=True)) as session:
        study = Study(
            problem_id=data.LONG,
            network_id=1,
            lead_id=LEAD,
            organization_id=LEAD + 1,
            title="A study with a long text",
            design="rct",
            status="co_design",
            status_since=data.BEGAN,
            created_at=data.BEGAN,
        )
        session.add(study)
        session.flush()
        study_id = study.id or 0
        # One by one: answers point to the comment before them.
        for row in _about(study_id):
            session.add(row)
            session.flush()
        session.commit()
        return study_id


def _about(study_id: int) -> list[SQLModel]:
    rows: list[SQLModel] = []
    for person in (LEAD, *CO_LEADS):
        role = "lead" if person == LEAD else "co_lead"
        place = {"study_id": study_id, "organization_id": person + 1}
        rows.append(StudyMember(person_id=person, role=role, since=data.BEGAN, **place))
        if person != LEAD:
            rows.append(StudyPartner(joined_at=data.BEGAN, **place))
    for at, key in enumerate(SECTIONS):
        body = "\n\n".join(data.paragraph(at * 50 + n) for n in range(PARAGRAPHS))
        html = markup.render(body)
        rows.append(
            StudySection(
                id=at + 1,
                study_id=study_id,
                key=key,
                body=body,
                body_html=html,
                markup_version=markup.VERSION,
                version=20,
                edited_by=LEAD,
                edited_at=data.BEGAN,
                anchors=list(range(1, len(passages.pieces(html)) + 1)),
                next_anchor=PARAGRAPHS + 1,
            )
        )
    for n in range(REVISIONS):
        rows.append(
            SectionRevision(
                section_id=n % len(SECTIONS) + 1,
                version=n // len(SECTIONS) + 1,
                body=data.paragraph(n, 12),
                edited_by=CO_LEADS[n % 2],
                edited_at=data.BEGAN,
            )
        )
        about = {"section": "design"}
        rows.append(
            history.Event(
                kind="study",
                subject_id=study_id,
                verb="section_edited",
                actor_id=LEAD,
                detail=about,
                private=True,
                at=data.BEGAN,
            )
        )
    keys = list(SECTIONS)
    # Threads of a comment and two answers; a third of them settled.
    for n in range(COMMENTS):
        first = n // 3 * 3
        body = data.paragraph(n, 2)
        rows.append(
            PassageComment(
                id=n + 1,
                study_id=study_id,
                section_key=keys[first // 3 % len(keys)],
                anchor=first // 3 % PARAGRAPHS + 1,
                quote=data.paragraph(n),
                parent_id=first + 1 if n > first else None,
                author_id=(LEAD, *CO_LEADS)[n % 3],
                body=body,
                body_html=markup.render(body),
                markup_version=markup.VERSION,
                at=data.BEGAN,
                resolved_at=data.BEGAN if first % 9 == 0 and n == first else None,
            )
        )
    return rows


def workspace(databases: Databases, kind: str) -> list[Figure]:
    """The page of a study in co-design, for its lead, against its template in memory."""
    engine = connected(databases.new(kind))
    study = fill(engine)
    app = portal(str(engine.url), databases.folder)
    path = f"/studies/{study}"
    with engine_of(app, engine):
        client = signed_in(app, LEAD)
        render = _template_alone(app, client, path)
        with counted(engine) as seen:
            answer = client.get(path)
        assert answer.status_code == 200
        whole, alone = [], []
        for _ in range(RUNS):
            whole.append(timed(process_clock, partial(client.get, path)))
            alone.append(timed(process_clock, render))
    engine.dispose()
    ratio = median(whole) / median(alone)
    scale = f"{len(SECTIONS)} sections, {REVISIONS} revisions, {COMMENTS} passage comments"
    return [
        Figure(
            f"workspace of a study ({scale}): SQL statements",
            "at most 12",
            str(len(seen)),
            "counted; without those of transactions",
            len(seen) <= 12,
            kind,
        ),
        Figure(
            "workspace of a study against its template",
            "at most 2×",
            f"{ratio:.2f}× ({milliseconds(median(whole))} and {milliseconds(median(alone))})",
            f"medians of {RUNS} CPU times of this process, in turns",
            ratio <= 2,
            kind,
        ),
    ]


def _template_alone(app: Flask, client: FlaskClient, path: str) -> Callable[[], str]:
    """A function that renders the page at `path` from the same values."""
    seen: list[dict[str, Any]] = []

    def keep(_app: Flask, template: Any, context: dict[str, Any], **_: Any) -> None:
        if template.name == "studies/page/show.html":
            seen.append(context)

    with template_rendered.connected_to(keep, app):
        client.get(path)
    context = seen[-1]
    frame = ("g", "request", "session", "config", "viewer", "current_user")
    values = {name: value for name, value in context.items() if name not in frame}
    request = app.test_request_context(path)
    request.push()
    g._login_user = context["viewer"]
    return lambda: render_template("studies/page/show.html", **values)


def differences(_databases: Databases) -> list[Figure]:
    """Word differences of two texts of 5,000 words, by how much of them changed."""
    chance = random.Random(5_000)
    common = ["the", "of", "and", "to", "in"] * 20 + [f"word{n}" for n in range(1_500)]

    def text() -> str:
        made = chance.choices(common, k=5_000)
        return " ".join(w + ("\n\n" if n % 90 == 89 else "") for n, w in enumerate(made))

    before = text()
    some = " ".join(
        chance.choice(common) if chance.random() < 1 / 3 else word for word in before.split(" ")
    )
    cases = {"one word changed": before.replace("word7 ", "x ", 1), "a third changed": some}
    cases |= {
        "another text": text(),
        "in another order": " ".join(chance.sample(before.split(), 5_000)),
    }
    figures = []
    for what, after in cases.items():
        spent = median([timed(process_clock, partial(words, before, after)) for _ in range(20)])
        figures.append(
            Figure(
                f"word differences of two texts of 5,000 words, {what}",
                "under 50 ms",
                milliseconds(spent),
                "median of 20 CPU times",
                spent < 0.05,
            )
        )
    return figures
