"""A calendar drawn: where each bar, name and clash stands; the template only draws it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import NamedTuple

from rpp import dates
from rpp.charts import wrap
from rpp.studies.lifecycle.states import STATES
from rpp.studies.plan.burden import Ask, Clash, Days, School, joined

# Of how many schools a picture still says something; the table beside it has them all.
MOST = 40
# Pixels: a letter of 13 px on average, a lane with its words, the head with months and years.
LETTER, LANE, HEAD, STRIP, GAP = 6.7, 34, 42, 22, 14
# From one line of words to the next; what a label may take; what a frame keeps from a letter.
WORDS, MOST_WORDS, FREE = 15, 640, 5
ASCENT = 12  # from the line that words stand on to the top of their letters
PLANNED = ("proposal", "co_design", "frozen")


class Mark(NamedTuple):
    """Some days of a line, with words and a kind: solid, planned or paused."""

    first: date
    last: date
    label: str
    kind: str


@dataclass
class Entry:
    """One line of a calendar before it is drawn."""

    name: str
    note: str
    marks: list[Mark]
    clashes: list[Days] = field(default_factory=list)


class Word(NamedTuple):
    """A line of words and where it begins; it has ground of its own, which no line crosses."""

    x: float
    y: float
    words: str

    @property
    def top(self) -> float:
        return round(self.y - ASCENT, 1)

    @property
    def width(self) -> float:
        return round(len(self.words) * LETTER, 1)


@dataclass
class Bar:
    x: float
    y: float
    width: float
    kind: str
    labels: list[Word]


@dataclass
class Band:
    """Days on which two studies clash, through all lanes of a line."""

    x: float
    width: float
    top: float
    bottom: float
    mark_x: float
    mark_y: float
    label: Word


@dataclass
class Line:
    names: list[Word]
    notes: list[Word]
    top: float
    height: float
    bars: list[Bar]
    bands: list[Band]


@dataclass
class Tick:
    x: float
    month: str
    year: str


@dataclass
class Picture:
    """Everything in pixels of its own width."""

    width: int
    left: int
    height: float
    lines: list[Line]
    ticks: list[Tick]
    today: float | None


def kind_of(status: str) -> tuple[str, str]:
    """How a study's bars look, and the word that says the same."""
    if status in PLANNED:
        return "planned", "not signed yet"
    if status == "paused":
        return "paused", STATES["paused"].label.lower()
    return "solid", ""


def of_study(schools: Sequence[School], clashes: Sequence[Clash] = ()) -> list[Entry]:
    """The calendar of one study: a line a school, a bar an activity."""
    many = len({school.organization_id for school in schools}) > 1
    return [
        Entry(
            school.name,
            school.organization if many else "",
            [Mark(a.starts_on, a.ends_on, a.activity, kind_of(a.status)[0]) for a in school.asks],
            _days(clashes, school),
        )
        for school in schools
    ]


def of_district(schools: Sequence[School], clashes: Sequence[Clash]) -> list[Entry]:
    """The calendar of a district: a line a school, a bar for each stretch of a study."""
    entries = []
    for school in schools:
        studies: dict[tuple[int, str, str], list[Days]] = {}
        for a in school.asks:
            studies.setdefault((a.study_id, a.title, a.status), []).append((a.starts_on, a.ends_on))
        marks = []
        for (_, title, status), days in studies.items():
            kind, word = kind_of(status)
            label = f"{title} ({word})" if word else title
            marks += [Mark(first, last, label, kind) for first, last in joined(days)]
        marks.sort(key=lambda mark: (mark.first, mark.last, mark.label))
        entries.append(Entry(school.name, "", marks, _days(clashes, school)))
    return entries


def _days(clashes: Sequence[Clash], school: School) -> list[Days]:
    return joined((clash.first, clash.last) for clash in clashes if clash.key == school.key)


def whole_months(asks: Sequence[Ask]) -> Days:
    """The months from the first day to the last."""
    first = min(ask.starts_on for ask in asks).replace(day=1)
    last = max(ask.ends_on for ask in asks)
    after = (last.replace(day=1) + timedelta(days=32)).replace(day=1)
    return first, after - timedelta(days=1)


def draw(entries: Sequence[Entry], within: Days, today: date, *, wide: bool) -> Picture:
    """Lay out a calendar of these days, wide or for a phone."""
    width, left = (1136, 220) if wide else (340, 0)
    scale = _Scale(within, left, width)
    lines, y = [], float(HEAD)
    for entry in entries[:MOST]:
        line = _line(entry, scale, y, wide=wide)
        lines.append(line)
        y += line.height + GAP
    at = scale.x(today) if within[0] <= today <= within[1] else None
    return Picture(width, left, round(y + 18), lines, _ticks(scale, 46 if wide else 40), at)


class _Scale:
    def __init__(self, within: Days, left: int, width: int) -> None:
        self.first, self.last = within
        self.left, self.right = left, width
        self.per_day = (width - left) / ((within[1] - within[0]).days + 1)

    def x(self, day: date, days: int = 0) -> float:
        clear = min(max(day, self.first), self.last + timedelta(days=1))
        return round(self.left + ((clear - self.first).days + days) * self.per_day, 1)


