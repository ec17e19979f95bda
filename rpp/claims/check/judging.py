"""Holds each part of a claim beside what stands here on its program. Rules decide, no model."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

from rpp.claims.check import sampled
from rpp.claims.check.outcomes import named
from rpp.claims.check.parts import Judged, Part, PartKind, Rest, Verdict
from rpp.claims.check.tested import Balance, Found, Record, Tested
from rpp.evidence.topics import (
    EFFECTIVENESS,
    NOT_MET,
    TIERS,
    WITH_RESERVATIONS,
    WITHOUT_RESERVATIONS,
)
from rpp.layout import several

# A size of the claim is no larger than a size here where it rounds to it.
ROUNDED = {"percentile": 0.5, "effect": 0.005}
UNITS = {"percentile": "percentile points", "effect": "standard deviations"}
MOST_RESTS = 4
NO_RECORD = "Nothing here tested this program, so nothing here speaks for or against this."


def judged(part: Part, tested: Tested) -> Judged:
    """The part with its verdict, why, and what that rests on."""
    if part.kind == "absolute":
        return _said(
            part,
            "unsupported",
            "Studies compare averages of groups. None shows a sure gain, or one for each student.",
        )
    if not tested:
        return _said(part, "unchecked", NO_RECORD)
    return _RULES[part.kind](part, tested)


def _said(part: Part, verdict: Verdict, why: str, rests: Iterable[Rest] = ()) -> Judged:
    return Judged(part, verdict, why, tuple(rests)[:MOST_RESTS])


def _effect(part: Part, tested: Tested) -> Judged:
    what = named(part.outcomes)
    balance = tested.on(part.outcomes)
    if not balance.all:
        return _concluded(part, tested, what)
    verdict = _direction(balance)
    better, worse, all_ = len(balance.favorable), len(balance.against), len(balance.main)
    rests = _findings([*balance.favorable, *balance.contrary, *balance.main])
    counted = _of(better, all_)
    if verdict == "supported":
        return _said(part, verdict, f"On {what} it did significantly better {counted}.", rests)
    if verdict == "contradicted":
        return _said(
            part, verdict,
            f"On {what} it did significantly better in no finding on a whole sample, and worse "
            f"{_of(worse, all_)}.", _findings(balance.contrary),
        )  # fmt: skip
    if balance.favorable:
        why = f"On {what} it did significantly better {counted}, and worse {_of(worse, all_)}."
        return _said(part, verdict, why, rests)
    if balance.in_subgroups:
        why = (
            f"On {what} it did significantly better only in parts of a sample: in "
            f"{several(len(balance.in_subgroups), 'finding')} on a subgroup, and in none on a "
            "whole sample."
        )
        return _said(part, verdict, why, _findings(balance.in_subgroups))
    why = f"On {what} none of {several(len(balance.all), 'finding')} is significant in its favor."
    return _said(part, verdict, why, _findings(balance.measured))


def _direction(balance: Balance) -> Verdict:
    """What findings say of the claim that something gets better."""
    if balance.favorable:
        return "overstated" if balance.against else "supported"
    if balance.against:
        return "contradicted"
    return "overstated" if balance.in_subgroups else "unsupported"


_OF_REPORT: tuple[tuple[Verdict, frozenset[str]], ...] = (
    (
        "supported",
        frozenset({EFFECTIVENESS["positive"], EFFECTIVENESS["potentially-positive"]}),
    ),
    ("overstated", frozenset({EFFECTIVENESS["mixed"]})),
    (
        "contradicted",
        frozenset({EFFECTIVENESS["negative"], EFFECTIVENESS["potentially-negative"]}),
    ),
)


def _concluded(part: Part, tested: Tested, what: str) -> Judged:
    """By what reports conclude, where no finding is listed on an outcome."""
    reports = tested.concluded(part.outcomes)
    for verdict, ratings in _OF_REPORT:
        held = [(rating, record) for rating, record in reports if rating in ratings]
        if held:
            why = f"A report concludes on {what}: {held[0][0].lower()}."
            return _said(part, verdict, why, (_record(record) for _, record in held))
    if reports:
        why = f"A report concludes on {what}: {reports[0][0].lower()}."
        return _said(part, "unsupported", why, [_record(reports[0][1])])
    why = f"No record on this program measured {what}."
    return _said(part, "unsupported", why, map(_record, tested.records))


def _size(part: Part, tested: Tested) -> Judged:
    if part.code not in UNITS or part.number is None:
        return _said(part, "unchecked", _NO_UNIT.get(part.code, _NO_UNIT["percent"]))
    balance, what, unit = tested.on(part.outcomes), named(part.outcomes), UNITS[part.code]
    held = _effect(part, tested)
    if held.verdict in ("unsupported", "contradicted"):
        return held
    sizes = [
        (size, one) for one in balance.measured if (size := _of_unit(one, part.code)) is not None
    ]
    if not sizes:
        why = f"No record here gives the size of an effect on {what} in {unit}."
        return _said(part, "unchecked", why)
    average = sum(size for size, _ in sizes) / len(sizes)
    best = max(
        ((size, one) for size, one in sizes if one in balance.favorable), key=_first, default=None
    )
    limit = best[0] if part.most and best else average
    fits = best is not None and part.number <= limit + ROUNDED[part.code]
    counted = several(len(sizes), "finding")
    why = (
        f"The claim says {_number(part.number, part.code)} {unit}. The average of {counted} on "
        f"{what} is {_number(average, part.code)}, "
    )
    if best is None:
        why += "and none on a whole sample is significant."
        return _said(part, "overstated", why, _findings(balance.in_subgroups))
    why += f"the largest significant one {_number(best[0], part.code)}."
    rests = _findings([best[1], *balance.contrary])
    return _said(part, "supported" if fits else "overstated", why, rests)


def _first(pair: tuple[float, Found]) -> float:
    return pair[0]


_NO_UNIT = {
    "percent": "A percentage of a score depends on the scale of its test. Records here give "
    "effect sizes and percentile points, which compare tests.",
    "months": "Months of learning are made of effect sizes, and there is no agreed way to do "
    "it. Records here give effect sizes and percentile points.",
}


def _of_unit(one: Found, unit: str) -> float | None:
    return one.index if unit == "percentile" else one.effect


def _number(value: float, unit: str) -> str:
    said = f"{value:.0f}" if unit == "percentile" else f"{value:.2f}"
    said = "0" if said in ("-0", "-0.00") else said
    return said.replace("-", "−")


def _significance(part: Part, tested: Tested) -> Judged:
    balance, what = tested.on(part.outcomes), named(part.outcomes)
    if balance.favorable:
        counted = _of(len(balance.favorable), len(balance.main))
        why = f"On {what} the difference favors it significantly {counted}."
        return _said(part, "supported", why, _findings([*balance.favorable, *balance.contrary]))
    held = _effect(part, tested)
    return held if held.verdict != "supported" else _said(part, "unsupported", held.why, held.rests)


def _design(part: Part, tested: Tested) -> Judged:
    if part.code not in ("rct", "qed"):
        return _said(part, "unchecked", _NO_DESIGN[part.code])
    code, name = part.code.upper(), _DESIGNS[part.code]
    known = [one for one in tested.records if one.facts.design]
    own = [one for one in known if one.facts.design == code]
    good = [one for one in own if one.favors(part.outcomes)]
    what = named(part.outcomes)
    if good:
        why = (
            f"{several(len(good), f'{name} shows', f'{name}s show')} a significant gain on {what}."
        )
        return _said(part, "supported", why, map(_record, good))
    if own:
        why = (
            f"{several(len(own), f'{name} stands', f'{name}s stand')} here, without a significant "
        )
        return _said(part, "overstated", f"{why}gain on {what}.", map(_record, own))
    if known:
        told = ", ".join(sorted({one.facts.design_words.lower() for one in known}))
        why = f"No {name} on this program stands here. Those that do are: {told}."
        return _said(part, "unsupported", why, map(_record, known))
    return _said(part, "unchecked", "The records on this program do not say how it was tested.")


_DESIGNS = {"rct": "randomized trial", "qed": "quasi-experiment"}
_NO_DESIGN = {
    "independent": "The records here do not say who paid for a study or who did it.",
    "peer": "The records here do not say whether a journal reviewed a study.",
}


def _tier(part: Part, tested: Tested) -> Judged:
    """By what reviewers decided, else the tier of the source, else what is computed."""
    what, number = named(part.outcomes), int(part.number or 4)
    tiers, balance = tested.tiers(part.outcomes), tested.on(part.outcomes)
    if not tiers:
        why = f"No finding on {what} has a tier here.{_elsewhere(tested)}"
        return _said(part, "unsupported", why, map(_record, tested.records))
    best, record = tiers[0]
    contrary = _findings(balance.contrary)
    why = f"On {what} the best tier here is {TIERS[str(best.tier)]}, {_WHOSE[best.whose]}."
    if best.district:
        here = f"Tier {best.of_district}" if best.of_district else "no tier"
        why += f" For {best.district} it is {here}."
    if best.tier is not None and best.tier > number:
        why += _elsewhere(tested, best.tier)
    if contrary:
        speak = several(len(balance.contrary), "finding speaks", "findings speak")
        why += f" {speak} against it."
    holds = best.tier is not None and best.tier <= number
    return _said(part, "supported" if holds else "overstated", why, [_record(record), *contrary])


_WHOSE = {
    "reviewers": "as reviewers here decided",
    "source": "as the What Works Clearinghouse gives it",
    "computed": "computed from recorded facts and not reviewed yet",
}


def _elsewhere(tested: Tested, beyond: int = 5) -> str:
    """What is fair to add: a better tier on an outcome that the claim does not name."""
    others = tested.tiers(())
    if not others or (others[0][0].tier or 5) >= beyond:
        return ""
    best = others[0][0]
    return f" On {best.domain.lower()} it has {TIERS[str(best.tier)]}."


def _rating(part: Part, tested: Tested) -> Judged:
    rated = [one for one in tested.records if one.is_study and one.facts.rating]
    if not rated:
        why = "The records on this program do not say whether its studies met the standards."
        return _said(part, "unchecked", why)
    for rating in (WITHOUT_RESERVATIONS, WITH_RESERVATIONS):
        own = [one for one in rated if one.facts.rating == rating]
        if own:
            more = part.code == "without" and rating == WITH_RESERVATIONS
            are = several(len(own), "study here is", "studies here are")
            why = f"The best rating of a study here is “{rating}”: {are} so rated."
            return _said(part, "overstated" if more else "supported", why, map(_record, own))
    why = f"{several(len(rated), 'study is', 'studies are')} rated here: “{NOT_MET}”."
    return _said(part, "contradicted", why, map(_record, rated))


def _proven(part: Part, tested: Tested) -> Judged:
    """Two studies with a significant gain, or a report that sees positive effects; none against."""
    what, balance = named(part.outcomes), tested.on(part.outcomes)
    reports = tested.concluded(part.outcomes)
    positive = [record for rating, record in reports if rating == EFFECTIVENESS["positive"]]
    if positive and not balance.against:
        why = f"A report of the What Works Clearinghouse sees positive effects on {what}."
        return _said(part, "supported", why, map(_record, positive))
    good = [one for one in tested.records if one.favors(part.outcomes)]
    if len(good) > 1 and not balance.against:
        why = f"{len(good)} records here show a significant gain on {what}, and none a loss."
        return _said(part, "supported", why, map(_record, good))
    rests = [*map(_record, good), *_findings(balance.contrary)]
    if good and balance.against:
        why = f"Findings here on {what} speak for it and against it. That is no proof."
        return _said(part, "overstated", why, rests)
    if good or balance.in_subgroups or _speaks_for(reports):
        why = f"One record or part of a sample shows a gain on {what}. It takes more to prove it."
        return _said(part, "overstated", why, rests or _findings(balance.in_subgroups))
    return _none(part, balance, what)


def _speaks_for(reports: Sequence[tuple[str, Record]]) -> bool:
    return any(rating in _OF_REPORT[0][1] for rating, _ in reports)


def _none(part: Part, balance: Balance, what: str) -> Judged:
    if balance.against:
        why = f"Here on {what} stand significant findings against it, and none in its favor."
        return _said(part, "contradicted", why, _findings(balance.contrary))
    why = f"No record here shows a significant gain on {what}."
    return _said(part, "unsupported", why, _findings(balance.measured))


def _based(part: Part, tested: Tested) -> Judged:
    what, balance = named(part.outcomes), tested.on(part.outcomes)
    reports = tested.concluded(part.outcomes)
    if balance.favorable or _speaks_for(reports):
        why = f"It was tested, and research here shows a gain on {what}."
        good = [record for rating, record in reports if rating in _OF_REPORT[0][1]]
        return _said(
            part, "supported", why, [*_findings(balance.favorable[:2]), *map(_record, good)]
        )
    if balance.in_subgroups:
        why = f"Research here shows a gain on {what} in parts of a sample alone."
        return _said(part, "overstated", why, _findings(balance.in_subgroups))
    return _none(part, balance, what)


def _endorsed(part: Part, _tested: Tested) -> Judged:
    why = "The What Works Clearinghouse and its department review studies. They endorse no product."
    return _said(part, "unsupported", why)


def _duration(part: Part, _tested: Tested) -> Judged:
    return _said(part, "unchecked", "The facts here do not tell how long it takes.")


_RULES: Mapping[PartKind, Callable[[Part, Tested], Judged]] = {
    "effect": _effect,
    "size": _size,
    "significance": _significance,
    "design": _design,
    "tier": _tier,
    "rating": _rating,
    "proven": _proven,
    "based": _based,
    "endorsed": _endorsed,
    "duration": _duration,
    "grades": sampled.grades,
    "setting": sampled.setting,
    "population": sampled.population,
    "sample": sampled.counted,
}


def _of(some: int, all_: int) -> str:
    return f"in {some:,} of {several(all_, 'finding')} on a whole sample"


def _record(one: Record) -> Rest:
    return sampled.record(one)


def _findings(found: Collection[Found]) -> list[Rest]:
    return sampled.findings(found)
