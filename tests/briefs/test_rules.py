"""Who may do what, which step follows which, and what never changes."""

import json
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, select

from rpp import db
from rpp.briefs import operations, publishing, retiring
from rpp.briefs.checks import checks
from rpp.briefs.first_draft import spelled
from rpp.briefs.life import LIFE
from rpp.briefs.models import Brief, BriefVersion
from rpp.briefs.sections import NEWEST
from rpp.briefs.texts import ChartText, Draft, Figure
from rpp.errors import DomainError
from rpp.organizations.models import Organization
from rpp.people.models import Person
from rpp.policy import Viewer
from rpp.studies.models import Study, StudyFinding, StudyPartner
from tests.briefs.conftest import RESULT, TITLE, World
from tests.support.client import Browser
from tests.support.html import Page
from tests.support.reviews import review

BrowserAs = Callable[..., Browser]
NOTE = "The title names where it was tried."


# --- transitions ---------------------------------------------------------------------------


def put(world: World, brief: Brief, status: str) -> None:
    with world.make.writing() as session:
        row = session.get(Brief, brief.id)
        assert row is not None
        row.status = status
        session.add(row)


VERBS: dict[str, tuple[str, Callable[[World, Brief, Brief], Any]]] = {
    "review": (
        "in_review",
        lambda w, b, _: w.act(operations.send_to_review, w.lead, b.id),
    ),
    "back": ("draft", lambda w, b, _: w.act(operations.return_to_draft, w.lead, b.id)),
    "correct": (
        "published",
        lambda w, b, _: w.act(publishing.correct_brief, w.lead, b.id, NOTE),
    ),
    "supersede": (
        "superseded",
        lambda w, b, new: w.act(retiring.supersede_brief, w.lead, b.id, new.id, "A year on."),
    ),
    "withdraw": (
        "withdrawn",
        lambda w, b, _: w.act(retiring.withdraw_brief, w.lead, b.id, "An error in it."),
    ),
}
# Which verb brings a brief from which status to which.
ARROWS = {
    ("draft", "review"),
    ("in_review", "back"),
    ("published", "correct"),
    ("published", "supersede"),
    ("published", "withdraw"),
    ("superseded", "withdraw"),
}


def test_each_verb_moves_along_the_table_and_no_other_way(worlds: Any) -> None:
    world, newer = worlds(), worlds().published()
    brief = world.published()
    world.save(brief, {"title": f"{TITLE}, in three districts"})
    versions = len(world.make.all(BriefVersion))
    for status in LIFE.transitions:
        for verb, (to, act) in VERBS.items():
            put(world, brief, status)
            if (status, verb) in ARROWS:
                assert to in LIFE.transitions[status]
                if verb == "correct":
                    continue
                act(world, brief, newer)
                assert world.now(brief).status == to
            else:
                with pytest.raises(DomainError):
                    act(world, brief, newer)
                assert world.now(brief).status == status
    put(world, brief, "published")
    assert len(world.make.all(BriefVersion)) == versions
    VERBS["correct"][1](world, brief, newer)
    assert world.now(brief).current == 2


def test_only_from_review_a_brief_is_published(world: World) -> None:
    brief = world.complete()
    for status in LIFE.transitions:
        if status != "in_review":
            put(world, brief, status)
            with pytest.raises(DomainError):
                world.act(publishing.publish_brief, world.lead, brief.id)
    put(world, brief, "in_review")
    review(world.make, brief.id)
    assert world.act(publishing.publish_brief, world.lead, brief.id).status == "published"


def test_a_study_must_be_interpreted_when_its_brief_is_published(world: World) -> None:
    brief = world.reviewed()
    with world.make.writing() as session:
        study = session.get(Study, world.study.id)
        assert study is not None
        study.status = "paused"
        session.add(study)
    with pytest.raises(DomainError, match="must be interpreted"):
        world.act(publishing.publish_brief, world.lead, brief.id)
    assert world.make.all(BriefVersion) == []


def test_a_draft_in_review_cannot_be_changed(world: World) -> None:
    brief = world.reviewed()
    with pytest.raises(DomainError, match="can return it to draft"):
        world.save(brief, {"title": "Something else was found here"})
    world.act(operations.return_to_draft, world.lead, brief.id)
    world.save(brief, {"title": "Something else was found here"})
    assert world.now(brief).title == "Something else was found here"