def _label(words: str, x: float, scale: _Scale) -> tuple[list[str], float, float]:
    """Words that begin at `x`, or end at the right edge: their lines, their place, their end."""
    lines = wrap(words, int(min(scale.right - scale.left, MOST_WORDS) / LETTER))
    room = max(map(len, lines)) * LETTER
    at = max(min(x, scale.right - room), scale.left)
    return lines, round(at, 1), at + room


@dataclass
class _Placed:
    mark: Mark
    x: float
    width: float
    lines: list[str]
    label_x: float
    lane: int


def _line(entry: Entry, scale: _Scale, top: float, *, wide: bool) -> Line:
    """Bars whose words would meet go into lanes of their own, below each other."""
    names, notes, beside, head = _names(entry, scale, top, wide=wide)
    placed = _lanes(entry.marks, scale)
    tall = [LANE] * (max((each.lane for each in placed), default=0) + 1)
    for each in placed:
        tall[each.lane] = max(tall[each.lane], LANE + (len(each.lines) - 1) * WORDS)
    starts = [top + head + sum(tall[:lane]) for lane in range(len(tall))]
    height = head + max(sum(tall), beside)
    bands = _bands(entry.clashes, scale, top + head, top + height + 14)
    bars = []
    for each in placed:
        y = starts[each.lane] + tall[each.lane] - LANE
        x = _clear(each.label_x, bands)
        first = y + 12 - (len(each.lines) - 1) * WORDS
        labels = [Word(x, round(first + n * WORDS, 1), line) for n, line in enumerate(each.lines)]
        bars.append(Bar(each.x, round(y, 1), round(each.width, 1), each.mark.kind, labels))
    if bands:
        height = bands[-1].label.y + 6 - top
    return Line(names, notes, round(top, 1), round(height, 1), bars, bands)


def _names(
    entry: Entry, scale: _Scale, top: float, *, wide: bool
) -> tuple[list[Word], list[Word], float, float]:
    """Name and note of a line, beside its bars or above them: their lines, and room they take."""
    letters = 29 if wide else 46
    names = wrap(entry.name, letters)
    notes = wrap(entry.note, letters) if entry.note else []
    words = [Word(0, round(top + 13 + n * WORDS, 1), line) for n, line in enumerate(names + notes)]
    room = len(words) * WORDS + 4
    return words[: len(names)], words[len(names) :], room if wide else 0, 0 if wide else room


def _lanes(marks: Sequence[Mark], scale: _Scale) -> list[_Placed]:
    ends: list[float] = []
    placed = []
    for mark in marks:
        if mark.last < scale.first or mark.first > scale.last:
            continue
        x = scale.x(mark.first)
        width = max(scale.x(mark.last + timedelta(days=1)) - x, 4)
        x = min(x, scale.right - width)
        lines, label_x, label_end = _label(mark.label, x, scale)
        begin, end = min(x, label_x), max(x + width, label_end) + 10
        lane = next((n for n, taken in enumerate(ends) if taken <= begin), len(ends))
        ends[lane : lane + 1] = [end]
        placed.append(_Placed(mark, x, width, lines, label_x, lane))
    return placed


def _clear(x: float, bands: Sequence[Band]) -> float:
    """Where words begin so that no side of a frame crosses their first letter."""
    for band in bands:
        for side in (band.x, band.x + band.width):
            if x - FREE < side < x + LETTER:
                return round(side + FREE, 1)
    return x


def _bands(clashes: Sequence[Days], scale: _Scale, top: float, bottom: float) -> list[Band]:
    """A frame around the days of each clash, and its words below; those that would meet go on
    the next line."""
    bands: list[Band] = []
    row, taken = bottom, -1.0
    for first, last in clashes:
        if last < scale.first or first > scale.last:
            continue
        x = scale.x(first)
        width = max(scale.x(last + timedelta(days=1)) - x, 4)
        words, label_x, label_end = _label(f"Conflict, {dates.span(first, last)}", x + 17, scale)
        row = row + STRIP if not bands or label_x - 18 < taken else row
        mark_y = row - 4
        if label_x < round(x + 17, 1):
            # The words do not fit behind the mark, which stays at its days: they go below.
            row += WORDS
        bands.append(
            Band(
                min(x, scale.right - width),
                round(width, 1),
                round(top - 2, 1),
                round(bottom, 1),
                round(min(x, scale.right - 12), 1),
                round(mark_y, 1),
                Word(label_x, round(row - 4, 1), " ".join(words)),
            )
        )
        taken = label_end + 10
    return bands


def _ticks(scale: _Scale, apart: float) -> list[Tick]:
    """The first day of each month, or of every few where there are many."""
    months = (scale.last.year - scale.first.year) * 12 + scale.last.month - scale.first.month + 1
    room = (scale.right - scale.left) / months
    step = next((n for n in (1, 2, 3, 6) if room * n >= apart), 12)
    ticks: list[Tick] = []
    named = ""
    at = scale.first.replace(day=1)
    while at <= scale.last:
        if (at.month - 7) % step == 0:
            year = str(at.year)
            ticks.append(Tick(scale.x(at), f"{at:%b}", year if year != named else ""))
            named = year
        at = (at + timedelta(days=32)).replace(day=1)
    return ticks
