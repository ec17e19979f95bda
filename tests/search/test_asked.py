"""What people type, read: words, phrases, what to leave out, fields."""

import pytest

from rpp.search.asked import LONGEST, MOST_WORDS, Query, parse, plain


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("late late buses", Query(words=("late", "late", "buses"))),
        ("The buses are late", Query(words=("buses", "late"))),
        ("to be or not to be", Query(words=("to", "be", "or", "not", "to", "be"))),
        (
            '"late buses" snow',
            Query(words=("late", "buses", "snow"), phrases=(("late", "buses"),)),
        ),
        ("GATE", Query(words=("gate",), concepts=("gifted",))),
        ("“late buses”", Query(words=("late", "buses"), phrases=(("late", "buses"),))),
        ("buses -late", Query(words=("buses",), without=(("late",),))),
        ('buses -"of winter"', Query(words=("buses",), without=(("of", "winter"),))),
        ("four-day K-12", Query(words=("four", "day", "k", "12"))),
        ("state:GA buses", Query(words=("buses",), fields=(("state", "GA"),))),
        ('TITLE:"late buses"', Query(fields=(("title", "late buses"),))),
        ("tier:1 tier:2", Query(fields=(("tier", "1"), ("tier", "2")))),
        ("foo:bar", Query(words=("foo", "bar"))),
        ("tier:", Query(words=("tier",))),
        ('a "b', Query(words=("b",))),
        ('"late" buses"', Query(words=("late", "buses"), phrases=(("late",),))),
        ("bus AND (gate OR NOT winter*)", Query(words=("bus", "gate", "winter"))),
        ("O'Brien’s résumé", Query(words=("o", "brien", "resume"))),
        ('- -- -! "" \'', Query()),
        ("", Query()),
        ("🙂 \x00 \u202e", Query()),
        ("日本語 שלום", Query(words=("日本語", "שלום"))),
    ],
)
def test_signs_say_how_to_look(text: str, query: Query) -> None:
    read = parse(text)
    told = (read.words, read.concepts, read.phrases, read.without, read.fields)
    assert told == (query.words, query.concepts, query.phrases, query.without, query.fields)
    assert bool(read) is bool(query)


def test_what_is_meant_is_without_what_is_left_out_and_without_fields() -> None:
    assert parse('late "buses of" -winter state:GA title:x snow').meant == "late buses of snow"
    assert parse("-winter").meant == ""


def test_a_text_that_is_no_query_is_read_as_words_whatever_its_signs() -> None:
    read = plain('It says "late buses" -winter, state:GA\x00!')
    assert read.words == ("says", "late", "buses", "winter", "state", "ga")
    assert (read.phrases, read.without, read.fields) == ((), (), ())
    assert read.meant == 'It says "late buses" -winter, state:GA !'


def test_a_word_that_is_asked_for_twice_counts_twice() -> None:
    assert parse("bus buses gate").terms == {"bus": 2, "gate": 1}


@pytest.mark.parametrize(
    "text", ["bus " * 5_000, '"bus gate" ' * 2_000, "x" * 9_000, "-a " * 4_000]
)
def test_what_is_too_long_is_cut(text: str) -> None:
    read = parse(text)
    assert len(read.text) <= LONGEST
    assert len(read.words) <= MOST_WORDS
    assert len(read.phrases) <= 20
    assert len(read.without) <= 20