def test_a_correction_must_change_something_and_say_what(world: World) -> None:
    brief = world.published()
    with pytest.raises(DomainError, match="Nothing has changed"):
        world.act(publishing.correct_brief, world.lead, brief.id, NOTE)
    world.save(brief, {"title": f"{TITLE}, in three districts"})
    with pytest.raises(DomainError, match="Say what changed"):
        world.act(publishing.correct_brief, world.lead, brief.id, "  ")


def test_a_dropped_correction_leaves_the_published_text(world: World) -> None:
    brief = world.published()
    before = world.now(brief).draft
    world.save(
        brief,
        {"title": f"{TITLE}, in three districts", "chart": ChartText()},
    )
    world.act(operations.drop_correction, world.lead, brief.id)
    assert world.now(brief).draft == before
    with pytest.raises(DomainError, match="Nothing has changed"):
        world.act(publishing.correct_brief, world.lead, brief.id, NOTE)


# --- permissions ---------------------------------------------------------------------------


def test_who_may_do_what(world: World, browser_as: BrowserAs) -> None:
    brief = world.complete()
    everyone = {
        "lead": world.lead,
        "co_lead": world.co_lead,
        "practitioner": world.practitioner,
        "observer": world.observer,
        "stranger": world.stranger,
    }
    browsers = {name: browser_as(person) for name, person in everyone.items()}

    def answers(path: str, method: str = "get") -> dict[str, int]:
        return {
            name: (
                browser.get(path) if method == "get" else browser.force(path, {"title": ""})
            ).status_code
            for name, browser in browsers.items()
        }

    writes = {"lead": 200, "co_lead": 200, "practitioner": 200, "observer": 403, "stranger": 404}
    leads = writes | {"practitioner": 403}
    assert answers(f"/briefs/{brief.id}/edit") == writes
    assert answers(f"/briefs/{brief.id}/dissent") == writes
    assert answers(f"/briefs/{brief.id}/edit", "post") == {
        **writes, "lead": 422, "co_lead": 422, "practitioner": 422,
    }  # fmt: skip
    assert answers(f"/briefs/{brief.id}/withdraw") == leads
    assert answers(f"/briefs/{brief.id}/supersede") == leads
    for step in ("review", "back-to-draft"):
        assert answers(f"/briefs/{brief.id}/{step}", "post") == {
            **leads, "lead": 303, "co_lead": 303,
        }  # fmt: skip
    world.act(operations.send_to_review, world.lead, brief.id)
    assert answers(f"/briefs/{brief.id}/publish") == leads
    review(world.make, brief.id)
    world.act(publishing.publish_brief, world.lead, brief.id)
    # Once it is published everyone knows of it, so a refusal is a plain one.
    published = {"lead": 200, "co_lead": 200, "practitioner": 403, "observer": 403, "stranger": 403}
    assert answers(f"/briefs/{brief.id}/correct") == published
    assert answers(f"/briefs/{brief.id}/withdraw") == published
    assert answers(f"/briefs/{brief.id}/next") == published | {"practitioner": 200}
    assert browser_as().get(f"/briefs/{brief.id}/withdraw").status_code == 302
    assert world.now(brief).status == "published"


def test_only_a_study_leader_drafts_the_brief(worlds: Any, browser_as: BrowserAs) -> None:
    world: World = worlds()
    path = f"/briefs/new?study={world.study.id}"
    assert browser_as(world.practitioner).force(path).status_code == 403
    assert browser_as(world.stranger).force(path).status_code == 404
    assert browser_as(world.stranger).get("/briefs/new").status_code == 404
    assert world.make.all(Brief) == []
    assert browser_as(world.co_lead).force(path).status_code == 303
    assert len(world.make.all(Brief)) == 1


# --- what is published never changes -------------------------------------------------------


