"""The two groups of a contrast as an effect size needs them: outcome, and baseline."""

from rpp.evidence.effects.numbers import Uncomputable
from rpp.evidence.effects.size import Group, Size, size_of
from rpp.evidence.findings.contrast import Arm, Contrast

# How near the WWC's figure must be to count as the Cox index of the recorded shares.
_CONFIRMED = 1e-6
CONFIRMED = (
    "The source does not say that people either reach this outcome or do not. The WWC’s effect "
    "size is exactly the Cox index of the two numbers read as shares, so they are read so here."
)


def outcome_of(contrast: Contrast) -> tuple[Size, Group, Group, str]:
    """The effect size of the outcome with the groups it comes from, and a note or "".

    `Uncomputable` says which fact is missing.
    """
    treated, compared = contrast.treated, contrast.compared
    if contrast.binary or (treated.percent is not None and compared.percent is not None):
        scale = _scale(treated.mean, compared.mean)
        shares = _shares(treated, scale), _shares(compared, scale)
        return size_of(*shares, binary=True), *shares, ""
    adjusted = treated.adjusted_mean is not None and compared.adjusted_mean is not None
    means = _means(treated, adjusted), _means(compared, adjusted)
    try:
        return size_of(*means, binary=False), *means, ""
    except Uncomputable:
        if confirmed := _confirmed(contrast):
            return *confirmed, CONFIRMED
        raise


def baseline_of(contrast: Contrast) -> tuple[Size, Group, Group]:
    """The effect size of the groups before the program; `Uncomputable` where it is not recorded."""
    treated, compared = contrast.treated, contrast.compared
    binary = treated.baseline_percent is not None and compared.baseline_percent is not None
    groups = _before(treated), _before(compared)
    return size_of(*groups, binary=binary), *groups


def _means(arm: Arm, adjusted: bool) -> Group:
    return Group(n=arm.n, mean=arm.adjusted_mean if adjusted else arm.mean, sd=arm.sd)


def _before(arm: Arm) -> Group:
    return Group(
        n=arm.n if arm.baseline_n is None else arm.baseline_n,
        mean=arm.baseline_mean,
        sd=arm.baseline_sd,
        share=None if arm.baseline_percent is None else arm.baseline_percent / 100,
    )


def _scale(treated: float | None, compared: float | None) -> float:
    """What a mean of a yes-or-no outcome is divided by: it is a share of 1, or of 100."""
    return 100.0 if max(treated or 0, compared or 0) > 1 else 1.0


def _shares(arm: Arm, scale: float) -> Group:
    if arm.percent is not None:
        return Group(n=arm.n, share=arm.percent / 100)
    return Group(n=arm.n, share=None if arm.mean is None else arm.mean / scale)


def _confirmed(contrast: Contrast) -> tuple[Size, Group, Group] | None:
    """The Cox index of the means read as shares, where it is just what the WWC computed."""
    said = contrast.said_by("wwc")
    treated, compared = contrast.treated, contrast.compared
    no_sds = treated.sd is None and compared.sd is None
    if said is None or said.effect_size is None or not no_sds:
        return None
    for scale in (1.0, 100.0):
        groups = _shares(treated, scale), _shares(compared, scale)
        try:
            size = size_of(*groups, binary=True)
        except Uncomputable:
            continue
        if abs(abs(size.value) - abs(said.effect_size)) < _CONFIRMED and size.value:
            return size, *groups
    return None
