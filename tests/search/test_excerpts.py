"""Passages are whole sentences as people wrote them, with what was looked for marked."""

import pytest

from rpp.search.excerpts import LONGEST, excerpt, marked, sought

BUSES = sought(["late", "bus"])


def test_a_passage_is_the_sentence_that_tells_most_and_no_markup_of_others() -> None:
    text = "One bus. A late bus & <1 hour. See [it](http://x)."
    assert excerpt(text, BUSES) == (
        "A <mark>late</mark> <mark>bus</mark> &amp; &lt;1 hour. See it."
    )
    assert excerpt("The bus <b>here</b>", BUSES) == "The <mark>bus</mark> &lt;b&gt;here&lt;/b&gt;"
    assert excerpt("", BUSES) == ""


def test_one_telling_word_counts_more_than_two_that_say_little() -> None:
    looked_for = sought(["bus", "late", "truancy"], weights={"truancy": 5})
    passage = excerpt("A late bus.\n\nTruancy fell.", looked_for)
    assert passage == "<mark>Truancy</mark> fell."


def test_a_passage_ends_with_its_paragraph() -> None:
    assert excerpt("The late bus.\n\nAnother matter.", BUSES).endswith("</mark>.")


def test_where_no_word_is_found_a_passage_is_how_the_text_begins() -> None:
    assert excerpt("Rain falls. It never stops.", BUSES) == "Rain falls. It never stops."


def test_a_long_sentence_is_cut_where_most_of_what_is_sought_stands() -> None:
    text = f"{'bus and on ' * 80}the late bus, {'and on ' * 90}."
    passage = excerpt(text, BUSES)
    assert passage.startswith("… ")
    assert passage.endswith(" …")
    assert "<mark>late</mark> <mark>bus</mark>" in passage
    assert passage.count("<mark>") == passage.count("</mark>")
    assert len(passage.replace("<mark>", "").replace("</mark>", "")) <= LONGEST + 4


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("- **The late bus**", "The late bus"),
        ("## Heading\n\n*Late* and _later_ `bus`.", "Late and later bus."),
        ("| Route | Is |\n|---|---|\n| 7 | late |\n\nThe bus is late.", "The bus is late."),
        ("- late fees\n- a late bus\n- rain", "a late bus"),
        ("| late | bus |", "late, bus"),
        ("1. The late bus.", "The late bus."),
        ("A snake_case_late bus is 3 * 4 * 5.", "A snake_case_late bus is 3 * 4 * 5."),
        ("Dr. Who, e.g. Ms. Lee of the U.S. Senate, was late.",
         "Dr. Who, e.g. Ms. Lee of the U.S. Senate, was late."),
        ("The late bus\ncame on a new line.", "The late bus came on a new line."),
    ],
)  # fmt: skip
def test_signs_of_markdown_are_not_shown_and_sentences_stay_whole(written: str, read: str) -> None:
    assert excerpt(written, BUSES).replace("<mark>", "").replace("</mark>", "") == read


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Multi-Tiered Systems of Support", "<mark>Multi-Tiered Systems of Support</mark>"),
        ("MTSS alone", "<mark>MTSS</mark> alone"),
        ("Systems of a kind", "Systems of a kind"),
        ("Response to intervention", "<mark>Response to intervention</mark>"),
    ],
)
def test_every_name_of_a_concept_is_marked_whole(text: str, shown: str) -> None:
    assert marked(text, sought([], ["mtss"])) == shown


def test_the_words_of_a_phrase_are_marked_only_side_by_side() -> None:
    looked_for = sought([], phrases=[["district", "plan"]])
    assert marked("A plan. The district’s plan.", looked_for) == (
        "A plan. The <mark>district’s plan</mark>."
    )


def test_words_that_only_begin_alike_are_not_marked() -> None:
    assert marked("Business as usual: the bus", BUSES) == "Business as usual: the <mark>bus</mark>"
