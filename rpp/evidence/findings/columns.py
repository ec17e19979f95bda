"""The facts of a finding one by one: fields of the form, and columns of files, by the same names.

Each fact has a place in a `Contrast`, a kind of value, and a sentence that says what it is.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import nextafter
from typing import Any, Literal

from rpp.evidence.findings.contrast import (
    DESIGNS,
    MEASURED_BY,
    UNITS,
    Arm,
    Contrast,
    Reported,
)
from rpp.organizations.models import LOCALES
from rpp.organizations.overlap import SETTINGS
from rpp.organizations.profiles import GROUPS
from rpp.vocabulary import GRADES

# "yes" may be open, "flag" may not; "one" and "several" are of a list; "states" are codes.
Type = Literal[
    "line", "count", "number", "percent", "share", "yes", "flag", "one", "several", "states"
]
Value = str | int | float | bool | tuple[str, ...] | tuple[int, ...] | None
Values = Mapping[str, Value]

SCHOOLS = {
    "public": "Public",
    "charter": "Charter",
    "private": "Private",
    "parochial": "Parochial",
}
PLACES = {one: one.capitalize() for one in SETTINGS}
_SUBTYPES = {
    1: ("large", "midsize", "small"),
    2: ("large", "midsize", "small"),
    3: ("fringe", "distant", "remote"),
    4: ("fringe", "distant", "remote"),
}
# The twelve locales of NCES: "11" is "City, large".
NCES_LOCALES: Mapping[str, str] = {
    f"{type_}{at}": f"{LOCALES[type_]}, {word}"
    for type_, words in _SUBTYPES.items()
    for at, word in enumerate(words, 1)
}


@dataclass(frozen=True, slots=True)
class Column:
    """One fact. `place` is where a contrast holds it; `choices` by what is stored."""

    name: str
    title: str
    help: str
    type: Type
    place: str
    choices: Mapping[str, str] | None = None
    needed: bool = False
    longest: int = 200

    @property
    def hint(self) -> str:
        """What the form says below its title."""
        return f"Needed. {self.help}" if self.needed else self.help


@dataclass(frozen=True, slots=True)
class Section:
    """Facts that belong together; `note` says when they matter."""

    code: str
    title: str
    note: str
    columns: Sequence[Column]

    @property
    def rows(self) -> list[tuple[Column, ...]]:
        """The facts as the form lays them out: those of both groups, and short ones, in pairs."""
        found: list[tuple[Column, ...]] = []
        for one in self.columns:
            beside = found[-1] if found and len(found[-1]) == 1 else ()
            if beside and (one.name.endswith("_compared") or _are_alone(one, *beside)):
                found[-1] = (*beside, one)
            else:
                found.append((one,))
        return found


def _are_alone(*columns: Column) -> bool:
    """Whether these are short, and none of them is of one group."""
    return all(
        one.type not in ("line", "several") and not one.name.endswith("_treated") for one in columns
    )


def _both(name: str, title: str, help: str, type_: Type, place: str) -> tuple[Column, Column]:
    """A fact of each of the two groups."""
    return (
        Column(f"{name}_treated", f"{title}, program group", help, type_, f"treated.{place}"),
        Column(f"{name}_compared", f"{title}, comparison group", help, type_, f"compared.{place}"),
    )


SECTIONS: Sequence[Section] = (
    Section(
        "about",
        "What was compared",
        "A finding is one comparison on one outcome, measured once.",
        (
            Column(
                "outcome",
                "Outcome measure",
                "What was measured, for example “State reading test, scale score”.",
                "line",
                "outcome",
                needed=True,
            ),
            Column(
                "domain",
                "Outcome domain",
                "What the measure stands for, for example “Comprehension” or “Attendance”.",
                "line",
                "domain",
                needed=True,
            ),
            Column(
                "intervention",
                "Program",
                "What the program group got.",
                "line",
                "intervention",
                needed=True,
            ),
            Column(
                "comparison",
                "Comparison",
                "What the comparison group got, for example “Business as usual”.",
                "line",
                "comparison",
                needed=True,
            ),
            Column(
                "timing",
                "When it was measured",
                "For example “End of the program” or “1 year later”.",
                "line",
                "timing",
            ),
            Column("sample", "Sample", "Who was studied, for example “Grade 6”.", "line", "sample"),
            Column(
                "is_subgroup",
                "Only a part of the sample",
                "“Yes” for a subgroup, such as English learners alone.",
                "flag",
                "is_subgroup",
            ),
            Column(
                "lower_is_better",
                "A lower number is better",
                "“Yes” for days absent, suspensions and the like.",
                "flag",
                "lower_is_better",
            ),
            Column(
                "measured_by",
                "Whose measure it is",
                "Measures that the study’s own people made tend to show more.",
                "one",
                "measured_by",
                MEASURED_BY,
            ),
            Column(
                "where",
                "Where the facts stand",
                "For example “Table 3, page 12”. Reviewers look there.",
                "line",
                "where",
            ),
        ),
    ),
    Section(
        "design",
        "How the study was done",
        "",
        (
            Column(
                "design",
                "Design",
                "How it was decided who got the program.",
                "one",
                "design",
                DESIGNS,
                needed=True,
            ),
            Column(
                "assigned",
                "Who or what was assigned",
                "The unit that got the program or not: students, whole schools, …",
                "one",
                "assigned",
                UNITS,
            ),
            Column(
                "analyzed",
                "Who or what was analyzed",
                "The unit of each number in the analysis.",
                "one",
                "analyzed",
                UNITS,
            ),
            Column(
                "adjusts",
                "The analysis adjusts for the baseline",
                "“Yes” where a measure from before the program is a control.",
                "yes",
                "adjusts",
            ),
            Column(
                "clusters_handled",
                "The authors’ p-value accounts for clusters",
                "Matters where schools or classes were assigned: “yes” for multilevel models or "
                "cluster-robust errors.",
                "yes",
                "clusters_handled",
            ),
        ),
    ),
    Section(
        "sizes",
        "How many",
        "People and clusters, at assignment and in this analysis. Clusters matter where schools, "
        "classes or teachers were assigned; who was assigned matters for trials.",
        (
            *_both(
                "n_assigned", "People assigned", "How many at assignment.", "count", "n_assigned"
            ),
            *_both("n", "People analyzed", "How many are in this number.", "count", "n"),
            *_both(
                "clusters_assigned",
                "Clusters assigned",
                "How many schools, classes or teachers at assignment.",
                "count",
                "clusters_assigned",
            ),
            *_both(
                "clusters",
                "Clusters analyzed",
                "How many schools, classes or teachers are in this number.",
                "count",
                "clusters",
            ),
            Column(
                "n",
                "People analyzed, both groups",
                "Needed only where the two groups are not told apart.",
                "count",
                "n",
            ),
            Column(
                "overall_attrition",
                "Overall attrition, percent",
                "How many of those assigned are missing. Leave it empty where the sizes above "
                "tell it.",
                "percent",
                "overall_attrition",
            ),
            Column(
                "differential_attrition",
                "Differential attrition, percentage points",
                "By how much the two groups differ in this, without a sign.",
                "percent",
                "differential_attrition",
            ),
        ),
    ),
    Section(
        "scores",
        "Results: scores",
        "For outcomes with means, in the outcome’s own units.",
        (
            *_both("mean", "Mean", "As observed, not adjusted.", "number", "mean"),
            *_both(
                "adjusted_mean",
                "Adjusted mean",
                "Adjusted for covariates; it is used in the place of the mean.",
                "number",
                "adjusted_mean",
            ),
            *_both(
                "sd",
                "Standard deviation",
                "Of the individuals’ scores, not of the mean (no standard error).",
                "number",
                "sd",
            ),
            Column(
                "icc",
                "Intraclass correlation",
                "Between 0 and 1: how alike people of one cluster are on this outcome.",
                "number",
                "icc",
            ),
        ),
    ),
    Section(
        "shares",
        "Results: yes or no",
        "For outcomes that a person has or has not, such as graduating.",
        (
            Column(
                "binary",
                "The outcome is yes or no",
                "“Yes” for an outcome that each person has or has not.",
                "flag",
                "binary",
            ),
            *_both("percent", "Percent with the outcome", "0 to 100.", "percent", "percent"),
        ),
    ),
    Section(
        "baseline",
        "Before the program",
        "A measure from before, of those who were analyzed. Matters for quasi-experiments, and for "
        "trials that lost many.",
        (
            *_both(
                "baseline_n",
                "People with a baseline",
                "Empty means all who were analyzed.",
                "count",
                "baseline_n",
            ),
            *_both("baseline_mean", "Baseline mean", "", "number", "baseline_mean"),
            *_both("baseline_sd", "Baseline standard deviation", "", "number", "baseline_sd"),
            *_both(
                "baseline_percent",
                "Baseline percent",
                "For a baseline that is yes or no: 0 to 100.",
                "percent",
                "baseline_percent",
            ),
        ),
    ),
    Section(
        "where",
        "Where, and with whom",
        "A district sees by these whether the finding is about students and schools like its own.",
        (
            Column("grades", "Grades", "CEDS codes.", "several", "grades", GRADES),
            Column("settings", "Kind of place", "", "several", "settings", PLACES),
            Column(
                "locales",
                "NCES locales",
                "Where known in detail.",
                "several",
                "locales",
                NCES_LOCALES,
            ),
            Column("schools", "Kind of school", "", "several", "schools", SCHOOLS),
            Column(
                "states",
                "States",
                "Their codes, for example “TX; OK”.",
                "states",
                "states",
            ),
            Column(
                "schools_count", "How many schools", "In both groups.", "count", "schools_count"
            ),
            Column(
                "multisite",
                "More than one school",
                "Where the number is not known, but this is.",
                "yes",
                "multisite",
            ),
            Column("districts_count", "How many districts", "", "count", "districts_count"),
            Column(
                "international",
                "Outside of the United States",
                "“Yes” where all or some of it was done abroad.",
                "flag",
                "international",
            ),
            *(
                Column(
                    f"share_{code}", f"Percent {words}", "Of the sample.", "share", f"shares.{code}"
                )
                for code, words in (
                    ("frl", "with free or reduced-price lunch"),
                    ("english_learners", "English learners"),
                    *GROUPS.items(),
                )
            ),
        ),
    ),
    Section(
        "reported",
        "What the authors report",
        "Kept beside what is computed here; differences are shown.",
        (
            Column(
                "authors_effect_size",
                "Effect size",
                "In standard deviations, with the authors’ sign.",
                "number",
                "authors.effect_size",
            ),
            Column("authors_p", "p-value", "Between 0 and 1.", "number", "authors.p_value"),
            Column(
                "authors_significant",
                "They call it significant",
                "",
                "yes",
                "authors.significant",
            ),
        ),
    ),
)
COLUMNS: Mapping[str, Column] = {one.name: one for section in SECTIONS for one in section.columns}
_MANY = ("several", "states")
NUMBERS = ("count", "number", "percent", "share")


def values_of(contrast: Contrast) -> dict[str, Value]:
    """The facts of a contrast by name; shares become percentages."""
    return dict(_values(contrast))


def _values(contrast: Contrast) -> Iterator[tuple[str, Value]]:
    for one in COLUMNS.values():
        head, _, tail = one.place.partition(".")
        if head == "shares":
            share = contrast.shares.get(tail)
            yield one.name, None if share is None else _percentage(share)
        elif head == "authors":
            own = contrast.said_by("authors")
            yield one.name, getattr(own, tail) if own else None
        elif tail:
            yield one.name, getattr(getattr(contrast, head), tail)
        else:
            value = getattr(contrast, head)
            yield one.name, value


def _percentage(share: float) -> float:
    """The percentage that gives just this share again; the plainest, as 27.3 for 0.273."""
    near = share * 100
    tried = (round(near, 9), near, nextafter(near, 0), nextafter(near, 1000))
    return next((one for one in tried if one / 100 == share), near)


def contrast_of(values: Values, base: Contrast | None = None) -> Contrast:
    """The contrast with these facts; what is no column stays as `base` has it.

    Of `base` comes what its source says: the review, the standards, its own figures.
    """
    base = base or Contrast()
    plain: dict[str, Any] = {}
    arms: dict[str, dict[str, Any]] = {"treated": {}, "compared": {}}
    shares: dict[str, float] = {}
    own: dict[str, Any] = {}
    for one in COLUMNS.values():
        value: Any = values.get(one.name)
        head, _, tail = one.place.partition(".")
        if head == "shares":
            if value is not None:
                shares[tail] = value / 100
        elif head == "authors":
            own[tail] = value
        elif tail:
            arms[head][tail] = value
        else:
            plain[head] = _stored(one, value)
    others = tuple(said for said in base.reported if said.by != "authors")
    said = () if all(one is None for one in own.values()) else (Reported(by="authors", **own),)
    return replace(
        base,
        **plain,
        treated=Arm(**arms["treated"]),
        compared=Arm(**arms["compared"]),
        shares=shares,
        reported=(*others, *said),
    )


def _stored(one: Column, value: Value) -> Value:
    if one.type in _MANY:
        return value or ()
    if one.type == "flag":
        return bool(value)
    return (value or "") if one.type in ("line", "one") else value


def changed(before: Contrast, after: Contrast) -> list[Column]:
    """The facts in which two contrasts differ, in the order of the form."""
    old, new = values_of(before), values_of(after)
    return [one for name, one in COLUMNS.items() if old[name] != new[name]]
