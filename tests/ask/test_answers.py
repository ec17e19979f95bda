"""A question is answered with sentences of what stands here, word for word, or not at all."""

import json

import pytest
from flask import Flask

from rpp.search import operations
from tests.support.world import World


@pytest.fixture
def told(world: World) -> World:
    world.problem(
        "open",
        title="Buses come late in winter",
        summary="Our buses come late on icy days. A van would cost $90 a day.",
    )
    world.problem(
        "open",
        title="Buses of our network",
        summary="The network’s buses come late on foggy days.",
        audience="network",
    )
    with world.make.writing() as session:
        operations.reindex(session)
    return world


def asked(app: Flask, question: str) -> dict:
    done = app.test_cli_runner().invoke(args=["ask", question, "--json"])
    assert done.exit_code == 0, done.output
    return json.loads(done.output)


def test_a_sentence_is_quoted_as_it_stands_with_the_page_and_the_place(app, told) -> None:
    found = asked(app, "Do buses come late on icy days?")
    quote = found["quotes"][0]
    assert found["declined"] is False
    assert quote["text"] == "Our buses come late on icy days."
    assert quote["href"].startswith("/problems/")
    assert quote["href"].endswith("#summary")


def test_where_nothing_is_found_it_says_what_was_searched(app, told) -> None:
    found = asked(app, "What does a piano cost?")
    assert found["declined"] is True
    assert found["quotes"] == []
    assert found["searched"]["counts"]["problem"] == 1
    assert "1 problem" in found["why"]


def test_nobody_is_told_what_only_a_network_may_read(app, told) -> None:
    found = asked(app, "Do buses come late on foggy days?")
    assert "foggy" not in json.dumps(found["quotes"])
