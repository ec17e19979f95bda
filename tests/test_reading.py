"""How hard a text is to read."""

import pytest

from rpp import reading


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("It worked. It cost $1.85 a mile.", ["It worked.", "It cost $1.85 a mile."]),
        ("A van came at 8 a.m. Monday. Dr. Ruiz drove.",
         ["A van came at 8 a.m. Monday.", "Dr. Ruiz drove."]),
        ("Mt. Healthy, e.g. its aides, took part.", ["Mt. Healthy, e.g. its aides, took part."]),
        ("“Did it help?” Nobody knows (yet.) We ask.",
         ["“Did it help?”", "Nobody knows (yet.)", "We ask."]),
        ("no capital. here either", ["no capital. here either"]),
        ("  ", []),
    ],
)  # fmt: skip
def test_a_text_is_read_sentence_by_sentence(text: str, found: list[str]) -> None:
    assert list(reading.sentences(text)) == found


def test_the_grade_is_that_of_flesch_and_kincaid() -> None:
    # Six words of one syllable in one sentence: 0.39 × 6 + 11.8 × 1 − 15.59.
    assert reading.grade(["The cat sat on the mat."]) == pytest.approx(-1.45)
    # Two sentences of three words, with 3 + 2 + 2 and 1 + 2 + 1 syllables: 0.39 × 3 + 11.8 × 11/6.
    two = ["Attendance rises slowly.", "The children read."]
    assert reading.grade(two) == pytest.approx(0.39 * 3 + 11.8 * 11 / 6 - 15.59)
    assert reading.grade(["1,534 (–)"]) == pytest.approx(0.39 + 11.8 - 15.59)
    assert reading.grade(["—"]) is None
    assert reading.grade([]) is None


HARD = (
    "Statistically indistinguishable differences in standardized achievement outcomes necessitate "
    "additional longitudinal investigation of implementation fidelity."
)


def test_only_hard_sentences_are_marked_in_the_passage_in_which_they_stand() -> None:
    html = f"<p>It is simple. {HARD}</p><ul><li>Buses ran.</li></ul><p>We <em>ask</em>.</p>"
    passages = reading.passages_of_html(html)
    assert passages == [["It is simple.", HARD], ["Buses ran."], ["We ask."]]
    [passage] = reading.of(passages).hard
    assert [sentence.is_hard for sentence in passage] == [False, True]
    long = " ".join(["the cat sat"] * 11) + "."
    assert reading.Sentence(long).is_hard
    assert not reading.Sentence("Statistically indistinguishable.").is_hard


def test_a_text_above_grade_twelve_is_too_hard() -> None:
    assert reading.of(reading.passages([HARD])).is_too_hard
    assert not reading.of(reading.passages(["The cat sat on the mat."])).is_too_hard
    assert reading.of([]) == reading.Reading(None, [])


def test_no_text_takes_long() -> None:
    """Shapes on which a careless pattern looks at each place again and again."""
    for text in ("a." * 20_000, "A.B. " * 8_000, "a" * 40_000, "-a" * 20_000, "! " * 20_000):
        passages = reading.passages([text])
        reading.of(passages)
        kept = "".join(sentence for passage in passages for sentence in passage)
        assert kept.replace(" ", "") == text.replace(" ", "")
