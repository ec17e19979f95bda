"""What the figures of a finding mean, in sentences for those who decide."""

from collections.abc import Iterator

from rpp.evidence.effects.computed import Attrition, Baseline, Computed
from rpp.evidence.effects.figures import p_words
from rpp.evidence.effects.index import whole
from rpp.evidence.effects.numbers import shown
from rpp.evidence.effects.significance import ALPHA
from rpp.evidence.findings.contrast import Contrast
from rpp.evidence.wwc.words import DOUBTFUL_EFFECT

_TAKEN_OVER = {"wwc": "as the WWC reports it", "authors": "as the authors report it"}


def meaning(contrast: Contrast, found: Computed) -> list[str]:
    """The sentences, the most important first: how large, how sure, how fair a comparison."""
    return [
        *_effect(contrast, found),
        *_certainty(found),
        *_loss(found.attrition),
        *_before(contrast, found.baseline),
    ]


def _effect(contrast: Contrast, found: Computed) -> Iterator[str]:
    figure = found.figure("g")
    if found.g is None or found.improvement_index is None:
        missing = figure.missing if figure else ""
        yield f"How large the difference is cannot be said. {missing}".strip()
        return
    if abs(found.g) > DOUBTFUL_EFFECT:
        yield "The effect size is too large to be true. It is not put into words here."
        return
    lower = " Lower is better here, so the sign is turned." if contrast.lower_is_better else ""
    points = whole(found.improvement_index)
    if not points:
        yield f"Both groups ended up practically the same.{lower}"
        return
    taken = f", {_TAKEN_OVER[found.g_from]}" if found.g_from in _TAKEN_OVER else ""
    better = "better" if points > 0 else "worse"
    yield (
        f"Those with the program did {better}: someone in the middle of the comparison group would "
        f"have moved from the 50th to the {ordinal(50 + points)} percentile. That is an effect "
        f"size of {shown(found.g, 2)}{taken}.{lower}"
    )


def ordinal(number: int) -> str:
    """A number in an order: "1st", "52nd", "68th"."""
    ending = {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{'th' if 10 < number % 100 < 14 else ending}"


def _certainty(found: Computed) -> Iterator[str]:
    if found.p is None:
        if found.significant is None:
            yield "How sure this is cannot be said: nobody gives a p, or enough to compute one."
        else:
            told = "" if found.significant else "not "
            yield f"It is reported as {told}statistically significant."
        return
    p = p_words(found.p)
    if found.p < ALPHA:
        often = "fewer than 1 of 1,000" if found.p < 0.001 else f"{_share(found.p)}"
        yield (
            f"If the program did nothing, chance alone would make a difference this large in "
            f"{often} studies like this one (p {'is ' if found.p < 0.001 else '= '}{p}): it is "
            "statistically significant."
        )
    else:
        yield (
            f"It may well be chance: if the program did nothing, {_share(found.p)} studies like "
            f"this one would still show a difference this large (p = {p}). It is not "
            "statistically significant."
        )
    if found.ci is not None and found.g is not None and abs(found.g) <= DOUBTFUL_EFFECT:
        low, high = found.ci
        yield (
            f"An effect anywhere from {shown(low, 2)} to {shown(high, 2)} fits these numbers "
            "(95 percent interval)."
        )


def _share(p: float) -> str:
    """How often, of a hundred or a thousand."""
    if p >= 0.995:
        return "nearly all"
    if p >= 0.0095:
        return f"{round(100 * p)} of 100"
    return f"{max(1, round(1000 * p))} of 1,000"


def _loss(attrition: Attrition) -> Iterator[str]:
    if attrition.overall is None or attrition.differential is None:
        return
    verdicts = {
        ("low", "low"): "That is low, even under cautious assumptions.",
        ("high", "low"): "That is low under optimistic assumptions, and high under cautious ones.",
        ("high", "high"): "That is high: those who left may have changed the result.",
    }
    verdict = verdicts.get((str(attrition.cautious), str(attrition.optimistic)), "")
    yield (
        f"Of those assigned, {shown(attrition.overall, 1)} percent were lost before the analysis; "
        f"one group lost {shown(attrition.differential, 1)} percentage points more than the other. "
        f"{verdict}"
    )


def _before(contrast: Contrast, baseline: Baseline) -> Iterator[str]:
    if baseline.g is None:
        return
    apart = shown(abs(baseline.g), 2)
    if baseline.verdict == "equivalent":
        yield f"Before the program, both groups were alike ({apart} standard deviations apart)."
    elif baseline.verdict == "beyond":
        yield (
            f"Before the program, the groups were {apart} standard deviations apart: too far for "
            "any adjustment to make it a fair comparison."
        )
    else:
        does = {True: "it does", False: "it does not", None: "whether it does is not recorded"}
        yield (
            f"Before the program, the groups were {apart} standard deviations apart: the analysis "
            f"must adjust for that, and {does[contrast.adjusts]}."
        )
