"""The funnel plot: effects by how certain they are, to see whether small studies differ."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from rpp.evidence.pooling.distributions import quantile
from rpp.evidence.pooling.egger import Egger
from rpp.evidence.pooling.results import NotPooled
from rpp.evidence.pooling.wording import chance, number, precise
from rpp.syntheses.analysis.plots.forest import LEVEL, labeled
from rpp.syntheses.analysis.plots.scale import Scale, holding
from rpp.syntheses.analysis.results import Analysis, Average
from rpp.syntheses.published import FrozenEffect

HEIGHT, TOP, BOTTOM = 300, 20, 250
WIDTHS = (("wide", 640, 60, 600), ("narrow", 340, 40, 320))
LOPSIDED = 0.10
SEVERAL = "The test takes effects of one study as if they did not depend on each other."
RADIUS = 4


class Point(NamedTuple):
    """Where one effect stands; beyond an end of the scale it stands at that end, hollow."""

    x: float
    y: float
    css: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """The funnel in one size."""

    name: str
    width: int
    points: list[Point]
    # The region in which most effects lie if only chance parts them, and its middle.
    region: str
    middle: str
    zero: str
    axis: str
    ticks: list[tuple[float, str]]
    heights: list[tuple[float, str]]
    left: int

    height: int = HEIGHT
    foot: int = BOTTOM + 22
    name_y: int = HEIGHT - 6

    @property
    def center(self) -> float:
        return self.width / 2


@dataclass(frozen=True, slots=True)
class Funnel:
    """The plot, its table of (study, effect, standard error), and what Egger's test says."""

    drawings: list[Drawing]
    numbers: list[tuple[str, str, str]]
    words: str
    test: str
    cut: int

    @property
    def cut_words(self) -> str:
        """That hollow dots stand beyond the scale; "" where none does."""
        if not self.cut:
            return ""
        if self.cut == 1:
            return "1 hollow dot at the edge lies beyond the scale."
        return f"{self.cut} hollow dots at the edge lie beyond the scale."


def funnel(analysis: Analysis) -> Funnel | None:
    """The plot of the effects that count; None without any."""
    effects = analysis.effects
    if not effects:
        return None
    middle = analysis.average.estimate if isinstance(analysis.average, Average) else None
    largest = max(one.vi for one in effects) ** 0.5
    reach = quantile(LEVEL) * largest
    always = [] if middle is None else [(middle - reach, middle + reach)]
    ends = holding([(one.yi, one.yi) for one in effects], always)
    told = tested(analysis.small)
    if len({one.cluster or one.study for one in effects}) < len(effects):
        told = f"{told} {SEVERAL}"
    return Funnel(
        [_drawing(*size, effects, middle, largest, Scale(*ends, *size[2:])) for size in WIDTHS],
        [(labeled(one), number(one.yi), precise(one.vi**0.5)) for one in effects],
        f"{len(effects)} effects; the higher a point, the more certain its study. {told}",
        told,
        sum(not ends[0] <= one.yi <= ends[1] for one in effects),
    )


def tested(small: Egger | NotPooled) -> str:
    """What Egger's test says, in words."""
    if isinstance(small, NotPooled):
        return small.words
    p = f"(Egger’s test, {chance(small.p)})"
    if small.p >= LOPSIDED:
        said = f"Small and large studies do not differ more than chance makes them {p}."
    else:
        how = "larger" if small.slope > 0 else "smaller"
        said = (
            f"Small studies find {how} effects than large ones {p}: results that disappointed may "
            "be missing, or small studies were done elsewhere or otherwise."
        )
    return " ".join((said, *small.notes))


def _drawing(
    name: str,
    width: int,
    left: int,
    right: int,
    effects: Sequence[FrozenEffect],
    middle: float | None,
    largest: float,
    scale: Scale,
) -> Drawing:
    def y(error: float) -> float:
        return round(TOP + error / largest * (BOTTOM - TOP), 1)

    points = [
        Point(
            scale.x(one.yi),
            y(one.vi**0.5),
            "chart__study" if scale.holds(one.yi) else "chart__dot chart__dot--compare",
        )
        for one in effects
    ]
    region = line = ""
    if middle is not None:
        reach = quantile(LEVEL) * largest
        low, high, x = scale.x(middle - reach), scale.x(middle + reach), scale.x(middle)
        region, line = f"M{low} {BOTTOM}L{x} {TOP}L{high} {BOTTOM}", f"M{x} {TOP}V{BOTTOM}"
    marks = "".join(f"M{x} {BOTTOM}v6" for x, _ in scale.ticks())
    return Drawing(
        name,
        width,
        points,
        region,
        line,
        f"M{scale.x(0)} {TOP}V{BOTTOM}",
        f"M{left} {BOTTOM}H{right}{marks}",
        scale.ticks(),
        [(TOP + 4, "0"), (BOTTOM + 4, number(largest))],
        left - 6,
    )
