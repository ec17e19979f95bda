"""A variance that holds when effects of one study depend on each other, whatever way they do.

CR2 is the bias-reduced sandwich of Bell and McCaffrey (2002) with Satterthwaite degrees of
freedom, as Tipton, E. (2015), Small sample adjustments for robust variance estimation with
meta-regression, Psychological Methods 20, and Pustejovsky and Tipton (2018) give it. CR1 is the
plain sandwich times m / (m - p) with m - p degrees of freedom, for m clusters.
"""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Literal, NamedTuple

import numpy as np

from rpp.evidence.pooling.checking import Floats, checked
from rpp.evidence.pooling.clusters import Clusters, clusters
from rpp.evidence.pooling.distributions import two_sided
from rpp.evidence.pooling.pooled import around, fit
from rpp.evidence.pooling.results import Interval, Method, NotConverged, NotPooled
from rpp.evidence.pooling.weighting import Weighted

Kind = Literal["CR2", "CR1"]
KINDS: Mapping[Kind, str] = {
    "CR2": "Robust variance CR2 with Satterthwaite degrees of freedom",
    "CR1": "Robust variance CR1 with as many degrees of freedom as clusters, less one",
}
# Below, the p-value and the interval are not to be trusted (Tipton 2015).
FEWEST_DF = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Robust:
    """An average whose standard error allows effects of one cluster to depend on each other."""

    k: int
    clusters: int
    kind: Kind
    estimate: float
    se: float
    df: float
    p: float
    ci: Interval
    notes: tuple[str, ...]


class Block(NamedTuple):
    """One cluster: residuals (n,), columns (n, p), and the covariance (n, n) that is assumed."""

    r: Floats
    x: Floats
    phi: Floats


class Variance(NamedTuple):
    """The covariance of coefficients (p, p) and the degrees of freedom of each (p,)."""

    covariance: Floats
    df: Floats


def robust(
    yi: Sequence[float],
    vi: Sequence[float],
    cluster: Sequence[Hashable],
    *,
    method: Method = "REML",
    kind: Kind = "CR2",
    level: float = 0.95,
) -> Robust | NotPooled:
    """The random-effects average, its variance robust to dependence within clusters."""
    effects = checked(yi, vi)
    if isinstance(effects, NotPooled):
        return effects
    groups = clusters(cluster)
    if words := too_few(groups):
        return NotPooled(effects.k, words)
    fitted = fit(Weighted(effects), method, "wald")
    if isinstance(fitted, NotConverged):
        return fitted.of(effects.k)
    phi = effects.v + fitted.tau2
    r, x = effects.y - fitted.b[0], fitted.model.x
    blocks = [Block(r[at], x[at], np.diag(phi[at])) for at in groups.members()]
    return answered(effects.k, float(fitted.b[0]), blocks, kind, level)


def too_few(groups: Clusters) -> str:
    """Why clusters cannot tell how far they differ; "" where they can."""
    if groups.number > 1:
        return ""
    return (
        "All effects come from one cluster, such as one study. How far studies differ cannot be "
        "told from one of them: it takes at least two."
    )


def answered(
    k: int, estimate: float, blocks: Sequence[Block], kind: Kind, level: float
) -> Robust | NotPooled:
    """The average with the variance that its clusters show."""
    found = variance(blocks, kind)
    se, df = sqrt(max(0.0, float(found.covariance[0, 0]))), float(found.df[0])
    if se <= 1e-9 or df <= 0:
        return NotPooled(k, "The clusters have the same average, so their spread tells nothing.")
    notes = [
        f"{len(blocks)} clusters allow only {df:.1f} degrees of freedom: the interval and the "
        "p-value are rough below 4."
    ]
    return Robust(
        k=k,
        clusters=len(blocks),
        kind=kind,
        estimate=estimate,
        se=se,
        df=df,
        p=two_sided(estimate / se, df),
        ci=around(estimate, se, level, df),
        notes=tuple(notes if df < FEWEST_DF else ()),
    )


def variance(blocks: Sequence[Block], kind: Kind) -> Variance:
    """The sandwich; weights are the inverse of the covariance that is assumed."""
    weighted = [np.linalg.solve(block.phi, block.x) for block in blocks]  # W X
    information = sum((b.x.T @ wx for b, wx in zip(blocks, weighted, strict=True)), np.zeros(()))
    bread: Floats = np.asarray(np.linalg.inv(information), dtype=np.float64)
    adjusts = [_adjustment(block, bread) if kind == "CR2" else None for block in blocks]
    # Of each cluster, what of its residuals goes into the coefficients: (n, p).
    reaches = [
        (wx if by is None else by.T @ wx) @ bread for wx, by in zip(weighted, adjusts, strict=True)
    ]
    scores = np.array([reach.T @ b.r for reach, b in zip(reaches, blocks, strict=True)])
    m, p = scores.shape
    if kind == "CR1":
        return Variance(scores.T @ scores * m / (m - p), np.full(p, float(m - p)))
    df = np.array(
        [_satterthwaite(blocks, [reach[:, c] for reach in reaches], bread) for c in range(p)]
    )
    return Variance(scores.T @ scores, df)


def _adjustment(block: Block, bread: Floats) -> Floats:
    """A = D' (D (Φ - X M X') D')^(-1/2) D, where Φ = D'D."""
    d = np.linalg.cholesky(block.phi).T
    inner = d @ (block.phi - block.x @ bread @ block.x.T) @ d.T
    values, vectors = np.linalg.eigh((inner + inner.T) / 2)
    kept = values > 1e-12 * max(float(values.max()), 1e-300)
    root = np.where(kept, 1 / np.sqrt(np.where(kept, values, 1)), 0)
    return np.asarray(d.T @ (vectors * root) @ vectors.T @ d)


def _satterthwaite(blocks: Sequence[Block], reach: Sequence[Floats], bread: Floats) -> float:
    """2 E² / Var of the estimated variance, were the assumed covariance true."""
    own = np.array([g @ b.phi @ g for g, b in zip(reach, blocks, strict=True)])
    through = np.array([b.x.T @ g for g, b in zip(reach, blocks, strict=True)])
    products = np.diag(own) - through @ bread @ through.T
    total = float((products**2).sum())
    return float(np.trace(products) ** 2 / total) if total > 0 else 0.0
