"""Words near to a word that nothing holds."""

import pytest

from rpp.search.segment import Terms
from rpp.search.spelling import apart, closest, near, reach


@pytest.mark.parametrize(
    ("one", "other", "wrong"),
    [
        ("bus", "bus", 0),
        ("atendance", "attendance", 1),
        ("attendacne", "attendance", 1),
        ("algebar", "algebra", 1),
        ("kindergarden", "kindergarten", 1),
        ("tutor", "motor", 2),
        ("bus", "kindergarten", 3),
    ],
)
def test_wrong_letters_are_counted_up_to_two(one: str, other: str, wrong: int) -> None:
    assert apart(one, other, 2) == wrong
    assert apart(other, one, 2) == wrong


def test_terms_near_a_word_are_found_among_many() -> None:
    terms = Terms.of(sorted((b"attend", b"attent", b"concept:attend", b"bend", b"\xc3\xa9tendu")))
    assert sorted(near(terms, "atend", 1)) == [(1, "attend")]
    assert sorted(near(terms, "attens", 1)) == [(1, "attend"), (1, "attent")]
    assert list(near(Terms.of([]), "atend", 1)) == []


def test_short_words_and_numbers_are_left_as_they_are() -> None:
    assert [reach(word) for word in ("sel", "tier1", "read", "reading")] == [0, 0, 1, 2]


def test_the_closest_is_the_one_with_the_fewest_wrong_letters() -> None:
    assert closest("tutering", ("tutor", "tutoring", "tutors")) == "tutoring"
    assert closest("tutering", ()) == ""
