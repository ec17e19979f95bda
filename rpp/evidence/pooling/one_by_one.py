"""The average with each effect left out, and the average as effects came in one by one."""

from collections.abc import Sequence

from rpp.evidence.pooling.pooled import pool
from rpp.evidence.pooling.results import Method, NotPooled, Pooled, Test


def leave_one_out(
    yi: Sequence[float],
    vi: Sequence[float],
    *,
    method: Method = "REML",
    test: Test = "wald",
    level: float = 0.95,
) -> list[Pooled | NotPooled]:
    """For each effect, the average of the others."""
    return [
        pool(
            [*yi[:at], *yi[at + 1 :]],
            [*vi[:at], *vi[at + 1 :]],
            method=method,
            test=test,
            level=level,
        )
        for at in range(len(yi))
    ]


def cumulative(
    yi: Sequence[float],
    vi: Sequence[float],
    *,
    method: Method = "REML",
    test: Test = "wald",
    level: float = 0.95,
) -> list[Pooled | NotPooled]:
    """For each effect, the average of it and all before it, in the order they are given."""
    return [
        pool(yi[:many], vi[:many], method=method, test=test, level=level)
        for many in range(1, len(yi) + 1)
    ]
