"""Normal, t and chi-squared, as pooling needs them. SciPy is loaded when the first is asked."""


def two_sided(value: float, df: float | None = None) -> float:
    """The p-value of a z, or of a t with `df` degrees of freedom."""
    from scipy import special

    below = special.ndtr(-abs(value)) if df is None else special.stdtr(df, -abs(value))
    return float(2 * below)


def quantile(level: float, df: float | None = None) -> float:
    """How many standard errors an interval of `level` (0.95) reaches to each side."""
    from scipy import special

    p = (1 + level) / 2
    return float(special.ndtri(p) if df is None else special.stdtrit(df, p))


def chi_squared_p(value: float, df: float) -> float:
    """How likely a value at least as large is by chance."""
    from scipy import special

    return float(special.chdtrc(df, value))


def chi_squared(p: float, df: float) -> float:
    """The value that is exceeded with probability `p`."""
    from scipy import special

    return float(special.chdtri(df, p))


def f_p(value: float, df1: float, df2: float) -> float:
    """How likely an F at least as large is by chance."""
    from scipy import special

    return float(special.fdtrc(df1, df2, value))
