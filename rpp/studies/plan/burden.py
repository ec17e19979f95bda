"""What studies ask of schools, added up: by school, month and school year; and where they clash."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import NamedTuple

Days = tuple[date, date]
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Ask:
    """One thing that a study asks of one school."""

    id: int
    study_id: int
    title: str
    status: str
    organization_id: int
    organization: str
    school: str
    activity: str
    starts_on: date
    ends_on: date
    staff_hours: float
    minutes: int
    assessments: int


def key_of(school: str) -> str:
    """By what a school is known again, however its name is written."""
    return " ".join(school.split()).casefold()


def school_year(day: date) -> int:
    """The school year of a day, named by the year in which it begins, on July 1."""
    return day.year if day.month >= 7 else day.year - 1


def days_of(year: int) -> Days:
    """The first and the last day of a school year."""
    return date(year, 7, 1), date(year + 1, 6, 30)


def year_name(year: int) -> str:
    """A school year as people write it: "2026–27"."""
    return f"{year}–{(year + 1) % 100:02}"


def years(asks: Iterable[Ask]) -> list[int]:
    """The school years that these touch, the earliest first."""
    found: set[int] = set()
    for ask in asks:
        found |= set(range(school_year(ask.starts_on), school_year(ask.ends_on) + 1))
    return sorted(found)


class Sum(NamedTuple):
    """Hours of staff, minutes of class a student, and tests."""

    hours: float = 0
    minutes: float = 0
    assessments: float = 0


NOTHING = Sum()


def share(ask: Ask, within: Days | None) -> float:
    """How much of it falls within these days: all of it, or its part by days."""
    if within is None:
        return 1.0
    first, last = max(ask.starts_on, within[0]), min(ask.ends_on, within[1])
    if last < first:
        return 0.0
    answer: float = ((last - first).days + 1) / ((ask.ends_on - ask.starts_on).days + 1)
    return answer


def total(asks: Iterable[Ask], within: Days | None = None) -> Sum:
    """What these ask of one school; what runs over the edge counts by its days within."""
    hours = minutes = assessments = 0.0
    for ask in asks:
        part = share(ask, within)
        hours += ask.staff_hours * part
        minutes += ask.minutes * part
        assessments += ask.assessments * part
    return Sum(hours, minutes, assessments)


@dataclass
class School:
    """One school with what is asked of it."""

    organization_id: int
    organization: str
    name: str
    asks: list[Ask] = field(default_factory=list)
    sum: Sum = NOTHING

    @property
    def key(self) -> tuple[int, str]:
        return self.organization_id, key_of(self.name)


def by_school(asks: Iterable[Ask], within: Days | None = None) -> list[School]:
    """The schools, by district and name, each with what touches these days, the earliest first."""
    found: dict[tuple[int, str], School] = {}
    for ask in sorted(asks, key=lambda a: (a.starts_on, a.ends_on, a.id)):
        if share(ask, within) > 0:
            place = (ask.organization_id, key_of(ask.school))
            new = School(ask.organization_id, ask.organization, ask.school)
            found.setdefault(place, new).asks.append(ask)
    for school in found.values():
        school.sum = total(school.asks, within)
    return sorted(found.values(), key=lambda s: (s.organization, s.organization_id, s.key[1]))


def over(schools: Sequence[School]) -> Sum:
    """Several schools together. Minutes are a student's, so they are those of the school with
    the most."""
    return Sum(
        sum(school.sum.hours for school in schools),
        max((school.sum.minutes for school in schools), default=0),
        sum(school.sum.assessments for school in schools),
    )


@dataclass
class District:
    """The schools of one LEA, and what they are asked together."""

    id: int
    name: str
    schools: list[School]

    @property
    def sum(self) -> Sum:
        return over(self.schools)


def by_district(schools: Iterable[School]) -> list[District]:
    found: dict[int, District] = {}
    for school in schools:
        made = District(school.organization_id, school.organization, [])
        found.setdefault(school.organization_id, made).schools.append(school)
    return list(found.values())


@dataclass
class Month:
    """What one month asks of the schools of a district."""

    first: date
    sum: Sum
    schools: int
    studies: int


def months(asks: Sequence[Ask], within: Days) -> list[Month]:
    """The months within these days in which something is asked; long things count by days."""
    asked: dict[date, list[Ask]] = {}
    for ask in asks:
        days = max(ask.starts_on, within[0]), min(ask.ends_on, within[1])
        for first, _ in _months(days):
            asked.setdefault(first, []).append(ask)
    made = []
    for first, last in _months(within):
        if here := asked.get(first):
            schools = by_school(here, (first, last))
            studies = {ask.study_id for ask in here}
            made.append(Month(first, over(schools), len(schools), len(studies)))
    return made


def _months(within: Days) -> Iterable[Days]:
    first = within[0].replace(day=1)
    while first <= within[1]:
        after = (first + timedelta(days=32)).replace(day=1)
        yield first, after - ONE_DAY
        first = after


# --- clashes -------------------------------------------------------------------------------


class Named(NamedTuple):
    """A study as a clash names it."""

    id: int
    title: str


@dataclass(frozen=True)
class Clash:
    """Two studies in one school on the same days."""

    school: str
    organization_id: int
    one: Named
    other: Named
    first: date
    last: date

    @property
    def count(self) -> int:
        """On how many days."""
        return (self.last - self.first).days + 1

    @property
    def key(self) -> tuple[int, str]:
        return self.organization_id, key_of(self.school)

    def touches(self, within: Days) -> bool:
        """Whether some of it lies within these days."""
        return self.first <= within[1] and self.last >= within[0]

    def over_on(self, day: date) -> bool:
        """Whether all of it lies before that day."""
        return self.last < day


def joined(days: Iterable[Days]) -> list[Days]:
    """Stretches of days, those that touch made one."""
    made: list[Days] = []
    for first, last in sorted(days):
        if made and first <= made[-1][1] + ONE_DAY:
            made[-1] = (made[-1][0], max(made[-1][1], last))
        else:
            made.append((first, last))
    return made


def _common(one: Sequence[Days], other: Sequence[Days]) -> list[Days]:
    """The days in both; each holds its stretches in order and apart, as `joined` makes them."""
    found = []
    i = j = 0
    while i < len(one) and j < len(other):
        first, last = max(one[i][0], other[j][0]), min(one[i][1], other[j][1])
        if first <= last:
            found.append((first, last))
        if one[i][1] <= other[j][1]:
            i += 1
        else:
            j += 1
    return found


def clashes(schools: Iterable[School], of_study: int | None = None) -> list[Clash]:
    """Every two studies in one school on the same days; of one study alone if asked."""
    made = []
    for school in schools:
        studies: dict[Named, list[Days]] = {}
        for ask in school.asks:
            named = Named(ask.study_id, ask.title)
            studies.setdefault(named, []).append((ask.starts_on, ask.ends_on))
        held = [(named, joined(days)) for named, days in sorted(studies.items())]
        for at, (one, days) in enumerate(held):
            for other, others in held[at + 1 :]:
                if of_study not in (None, one.id, other.id):
                    continue
                made += [
                    Clash(school.name, school.organization_id, one, other, first, last)
                    for first, last in _common(days, others)
                ]
    return sorted(made, key=lambda c: (c.first, c.last, c.school, c.one, c.other))
