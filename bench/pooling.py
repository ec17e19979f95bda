"""How right and how fast effects are pooled: REML beside another optimizer, 500 effects again."""

import time
from dataclasses import replace

import numpy as np
from scipy import optimize

from bench.common import Databases, Figure
from rpp.evidence.pooling.pooled import pool
from rpp.evidence.pooling.results import NotPooled
from rpp.syntheses.analysis.analyzing import analyze
from rpp.syntheses.published import FrozenEffect

SEED = 20_110_411
CASES, EFFECTS = 10_000, 500
AIM = 0.100
# The likelihood may fall short by what metafor's rule of stopping leaves, which is no more.
SHORT = 1.1e-6

Floats = np.ndarray


def pooling(_databases: Databases) -> list[Figure]:
    """Random syntheses of 2 to 60 effects, and one of 500 effects of 500 and of 170 studies."""
    return [*_beside_another(), *_again()]


def _beside_another() -> list[Figure]:
    chance = np.random.default_rng(SEED)
    worst, furthest, unanswered = 0.0, 0.0, 0
    for _ in range(CASES):
        y, v = _case(chance)
        found = pool(list(y), list(v))
        if isinstance(found, NotPooled):
            unanswered += 1
            continue
        tau2, height = _likeliest(y, v)
        worst = max(worst, height - float(_likelihood(np.array([found.tau2]), y, v)[0]))
        w = 1 / (v + tau2)
        away = abs(found.estimate - float(np.average(y, weights=w))) * float(w.sum()) ** 0.5
        furthest = max(furthest, away)
    how = "written down again; grid and bounded search over all of its peaks"
    return [
        Figure(
            f"REML on {CASES:,} random cases, likelihood at most short by",
            f"under {SHORT:g}",
            f"{worst:.2g}, {unanswered} without an answer",
            how,
            worst < SHORT and not unanswered,
        ),
        Figure(
            "the same, average at most away by",
            "under 0.01 of its error",
            f"{furthest:.2g} of its standard error",
            how,
            furthest < 0.01,
        ),
    ]


def _case(chance: np.random.Generator) -> tuple[Floats, Floats]:
    k = int(chance.integers(2, 61))
    v = 10 ** chance.uniform(-3, 0.5, k)
    tau2 = chance.choice([0, 0.003, 0.05, 0.5])
    return chance.normal(chance.normal(0, 0.3), np.sqrt(v + tau2)), v


def _likelihood(tau2: Floats, y: Floats, v: Floats) -> Floats:
    """The restricted log-likelihood but for a constant, by the book."""
    w = 1 / (v + tau2[:, None])
    mean = (w * y).sum(axis=1) / w.sum(axis=1)
    squares = (w * (y - mean[:, None]) ** 2).sum(axis=1)
    return np.asarray((np.log(w).sum(axis=1) - np.log(w.sum(axis=1)) - squares) / 2)


def _likeliest(y: Floats, v: Floats) -> tuple[float, float]:
    top = 4 * (float(np.ptp(y)) ** 2 + float(v.max()))
    grid = np.concatenate([[0.0], np.geomspace(1e-7, top, 200)])
    heights = _likelihood(grid, y, v)
    best = (0.0, float(heights[0]))
    for at in range(1, len(grid) - 1):
        if heights[at] >= heights[at - 1] and heights[at] >= heights[at + 1]:
            found = optimize.minimize_scalar(
                lambda t: -float(_likelihood(np.array([t]), y, v)[0]),
                bounds=(grid[at - 1], grid[at + 1]),
                method="bounded",
                options={"xatol": 1e-10},
            )
            best = max(best, (float(found.x), -float(found.fun)), key=lambda one: one[1])
    return best


def _again() -> list[Figure]:
    chance = np.random.default_rng(SEED)
    y, v = chance.normal(0.15, 0.35, EFFECTS), chance.uniform(0.005, 0.2, EFFECTS)
    alone = [
        FrozenEffect(
            f"f{n}", f"s{n}", f"Study {n}", float(y[n]), float(v[n]), 2000 + n % 25, f"s{n}"
        )
        for n in range(EFFECTS)
    ]
    several = [replace(one, cluster=f"s{n // 3}") for n, one in enumerate(alone)]
    return [
        _timed(f"{EFFECTS} effects of {EFFECTS} studies pooled again", alone),
        _timed(f"{EFFECTS} effects of {len(several) // 3 + 1} studies, three levels", several),
    ]


def _timed(what: str, effects: list[FrozenEffect]) -> Figure:
    analyze(effects)
    times = []
    for _ in range(7):
        began = time.process_time()
        analyze(effects)
        times.append(time.process_time() - began)
    middle = sorted(times)[3]
    how = "CPU of one process, the middle of seven: average, intervals, Egger, words"
    return Figure(what, f"under {AIM * 1000:.0f} ms", f"{middle * 1000:.1f} ms", how, middle < AIM)