def test_a_published_version_never_changes(world: World, browser_as: BrowserAs) -> None:
    brief = world.published()
    world.corrected(brief)
    anyone = browser_as()
    before = {n: anyone.get(f"/briefs/{brief.id}/v{n}").data for n in (1, 2)}
    rows = [v.model_dump() for v in world.make.all(BriefVersion)]
    with world.make.writing() as session:
        for person in session.exec(select(Person)).all():
            person.name = f"Renamed {person.id}"
            session.add(person)
        for organization in session.exec(select(Organization)).all():
            organization.name = f"Merged district {organization.id}"
            session.add(organization)
        for finding in session.exec(select(StudyFinding)).all():
            finding.result, finding.n = "Something else", 3
            session.add(finding)
        for partner in session.exec(select(StudyPartner)).all():
            session.delete(partner)
        study = session.get(Study, world.study.id)
        assert study is not None
        study.title, study.design = "Another study", "descriptive"
        session.add(study)
    world.save(brief, {"bottom_line": "A draft of version 3."})

    def body(page: bytes) -> bytes:
        # The history below names people as they are called now; the version above does not.
        return page.split(b'id="history-title"')[0]

    for n in (1, 2):
        assert body(anyone.get(f"/briefs/{brief.id}/v{n}").data) == body(before[n])
    assert [v.model_dump() for v in world.make.all(BriefVersion)] == rows


def test_an_old_version_says_that_a_newer_one_exists(world: World, browser_as: BrowserAs) -> None:
    brief = world.published()
    lead = browser_as(world.lead)
    new = f"{TITLE}, in three districts"
    lead.send(f"/briefs/{brief.id}/edit", {"title": new}, action="/edit")
    assert "in three districts" not in browser_as().read(f"/briefs/{brief.id}").text
    assert "in three districts" in lead.read(f"/briefs/{brief.id}/next").text
    lead.send(f"/briefs/{brief.id}/correct", {"note": NOTE}, action="")
    old = browser_as().read(f"/briefs/{brief.id}/v1")
    assert "A newer version exists: version 2" in old.text
    assert NOTE in old.text
    assert new not in old.text
    current = browser_as().read(f"/briefs/{brief.id}")
    assert new in current.text
    assert "A newer version exists" not in current.text
    assert browser_as().read(f"/briefs/{brief.id}/v2").text == current.text
    browser_as().read(f"/briefs/{brief.id}/v3", status=404)
    browser_as().read(f"/briefs/{brief.id}/v0", status=404)


def test_who_writes_a_correction_and_may_not_publish_it_sees_how_it_would_read(
    world: World, browser_as: BrowserAs
) -> None:
    brief = world.published()
    writer, new = browser_as(world.practitioner), f"{TITLE}, in three districts"
    page = writer.send(f"/briefs/{brief.id}/edit", {"title": new}, action="/edit").text
    assert "The correction is saved." in page
    assert new in page
    assert "Check and publish it" not in page


def test_an_unchanged_brief_is_not_sent_twice(world: World, browser_as: BrowserAs) -> None:
    brief = world.published()
    anyone = browser_as()
    etag = anyone.get(f"/briefs/{brief.id}").headers["ETag"]
    again = {"If-None-Match": etag}
    assert anyone.get(f"/briefs/{brief.id}", headers=again).status_code == 304
    browser_as(world.lead).send(f"/briefs/{brief.id}", {"body": "Ask us about buses."})
    assert b"Ask us about buses" in anyone.get(f"/briefs/{brief.id}", headers=again).data


# --- two who write -------------------------------------------------------------------------


def test_two_writers_see_both_texts(world: World, browser_as: BrowserAs) -> None:
    brief = world.complete()
    lead, co_lead = browser_as(world.lead), browser_as(world.co_lead)
    open_at_both = co_lead.read(f"/briefs/{brief.id}/edit")
    lead.send(f"/briefs/{brief.id}/edit", {"cost": "Two buses a district."}, action="/edit")
    answer = co_lead.send(
        "", {"cost": "One bus a district."}, action="/edit", page=open_at_both, status=422
    )
    shown = Page(answer.get_data(as_text=True))
    assert "Two buses a district." in shown.text
    assert shown.form("/edit").fields["cost"][0].strip() == "One bus a district."
    assert world.now(brief).draft.parts["cost"] == "Two buses a district."
    # Having seen both, they decide.
    co_lead.send("", {"cost": "One or two buses."}, action="/edit", page=shown)
    assert world.now(brief).draft.parts["cost"] == "One or two buses."


