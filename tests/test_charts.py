"""No word of a chart is cut, and none runs over its edge."""

from datetime import date
from fractions import Fraction

import pytest

from rpp import charts, layout
from rpp.paging import MOST_COUNTED, Slice
from rpp.rounds import story
from rpp.rounds.drawing import drawings
from rpp.studies.plan import pictures

LONG = "The northernmost consolidated elementary and intermediate school of the valley"
YEAR = (date(2026, 7, 1), date(2027, 6, 30))


@pytest.mark.parametrize("wide", [True, False])
def test_bars_leave_room_for_every_label_and_value(wide: bool) -> None:
    drawn = charts.bars([(LONG, 1234.5), ("Short", 1)], "staff hours", wide=wide)
    assert " ".join(line for _, line in drawn.bars[0].lines) == LONG
    for bar in drawn.bars:
        assert bar.value_x + len(bar.value) * 7 <= drawn.width
        assert all(len(line) * 7 <= (drawn.left or drawn.width) for _, line in bar.lines)
        assert all(y <= drawn.height for y, _ in bar.lines)
    assert [bar.value for bar in drawn.bars] == ["1,234.5 staff hours", "1 staff hour"]
    first, second = drawn.bars
    assert second.lines[0][0] - first.lines[-1][0] >= charts.ROW


@pytest.mark.parametrize("wide", [True, False])
def test_a_calendar_cuts_no_name_and_no_label(wide: bool) -> None:
    mark = pictures.Mark(date(2027, 6, 1), date(2027, 6, 20), LONG * 2, "solid")
    entry = pictures.Entry(LONG, "A district with a name", [mark])
    picture = pictures.draw([entry], YEAR, date(2026, 1, 1), wide=wide)
    (line,) = picture.lines
    assert " ".join(word.words for word in line.names) == LONG
    labels = line.bars[0].labels
    assert "".join(word.words for word in labels).replace(" ", "") == (LONG * 2).replace(" ", "")
    assert all(word.x + len(word.words) * 6 <= picture.width for word in labels)
    assert labels[-1].top + 15 <= line.bars[0].y + 17, "words and their ground stand above the bar"
    assert labels[0].y > line.top


@pytest.mark.parametrize("days", [0, 1, 3])
def test_a_clash_frame_crosses_no_first_letter(days: int) -> None:
    first = date(2026, 10, 5)
    mark = pictures.Mark(first, date(2027, 2, 1), "A study", "solid")
    clash = (date(2026, 10, 5 + days), date(2026, 11, 1))
    entry = pictures.Entry("A school", "", [mark], [clash])
    (line,) = pictures.draw([entry], YEAR, date(2026, 1, 1), wide=True).lines
    (band,), (label,) = line.bands, line.bars[0].labels
    for side in (band.x, band.x + band.width):
        assert not label.x - 2 < side < label.x + 6


@pytest.mark.parametrize("wide", [True, False])
@pytest.mark.parametrize("month", [8, 11, 2, 6])
def test_the_mark_of_a_clash_stands_at_its_days_and_its_words_in_the_picture(
    wide: bool, month: int
) -> None:
    first = date(2026 if month > 6 else 2027, month, 1)
    clash = (first, first.replace(day=4))
    mark = pictures.Mark(first, first.replace(day=9), "A study", "solid")
    entry = pictures.Entry("A school", "", [mark], [clash])
    picture = pictures.draw([entry], YEAR, date(2026, 1, 1), wide=wide)
    (line,) = picture.lines
    (band,) = line.bands
    assert abs(band.mark_x - band.x) <= 12
    said = band.label
    assert 0 <= said.x <= picture.width - len(said.words) * 6
    assert said.x >= band.mark_x + 12 or said.top >= band.mark_y, "words cover no mark"
    assert said.y < line.top + line.height


def test_the_words_of_a_last_single_ballot_stay_in_the_picture() -> None:
    paid = story.Column(4, [story.Part(1, "chart__kind", Fraction(1, 4), 0, 1)], "1", "0", [])
    nothing = story.Column(1, [], "0", "1", [])
    blocks = [story.Block("Paid for 1", 1, [paid]), story.Block("Paid for nothing", 5, [nothing])]
    for drawn in drawings(story.Picture("0.25", "0.13", blocks, [paid, nothing], 5, "")):
        for bracket in drawn.brackets:
            assert bracket.words_x + len(bracket.words) * 6.8 <= drawn.width


@pytest.mark.parametrize(
    ("n", "total", "said"),
    [(0, 8, "0 of 8 districts have"), (1, 8, "1 of 8 districts has"), (1, 1, "1 of 1 district has"),
     (1_200, 2_000, "1,200 of 2,000 districts have")],
)  # fmt: skip
def test_a_part_of_a_number_agrees_with_its_verb(n: int, total: int, said: str) -> None:
    assert layout.some_have(n, total, "district") == said


def test_a_list_says_how_much_of_it_is_shown() -> None:
    assert Slice(["a"], total=1).counted("study", "studies") == "1 study"
    assert Slice(["a", "b"], total=224).counted("study", "studies") == "2 of 224 studies"
    many = Slice(["a"], total=MOST_COUNTED + 1).counted("study", "studies")
    assert many == "1 of more than 1,000 studies"
