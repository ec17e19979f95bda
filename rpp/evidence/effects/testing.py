"""Error, p and interval of an effect size, with people in clusters or not."""

import math
from dataclasses import dataclass, replace

from rpp.evidence.effects.clusters import Clustering, default_icc
from rpp.evidence.effects.numbers import Uncomputable, finite
from rpp.evidence.effects.significance import critical, p_of, t_of, t_of_p
from rpp.evidence.findings.contrast import Contrast

# Units of analysis that hold many students: what is analyzed then is the cluster itself.
HOLDS_MANY = frozenset({"classroom", "school", "district"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Tested:
    """How sure an effect size is. `plain_t` does not know of clusters."""

    variance: float
    # Degrees of freedom; p and the interval take them rounded up, as the WWC does.
    df: float
    t: float
    p: float
    plain_t: float
    ci: tuple[float, float]
    clustering: Clustering | None = None
    # Whether the p is the authors' own, because their test knows of the clusters.
    authors_p: bool = False

    @property
    def se(self) -> float:
        return math.sqrt(self.variance)


def clustering_of(contrast: Contrast, n: int) -> Clustering | None:
    """The clusters that people came in; None where none are recorded, each holds one person, or
    the clusters themselves were analyzed."""
    treated, compared = contrast.treated.clusters, contrast.compared.clusters
    if not treated or not compared or min(treated, compared) < 1:
        return None
    if contrast.analyzed in HOLDS_MANY:
        return None
    clusters = treated + compared
    if clusters >= n:
        return None
    icc = default_icc(contrast.domain) if contrast.icc is None else contrast.icc
    return Clustering(n, clusters, icc)


def without_clusters(contrast: Contrast) -> Contrast:
    """The same contrast as if nobody had come in clusters."""
    return replace(
        contrast,
        treated=replace(contrast.treated, clusters=None),
        compared=replace(contrast.compared, clusters=None),
    )


def p_of_effect(contrast: Contrast, g: float, n_treated: int, n_compared: int) -> float:
    """The p that an effect of this size would have in this study, by its sizes and clusters."""
    t = t_of(g, n_treated, n_compared)
    clustering = clustering_of(contrast, n_treated + n_compared)
    if clustering is None:
        return p_of(t, n_treated + n_compared - 2)
    return p_of(t * clustering.factor, whole_df(clustering.df))


def test(
    contrast: Contrast, g: float, n_treated: int, n_compared: int, own_variance: float | None
) -> Tested:
    """The error and the p of `g`, which has the sign of the recorded numbers.

    `own_variance` is that of a Cox index. Source: the handbook's appendix on effect sizes, with
    the design effect and the degrees of freedom for clusters; t leaves out the error of the
    standard deviation, as in the WWC's published figures, and the variance holds it.
    """
    n = n_treated + n_compared
    plain_t = t_of(g, n_treated, n_compared)
    clustering = clustering_of(contrast, n)
    df = clustering.df if clustering else n - 2.0
    t = plain_t * clustering.factor if clustering else plain_t
    said = contrast.said_by("authors")
    if contrast.clusters_handled and said is not None and said.p_value is not None:
        return _by_authors(g, said.p_value, df, clustering, plain_t)
    effect = clustering.design_effect if clustering else 1.0
    if own_variance is None:
        variance = n / (n_treated * n_compared) * effect + g * g / (2 * (df if clustering else n))
    else:
        variance = own_variance * effect
    variance = finite(variance)
    return Tested(
        variance=variance,
        df=df,
        t=t,
        p=p_of(t, whole_df(df)),
        plain_t=plain_t,
        ci=interval(g, variance, df),
        clustering=clustering,
    )


def _by_authors(
    g: float,
    p: float,
    df: float,
    clustering: Clustering | None,
    plain_t: float,
) -> Tested:
    """The authors' test takes the clusters into account: their p, and the error behind it."""
    if not 0 <= p <= 1:
        raise Uncomputable("The authors’ p is not between 0 and 1.")
    t = math.copysign(t_of_p(p, whole_df(df)), g)
    if g == 0:
        raise Uncomputable("From an effect of 0 and a p no error can be computed.")
    variance = finite((g / t) ** 2 + g * g / (2 * df))
    return Tested(
        variance=variance,
        df=df,
        t=t,
        p=p,
        plain_t=plain_t,
        ci=interval(g, variance, df),
        clustering=clustering,
        authors_p=True,
    )


def interval(g: float, variance: float, df: float, level: float = 0.95) -> tuple[float, float]:
    """The interval of this level around g, by t with `df` degrees of freedom."""
    reach = finite(critical(whole_df(df), level) * math.sqrt(variance))
    return g - reach, g + reach


def whole_df(df: float) -> float:
    """Degrees of freedom as the WWC takes them: rounded up."""
    return float(math.ceil(df - 1e-9))
