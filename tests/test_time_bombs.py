"""Texts made to keep a server busy are answered like any other, and at once."""

import pytest

from rpp import markup
from rpp.forms import DOCUMENT
from rpp.privacy import student_data

# Each of these would take from seconds to hours, were it read without a guard.
BOMBS = (
    "[", "![", "[a](", "[a][", "(", "`` `", "<a", "<i x ", "<![CDATA[", "a\n=\n", "a\n---\n",
    "***a", "*a_ ", ">", "> ", "1. ", "- ", "&", "a\n\n", "a\n", "- [[[[[[[[[[[[[[[[\n",
)  # fmt: skip


@pytest.mark.parametrize("bomb", BOMBS, ids=range(len(BOMBS)))
def test_a_text_made_to_take_minutes_is_shown_as_it_was_typed(bomb: str) -> None:
    html = markup.render((bomb * DOCUMENT)[:DOCUMENT])
    assert html.startswith("<")
    assert "<script" not in html


@pytest.mark.parametrize("wide", [2, 10, 200])
def test_a_table_of_many_thousand_cells_is_shown_as_it_was_typed(wide: int) -> None:
    head = "|a" * wide + "|\n" + "|-" * wide + "|\n"
    assert "<table" not in markup.render((head + ("|a" * wide + "|\n") * DOCUMENT)[:DOCUMENT])
    honest = head + ("|a" * wide + "|\n") * (2_000 // wide)
    assert "<table" in markup.render(honest)


def test_a_text_shown_as_it_was_typed_is_still_clean() -> None:
    html = markup.render("<script>alert(1)</script>\n\n" + "[" * DOCUMENT)
    assert "<script" not in html
    assert html.startswith("<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>")


def test_a_long_text_as_people_write_it_is_rendered() -> None:
    passage = (
        "## What we saw\n\nAbsences rose (from 4 % to 11 %) in *three* schools, see "
        "[the plan](https://district.example/plan) and `table 2`; p < .05.\n\n"
        "- first, see [one](https://a.example)\n- second (again)\n\n"
    )
    html = markup.render(passage * 150)
    assert html.count("<h4>") == 150
    assert html.count("<em>three</em>") == 150
    assert html.count("<li>") == 300


@pytest.mark.parametrize(
    "text",
    [
        "student id" + " " * DOCUMENT,
        "stateid-" * (DOCUMENT // 8),
        "born" + " " * DOCUMENT,
        "born " + "jan" * (DOCUMENT // 3),
        "Aaaa Bbbb 1/" * (DOCUMENT // 12),
        "123-45-" * (DOCUMENT // 7),
    ],
)
def test_looking_for_students_ends_whatever_is_typed(text: str) -> None:
    assert student_data(text) is None


def test_a_student_number_is_still_found() -> None:
    found = student_data("Her student ID: AB-123456 was on the list.")
    assert found is not None
    assert found.passage == "student ID: AB-123456"
