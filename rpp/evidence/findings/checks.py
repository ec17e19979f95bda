"""What cannot be so of a finding, and what looks odd: sentences, each with the fact it is about."""

from collections.abc import Iterator
from typing import NamedTuple

from rpp.evidence.findings.columns import COLUMNS
from rpp.evidence.findings.contrast import Arm, Contrast

SMALL = 10  # fewer people than this in one number could be recognized
GROUPS = ("treated", "compared")
# Recorded attrition, and that which the sizes tell, may differ by rounding: percentage points.
ROUNDED = 0.55
ODD_EFFECT = 5  # standard deviations
ODD_APART, ODD_TIMES = 2.5, 4


class Trouble(NamedTuple):
    """A sentence, and the fact (a column) beside which it stands."""

    name: str
    words: str


def impossible(one: Contrast, *, own_students: bool = False) -> list[Trouble]:
    """What no finding can be; of `own_students`, those of a district here, small cells too."""
    found = [*_missing(one), *_percentages(one), *_sizes(one), *_spreads(one), *_attrition(one)]
    found += _binary(one)
    if own_students:
        found += _small(one)
    return list({trouble.name: trouble for trouble in reversed(found)}.values())[::-1]


def odd(one: Contrast) -> list[Trouble]:
    """What may be so and is worth a second look; it stops nobody."""
    return [*_odd_total(one), *_odd_attrition(one), *_odd_spreads(one), *_odd_figures(one)]


def _arms(one: Contrast) -> Iterator[tuple[str, Arm]]:
    yield from zip(GROUPS, (one.treated, one.compared), strict=True)


def _missing(one: Contrast) -> Iterator[Trouble]:
    for column in COLUMNS.values():
        if column.needed and not getattr(one, column.place):
            yield Trouble(column.name, "This fact is needed.")


def _percentages(one: Contrast) -> Iterator[Trouble]:
    told: dict[str, float | None] = {
        "overall_attrition": one.overall_attrition,
        "differential_attrition": one.differential_attrition,
    }
    for group, arm in _arms(one):
        told[f"percent_{group}"] = arm.percent
        told[f"baseline_percent_{group}"] = arm.baseline_percent
    for code, share in one.shares.items():
        told[f"share_{code}"] = share * 100
    for name, value in told.items():
        if value is not None and not 0 <= value <= 100:
            yield Trouble(name, "A percentage is between 0 and 100.")
    if one.icc is not None and not 0 <= one.icc <= 1:
        yield Trouble("icc", "An intraclass correlation is between 0 and 1.")
    own = one.said_by("authors")
    if own and own.p_value is not None and not 0 <= own.p_value <= 1:
        yield Trouble("authors_p", "A p-value is between 0 and 1.")


def _sizes(one: Contrast) -> Iterator[Trouble]:
    for group, arm in _arms(one):
        yield from _at_most(
            f"n_{group}", arm.n, arm.n_assigned, "More people are analyzed than were assigned"
        )
        yield from _at_most(
            f"clusters_{group}",
            arm.clusters,
            arm.clusters_assigned,
            "More clusters are analyzed than were assigned",
        )
        yield from _at_most(f"clusters_{group}", arm.clusters, arm.n, "More clusters than people")
        yield from _at_most(
            f"clusters_assigned_{group}",
            arm.clusters_assigned,
            arm.n_assigned,
            "More clusters than people were assigned",
        )
        yield from _at_most(
            f"baseline_n_{group}",
            arm.baseline_n,
            arm.n,
            "More people have a baseline than are analyzed",
        )
        for name, value in ((f"n_{group}", arm.n), (f"n_assigned_{group}", arm.n_assigned)):
            if value == 0:
                yield Trouble(name, "Nobody cannot be analyzed: leave it empty where unknown.")
        for name in ("clusters", "clusters_assigned", "baseline_n"):
            if getattr(arm, name) == 0:
                yield Trouble(f"{name}_{group}", "Leave it empty where it is not known.")
    assigned = _sum(one.treated.n_assigned, one.compared.n_assigned)
    yield from _at_most("n", one.n, assigned, "More people are analyzed than were assigned")
    if one.schools_count and one.districts_count:
        yield from _at_most(
            "districts_count", one.districts_count, one.schools_count, "More districts than schools"
        )


def _at_most(name: str, value: int | None, most: int | None, words: str) -> Iterator[Trouble]:
    if value is not None and most is not None and value > most:
        yield Trouble(name, f"{words}: {value:,} and {most:,}.")


def _sum(one: int | None, other: int | None) -> int | None:
    return None if one is None or other is None else one + other


def _spreads(one: Contrast) -> Iterator[Trouble]:
    for group, arm in _arms(one):
        for name, value in ((f"sd_{group}", arm.sd), (f"baseline_sd_{group}", arm.baseline_sd)):
            if value is not None and value <= 0:
                yield Trouble(name, "A standard deviation is above 0.")


def _binary(one: Contrast) -> Iterator[Trouble]:
    if not one.binary and any(arm.percent is not None for _, arm in _arms(one)):
        yield Trouble(
            "binary", "Say “yes” here, as percents are given; or leave the percents empty."
        )


# --- attrition -----------------------------------------------------------------------------


def by_sizes(one: Contrast) -> tuple[float, float] | None:
    """Overall and differential attrition in percent, as the sizes tell them; None where not.

    Of clusters where those are told at both moments, else of people.
    """
    for assigned, analyzed in (("clusters_assigned", "clusters"), ("n_assigned", "n")):
        before = [getattr(arm, assigned) for _, arm in _arms(one)]
        after = [getattr(arm, analyzed) for _, arm in _arms(one)]
        if all(before) and None not in after:
            lost = [100 * (b - a) / b for b, a in zip(before, after, strict=True)]
            return 100 * (sum(before) - sum(after)) / sum(before), abs(lost[0] - lost[1])
    return None


