"""`analyze`: effects under a choice, with all that a page says of them."""

from collections.abc import Sequence

from rpp.evidence.pooling.egger import egger
from rpp.evidence.pooling.results import NotPooled
from rpp.organizations.profiles import Profile
from rpp.syntheses.analysis.averaging import average
from rpp.syntheses.analysis.choice import Choice
from rpp.syntheses.analysis.moderating import moderated
from rpp.syntheses.analysis.narrowing import narrowed
from rpp.syntheses.analysis.results import Analysis
from rpp.syntheses.analysis.wording import sentences
from rpp.syntheses.published import FrozenEffect, NoEffect, Results

VERSION = Choice()


def analyze(
    effects: Sequence[FrozenEffect], choice: Choice = VERSION, district: Profile | None = None
) -> Analysis:
    """What effects come to; `district` is the reader's, for "my kind of district"."""
    kept, out = narrowed(effects, choice, district)
    kept.sort(key=lambda one: (-one.yi, one.title, one.key))
    pooled = average(kept, choice)
    asked = moderated(kept, choice)
    return Analysis(
        choice=choice,
        effects=tuple(kept),
        average=pooled,
        left_out=tuple(out),
        moderator=asked.found,
        without=asked.without,
        small=egger([one.yi for one in kept], [one.vi for one in kept]),
        sentences=tuple(sentences(pooled)),
    )


def results(analysis: Analysis, without: Sequence[NoEffect] = ()) -> Results:
    """The numbers that a version stores; `without`: what gives no effect."""
    found = analysis.average
    if isinstance(found, NotPooled):
        return Results(k=found.k, words=found.words, without=tuple(without))
    return Results(
        k=found.k,
        estimate=found.estimate,
        se=found.se,
        p=found.p,
        low=found.ci[0],
        high=found.ci[1],
        tau2=found.tau2,
        i2=found.i2,
        expect_low=found.prediction[0],
        expect_high=found.prediction[1],
        method=found.method,
        test=found.test,
        without=tuple(without),
    )
