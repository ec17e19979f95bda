"""The life of a study as one picture, drawn from its table."""

from typing import Any, NamedTuple, TextIO

import click
from flask import current_app

from rpp.studies.lifecycle.life import STEPS, TRANSITIONS, Step
from rpp.studies.lifecycle.states import STATES
from rpp.studies.loaders import bp

bp.cli.help = "Pictures of what a study is."

# Who holds a permission, in a word or two for a label.
HOLDERS = {
    "account.use": "the invited co-lead",
    "study.invite": "a lead",
    "study.write": "anyone who writes",
    "study.discuss": "everyone who takes part",
    "study.lead": "a lead",
    "study.sign": "each signatory",
    "study.speak": "each district",
    "study.pause": "either side",
    "study.agree": "a lead or data steward",
    "brief.publish": "a lead",
}
WIDTH, BOX, HIGH, PITCH, TOP = 760, 210, 44, 96, 20
MIDDLE, SIDE = 330, 640


class Place(NamedTuple):
    """A state: its name, what can be done while it lasts, and the middle of its box."""

    label: str
    x: int
    y: int


class Way(NamedTuple):
    """An arrow: its path, its label, and where the label stands."""

    path: str
    label: str
    x: float
    y: float
    anchor: str = "start"


def _column() -> list[str]:
    """The states on the straight way, in its order: each the first new one that a step leads to."""
    way = ["proposal"]
    while True:
        steps = [s.to for s in STEPS if way[-1] in s.at and s.to and s.to != "withdrawn"]
        onward = [to for to in steps if to not in way and TRANSITIONS[to] != {way[-1], "withdrawn"}]
        if not onward:
            return way
        way.append(onward[0])


def drawing() -> dict[str, Any]:
    """What the picture shows: places, arrows, and its size."""
    column = _column()
    places = {
        state: Place(STATES[state].label, MIDDLE, TOP + HIGH // 2 + n * PITCH)
        for n, state in enumerate(column)
    }
    for state in TRANSITIONS:
        if state not in places and state != "withdrawn":
            (beside,) = TRANSITIONS[state] - {"withdrawn"}
            places[state] = Place(STATES[state].label, SIDE, places[beside].y)
    ended = [s for s in column if "withdrawn" in TRANSITIONS[s]]
    aside = [
        STATES[s].label for s in TRANSITIONS if "withdrawn" in TRANSITIONS[s] and s not in ended
    ]
    arrows = [(step, at) for step in STEPS for at in step.at if step.to in places]
    exits = [places[state].y for state in ended]
    return {
        "places": list(places.values()),
        "ways": [_way(places, step, at, step.to) for step, at in arrows],
        "exits": exits,
        "gone": STATES["withdrawn"].label,
        "withdraw": [
            _label(next(s for s in STEPS if s.to == "withdrawn")),
            *(f"also while it is {label.lower()}" for label in aside),
        ],
        "width": WIDTH,
        "height": TOP * 2 + HIGH + PITCH * (len(column) - 1),
        "box": BOX,
        "high": HIGH,
        "middle": MIDDLE,
    }


def _label(step: Step) -> str:
    return f"{step.action}: {HOLDERS[step.permission]}"


def _way(places: dict[str, Place], step: Step, at: str, to: str) -> Way:
    a, b = places[at], places[to]
    half, low = BOX // 2, HIGH // 2
    if a.y == b.y:  # beside each other, there above, back below
        there = a.x < b.x
        y = a.y - 9 if there else a.y + 9
        start, end = (a.x + half, b.x - half - 7) if there else (a.x - half, b.x + half + 7)
        middle = (start + end) / 2
        return Way(f"M{start} {y}H{end}", step.action, middle, y - 6 if there else y + 16, "middle")
    if b.y == a.y + PITCH:
        return Way(
            f"M{a.x} {a.y + low}V{b.y - low - 7}", _label(step), a.x + 12, (a.y + b.y) / 2 + 4
        )
    bow = 34 + (a.y - b.y) // PITCH * 26
    x = a.x + half
    y = a.y - 8
    path = f"M{x} {y}C{x + bow} {y} {x + bow} {b.y + 8} {x + 7} {b.y + 8}"
    return Way(path, _label(step) if a.y - b.y == PITCH else "", x + bow, (y + b.y) / 2 + 4)


def svg() -> str:
    """The picture as SVG."""
    return current_app.jinja_env.get_template("studies/lifecycle/_life.svg").render(**drawing())


@bp.cli.command("life")
@click.argument("file", type=click.File("w"), default="-")
def draw(file: TextIO) -> None:
    """Draw the life of a study into FILE, for the docs."""
    file.write(svg() + "\n")
