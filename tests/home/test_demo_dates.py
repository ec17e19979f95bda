"""The days that the demo's texts name are those of its rows, whenever it is loaded."""

import re
import tomllib
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlmodel import Session, col, select

from rpp import clock, dates
from rpp.cli import seed_folder
from rpp.home import demo_content
from rpp.home.demo_content.agenda import NAMED, Calendar
from rpp.studies.models import Milestone, Study, StudySection

MONTH = (
    r"\b(?:January|February|March|April|May|June|July|August|September|October|November|December)"
)
# A month with its day or its year, as a text may say it.
DATED = re.compile(rf"{MONTH} \d|\d {MONTH}")
LOADED = [datetime(2026, 12, 1, 17, tzinfo=UTC), datetime(2027, 8, 15, 17, tzinfo=UTC)]
# What a line of a timeline speaks of, and the day of the study that it must name.
SPEAKS = {": all sign": "signed", ": findings to": "findings_shared", "we interpret": "interpreted"}


def raw(name: str) -> dict[str, Any]:
    return tomllib.loads((seed_folder() / "demo" / f"{name}.toml").read_text("utf-8"))


def texts(told: Any) -> Iterator[str]:
    if isinstance(told, str):
        yield told
    elif isinstance(told, dict | list):
        for part in told.values() if isinstance(told, dict) else told:
            yield from texts(part)


def files() -> list[str]:
    return [path.stem for path in sorted((seed_folder() / "demo").glob("*.toml"))]


@pytest.mark.parametrize("name", files())
def test_no_text_names_a_day_that_stays_where_its_row_moves(name: str) -> None:
    fixed = [text for text in texts(raw(name)) if DATED.search(NAMED.sub("", text))]
    assert fixed == []


def said(day: date) -> str:
    return f"{day:%B} {day.day}"


@pytest.mark.parametrize("now", LOADED, ids=["soon", "in summer"])
def test_every_timeline_names_the_days_of_its_study(now: datetime) -> None:
    checked = 0
    with clock.at(now):
        calendar, sections = Calendar(now), demo_content.read("study_sections")
        for study in demo_content.read("studies")["study"]:
            for line in sections[study["key"]].get("timeline", "").split("\n"):
                for words, turn in SPEAKS.items():
                    told = study["dates"].get(turn)
                    if words not in line or told is None:
                        continue
                    day = calendar.day(told)
                    assert said(day) in line or line.startswith(f"- {day:%B}:"), line
                    checked += 1
    assert checked > 25


@pytest.mark.parametrize("now", LOADED, ids=["soon", "in summer"])
def test_a_milestone_and_the_text_about_it_name_one_day(now: datetime) -> None:
    with clock.at(now):
        calendar, work = Calendar(now), demo_content.read("study_work")
        sections = demo_content.read("study_sections")
    for key, title in (
        ("bell-second-year", "Later bell in two Albertville schools"),
        ("fewer-preps", "Work with the scheduling software begins"),
        ("trusted-caller", "Brief to the three boards"),
        ("mentors-in-the-room", "Payroll lists of four districts"),
        ("co-taught-eld", "Second essay"),
        ("later-bell", "First day of the later bell"),
    ):
        (due,) = (m["due"] for m in work["milestones"][key] if m["title"] == title)
        assert said(calendar.day(due)) in sections[key]["timeline"], title


@pytest.mark.parametrize("now", LOADED, ids=["soon", "in summer"])
def test_what_schools_do_falls_on_days_of_school(now: datetime) -> None:
    calendar, work = Calendar(now), raw("study_work")
    days = [m["due"] for rows in work["milestones"].values() for m in rows]
    days += [
        ask[end] for rows in work["asks"].values() for ask in rows for end in ("starts", "ends")
    ]
    for name in ("study_sections", "studies"):
        for text in texts(raw(name)):
            days += [
                date(int(y), int(m), int(d))
                for y, m, d, _form in NAMED.findall(text)
                # The files of a study are destroyed at the end of a month, school or not.
                if d
                and f"{y}-{m}-{d}" not in ("2028-06-30", "2027-06-30", "2029-06-30", "2027-12-31")
            ]
    assert [day for day in days if calendar.day(day).weekday() > 4] == []


def test_days_and_months_are_said_as_they_are_now() -> None:
    with clock.at(LOADED[1]):
        calendar = Calendar(clock.now())
    assert calendar.shift.days == 38 * 7
    assert (
        calendar.text("from {2026-01-20} to {2026-05-15 Y}")
        == "from October 13 to February 5, 2027"
    )
    assert calendar.text("{2026-01}, {2026-01 Y}, {2026-07-16 M}") == "October, October 2026, April"
    assert calendar.texts({"a": ["{2026-11}"], "b": date(2026, 1, 20)}) == {
        "a": ["August"],
        "b": date(2026, 1, 20),
    }


def test_the_loaded_demo_says_the_day_of_its_milestone(told: Session) -> None:
    study = told.exec(select(Study).where(col(Study.title).contains("winter with ice"))).one()
    due = told.exec(
        select(Milestone.due_on)
        .where(Milestone.study_id == study.id)
        .where(Milestone.title == "Later bell in two Albertville schools")
    ).one()
    bodies = told.exec(select(StudySection.body).where(StudySection.study_id == study.id)).all()
    assert sum(dates.day(due) in body for body in bodies) >= 2
    assert "{20" not in "".join(bodies)
