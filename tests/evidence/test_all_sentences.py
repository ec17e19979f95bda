"""What all records of the export say, looked through for what reads wrong."""

import re
from collections import Counter

import pytest

from rpp.evidence.importing.values import RecordValues
from rpp.evidence.sentence import text_of
from rpp.evidence.sentences.phrases import named
from rpp.search.meaning.sentences import split
from tests.evidence import sample

ODD = {
    "a word twice": r"(?i)\b(?!that\b|had\b)([a-z]+) \1\b",
    "an empty part": r"  |\( |\(\)|\(,|, ,|,,| ,| \.|\.\.|;;|“”|\(;|\bNone\b|\bnan\b",
    "one of many": r"\b1 (findings|students|studies|schools|teachers|classes|points|people)\b",
    "more than all": r"\b(1\d[1-9]|1[1-9]\d|[2-9]\d\d) percent\b",
    "more than half": r"index of [+−](5[1-9]|[6-9]\d)",
    "markup": r"[<>]|&\w+;",
    "no end": r"[^.!?]\Z",
    "no capital": r"\A[a-z](?!MINTS)",
}


@pytest.fixture
def records() -> list[RecordValues]:
    return sample.all_records()


def test_no_sentence_reads_wrong(records: list[RecordValues]) -> None:
    odd = [
        (why, record.key, one.text)
        for record in records
        for one in record.sentences
        for why, pattern in ODD.items()
        if re.search(pattern, one.text)
    ]
    assert odd == []


def test_every_record_speaks_and_each_sentence_says_of_what(records: list[RecordValues]) -> None:
    for record in records:
        texts = [one.text for one in record.sentences]
        assert texts, record.key
        assert len(set(texts)) == len(texts), record.key
        assert max(len(text.split()) for text in texts) < 80
        if record.form == "collection":
            continue
        it = [named(name) for name in record.interventions] or [named(record.title)]
        who = f"({record.year or record.published})"
        nameless = [text for text in texts if not any(name in text for name in it)]
        assert [text for text in nameless if who not in text] == [], record.key


def test_each_sentence_can_be_found_again_in_the_whole(records: list[RecordValues]) -> None:
    """Search cuts a text into sentences by itself, and quotes what it finds."""
    for record in records:
        text = text_of(record.sentences)
        assert [text[start:end] for start, end in split(text)] == text.split("\n")


def test_what_is_told_fits_how_much_there_is(records: list[RecordValues]) -> None:
    largest = max(records, key=lambda one: one.finding_count)
    assert largest.finding_count > 100
    assert len(largest.sentences) < 20
    parts = Counter(one.part for record in records for one in record.sentences)
    assert min(parts.values()) > len(records)
    left = [one.text for record in records for one in record.sentences if "leaves out" in one.text]
    assert len(left) > 300
