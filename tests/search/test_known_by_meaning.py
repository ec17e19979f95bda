"""What is known is found by what its sentences mean, too, and says so."""

from collections.abc import Callable

from flask import Flask

from rpp import jobs
from rpp.search import operations
from tests.support.client import Browser
from tests.support.meaning import FakeMeaning
from tests.support.world import World


def test_a_problem_in_other_words_is_near_and_one_about_something_else_is_not(
    app: Flask, browser_as: Callable[..., Browser], world: World, fake_meaning: FakeMeaning
) -> None:
    fake_meaning.alike |= {"lantern": "lamp", "gate": "door", "dark": "unlit"}
    mine = world.problem(
        "draft", title="Lantern at the gate", summary="The lantern is dark on Monday."
    )
    about = dict.fromkeys(("affected", "evidence", "tried"), "Bells and boats.")
    world.problem("open", title="Lamp at the door", summary="The lamp is unlit.", **about)
    world.problem("open", title="Soup at noon", summary="The soup is cold on Monday.", **about)
    world.problem("open", title="Paint on the wall", summary="The paint peels on Monday.", **about)
    with world.make.writing() as session:
        operations.reindex(session)
    author = browser_as(world.author)
    before = author.read(f"/problems/{mine.id}/known").text
    assert "Lamp at the door" not in before, "nobody has read the texts yet"
    jobs.run_due(app)
    page = author.read(f"/problems/{mine.id}/known").text
    assert "Lamp at the door" in page
    assert "Same subject, near in meaning" in page
    assert "Found by comparing words and meaning, not reviewed by a person." in page
    assert "Soup at noon" not in page
    assert "Paint on the wall" not in page
