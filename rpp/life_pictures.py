"""A life as one picture, drawn from its table.

The states on the straight way stand below each other; those from which one comes back stand to
their right; ends that are off the way stand to their left, behind dotted lines.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import click
from flask import current_app
from flask.cli import with_appcontext

from rpp import lifecycle
from rpp.lifecycle import Life

BOX, BESIDE, HIGH, PITCH, TOP = 210, 190, 44, 96, 20
# How far the ends' trunks stand from the column, and from each other.
NEAR, APART = 70, 50
END_BOX, SIDE = 185, 310


class Place(NamedTuple):
    """A state: its name, and the middle and width of its box."""

    label: str
    x: int
    y: int
    width: int = BOX


class Way(NamedTuple):
    """An arrow: its path, the lines of its label, and where the label stands."""

    path: str
    lines: list[str]
    x: float
    y: float
    anchor: str = "start"


class End(NamedTuple):
    """An end off the way: its name, its trunk, where ways leave for it, what is written below."""

    label: str
    trunk: int
    exits: list[int]
    y: int
    lines: list[str]


class Drawing(NamedTuple):
    """What the picture shows, and its size."""

    title: str
    first: str
    last: str
    places: list[Place]
    ways: list[Way]
    ends: list[End]
    left: int
    width: int
    height: int


def drawing(life: Life) -> Drawing:
    """Lay a life out."""
    column = straight_way(life)
    off = [state for state in life.now if state not in column]
    ends = [state for state in off if not life.transitions[state]]
    middle = 330 + APART * max(len(ends) - 1, 0)
    places = {
        state: Place(life.labels[state], middle, TOP + HIGH // 2 + row * PITCH)
        for row, state in enumerate(column)
    }
    places |= _beside(life, places, [state for state in off if state not in ends])
    drawn = _ends(life, column, places, ends)
    bottom = max([p.y + HIGH // 2 for p in places.values()] + [_foot(end) for end in drawn])
    return Drawing(
        f"The life of a {life.kind}",
        life.labels[column[0]].lower(),
        life.labels[column[-1]].lower(),
        list(places.values()),
        [_way(life, places[at], places[to], steps) for (at, to), steps in _arrows(life, places)],
        drawn,
        middle - BOX // 2,
        middle + 430,
        bottom + TOP,
    )


def _arrows(
    life: Life, places: dict[str, Place]
) -> Iterable[tuple[tuple[str, str], list[lifecycle.AnyStep]]]:
    """The steps between each two states that have a place."""
    found: dict[tuple[str, str], list[lifecycle.AnyStep]] = {}
    for step in life.steps:
        for at in step.at:
            if step.to in places and step.to != at:
                found.setdefault((at, step.to), []).append(step)
    return found.items()


def straight_way(life: Life) -> list[str]:
    """The states that a life passes: each the first new one to which a step leads.

    A state from which one only comes back is not on the way, nor an end that many ways lead to.
    """
    way = [next(iter(life.now))]
    while True:
        onward = [
            step.to
            for step in life.steps
            if step.to and way[-1] in step.at and step.to not in way and _leads_on(life, step.to)
        ]
        if not onward:
            return way
        way.append(onward[0])


def _leads_on(life: Life, state: str) -> bool:
    sources = _sources(life, state)
    onward = life.transitions[state] - {state}
    if not onward:
        return len(sources) == 1 and state != "deleted"
    own = {to for to in onward if life.transitions[to] or len(_sources(life, to)) == 1}
    return own != set(sources) or len(sources) > 1


def _sources(life: Life, state: str) -> list[str]:
    return [one for one in life.now if state in life.transitions[one] and one != state]


def _beside(life: Life, places: dict[str, Place], states: list[str]) -> dict[str, Place]:
    """The states to the right, each where it comes from or in the next free row."""
    found: dict[str, Place] = {}
    for state in states:
        near = [
            places[s] for s in (*_sources(life, state), *life.transitions[state]) if s in places
        ]
        y = near[0].y
        while any(place.y == y for place in found.values()):
            y += PITCH
        found[state] = Place(life.labels[state], near[0].x + SIDE, y, BESIDE)
    return found


def _ends(life: Life, column: list[str], places: dict[str, Place], states: list[str]) -> list[End]:
    """The ends to the left; one that is left for earlier stands higher and further out."""
    found: list[End] = []
    rows = {s: [places[one].y for one in column if s in life.transitions[one]] for s in states}
    rows = {s: ys or [places[_sources(life, s)[0]].y] for s, ys in rows.items()}
    for at, state in enumerate(sorted(states, key=lambda s: rows[s][-1])):
        aside = [s for s in _sources(life, state) if s not in column]
        words = [line for step in life.steps if step.to == state for line in _lines(life, step)]
        words += [f"also while it is {life.labels[s].lower()}" for s in aside]
        trunk = places[column[0]].x - BOX // 2 - NEAR - APART * (len(states) - 1 - at)
        y = max([rows[state][-1] + HIGH + 29] + [_foot(end) + 20 for end in found])
        found.append(End(life.labels[state], trunk, rows[state], y, words))
    return found


def _foot(end: End) -> int:
    return end.y + HIGH + 2 + 17 * len(end.lines)


def _lines(life: Life, step: lifecycle.AnyStep) -> list[str]:
    """The label of a step, in two lines where one is too long for a box."""
    label = _label(life, step)
    return [label] if len(label) < 26 else [f"{step.action}:", life.holders[step.permission]]


def _label(life: Life, step: lifecycle.AnyStep) -> str:
    return f"{step.action}: {life.holders[step.permission]}"


def _way(life: Life, a: Place, b: Place, steps: list[lifecycle.AnyStep]) -> Way:
    half, low = a.width // 2, HIGH // 2
    plain, whole = [str(step.action) for step in steps], [_label(life, step) for step in steps]
    if a.y == b.y:  # beside each other, there above, back below
        there = a.x < b.x
        y = a.y - 9 if there else a.y + 9
        start, end = (
            (a.x + half, b.x - b.width // 2 - 7) if there else (a.x - half, b.x + b.width // 2 + 7)
        )
        middle = (start + end) / 2
        return Way(f"M{start} {y}H{end}", plain, middle, y - 6 if there else y + 16, "middle")
    if b.x != a.x:
        return _slanted(a, b, plain)
    if b.y == a.y + PITCH:
        return Way(f"M{a.x} {a.y + low}V{b.y - low - 7}", whole, a.x + 12, (a.y + b.y) / 2 + 4)
    rows = abs(a.y - b.y) // PITCH
    up = 8 if a.y > b.y else -8
    bow = 34 + rows * 26 + (0 if up > 0 else 26)
    x, y = a.x + half, a.y - up
    path = f"M{x} {y}C{x + bow} {y} {x + bow} {b.y + up} {x + 7} {b.y + up}"
    return Way(path, whole if rows == 1 else plain, x + bow, (y + b.y) / 2 + (4 if up > 0 else -14))


def _slanted(a: Place, b: Place, lines: list[str]) -> Way:
    """Between the column and a state beside another row."""
    side = 1 if a.x < b.x else -1
    x, to = a.x + side * a.width / 2, b.x - side * (b.width // 2 + 7)
    path = f"M{x} {a.y}C{x + side * 60} {a.y} {to - side * 60} {b.y} {to} {b.y}"
    return Way(path, lines, (x + to) / 2, (a.y + b.y) / 2 - 6, "middle")


def svg(life: Life) -> str:
    """The picture as SVG."""
    template = current_app.jinja_env.get_template("components/life.svg")
    return template.render(d=drawing(life), high=HIGH, end_box=END_BOX)


@click.command("lives")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@with_appcontext
def draw(folder: Path) -> None:
    """Draw every life into FOLDER, for the docs."""
    folder.mkdir(parents=True, exist_ok=True)
    for life in lifecycle.every():
        (folder / f"{life.kind.replace(' ', '-')}.svg").write_text(svg(life) + "\n")
