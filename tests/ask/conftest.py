"""Answers that tests give in place of the engine's."""

from collections.abc import Callable
from typing import Any

import pytest

from rpp import clock
from rpp.ask import answering
from rpp.ask.answer import Answer, Near, Quote, Searched
from tests.support.world import World

SEARCHED = (Searched("brief", "Brief", "Briefs", 12), Searched("study", "Study", "Studies", 1))


def quote(subject_id: int, text: str, **values: Any) -> Quote:
    """A quote of an open problem, which anyone may read."""
    about = {
        "title": f"Source {subject_id}",
        "href": f"/problems/{subject_id}#summary",
        "kind": "problem",
        "noun": "Problem",
        "heading": "What happens",
    }
    return Quote(text=text, subject_id=subject_id, **{**about, **values})


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[str]]:
    """Has every question answered by these quotes, or by none; what is asked is listed."""

    def put(*quotes: Quote, unfound: tuple[str, ...] = (), near: tuple[Near, ...] = ()):
        asked: list[str] = []

        def answer(_session: Any, _viewer: Any, question: str) -> Answer:
            asked.append(question)
            why = "" if quotes else "We found no sentence that answers this."
            return Answer(question, not quotes, why, quotes, SEARCHED, clock.now(), unfound, near)

        monkeypatch.setattr(answering, "answer", answer)
        return asked

    return put


@pytest.fixture
def bells(world: World, answers: Callable[..., list[str]]) -> list[str]:
    """Two sources answer, and the second disagrees."""
    first = world.problem("open", title="A later bell").id
    second = world.problem("open", title="Ten minutes").id
    return answers(
        quote(
            first,
            "Moving the bell by 40 minutes cut late arrivals in half.",
            tier=2,
            design="Randomized trial",
            sample="960 students",
            setting="2 town districts",
            stance="positive",
            overlap="A town, like your district",
        ),
        quote(second, "Ten minutes did not change attendance.", stance="none"),
    )
