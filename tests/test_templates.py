"""Templates have no logic to speak of: short lines, and one condition in each at most."""

import re
from pathlib import Path

import pytest

TEMPLATES = Path(__file__).parents[1] / "templates"
LONGEST = 140
IF = re.compile(r"\b(?:el)?if\b")
TAG = re.compile(r"{[{%].*?[}%]}")
TEXT = re.compile(r"'[^']*'|\"[^\"]*\"")


def conditions(line: str) -> int:
    """How many conditions a line of a template has, those within an expression counted too."""
    return sum(len(IF.findall(TEXT.sub("", tag))) for tag in TAG.findall(line))


def wrong(source: str) -> list[str]:
    """The lines that are too long, or that have more than one condition."""
    return [
        f"{number}: {line.strip()[:60]}"
        for number, line in enumerate(source.splitlines(), 1)
        if len(line) > LONGEST or conditions(line) > 1
    ]


PLACES = {place.name: place for place in sorted(TEMPLATES.iterdir())}


def of(place: str) -> dict[str, list[str]]:
    path = PLACES[place]
    files = [path] if path.is_file() else sorted(path.rglob("*.html")) + sorted(path.rglob("*.txt"))
    return {
        str(file.relative_to(TEMPLATES)): found
        for file in files
        if (found := wrong(file.read_text()))
    }


@pytest.mark.parametrize("place", sorted(PLACES))
def test_templates_only_lay_out_what_the_view_says(place: str) -> None:
    assert of(place) == {}


def test_two_conditions_in_a_line_are_found() -> None:
    assert wrong("{% if a %}{{ b if c }}{% endif %}")
    assert wrong("{{ a if b else c if d else e }}")
    assert not wrong("{% if a %}b{% else %}c{% endif %}")
    assert not wrong("<p>What if it fails, if at all?</p>")
    assert wrong("x" * 141)
