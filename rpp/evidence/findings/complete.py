"""Which facts a finding still lacks before its effect can be computed and its study rated."""

from collections.abc import Iterator

from rpp.evidence.findings.contrast import Arm, Contrast

RANDOM = ("rct", "rdd")
CLUSTERS = ("teacher", "classroom", "school", "district")


def missing(one: Contrast) -> list[str]:
    """What is missing, each as words that complete "Missing: …"; empty where nothing is."""
    return list(dict.fromkeys(_missing(one)))


def _missing(one: Contrast) -> Iterator[str]:
    if not one.design:
        yield "the design"
    if not one.domain:
        yield "the outcome domain"
    if one.design in ("scd", "descriptive"):
        return
    arms = (one.treated, one.compared)
    if any(not arm.n for arm in arms):
        yield "how many people were analyzed in each group"
    if one.binary:
        if any(arm.percent is None for arm in arms):
            yield "the percent with the outcome in each group"
    elif any(_mean(arm) is None or arm.sd is None for arm in arms):
        yield "the mean and the standard deviation of each group"
    if not one.assigned:
        yield "who or what was assigned"
    if one.assigned in CLUSTERS and any(not arm.clusters for arm in arms):
        yield "how many clusters were analyzed in each group"
    if one.design in RANDOM and _attrition_unknown(one):
        yield "how many were assigned in each group"
    if one.design == "qed" and not any(map(_has_baseline, arms)):
        yield "the baseline of each group"
    if one.multisite is None and not one.schools_count:
        yield "how many schools took part"
    if one.multisite is None and not one.districts_count:
        yield "how many districts took part"
    if not one.measured_by:
        yield "whose measure it is"


def _mean(arm: Arm) -> float | None:
    return arm.mean if arm.adjusted_mean is None else arm.adjusted_mean


def _attrition_unknown(one: Contrast) -> bool:
    recorded = one.overall_attrition is not None and one.differential_attrition is not None
    counted = all(arm.n_assigned for arm in (one.treated, one.compared))
    return not recorded and not counted


def _has_baseline(arm: Arm) -> bool:
    means = arm.baseline_mean is not None and arm.baseline_sd is not None
    return means or arm.baseline_percent is not None
