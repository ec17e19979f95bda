"""Plots have room for one study and for hundreds, and say what they cut."""

import math
import random
import re
from dataclasses import replace

import pytest

from rpp.syntheses.analysis.analyzing import analyze
from rpp.syntheses.analysis.choice import Choice
from rpp.syntheses.analysis.plots.forest import forest
from rpp.syntheses.analysis.plots.funnel import funnel
from rpp.syntheses.analysis.plots.rows import Drawing
from rpp.syntheses.analysis.plots.scale import Scale, holding
from rpp.syntheses.analysis.plots.steps import cumulative, leave_one_out
from rpp.syntheses.published import FrozenEffect

SIDES = ("Fewer", "More")


def effect(n: int, yi: float, vi: float = 0.01, title: str = "", **more: object) -> FrozenEffect:
    named = title or f"Study {n}"
    return FrozenEffect(f"f{n}", f"s{n}", named, yi, vi, cluster=f"s{n}", **more)  # type: ignore[arg-type]


FIVE = [effect(n, yi) for n, yi in enumerate([0.10, 0.35, -0.05, 0.22, 0.18], 1)]


def many(k: int) -> list[FrozenEffect]:
    chance = random.Random(4)
    return [effect(n, chance.gauss(0.15, 0.3), chance.uniform(0.005, 0.2)) for n in range(k)]


def places(drawing: Drawing) -> list[float]:
    paths = [drawing.zero, drawing.middle, drawing.axis]
    paths += [path for row in drawing.rows for path in (row.whisker, row.shape, row.rule)]
    return [float(one) for path in paths for one in re.findall(r"-?[\d.]+", path)]


@pytest.mark.parametrize("effects", [FIVE[:1], FIVE, many(300)], ids=["one", "five", "hundreds"])
def test_everything_stands_within_the_drawing(effects: list[FrozenEffect]) -> None:
    drawn = forest(analyze(effects), SIDES)
    extra = 2 if len(effects) > 1 else 0
    assert len(drawn.numbers) == len(effects) + extra
    for one in drawn.plot.drawings:
        assert len(one.rows) == len(effects) + extra
        assert all(math.isfinite(place) for place in places(one))
        assert max(places(one)) <= max(one.width, one.height)
        feet = [row.y for row in one.rows]
        assert feet == sorted(feet)
        assert feet[-1] < one.height - 30
    assert drawn.plot.cut == 0 or len(effects) > 100


def test_heavier_studies_have_larger_squares_and_the_average_is_a_diamond() -> None:
    drawn = forest(analyze([*FIVE, effect(6, 0.2, 0.09)]), SIDES).plot.drawings[0]
    sizes = {row.lines[0].words: row.shape for row in drawn.rows}
    side = {
        name: float(re.findall(r"h([\d.]+)v", shape)[0])
        for name, shape in sizes.items()
        if "h" in shape
    }
    assert side["Study 6"] < side["Study 1"] == 16
    assert sizes["Average of all 6"].count("L") == 3
    assert [row.css for row in drawn.rows[-2:]] == ["chart__average", "chart__expected"]


def test_a_huge_effect_is_cut_with_an_arrow_and_said() -> None:
    drawn = forest(analyze([*FIVE, effect(9, 40.0)]), SIDES)
    huge = drawn.plot.drawings[0].rows[0]
    assert huge.lines[0].words == "Study 9"
    assert (huge.shape, huge.value) == ("", "40.00 (39.80 to 40.20)")
    assert huge.whisker.count("L") == 2
    assert "3 intervals reach beyond the scale: arrows mark where." in drawn.plot.cut_words
    others = [row.shape for row in drawn.plot.drawings[0].rows[1:6]]
    assert all(others)
    dots = funnel(analyze([*FIVE, effect(9, 40.0)]))
    assert dots is not None
    assert dots.cut_words == "1 hollow dot at the edge lies beyond the scale."
    assert max(point.x for point in dots.drawings[0].points) == 600


def test_a_scale_holds_zero_and_has_round_ticks() -> None:
    low, high = holding([(0.24, 0.64), (-0.28, 0.12)], [(-0.12, 0.4)])
    assert low <= -0.28 < 0.64 <= high
    ticks = Scale(low, high, 300, 690).ticks()
    assert [words for _, words in ticks] == ["−0.4", "−0.2", "0.0", "0.2", "0.4", "0.6", "0.8"]
    low, high = holding([], [])
    assert low < 0 < high
    assert [words for _, words in Scale(-40, 40, 20, 276).ticks()] == [
        "−40",
        "−20",
        "0",
        "20",
        "40",
    ]


def test_long_names_are_wrapped_and_years_told_once() -> None:
    long = effect(1, 0.2, title="Dropout prevention " * 9, year=2014)
    told = effect(2, 0.1, title="A report of 2015", year=2015)
    rows = forest(analyze([long, told]), SIDES).plot.drawings[1].rows
    assert len(rows[0].lines) > 3
    assert max(len(line.words) for line in rows[0].lines) <= 44
    assert rows[1].lines[0].words == "A report of 2015"


def test_outcomes_are_named_where_a_study_has_several() -> None:
    twice = [*FIVE, replace(FIVE[0], key="x", outcome="Credits", yi=0.3)]
    assert forest(analyze(twice), SIDES).has_outcomes
    assert not forest(analyze(FIVE), SIDES).has_outcomes


def test_without_each_study_and_year_by_year() -> None:
    years = [replace(one, year=2010 + at // 2) for at, one in enumerate(FIVE)]
    found = cumulative(years, Choice())
    assert found is not None
    assert [row[:2] for row in found.numbers] == [
        ("By 2010", "2 studies"),
        ("By 2011", "4 studies"),
        ("By 2012", "5 studies"),
    ]
    assert cumulative(FIVE, Choice()) is None
    certain = [
        effect(1, 0.30, 0.0004),
        effect(2, 0.25, 0.0004),
        effect(3, 0.28, 0.0004),
        effect(4, 0.9),
    ]
    left = leave_one_out(certain, Choice())
    assert {row.study: row.turns for row in left.rows}["Study 4"] == "no effect is ruled out then"
    assert left.words == "Without one study, the average would say something else."
    assert leave_one_out(FIVE[:2], Choice()).rows == []
    assert "no single one decides" in leave_one_out(many(101), Choice()).words