def test_a_line_of_the_chart_that_cannot_be_drawn_is_named(
    world: World, browser_as: BrowserAs
) -> None:
    brief = world.complete()
    lead = browser_as(world.lead)
    for rows, sentence in {
        "Planned | 60\nUsed": "Line 2 has no bar",
        "| 60": "Line 1 needs a label",
        "Planned | sixty": "Line 1: “sixty” is not a number",
        "Planned | 60 | 50": "Line 1 has 2 numbers",
        "Planned | 60 | 70 | 80": "Line 1: the value must lie between",
        "\n".join(f"Row {n} | {n}" for n in range(13)): "12 lines at most",
    }.items():
        answer = lead.send(
            f"/briefs/{brief.id}/edit", {"chart_rows": rows}, action="/edit", status=422
        )
        page = Page(answer.get_data(as_text=True))
        assert sentence in page.text
        # What was typed is still in the field.
        assert page.form("/edit").fields["chart_rows"][0].strip() == rows
    chart = {"chart_rows": "Planned | 1,060\n\nUsed | −17.5 %", "chart_title": "Use"}
    lead.send(f"/briefs/{brief.id}/edit", chart, action="/edit")
    assert "−17.5 %" in lead.read(f"/briefs/{brief.id}").text


# --- strings that break things -------------------------------------------------------------

ODD = ["<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "' OR 1=1 --", "{{7*7}}",
       "javascript:alert(1)", "[x](javascript:alert(1))", "<b>bold</b> & “quoted”",
       "ﷺ 田中さん 👩‍👩‍👧",
       "\u202ereversed",
       "| a | b |\n|---|---|\n| <i>c</i> | d |", "%s %d {0} {version}"]  # fmt: skip


def naughty(check_data: Path | None) -> list[str]:
    path = check_data / "security" / "blns.json" if check_data else None
    strings = json.loads(path.read_text()) if path and path.exists() else []
    return ODD + [s for s in strings if s.strip()]


def storable(texts: list[str]) -> list[str]:
    return [
        t
        for t in texts
        if not any((c < " " and c not in "\n\t\r") or "\ud800" <= c <= "\udfff" for c in t)
    ]


@pytest.mark.both_databases
@pytest.mark.parametrize("chunk", range(4))
def test_odd_strings_are_shown_as_they_were_typed(
    world: World, browser_as: BrowserAs, check_data: Path, chunk: int
) -> None:
    strings = storable(naughty(check_data))[chunk::4]
    brief = world.complete()
    lead = browser_as(world.lead)
    for at in range(0, len(strings), 12):
        several = (strings[at : at + 12] * 12)[:12]
        line = [" ".join(s.split())[:36] or "x" for s in several]
        fields = {
            "title": line[0],
            "bottom_line": several[1][:800],
            "figure1_value": line[2],
            "figure1_label": line[3],
            "figure2_value": line[4],
            "figure2_label": line[5],
            "figure3_value": line[6],
            "figure3_label": line[7],
            "did": several[8],
            "found": several[9],
            "how": several[10],
            "references": several[11],
            "chart_title": line[8],
            "chart_unit": line[9],
            "chart_rows": f"{line[10].replace('|', '/')} | 3",
        }
        page = lead.read(f"/briefs/{brief.id}/edit")
        form = page.form("/edit")
        answer = lead.post(
            form.action,
            data={**form.fields, **fields, "not_a_student": "y"},
            headers={"Sec-Fetch-Site": "same-origin"},
            follow_redirects=True,
        )
        assert answer.status_code in (200, 422)
        # The client lints each page it is given; no string became a tag or a handler.
        for path in (f"/briefs/{brief.id}", f"/briefs/{brief.id}/edit"):
            html = lead.get(path).get_data(as_text=True).casefold()
            assert html.count("<script") == 2
            assert " onerror=" not in html.replace("&#34;", "").split("<main")[1] or (
                "<img" not in html
            )
            assert 'href="javascript:' not in html


def test_html_in_every_field_is_text_once_published(world: World, browser_as: BrowserAs) -> None:
    bad = "<b onclick=alert(1)>Boo</b><script>x</script>"
    brief = world.reviewed(
        title=f"It worked well {bad}",
        bottom_line=bad,
        parts=dict.fromkeys(NEWEST.keys, bad),
        figures=[Figure(bad[:40], bad)] * 3,
        chart=ChartText(bad, bad, f"{bad} | 3"),
    )
    world.act(operations.print_dissent, world.co_lead, brief.id, bad)
    review(world.make, brief.id)
    world.act(publishing.publish_brief, world.lead, brief.id)
    world.save(brief, {"title": f"It worked very well {bad}"})
    world.act(publishing.correct_brief, world.lead, brief.id, f"Because {bad}")
    for path in (f"/briefs/{brief.id}", f"/briefs/{brief.id}/v1", "/briefs",
                 f"/briefs/of-problem/{world.problem.id}"):  # fmt: skip
        html = browser_as().get(path).get_data(as_text=True)
        assert "<b onclick" not in html, path
        assert "<script>x" not in html, path
    world.act(retiring.withdraw_brief, world.lead, brief.id, f"Because {bad}")
    html = browser_as().get(f"/briefs/{brief.id}").get_data(as_text=True)
    assert "<b onclick" not in html
    assert "<script>x" not in html


