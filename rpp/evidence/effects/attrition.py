"""Who was lost between assignment and analysis, against the boundaries of the rule set."""

from rpp.evidence.effects.computed import Attrition, Figure, Level
from rpp.evidence.effects.numbers import shown
from rpp.evidence.findings.contrast import Arm, Contrast
from rpp.evidence.rules import attrition as boundaries

Loss = tuple[float, float]
_OVERALL = "overall = 100 × (1 − analyzed ÷ assigned), both groups together"
_DIFFERENTIAL = "difference = the loss in one group − the loss in the other, in percentage points"
NO_SIZES = "Nobody recorded how many were assigned to each group."


def attrition_of(contrast: Contrast) -> tuple[Attrition, tuple[Figure, ...]]:
    """Overall and differential attrition in percent, with their verdicts and figures."""
    losses = _losses(contrast)
    if not losses:
        return Attrition(), _figures(None, (), NO_SIZES)
    worst = max(losses, key=lambda loss: _rank(loss[0]))
    found = Attrition(
        overall=worst[0][0],
        differential=worst[0][1],
        cautious=_verdict([loss for loss, _ in losses], "cautious"),
        optimistic=_verdict([loss for loss, _ in losses], "optimistic"),
    )
    return found, _figures(found, worst[1], "")


def _rank(loss: Loss) -> float:
    """How bad a loss is: the differential one that it stands above or below its boundary."""
    limit = boundaries.highest(loss[0], "cautious")
    return 100 + loss[0] if limit is None else abs(loss[1]) - limit


def _verdict(losses: list[Loss], assumption: boundaries.Assumption) -> Level:
    verdicts = [boundaries.verdict(*loss, assumption) for loss in losses]
    return "high" if "high" in verdicts else "low"


Inputs = tuple[tuple[str, str], ...]


def _losses(contrast: Contrast) -> list[tuple[Loss, Inputs]]:
    """The loss of people and of clusters, as far as it is known."""
    overall, differential = contrast.overall_attrition, contrast.differential_attrition
    if overall is not None and differential is not None:
        if 0 <= overall <= 100 and abs(differential) <= 100:
            recorded = (
                ("overall, as recorded", f"{shown(overall)} %"),
                ("difference, as recorded", f"{shown(abs(differential))} points"),
            )
            return [((overall, abs(differential)), recorded)]
        return []
    treated, compared = contrast.treated, contrast.compared
    counts = (
        ("people", *_pair(treated, "n"), *_pair(compared, "n")),
        ("clusters", *_pair(treated, "clusters"), *_pair(compared, "clusters")),
    )
    return [found for count in counts if (found := _loss(*count))]


def _pair(arm: Arm, what: str) -> tuple[int | None, int | None]:
    if what == "n":
        return arm.n_assigned, arm.n
    return arm.clusters_assigned, arm.clusters


def _loss(
    of: str, a1: int | None, n1: int | None, a2: int | None, n2: int | None
) -> tuple[Loss, Inputs] | None:
    if a1 is None or n1 is None or a2 is None or n2 is None:
        return None
    if min(a1, a2) < 1 or min(n1, n2) < 0 or n1 > a1 or n2 > a2:
        return None
    overall = 100 * (1 - (n1 + n2) / (a1 + a2))
    differential = 100 * abs(n1 / a1 - n2 / a2)
    inputs = (
        (f"{of} assigned", f"{a1:,} and {a2:,}"),
        (f"{of} analyzed", f"{n1:,} and {n2:,}"),
    )
    return (overall, differential), inputs


def _figures(found: Attrition | None, inputs: Inputs, missing: str) -> tuple[Figure, ...]:
    overall = found.overall if found else None
    differential = found.differential if found else None
    return (
        Figure(
            code="attrition",
            name="Attrition overall",
            value=overall,
            words=f"{shown(overall, 1)} %" if overall is not None else "",
            formula=_OVERALL,
            source=boundaries.SOURCE,
            inputs=inputs,
            missing=missing,
        ),
        Figure(
            code="differential",
            name="Difference in attrition between the groups",
            value=differential,
            words=f"{shown(differential, 1)} percentage points" if differential is not None else "",
            formula=_DIFFERENTIAL,
            worked=_against(found),
            source=boundaries.SOURCE,
            inputs=inputs,
            missing=missing,
        ),
    )


def _against(found: Attrition | None) -> str:
    """The two boundaries at this overall attrition, in words."""
    if found is None or found.overall is None:
        return ""
    limits = [
        f"{which}: {'high whatever the difference' if limit is None else f'up to {limit:g} is low'}"
        for which in ("cautious", "optimistic")
        for limit in [boundaries.highest(found.overall, which)]
    ]
    return "Boundary at this overall attrition, " + "; ".join(limits)
