"""What a version froze: what was asked and said, the studies in and out, effects and results."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from rpp.syntheses.plan import Question, Rules, Searched

LICENCE = "CC BY 4.0"


@dataclass(frozen=True, slots=True)
class Said:
    """What the broker wrote, as it then stood."""

    question: Question = field(default_factory=Question)
    rules: Rules = field(default_factory=Rules)
    answer: str = ""
    can_say: str = ""
    cannot_say: str = ""
    unknown: str = ""
    why_living: str = ""
    triggers: str = ""
    retires_when: str = ""
    conflicts: str = ""
    # Of which outcome domain the average is, "" for all, and the words of both sides of the plot.
    domain: str = ""
    better: str = ""
    worse: str = ""
    keepers: tuple[str, ...] = ()
    sources: tuple[Searched, ...] = ()
    verdict: str = ""


@dataclass(frozen=True, slots=True)
class FrozenStudy:
    """A study as a version holds it; `key` is its candidate's, `reason` a key of REASONS."""

    key: str
    subject_kind: str
    subject_id: int | None
    title: str
    stands: str
    stage: str = ""
    reason: str = ""
    note: str = ""
    year: int | None = None
    flag: str = ""


@dataclass(frozen=True, slots=True)
class FrozenEffect:
    """One effect that was used: Hedges' g in standard deviations and its variance.

    `key` names its finding, `study` the key of its candidate, `cluster` what depends on each other.
    """

    key: str
    study: str
    title: str
    yi: float
    vi: float
    year: int | None = None
    cluster: str = ""
    outcome: str = ""
    domain: str = ""
    n: int | None = None
    measured_by: str = ""
    attrition: str = ""
    settings: tuple[str, ...] = ()
    grades: tuple[str, ...] = ()
    states: tuple[str, ...] = ()
    locales: tuple[int, ...] = ()
    shares: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class NoEffect:
    """A finding of an included study that gives no effect, or the study itself, and why."""

    title: str
    outcome: str
    why: str


@dataclass(frozen=True, slots=True)
class Results:
    """What the effects came to: None where nothing could be computed, and why in `words`."""

    k: int = 0
    estimate: float | None = None
    se: float | None = None
    p: float | None = None
    low: float | None = None
    high: float | None = None
    tau2: float | None = None
    i2: float | None = None
    expect_low: float | None = None
    expect_high: float | None = None
    method: str = ""
    test: str = ""
    words: str = ""
    without: tuple[NoEffect, ...] = ()


@dataclass(frozen=True, slots=True)
class Flow:
    """How many candidates stood where, as the PRISMA statement draws it."""

    found: Mapping[str, int] = field(default_factory=dict)
    duplicates: int = 0
    waiting: int = 0
    left_out_early: int = 0
    left_out_late: Mapping[str, int] = field(default_factory=dict)
    included: int = 0
