"""The pages that say how evidence is rated: criteria, readings, boundaries, a worked example."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from rpp.evidence import rules
from rpp.evidence.effects.computing import compute
from rpp.evidence.findings.contrast import Arm, Contrast
from rpp.evidence.rules import attrition, essa_2023, wwc_5_0
from rpp.evidence.rules.rule_set import Criterion, Reading, Reason, RuleSet
from rpp.evidence.tiers.page import Check, check
from rpp.evidence.tiers.words import named
from rpp.layout import Link

# A trial that nobody did, so that each number can be followed.
EXAMPLE = Contrast(
    key="example",
    study_key="example",
    intervention="Later first bell",
    comparison="Usual bell",
    outcome="Percent of days present in first period",
    domain="Attendance",
    design="rct",
    assigned="student",
    analyzed="student",
    treated=Arm(n_assigned=260, n=247, mean=89.2, sd=9.6),
    compared=Arm(n_assigned=260, n=239, mean=86.1, sd=10.4),
    districts_count=2,
)
SHOWN = ("g", "p", "index")
ASKS = (
    ("A significant finding in its favor", "Yes", "Yes", "Yes", "No"),
    ("None against it on the same outcome", "Yes", "Yes", "Yes", "No"),
    (
        "How well it was done",
        "Experiment, without reservations",
        "With reservations at least",
        "With reservations, or statistical controls",
        "A logic model, and someone studies it",
    ),
    ("At least 350 students in more than one district", "Yes", "Yes", "No", "No"),
    ("Like your district", "Students and setting", "Students or setting", "No", "No"),
)


class Asks(NamedTuple):
    """What is asked, and how much of it for each tier."""

    what: str
    of_tiers: Sequence[str]


class Step(NamedTuple):
    """One figure of the example: what it is, what goes in, what comes out, and what that means."""

    title: str
    inputs: str
    result: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Example:
    """The example, number by number, and what its criteria come to."""

    steps: list[Step]
    checks: list[Check]
    result: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """The boundaries in one size: paths and places in pixels."""

    name: str
    width: int
    height: int
    axis: str
    grid: str
    cautious: str
    optimistic: str
    x_marks: list[tuple[float, int, str]]
    y_marks: list[tuple[int, float, str]]
    # Where the names of the two lines stand, and the example's own point.
    names: list[tuple[float, float, str]]
    point: tuple[float, float]
    foot: int


class Boundary(NamedTuple):
    """A line of the table of boundaries."""

    overall: str
    cautious: str
    optimistic: str


@dataclass(frozen=True, slots=True)
class Boundaries:
    """How many may be lost, as a picture and as its table."""

    drawings: list[Drawing]
    words: str
    rows: list[Boundary]
    source: str


@dataclass(frozen=True, slots=True)
class RulesPage:
    """One rule set."""

    title: str
    kicker: str
    source: str
    link: Link
    of_study: list[Criterion]
    of_domain: list[Criterion]
    readings: Sequence[Reading]
    boundaries: Boundaries | None
    example: Example
    others: list[Link]


@dataclass(frozen=True, slots=True)
class IndexPage:
    """How evidence is rated, in short."""

    tiers: list[str]
    asks: Sequence[Asks]
    sets: list[tuple[Link, str]]


def index_page() -> IndexPage:
    """Both rule sets, and what each tier asks for."""
    return IndexPage(
        [named(tier) for tier in essa_2023.TIERS],
        [Asks(what, of_tiers) for what, *of_tiers in ASKS],
        [(_link(one), one.source) for one in rules.all()],
    )


def rules_page(rule_set: RuleSet) -> RulesPage:
    """The page of one rule set."""
    of_studies = rule_set is wwc_5_0.RULES
    return RulesPage(
        title=rule_set.title,
        kicker=f"{rule_set.code}, version {rule_set.version}",
        source=rule_set.source,
        link=Link("Read it where it stands", rule_set.url),
        of_study=[one for one in rule_set.criteria if one.scope == "study"],
        of_domain=[one for one in rule_set.criteria if one.scope == "domain"],
        readings=rule_set.readings,
        boundaries=boundaries() if of_studies else None,
        example=_of_study() if of_studies else _of_domain(),
        others=[_link(one) for one in rules.all() if one is not rule_set],
    )


def _link(rule_set: RuleSet) -> Link:
    words = f"{rule_set.title} ({rule_set.code})"
    return Link(words, f"/evidence/rules/{rule_set.code}")


# --- the example -------------------------------------------------------------------------------


def _of_study() -> Example:
    rating = wwc_5_0.rate([EXAMPLE])
    assert rating.rating is not None
    steps = [
        Step(
            "Assigned and analyzed",
            "260 students were assigned to each bell; 247 and 239 could be analyzed.",
            "486 of 520",
            "13 were lost with the later bell and 21 with the usual one.",
        ),
        *_losses(),
    ]
    return Example(steps, _checks(rating.why), f"{wwc_5_0.RATED[rating.rating]}.")


def _losses() -> list[Step]:
    lost = compute(EXAMPLE).attrition
    assert lost.overall is not None
    assert lost.differential is not None
    limit = attrition.highest(lost.overall, "cautious")
    row = int(lost.overall + 0.5)
    return [
        Step("Overall attrition", "100 × (1 − 486 ÷ 520)", f"{lost.overall:.1f}%", ""),
        Step(
            "Differential attrition",
            "100 × (247 ÷ 260 − 239 ÷ 260)",
            f"{lost.differential:.1f} points",
            f"In the line of {row}% the cautious boundary is {limit:.1f}: few were lost.",
        ),
    ]


def _of_domain() -> Example:
    found = compute(EXAMPLE)
    (tier,) = essa_2023.tiers([EXAMPLE], wwc_5_0.rate([EXAMPLE]))
    steps = [
        Step(
            one.name,
            "; ".join(f"{name}: {value}" for name, value in one.inputs),
            _value(one.value),
            one.formula,
        )
        for one in found.figures
        if one.code in SHOWN
    ]
    return Example(steps, _checks(tier.why), f"{named(tier.tier)} on attendance, in general.")


def _value(value: float | None) -> str:
    return "" if value is None else f"{value:.3g}".replace("-", "−")


def _checks(reasons: Sequence[Reason]) -> list[Check]:
    return [check(one) for one in reasons]


# --- the boundaries of attrition ---------------------------------------------------------------

WIDE, NARROW = ("wide", 640, 300), ("narrow", 340, 260)
LEFT, TOP, FOOT, RIGHT = 46, 24, 44, 16
MOST_OVERALL, MOST_DIFFERENTIAL = 70, 12


def boundaries() -> Boundaries:
    """The two boundaries, drawn and in a table."""
    words = (
        "The cautious boundary rises from 5.7 points at no loss to 6.3 at 8 percent and falls to 0"
        " at 57 percent. The optimistic one rises from 10 to 10.9 points and falls to 0.3 at 65"
        " percent. Below a boundary few were lost. The example, 6.5 percent and 3.1 points, is"
        " below both."
    )
    rows = [
        Boundary(f"{row.overall}%", _points(row.cautious), _points(row.optimistic))
        for row in attrition.BOUNDARIES
    ]
    drawings = [_drawing(*size) for size in (WIDE, NARROW)]
    return Boundaries(drawings, words, rows, attrition.SOURCE)


def _points(value: float | None) -> str:
    return "too many" if value is None else f"{value:.1f}"


def _drawing(name: str, width: int, height: int) -> Drawing:
    across, down = width - LEFT - RIGHT, height - TOP - FOOT

    def at(overall: float, differential: float) -> tuple[float, float]:
        x = LEFT + across * overall / MOST_OVERALL
        y = TOP + down * (1 - differential / MOST_DIFFERENTIAL)
        return round(x, 1), round(y, 1)

    def path(points: Sequence[tuple[float, float]]) -> str:
        return "M" + "L".join(f"{x} {y}" for x, y in (at(*point) for point in points))

    rows = attrition.BOUNDARIES
    cautious = [(float(row.overall), row.cautious) for row in rows if row.cautious is not None]
    optimistic = [
        (float(row.overall), row.optimistic) for row in rows if row.optimistic is not None
    ]
    bottom = height - FOOT
    levels = [at(0, one)[1] for one in range(2, MOST_DIFFERENTIAL + 1, 2)]
    lost = compute(EXAMPLE).attrition
    return Drawing(
        name=name,
        width=width,
        height=height,
        axis=f"M{LEFT} {TOP}V{bottom}H{width - RIGHT}",
        grid="".join(f"M{LEFT} {y}H{width - RIGHT}" for y in levels),
        cautious=path(cautious),
        optimistic=path(optimistic),
        x_marks=[(at(one, 0)[0], bottom + 18, f"{one}%") for one in range(0, 61, 20)],
        y_marks=[(LEFT - 8, at(0, one)[1] + 4, f"{one}") for one in range(0, 13, 4)],
        names=[(*at(27, 9.4), "Optimistic"), (*at(10, 4.6), "Cautious")],
        point=at(lost.overall or 0, lost.differential or 0),
        foot=height - 6,
    )