# --- races ---------------------------------------------------------------------------------


def race(app: Flask, *acts: Callable[[Session], Any]) -> list[Any]:
    """Run each act in a transaction of its own, all at once; what it raised or returned."""
    results: list[Any] = [None] * len(acts)
    ready = threading.Barrier(len(acts))

    def run(at: int) -> None:
        with app.app_context():
            ready.wait()
            try:
                with db.transaction() as session:
                    acts[at](session)
                    results[at] = "done"
            except DomainError as error:
                results[at] = error.sentence

    threads = [threading.Thread(target=run, args=(at,)) for at in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def test_a_brief_published_twice_at_once_has_one_version_1(app: Flask, world: World) -> None:
    brief = world.approved()
    actors = [Viewer(id=p.id) for p in (world.lead, world.co_lead)] * 3
    results = race(
        app,
        *(lambda s, a=a: publishing.publish_brief(s, a, brief.id) for a in actors),
    )
    assert results.count("done") == 1
    (refused,) = {r for r in results if r != "done"}
    assert "It is published already." in refused
    [version] = world.make.all(BriefVersion)
    assert version.number == 1


def test_two_corrections_at_once_make_one_version(app: Flask, world: World) -> None:
    brief = world.published()
    world.save(brief, {"title": f"{TITLE}, in three districts"})
    at = world.now(brief).draft_version
    actors = [Viewer(id=p.id) for p in (world.lead, world.co_lead)] * 2
    results = race(
        app,
        *(
            lambda s, a=a: publishing.correct_brief(s, a, brief.id, NOTE, version=at)
            for a in actors
        ),
    )
    assert results.count("done") == 1
    assert [v.number for v in world.make.all(BriefVersion)] == [1, 2]


def test_two_drafts_at_once_make_one_brief(app: Flask, world: World) -> None:
    actors = [Viewer(id=p.id) for p in (world.lead, world.co_lead)] * 2
    results = race(
        app,
        *(lambda s, a=a: operations.draft_brief(s, a, world.study.id) for a in actors),
    )
    assert results.count("done") == 1
    assert len(world.make.all(Brief)) == 1


def test_the_database_refuses_a_second_version_1(session: Session, world: World) -> None:
    world.published()
    columns = ", ".join(
        column.name
        for column in BriefVersion.__table__.columns  # type: ignore[attr-defined]
        if column.name != "id"
    )
    with pytest.raises(IntegrityError):
        session.execute(
            text(f"INSERT INTO brief_version ({columns}) SELECT {columns} FROM brief_version")
        )


def test_figures_of_a_study_fill_the_draft_with_true_numbers(world: World) -> None:
    assert spelled(3.1, 1.0, 5.2) == ["3.1", "1.0", "5.2"]
    assert spelled(0.3, -1.1, 1.7) == ["0.3", "−1.1", "1.7"]
    assert spelled(1534.0) == ["1,534"]
    draft = world.draft().draft
    assert draft.figures == [
        Figure("+3.1 percentage points", "First-period attendance, likely between 1.0 and 5.2"),
        Figure("1,534", "compared: Later bell against usual bell"),
        Figure("2 districts", "took part: Cullman County, AL, Jackson County, AL"),
    ]
    assert draft.title == RESULT.rstrip(".")


@pytest.mark.parametrize(
    ("value", "label", "ok"),
    [
        ("−17 points", "fewer false alarms", False),
        ("-17 points", "Lower than before", False),
        ("17 points", "fewer false alarms", True),
        ("−17 points", "in false alarms", True),
    ],
)
def test_a_figure_says_only_once_that_something_fell(value: str, label: str, ok: bool) -> None:
    draft = Draft(figures=[Figure(), Figure(value, label), Figure()])
    (check,) = (c for c in checks(draft, []) if c.title == "No figure says “less” twice")
    assert check.ok is ok
    assert ok or check.advice.startswith("Figure 2 ")
