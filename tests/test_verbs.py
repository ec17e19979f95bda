"""What happened is a verb and facts: each verb has a sentence, no event holds anything else."""

import ast
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask

from rpp import history, verbs
from rpp.config import ROOT
from rpp.history import Event
from rpp.models import things
from rpp.verbs import Verbs, titled, verb
from tests.support.world import World

# What facts may look like; a fact that is not here is a name: any text.
SAMPLES: dict[str, Any] = {
    **dict.fromkeys(("held_on", "due_on", "of", "delayed_until", "signed_on"), "2026-03-09"),
    "expires_on": "2027-06-30",
    **dict.fromkeys(("opens_at", "closes_at", "before"), "2026-03-09T22:00:00+00:00"),
    **dict.fromkeys(("number", "voided", "days", "version", "month", "voted", "quorum"), 3),
    "section": "design",
    "left_out": [4],
    "own": False,
    "by": "mail",
    # Not a fact, but the page's: in which its moments are said.
    "zone": "America/Chicago",
}


def every_verb() -> Iterator[tuple[str, Verbs, str]]:
    for kind, of_it in verbs.declared().items():
        for name in of_it.each:
            yield kind, of_it, name


def test_every_kind_of_things_has_verbs(one_app: Flask) -> None:
    assert {model.kind for model in things()} | {verbs.TALK} == set(verbs.declared())


def test_every_sentence_is_made_of_the_facts_that_its_verb_declares(one_app: Flask) -> None:
    for kind, of_it, name in every_verb():
        assert not of_it.unmade(name), (kind, name)
        facts = {fact: SAMPLES.get(fact, f"<{fact}>") for fact in of_it.each[name].facts}
        said = of_it.sentence(name, {**facts, "zone": SAMPLES["zone"]})
        told = of_it.told(name, facts, "Because.")
        # Where a fact was missing, the verb itself would stand there.
        assert "{" not in said + told, (kind, name)
        if "{" in of_it.each[name].said:
            assert said != name.replace("_", " "), (kind, name)
        if "{" in of_it.each[name].told:
            assert told != name.replace("_", " "), (kind, name)
        assert not told or told[-1] in ".“”" or "Because." in told, (kind, name)


def test_every_verb_that_is_recorded_has_a_sentence(one_app: Flask) -> None:
    known = {name for _, _, name in every_verb()}
    recorded = {name for path in (ROOT / "rpp").rglob("*.py") for name in _recorded(path)}
    assert len(recorded) > 60
    assert recorded - known == set()


def _recorded(path: Any) -> Iterator[str]:
    """The verbs that a file records by name: record(session, thing, verb), move(…, to, verb)."""
    at = {"record": 2, "move": 3}
    for node in ast.walk(ast.parse(path.read_text())):
        if not isinstance(node, ast.Call):
            continue
        called = node.func.attr if isinstance(node.func, ast.Attribute) else ""
        called = called or (node.func.id if isinstance(node.func, ast.Name) else "")
        place = at.get(called)
        if place is None or len(node.args) <= place:
            continue
        argument = node.args[place]
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
            yield argument.value


def test_an_event_holds_no_fact_and_no_verb_that_is_not_declared(
    app: Flask, world: World, make: Any
) -> None:
    problem = world.problem("open")
    with make.writing() as session:
        with pytest.raises(ValueError, match="an event 'retired' does not hold tell"):
            history.record(session, problem, "retired", None, detail={"tell": [1]})
        with pytest.raises(LookupError, match="no sentence says that somebody 'painted'"):
            history.record(session, problem, "painted", None)
    assert not [e for e in make.all(Event) if e.verb in ("retired", "painted")]


def test_words_are_made_when_they_are_read(
    browser_as: Any, world: World, make: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    problem = world.problem("submitted", title="Buses come late")
    browser_as(world.steward).send(f"/problems/{problem.id}", action="/open")
    author = browser_as(world.author)
    assert "opened “Buses come late”." in author.read("/notices").text
    other = titled("let it out", told="let out “{title}”.")
    monkeypatch.setitem(verbs.of("problem").each, "opened", other)  # type: ignore[arg-type]
    assert "let out “Buses come late”." in author.read("/notices").text
    assert "let it out" in author.read(f"/problems/{problem.id}").text


def test_a_notice_names_the_title_of_the_day_it_was_told(
    browser_as: Any, world: World, make: Any
) -> None:
    problem = world.problem("submitted", title="Buses come late")
    browser_as(world.steward).send(f"/problems/{problem.id}", action="/open")
    with make.writing() as session:
        session.merge(problem).title = "Another title"
    assert "opened “Buses come late”." in browser_as(world.author).read("/notices").text


def test_who_is_told_by_name_is_no_fact(app: Flask, world: World, make: Any) -> None:
    problem = world.problem("open")
    people = {world.leader.id, world.neighbour_leader.id}
    with make.writing() as session:
        history.record(session, problem, "opened", None, audience=history.only(people, "#facts"))
        history.record(session, problem, "returned", None, audience=history.also(people))
    *_, alone, beside = make.all(Event)
    assert (alone.audience.people, alone.audience.only, alone.audience.at) == (
        people, True, "#facts",
    )  # fmt: skip
    assert not beside.audience.only
    assert alone.detail == {"title": problem.title}
    told = [(n.event_id, n.person_id, n.href) for n in make.notices()]
    page = f"/problems/{problem.id}"
    assert {(who, at) for event, who, at in told if event == alone.id} == {
        (person, f"{page}#facts") for person in people
    }
    assert {who for event, who, _ in told if event == beside.id} == people | {world.author.id}


def test_an_event_that_concerns_nobody_by_name_has_no_audience(
    app: Flask, world: World, make: Any
) -> None:
    problem = world.problem("open")
    with make.writing() as session:
        history.record(session, problem, "saved", None)
        table = Event.__table__  # type: ignore[attr-defined]
        found = session.execute(table.select().where(table.c.audience.is_(None))).all()
    assert [row.verb for row in found][-1] == "saved"


def test_the_titles_of_a_deleted_draft_are_gone_from_its_history(
    browser_as: Any, world: World, make: Any
) -> None:
    problem = world.problem("draft", title="Something for ourselves alone")
    author = browser_as(world.author)
    author.send(f"/problems/{problem.id}/known", action="/submit")
    assert problem.title in str([e.detail for e in make.all(Event)])
    author.send(f"/problems/{problem.id}", action="/take-back")
    author.send(f"/problems/{problem.id}/edit", action="/delete")
    assert problem.title not in str([e.detail for e in make.all(Event)])


def test_a_line_that_lacks_a_fact_is_said_plainly() -> None:
    bells = Verbs({"rang_twice": verb("rang {how}", "how")})
    assert bells.sentence("rang_twice", {"how": "loudly"}) == "rang loudly"
    assert bells.sentence("rang_twice", {}) == "rang twice"
    assert bells.sentence("was_cast", {}) == "was cast"


def test_a_day_that_is_no_date_stands_as_it_was_written() -> None:
    assert verbs.day("2026-03-09") == "March 9, 2026"
    assert verbs.day("the ninth of March") == "the ninth of March"