def _attrition(one: Contrast) -> Iterator[Trouble]:
    """A difference that no two groups with this overall attrition can have."""
    overall, between = one.overall_attrition, one.differential_attrition
    if overall is None or between is None or not 0 <= overall <= 100 or not 0 <= between <= 100:
        return
    most = _most_between(overall, _weights(one))
    if between > most + ROUNDED:
        yield Trouble(
            "differential_attrition",
            f"With {overall:g}% missing overall, groups of these sizes differ by at most "
            f"{most:.3g} points."
            if _weights(one)
            else f"With {overall:g}% missing overall, two groups cannot differ by {between:g} "
            "points.",
        )


def _weights(one: Contrast) -> tuple[float, float] | None:
    """The shares of the two groups at assignment."""
    for name in ("clusters_assigned", "n_assigned"):
        before = [getattr(arm, name) for _, arm in _arms(one)]
        if all(before):
            return before[0] / sum(before), before[1] / sum(before)
    return None


def _most_between(overall: float, weights: tuple[float, float] | None) -> float:
    """The largest possible difference: one group bears as much of it as it can."""
    if weights is None:
        return 0.0 if overall in (0, 100) else 100.0
    most = 0.0
    for own, other in (weights, weights[::-1]):
        lost = min(100.0, overall / own)
        most = max(most, lost - (overall - lost * own) / other)
    return most


# --- small cells ---------------------------------------------------------------------------


def _small(one: Contrast) -> Iterator[Trouble]:
    """Numbers on so few that somebody could be known by them."""
    words = (
        f"A result on fewer than {SMALL} people could show who they are. Combine groups until "
        f"there are at least {SMALL}, or leave this result out."
    )
    told = [("n", one.n)]
    for group, arm in _arms(one):
        told += [(f"{name}_{group}", getattr(arm, name)) for name in ("n", "n_assigned")]
        told.append((f"baseline_n_{group}", arm.baseline_n))
        yield from _small_difference(group, arm)
        for name, percent, of in (
            (f"percent_{group}", arm.percent, arm.n),
            (f"baseline_percent_{group}", arm.baseline_percent, arm.baseline_n or arm.n),
        ):
            if percent is None or of is None or not 0 <= percent <= 100:
                continue
            having = round(of * percent / 100)
            if min(having, of - having) < SMALL:
                yield Trouble(
                    name,
                    f"This is about {having:,} of {of:,} people: fewer than {SMALL} with or "
                    "without the outcome could be recognized. Combine groups, or leave it out.",
                )
    for name, people in told:
        if people is not None and 0 < people < SMALL:
            yield Trouble(name, words)


def _small_difference(group: str, arm: Arm) -> Iterator[Trouble]:
    """A baseline of all but a few tells of those few."""
    if arm.n and arm.baseline_n and 0 < arm.n - arm.baseline_n < SMALL:
        yield Trouble(
            f"baseline_n_{group}",
            f"All but {arm.n - arm.baseline_n} have a baseline: so few could be recognized. Give "
            "the number of those analyzed, or leave it empty.",
        )


# --- what looks odd ------------------------------------------------------------------------


def _odd_total(one: Contrast) -> Iterator[Trouble]:
    both = _sum(one.treated.n, one.compared.n)
    if one.n is not None and both is not None and one.n != both:
        than = "fewer than" if one.n < both else "more than"
        yield Trouble("n", f"{one.n:,} people are {than} the two groups together ({both:,}).")


def _odd_attrition(one: Contrast) -> Iterator[Trouble]:
    told = by_sizes(one)
    if told is None:
        return
    for name, recorded, ours in zip(
        ("overall_attrition", "differential_attrition"),
        (one.overall_attrition, one.differential_attrition),
        told,
        strict=True,
    ):
        if recorded is not None and abs(recorded - ours) > ROUNDED:
            title = COLUMNS[name].title.partition(",")[0]
            yield Trouble(name, f"{title} is recorded as {recorded:g}; the sizes say {ours:.1f}.")


def _odd_spreads(one: Contrast) -> Iterator[Trouble]:
    """Standard errors are often taken for standard deviations."""
    ours, theirs = one.treated.sd, one.compared.sd
    if not ours or not theirs or min(ours, theirs) <= 0:
        return
    times = max(ours, theirs) / min(ours, theirs)
    if times > ODD_TIMES:
        yield Trouble(
            "sd_treated", f"One standard deviation is {times:.1f} times the other: is that so?"
        )
    if one.treated.mean is not None and one.compared.mean is not None:
        apart = abs(one.treated.mean - one.compared.mean) / max(ours, theirs)
        if apart > ODD_APART:
            yield Trouble(
                "sd_treated",
                f"The means are {apart:.1f} standard deviations apart. Check that these are not "
                "standard errors.",
            )


def _odd_figures(one: Contrast) -> Iterator[Trouble]:
    own = one.said_by("authors")
    if own and own.effect_size is not None and abs(own.effect_size) > ODD_EFFECT:
        yield Trouble(
            "authors_effect_size",
            f"An effect size of {own.effect_size:g} is larger than programs in schools have.",
        )
    for group, arm in _arms(one):
        if arm.percent is not None and 0 < arm.percent < 1:
            yield Trouble(
                f"percent_{group}",
                f"{arm.percent:g} is less than 1%. If it is a share, write {arm.percent * 100:g}.",
            )
    groups = sum(one.shares.get(code, 0) for code in one.shares if code not in _NOT_GROUPS)
    if groups > 1.02:
        yield Trouble("share_white", f"The groups by race and ethnicity add up to {groups:.0%}.")


_NOT_GROUPS = ("frl", "english_learners")
