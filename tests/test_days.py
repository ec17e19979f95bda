"""A moment is a day only in a time zone, on every page."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from flask import Flask
from jinja2 import nodes
from pydantic import ValidationError

from rpp import clock, dates
from rpp.config import ROOT, Settings

EVENING = datetime(2026, 12, 1, 1, 30, tzinfo=UTC)
CENTRAL, EASTERN = "America/Chicago", "America/New_York"
TEMPLATES = sorted(p for p in (ROOT / "templates").rglob("*") if p.suffix in (".html", ".txt"))
# What templates call the things that are days by themselves; all else is a moment.
DAYS = re.compile(r".+_on|delayed_until|today|first|last|within")
MOMENTS = {"day_in", "short_day_in", "moment_in", "closing_in", "stamp_in"}


def test_half_past_seven_in_the_evening_in_chicago_is_not_tomorrow() -> None:
    assert dates.day_in(EVENING, CENTRAL) == "November 30, 2026"
    assert dates.short_day_in(EVENING, CENTRAL) == "Nov 30, 2026"
    assert dates.stamp_in(EVENING, CENTRAL) == "November 30, 2026, 7:30 p.m. Central"
    assert dates.moment_in(EVENING, CENTRAL) == "Monday, November 30, 2026, 7:30 p.m. Central"
    with clock.at(EVENING):
        assert dates.today(CENTRAL) == date(2026, 11, 30)
        assert dates.today("Pacific/Kiritimati") == dates.latest_today() == date(2026, 12, 1)


@pytest.mark.parametrize("say", [dates.day, dates.short_day, dates.weekday])
def test_a_moment_is_no_day_by_itself(say: Callable[..., str]) -> None:
    with pytest.raises(TypeError, match="time zone"):
        say(EVENING)


def test_a_time_that_was_typed_is_said_as_it_was_typed() -> None:
    assert dates.local_moment(datetime(2026, 3, 9, 17)) == "March 9, 2026, 5 p.m."
    with pytest.raises(AssertionError):
        dates.local_moment(EVENING)


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        (date(2026, 3, 3), date(2026, 3, 3), "March 3, 2026"),
        (date(2026, 3, 3), date(2026, 3, 14), "March 3–14, 2026"),
        (date(2026, 3, 30), date(2026, 4, 2), "March 30 – April 2, 2026"),
        (date(2026, 12, 30), date(2027, 1, 2), "December 30, 2026 – January 2, 2027"),
    ],
)
def test_days_in_a_row_are_said_month_first(first: date, last: date, said: str) -> None:
    assert dates.span(first, last) == said


def test_what_closes_at_midnight_closes_at_the_end_of_the_day_before() -> None:
    midnight = datetime(2026, 3, 28, 5, tzinfo=UTC)
    assert dates.closing_in(midnight, CENTRAL) == (
        "midnight at the end of Friday, March 27, 2026, Central"
    )
    assert dates.moment_in(midnight, CENTRAL, year=False) == (
        "midnight at the start of Saturday, March 28, Central"
    )
    assert dates.closing_in(midnight, EASTERN) == "Saturday, March 28, 2026, 1 a.m. Eastern"
    noon = datetime(2026, 3, 27, 17, tzinfo=UTC)
    assert dates.closing_in(noon, CENTRAL) == "Friday, March 27, 2026, noon Central"


def test_the_last_moment_of_a_day_is_still_that_day() -> None:
    end = dates.end_of(date(2026, 11, 30), CENTRAL)
    assert dates.date_in(end, CENTRAL) == date(2026, 11, 30)
    assert end > EVENING


def _name(node: nodes.Node) -> str:
    if isinstance(node, nodes.Getattr):
        return node.attr
    if isinstance(node, nodes.Getitem):
        return _name(node.node)
    return node.name if isinstance(node, nodes.Name) else ""


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_moment_of_a_template_names_its_zone(one_app: Flask, path: Path) -> None:
    source = path.read_text()
    assert "strftime" not in source
    for each in one_app.jinja_env.parse(source).find_all(nodes.Filter):
        if each.name in MOMENTS:
            assert each.args, f"line {each.lineno}: {each.name} without a zone"
        if each.name in ("day", "short_day", "weekday", "span"):
            name = _name(each.node)
            assert DAYS.fullmatch(name), f"line {each.lineno}: is {name!r} a day?"


PROGRAM = sorted((ROOT / "rpp").rglob("*.py"))


@pytest.mark.parametrize(
    "path",
    [p for p in PROGRAM if p.name != "dates.py" and "demo_content" not in p.parts],
    ids=lambda path: str(path.relative_to(ROOT)),
)
def test_only_one_file_makes_days_of_moments(path: Path) -> None:
    source = path.read_text()
    for taken in (r"\.date\(\)", r"date\.today", r"\.strftime", r"func\.date\b", r"[:{]%H"):
        assert not re.search(taken, source), taken


def test_an_operator_sets_the_zone_of_the_portal(monkeypatch: pytest.MonkeyPatch) -> None:
    assert Settings().time_zone == EASTERN
    monkeypatch.setenv("RPP_TIME_ZONE", "America/Denver")
    assert Settings().time_zone == "America/Denver"
    monkeypatch.setenv("RPP_TIME_ZONE", "Mountain")
    with pytest.raises(ValidationError, match="no time zone"):
        Settings()
