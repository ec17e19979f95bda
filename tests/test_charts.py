"""No word of a chart is cut, and none runs over its edge."""

from datetime import date

import pytest

from rpp import charts
from rpp.paging import MOST_COUNTED, Slice
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
    assert labels[-1].y < line.bars[0].y + 17, "words stand above their bar"
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


def test_a_list_says_how_much_of_it_is_shown() -> None:
    assert Slice(["a"], total=1).counted("study", "studies") == "1 study"
    assert Slice(["a", "b"], total=224).counted("study", "studies") == "2 of 224 studies"
    many = Slice(["a"], total=MOST_COUNTED + 1).counted("study", "studies")
    assert many == "1 of more than 1,000 studies"
