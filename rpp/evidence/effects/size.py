"""The effect size of recorded facts: Hedges' g of means, the Cox index of shares."""

from dataclasses import dataclass
from typing import Literal

from rpp.evidence.effects.cox import cox_index, cox_variance
from rpp.evidence.effects.hedges import hedges_g, omega, pooled_sd
from rpp.evidence.effects.numbers import Uncomputable, finite, shown

Method = Literal["g", "cox"]
NO_SIZES = "Nobody recorded how many people were analyzed in each group."
NO_MEANS = "Nobody recorded the mean of each group."
NO_SDS = "Nobody recorded the standard deviation of each group."
NO_SHARES = "Nobody recorded which share of each group reached the outcome."


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """What is known of one group: people, and a mean with its SD or a share (0 to 1)."""

    n: int | None = None
    mean: float | None = None
    sd: float | None = None
    share: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """An effect size with the sign of the recorded numbers, treated less compared.

    `own_variance` is that of the Cox index, None for g.
    """

    value: float
    method: Method
    n_treated: int
    n_compared: int
    sd: float | None = None
    own_variance: float | None = None

    @property
    def n(self) -> int:
        return self.n_treated + self.n_compared


def size_of(treated: Group, compared: Group, *, binary: bool) -> Size:
    """The effect size of two groups; `Uncomputable` says which fact is missing or impossible."""
    n1, n2 = _people(treated), _people(compared)
    if binary:
        return _cox(treated.share, n1, compared.share, n2)
    if treated.mean is None or compared.mean is None:
        raise Uncomputable(NO_MEANS)
    if treated.sd is None or compared.sd is None:
        raise Uncomputable(NO_SDS)
    sd = pooled_sd(n1, treated.sd, n2, compared.sd)
    difference = finite(treated.mean - compared.mean)
    return Size(
        value=hedges_g(difference, sd, n1 + n2), method="g", n_treated=n1, n_compared=n2, sd=sd
    )


def _people(group: Group) -> int:
    if not group.n:
        raise Uncomputable(NO_SIZES)
    if group.n < 0:
        raise Uncomputable("A group cannot have fewer than 0 people.")
    return group.n


def _cox(treated: float | None, n1: int, compared: float | None, n2: int) -> Size:
    if treated is None or compared is None:
        raise Uncomputable(NO_SHARES)
    return Size(
        value=cox_index(treated, compared, n1 + n2),
        method="cox",
        n_treated=n1,
        n_compared=n2,
        own_variance=cox_variance(treated, n1, compared, n2),
    )


def worked(size: Size, treated: Group, compared: Group) -> str:
    """The formula of an effect size with its numbers."""
    correction = shown(omega(size.n), 6)
    if size.method == "cox":
        odds = f"(log odds of {_percent(treated)} − log odds of {_percent(compared)})"
        return f"{correction} × {odds} ÷ 1.65 = {shown(size.value)}"
    difference = f"({shown(treated.mean)} − {shown(compared.mean)})"
    return f"{correction} × {difference} ÷ {shown(size.sd)} = {shown(size.value)}"


def _percent(group: Group) -> str:
    return "unknown" if group.share is None else f"{shown(100 * group.share, 2)} %"
