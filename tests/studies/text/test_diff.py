"""The differences of two texts, word by word."""

import itertools

from hypothesis import example, given, settings
from hypothesis import strategies as st

from rpp.studies.text import diff
from rpp.studies.text.diff import Span, words

# Few letters, so that texts share much; and the white space that texts hold.
TEXTS = st.text(alphabet="abc.,’ \n\t\u00a0", max_size=80)


def plain(text: str) -> str:
    return "".join(text.split())


@settings(max_examples=300, deadline=None)
@given(TEXTS, TEXTS)
@example("\n a\n\n b", "\u00a0a\n\nb ")
def test_what_stayed_and_what_is_new_are_the_new_text_to_the_letter(before: str, after: str):
    spans = words(before, after)
    assert "".join(text for kind, text in spans if kind != "gone") == after
    assert plain("".join(text for kind, text in spans if kind != "new")) == plain(before)
    assert all(text for _, text in spans)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.integers(0, 4), max_size=30), st.lists(st.integers(0, 4), max_size=30))
def test_no_longer_common_sequence_exists(old: list[int], new: list[int]):
    longest = [[0] * (len(new) + 1) for _ in range(len(old) + 1)]
    for i, a in enumerate(old):
        for j, b in enumerate(new):
            longest[i + 1][j + 1] = (
                longest[i][j] + 1 if a == b else max(longest[i][j + 1], longest[i + 1][j])
            )
    found = diff.pairs(old, new)
    assert len(found) == longest[-1][-1]
    assert all(old[i] == new[j] for i, j in found)
    assert all(a < c and b < d for (a, b), (c, d) in itertools.pairwise(found))


def test_one_changed_word_is_all_that_shows():
    assert words("The bell rings at eight.", "The bell rings at nine.") == [
        Span("same", "The bell rings at "),
        Span("gone", "eight"),
        Span("new", "nine"),
        Span("same", "."),
    ]


def test_a_new_paragraph_leaves_its_neighbours_alone():
    before = "Schools take part.\n\nTeachers are paid."
    after = "Schools take part.\n\nThe study pays.\n\nTeachers are paid."
    assert [s for s in words(before, after) if s.kind != "same"] == [
        Span("new", "The study pays.\n\n")
    ]


def test_two_texts_on_one_subject_do_not_fall_into_single_words():
    spans = words(
        "Attendance of students who ride the bus over an hour",
        "Grades from every teacher in the participating districts",
    )
    assert [kind for kind, _ in spans] == ["gone", "new"]


def test_equal_and_empty_texts():
    assert words("", "") == []
    assert words("a", "a") == [Span("same", "a")]
    assert words("a", "") == [Span("gone", "a")]


def test_very_large_texts_without_a_common_line_show_as_replaced(monkeypatch):
    monkeypatch.setattr(diff, "MOST_PAIRS", 8)
    assert [kind for kind, _ in words("a b c d", "d c b a")] == ["gone", "new"]
