"""Candidates that are like what was included come first, and none is hidden."""

import numpy as np
import pytest

from rpp.syntheses.screening.learning import BATCH, Text, order, usable

READING = ["phonics", "fluency", "vocabulary", "comprehension", "decoding"]
SPORT = ["football", "swimming", "fitness", "stadium", "athletes"]


def text(number: int, words: list[str], vector: list[float] | None = None) -> Text:
    given = None if vector is None else np.array(vector, dtype=np.float32)
    return Text(number, dict.fromkeys(words, 1.0), given)


@pytest.fixture
def texts() -> list[Text]:
    """Ten on reading and ten on sport, in turns; each shares some words with others of its own."""
    return [
        text(n, ["school", *(READING if n % 2 else SPORT)[n % 3 : n % 3 + 3]]) for n in range(20)
    ]


def test_before_there_is_one_of_each_the_order_is_that_of_the_search(texts: list[Text]) -> None:
    for labels in ({}, {3: True}, {3: True, 5: True}, {0: False}):
        found = order(texts, labels)
        assert [one.id for one in found] == list(range(20))
        assert {one.score for one in found} == {None}


def test_what_is_like_the_included_comes_first_and_all_stay(texts: list[Text]) -> None:
    found = order(texts, {1: True, 0: False})
    assert sorted(one.id for one in found) == list(range(20))
    assert all(one.id % 2 for one in found[:10]), [one.id for one in found]
    first, last = found[0], found[-1]
    assert first.score is not None
    assert last.score is not None
    assert first.score > 0.5 > last.score
    assert set(first.terms) <= set(READING)
    assert set(last.against) <= set(SPORT)
    # A word that all have speaks for nothing.
    assert not any("school" in (*one.terms[:1], *one.against[:1]) for one in found)


def test_the_same_answers_give_the_same_order(texts: list[Text]) -> None:
    labels = {1: True, 2: False, 3: True, 6: False}
    again = dict(reversed(labels.items()))
    assert order(texts, labels) == order(texts, again)


def test_one_relevant_among_many_that_are_not_still_counts(texts: list[Text]) -> None:
    labels = {n: n == 1 for n in (0, 1, 2, 4, 6, 8, 10, 12)}
    found = order(texts, labels)
    assert all(one.id % 2 for one in found[:10])


def test_equals_stay_as_the_search_had_them() -> None:
    texts = [text(n, ["same", "words"]) for n in (9, 4, 7)]
    assert [one.id for one in order(texts, {9: True, 4: False})] == [9, 4, 7]


def test_meaning_orders_what_shares_no_word() -> None:
    near, far = [1.0, 0.0], [0.0, 1.0]
    texts = [
        text(1, ["phonics", "sounds"], near),
        text(2, ["stadium", "ball"], far),
        text(3, ["arena"], far),
        text(4, ["alphabet"], near),
        text(5, ["nothing"]),
    ]
    found = order(texts, {1: True, 2: False})
    places = {one.id: at for at, one in enumerate(found)}
    assert places[4] < places[5] < places[3]
    assert next(one for one in found if one.id == 4).by_meaning
    alone = [text(one.id, list(one.terms)) for one in texts]
    assert [one.id for one in order(alone, {1: True, 2: False})][-1] != 4


def test_it_learns_from_whole_batches() -> None:
    assert [usable(n) for n in (0, BATCH - 1, BATCH, 2 * BATCH - 1)] == [0, 0, BATCH, BATCH]
