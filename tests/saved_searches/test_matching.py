"""What matches the words of a saved search: a rule that a person can check."""

import pytest

from rpp.search import terms
from rpp.search.asked import parse
from rpp.search.changes import Version
from rpp.search.index import Index
from rpp.search.matching import matching
from rpp.search.segment import Row


def matches(query: str, text: str) -> bool:
    row = Row(1, "problem", 1, None, 1, 0, False, [], terms.of_document("", text, ""))
    return matching(Index().after(Version(1), [row]), parse(query)).tolist() == [True]


@pytest.mark.parametrize(
    ("query", "text", "expected"),
    [
        ("lanterns", "A lantern at the gate", True),
        ("lanterns gates", "The lanterns at the gates", True),
        ("lanterns gates", "The lanterns are out", False),
        ("how do the lanterns work in our schools", "Lanterns", True),
        ("students", "What students need", True),
        ("chronic absenteeism", "Truancy at the bell", True),
        ("MTSS", "Our multi-tiered system of supports stalls", True),
        ("MTSS", "A system of gates", False),
        ("lantern gate bell tower harbor", "lantern gate bell tower", True),
        ("lantern gate bell tower harbor boat", "lantern gate bell tower", False),
        ("lantern gate bell tower", "lantern gate bell", False),
    ],
)
def test_a_text_matches_by_all_words_that_tell_something_or_three_quarters_of_many(
    query: str, text: str, expected: bool
) -> None:
    assert matches(query, text) is expected
