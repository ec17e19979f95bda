"""What the check reads in a claim, without a database."""

import pytest

from rpp.claims.check import grades, numbers, reading
from rpp.claims.check.parts import Part


def parts(text: str) -> list[Part]:
    return list(reading.read(reading.plainly(text), []).parts)


def said(text: str) -> list[tuple[str, str, str]]:
    return [(one.kind, one.code, one.words) for one in parts(text)]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("27", 27),
        ("1,700", 1_700),
        (".35", 0.35),
        ("twenty-seven", 27),
        ("five thousand", 5_000),
        ("one hundred and fifty", 150),
        ("two hundred thousand", 200_000),
    ],
)
def test_numbers_are_read_in_figures_and_in_words(text: str, value: float):
    assert numbers.value(text) == value


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("grades k-3", ("KG", "01", "02", "03")),
        ("grades three through five", ("03", "04", "05")),
        ("grades 3, 5 and 7", ("03", "05", "07")),
        ("kindergarten through grade 2", ("KG", "01", "02")),
        ("ninth graders", ("09",)),
        ("2nd and 3rd grade", ("02", "03")),
        ("pre-k", ("PK",)),
        ("middle school", ("06", "07", "08")),
    ],
)
def test_grades_are_read_as_schools_write_them(text: str, codes: tuple[str, ...]):
    ((_, _, found),) = grades.found(text)
    assert found == codes


def test_a_brochure_is_read_part_by_part():
    text = (
        "Proven to raise reading scores by 27 percentile points in grades K–3 in rural districts; "
        "ESSA Tier 1; works for English learners."
    )
    assert said(text) == [
        ("proven", "", "Proven"),
        ("effect", "reading", "reading scores"),
        ("size", "percentile", "by 27 percentile points"),
        ("grades", "", "grades K–3"),
        ("setting", "rural", "rural districts"),
        ("tier", "", "ESSA Tier 1"),
        ("population", "english_learners", "English learners"),
    ]
    assert {one.outcomes for one in parts(text)} == {("reading",)}


def test_a_size_belongs_to_the_outcome_before_it():
    text = "It raises reading by 12 percentile points and math by up to eight percentile points."
    assert [(one.number, one.outcomes, one.most) for one in parts(text) if one.kind == "size"] == [
        (12, ("reading",), False),
        (8, ("math",), True),
    ]


@pytest.mark.parametrize(
    ("text", "code", "number"),
    [
        ("gains of up to 30%", "percent", 30),
        ("six months of additional learning", "months", 6),
        ("an effect size of 0.43", "effect", 0.43),
        ("(d = .2)", "effect", 0.2),
        ("half a year faster: 0.5 standard deviations", "effect", 0.5),
        ("moves students from the 50th to the 77th percentile", "percentile", 27),
        ("doubles growth", "percent", None),
    ],
)
def test_sizes_are_read_in_every_unit(text: str, code: str, number: float | None):
    (found,) = [one for one in parts(text) if one.kind == "size"]
    assert (found.code, found.number) == (code, number)


def test_what_only_sounds_like_a_part_is_none():
    assert said("A reading program with Tier 2 interventions for MTSS teams.") == []
    assert [kind for kind, *_ in said("It does not raise math scores.")] == []
    # A band of grades is no part of a graduation rate.
    assert [kind for kind, *_ in said("It raises high school graduation.")] == ["effect"]


def test_words_stay_as_they_were_typed_whatever_their_signs():
    text = "Ⅴ Präsentation: raises re\u00adading by 27\u00a0percentile points\u200b – “prｏven” 𝟚"
    found = parts(text)
    assert [one.words for one in found] == ["re\u00adading", "by 27\u00a0percentile points"]
    assert all(text[slice(*one.span)] == one.words for one in found)


@pytest.mark.parametrize(
    "text",
    [
        "grades " + "3, " * 1_600,
        "twenty " * 700,
        "by up to " * 550,
        "1," * 2_500,
        "research-" * 550,
        "not " * 1_250 + "raise reading",
        "x" * 100_000,
        "\u0301" * 5_000,
    ],
)
def test_texts_made_to_keep_a_server_busy_are_read_like_any_other(text: str):
    assert len(parts(text)) <= reading.MOST_PARTS


def test_a_word_is_marked_whole() -> None:
    found = {
        words for _, _, words in said("It doubles reading speed, and tripled it in one school.")
    }
    assert {"doubles", "tripled"} <= found
