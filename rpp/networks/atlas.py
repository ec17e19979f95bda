"""Places on a small map: an equirectangular projection around what is shown."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from math import ceil, cos, floor, radians

LETTER, LINE = 6.9, 15.0  # the width of a letter and the height of a line, at 13 px
LONGEST = 24
_USUAL = re.compile(
    r"^(City of|School District of( the City of)?) | ((Public )?Schools?( District| Corp)?|"
    r"(Independent |Unified )?School District|ISD|USD|Exempted Village)$",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Place:
    """A dot with its label; `side` tells where the label stands, "" where it found no room."""

    name: str
    x: float
    y: float
    side: str = ""

    @property
    def short(self) -> str:
        """The name without what every district is called, and not longer than a label may be."""
        words = _short(self.name)
        return words if len(words) <= LONGEST else words[: LONGEST - 1].rsplit(" ", 1)[0] + "…"

    @property
    def anchor(self) -> str:
        """Where on the label its point is; "" at its beginning."""
        return {"left": "end", "above": "middle", "below": "middle"}.get(self.side, "")

    @property
    def text_x(self) -> float:
        return round(self.x + {"right": 9, "left": -9}.get(self.side, 0), 1)

    @property
    def text_y(self) -> float:
        return round(self.y + {"above": -9, "below": 19}.get(self.side, 4), 1)


@dataclass(frozen=True)
class Map:
    """A drawing `width` by `height` px, with a line at every `step` degrees."""

    width: int
    height: int
    places: tuple[Place, ...]
    meridians: tuple[float, ...]
    parallels: tuple[float, ...]
    step: int


def draw(
    points: Iterable[tuple[str, float | None, float | None]], width: int, height: int
) -> Map | None:
    """Project (name, latitude, longitude) in degrees; None for fewer than two known points."""
    known = [(name, lat, lon) for name, lat, lon in points if lat is not None and lon is not None]
    if len(known) < 2:
        return None
    middle = sum(lat for _, lat, _ in known) / len(known)
    flat = [(name, lon * cos(radians(middle)), -lat) for name, lat, lon in known]
    left, right = min(x for _, x, _ in flat), max(x for _, x, _ in flat)
    top, bottom = min(y for _, _, y in flat), max(y for _, _, y in flat)
    edge = 28
    room_x, room_y = width - 2 * edge, height - 2 * edge
    # At least half a degree: a network in one city is not blown up to fill the map.
    scale = min(room_x / max(right - left, 0.5), room_y / max(bottom - top, 0.5))
    shift_x = (width - (right - left) * scale) / 2
    shift_y = (height - (bottom - top) * scale) / 2
    dots = [
        (name, round((x - left) * scale + shift_x, 1), round((y - top) * scale + shift_y, 1))
        for name, x, y in flat
    ]
    step = 1 if max(right - left, bottom - top) < 6 else 5

    def lines(offset: float, factor: float, size: int) -> tuple[float, ...]:
        """Where whole degrees fall between 0 and `size`, from degrees * factor + offset."""
        ends = sorted((-offset / factor, (size - offset) / factor))
        first = ceil(ends[0] / step)
        return tuple(
            round(degree * step * factor + offset, 1)
            for degree in range(first, floor(ends[1] / step) + 1)
        )

    return Map(
        width,
        height,
        tuple(_label(dots, width, height)),
        lines(shift_x - left * scale, cos(radians(middle)) * scale, width),
        lines(shift_y - top * scale, -scale, height),
        step,
    )


def _short(name: str) -> str:
    return _USUAL.sub("", _USUAL.sub("", name)) or name


def _label(dots: list[tuple[str, float, float]], width: int, height: int) -> Iterable[Place]:
    """Give each dot's label a side where it covers neither a dot nor another label."""
    taken = [(x - 6, y - 6, x + 6, y + 6) for _, x, y in dots]
    for name, x, y in sorted(dots, key=lambda dot: (dot[2], dot[1])):
        long = len(Place(name, x, y).short) * LETTER
        boxes = {
            "right": (x + 8, y - LINE / 2, x + 8 + long, y + LINE / 2),
            "left": (x - 8 - long, y - LINE / 2, x - 8, y + LINE / 2),
            "above": (x - long / 2, y - 8 - LINE, x + long / 2, y - 8),
            "below": (x - long / 2, y + 8, x + long / 2, y + 8 + LINE),
        }
        for side, box in boxes.items():
            inside = box[0] >= 0 and box[1] >= 0 and box[2] <= width and box[3] <= height
            if inside and not any(_overlap(box, other) for other in taken):
                taken.append(box)
                yield Place(name, x, y, side)
                break
        else:
            yield Place(name, x, y)


Box = tuple[float, float, float, float]


def _overlap(a: Box, b: Box) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]
